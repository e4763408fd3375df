"""The fictional city from first to last: land, people, work, projects, files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from etl.demo.arrays import Floats, Rng, Texts, spread_seeds
from etl.demo.attributes import write_attributes
from etl.demo.borders import cell_polygons, dissolve, to_degrees, wiggle
from etl.demo.campaign import write_targets
from etl.demo.facts import write_facts
from etl.demo.files import write_layer
from etl.demo.grouping import Groups, centre, group, place_positions
from etl.demo.industry import make_industry, write_industry
from etl.demo.inspections import write_branches, write_inspections
from etl.demo.manifest import BOUNDARIES, FILES, city_toml
from etl.demo.matters import write_matters
from etl.demo.people import make_officials, make_units
from etl.demo.plan import DEFAULT_PLACES, Plan, make_plan
from etl.demo.projects import make_months, make_projects
from etl.demo.sites import crowd, scatter, seat
from etl.demo.story import tell
from etl.demo.tables import (
    officials_file,
    write_divisions,
    write_people,
    write_projects,
    write_work,
)
from etl.demo.territory import Territory, number
from etl.demo.topology import Ridges, ridges
from etl.demo.wallmap import project_columns, write_wall_map
from geodata.base.errors import RefusedError

_Tell = Callable[[float], None]
_DRAWS = 20


@dataclass(frozen=True)
class _Land:
    territory: Territory
    cells: Texts  # polygons of the smallest areas, EPSG:4490
    inside: Floats  # a point inside each cell, lon/lat EPSG:4490


def write(
    folder: Path,
    *,
    places: int = DEFAULT_PLACES,
    seed: int = 1,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Write the folder of a fictional city with that many villages and communities.

    The same ``places`` and ``seed`` write the same content. Shapes are EPSG:4490. Above
    20,000 places the root is a province. ``progress`` is told the part done, 0 … 1.

    Raises RefusedError: ``demo_places`` (value) outside 50 … 620,000, and ``demo_folder``
    (folder) where the folder holds files that are not the demo's own.
    """
    plan = make_plan(places)
    _clear(folder)
    say = progress if progress is not None else _silence
    rng = np.random.default_rng(seed)
    say(0.0)
    land = _make_land(plan, rng, say)
    _write_shapes(folder / BOUNDARIES, land, _between(say, 0.4, 0.7))
    _write_tables(folder, plan, land, rng, _between(say, 0.7, 1.0))
    say(1.0)


def _silence(_: float) -> None:
    return


def _between(say: _Tell, low: float, high: float) -> _Tell:
    return lambda part: say(low + (high - low) * part)


def _clear(folder: Path) -> None:
    """Make room, and never among files that somebody else put there."""
    folder.mkdir(parents=True, exist_ok=True)
    found = list(folder.iterdir())
    if any(path.name not in FILES or not path.is_file() for path in found):
        raise RefusedError("demo_folder", folder=folder)
    for path in found:
        path.unlink()


def _make_land(plan: Plan, rng: Rng, say: _Tell) -> _Land:
    """Draw a land until all of it is in one piece: one draw in a hundred is not."""
    for _ in range(_DRAWS):
        points, borders, groups = _draw(plan, rng)
        if groups.whole:
            break
    say(0.2)
    territory = number(plan, groups, rng)
    real = plan.cells
    cells = cell_polygons(points, real, borders, wiggle(points, borders, rng))
    say(0.4)
    return _Land(territory, cells, to_degrees(points[:real]))


def _draw(plan: Plan, rng: Rng) -> tuple[Floats, Ridges, Groups]:
    sites = scatter(plan, rng)
    seats = seat(plan, sites, rng)
    middle = centre(plan, sites, seats)
    _, position = place_positions(sites.even[: sites.real], middle, plan.divided)
    towns = spread_seeds(position, plan.townships, rng)
    points = crowd(sites, seats, towns, rng)
    borders = ridges(points, sites.real)
    return points, borders, group(plan, sites, seats, middle, towns, borders, rng)


def _write_shapes(path: Path, land: _Land, say: _Tell) -> None:
    """One layer per level; each level is the union of the one below."""
    paper = land.territory
    write_layer(path, "grid", paper.grids.code, land.cells[paper.cell_of_grid])
    shapes = _place_shapes(land)
    say(0.2)
    for layer, some in (("village", ~paper.is_community), ("community", paper.is_community)):
        write_layer(path, layer, paper.places.code[some], shapes[some])
    say(0.6)
    levels = [
        ("township", paper.places.parent, paper.townships),
        ("county", paper.townships.parent, paper.counties),
    ]
    if paper.provincial:
        levels.append(("city", paper.counties.parent, paper.cities))
    for layer, parents, division in levels:
        shapes = dissolve(shapes, parents, len(division.code))
        write_layer(path, layer, division.code, shapes)
    say(1.0)


def _place_shapes(land: _Land) -> Texts:
    """A cell is a place, except that grids are joined to their community."""
    paper = land.territory
    out = np.empty(len(paper.places.code), dtype=object)
    out[paper.place_of_cell] = land.cells
    divided = np.flatnonzero(paper.is_divided)
    member = np.searchsorted(divided, paper.grids.parent)
    out[divided] = dissolve(land.cells[paper.cell_of_grid], member, len(divided))
    return out


def _write_tables(folder: Path, plan: Plan, land: _Land, rng: Rng, say: _Tell) -> None:
    paper = land.territory
    units = make_units(paper)
    officials = make_officials(plan, paper, units, rng)
    story = tell(plan, paper, officials, rng)
    write_divisions(folder, paper)
    write_targets(folder, plan)
    write_facts(folder, paper, rng.spawn(1)[0])  # a stream of its own: the rest stays as it was
    write_people(folder, paper, units, officials, story)
    say(0.2)
    write_work(folder, paper, units, officials, story, rng, _between(say, 0.2, 0.9))
    projects = make_projects(plan, paper, land.inside, units, officials, story, rng)
    months = make_months(projects, rng)
    own = rng.spawn(1)[0]
    industry = make_industry(plan, paper, land.inside, officials, story, own)
    further = project_columns(projects, industry.chains, own)
    write_projects(folder, paper, units, officials, projects, months, further)
    write_wall_map(folder, projects, units, own)
    write_industry(folder, paper, units, officials, projects, industry, story, own)
    write_matters(folder, plan, paper, units, story, projects, industry, rng)
    write_attributes(folder, paper, officials, story, rng.spawn(1)[0])
    write_branches(folder, paper)
    write_inspections(folder, officials, projects, rng.spawn(1)[0])
    manifest = city_toml(paper, officials_file(len(officials.id)))
    (folder / "city.toml").write_text(manifest, encoding="utf-8", newline="\n")
