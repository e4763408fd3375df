/* Guatu's layer for Leaflet: thousands of shapes on one canvas, from packs fetched once.

   Vertices are kept as Web Mercator world coordinates (zoom 0, 256 px) in typed arrays; a frame
   scales them and skips what is out of sight. Names come from files and are only ever set as
   textContent or drawn as text, never as HTML. */
"use strict";
(function () {
  const MOST_SHAPES = 60000;      // in view at once; beyond, the next coarser level is drawn
  const SMALLEST_PX = 13;         // average width of a shape below which "auto" goes coarser
  const POINT_PX = 6;
  const cache = new Map();        // URL → promise of a decoded pack: packs never change

  function fetchJson(url) {
    return fetch(url).then((answer) => {
      if (!answer.ok) throw new Error(url + " " + answer.status);
      return answer.json();
    });
  }

  function mercator(lat) {
    const s = Math.sin((lat * Math.PI) / 180);
    return 128 - (64 * Math.log((1 + s) / (1 - s))) / Math.PI;
  }

  function decode(pack) {
    const n = pack.shapes.length;
    const shapes = new Array(n);
    for (let i = 0; i < n; i++) {
      const rings = pack.shapes[i];
      if (!rings) { shapes[i] = null; continue; }
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      const decoded = rings.map((ring) => {
        const out = new Float64Array(ring.length);
        let x = 0, y = 0;
        for (let k = 0; k < ring.length; k += 2) {
          x += ring[k]; y += ring[k + 1];
          const wx = ((x * pack.scale + 180) / 360) * 256;
          const wy = mercator(y * pack.scale);
          out[k] = wx; out[k + 1] = wy;
          if (wx < box[0]) box[0] = wx;
          if (wy < box[1]) box[1] = wy;
          if (wx > box[2]) box[2] = wx;
          if (wy > box[3]) box[3] = wy;
        }
        return out;
      });
      shapes[i] = { rings: decoded, box, isPoint: rings[0].length === 2 };
    }
    return { codes: pack.codes, names: pack.names, shapes };
  }

  function packOf(url) {
    if (!cache.has(url)) cache.set(url, fetchJson(url).then(decode));
    return cache.get(url);
  }

  function inside(shape, x, y) {
    let odd = false;
    for (const ring of shape.rings) {
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        if (ring[i + 1] > y !== ring[j + 1] > y &&
            x < ((ring[j] - ring[i]) * (y - ring[i + 1])) / (ring[j + 1] - ring[i + 1]) + ring[i]) odd = !odd;
      }
    }
    return odd;
  }

  const Layer = L.Renderer.extend({
    initialize: function (config) {
      L.Renderer.prototype.initialize.call(this, { padding: 0.05 });
      this.config = config;
      this.parts = [];        // [{level, pack, values}] now drawn
      this.outline = null;
      this.patterns = new Map();
    },
    _initContainer: function () {
      this._container = document.createElement("canvas");
      this._container.style.pointerEvents = "none";
      this._ctx = this._container.getContext("2d");
    },
    _destroyContainer: function () { L.DomUtil.remove(this._container); delete this._ctx; },
    _updatePaths: function () {},
    _onZoomEnd: function () {},
    _update: function () {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const b = this._bounds, size = b.getSize(), ratio = window.devicePixelRatio || 1;
      L.DomUtil.setPosition(this._container, b.min);
      this._container.width = ratio * size.x;
      this._container.height = ratio * size.y;
      this._container.style.width = size.x + "px";
      this._container.style.height = size.y + "px";
      this._ctx.setTransform(ratio, 0, 0, ratio, -b.min.x * ratio, -b.min.y * ratio);
      this.paint();
      this.fire("update");
    },
    frame: function () {
      const scale = Math.pow(2, this._map.getZoom()), origin = this._map.getPixelOrigin();
      const b = this._bounds;
      return {
        scale, ox: origin.x, oy: origin.y,
        box: [(b.min.x + origin.x) / scale, (b.min.y + origin.y) / scale,
              (b.max.x + origin.x) / scale, (b.max.y + origin.y) / scale],
      };
    },
    pattern: function (color) {
      if (!this.patterns.has(color)) {
        const tile = document.createElement("canvas");
        tile.width = tile.height = 7;
        const c = tile.getContext("2d");
        c.fillStyle = color; c.fillRect(0, 0, 7, 7);
        c.strokeStyle = "#8c8c8c"; c.lineWidth = 1;
        c.beginPath(); c.moveTo(-1, 8); c.lineTo(8, -1); c.stroke();
        this.patterns.set(color, this._ctx.createPattern(tile, "repeat"));
      }
      return this.patterns.get(color);
    },
    trace: function (shape, f) {
      const c = this._ctx;
      for (const ring of shape.rings) {
        let px = Infinity, py = Infinity;
        for (let k = 0; k < ring.length; k += 2) {
          const x = ring[k] * f.scale - f.ox, y = ring[k + 1] * f.scale - f.oy;
          if (k === 0) c.moveTo(x, y);
          else if (Math.abs(x - px) + Math.abs(y - py) >= 0.7) c.lineTo(x, y);
          else continue;
          px = x; py = y;
        }
        c.closePath();
      }
    },
    paint: function () {
      const c = this._ctx, f = this.frame(), box = f.box;
      let drawn = 0;
      const seen = (s) => s && s.box[0] <= box[2] && s.box[2] >= box[0] && s.box[1] <= box[3] && s.box[3] >= box[1];
      c.lineJoin = "round";
      for (const part of this.parts) {
        const thin = (box[2] - box[0]) * f.scale < 4 * Math.sqrt(part.pack.shapes.length) * SMALLEST_PX;
        part.pack.shapes.forEach((shape, i) => {
          if (!seen(shape)) return;
          const cls = part.classes[i];
          if (!cls) return;
          c.beginPath();
          if (shape.isPoint) {
            const r = shape.rings[0];
            c.arc(r[0] * f.scale - f.ox, r[1] * f.scale - f.oy, POINT_PX, 0, 2 * Math.PI);
          } else this.trace(shape, f);
          c.fillStyle = cls.hatch ? this.pattern(cls.color) : cls.color;
          c.fill("evenodd");
          c.strokeStyle = shape.isPoint ? "#333" : "rgba(90,90,90,0.55)";
          c.lineWidth = thin && !shape.isPoint ? 0.35 : 0.7;
          c.stroke();
          drawn++;
        });
      }
      if (this.outline) this.paintOutline(f, seen);
      const selected = this.find((code) => code === this.config.selected);
      if (selected) {
        c.beginPath(); this.trace(selected.shape, f);
        c.strokeStyle = "#111"; c.lineWidth = 3; c.stroke();
      }
      const box_ = this._map.getContainer();
      box_.dataset.drawn = drawn;
      box_.dataset.level = this.level || "";
      guatu.drawn = drawn;
      guatu.level = this.level;
    },
    paintOutline: function (f, seen) {
      const c = this._ctx, names = [];
      c.beginPath();
      this.outline.shapes.forEach((shape, i) => {
        if (!seen(shape) || shape.isPoint) return;
        this.trace(shape, f);
        names.push([this.outline.names[i], shape]);
      });
      c.strokeStyle = "#3c3c3c"; c.lineWidth = 1.4; c.stroke();
      c.font = '600 13px system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';
      c.textAlign = "center"; c.textBaseline = "middle";
      c.lineWidth = 3.5; c.strokeStyle = "rgba(255,255,255,0.9)"; c.fillStyle = "#1b1b1b";
      for (const [name, shape] of names) {
        const width = (shape.box[2] - shape.box[0]) * f.scale;
        if (width < c.measureText(name).width + 8) continue;
        const x = ((shape.box[0] + shape.box[2]) / 2) * f.scale - f.ox;
        const y = ((shape.box[1] + shape.box[3]) / 2) * f.scale - f.oy;
        c.strokeText(name, x, y); c.fillText(name, x, y);
      }
    },
    find: function (matches) {
      for (const part of this.parts) {
        const i = part.pack.codes.findIndex(matches);
        if (i >= 0 && part.pack.shapes[i]) return { part, i, shape: part.pack.shapes[i] };
      }
      return null;
    },
    hit: function (containerPoint) {
      const f = this.frame(), p = this._map.containerPointToLayerPoint(containerPoint);
      const x = (p.x + f.ox) / f.scale, y = (p.y + f.oy) / f.scale, near = (POINT_PX + 2) / f.scale;
      for (const part of this.parts) {
        const shapes = part.pack.shapes;
        for (let i = shapes.length - 1; i >= 0; i--) {
          const s = shapes[i];
          if (!s || !part.classes[i]) continue;
          if (s.isPoint) {
            if (Math.hypot(s.rings[0][0] - x, s.rings[0][1] - y) <= near) return { part, i, shape: s };
          } else if (x >= s.box[0] && x <= s.box[2] && y >= s.box[1] && y <= s.box[3] && inside(s, x, y)) {
            return { part, i, shape: s };
          }
        }
      }
      return null;
    },
  });

  function chooseLevel(map, config, index) {
    const view = map.getBounds(), size = map.getSize();
    const inView = (part) => {
      if (part.min_lon === null) return 0;
      const b = L.latLngBounds([[part.min_lat, part.min_lon], [part.max_lat, part.max_lon]]);
      if (!b.intersects(view)) return 0;
      const w = Math.min(b.getEast(), view.getEast()) - Math.max(b.getWest(), view.getWest());
      const h = Math.min(b.getNorth(), view.getNorth()) - Math.max(b.getSouth(), view.getSouth());
      const all = (b.getEast() - b.getWest()) * (b.getNorth() - b.getSouth());
      return all > 0 ? part.shapes * Math.min(1, (w * h) / all) : part.shapes;
    };
    const levels = config.levels.map((level) => {
      const parts = index.filter((part) => part.level === level && inView(part) > 0);
      return { level, parts, shapes: parts.reduce((sum, part) => sum + inView(part), 0),
               fetched: parts.reduce((sum, part) => sum + part.shapes, 0) };
    }).filter((one) => one.parts.length);
    const room = (size.x * size.y) / (SMALLEST_PX * SMALLEST_PX);
    const fits = (one) => one.fetched <= MOST_SHAPES && (levels.length === 1 || one.shapes <= room);
    const fine = levels.slice().reverse().filter((one) => one.level !== "village" && one.level !== "community" || config.levels.length === 1);
    const chosen = fine.find(fits) || levels[0] || null;
    return chosen && { ...chosen, isTooMany: chosen.fetched > MOST_SHAPES };
  }

  function legend(map) {
    const box = L.DomUtil.create("div", "guatu-legend");
    const control = L.control({ position: "bottomleft" });
    control.onAdd = () => box;
    control.addTo(map);
    return function (title, classes) {
      box.replaceChildren();
      const head = document.createElement("b");
      head.textContent = title;
      box.append(head);
      for (const one of classes) {
        const row = document.createElement("div"), swatch = document.createElement("i");
        const label = document.createElement("em"), count = document.createElement("span");
        swatch.style.background = one.hatch
          ? `repeating-linear-gradient(135deg, ${one.color} 0 3px, #8c8c8c 3px 4px)` : one.color;
        label.style.fontStyle = "normal";
        label.textContent = one.label;
        count.textContent = one.count.toLocaleString("en-US");
        row.append(swatch, label, count);
        box.append(row);
      }
    };
  }

  function hover(map, layer) {
    const tip = L.DomUtil.create("div", "guatu-tip", map.getContainer());
    tip.hidden = true;
    let outline = null, last = null;
    const show = (found, point) => {
      if (outline && (!found || found.shape !== last)) { outline.remove(); outline = null; }
      last = found && found.shape;
      tip.hidden = !found;
      map.getContainer().style.cursor = found ? "pointer" : "";
      if (!found) return;
      const name = document.createElement("b"), value = document.createElement("span");
      name.textContent = found.part.pack.names[found.i];
      value.textContent = found.part.labels[found.i];
      tip.replaceChildren(name, value);
      const size = map.getSize();
      tip.style.left = Math.min(point.x + 14, size.x - tip.offsetWidth - 6) + "px";
      tip.style.top = Math.min(point.y + 14, size.y - tip.offsetHeight - 6) + "px";
      if (!outline && !found.shape.isPoint) {
        const zoom0 = found.shape.rings.map((ring) => {
          const out = [];
          for (let k = 0; k < ring.length; k += 2) out.push(L.CRS.EPSG3857.pointToLatLng(L.point(ring[k], ring[k + 1]), 0));
          return out;
        });
        outline = L.polyline(zoom0.map((r) => [...r, r[0]]), { color: "#111", weight: 2.5, interactive: false, renderer: L.svg() }).addTo(map);
      }
    };
    map.on("mousemove", (e) => show(layer.hit(e.containerPoint), e.containerPoint));
    map.on("mouseout", () => show(null));
    map.on("movestart zoomstart", () => show(null));
    return show;
  }

  function attach(map, config) {
    const base = `/shapes/${config.snapshot}`;
    const layer = new Layer(config).addTo(map);
    const setLegend = legend(map), setHover = hover(map, layer);
    const hint = L.DomUtil.create("div", "guatu-hint", map.getContainer());
    hint.hidden = true;
    map.attributionControl.setPrefix(false);
    map.getContainer().setAttribute("role", "img");
    map.getContainer().setAttribute("aria-label", config.texts.label + " " + config.title);
    map.options.zoomSnap = 0.25; map.options.wheelPxPerZoomLevel = 100;
    const kept = JSON.parse(sessionStorage.getItem("guatu/" + config.view_key) || "null");
    if (kept) map.setView(kept.center, kept.zoom, { animate: false });
    else map.fitBounds(config.bounds, { animate: false, padding: [8, 8] });

    const values = new Map();   // "level/part" → promise
    function valuesOf(part) {
      const key = `${part.level}/${part.part}`;
      if (!values.has(key)) values.set(key, fetchJson(`/values/${config.snapshot}/${key}.json?${config.query}`));
      return values.get(key);
    }
    let asked = 0;
    async function refresh() {
      const turn = ++asked;
      const index = await packIndex;
      const chosen = chooseLevel(map, config, index);
      hint.hidden = !!chosen && !chosen.isTooMany;
      if (!chosen) { hint.textContent = config.texts.nothing; map.getContainer().dataset.drawn = 0; return; }
      hint.textContent = config.texts.zoom_in;
      if (chosen.isTooMany) { layer.parts = []; layer._update(); return; }
      const parts = await Promise.all(chosen.parts.map(async (part) => {
        const [pack, value] = await Promise.all([
          packOf(`${base}/${part.level}/${part.part}.json`), valuesOf(part)]);
        return { pack, value };
      }));
      if (turn !== asked) return;
      layer.level = chosen.level;
      layer.parts = parts.map(({ pack, value }) => ({
        pack, labels: value.labels,
        classes: Array.from(value.classes, (digit) => (digit === "-" ? null : value.legend[parseInt(digit, 36)])),
      }));
      setLegend(config.title, parts[0].value.legend);
      layer._update();
    }
    const packIndex = fetchJson(`${base}/index.json`);
    map.on("moveend", () => {
      sessionStorage.setItem("guatu/" + config.view_key, JSON.stringify({ center: map.getCenter(), zoom: map.getZoom() }));
      refresh();
    });
    map.on("click", (e) => {
      // streamlit-folium sends what it finds here to Python, together with the point clicked
      const found = layer.hit(e.containerPoint);
      if (window.__GLOBAL_DATA__) {
        window.__GLOBAL_DATA__.last_object_clicked_tooltip = found ? found.part.pack.codes[found.i] : null;
      }
    });
    if (config.outline) {
      packIndex.then((index) => Promise.all(index.filter((part) => part.level === config.outline)
        .slice(0, 1).map((part) => packOf(`${base}/${part.level}/${part.part}.json`))))
        .then(([pack]) => { if (pack) { layer.outline = pack; layer._update(); } });
    }
    guatu.map = map;
    guatu.hover = (code) => {
      const found = layer.find((one) => one === code);
      if (found) setHover(found, map.latLngToContainerPoint(L.CRS.EPSG3857.pointToLatLng(
        L.point((found.shape.box[0] + found.shape.box[2]) / 2, (found.shape.box[1] + found.shape.box[3]) / 2), 0)));
      return !!found;
    };
    return refresh();
  }

  const guatu = { attach, drawn: 0, level: "", map: null };
  window.guatu = guatu;
})();
