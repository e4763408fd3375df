"""The faults of a snapshot's shapes as one page that needs no network, script or font: both languages.

An SVG of counties and townships with every fault coloured by kind, a legend that says how to mend
each, and the largest of them as a table.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Callable, Iterator
from html import escape
from itertools import accumulate

import pandas as pd
import shapely

from geodata.base.messages import LANGUAGES, text
from geodata.figures.legend import PROBLEMS
from geodata.land import problems
from geodata.land import shapes as packs
from geodata.question.scope import city_of
from geodata.store.snapshots import Snapshot

_DRAWN = 5_000  # faults on the map
_LISTED = 200  # faults in the table
_WIDTH = 1_000  # of the drawing, in its own units
_OUTLINES = {"township": 0.6, "county": 1.6}  # the width of their lines
_STYLE = """
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: #1f2a37;
  margin: 24px auto; max-width: 1100px; padding: 0 16px; }
h1 { font-size: 24px; margin: 0; } p { margin: 4px 0 16px; color: #4b5563; }
svg { width: 100%; max-height: 80vh; background: #f3f4f6; border: 1px solid #d1d5db; }
table { border-collapse: collapse; width: 100%; margin: 16px 0 32px; font-size: 14px; }
th, td { text-align: left; padding: 5px 8px; border-bottom: 1px solid #e5e7eb; vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
small { color: #6b7280; display: block; }
i { display: inline-block; width: 12px; height: 12px; margin-right: 6px; border: 1px solid #6b7280; }
"""

_Place = Callable[[float, float], tuple[float, float]]


def problem_map(snapshot: Snapshot) -> str:
    """One HTML page about the faults of the shapes in a snapshot."""
    rows = problems.rows(snapshot)
    head = _both(
        "subtitle", city=city_of(snapshot).name, problems=f"{len(rows):,}"
    )  # the name comes from a file: escaped with the rest
    body = (
        [_drawing(snapshot, rows), f"<p>{_both('drawn', rows=f'{min(len(rows), _DRAWN):,}')}</p>",
         _legend(problems.counts(snapshot)), _table(rows)]
        if len(rows)
        else [f"<p>{_both('none')}</p>"]
    )  # fmt: skip
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_both('title')}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{_both('title')}</h1><p>{head} · {escape(snapshot.snapshot_id)}</p>"
        + "\n".join(body)
        + "</body></html>\n"
    )


def _both(key: str, section: str = "problem_map", **values: object) -> str:
    """A text in both languages, escaped."""
    return escape(" · ".join(text(section, key, language, **values) for language in LANGUAGES))


def _drawing(snapshot: Snapshot, rows: pd.DataFrame) -> str:
    drawn = rows.head(_DRAWN)
    found = problems.shapes(snapshot, list(drawn["code"]))
    drawn = drawn[[one is not None for one in found]]  # of a shape that is none nothing is drawn
    found = [one for one in found if one is not None]
    outlines = {level: list(_rings(snapshot, level)) for level in _OUTLINES}
    points = [point for rings in outlines.values() for ring in rings for point in ring]
    if not points and not found:
        return ""
    west, south, east, north = (
        shapely.bounds(shapely.multipoints(points)) if points else shapely.total_bounds(found)
    )
    narrower = math.cos(math.radians((south + north) / 2))
    scale = _WIDTH / max((east - west) * narrower, north - south, 1e-9)

    def place(lon: float, lat: float) -> tuple[float, float]:
        return round((lon - west) * narrower * scale, 2), round((north - lat) * scale, 2)

    width, height = place(east, south)
    parts = [
        f'<path d="{"".join(_path(ring, place) for ring in outlines[level])}" fill="none"'
        f' stroke="#6b7280" stroke-width="{line}"/>'
        for level, line in _OUTLINES.items()
    ]
    colors = {one.key: one.color for one in PROBLEMS}
    for kind, name, shape in zip(drawn["problem"], drawn["name"], found, strict=True):
        parts.append(_fault(shape, colors[kind], f"{_both(kind, 'class')}: {escape(name)}", place))
    return (
        f'<svg viewBox="-10 -10 {width + 20:.0f} {height + 20:.0f}" role="img"'
        f' aria-label="{_both("title")}">{"".join(parts)}</svg>'
    )


def _fault(shape: shapely.Geometry, color: str, title: str, place: _Place) -> str:
    """The shape itself, and a ring around its middle: most would be too small to see."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    path = "".join(_path(shapely.get_coordinates(ring).tolist(), place) for ring in rings)
    spot = shapely.point_on_surface(shape)
    x, y = place(shapely.get_x(spot), shapely.get_y(spot))
    return (
        f'<g fill="{color}" stroke="#1f2a37" stroke-width="0.4"><title>{title}</title>'
        f'<path d="{path}" fill-rule="evenodd"/>'
        f'<circle cx="{x}" cy="{y}" r="4.5" fill-opacity="0.85"/></g>'
    )


def _path(ring: list[tuple[float, float]], place: _Place) -> str:
    return "M" + "L".join("{},{}".format(*place(lon, lat)) for lon, lat in ring) + "Z"


def _rings(snapshot: Snapshot, level: str) -> Iterator[list[tuple[float, float]]]:
    """The simple outlines of a level, degrees, out of what the map fetches."""
    with snapshot.reading() as cursor:
        for part in packs.index(cursor):
            packed = packs.pack(cursor, level, part.part) if part.level == level else None
            if packed is None:
                continue
            content = json.loads(gzip.decompress(packed))
            for ring in (ring for shape in content["shapes"] for ring in shape or []):
                lons, lats = accumulate(ring[::2]), accumulate(ring[1::2])
                points = zip(lons, lats, strict=True)
                yield [(lon * content["scale"], lat * content["scale"]) for lon, lat in points]


def _legend(counts: pd.DataFrame) -> str:
    colors = {one.key: one.color for one in PROBLEMS}
    lines = [
        f'<tr><td><i style="background:{colors[kind]}"></i>{_both(kind, "class")}</td>'
        f'<td class="n">{number:,}</td><td class="n">{_number(area)}</td>'
        f"<td>{escape(text('mend', kind, 'zh_CN'))}"
        f"<small>{escape(text('mend', kind, 'en'))}</small></td></tr>"
        for kind, number, area in counts[["problem", "problems", "area_m2"]].itertuples(index=False)
    ]
    head = (("kind", ""), ("count", ' class="n"'), ("area", ' class="n"'), ("mend", ""))
    return _grid(head, lines)


def _table(rows: pd.DataFrame) -> str:
    listed = rows.head(_LISTED)
    columns = ["problem", "name", "place_code", "area_m2"]
    lines = [
        f"<tr><td>{_both(kind, 'class')}</td><td>{escape(name)}</td><td>{escape(code)}</td>"
        f'<td class="n">{_number(area)}</td></tr>'
        for kind, name, code, area in listed[columns].itertuples(index=False)
    ]
    head = (("kind", ""), ("place", ""), ("code", ""), ("area", ' class="n"'))
    title = _both("largest", rows=f"{len(listed):,}")
    return f"<h2>{title}</h2>" + _grid(head, lines)


def _grid(head: tuple[tuple[str, str], ...], lines: list[str]) -> str:
    names = "".join(f"<th{place}>{_both(key)}</th>" for key, place in head)
    return f"<table><thead><tr>{names}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _number(area: float) -> str:
    return "—" if pd.isna(area) else f"{area:,.0f}"
