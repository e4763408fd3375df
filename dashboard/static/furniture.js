/* What stands around the map: buttons, legend, scale, words. All text is set as text. */
window.guatuFurniture = (() => {
  "use strict";
  let controls = [];
  let hintBox;

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
      add(map, "bottomleft", "guatu-legend", (box) => fill(box, title, unit, legend, isOpen));
    }
    if (attribution) {
      add(map, "bottomright", "guatu-attribution", (box) => (box.textContent = attribution));
    }
    controls.push(L.control.scale({ imperial: false, position: "bottomright" }).addTo(map));
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

  return { place, hint };
})();
