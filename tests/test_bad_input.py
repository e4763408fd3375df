"""One fault at a time: a bad row goes to quarantine alone, a bad folder is refused in a sentence."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from click.testing import Result

from etl.over_time.shrinking import COUNTED
from etl.pipeline import load
from geodata.base.messages import texts
from geodata.store.snapshots import Store

Run = Callable[..., Result]
Break = Callable[[Path], object]
#: (table, row of the file, reasons) for everything in quarantine.
Expected = list[tuple[str, int, set[str]]]

TARGETS = "target_id,name,measure,goal,begins_on,ends_on\n"
MILESTONES = "project_id,milestone,due_on,lead_days,done_on,depends_on\n"
BOTTLENECKS = "bottleneck_id,project_id,kind,opened_on,solved_on\n"
COMPANIES = "enterprise_id,name,chain_id,lon,lat\n"
ROSTER = "规则,到期日,责任编号,代码,是否到访,谈话人次\n"
OLD, NEW = "990121100201", "990121100202"
CHANGES = "旧代码,新代码,变更类型,变更日期,确认\n"
EXEMPTIONS = "subject_kind,subject_id,valid_from,valid_to\n"
MATTERS = (
    "matter_id,title,kind,target_id,proposed_on,due_on,claimed_on,accepted_on,closed_on,satisfaction,"
    "co_units\n"
)
A_MATTER = "M,修路,problem,990121100201,2026-03-01,2026-03-20,,,,,\n"
EVENTS = "matter_id,event,happened_on,new_due_on,satisfaction"
ENDLESS = 'visit_id,visited_on,target_id\n"' + "x" * ((1 << 24) + 1)
TANGLE = [(115.2 + n * 377 % 997 / 9970, 34 + n * 613 % 991 / 9910) for n in range(900)]
LINE = {"type": "LineString", "coordinates": [[115.1, 34.0], [115.2, 34.1]]}


def add(file: str, *lines: str) -> Break:
    """Rows at the end of a file."""

    def change(folder: Path) -> None:
        path = folder / file
        path.write_text(
            path.read_text(encoding="utf-8") + "".join(line + "\n" for line in lines),
            encoding="utf-8",
        )

    return change


def swap(file: str, old: str, new: str) -> Break:
    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def column(file: str, name: str, values: dict[int, str]) -> Break:
    """One more column, empty except in the rows named (the header is row 1)."""

    def change(folder: Path) -> None:
        lines = (folder / file).read_text(encoding="utf-8").splitlines()
        cells = [name, *(values.get(number, "") for number in range(2, len(lines) + 1))]
        text = "".join(f"{line},{cell}\n" for line, cell in zip(lines, cells, strict=True))
        (folder / file).write_text(text, encoding="utf-8")

    return change


def put(file: str, content: str | bytes) -> Break:
    def change(folder: Path) -> None:
        body = content.encode() if isinstance(content, str) else content
        (folder / file).write_bytes(body)

    return change


def source(name: str, content: str) -> Break:
    """A further source that the tiny city does not have."""

    def change(folder: Path) -> None:
        put(f"{name}.csv", content)(folder)
        add("city.toml", f"[sources.{name}]", f'file = "{name}.csv"')(folder)

    return change


def events(*rows: str) -> Break:
    """The history of matters."""
    return source("matter_event", "\n".join([EVENTS, *rows]) + "\n")


def shape(number: int, geometry: object) -> Break:
    """Another geometry for one of the four villages."""

    def change(folder: Path) -> None:
        path = folder / "villages.geojson"
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        document["features"][number]["geometry"] = geometry
        path.write_text(json.dumps(document), encoding="utf-8")

    return change


def polygon(*points: tuple[float, float]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[*points, points[0]]]}


def broken_wkb(folder: Path) -> None:
    """The villages as a GeoPackage, the second with a shape cut off in its middle."""
    gpd.read_file(folder / "villages.geojson").to_crs(4490).to_file(folder / "villages.gpkg")
    with sqlite3.connect(folder / "villages.gpkg") as database:
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'rtree_%'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE villages SET geom = substr(geom, 1, 60) WHERE fid = 2")
    database.close()
    swap("city.toml", "villages.geojson", "villages.gpkg")(folder)


def steps(*changes: Break) -> Break:
    def change(folder: Path) -> None:
        for one in changes:
            one(folder)

    return change


def doubled_shape(folder: Path) -> None:
    path = folder / "villages.geojson"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["features"].append(document["features"][0])
    path.write_text(json.dumps(document), encoding="utf-8")


def case(name: str, change: Break, *expected: tuple[str, int, str]) -> Any:
    rows = [(table, row, set(reasons.split())) for table, row, reasons in expected]
    return pytest.param(change, rows, id=name)


def one_visit(name: str, row: str, reasons: str) -> Any:
    return case(name, add("visits.csv", row), ("visit", 9, reasons))


ROWS = [
    one_visit("wrong date", "V8,990121100201,2026/13/01,,,,,", "bad_date"),
    one_visit("what was masked", "V8,990121100201,2026-02-28,▓▓▓,,,,", "masked"),
    one_visit("30 February", "V8,990121100201,2026-02-30,,,,,", "bad_date"),
    one_visit("no date", "V8,990121100201,,,,,,", "missing"),
    one_visit("a date of blanks", "V8,990121100201,　 ,,,,,", "missing"),
    one_visit("a date long ago", "V8,990121100201,0206-03-01,,,,,", "bad_date"),
    one_visit("in the future", "V8,990121100201,2026-04-21,,,,,", "in_the_future"),
    one_visit("negative count", "V8,990121100201,2026-03-01,-1,,,,", "bad_count"),
    one_visit("a share of talks", "V8,990121100201,2026-03-01,50%,,,,", "bad_count"),
    case("below a heading", add("visits.csv", "二、未走访的村,,,,,,,", "V8,990121100201,2026-03-01,,,,,"),
         ("visit", 10, "below_heading")),
    case("a remark", steps(column("visits.csv", "备注", {}),
                           add("visits.csv", "V8,990121100201,2026-03-01,,,,,,因雨取消")),
         ("visit", 9, "remark_doubts")),
    one_visit("unknown place", "V8,990121100299,2026-03-01,,,,,", "unknown_place"),
    one_visit("eleven digits", "V8,99012110020,2026-03-01,,,,,", "bad_code"),
    one_visit("a letter O in a code", "V8,99O121100201,2026-03-01,,,,,", "bad_code"),
    one_visit("two faults", "V8,990121100299,2026-02-30,x,,,,", "unknown_place bad_date bad_count"),
    one_visit("extra cells", "V8,990121100201,2026-03-01,1,1,1,1,1,9", "too_many_cells"),
    one_visit("too few cells", "V8,990121100201", "missing"),
    one_visit("the same row again", "V1,990101001001,2026-01-05,1,3,0,1,0", "doubled_same"),
    case("a name that is not there", steps(
        column("visits.csv", "村名", {8: "戊村"}), swap("visits.csv", "V7,990121100201", "V7,")),
        ("visit", 8, "name_unknown"), ("attendance", 8, "unknown_visit")),
    case("a name of two villages", steps(
        add("villages.csv", "990121200203,甲村"),
        column("visits.csv", "村名", {8: "甲村"}), swap("visits.csv", "V7,990121100201", "V7,")),
        ("visit", 8, "name_ambiguous"), ("attendance", 8, "unknown_visit")),
    case("a name and another's code", column("visits.csv", "村名", {8: "乙村"}),
         ("visit", 8, "name_disagrees"), ("attendance", 8, "unknown_visit")),
    case("a point in no village", steps(
        column("visits.csv", "lon", {8: "115.5"}), column("visits.csv", "lat", {8: "34.05"}),
        swap("visits.csv", "V7,990121100201", "V7,")),
        ("visit", 8, "point_outside"), ("attendance", 8, "unknown_visit")),
    case("a point between two villages", steps(
        column("visits.csv", "lon", {8: "115.15"}), column("visits.csv", "lat", {8: "34.1"}),
        swap("visits.csv", "V7,990121100201", "V7,")),
        ("visit", 8, "point_ambiguous"), ("attendance", 8, "unknown_visit")),
    case("two grids of one name and no code", put(
        "grids.csv", "name,parent_code\n第一网格,990101001001\n第一网格,990101001001\n"),
        ("grid", 2, "name_doubled"), ("grid", 3, "name_doubled")),
    case("an alias of no place", source("alias", "name,code\n老庄,990121100299\n"),
         ("alias", 2, "unknown_place")),
    case("one id, two visits", add("visits.csv", "V1,990121100202,2026-01-05,,,,,"),
         ("visit", 2, "doubled_differs"), ("visit", 9, "doubled_differs"),
         ("attendance", 2, "unknown_visit")),
    case("a visit to no project", steps(
        column("visits.csv", "target_kind", {8: "项目"}), swap("visits.csv", "V7,990121100201", "V7,P9")),
        ("visit", 8, "unknown_project"), ("attendance", 8, "unknown_visit")),
    case("a kind of thing nobody knows", column("visits.csv", "target_kind", {8: "星球"}),
         ("visit", 8, "bad_choice"), ("attendance", 8, "unknown_visit")),
    case("half a point of a visit", column("visits.csv", "lon", {8: "115.1"}),
         ("visit", 8, "half_a_point"), ("attendance", 8, "unknown_visit")),
    case("a visit that did not take place", column("visits.csv", "是否走访", {8: "否"}),
         ("visit", 8, "not_held"), ("attendance", 8, "unknown_visit")),
    case("paired no more", column("pairings.csv", "状态", {6: "已调离"}), ("pairing", 6, "not_in_force")),
    case("an unknown official came", add("attendances.csv", "V1,Z,"),
         ("attendance", 9, "unknown_official")),
    case("on behalf of a stranger", add("attendances.csv", "V1,B,Z"),
         ("attendance", 9, "unknown_official")),
    case("on one's own behalf", add("attendances.csv", "V2,A,A"), ("attendance", 9, "on_own_behalf")),
    case("nobody's visit", add("attendances.csv", "V9,A,"), ("attendance", 9, "unknown_visit")),
    case("an unknown unit reports", add("reports.csv", "U9,2026-03-05"), ("report", 10, "unknown_unit")),
    case("a report of tomorrow", add("reports.csv", "U1,2026-04-21"), ("report", 10, "in_the_future")),
    case("posted to no unit", add("postings.csv", "A,U9,township,staff,,"), ("posting", 7, "unknown_unit")),
    case("an unknown tier", add("postings.csv", "A,U1,galaxy,staff,,"), ("posting", 7, "bad_choice")),
    case("a posting that ends before it begins",
         add("postings.csv", "A,U1,township,staff,2026-02-01,2026-01-31"),
         ("posting", 7, "ends_before_begins")),
    case("a unit of no place", add("units.csv", "U4,无处局,990121900"), ("unit", 5, "unknown_place")),
    case("an official without a name", add("officials.csv", "F,"), ("official", 7, "missing")),
    case("two officials of one id", add("officials.csv", "F,冯一", "F,冯二"),
         ("official", 7, "doubled_differs"), ("official", 8, "doubled_differs")),
    case("a stranger is paired", add("pairings.csv", "Z,990121100201,contact,,"),
         ("pairing", 7, "unknown_official")),
    case("an unknown unit is paired", steps(
        add("pairings.csv", "U9,990121100201,contact,,"),
        column("pairings.csv", "responsible_kind", {7: "单位"})), ("pairing", 7, "unknown_unit")),
    case("paired with no place", add("pairings.csv", "A,990121100299,contact,,"),
         ("pairing", 7, "unknown_place")),
    case("paired with no project", steps(
        add("pairings.csv", "A,P9,contact,,"), column("pairings.csv", "target_kind", {7: "project"})),
        ("pairing", 7, "unknown_project")),
    case("a pairing that ends before it begins",
         add("pairings.csv", "A,990121100201,contact,2026-02-01,2026-01-31"),
         ("pairing", 7, "ends_before_begins")),
    case("a pairing with a place that is gone", column("villages.csv", "valid_to", {5: "2024-12-31"}),
         ("pairing", 6, "place_gone")),
    case("a visit before the place was there", column("villages.csv", "valid_from", {3: "2026-01-10"}),
         ("visit", 4, "place_gone"), ("attendance", 4, "unknown_visit")),
    case("a change that nobody confirmed",
         source("place_change", CHANGES + f"{OLD},{NEW},合并,2026-03-01,\n"),
         ("place_change", 2, "not_confirmed")),
    case("a rename to another code", source("place_change", CHANGES + f"{OLD},{NEW},更名,2026-03-01,是\n"),
         ("place_change", 2, "change_contradicts")),
    case("a visit to a place that was split", steps(
        add("villages.csv", "990121100203,东村", "990121100204,西村"),
        source("place_change", CHANGES + f"{OLD},990121100203,拆分,2026-03-01,是\n"
               f"{OLD},990121100204,拆分,2026-03-01,是\n")),
        ("visit", 8, "place_split"), ("attendance", 8, "unknown_visit")),
    case("months of no project", add("project_months.csv", "P9,2026-01,1,1"),
         ("project_month", 9, "unknown_project")),
    case("a thirteenth month", add("project_months.csv", "P1,2026-13,1,1"),
         ("project_month", 9, "bad_month")),
    case("money below nothing", add("project_months.csv", "P1,2026-04,-1,1"),
         ("project_month", 9, "bad_decimal")),
    case("a project nowhere", swap("projects.csv", "民生,990121200", "民生,990121900"),
         ("project", 5, "unknown_place")),
    case("half a point", swap("projects.csv", "115.15,34.15", "115.15,"), ("project", 5, "half_a_point")),
    case("a point off the globe", swap("projects.csv", "115.15,34.15", "115.15,91"),
         ("project", 5, "bad_degrees half_a_point")),
    case("finished before it began", swap("projects.csv", "2026-12-31,,,,300", "2026-01-31,,,,300"),
         ("project", 5, "ends_before_begins")),
    case("started tomorrow", swap("projects.csv", "2026-03-01,,2026", "2026-03-01,2026-04-21,2026"),
         ("project", 5, "in_the_future")),
    case("a stranger is exempt", source("exemption", EXEMPTIONS + "干部,Z,,\n单位,U9,,\n"),
         ("exemption", 2, "unknown_official"), ("exemption", 3, "unknown_unit")),
    case("an exemption of nothing", source("exemption", EXEMPTIONS + "村,990121100299,,\n项目,P9,,\n"),
         ("exemption", 2, "unknown_place"), ("exemption", 3, "unknown_project")),
    case("an exemption that ends before it begins",
         source("exemption", EXEMPTIONS + "干部,A,2026-02-01,2026-01-31\n"),
         ("exemption", 2, "ends_before_begins")),
    case("a year in words",
         source("indicator", "村代码,指标,年度,数值\n990121100201,收入,去年,1\n990121100201,收入,2027,1\n"),
         ("indicator", 2, "bad_period"), ("indicator", 3, "in_the_future")),
    case("an amount in another unit than was declared",
         steps(source("indicator", "村代码,指标,年度,数值（万元）\n990121100201,户数,2024,30\n"
                      "990121100202,产值,2024,30\n"),
               add("city.toml", "[[indicator]]", 'name = "户数"', 'unit = "户"')),
         ("indicator", 2, "other_unit"), ("indicator", 3, "other_unit")),
    case("an alias of a place and an official",
         source("alias", "名称,代码,干部编号\n老王,990101001001,A\n老李,990101001001,\n"),
         ("alias", 2, "alias_of_two")),
    case("a goal of nothing", source("target", TARGETS + "a,甲,visits,0,2026-01-01,2026-04-10\n"),
         ("target", 2, "goal_of_nothing")),
    case("perhaps a workday", source("calendar_override", "日期,是否上班\n2026-05-04,也许\n"),
         ("calendar_override", 2, "bad_choice")),
    case("counts although nobody came",
         source("roster", ROSTER + "monthly,2026-03-05,D,990121200201,否,3\n"),
         ("roster", 2, "count_without_visit")),
    case("dates of a matter that cannot be", source("matter", MATTERS
         + "M1,修路,problem,990121100201,2026-04-21,,,,,,\n"
         + "M2,修路,problem,990121100201,2026-03-01,2026-02-28,,,,,\n"
         + "M3,修路,problem,990121100201,2026-03-01,,2026-02-28,,,,\n"
         + "M4,修路,problem,990121100201,2026-03-01,,2026-03-09,,2026-03-08,,\n"),
         ("matter", 2, "in_the_future"), ("matter", 3, "ends_before_begins"),
         ("matter", 4, "before_proposed"), ("matter", 5, "after_closing")),
    case("a state that cannot be", source("matter", "编号,村代码,事项,提出日期,办结日期,办结情况\n"
         + "M1,990121100201,修路,2026-03-01,2026-03-08,未办结\n"
         + "M2,990121100201,修路,2026-03-01,,另行研究\n"),
         ("matter", 2, "state_contradicts"), ("matter", 3, "bad_choice")),
    case("an amount in another unit", source("indicator", "村代码,指标,年度,数值（万元）\n"
         + "990121100201,收入,2025,1\n"),
         ("indicator", 2, "other_unit")),
    case("satisfaction that cannot be", source("matter", MATTERS
         + "M1,修路,problem,990121100201,2026-03-01,,,,2026-03-08,7,\n"
         + "M2,修路,problem,990121100201,2026-03-01,,,,,5,\n"),
         ("matter", 2, "bad_satisfaction"), ("matter", 3, "rating_without_closing")),
    case("matters of nothing", source("matter", MATTERS
         + "M1,修路,luck,990121100201,2026-03-01,,,,,,\nM2,修路,problem,990121100299,2026-03-01,,,,,,\n"
         + "M3,修路,problem,990121100201,2026-03-01,,,,,,U1、U9\n"),
         ("matter", 2, "bad_choice"), ("matter", 3, "unknown_place"), ("matter", 4, "unknown_unit")),
    case("a matter of no project", source("matter",
         "matter_id,kind,target_kind,target_id,title,proposed_on\nM1,problem,项目,P9,修路,2026-03-01\n"
         "M2,problem,企业,E1,修路,2026-03-01\n"), ("matter", 2, "unknown_project")),
    case("a matter of a place that was not there yet", steps(
         column("villages.csv", "valid_from", {3: "2025-12-31"}),
         source("matter", MATTERS + "M1,修路,problem,990121100202,2025-12-30,,,,,,\n")),
         ("matter", 2, "place_gone")),
    case("closed before the people accepted it", steps(
         source("matter", MATTERS + "M1,修路,micro,990121100201,2026-03-01,,,,2026-03-08,,\n" + A_MATTER
                + "M2,修路,risk,990121100201,2026-03-01,,,,2026-03-08,,\n"),
         events("M,closed,2026-03-05,,", "M,accepted,2026-03-06,,", "M,closed,2026-03-07,,",
                "M,reopened,2026-03-08,,", "M,closed,2026-03-09,,"),
         add("city.toml", "[matters]", 'closing_needs_acceptance = ["micro", "problem"]')),
         ("matter", 2, "not_accepted"), ("matter_event", 2, "not_accepted"),
         ("matter_event", 6, "not_accepted")),
    case("events in a wrong order", steps(source("matter", MATTERS + A_MATTER), events(
         "M,claimed,2026-02-28,,", "M,closed,2026-03-05,,", "M,claimed,2026-03-06,,",
         "M,closed,2026-03-07,,", "M,reopened,2026-03-08,,", "M,reopened,2026-03-09,,",
         "M,assigned,2026-03-10,,", "M,closed,2026-04-21,,", "M9,closed,2026-03-09,,")),
         ("matter_event", 2, "before_proposed"), ("matter_event", 4, "after_closing"),
         ("matter_event", 5, "closed_twice"), ("matter_event", 7, "not_closed"),
         ("matter_event", 9, "in_the_future"), ("matter_event", 10, "unknown_matter")),
    case("events without what they are about", steps(source("matter", MATTERS + A_MATTER), events(
         "M,extended,2026-03-02,2026-03-30,", "M,extended,2026-03-03,2026-03-29,",
         "M,extended,2026-03-04,2026-03-30,", "M,extended,2026-03-05,,", "M,rated,2026-03-06,,",
         "M,rated,2026-03-07,,7", "M,rated,2026-03-08,,0", "M,rated,2026-03-09,,1")),
         ("matter_event", 3, "due_earlier"), ("matter_event", 5, "missing"),
         ("matter_event", 6, "missing"), ("matter_event", 7, "bad_satisfaction"),
         ("matter_event", 8, "bad_satisfaction")),
    case("a loop of milestones, and one that only leads into it",
         source("milestone", MILESTONES + "P1,a,2026-05-01,,,c\nP1,b,2026-05-01,,,a\n"
                "P1,c,2026-05-01,,,b\nP1,d,2026-05-01,,,a\nP2,a,2026-05-01,,,\nP2,b,2026-05-01,,,a\n"),
         *[("milestone", row, "milestone_loop") for row in (2, 3, 4)]),
    case("milestones that cannot be held to a day",
         source("milestone", MILESTONES + "P1,a,2027-01-01,,,\nP1,b,,,,\nP1,c,2026-12-30,2,,\n"
                "P9,d,,5,,\nP1,e,2026-12-31,0,,\n"),
         ("milestone", 2, "after_the_finish"), ("milestone", 3, "no_due_day"),
         ("milestone", 4, "due_days_differ"), ("milestone", 5, "unknown_project no_due_day")),
    case("milestones struck off before their turn",
         source("milestone", MILESTONES + "P1,a,2026-03-01,,2026-03-05,\nP1,b,2026-03-02,,2026-03-04,a\n"
                "P1,c,2026-03-02,,,b\nP1,d,2026-03-02,,2026-03-06,c\nP1,e,2026-03-02,,2026-04-21,\n"
                "P1,f,2026-03-02,,,z\nP1,g,2026-03-02,,2026-03-05,a\n"),
         ("milestone", 3, "done_before_its_turn"), ("milestone", 5, "done_before_its_turn"),
         ("milestone", 6, "in_the_future"), ("milestone", 7, "unknown_milestone")),
    case("bottlenecks solved too soon, too late, and of no kind",
         source("bottleneck", BOTTLENECKS + "B1,P1,land,2026-03-01,2026-02-28\n"
                "B2,P1,用地,2026-04-20,2026-04-21\nB3,P1,运气,2026-03-01,\nB4,P9,资金,2026-03-01,\n"),
         ("bottleneck", 2, "solved_before_opened"), ("bottleneck", 3, "in_the_future"),
         ("bottleneck", 4, "bad_choice"), ("bottleneck", 5, "unknown_project")),
    case("an actual without a plan",
         add("project_months.csv", "P1,2025-12,,5", "P4,2026-01,,5", "P4,2025-01,0,", "P4,2025-02,,0"),
         ("project_month", 9, "actual_without_plan"), ("project_month", 10, "actual_without_plan")),
    case("companies and chains that are not there",
         steps(source("chain", "chain_id,name\nC1,食品\n"),
               source("enterprise", COMPANIES + "E1,甲公司,C1,,\nE2,乙公司,C2,,\nE3,丙公司,,115.1,\n"),
               add("pairings.csv", "A,E1,contact,,", "A,E9,contact,,", "A,C1,lead,,", "A,C9,lead,,"),
               column("pairings.csv", "target_kind", {7: "企业", 8: "企业", 9: "产业链", 10: "产业链"}),
               add("visits.csv", "V8,E1,2026-03-10,,,,,", "V9,E2,2026-03-10,,,,,"),
               column("visits.csv", "target_kind", {9: "企业", 10: "企业"}),
               source("exemption", EXEMPTIONS + "企业,E9,,\n产业链,C9,,\n产业链,C1,,\n")),
         ("enterprise", 3, "unknown_chain"), ("enterprise", 4, "half_a_point"),
         ("pairing", 8, "unknown_enterprise"), ("pairing", 10, "unknown_chain"),
         ("visit", 10, "unknown_enterprise"),
         ("exemption", 2, "unknown_enterprise"), ("exemption", 3, "unknown_chain")),
    case("an error of a spreadsheet", add("villages.csv", "990121100203,#N/A"),
         ("village", 6, "error_cell")),
    case("a row that belongs to none, to none that is there, to one of two", steps(
        add("visits.csv", *(f"V{n},990121100201,2026-03-01,,,,," for n in (8, 9, 10))),
        column("visits.csv", "tie", {**dict.fromkeys(range(2, 9), "1"), 10: "7", 11: "2"}),
        put("days.csv", "number\n1\n2\n2\n"),
        swap("city.toml", 'file = "visits.csv"\n', 'file = "visits.csv"\n'
             'joined = { file = "days.csv", by = "tie", to = "number" }\n')),
        *(("visit", row, "no_row_above") for row in (9, 10, 11))),
    case("bad code digits", add("villages.csv", "9901211002,戊村"), ("village", 6, "bad_code")),
    case("a village of another city", add("villages.csv", "880121100203,戊村"),
         ("village", 6, "outside_root")),
    case("an unknown parent", steps(add("villages.csv", "990121100203,戊村"),
         column("villages.csv", "parent_code", {6: "990121900"})), ("village", 6, "unknown_parent")),
    case("a parent that is not above", column("communities.csv", "parent_code", {3: "990121100201"}),
         ("community", 3, "parent_not_above")),
    case("a community with a village's code", add("communities.csv", "990121100201,甲村,,"),
         ("community", 4, "code_of_another_kind")),
    case("two versions at once", steps(
        add("villages.csv", "990121200203,戊村", "990121200203,己村"),
        column("villages.csv", "valid_from", {7: "2025-01-01"})),
        ("village", 6, "versions_overlap"), ("village", 7, "versions_overlap")),
    case("a place that ends before it begins", steps(
        add("villages.csv", "990121200203,戊村"),
        column("villages.csv", "valid_from", {6: "2025-01-01"}),
        column("villages.csv", "valid_to", {6: "2024-12-31"})),
        ("village", 6, "ends_before_begins")),
    case("half a point of a community", swap("communities.csv", "东二社区,,", "东二社区,,34.05"),
         ("community", 3, "half_a_point")),
    case("a longitude in words", swap("communities.csv", "东二社区,,", "东二社区,东经,"),
         ("community", 3, "bad_degrees")),
    case("a bow-tie", shape(1, polygon((115.2, 34), (115.3, 34.1), (115.3, 34), (115.2, 34.1))),
         ("village.geometry", 3, "geometry_changed")),
    case("a border that runs to and fro", shape(1, polygon(*TANGLE)),
         ("village.geometry", 3, "geometry_tangled")),
    case("a line", shape(1, LINE), ("village.geometry", 3, "not_a_polygon")),
    case("no shape", shape(1, None), ("village.geometry", 3, "missing_geometry")),
    case("metres taken for degrees", shape(1, polygon((500000, 3e6), (500100, 3e6), (500100, 3.1e6))),
         ("village.geometry", 3, "bad_coordinates")),
    case("broken WKB", broken_wkb, ("village.geometry", 3, "unreadable_geometry")),
    case("a polygon of two points", shape(1, polygon((115.2, 34), (115.3, 34))),
         ("village.geometry", 3, "geometry_changed")),
    case("a polygon of nothing", shape(1, {"type": "Polygon", "coordinates": []}),
         ("village.geometry", 3, "unreadable_geometry")),
    case("a shape of no place", swap("villages.geojson", "990121100202", "990121100209"),
         ("village.geometry", 3, "no_such_place")),
    case("two shapes for one place", doubled_shape,
         ("village.geometry", 2, "doubled_shape"), ("village.geometry", 6, "doubled_shape doubled_same")),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), ROWS)
def test_a_bad_row(
    tiny: Path, store: Store, now: datetime, change: Break, expected: Expected
) -> None:
    change(tiny)
    summary = load(tiny, store, now=now, allow_fewer=COUNTED)
    assert store.current_id() == summary.snapshot_id
    file = store.snapshots / f"{summary.snapshot_id}.duckdb"
    with duckdb.connect(file, read_only=True) as connection:  # much quicker than a Snapshot
        found = connection.execute(
            "SELECT table_name, source_row, list_transform(reasons, r -> r.code) FROM quarantine"
        ).fetchall()
    assert sorted((t, row, set(codes)) for t, row, codes in found) == sorted(expected)
    for table, _, rows, accepted, quarantined in summary.files:
        faulty = sum(table == one for one, *_ in expected)
        assert (accepted, quarantined) == (rows - faulty, faulty), table


def test_what_a_bad_row_says(tiny: Path, store: Store, run: Run) -> None:
    add("visits.csv", "V8,990121100299,2026-02-30,,,,,")(tiny)
    chinese = run("load", tiny, "--store", store.folder)
    told = {language: texts(language)["remedy"] for language in ("zh_CN", "en")}
    assert (
        f"  1 行  visited_on：{texts('zh_CN')['reason']['bad_date']}\n"
        "        visits.csv 第 9 行：2026-02-30\n"
        f"        怎么改：{told['zh_CN']['bad_date']}\n"
    ) in chinese.stdout
    english = run("--lang", "en", "check", tiny)
    assert (
        "  1 ×  target_id: no place has this code\n"
        "       visits.csv row 9: 990121100299\n"
        f"       To mend: {told['en']['unknown_place']}\n"
    ) in english.stdout


def test_a_repair_that_keeps_the_area_is_made(tiny: Path, store: Store, now: datetime) -> None:
    """A spike of no width makes a polygon invalid and is cut off without a word."""
    square = polygon(
        (115.2, 34), (115.3, 34), (115.35, 34), (115.3, 34), (115.3, 34.1), (115.2, 34.1)
    )
    shape(1, square)(tiny)
    assert load(tiny, store, now=now).reasons == []
    ((wkb,),) = store.current().rows(
        "SELECT ST_AsWKB(geometry) FROM place WHERE code = '990121100202'"
    )
    assert shapely.from_wkb(wkb).equals(shapely.box(115.2, 34, 115.3, 34.1))


def gb18030_as_utf8(folder: Path) -> None:
    path = folder / "officials.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    swap("city.toml", 'file = "officials.csv"', 'file = "officials.csv"\nencoding = "utf-8"')(
        folder
    )


def shapefile_without_crs(folder: Path) -> None:
    gpd.read_file(folder / "villages.geojson").to_file(folder / "villages.shp")
    (folder / "villages.prj").unlink()
    swap("city.toml", "villages.geojson", "villages.shp")(folder)


def shapefile_cut_off(folder: Path) -> None:
    shapefile_without_crs(folder)
    swap("city.toml", 'villages.shp", match = "code"', 'villages.shp", crs = "EPSG:4490"')(folder)
    (folder / "villages.shp").write_bytes((folder / "villages.shp").read_bytes()[:90])


def reprojected(crs: str, said: str = "") -> Break:
    """The villages in metres or shifted degrees, in a file that says otherwise."""

    def change(folder: Path) -> None:
        frame = gpd.read_file(folder / "villages.geojson").to_crs(crs)
        frame.set_crs(said or crs, allow_override=True).to_file(folder / "villages.gpkg")
        swap("city.toml", "villages.geojson", "villages.gpkg")(folder)

    return change


def counted(factor: float) -> Break:
    """The villages with every coordinate multiplied, the axes swapped where it is 1."""

    def change(folder: Path) -> None:
        frame = gpd.read_file(folder / "villages.geojson")
        frame.geometry = shapely.transform(
            frame.geometry.array, lambda p: np.round(p * factor) if factor > 1 else p[:, ::-1]
        )
        frame.to_file(folder / "villages.gpkg")
        swap("city.toml", "villages.geojson", "villages.gpkg")(folder)

    return change


def as_xlsx(name: str, content: bytes, more: str = "") -> Break:
    return steps(
        put(f"{name}s.xlsx", content),
        swap("city.toml", f'file = "{name}s.csv"', f'file = "{name}s.xlsx"{more}'),
    )


def real_xlsx(folder: Path) -> None:
    pd.DataFrame({"official_id": ["A"], "name": ["安国"]}).to_excel(folder / "officials.xlsx")
    swap("city.toml", 'file = "officials.csv"', 'file = "officials.xlsx"\nsheet = "二月"')(folder)


def forbidden(folder: Path) -> None:
    (folder / "visits.csv").chmod(0)


def toml(old: str, new: str) -> Break:
    return swap("city.toml", old, new)


_COLUMNS = 'file = "visits.csv"\ncolumns = {{ {} }}'
FOLDERS = [
    pytest.param(lambda f: (f / "visits.csv").unlink(), "file_missing", id="missing file"),
    pytest.param(lambda f: (f / "city.toml").unlink(), "city_missing", id="no city.toml"),
    pytest.param(lambda f: shutil.rmtree(f), "city_missing", id="no folder"),
    pytest.param(toml("[sources.visit]", "[sources.vist]"), "source_unknown", id="unknown source"),
    pytest.param(toml("licence =", "license ="), "city_key_unknown", id="unknown key"),
    pytest.param(toml("[city]", "[town]"), "city_key_unknown", id="unknown table"),
    pytest.param(toml('file = "visits.csv"', 'files = "visits.csv"'), "city_key_unknown",
                 id="unknown key of a source"),
    pytest.param(toml("[city]", "[city"), "city_unreadable", id="broken TOML"),
    pytest.param(lambda f: (f / "city.toml").write_bytes(b'name = "\xc9\xcc"'), "city_unreadable",
                 id="city.toml in GB18030"),
    pytest.param(toml('name = "微型市"\n', ""), "city_value", id="no name"),
    pytest.param(toml('code = "9901"', 'code = "99011"'), "city_value", id="five digits of a city"),
    pytest.param(toml('code = "9901"', "code = 9901"), "city_value", id="a code that is a number"),
    pytest.param(toml('code = "9901"', 'code = "9901"\nkind = "village"'), "city_value",
                 id="a village as root"),
    pytest.param(toml('match = "code"', 'match = "guess"'), "city_value", id="an unknown match"),
    pytest.param(add("city.toml", "[thresholds]", "neglected_days = -1"), "city_value",
                 id="a threshold below nothing"),
    pytest.param(toml("[sources.county]\n", "[sources.county]\nfile = 5\n[sources.city]\n"), "city_value",
                 id="a file that is a number"),
    pytest.param(toml("[sources.county]", "[sources.city]"), "source_above_root", id="a second root"),
    pytest.param(lambda f: (f / "city.toml").write_text('[city]\nname = "空"\ncode = "9901"\n[sources]\n'),
                 "places_missing", id="no places"),
    pytest.param(lambda f: (f / "city.toml").write_text('[city]\nname = "空"\ncode = "9901"\n'),
                 "city_table_missing", id="no sources"),
    pytest.param(toml("makeup_days = 7", "makeup_days = 7\ncolour = 1"), "rule_key_unknown",
                 id="unknown key of a rule"),
    pytest.param(toml('shift = "previous_workday"', 'shift = "next_moon"'), "rule_value_invalid",
                 id="unknown shift"),
    pytest.param(swap("visits.csv", "visited_on", "wann"), "column_missing", id="a column missing"),
    pytest.param(toml('file = "visits.csv"', _COLUMNS.format('visited_on = "走访日"')), "header_missing",
                 id="a header that is not in the file"),
    pytest.param(toml('file = "visits.csv"', _COLUMNS.format('weather = "talks"')), "column_unknown",
                 id="a column nobody knows"),
    pytest.param(steps(swap("visits.csv", "visited_on", "走访日期"),
                       swap("visits.csv", "talks", "日期")), "header_doubled", id="two headers of a column"),
    pytest.param(gb18030_as_utf8, "encoding_wrong", id="GB18030 declared UTF-8"),
    pytest.param(toml('file = "visits.csv"', 'file = "visits.csv"\nencoding = "utf-9"'), "encoding_wrong",
                 id="an encoding nobody knows"),
    pytest.param(put("visits.csv", bytes(range(128, 256)) * 40), "encoding_unknown", id="binary junk"),
    pytest.param(put("visits.csv", b"\x00" * 4000), "column_missing", id="a file of zeros"),
    pytest.param(put("visits.csv", b""), "file_empty", id="an empty file"),
    pytest.param(put("visits.csv", ENDLESS), "line_too_long", id="a quote that never ends"),
    pytest.param(as_xlsx("official", b"PK no zip at all"), "file_unreadable", id="xlsx that is no zip"),
    pytest.param(as_xlsx("official", b"PK\x05\x06" + b"\0" * 18), "file_unreadable", id="an empty zip"),
    pytest.param(real_xlsx, "sheet_missing", id="no such sheet"),
    pytest.param(shapefile_without_crs, "crs_missing", id="a shapefile without .prj"),
    pytest.param(steps(shapefile_without_crs, toml('villages.shp"', 'villages.shp", crs = "EPSG:1"')),
                 "crs_unknown", id="a CRS nobody knows"),
    pytest.param(reprojected("EPSG:4526", "EPSG:4547"), "zone_differs", id="a zone number too many"),
    pytest.param(reprojected("EPSG:4547", "EPSG:4526"), "zone_differs", id="a zone number too few"),
    pytest.param(reprojected("EPSG:4526", "EPSG:4490"), "degrees_are_metres", id="metres said to be degrees"),
    pytest.param(reprojected("EPSG:4490", "EPSG:4547"), "metres_are_degrees", id="degrees said to be metres"),
    pytest.param(reprojected("EPSG:4490", "EPSG:4214"), "crs_needs_parameters", id="Beijing 1954"),
    pytest.param(counted(1), "axes_swapped", id="latitude first"),
    pytest.param(counted(1e6), "degrees_scaled", id="millionths of degrees"),
    pytest.param(toml('match = "code"', 'match = "code", datum = "gcj"'), "city_value",
                 id="a datum nobody knows"),
    pytest.param(shapefile_cut_off, "shapefile_damaged", id="a shapefile cut off"),
    pytest.param(put("villages.geojson", "{"), "file_unreadable", id="GeoJSON that is no JSON"),
    pytest.param(toml('villages.geojson"', 'villages.geojson", layer = "land"'), "layer_missing",
                 id="no such layer"),
    pytest.param(source("calendar_override", "日期,是否上班,节假日\n2026-05-04,是,是\n"),
                 "calendar_day_contradictory", id="a holiday that is worked"),
    pytest.param(forbidden, "file_unreadable", id="no permission",
                 marks=pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")),
]  # fmt: skip


def pattern(code: str, language: Any) -> str:
    """What the sentence of a code looks like, whatever its values."""
    template = texts(language)["error"][code].replace("{{", "<").replace("}}", ">")
    parts = re.split(r"\{\w+\}", template)
    return ".+".join(re.escape(part) for part in parts).replace("<", r"\{").replace(">", r"\}")


@pytest.mark.parametrize(("change", "code"), FOLDERS)
def test_a_bad_folder(
    tiny: Path, store: Store, tiny_store: Store, run: Run, change: Break, code: str
) -> None:
    shutil.copytree(tiny_store.folder, store.folder)
    served = store.current_id()
    change(tiny)
    chinese, english = ("load", tiny, "--store", store.folder), ("--lang", "en", "check", tiny)
    for language, command in (("zh_CN", chinese), ("en", english)):
        result = run(*command)
        assert result.exit_code == 1
        assert result.stdout == ""
        assert "Traceback" not in result.stderr
        assert "None" not in result.stderr
        assert re.fullmatch(pattern(code, language) + "\n", result.stderr)
    assert store.current_id() == served
    assert store.ids() == [served]
    assert not list(store.snapshots.glob("*.loading*"))
    assert store.current().rows("SELECT count(*) FROM visit") == [(7,)]


def test_every_reason_is_seen() -> None:
    """A reason that no test brings about is one that nobody has ever seen work."""
    seen = {code for param in ROWS for *_, codes in param.values[1] for code in codes}
    assert set(texts("en")["reason"]) - seen == set()
