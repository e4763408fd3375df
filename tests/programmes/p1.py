"""Shangqiu: 「三五」基层工作日, the workday of June 2020.

Published: the figures below. Ours: how they are dealt out over generated places and people.
"""

from __future__ import annotations

from datetime import date

from geodata.lists.workday import COUNTS
from programmes.folder import Folder, spread

VILLAGES, COMMUNITIES = 3887, 192
OFFICIALS = 996  # of county rank and above
#: Villages; which of them are both was not published, and 575 are so here.
POOR, WEAK, FIRST_WEAK = 920, 995, 345
COUNTED = {"talks": 966, "households": 6771, "disputes": 52, "matters": 247, "suggestions": 76}
NOMINAL, HELD = date(2020, 6, 25), date(2020, 6, 24)  # the 25th was the Dragon Boat Festival
#: Of the city's tier, but below county rank: they come along and are not counted.
BELOW = 4
TOML = """[city]
name = "甲市"
code = "4114"
""" + "".join(
    f"""[[rule]]
id = "workday-{tier}"
tier = "{tier}"
role = "contact"
schedule = "FREQ=MONTHLY;BYMONTHDAY={day}"
shift = "previous_workday"
makeup_days = 3
targets = ["village", "community"]
from = 2020-06-01
to = 2020-06-30
"""
    for tier, day in (("city", 25), ("county", 15), ("township", 5))
)


def write(folder: Folder) -> None:
    villages, communities = folder.places("4114", 10, VILLAGES, COMMUNITIES)
    places = [*communities, *villages]
    folder.table("unit", "unit_id,name", [["U", "市直机关"]])
    people = [
        (f"G{i}", "U", tier, rank)
        for i, (tier, rank) in enumerate(
            [("city", "city")] * 35
            + [("city", "county")] * (OFFICIALS - 35)
            + [("city", "staff")] * BELOW
            + [("county", "township")] * 1600
            + [("township", "staff")] * (len(places) - OFFICIALS - BELOW - 1600)
        )
    ]
    folder.officials(people)
    folder.table(
        "pairing",
        "responsible_id,target_id,valid_from",
        [[one, code, "2020-01-01"] for (one, *_), code in zip(people, places, strict=True)],
    )
    poor, weak = villages[:POOR], villages[FIRST_WEAK : FIRST_WEAK + WEAK]
    folder.table(
        "place_attribute",
        "code,attribute",
        [
            *([code, "建档立卡贫困村"] for code in poor),
            *([code, "软弱涣散党组织"] for code in weak),
        ],
    )
    counts = [spread(COUNTED[name], OFFICIALS) for name in COUNTS]
    folder.table(
        "visit",
        f"visit_id,target_id,visited_on,{','.join(COUNTS)}",
        [
            [f"V{i}", place, HELD, *numbers]
            for i, (place, *numbers) in enumerate(zip(places[:OFFICIALS], *counts, strict=True))
        ],
    )
    folder.table(
        "attendance",
        "visit_id,official_id",
        [[f"V{i % OFFICIALS}", f"G{i}"] for i in range(OFFICIALS + BELOW)],
    )
