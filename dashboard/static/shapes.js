/* One part of the shapes: unpacked, painted on a canvas, found under a point.
 *
 * Coordinates are Web Mercator with the world as 0…1, y downwards. A view is
 * {scale, x, y, width, height}: pixels of the whole world, the world pixel at the
 * canvas's corner, and the canvas's size. Names stay text: nothing here makes HTML. */
window.guatuShapes = (() => {
  "use strict";
  const NONE = 255; // the class of a shape that is not drawn
  const STEP = 0.75; // pixels: a corner nearer than this to the one before is left out
  const BATCH = 200; // shapes in one path: very long paths are slow to fill

  const projectX = (lon) => lon / 360 + 0.5;
  const projectY = (lat) => {
    const sine = Math.sin((lat * Math.PI) / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  };

  function unpack(pack) {
    const count = pack.codes.length;
    let rings = 0;
    let corners = 0;
    for (const shape of pack.shapes) {
      for (const ring of shape || []) {
        rings += 1;
        corners += ring.length / 2;
      }
    }
    const part = {
      count,
      codes: pack.codes,
      names: pack.names,
      estimated: new Set(pack.estimated),
      past: new Set(pack.past || []), // older snapshots draw no past
      xs: new Float64Array(corners),
      ys: new Float64Array(corners),
      ringStart: new Uint32Array(rings + 1),
      shapeStart: new Uint32Array(count + 1),
      boxes: new Float64Array(4 * count),
      anchors: new Array(count), // where a label goes, once asked
    };
    let ringAt = 0;
    let at = 0;
    for (let i = 0; i < count; i++) {
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (const ring of pack.shapes[i] || []) {
        part.ringStart[ringAt++] = at;
        let lon = 0;
        let lat = 0;
        for (let k = 0; k < ring.length; k += 2) {
          const x = projectX((lon += ring[k]) * pack.scale);
          const y = projectY((lat += ring[k + 1]) * pack.scale);
          if (x < box[0]) box[0] = x;
          if (y < box[1]) box[1] = y;
          if (x > box[2]) box[2] = x;
          if (y > box[3]) box[3] = y;
          part.xs[at] = x;
          part.ys[at++] = y;
        }
      }
      part.shapeStart[i + 1] = ringAt;
      part.boxes.set(box, 4 * i);
    }
    part.ringStart[ringAt] = at;
    return part;
  }

  const isPoint = (part, i) => {
    const ring = part.shapeStart[i];
    return ring < part.shapeStart[i + 1] && part.ringStart[ring + 1] - part.ringStart[ring] === 1;
  };

  const isEmpty = (part, i) => part.shapeStart[i] === part.shapeStart[i + 1];

  /* Whether a shape touches the view; margin in pixels. */
  function isVisible(part, i, view, margin = 8) {
    const { boxes } = part;
    return (
      boxes[4 * i + 2] * view.scale >= view.x - margin &&
      boxes[4 * i] * view.scale <= view.x + view.width + margin &&
      boxes[4 * i + 3] * view.scale >= view.y - margin &&
      boxes[4 * i + 1] * view.scale <= view.y + view.height + margin
    );
  }

  function trace(ctx, part, i, view) {
    const { xs, ys, ringStart } = part;
    for (let ring = part.shapeStart[i]; ring < part.shapeStart[i + 1]; ring++) {
      let k = ringStart[ring];
      let x = xs[k] * view.scale - view.x;
      let y = ys[k] * view.scale - view.y;
      ctx.moveTo(x, y);
      for (k += 1; k < ringStart[ring + 1]; k++) {
        const nextX = xs[k] * view.scale - view.x;
        const nextY = ys[k] * view.scale - view.y;
        if (Math.abs(nextX - x) + Math.abs(nextY - y) < STEP) continue;
        ctx.lineTo((x = nextX), (y = nextY));
      }
      ctx.closePath();
    }
  }

  /* Call finish() for paths of many shapes each: all those of the view that wanted(i) chooses. */
  function inBatches(ctx, part, view, wanted, finish) {
    let open = 0;
    let drawn = 0;
    for (let i = 0; i < part.count; i++) {
      if (!wanted(i) || isEmpty(part, i) || !isVisible(part, i, view)) continue;
      if (!open) ctx.beginPath();
      trace(ctx, part, i, view);
      drawn += 1;
      if (++open === BATCH) {
        finish();
        open = 0;
      }
    }
    if (open) finish();
    return drawn;
  }

  /* Fill the shapes of every class; styles[c] = {color, hatch}. Returns how many were drawn. */
  function fill(ctx, part, classes, styles, hatch, view) {
    let drawn = 0;
    styles.forEach((style, c) => {
      const wanted = (i) => classes[i] === c && !isPoint(part, i);
      drawn += inBatches(ctx, part, view, wanted, () => {
        ctx.fillStyle = style.color;
        ctx.fill(); // nonzero: holes turn the other way, and overlaps stay filled
        if (!style.hatch) return;
        ctx.fillStyle = hatch.missing;
        ctx.fill();
      });
    });
    if (part.estimated.size) {
      ctx.fillStyle = hatch.estimated;
      const wanted = (i) => part.estimated.has(i) && classes[i] !== NONE && !isPoint(part, i);
      inBatches(ctx, part, view, wanted, () => ctx.fill());
    }
    return drawn;
  }

  /* Stroke the borders of all shapes, or of those that wanted(i) chooses. */
  function stroke(ctx, part, view, wanted = () => true) {
    const isArea = (i) => wanted(i) && !isPoint(part, i);
    return inBatches(ctx, part, view, isArea, () => ctx.stroke());
  }

  function dot(ctx, part, i, view, radius) {
    const k = part.ringStart[part.shapeStart[i]];
    ctx.beginPath();
    ctx.arc(part.xs[k] * view.scale - view.x, part.ys[k] * view.scale - view.y, radius, 0, 7);
  }

  /* Points as dots with a light rim. Returns how many were drawn. */
  function dots(ctx, part, classes, styles, hatch, view, radius) {
    let drawn = 0;
    ctx.lineWidth = 1.25;
    ctx.strokeStyle = "#fff";
    for (let i = 0; i < part.count; i++) {
      const style = styles[classes[i]];
      if (!style || !isPoint(part, i) || !isVisible(part, i, view)) continue;
      dot(ctx, part, i, view, radius);
      ctx.fillStyle = style.color;
      ctx.fill();
      if (style.hatch) {
        ctx.fillStyle = hatch.missing;
        ctx.fill();
      }
      ctx.stroke();
      drawn += 1;
    }
    return drawn;
  }

  function contains(part, i, x, y) {
    const { xs, ys, ringStart } = part;
    let inside = false;
    for (let ring = part.shapeStart[i]; ring < part.shapeStart[i + 1]; ring++) {
      const end = ringStart[ring + 1];
      for (let k = ringStart[ring], before = end - 1; k < end; before = k++) {
        if (ys[k] > y === ys[before] > y) continue;
        const crossing = ((xs[before] - xs[k]) * (y - ys[k])) / (ys[before] - ys[k]) + xs[k];
        if (x < crossing) inside = !inside;
      }
    }
    return inside;
  }

  /* The topmost drawn shape at a point, or -1; reach: of a dot, in the same units. */
  function find(part, classes, x, y, reach) {
    const { boxes } = part;
    let found = -1;
    for (let i = part.count - 1; i >= 0; i--) {
      if (classes[i] === NONE) continue;
      const b = 4 * i;
      const isNear =
        x >= boxes[b] - reach && x <= boxes[b + 2] + reach &&
        y >= boxes[b + 1] - reach && y <= boxes[b + 3] + reach;
      if (!isNear) continue;
      if (isPoint(part, i)) return i; // dots lie on top
      if (found < 0 && contains(part, i, x, y)) found = i;
    }
    return found;
  }

  /* A point well inside a shape, for its label. */
  function anchor(part, i) {
    if (isEmpty(part, i)) return null;
    return (part.anchors[i] ||= isPoint(part, i) ? corner(part, i) : middle(part, i));
  }

  const corner = (part, i) => {
    const k = part.ringStart[part.shapeStart[i]];
    return [part.xs[k], part.ys[k]];
  };

  /* The middle of the longest level chord among a few. */
  function middle(part, i) {
    const [left, top, right, bottom] = part.boxes.subarray(4 * i, 4 * i + 4);
    let best = [(left + right) / 2, (top + bottom) / 2];
    let longest = 0;
    for (const share of [0.5, 0.42, 0.58, 0.34, 0.66]) {
      const y = top + (bottom - top) * share;
      const crossings = chords(part, i, y);
      for (let k = 0; k + 1 < crossings.length; k += 2) {
        const length = (crossings[k + 1] - crossings[k]) * (1 - Math.abs(share - 0.5));
        if (length > longest) {
          longest = length;
          best = [(crossings[k] + crossings[k + 1]) / 2, y];
        }
      }
    }
    return best;
  }

  function chords(part, i, y) {
    const { xs, ys, ringStart } = part;
    const crossings = [];
    for (let ring = part.shapeStart[i]; ring < part.shapeStart[i + 1]; ring++) {
      const end = ringStart[ring + 1];
      for (let k = ringStart[ring], before = end - 1; k < end; before = k++) {
        if (ys[k] > y === ys[before] > y) continue;
        crossings.push(((xs[before] - xs[k]) * (y - ys[k])) / (ys[before] - ys[k]) + xs[k]);
      }
    }
    return crossings.sort((a, b) => a - b);
  }

  return {
    NONE, projectX, projectY, unpack, isPoint, isVisible, fill, stroke, dot, dots, find, anchor,
  };
})();
