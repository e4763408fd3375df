/* Which level the map draws and which parts of it are in view: fewer and wider shapes from afar. */
window.guatuLevels = (() => {
  "use strict";
  const AUTO_PIXELS = 5; // a typical shape narrower than this is not worth its own colour
  const MOST = 60000; // shapes on the screen at once
  const OUTLINE_PIXELS = 36; // a typical area narrower than this gets no border of its own

  const ofLevel = (index, level) => index.filter((entry) => entry.level === level);

  function share(entry, bounds) {
    const width = Math.min(entry.max_lon, bounds.getEast()) - Math.max(entry.min_lon, bounds.getWest());
    const height = Math.min(entry.max_lat, bounds.getNorth()) - Math.max(entry.min_lat, bounds.getSouth());
    if (entry.min_lon === null || width < 0 || height < 0) return 0;
    const area = (entry.max_lon - entry.min_lon) * (entry.max_lat - entry.min_lat);
    return area > 0 ? Math.max((width * height) / area, 1e-9) : 1;
  }

  function inView(map, index, level) {
    const bounds = map.getBounds().pad(0.15);
    return ofLevel(index, level).filter((entry) => share(entry, bounds) > 0);
  }

  function shapesInView(map, index, level) {
    const bounds = map.getBounds();
    return ofLevel(index, level).reduce((sum, entry) => sum + entry.shapes * share(entry, bounds), 0);
  }

  /* The width on the screen of a typical shape; points have none and are always worth drawing. */
  function typicalPixels(map, index, level) {
    const widths = ofLevel(index, level).map((entry) => entry.width).filter(Boolean);
    if (!widths.length) return Infinity;
    return (widths.reduce((a, b) => a + b) / widths.length / 360) * 256 * 2 ** map.getZoom();
  }

  function choose(map, index, { levels, level }) {
    const known = levels.filter((one) => ofLevel(index, one).length);
    let at = known.indexOf(level);
    if (at < 0) {
      at = known.length - 1;
      while (at > 0 && typicalPixels(map, index, known[at]) < AUTO_PIXELS) at -= 1;
    }
    const asked = at;
    while (at > 0 && shapesInView(map, index, known[at]) > MOST) at -= 1;
    return { level: known[at] ?? levels[0], isCoarser: at < asked };
  }

  function isWorthOutlining(map, index, level) {
    const pixels = typicalPixels(map, index, level);
    return pixels >= OUTLINE_PIXELS && pixels < Infinity;
  }

  return { choose, inView, isWorthOutlining };
})();
