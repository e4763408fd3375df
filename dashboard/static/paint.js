/* The means of painting: sheets of canvas over the map, hatches, names. */
window.guatuPaint = (() => {
  "use strict";
  const shapes = window.guatuShapes;
  const FONT = 'system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';
  const INK = "#1f2a37";

  /* A canvas under Leaflet's own zoom animation; paint(ctx, view) fills it. */
  const Sheet = L.Renderer.extend({
    options: { padding: 0.15 },
    initialize(paint) {
      L.Renderer.prototype.initialize.call(this);
      this._paint = paint;
    },
    _initContainer() {
      this._container = L.DomUtil.create("canvas", "guatu-sheet");
      this._ctx = this._container.getContext("2d");
    },
    _destroyContainer() {
      this._container.remove();
    },
    _updatePaths() {},
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      const corner = this._map.getPixelOrigin().add(this._bounds.min);
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.width = Math.round(size.x * ratio);
      this._container.height = Math.round(size.y * ratio);
      this._container.style.width = `${size.x}px`;
      this._container.style.height = `${size.y}px`;
      this._ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      const scale = 256 * 2 ** this._zoom;
      this._view = { scale, x: corner.x, y: corner.y, width: size.x, height: size.y };
      this._paint(this._ctx, this._view);
    },
    /* Paint over what is there. */
    amend(paint) {
      if (this._view) paint(this._ctx, this._view);
    },
    redraw() {
      if (this._map) this._update();
    },
  });

  const made = new WeakMap();

  /* Diagonal lines one way for what is not known, the other way for borders that are estimated. */
  function hatches(ctx) {
    if (!made.has(ctx)) {
      const line = (color, from, to) => {
        const tile = document.createElement("canvas");
        tile.width = tile.height = 12;
        const pen = tile.getContext("2d");
        pen.strokeStyle = color;
        pen.lineWidth = 2;
        for (const shift of [-12, 0, 12]) {
          pen.moveTo(shift - 2, from);
          pen.lineTo(shift + 14, to);
        }
        pen.stroke();
        const pattern = ctx.createPattern(tile, "repeat");
        pattern.setTransform(new DOMMatrix().scale(0.5));
        return pattern;
      };
      made.set(ctx, {
        missing: line("rgba(75, 85, 99, 0.55)", 14, -2),
        estimated: line("rgba(31, 42, 55, 0.28)", -2, 14),
      });
    }
    return made.get(ctx);
  }

  /* 曹西村村民委员会 is written 曹西村; the tooltip tells the whole name. */
  const short = (name) =>
    name.replace(/村(村民委员会|民委员会|村委会|委会)$/, "村").replace(/(居民委员会|居委会)$/, "");

  /* Names where there is room for them: inside the shape, and clear of those already there. */
  function names(ctx, view, part, size, weight, taken, wanted = () => true) {
    ctx.font = `${weight} ${size}px ${FONT}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    ctx.lineWidth = 3;
    ctx.strokeStyle = "rgba(255, 255, 255, 0.92)";
    ctx.fillStyle = INK;
    for (let i = 0; i < part.count; i++) {
      const roomX = (part.boxes[4 * i + 2] - part.boxes[4 * i]) * view.scale;
      const roomY = (part.boxes[4 * i + 3] - part.boxes[4 * i + 1]) * view.scale;
      if (!(roomX > 3 * size && roomY > 1.6 * size)) continue; // points, and the common case
      if (!wanted(i) || !shapes.isVisible(part, i, view)) continue;
      const name = short(part.names[i]);
      const half = ctx.measureText(name).width / 2 + 3;
      if (2 * half > roomX) continue;
      const [x, y] = at(shapes.anchor(part, i), view);
      const box = [x - half, y - size * 0.75, x + half, y + size * 0.75];
      if (taken.some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1])) continue;
      taken.push(box);
      ctx.strokeText(name, x, y);
      ctx.fillText(name, x, y);
    }
  }

  const at = ([x, y], view) => [x * view.scale - view.x, y * view.scale - view.y];

  /* Paint between two columns of the canvas alone. */
  function clipped(ctx, view, from, to, paint) {
    ctx.save();
    ctx.beginPath();
    ctx.rect(from, 0, Math.max(to - from, 0), view.height);
    ctx.clip();
    paint();
    ctx.restore();
  }

  return { INK, Sheet, clipped, hatches, names };
})();
