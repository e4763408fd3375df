"""The wall map of the fictional city: milestones planned backwards, and what holds projects up.

In one county, that of the project that was stopped, everything under construction waits for land.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from etl.demo.arrays import Bools, Ints, Rng, Texts, texts
from etl.demo.files import write_csv
from etl.demo.manifest import BOTTLENECKS, MILESTONES
from etl.demo.people import Units
from etl.demo.projects import HELD_UP_SINCE, Projects, waits_for_land
from etl.demo.workdays import LAST_DAY

_STEPS = ("立项批复", "用地手续", "施工许可", "基础完工", "主体完工", "配套工程", "竣工验收")
_WHEN = np.array([0.0, 0.08, 0.15, 0.4, 0.7, 0.9, 1.0])  # of the time from planned start to finish
_BEFORE_START = 2  # steps that a project not begun may have behind it
_ON_TIME = 0.8
_KINDS = ("funds", "land", "environment", "approval", "relocation", "power", "labour")
_ABOUT = ("建设资金未到位", "用地指标未批复", "环评未批复", "施工许可未办结", "征迁未完成",
          "临时用电未接通", "用工不足")  # fmt: skip
_LEVELS = (
    "city_leader",
    "executive_vice_mayor",
    "vice_mayor",
    "project_centre",
    "responsible_unit",
)
_PROTECTED, _PROVINCIAL, _MUNICIPAL, _COUNTY = 43 / 160, 12 / 160, 43 / 160, 90 / 160
_Table = np.ndarray[tuple[int, int], np.dtype[np.datetime64]]
_DAY = np.timedelta64(1, "D")
_LAST = np.datetime64(LAST_DAY)
_NEVER = np.datetime64("NaT", "D")


def project_columns(projects: Projects, chains: Texts, rng: Rng) -> dict[str, list[object]]:
    """The columns of the wall map for each project: level, chain, task force, photos, protection."""
    count = len(projects.id)
    levels = np.repeat(
        texts(["province", "city", "county", "township"]),
        np.diff(np.r_[0, np.round(np.cumsum([_PROVINCIAL, _MUNICIPAL, _COUNTY]) * count), count])
        .astype(np.int64),
    )  # fmt: skip
    protected = np.zeros(count, dtype=bool)
    protected[: round(_PROTECTED * count)] = True
    industrial = projects.category == "产业"
    chain = chains[rng.integers(0, len(chains), count)]
    return {
        "level": list(rng.permutation(levels)),
        "chain_id": [one if mine else None for one, mine in zip(chain, industrial, strict=True)],
        "task_force": [f"第{number}工作专班" for number in range(1, count + 1)],
        "link": [f"http://photos.example/{code}" for code in projects.id],
        "is_protected": ["是" if one else "否" for one in rng.permutation(protected)],
    }


def write_wall_map(folder: Path, projects: Projects, units: Units, rng: Rng) -> None:
    """milestones and bottlenecks."""
    held_up = waits_for_land(projects)
    _write_milestones(folder, projects, units, held_up, rng)
    _write_bottlenecks(folder, projects, units, held_up, rng)


def _write_milestones(
    folder: Path, projects: Projects, units: Units, held_up: Bools, rng: Rng
) -> None:
    count, steps = len(projects.id), len(_STEPS)
    length = (projects.planned_finish - projects.planned_start).astype(np.int64)
    lead = np.round(length[:, None] * (1 - _WHEN)).astype(np.int64)
    due = projects.planned_finish[:, None] - lead * _DAY
    done = _done(projects, due, held_up, rng)
    step = np.tile(np.arange(steps), count)
    before = texts(["", *_STEPS[:-1]])
    before[0] = None
    write_csv(
        folder / MILESTONES,
        {
            "project_id": np.repeat(projects.id, steps),
            "milestone": texts(list(_STEPS))[step],
            "position": step + 1,
            "lead_days": lead.ravel(),
            "done_on": done.ravel(),
            "depends_on": before[step],
            "unit_id": np.repeat(units.id[projects.unit], steps),
        },
    )


def _done(projects: Projects, due: _Table, held_up: Bools, rng: Rng) -> _Table:
    """Most on time, none before the one ahead of it, and none after what stopped the project."""
    late = rng.random(due.shape) > _ON_TIME
    shift = np.where(late, rng.integers(5, 45, due.shape), -rng.integers(0, 12, due.shape))
    done = np.maximum.accumulate(due + shift * _DAY, axis=1)
    until = np.full(len(due), _LAST)
    until[held_up] = HELD_UP_SINCE
    begun = projects.started <= _LAST
    step = np.arange(due.shape[1])
    open_ended = (done > until[:, None]) | (~begun[:, None] & (step >= _BEFORE_START))
    finished = ~np.isnat(projects.finished)
    done[finished] = np.minimum(done[finished], projects.finished[finished, None])
    done[open_ended & ~finished[:, None]] = _NEVER
    return done


def _write_bottlenecks(
    folder: Path, projects: Projects, units: Units, held_up: Bools, rng: Rng
) -> None:
    """One for land on each project that waits for it, and ordinary ones that get solved."""
    begun = np.flatnonzero(projects.started <= _LAST)
    usual = np.sort(rng.choice(begun, round(1.1 * len(begun))))
    waiting = np.flatnonzero(held_up)
    project: Ints = np.concatenate([usual, waiting])
    number = len(project)
    kind = rng.integers(0, len(_KINDS), number)
    kind[len(usual) :] = _KINDS.index("land")
    opened = np.datetime64("2025-11-10") + rng.integers(0, 345, number) * _DAY
    opened[len(usual) :] = HELD_UP_SINCE + rng.integers(0, 20, len(waiting)) * _DAY
    solved = opened + rng.integers(6, 75, number) * _DAY
    solved[(solved > _LAST) | (rng.random(number) < 0.05)] = _NEVER
    solved[len(usual) :] = _NEVER
    level = rng.choice(len(_LEVELS), number, p=[0.1, 0.15, 0.25, 0.2, 0.3])
    level[len(usual) :] = _LEVELS.index("vice_mayor")
    write_csv(
        folder / BOTTLENECKS,
        {
            "bottleneck_id": texts([f"B{n:04d}" for n in range(1, number + 1)]),
            "project_id": projects.id[project],
            "title": texts(list(_ABOUT))[kind],
            "kind": texts(list(_KINDS))[kind],
            "level": texts(list(_LEVELS))[level],
            "unit_id": units.id[projects.unit[project]],
            "opened_on": opened,
            "solved_on": solved,
        },
    )
