/* The wall map: shapes that are fetched once, and values that change with every filter.
 *
 * streamlit-folium makes the Leaflet map and calls guatuMap.mount(map) once; each rerun with
 * something new calls guatuMap.show(config) (see dashboard/map.py). Nothing is drawn until all
 * that belongs together has come, so colours and legend never disagree. */
window.guatuMap = (() => {
  "use strict";
  const shapes = window.guatuShapes;
  const paint = window.guatuPaint;
  const AUTO_PIXELS = 5; // a typical shape narrower than this is not worth its own colour
  const MOST = 60000; // shapes on the screen at once
  const OUTLINE_PIXELS = 36; // a typical area narrower than this gets no border of its own
  const DOT = 5.5; // pixels
  const KEPT = 96; // packs and values that are kept at hand
  const SHARE = 0.56; // of the window's height that a map has wherever it stands on its page
  const BELOW = 16; // pixels of page below a map that ends with the window

  let map;
  let sheets; // bottom to top: colours, lines and names, what is pointed at
  let tooltip;
  let config;
  let scene; // what is drawn: {config, level, isCoarser, parts, outlines, legend}
  let hovered; // {part, i}
  let turn = 0;
  let isMoved = false; // the reader looks at something else than where the map starts
  const requests = new Map(); // URL → promise, oldest first
  const state = { mount, show, hover, drawn: 0, level: null };

  // ---- what is asked for -------------------------------------------------------------------

  function mount(leafletMap) {
    map = leafletMap;
    map.attributionControl?.remove();
    sheets = [new paint.Sheet(paintColours), new paint.Sheet(paintLines), new paint.Sheet(paintPointer)];
    sheets.forEach((sheet) => sheet.addTo(map));
    tooltip = L.DomUtil.create("div", "guatu-tooltip", map.getContainer());
    tooltip.setAttribute("role", "status");
    map.on("moveend", () => config && (remember(), refresh()));
    map.on("resize", () => {
      if (config && !map.guatuPlaced) place();
      else if (config && !isMoved) goHome();
    });
    map.on("mousemove click", (event) => point(event.containerPoint));
    map.on("click", snap); // before streamlit-folium listens, so this is what it reports
    map.on("mouseout movestart zoomstart", () => point(null));
    for (const kind of ["wheel", "pointerdown", "keydown"]) {
      map.getContainer().addEventListener(kind, () => (isMoved = true), { capture: true });
    }
    // A rerun while the scripts were loading is lost to streamlit-folium: ask for the last again.
    window.Streamlit?.setComponentReady();
  }

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

  function show(next) {
    const isElsewhere = config?.viewKey !== next.viewKey;
    const linked = config ? null : next.view; // a link leads to a view once, and not ever after
    if (config && config.snapshot !== next.snapshot) requests.clear();
    if (!config && next.fills) fillWindow();
    config = next;
    map.getContainer().setAttribute("aria-label", next.label);
    map.getContainer().setAttribute("role", "region");
    if (linked) sessionStorage.setItem(viewName(), JSON.stringify(viewOf(linked)));
    if (isElsewhere) place();
    else remember(); // the server has written the address anew
    refresh();
  }

  function fetched(url) {
    const kept = requests.get(url);
    if (kept) return kept;
    const request = fetch(url).then((answer) => {
      if (!answer.ok) throw new Error(`${answer.status} ${url}`);
      return answer.json();
    });
    request.catch(() => requests.delete(url)); // so that the next move tries again
    requests.set(url, request);
    if (requests.size > KEPT) requests.delete(requests.keys().next().value);
    return request;
  }

  const path = (...names) => "/" + names.map(encodeURIComponent).join("/");

  async function loadShapes({ level, part }) {
    const pack = await fetched(`${path("shapes", config.snapshot, level, part)}.json`);
    return (pack.unpacked ||= shapes.unpack(pack));
  }

  async function loadValues({ level, part }) {
    const asked = new URLSearchParams(config.query);
    const found = await fetched(`${path("values", config.snapshot, level, part)}.json?${asked}`);
    found.indices ||= Uint8Array.from(found.classes, (digit) =>
      digit === "-" ? shapes.NONE : parseInt(digit, 36),
    );
    return found;
  }

  async function loadPart(entry) {
    const [part, values] = await Promise.all([loadShapes(entry), loadValues(entry)]);
    return { part, entry, classes: values.indices, labels: values.labels, legend: values.legend };
  }

  /* Gather what the view needs, then draw it all at once; a newer call wins. */
  async function refresh() {
    const mine = ++turn;
    const wanted = config;
    map.getContainer().dataset.ready = "false";
    if (!map.guatuPlaced) return;
    try {
      const index = await fetched(`${path("shapes", wanted.snapshot, "index")}.json`);
      const choice = chooseLevel(index);
      const outlines = wanted.outlines.filter((level) => isWorthOutlining(index, level));
      const [parts, ...lines] = await Promise.all([
        Promise.all(inView(index, choice.level).map(loadPart)),
        ...outlines.map((level) => Promise.all(inView(index, level).map(loadShapes))),
      ]);
      if (mine !== turn) return;
      const isNew = scene?.config !== wanted || scene.level !== choice.level;
      const legend = parts[0]?.legend ?? [];
      scene = { config: wanted, ...choice, parts, outlines: lines, legend };
      if (isNew) furnish();
      sheets.forEach((sheet) => sheet.redraw());
      hint(choice.isCoarser ? wanted.texts.coarser : "");
      map.getContainer().dataset.ready = "true";
    } catch (error) {
      if (mine === turn) hint(wanted.texts.failed);
    }
  }

  // ---- which level, which parts ------------------------------------------------------------

  const worldPixels = () => 256 * 2 ** map.getZoom();

  function share(entry, bounds) {
    const width = Math.min(entry.max_lon, bounds.getEast()) - Math.max(entry.min_lon, bounds.getWest());
    const height = Math.min(entry.max_lat, bounds.getNorth()) - Math.max(entry.min_lat, bounds.getSouth());
    if (entry.min_lon === null || width < 0 || height < 0) return 0;
    const area = (entry.max_lon - entry.min_lon) * (entry.max_lat - entry.min_lat);
    return area > 0 ? Math.max((width * height) / area, 1e-9) : 1;
  }

  const ofLevel = (index, level) => index.filter((entry) => entry.level === level);

  function inView(index, level) {
    const bounds = map.getBounds().pad(0.15);
    return ofLevel(index, level).filter((entry) => share(entry, bounds) > 0);
  }

  function shapesInView(index, level) {
    const bounds = map.getBounds();
    return ofLevel(index, level).reduce((sum, entry) => sum + entry.shapes * share(entry, bounds), 0);
  }

  /* The width on the screen of a typical shape; points have none and are always worth drawing. */
  function typicalPixels(index, level) {
    const widths = ofLevel(index, level).map((entry) => entry.width).filter(Boolean);
    if (!widths.length) return Infinity;
    return (widths.reduce((a, b) => a + b) / widths.length / 360) * worldPixels();
  }

  function chooseLevel(index) {
    const known = config.levels.filter((level) => ofLevel(index, level).length);
    let at = known.indexOf(config.level);
    if (at < 0) {
      at = known.length - 1;
      while (at > 0 && typicalPixels(index, known[at]) < AUTO_PIXELS) at -= 1;
    }
    const asked = at;
    while (at > 0 && shapesInView(index, known[at]) > MOST) at -= 1;
    return { level: known[at] ?? config.levels[0], isCoarser: at < asked };
  }

  const isWorthOutlining = (index, level) => {
    const pixels = typicalPixels(index, level);
    return pixels >= OUTLINE_PIXELS && pixels < Infinity;
  };

  // ---- drawing -----------------------------------------------------------------------------

  function paintColours(ctx, view) {
    if (!scene) return;
    const styles = scene.legend;
    const hatch = paint.hatches(ctx);
    let drawn = 0;
    for (const part of scene.outlines.flat()) {
      // Land without a value is paper, not the sea around it.
      shapes.fill(ctx, part, new Uint8Array(part.count), [{ color: "#fff" }], hatch, view);
    }
    for (const { part, classes } of scene.parts) {
      drawn += shapes.fill(ctx, part, classes, styles, hatch, view);
    }
    strokeBorders(ctx, view);
    for (const { part, classes } of scene.parts) {
      drawn += shapes.dots(ctx, part, classes, styles, hatch, view, DOT);
    }
    state.drawn = drawn;
    state.level = scene.level;
    map.getContainer().dataset.drawn = drawn;
    map.getContainer().dataset.level = scene.level;
  }

  function strokeBorders(ctx, view) {
    ctx.lineJoin = "round";
    for (const { part, classes, entry } of scene.parts) {
      const pixels = ((entry.width || 0) / 360) * view.scale;
      if (pixels < 5) continue; // borders would hide the colours
      ctx.lineWidth = pixels < 12 ? 0.35 : pixels < 40 ? 0.7 : 1;
      ctx.strokeStyle = pixels < 12 ? "rgba(255, 255, 255, 0.6)" : "rgba(255, 255, 255, 0.95)";
      shapes.stroke(ctx, part, view, (i) => classes[i] !== shapes.NONE);
    }
  }

  function paintLines(ctx, view) {
    if (!scene) return;
    ctx.lineJoin = "round";
    scene.outlines.forEach((parts, rank) => {
      ctx.strokeStyle = rank ? "rgba(31, 42, 55, 0.55)" : "rgba(31, 42, 55, 0.8)";
      ctx.lineWidth = rank ? 1 : 1.6;
      for (const part of parts) shapes.stroke(ctx, part, view, (i) => !part.past.has(i));
    });
    const taken = [];
    const size = Math.min(Math.max(map.getSize().x / 1200, 1), 2); // larger on a wall
    scene.outlines.forEach((parts, rank) => {
      for (const part of parts) {
        const today = (i) => !part.past.has(i);
        paint.names(ctx, view, part, (rank ? 12 : 14) * size, rank ? 500 : 600, taken, today);
      }
    });
    for (const { part, classes } of scene.parts) {
      paint.names(ctx, view, part, 11 * size, 400, taken, (i) => classes[i] !== shapes.NONE);
    }
  }

  function paintPointer(ctx, view) {
    if (!scene) return;
    ctx.lineJoin = "round";
    const selected = scene.config.selected && lookUp(scene.config.selected);
    if (selected) ring(ctx, view, selected, 3);
    if (hovered) ring(ctx, view, hovered, 2);
  }

  function ring(ctx, view, { part, i }, width) {
    for (const [color, wide] of [["#fff", width + 2.5], [paint.INK, width]]) {
      ctx.strokeStyle = color;
      ctx.lineWidth = wide;
      if (shapes.isPoint(part, i)) {
        shapes.dot(ctx, part, i, view, DOT + 2);
        ctx.stroke();
      } else {
        shapes.stroke(ctx, part, view, (k) => k === i);
      }
    }
  }

  // ---- pointing ----------------------------------------------------------------------------

  function point(pixel) {
    const found = pixel && scene && under(pixel);
    if (found?.part !== hovered?.part || found?.i !== hovered?.i) {
      hovered = found || null;
      map.getContainer().classList.toggle("guatu-pointing", Boolean(hovered));
      sheets[2].redraw();
      tell(hovered);
    }
    if (hovered) follow(pixel);
  }

  /* A click on a dot is a click on its very middle, so that whoever asks finds what was meant. */
  function under(pixel) {
    const world = worldPixels();
    const spot = map.project(map.containerPointToLatLng(pixel));
    for (const { part, classes, labels } of scene.parts) {
      const i = shapes.find(part, classes, spot.x / world, spot.y / world, (DOT + 1) / world);
      if (i >= 0) return { part, i, label: labels[i] };
    }
    return null;
  }

  /* A click on a dot is a click on its own spot, so that the server knows whose dot it is. */
  function snap(event) {
    if (!hovered || !shapes.isPoint(hovered.part, hovered.i)) return;
    const spot = shapes.anchor(hovered.part, hovered.i);
    event.latlng = map.unproject(L.point(spot).multiplyBy(worldPixels()));
  }

  function tell(found) {
    tooltip.replaceChildren();
    tooltip.classList.toggle("guatu-shown", Boolean(found));
    if (!found) return;
    const { part, i, label } = found;
    const lines = [part.names[i], label, part.estimated.has(i) && scene.config.texts.estimated];
    lines.forEach((text, n) => {
      if (text) L.DomUtil.create(n ? "span" : "strong", "", tooltip).textContent = text;
    });
  }

  function follow({ x, y }) {
    const size = map.getSize();
    const { offsetWidth: width, offsetHeight: height } = tooltip;
    const left = x + 16 + width > size.x ? x - 12 - width : x + 16;
    const top = y + 18 + height > size.y ? y - 10 - height : y + 18;
    L.DomUtil.setPosition(tooltip, L.point(Math.max(left, 4), Math.max(top, 4)).round());
  }

  function lookUp(code) {
    const outlines = scene.outlines.flat().map((part) => ({ part }));
    for (const { part, labels, classes } of [...scene.parts, ...outlines]) {
      const drawn = (i) => (classes ? classes[i] !== shapes.NONE : !part.past.has(i));
      let i = part.codes.findIndex((one, n) => one === code && drawn(n));
      if (i < 0) i = part.codes.indexOf(code);
      if (i >= 0) return { part, i, label: labels?.[i] };
    }
    return null;
  }

  /* For tests and for pages: point at a place by its code; where it is on the map, in pixels. */
  function hover(code) {
    const found = scene && lookUp(code);
    const spot = found && shapes.anchor(found.part, found.i);
    if (!spot) return null;
    const world = worldPixels();
    const { x, y } = map.latLngToContainerPoint(map.unproject(L.point(spot).multiplyBy(world)));
    point(L.point(x, y));
    return { x, y, name: found.part.names[found.i], label: found.label };
  }

  // ---- the view ----------------------------------------------------------------------------

  const viewName = () => `guatu:view:${config.viewKey}`;

  const viewOf = ([lat, lon, zoom]) => ({ center: [lat, lon], zoom });

  function place() {
    if (!map.getSize().x || !map.getSize().y) return; // hidden: the first resize calls again
    map.guatuPlaced = true;
    const kept = JSON.parse(sessionStorage.getItem(viewName()) || "null");
    isMoved = Boolean(kept);
    if (kept) map.setView(kept.center, kept.zoom, { animate: false });
    else goHome();
    remember();
  }

  function goHome() {
    isMoved = false;
    const [west, south, east, north] = config.bounds;
    const aside = map.getSize().x > 640 ? 220 : 12; // beside the legend, where there is room
    map.fitBounds([[south, west], [north, east]], {
      animate: false,
      paddingTopLeft: [aside, 12],
      paddingBottomRight: [12, 12],
    });
  }

  function remember() {
    if (!map.guatuPlaced || !map.getSize().x) return;
    const { lat, lng } = map.getCenter();
    if (isMoved) sessionStorage.setItem(viewName(), JSON.stringify(viewOf([lat, lng, map.getZoom()])));
    else sessionStorage.removeItem(viewName());
    pin(isMoved ? [lat.toFixed(5), lng.toFixed(5), map.getZoom()].join(",") : null);
  }

  /* The page's own address tells what is looked at; no rerun, and nothing for "back" to undo. */
  function pin(view) {
    const { history, location } = window.parent;
    const url = new URL(location.href);
    if (view === url.searchParams.get("view")) return;
    if (view) url.searchParams.set("view", view);
    else url.searchParams.delete("view");
    history.replaceState(history.state, "", url.href.replaceAll("%2C", ","));
  }

  // ---- around the map ----------------------------------------------------------------------

  function furnish() {
    const legend = [...(scene?.legend ?? [])];
    const isEstimated = ({ part, classes }) =>
      [...part.estimated].some((i) => classes[i] !== shapes.NONE && !shapes.isPoint(part, i));
    if (scene?.parts.some(isEstimated)) {
      legend.push({ label: config.texts.estimated, color: "#fff", isEstimated: true });
    }
    window.guatuFurniture.place(map, { ...config, legend, home: goHome });
  }

  function hint(text) {
    if (!window.guatuFurniture.hint(text)) {
      furnish(); // the very first request failed: there is no furniture yet
      window.guatuFurniture.hint(text);
    }
  }

  return state;
})();
