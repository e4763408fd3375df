/* The wall map: shapes that are fetched once, and values that change with every filter.
 *
 * streamlit-folium makes the Leaflet map and calls guatuMap.mount(map) once; each rerun with
 * something new calls guatuMap.show(config) (see dashboard/map.py). Nothing is drawn until all
 * that belongs together has come, so colours and legend never disagree. */
window.guatuMap = (() => {
  "use strict";
  const { fetched, forget } = window.guatuFetching;
  const shapes = window.guatuShapes;
  const paint = window.guatuPaint;
  const furniture = window.guatuFurniture;
  const levels = window.guatuLevels;
  const bar = window.guatuTimeBar;
  const looks = window.guatuView;
  const swipe = window.guatuSwipe;
  const DOT = 5.5; // pixels
  const REST = 150; // milliseconds without a step

  let map;
  let sheets; // bottom to top: colours, lines and names, what is pointed at
  let config;
  let scene; // what is drawn: {config, level, isCoarser, parts, outlines, legend}
  let moment = null; // the key of the period that is drawn, where it is not the filter's own
  let isAwake = false; // the bar of time has been touched: all periods are worth fetching
  let exact; // the timer of a picture that is painted anew
  let hovered; // {part, i}
  let turn = 0;
  const state = { mount, show, hover, drawn: 0, level: null };

  // ---- what is asked for -------------------------------------------------------------------

  function mount(leafletMap) {
    map = leafletMap;
    map.attributionControl?.remove();
    sheets = [new paint.Sheet(paintColours), new paint.Sheet(paintLines), new paint.Sheet(paintPointer)];
    sheets.forEach((sheet) => sheet.addTo(map));
    furniture.mount(map);
    looks.mount(map);
    swipe.mount(map, () => (furnish({ again: true }), sheets[0].redraw()));
    map.on("moveend", () => config && (looks.remember(), refresh()));
    map.on("move", () => isSplit() && sheets[0].redraw());
    map.on("resize", () => config && looks.resized());
    map.on("mousemove click", (event) => point(event.containerPoint));
    map.on("click", snap); // before streamlit-folium listens, so this is what it reports
    map.on("mouseout movestart zoomstart", () => point(null));
    // A rerun while the scripts were loading is lost to streamlit-folium: ask for the last again.
    window.Streamlit?.setComponentReady();
  }

  function show(next) {
    if (config && config.snapshot !== next.snapshot) forget();
    if (!config && next.fills) furniture.fillWindow();
    config = next;
    moment = null; // a filter says what is drawn until the bar is used again
    isAwake = false;
    const isResized = bar.show(map, config, { wake, turn: turnTo, leave, compare });
    if (isResized && map.guatuPlaced) map.invalidateSize({ pan: false });
    map.getContainer().setAttribute("aria-label", next.label);
    map.getContainer().setAttribute("role", "region");
    looks.show(next);
    refresh();
  }

  const worldPixels = () => 256 * 2 ** map.getZoom();

  async function loadShapes({ level, part }) {
    const pack = await fetched("shapes", config.snapshot, level, part);
    return (pack.unpacked ||= shapes.unpack(pack));
  }

  const asked = ({ level, part }, kind) => fetched(kind, config.snapshot, level, part, config.query);

  function read(told) {
    told.indices ||= Uint8Array.from(told.classes, (digit) =>
      digit === "-" ? shapes.NONE : parseInt(digit, 36),
    );
    return told;
  }

  async function loadTimes(entry) {
    const found = await asked(entry, "times");
    return (found.byKey ||= new Map(found.periods.map((one) => [one.key, read(one)])));
  }

  async function loadPart(entry) {
    const [part, values, times] = await Promise.all([
      loadShapes(entry), asked(entry, "values"), moment && loadTimes(entry),
    ]);
    return { part, entry, times, values: read(values) };
  }

  /* Gather what the view needs, then draw it all at once; a newer call wins. */
  async function refresh() {
    const mine = ++turn;
    const wanted = config;
    map.getContainer().dataset.ready = "false";
    if (!map.guatuPlaced) return;
    try {
      const index = await fetched("shapes", wanted.snapshot, "index");
      const choice = levels.choose(map, index, config);
      const outlines = wanted.outlines.filter((level) => levels.isWorthOutlining(map, index, level));
      const [parts, ...lines] = await Promise.all([
        Promise.all(levels.inView(map, index, choice.level).map(loadPart)),
        ...outlines.map((level) => Promise.all(levels.inView(map, index, level).map(loadShapes))),
      ]);
      if (mine !== turn) return;
      const isNew = scene?.config !== wanted || scene.level !== choice.level;
      scene = { config: wanted, ...choice, parts, outlines: lines };
      dress();
      furnish({ again: !isNew });
      sheets.forEach((sheet) => sheet.redraw());
      hint(choice.isCoarser ? wanted.texts.coarser : "");
      map.getContainer().dataset.ready = "true";
      if (isAwake) wake();
    } catch (error) {
      if (mine === turn) hint(wanted.texts.failed);
    }
  }

  // ---- through time ------------------------------------------------------------------------

  /* Every part in the classes of the period that is drawn, and what is told of them. */
  function dress() {
    let told;
    for (const one of scene.parts) {
      told = moment ? one.times.get(moment) : one.values;
      one.classes = told.indices;
    }
    scene.legend = told?.legend ?? [];
    if (!moment) swipe.hide();
    bar.tell(moment ?? config.period, told?.untold ?? "");
  }

  const isSplit = () => Boolean(moment) && swipe.pixel() !== null;
  /* The same parts in the classes of the filter's own period. */
  const ownParts = () => scene.parts.map((one) => ({ ...one, classes: one.values.indices }));
  const ownLegend = () => scene.parts[0]?.values.legend ?? [];

  function labelOf({ classes, values }, i, isOwn) {
    if (!moment) return values.labels[i];
    const said = isOwn ? values.labels[i] : scene.legend[classes[i]].label;
    return `${bar.nameOf(isOwn ? config.period : moment)} · ${said}`;
  }

  /* The period drawn to the left of a line, the filter's own to the right; or no more. */
  function compare() {
    swipe.toggle(config.texts.divider);
  }

  /* Fetch all periods of what is in view, before they are asked for. */
  function wake() {
    isAwake = true;
    const parts = scene?.config === config ? scene.parts : [];
    const load = async (one) => (one.times = await loadTimes(one.entry));
    return Promise.all(parts.map(load)).catch(() => hint(config.texts.failed));
  }

  /* Draw another period: at once where all of it is at hand. */
  async function turnTo(key) {
    moment = key === config.period ? null : key;
    const isReady = map.getContainer().dataset.ready === "true" && scene.config === config;
    if (!isReady || (moment && !scene.parts.every((one) => one.times))) return refresh();
    const before = { legend: scene.legend, classes: scene.parts.map(({ classes }) => classes) };
    dress();
    furnish({ again: true });
    point(null);
    amend(before);
  }

  /* Paint what has another colour than before over what is there, which is quick while the reader
   * drags; the picture is painted anew, to the last rim, once he rests. */
  function amend(before) {
    const look = ({ color, hatch }) => `${color}${hatch}`;
    const then = before.legend.map(look);
    const now = scene.legend.map(look);
    let isGone = false; // what is there no more cannot be painted over
    const others = scene.parts.map((one, n) => {
      const classes = one.classes.map((c, i) => {
        const was = before.classes[n][i];
        isGone ||= c === shapes.NONE && was !== c;
        return now[c] === then[was] ? shapes.NONE : c;
      });
      return { ...one, classes };
    });
    clearTimeout(exact);
    const isWhole = isGone || isSplit();
    if (!isWhole) sheets[0].amend((ctx, view) => paintParts(ctx, view, others));
    exact = setTimeout(() => sheets.forEach((sheet) => sheet.redraw()), isWhole ? 0 : REST);
  }

  /* The filter is to be set to a period, so that the whole page is told of it. */
  function leave(period) {
    bar.stop();
    window.Streamlit?.setComponentValue({ last_clicked: null, period, at: Date.now() });
  }

  // ---- drawing -----------------------------------------------------------------------------

  function paintColours(ctx, view) {
    if (!scene) return;
    const hatch = paint.hatches(ctx);
    for (const part of scene.outlines.flat()) {
      // Land without a value is paper, not the sea around it.
      shapes.fill(ctx, part, new Uint8Array(part.count), [{ color: "#fff" }], hatch, view);
    }
    if (isSplit()) {
      const left = map.containerPointToLayerPoint([swipe.pixel(), 0]).x;
      const cut = left + map.getPixelOrigin().x - view.x;
      paint.clipped(ctx, view, 0, cut, () => paintParts(ctx, view, scene.parts));
      paint.clipped(ctx, view, cut, view.width, () => paintParts(ctx, view, ownParts(), ownLegend()));
    } else {
      state.drawn = paintParts(ctx, view, scene.parts);
    }
    state.level = scene.level;
    map.getContainer().dataset.drawn = state.drawn;
    map.getContainer().dataset.level = scene.level;
  }

  /* Fill and border the shapes of parts in their classes; returns how many were drawn. */
  function paintParts(ctx, view, parts, legend = scene.legend) {
    const hatch = paint.hatches(ctx);
    let drawn = 0;
    for (const { part, classes } of parts) {
      drawn += shapes.fill(ctx, part, classes, legend, hatch, view);
    }
    strokeBorders(ctx, view, parts);
    for (const { part, classes } of parts) {
      drawn += shapes.dots(ctx, part, classes, legend, hatch, view, DOT);
    }
    return drawn;
  }

  function strokeBorders(ctx, view, parts) {
    ctx.lineJoin = "round";
    for (const { part, classes, entry } of parts) {
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
    if (hovered) furniture.follow(map, pixel);
  }

  /* A click on a dot is a click on its very middle, so that whoever asks finds what was meant. */
  function under(pixel) {
    const world = worldPixels();
    const spot = map.project(map.containerPointToLatLng(pixel));
    const isOwn = isSplit() && pixel.x > swipe.pixel();
    for (const one of isOwn ? ownParts() : scene.parts) {
      const { part, classes } = one;
      const i = shapes.find(part, classes, spot.x / world, spot.y / world, (DOT + 1) / world);
      if (i >= 0) return { part, i, label: labelOf(one, i, isOwn) };
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
    const { part, i, label } = found ?? {};
    const isEstimated = found && part.estimated.has(i);
    furniture.tell(found ? [part.names[i], label, isEstimated && scene.config.texts.estimated] : []);
  }

  function lookUp(code) {
    const outlines = scene.outlines.flat().map((part) => ({ part }));
    for (const one of [...scene.parts, ...outlines]) {
      const { part, classes } = one;
      const drawn = (i) => (classes ? classes[i] !== shapes.NONE : !part.past.has(i));
      let i = part.codes.findIndex((known, n) => known === code && drawn(n));
      if (i < 0) i = part.codes.indexOf(code);
      if (i >= 0) return { part, i, label: classes && drawn(i) ? labelOf(one, i) : undefined };
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
    const isThere = hovered?.part === found.part && hovered.i === found.i;
    return { x, y, name: found.part.names[found.i], label: (isThere ? hovered : found).label };
  }

  // ---- around the map ----------------------------------------------------------------------

  /* ``again``: what stands there stays, in the classes of another period. */
  function furnish({ again = false } = {}) {
    const legend = isSplit() ? furniture.beside(scene.legend, ownLegend()) : [...(scene?.legend ?? [])];
    const isEstimated = ({ part, classes }) =>
      [...part.estimated].some((i) => classes[i] !== shapes.NONE && !shapes.isPoint(part, i));
    if (scene?.parts.some(isEstimated)) {
      legend.push({ label: config.texts.estimated, color: "#fff", isEstimated: true });
    }
    const drawn = moment && [moment, ...(isSplit() ? [config.period] : [])];
    const title = [config.title, ...(drawn ? [drawn.map(bar.nameOf).join(" | ")] : [])].join(" · ");
    if (again) furniture.relegend({ ...config, title, legend });
    else furniture.place(map, { ...config, title, legend, home: looks.goHome });
  }

  function hint(text) {
    if (!furniture.hint(text)) {
      furnish(); // the very first request failed: there is no furniture yet
      furniture.hint(text);
    }
  }

  return state;
})();
