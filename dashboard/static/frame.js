/* On a phone the navigation lies over the page, and closes once a page was chosen. */
document.addEventListener("click", ({ target }) => {
  if (window.innerWidth >= 768 || !target.closest('[data-testid="stSidebarNavLink"]')) return;
  document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
});
