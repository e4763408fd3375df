"""Visits of the fictional city to its building sites, and the party branches of its grids."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from etl.demo.arrays import Bools, Rng, texts
from etl.demo.files import CsvFile, write_csv
from etl.demo.manifest import BRANCHES, PROJECT_ATTENDANCES, PROJECT_VISITS
from etl.demo.people import Days, Officials
from etl.demo.projects import Projects
from etl.demo.tables import VISIT_HEADER
from etl.demo.territory import Territory
from etl.demo.workdays import LAST_DAY, MONTHS

_Table = np.ndarray[tuple[int, int], np.dtype[np.datetime64]]
_COMES = 0.7
_DAYS = 28  # of a month on which a leader may come
_DAY = np.timedelta64(1, "D")
_LINGERS = 60 * _DAY  # for so long somebody still comes after a stop


def write_inspections(folder: Path, officials: Officials, projects: Projects, rng: Rng) -> None:
    """The leader of a project comes in most months in which it is under construction."""
    first: Days = np.array([date(year, month, 1) for year, month in MONTHS], dtype="M8[D]")
    later = rng.integers(0, _DAYS, (len(first), len(projects.id))) * _DAY
    day: _Table = np.add(first[:, None], later)
    ended = (projects.finished < day) | (projects.stopped + _LINGERS < day)
    comes: Bools = (projects.started <= day) & ~ended & (day <= np.datetime64(LAST_DAY))
    when, which = np.nonzero(comes & (rng.random(day.shape) < _COMES))
    ids = texts([f"VP{n:07d}" for n in range(1, len(which) + 1)])
    empty = np.full(len(which), None, dtype=object)
    with CsvFile(folder / PROJECT_VISITS, VISIT_HEADER, "gb18030") as file:
        file.write(
            [ids, np.full(len(which), "项目", dtype=object), projects.id[which], day[when, which],
             empty, empty, empty, rng.poisson(0.3, len(which)), rng.poisson(0.2, len(which)), empty]
        )  # fmt: skip
    who = officials.id[projects.official[which]]
    write_csv(folder / PROJECT_ATTENDANCES, {"visit_id": ids, "official_id": who})


def write_branches(folder: Path, land: Territory) -> None:
    """A temporary branch for each grid, as a unit that is registered there."""
    grids = land.grids
    width = max(4, len(str(len(grids.code))))
    write_csv(
        folder / BRANCHES,
        {
            "unit_id": texts([f"B{n:0{width}d}" for n in range(1, len(grids.code) + 1)]),
            "name": texts([f"{name}临时党支部" for name in grids.name]),
            "place_code": grids.code,
        },
    )
