"""From the fictional city in memory to the tables of its folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from etl.demo.arrays import Floats, Ints, Rng, Texts
from etl.demo.files import CsvFile, array, picked, write_csv, write_xlsx
from etl.demo.people import RANKS, TIERS, Days, Officials, Units
from etl.demo.projects import ProjectMonths, Projects
from etl.demo.story import TRANSFERRED_ON, Story
from etl.demo.territory import Division, Territory
from etl.demo.work import REMARKS, Visits, reports, visits
from etl.demo.workdays import FIRST_DAY

VISIT_HEADER = (
    "走访编号", "对象类型", "对象代码", "走访日期", "谈话人次", "走访户数", "化解矛盾", "解决问题",
    "意见建议", "备注",
)  # fmt: skip
_SHEET_ROWS = 1_000_000  # a worksheet ends at 1,048,576


def write_divisions(folder: Path, land: Territory) -> None:
    """cities (of a province), counties, townships, villages, communities and grids."""
    root = np.array([land.root_code], dtype=object)
    if land.provincial:
        _division(folder / "cities.csv", land.cities, root)
        _division(folder / "counties.csv", land.counties, land.cities.code)
    else:
        _division(folder / "counties.csv", land.counties, root)
    _division(folder / "townships.csv", land.townships, land.counties.code)
    for name, some in (("villages", ~land.is_community), ("communities", land.is_community)):
        rows = np.flatnonzero(some)
        part = Division(land.places.code[rows], land.places.name[rows], land.places.parent[rows])
        _division(folder / f"{name}.csv", part, land.townships.code)
    grids = land.grids
    write_xlsx(
        folder / "grids.xlsx",
        "网格",
        {
            "code": list(grids.code),
            "name": list(grids.name),
            "parent_code": list(land.places.code[grids.parent]),
        },
    )


def _division(path: Path, level: Division, parents: Texts) -> None:
    parent = picked(parents, level.parent)
    write_csv(path, {"code": level.code, "name": level.name, "parent_code": parent})


def officials_file(officials: int) -> str:
    """A workbook, or CSV where a worksheet has too few rows."""
    return "officials.xlsx" if officials <= _SHEET_ROWS else "officials.csv"


def write_people(
    folder: Path, land: Territory, units: Units, officials: Officials, story: Story
) -> None:
    """units, officials, postings and pairings."""
    columns = {"unit_id": units.id, "name": units.name, "place_code": units.place_code}
    write_csv(folder / "units.csv", dict(columns))
    path = folder / officials_file(len(officials.id))
    if path.suffix == ".xlsx":
        named = {"official_id": list(officials.id), "name": list(officials.name)}
        write_xlsx(path, "干部", named)
    else:
        write_csv(path, {"official_id": officials.id, "name": officials.name})
    until = np.full(len(officials.id), np.datetime64("NaT", "D"))
    until[story.transferred] = np.datetime64(TRANSFERRED_ON)
    write_csv(
        folder / "postings.csv",
        {
            "official_id": officials.id,
            "unit_id": picked(units.id, officials.unit),
            "tier": picked(TIERS, officials.tier),
            "rank": picked(RANKS, officials.rank),
            "valid_from": officials.since,
            "valid_to": until,
        },
    )
    _pairings(folder / "pairings.csv", land, officials, until)


def _pairings(path: Path, land: Territory, officials: Officials, until: Days) -> None:
    words = np.array(["official", "place", "contact", "grid"], dtype=object)
    same = np.zeros(len(officials.id), dtype=np.int64)
    write_csv(
        path,
        {
            "responsible_kind": picked(words, same),
            "responsible_id": officials.id,
            "target_kind": picked(words, same + 1),
            "target_id": picked(*targets(land, officials)),
            "role": picked(words, np.where(officials.grid >= 0, 3, 2)),
            "valid_from": np.full(len(same), np.datetime64(FIRST_DAY)),
            "valid_to": until,
        },
    )


def targets(land: Territory, officials: Officials) -> tuple[Texts, Ints]:
    """Codes of places and grids, and which of them each official is paired with."""
    codes: Texts = np.concatenate([land.places.code, land.grids.code])
    which: Ints = np.where(
        officials.grid >= 0, officials.grid + len(land.places.code), officials.place
    )
    return codes, which


def write_work(
    folder: Path,
    land: Territory,
    units: Units,
    officials: Officials,
    story: Story,
    rng: Rng,
    tell: Callable[[float], None],
) -> None:
    """visits (GB18030, Chinese headers), attendances and reports."""
    unit, day = reports(land, units, story)
    write_csv(folder / "reports.csv", {"unit_id": unit, "day": day})
    codes, target = targets(land, officials)
    attendance = ("visit_id", "official_id", "on_behalf_of")
    written = 0
    with (
        CsvFile(folder / "visits.csv", VISIT_HEADER, "gb18030") as visit_file,
        CsvFile(folder / "attendances.csv", attendance) as attendance_file,
    ):
        for done, some in visits(land, officials, story, rng):
            if not len(some.day):
                continue
            ids = np.arange(written + 1, written + len(some.day) + 1)
            written += len(ids)
            named = np.char.add("V", np.char.zfill(ids.astype(str), 8)).astype(object)
            visit_file.write(_visit_columns(named, codes, target[some.official], some))
            attendance_file.write(_attendance_columns(named, officials.id, some))
            tell(done)


def _visit_columns(ids: Texts, codes: Texts, target: Ints, some: Visits) -> list[object]:
    kind = np.array(["村居"], dtype=object)
    return [
        ids,
        picked(kind, np.zeros(len(ids), dtype=np.int64)),
        picked(codes, target),
        some.day,
        *some.counts.T,
        picked(REMARKS, some.remark),
    ]


def _attendance_columns(ids: Texts, official_ids: Texts, some: Visits) -> list[object]:
    sent, joint = some.stand_in >= 0, np.flatnonzero(some.companion >= 0)
    visit = np.concatenate([np.arange(len(ids)), joint])
    who = np.concatenate([np.where(sent, some.stand_in, some.official), some.companion[joint]])
    behalf = np.concatenate([np.where(sent, some.official, -1), np.full(len(joint), -1)])
    order = np.argsort(visit, kind="stable")
    people = array(official_ids)
    return [
        picked(ids, visit[order]),
        people.take(array(who[order])),
        picked(official_ids, behalf[order]),
    ]


def write_projects(
    folder: Path,
    land: Territory,
    units: Units,
    officials: Officials,
    projects: Projects,
    months: ProjectMonths,
    further: dict[str, list[object]],
) -> None:
    """projects (a workbook, with ``further`` columns) and project_months."""
    write_xlsx(
        folder / "projects.xlsx",
        "项目",
        {
            "project_id": list(projects.id),
            "name": list(projects.name),
            "category": list(projects.category),
            "place_code": list(land.counties.code[projects.county]),
            "unit_id": list(units.id[projects.unit]),
            "official_id": list(officials.id[projects.official]),
            "lon": _numbers(projects.lonlat[:, 0]),
            "lat": _numbers(projects.lonlat[:, 1]),
            "planned_start_on": _days(projects.planned_start),
            "started_on": _days(projects.started),
            "planned_finish_on": _days(projects.planned_finish),
            "finished_on": _days(projects.finished),
            "stopped_on": _days(projects.stopped),
            "stop_reason": list(projects.stop_reason),
            "investment_wan_yuan": _numbers(projects.investment),
            **further,
        },
    )
    _project_months(folder / "project_months.csv", projects, months)


def _project_months(path: Path, projects: Projects, months: ProjectMonths) -> None:
    write_csv(
        path,
        {
            "project_id": picked(projects.id, months.project),
            "month": months.month,
            "planned_wan_yuan": months.planned,
            "invested_wan_yuan": months.invested,
        },
    )


def _days(values: Days) -> list[object]:
    return [None if np.isnat(day) else str(day) for day in values]


def _numbers(values: Floats) -> list[object]:
    return list(values.tolist())
