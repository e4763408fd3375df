"""A layer as one SVG picture for paper: needs no network, no font file and no script."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate

from geodata.base.codes import AREA_KINDS
from geodata.figures.layers import Layer
from geodata.land import shapes
from geodata.store.snapshots import Snapshot

_WIDTH = 1000  # of the picture, in its own units
_TALLEST = 1.2  # of its width
_FONT = "'Noto Sans CJK SC','Microsoft YaHei',sans-serif"
_DOT = 5.0  # radius of a place that is a point
_LABELS = 40  # names on one picture: more would lie over each other


@dataclass(frozen=True)
class _Shape:
    """Rings in whole units of ``scale`` degrees, each a first point and steps from there."""

    code: str
    rings: list[list[int]]


@dataclass(frozen=True)
class _Frame:
    """From whole units of ``scale`` degrees to the picture: west, north, and units to a pixel."""

    west: int
    north: int
    across: float
    down: float
    width: int
    height: int

    def x(self, value: float) -> float:
        return (value - self.west) * self.across

    def y(self, value: float) -> float:
        return (self.north - value) * self.down


def layer_svg(snapshot: Snapshot, layer: Layer, *, outline: str | None = None) -> str | None:
    """The rows of a layer filled by class; None where not one of them has a shape.

    ``outline``: a kind of area whose borders and names are drawn over it. Longitudes are shrunk by
    the cosine of the middle latitude, so that a kilometre is as long in every direction.
    """
    indices = dict(zip(layer.rows["code"], layer.rows["class_index"], strict=True))
    level = "project" if layer.query.name == "projects" else layer.query.level
    scale, drawn = _read(snapshot, level, set(indices))
    if not drawn:
        return None
    frame = _frame(drawn, scale)
    body = [*_fills(layer, drawn, indices, frame)]
    if outline:
        body += _outlines(snapshot, outline, layer, frame)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width} {frame.height}"'
        f' font-family="{_FONT}"><defs>{_HATCH}</defs>{"".join(body)}</svg>'
    )


_HATCH = (
    '<pattern id="hatch" width="9" height="9" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><path d="M0 0V9" stroke="#555" stroke-width="2"/></pattern>'
)


def _read(snapshot: Snapshot, level: str, codes: set[str]) -> tuple[float, list[_Shape]]:
    found: list[_Shape] = []
    scale = 1.0
    parts = snapshot.rows(
        "SELECT DISTINCT part FROM shape_index WHERE level = $level"
        " AND list_contains($codes, code) ORDER BY part",
        {"level": level, "codes": sorted(codes)},
    )
    for (part,) in parts:
        with snapshot.reading() as cursor:
            packed = shapes.pack(cursor, level, part)
        content = json.loads(gzip.decompress(packed or b""))
        scale = content["scale"]
        found += [
            _Shape(code, rings)
            for code, rings in zip(content["codes"], content["shapes"], strict=True)
            if rings and code in codes
        ]
    return scale, found


def _frame(drawn: Iterable[_Shape], scale: float) -> _Frame:
    xs: list[int] = []
    ys: list[int] = []
    for shape in drawn:
        for ring in shape.rings:
            for axis, ends in ((0, xs), (1, ys)):
                steps = list(accumulate(ring[axis::2]))
                ends += (min(steps), max(steps))
    west, east, south, north = min(xs), max(xs), min(ys), max(ys)
    shrink = math.cos(math.radians((south + north) / 2 * scale))
    wide, high = max((east - west) * shrink, 1), max(north - south, 1)
    margin = 0.02 * _WIDTH
    down = (_WIDTH - 2 * margin) / max(wide, high / _TALLEST)
    across = down * shrink
    return _Frame(
        west=west - round(margin / across),
        north=north + round(margin / down),
        across=across,
        down=down,
        width=round(wide * down + 2 * margin),
        height=round(high * down + 2 * margin),
    )


def _fills(
    layer: Layer, drawn: list[_Shape], indices: dict[str, int], frame: _Frame
) -> Iterator[str]:
    """One path a class: a picture of four thousand villages stays small."""
    for index, one in enumerate(layer.legend):
        mine = [shape for shape in drawn if indices[shape.code] == index]
        areas = "".join(_path(shape, frame) for shape in mine if len(shape.rings[0]) > 2)
        if areas:
            fill = f'<path d="{areas}" fill="{{}}" stroke="#fff" stroke-width="0.6"/>'
            yield fill.format(one.color)
            if one.is_hatched:
                yield fill.format("url(#hatch)")
        for shape in mine:
            if len(shape.rings[0]) == 2:
                x, y = frame.x(shape.rings[0][0]), frame.y(shape.rings[0][1])
                dot = (
                    f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_DOT}" fill="{{}}"'
                    ' stroke="#333" stroke-width="0.8"/>'
                )
                yield dot.format(one.color)
                if one.is_hatched:
                    yield dot.format("url(#hatch)")


def _path(shape: _Shape, frame: _Frame) -> str:
    texts = []
    for ring in shape.rings:
        xs = [frame.x(value) for value in accumulate(ring[0::2])]
        ys = [frame.y(value) for value in accumulate(ring[1::2])]
        points = " ".join(f"{x:.1f} {y:.1f}" for x, y in zip(xs, ys, strict=True))
        texts.append(f"M{points}Z")
    return "".join(texts)


def _outlines(snapshot: Snapshot, kind: str, layer: Layer, frame: _Frame) -> Iterator[str]:
    levels = [*AREA_KINDS[AREA_KINDS.index(kind) :]] if kind in AREA_KINDS else []
    inside = snapshot.rows(
        "SELECT code, named.name, lon, lat FROM (SELECT DISTINCT ON (place.code) place.code,"
        " ST_X(ST_PointOnSurface(geometry)) AS lon, ST_Y(ST_PointOnSurface(geometry)) AS lat"
        " FROM place JOIN lineage USING (code) WHERE place.kind = $kind AND geometry IS NOT NULL"
        " AND place.valid_to IS NULL AND lies_in($area, province_code, city_code, county_code,"
        " township_code)) JOIN place_names($day) AS named USING (code) ORDER BY code",
        {"kind": kind, "area": layer.query.scope.area, "day": layer.as_of},
    )
    if not levels or not inside:
        return
    scale, drawn = _read(snapshot, kind, {code for code, *_ in inside})
    borders = "".join(_path(shape, frame) for shape in drawn)
    yield f'<path d="{borders}" fill="none" stroke="#333" stroke-width="1.6"/>'
    if len(inside) > _LABELS:
        return
    for _, name, lon, lat in inside:
        x, y = frame.x(lon / scale), frame.y(lat / scale)
        yield (
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="21" text-anchor="middle" fill="#111"'
            f' stroke="#fff" stroke-width="5" paint-order="stroke">{escape(name)}</text>'
        )


def sparkline(values: Sequence[float | None], within: tuple[float, float] | None = None) -> str:
    """A line through values in their order as SVG, as wide as whoever shows it makes it; a gap where
    there is none, and a dot where a value stands alone and at the last. ``within``: the lowest and
    highest that it is drawn between, those of the values unless others are given."""
    known = [one for one in values if one is not None]
    low, high = within or (min(known, default=0.0), max(known, default=0.0))
    path, points = "", []
    for n, one in enumerate(values):
        if one is None:
            continue
        x = 4 + 102 * n / max(len(values) - 1, 1)
        y = 18.0 if high == low else 32 - 28 * (one - low) / (high - low)
        is_joined = n > 0 and values[n - 1] is not None
        path += f"{'L' if is_joined else 'M'}{x:.1f} {y:.1f}" + ("" if is_joined else "h0")
        points.append((x, y))
    dot = f'<circle cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="3"/>' if points else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 110 36" width="110" height="36"'
        f' fill="#2c7bb6"><path d="{path}" fill="none" stroke="#2c7bb6" stroke-width="2"'
        f' stroke-linecap="round" stroke-linejoin="round"/>{dot}</svg>'
    )
