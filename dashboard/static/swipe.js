/* A line across the map, with one period to its left and another to its right. */
window.guatuSwipe = (() => {
  "use strict";
  const STEP = 0.05; // of the map's width, for a key
  let map, line, changed;
  let share = null; // of the map's width; null: no line

  function mount(leafletMap, onChange) {
    map = leafletMap;
    changed = onChange;
    line = L.DomUtil.create("div", "guatu-swipe", map.getContainer());
    Object.assign(line, { tabIndex: 0, hidden: true });
    line.setAttribute("role", "slider");
    L.DomEvent.disableClickPropagation(line);
    line.addEventListener("pointerdown", (event) => line.setPointerCapture(event.pointerId));
    line.addEventListener("pointermove", (event) => {
      if (!line.hasPointerCapture(event.pointerId)) return;
      const box = map.getContainer().getBoundingClientRect();
      set((event.clientX - box.left) / box.width);
    });
    line.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!way) return;
      event.preventDefault();
      event.stopPropagation(); // the map would move
      set(share + way * STEP);
    });
  }

  function set(next) {
    share = next === null ? null : Math.min(Math.max(next, 0), 1);
    line.hidden = share === null;
    line.style.left = `${100 * share}%`;
    line.setAttribute("aria-valuenow", Math.round(100 * share));
    changed();
  }

  function toggle(label) {
    line.setAttribute("aria-label", label);
    set(share === null ? 0.5 : null);
  }

  function hide() {
    share = null;
    line.hidden = true;
  }

  /* Where the line is, in pixels of the map; null where there is none. */
  const pixel = () => (share === null ? null : share * map.getSize().x);

  return { mount, toggle, hide, pixel };
})();
