"""Yongzhou: 「我为群众办实事」, micro-matters, helping pairs, facilities, risks, major projects.

Published: the figures named below. Ours: the days, how many of the 3,305 are communities, how the
helping pairs are shared out, and how many of the 144 projects are under construction.
"""

from __future__ import annotations

from datetime import date

from programmes.folder import Folder, after, spread

TOML = '[city]\nname = "乙市"\ncode = "4311"\n'
VILLAGES, COMMUNITIES = 2905, 400  # 3,305 together
LEADERS_CLAIMED, COUNTY_CLAIMED, DISTRICT_COLLECTED = 471, 13_000, 120
RISKS, PROJECTS, BUILDING = 1181, 144, 90
OFFICIALS, DONE = 10_000, 36_000
FACILITIES = ("养老服务中心", "儿童之家")
#: Leaders claim in May, one county's members in June, one district's communities collect in July.
MAY, JUNE, JULY = date(2021, 5, 6), date(2021, 6, 1), date(2021, 7, 1)
#: A little over a month in which 10,000 officials did 36,000 matters.
BEGAN, ENDED = date(2021, 6, 1), date(2021, 7, 5)
COUNTY, DISTRICT = "431122", "431123"
#: Officials alone at one place, two at one, alone at two.
ALONE, TOGETHER, OF_TWO = 600, 200, 100


def write(folder: Folder) -> None:
    villages, communities = folder.places("4311", 14, VILLAGES, COMMUNITIES, towns=14)
    places = [*communities, *villages]
    folder.table("unit", "unit_id,name", [[f"U{i}", f"单位{i}"] for i in range(40)])
    folder.officials([(f"G{i}", f"U{i % 40}", "county", "staff") for i in range(OFFICIALS)])
    _pairs(folder, places)
    _visits(folder, places)
    _matters(folder, places)
    folder.table(
        "facility",
        "facility_id,facility_kind,place_code,opened_on",
        [[f"F{kind}-{code}", kind, code, "2021-01-01"] for kind in FACILITIES for code in places],
    )
    folder.table(
        "project",
        "project_id,name,started_on",
        [[f"P{i}", f"项目{i}", "2020-10-01" if i < BUILDING else ""] for i in range(PROJECTS)],
    )


def _pairs(folder: Folder, places: list[str]) -> None:
    alone = [(i, i) for i in range(ALONE)]
    together = [(ALONE + i, ALONE + i // 2) for i in range(2 * TOGETHER)]
    first, place = ALONE + 2 * TOGETHER, ALONE + TOGETHER
    of_two = [(first + i // 2, place + i) for i in range(2 * OF_TWO)]
    folder.table(
        "pairing",
        "responsible_id,target_id,role",
        [[f"G{who}", places[what], "helper"] for who, what in alone + together + of_two],
    )


def _visits(folder: Folder, places: list[str]) -> None:
    folder.table(
        "visit",
        "visit_id,target_id,visited_on,matters",
        [
            [f"V{i}", code, after(BEGAN, i % ((ENDED - BEGAN).days + 1)), matters]
            for i, (code, matters) in enumerate(zip(places, spread(DONE, len(places)), strict=True))
        ],
    )
    folder.table(
        "attendance",
        "visit_id,official_id",
        [[f"V{i % len(places)}", f"G{i}"] for i in range(OFFICIALS)],
    )
    folder.table(
        "target",
        "target_id,name,measure,goal,begins_on,ends_on",
        [["T", "办实事", "matters", DONE, BEGAN, ENDED]],
    )


def _matters(folder: Folder, places: list[str]) -> None:
    of_county = [code for code in places if code.startswith(COUNTY)]
    of_district = [code for code in places if code.startswith(DISTRICT) and code[9] == "0"]
    raised = [
        ("L", "micro", LEADERS_CLAIMED, places, MAY, "claimed"),
        ("M", "micro", COUNTY_CLAIMED, of_county, JUNE, "claimed"),
        ("D", "micro", DISTRICT_COLLECTED, of_district, JULY, ""),
        ("R", "risk", RISKS, places, MAY, "assigned"),
    ]
    folder.table(
        "matter",
        "matter_id,title,kind,target_id,lead_unit_id,proposed_on,claimed_on,assigned_on",
        [
            [
                f"{sort}{i}", "一件事", kind, where[i % len(where)],
                f"U{i % 40}" if kind == "risk" else "", day,
                after(day, 1) if state == "claimed" else "",
                after(day, 1) if state == "assigned" else "",
            ]
            for sort, kind, count, where, day, state in raised
            for i in range(count)
        ],
    )  # fmt: skip
