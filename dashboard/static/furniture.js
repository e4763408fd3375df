/* What stands around the map: buttons, legend, scale, words. All text is set as text. */
window.guatuFurniture = (() => {
  "use strict";
  let controls = [];
  let hintBox, legendBox, tooltip;
  const SHARE = 0.56; // of the window's height that a map has wherever it stands on its page
  const BELOW = 16; // pixels of page below a map that ends with the window

  /* As high as the window leaves room for below what stands above the map. */
  function fillWindow() {
    const frame = window.frameElement;
    const main = frame?.closest('[data-testid="stMain"]');
    if (!main) return;
    const fit = () => {
      const above = frame.getBoundingClientRect().top + main.scrollTop;
      const height = Math.max(main.clientHeight - above - BELOW, main.clientHeight * SHARE);
      frame.style.setProperty("--guatu-height", `${Math.round(height)}px`);
    };
    // of this frame, so it ends with it: the window, and whatever stands above the map
    frame.dataset.fills = "window";
    const watch = new ResizeObserver(fit);
    for (const one of [main, ...main.querySelectorAll('[data-testid="stVerticalBlock"]')]) watch.observe(one);
    fit();
  }

  function add(map, position, className, fill) {
    const control = L.control({ position });
    control.onAdd = () => {
      const box = L.DomUtil.create("div", className);
      L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
      fill(box);
      return box;
    };
    controls.push(control.addTo(map));
  }

  /* Put everything in place anew; legend = [{label, color, hatch, count}], home shows all. */
  function place(map, { texts, title, unit, legend, attribution, home }) {
    controls.forEach((control) => control.remove());
    controls = [];
    legendBox = null;
    add(map, "topleft", "leaflet-bar guatu-buttons", (box) => {
      button(box, "+", texts.zoom_in, () => map.zoomIn());
      button(box, "−", texts.zoom_out, () => map.zoomOut());
      button(box, "⤢", texts.whole, home);
    });
    add(map, "topright", "guatu-hint", (box) => {
      box.setAttribute("role", "status");
      hintBox = box;
    });
    if (legend.length) {
      const isOpen = map.getSize().x > 480;
      add(map, "bottomleft", "guatu-legend", (box) => fill((legendBox = box), title, unit, legend, isOpen));
    }
    if (attribution) {
      add(map, "bottomright", "guatu-attribution", (box) => (box.textContent = attribution));
    }
    controls.push(L.control.scale({ imperial: false, position: "bottomright" }).addTo(map));
  }

  /* The classes of two legends, with the counts of both. */
  function beside(left, right) {
    const count = (legend, label) => legend.find((one) => one.label === label)?.count ?? 0;
    const others = right.filter(({ label }) => !left.some((one) => one.label === label));
    return [...left, ...others].map((one) => ({
      ...one,
      count: [left, right].map((legend) => count(legend, one.label).toLocaleString("en")).join(" | "),
    }));
  }

  /* The legend in other classes; whether it is open stays. */
  function relegend({ title, unit, legend }) {
    if (!legendBox) return;
    const isOpen = legendBox.querySelector("details").open;
    legendBox.replaceChildren();
    fill(legendBox, title, unit, legend, isOpen);
  }

  function button(box, sign, title, action) {
    const made = L.DomUtil.create("button", "", box);
    made.type = "button";
    made.textContent = sign;
    made.title = title;
    made.setAttribute("aria-label", title);
    made.addEventListener("click", action);
  }

  function fill(box, title, unit, legend, isOpen) {
    const details = L.DomUtil.create("details", "", box);
    details.open = isOpen;
    const summary = L.DomUtil.create("summary", "", details);
    summary.textContent = title;
    if (unit) L.DomUtil.create("small", "", summary).textContent = unit;
    const list = L.DomUtil.create("ul", "", details);
    for (const { label, color, hatch, isEstimated, count } of legend) {
      const item = L.DomUtil.create("li", "", list);
      const swatch = L.DomUtil.create("i", isEstimated ? "guatu-estimated" : hatch ? "guatu-hatched" : "", item);
      swatch.style.backgroundColor = color;
      L.DomUtil.create("span", "", item).textContent = label;
      if (count != null) L.DomUtil.create("b", "", item).textContent = count.toLocaleString("en");
    }
  }

  /* A short line on the map, or none; false while there is nowhere to put it. */
  function hint(text) {
    if (!hintBox) return false;
    hintBox.textContent = text;
    hintBox.classList.toggle("guatu-shown", Boolean(text));
    return true;
  }

    function mount(map) {
    tooltip = L.DomUtil.create("div", "guatu-tooltip", map.getContainer());
    tooltip.setAttribute("role", "status");
  }

  /* What is told where the pointer is: a name and lines below it, or nothing. */
  function tell(lines) {
    tooltip.replaceChildren();
    tooltip.classList.toggle("guatu-shown", lines.length > 0);
    lines.forEach((text, n) => {
      if (text) L.DomUtil.create(n ? "span" : "strong", "", tooltip).textContent = text;
    });
  }

  /* The tooltip beside a pixel of the map. */
  function follow(map, { x, y }) {
    const size = map.getSize();
    const { offsetWidth: width, offsetHeight: height } = tooltip;
    const left = x + 16 + width > size.x ? x - 12 - width : x + 16;
    const top = y + 18 + height > size.y ? y - 10 - height : y + 18;
    L.DomUtil.setPosition(tooltip, L.point(Math.max(left, 4), Math.max(top, 4)).round());
  }

  return { mount, fillWindow, place, beside, relegend, hint, tell, follow };
})();
