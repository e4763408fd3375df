"""Huangpu: 「千名干部深入基层，万名党员联系群众」, the dispatch platform and its targets.

Published: about 200,000 events a year, 342 of them complex, closing rate and satisfaction both
above 99 %, six ways of handling, three targets. Ours: that it is exactly 200,000, the days of 2021,
198,500 closed, 197,600 of these rated well, and how the ways of handling share them.
"""

from __future__ import annotations

from datetime import date
from itertools import cycle

from programmes.folder import Folder, after

EVENTS, COMPLEX = 200_000, 342
CLOSED, RATED_WELL = 198_500, 197_600
WAYS = ("immediate", "initiative", "doorstep", "tracked", "public", "joint")
COMPANIES, VILLAGES, HOUSEHOLDS = 100, 100, 10_000
BEGAN, END = date(2021, 1, 1), date(2021, 12, 31)
TOML = """[city]
name = "戊区"
code = "440112"
kind = "county"
[matters]
closing_needs_acceptance = true
"""


def write(folder: Folder) -> None:
    towns = [f"440112{1 + i:03d}" for i in range(16)]
    villages = [f"{towns[i % 16]}{200 + i // 16:03d}" for i in range(VILLAGES)]
    folder.table("township", "code,name", [[code, f"街镇{code}"] for code in towns])
    folder.table("village", "code,name", [[code, f"村{code}"] for code in villages])
    folder.table("unit", "unit_id,name", [[f"U{i}", f"单位{i}"] for i in range(40)])
    folder.table(
        "enterprise",
        "enterprise_id,name,place_code",
        [[f"E{i}", f"企业{i}", towns[i % 16]] for i in range(COMPANIES)],
    )
    entered = [
        [f"E{i}", "enterprise", code, 0] for i, code in enumerate(f"E{n}" for n in range(100))
    ]
    walked = [[f"V{i}", "place", code, HOUSEHOLDS // VILLAGES] for i, code in enumerate(villages)]
    folder.table(
        "visit",
        "visit_id,target_kind,target_id,households,visited_on",
        [[*row, after(BEGAN, i)] for i, row in enumerate([*entered, *walked])],
    )
    folder.table(
        "target",
        "target_id,name,measure,goal,begins_on,ends_on",
        [
            ["T1", "进百企", "enterprises", COMPANIES, BEGAN, END],
            ["T2", "走百村", "villages", VILLAGES, BEGAN, END],
            ["T3", "访万户", "households", HOUSEHOLDS, BEGAN, END],
        ],
    )
    _matters(folder, villages)


def _matters(folder: Folder, villages: list[str]) -> None:
    """What cannot be solved at once is dated, and watched until it is."""
    days = cycle(after(BEGAN, n) for n in range(340))
    folder.table(
        "matter",
        "matter_id,title,kind,target_id,handling,lead_unit_id,co_units,proposed_on,due_on,"
        "accepted_on,closed_on,satisfaction",
        [
            [
                f"M{i}", "一件事", "problem", villages[i % VILLAGES], WAYS[i % 6], f"U{i % 40}",
                f"U{(i + 1) % 40}、U{(i + 2) % 40}" if i < COMPLEX else "", day,
                *((after(day, 20), after(day, 9), after(day, 10), 5 if i < RATED_WELL else 3)
                  if i < CLOSED else ("2022-03-31", "", "", "")),
            ]
            for i, day in zip(range(EVENTS), days, strict=False)
        ],
    )  # fmt: skip
