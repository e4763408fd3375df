"""Yuzhou: 「四进四帮一提升」, projects, companies, villages and communities.

Published: the figures named below. Ours: the days and months of 2022, the 26 townships, what each
single project, service or village has, and the plan of the year, of which 1,650,000 are 75.9 %.
"""

from __future__ import annotations

from datetime import date

from programmes.folder import Folder, after, spread

KEY_PROJECTS, PROTECTED = 160, 43
PROJECTS, STARTED = 55, 53  # provincial and prefectural
INVESTED, PLANNED = 1_650_000, 2_173_913  # wan yuan: 16.5 billion yuan of the year's plan
PROBLEMS, CLOSED = 504, 479  # of companies
SERVICES, ON_THE_SPOT, STATUTORY, ACTUAL = 2125, 1665, 50_129, 6_363
VILLAGES, OVER_100_000 = 653, 256  # all of them over 50,000 yuan
TALLIES = {"坑塘": 1394, "残垣断壁": 5786, "违章建筑": 5474, "空心院": 6773, "集贸市场": 54}
OPEN_DAYS = {"社区开放日": 301, "开放日服务群众": 30_000}  # "more than 300"
GRIDS, REGISTERED, AT_FIRST = 199, 2716, 5269
COMMUNITIES, TOWNS = 40, 26
BOTTLENECKS = 161  # "more than 160"
#: 市主要领导、常务副市长、副市长、项目中心、责任单位
DISPATCH = ("city_leader", "executive_vice_mayor", "vice_mayor", "project_centre",
            "responsible_unit")  # fmt: skip
WEAK, FIRST_SECRETARIES, TEAM = 31, 30, 3
YEAR, END = 2022, date(2022, 10, 31)
FIRST = date(2022, 3, 5)  # the first Saturday of March
#: The evaluations of January to October that another township won: of months in which no village is
#: owed a visit, for where nobody reports what is owed nobody is ranked.
LOST = (6, 8)
HANDS = ("lead", "co", "supervise", "urge")
INCOME = "集体经济收入"
TOML = f"""[city]
name = "丙市"
code = "411081"
kind = "county"
[[rule]]
id = "community-saturday"
role = "community"
schedule = "FREQ=MONTHLY;BYDAY=1SA"
shift = "next_same_weekday"
shift_when = "public_holiday"
targets = ["community"]
from = 2022-03-01
to = 2022-10-31
[[rule]]
id = "village-week"
role = "village"
schedule = "FREQ=WEEKLY;BYDAY=FR"
targets = ["village"]
from = 2022-03-01
to = 2022-04-30
[[rule]]
id = "double-ten"
role = "contact"
schedule = "FREQ=MONTHLY;BYMONTHDAY=10,20"
shift = "previous_workday"
targets = ["enterprise"]
from = 2022-03-01
to = 2022-04-30
[[ranking]]
id = "township"
name = "乡镇月度评比"
weights = {{ visit_coverage = 1 }}
fair_places = 5
from = 2022-01-01
[[indicator]]
name = "{INCOME}"
unit = "元"
bands = [50000, 100000]
""" + "".join(
    f'[[indicator]]\nname = "{name}"\nadds_up = true\n' for name in (*TALLIES, *OPEN_DAYS)
)


def write(folder: Folder) -> None:
    towns = [f"411081{100 + i:03d}" for i in range(TOWNS)]
    villages = [f"{towns[i % TOWNS]}{200 + i // TOWNS:03d}" for i in range(VILLAGES)]
    communities = [f"{towns[0]}{1 + i:03d}" for i in range(COMMUNITIES)]
    grids = [f"{communities[i % COMMUNITIES]}{1 + i // COMMUNITIES:03d}" for i in range(GRIDS)]
    for kind, codes in (
        ("township", towns), ("village", villages), ("community", communities), ("grid", grids),
    ):  # fmt: skip
        folder.table(kind, "code,name", [[code, f"{kind}{code}"] for code in codes])
    branches = [[f"B{i}", f"第{i + 1}网格临时党支部", code] for i, code in enumerate(grids)]
    folder.table("unit", "unit_id,name,place_code", [["U", "市直机关", ""], *branches])
    folder.officials([(f"G{i}", "U", "county", "staff") for i in range(AT_FIRST)])
    folder.table(
        "pairing",
        "responsible_id,target_kind,target_id,role,valid_from,valid_to",
        [
            *(
                [f"G{i}", "place", grids[i % GRIDS], "registered", "", ""]
                for i in range(REGISTERED)
            ),
            *(
                [f"G{i}", "place", communities[i % COMMUNITIES], "community", FIRST, FIRST]
                for i in range(AT_FIRST)
            ),
            *([f"G{i}", "place", code, "village", "", ""] for i, code in enumerate(villages)),
            *(
                [f"G{i}", "place", villages[i], "第一书记", "", ""]
                for i in range(FIRST_SECRETARIES)
            ),
            *(
                [f"G{FIRST_SECRETARIES + i}", "place", villages[WEAK - 1], "驻村工作组", "", ""]
                for i in range(TEAM)
            ),
            *([f"G{i}", "enterprise", f"E{i}", "contact", "", ""] for i in range(30)),
        ],
    )
    weak = [[code, "软弱涣散党组织"] for code in villages[:WEAK]]
    folder.table("place_attribute", "code,attribute", weak)
    _visits(folder, villages, communities)
    _matters(folder)
    _villages(folder, villages, communities)
    _projects(folder)
    _bottlenecks(folder)


def _visits(folder: Folder, villages: list[str], communities: list[str]) -> None:
    """The first community workday; and each month every village of the township that wins, and one
    of the township that comes second."""
    first = [[f"C{i}", code, FIRST] for i, code in enumerate(communities)]
    won, second = villages[1::TOWNS], villages[2::TOWNS]
    monthly = [
        [f"R{month}-{code}", code, date(YEAR, month, 15)]
        for month in range(1, 11)
        for code in (*(() if month in LOST else won), second[0])
    ]
    folder.table("visit", "visit_id,target_id,visited_on", [*first, *monthly])
    folder.table(
        "attendance",
        "visit_id,official_id",
        [[f"C{i % COMMUNITIES}", f"G{i}"] for i in range(AT_FIRST)],
    )


def _matters(folder: Folder) -> None:
    """Problems of companies, and services: 1,665 on the spot, the others within the law's days."""
    raised = date(YEAR, 4, 1)
    problems = [
        [f"Q{i}", "用工", "problem", "enterprise", f"E{i % 300}", HANDS[i % 4], raised,
         after(raised, 20) if i < CLOSED else "", "", ""]
        for i in range(PROBLEMS)
    ]  # fmt: skip
    days = [*([0] * ON_THE_SPOT), *spread(ACTUAL, SERVICES - ON_THE_SPOT)]
    services = [
        [f"S{i}", "许可", "service", "enterprise", f"E{i % 300}", "", raised,
         after(raised, actual), statutory, actual]
        for i, (actual, statutory) in enumerate(
            zip(days, spread(STATUTORY, SERVICES), strict=True)
        )
    ]  # fmt: skip
    folder.table(
        "matter",
        "matter_id,title,kind,target_kind,target_id,hand,proposed_on,closed_on,statutory_days,actual_days",
        [*problems, *services],
    )


def _villages(folder: Folder, villages: list[str], communities: list[str]) -> None:
    """What is counted by village; and the open days, by community."""
    income = [
        [code, INCOME, YEAR - 1, 100_001 if i < OVER_100_000 else 50_001 + i]
        for i, code in enumerate(villages)
    ]
    tallied = [
        [code, name, f"{YEAR}-{1 + i % 10:02d}", amount]
        for places, totals in ((villages, TALLIES), (communities, OPEN_DAYS))
        for name, total in totals.items()
        for i, (code, amount) in enumerate(zip(places, spread(total, len(places)), strict=True))
    ]
    folder.table("indicator", "place_code,indicator,period,amount", [*income, *tallied])


def _bottlenecks(folder: Folder) -> None:
    """One or two of each project, all solved, over the five levels of dispatch."""
    folder.table(
        "bottleneck",
        "bottleneck_id,project_id,kind,level,opened_on,solved_on",
        [
            [f"B{i}", f"P{i % KEY_PROJECTS}", ("funds", "land", "environment")[i % 3],
             DISPATCH[i % len(DISPATCH)], date(YEAR, 3, 1), after(date(YEAR, 3, 1), 10 + i % 20)]
            for i in range(BOTTLENECKS)
        ],
    )  # fmt: skip


def _projects(folder: Folder) -> None:
    """The 55 of province and city come first, and only of them the money is published."""
    folder.table(
        "project",
        "project_id,name,level,official_id,task_force,is_protected,started_on",
        [
            [
                f"P{i}", f"项目{i}", "province" if i < 20 else "city" if i < PROJECTS else "county",
                f"G{i}", f"第{i + 1}专班", "是" if i % 3 == 0 and i // 3 < PROTECTED else "否",
                "2022-02-10" if i < STARTED else "",
            ]
            for i in range(KEY_PROJECTS)
        ],
    )  # fmt: skip
    money = zip(spread(INVESTED, PROJECTS), spread(PLANNED - INVESTED, PROJECTS), strict=True)
    folder.table(
        "project_month",
        "project_id,month,planned_wan_yuan,invested_wan_yuan",
        [
            row
            for i, (invested, rest) in enumerate(money)
            for row in (
                [f"P{i}", f"{YEAR}-09", invested, invested],
                [f"P{i}", f"{YEAR}-12", rest, ""],
            )
        ],
    )
