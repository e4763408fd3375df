"""Shangnan: 干部作风能力提升, industrial chains, projects, companies, and calls of communities.

Published: the figures named below. Ours: the days of 2023, which project a person covers, which 64
of the 139 projects are the key ones, how the 41 problems fall to projects and companies, and the
livelihood matters of one community.
"""

from __future__ import annotations

from datetime import date

from programmes.folder import Folder, Row, after, spread

CHAINS = LEADERS = 10
PROJECTS, STAFF = 139, 116
COMPANIES, HEADS = 34, 24
KEY_PROJECTS, INVESTED = 64, 346_900  # wan yuan: 3.469 billion yuan
CALLS, UNITS = 22, 50
PROBLEMS, OF_COMPANIES = 41, 21
COMMUNITIES = 22
#: 县级领导包难题、审批部门包手续、责任单位包进度、部门骨干包服务
FOUR_ROLES = ("difficulties", "papers", "progress", "service")
BEGAN, END = date(2023, 3, 1), date(2023, 6, 30)
TOML = '[city]\nname = "丁县"\ncode = "611023"\nkind = "county"\n'


def write(folder: Folder) -> None:
    towns = [f"611023{100 + i}" for i in range(10)]
    communities = [f"{towns[i % 10]}{1 + i // 10:03d}" for i in range(COMMUNITIES)]
    folder.table("township", "code,name", [[code, f"{code}镇"] for code in towns])
    folder.table("community", "code,name", [[code, f"社区{code}"] for code in communities])
    folder.table("unit", "unit_id,name", [[f"U{i}", f"单位{i}"] for i in range(UNITS)])
    people = [
        *((f"L{i}", f"U{i}", "county", "county") for i in range(LEADERS)),
        *((f"S{i}", f"U{i % UNITS}", "county", "staff") for i in range(STAFF)),
        *((f"H{i}", f"U{i}", "county", "township") for i in range(HEADS)),
    ]
    folder.officials(people)
    folder.table("chain", "chain_id,name", [[f"C{i}", f"链{i}"] for i in range(CHAINS)])
    folder.table(
        "enterprise",
        "enterprise_id,name,place_code,chain_id",
        [[f"E{i}", f"企业{i}", towns[i % 10], f"C{i % 10}"] for i in range(COMPANIES)],
    )
    folder.table(
        "project",
        "project_id,name,level,place_code,chain_id",
        [
            [f"P{i}", f"项目{i}", "county" if i < KEY_PROJECTS else "township", towns[i % 10],
             f"C{i % 10}"]
            for i in range(PROJECTS)
        ],
    )  # fmt: skip
    folder.table(
        "project_month",
        "project_id,month,planned_wan_yuan,invested_wan_yuan",
        [[f"P{i}", "2023-05", n, n] for i, n in enumerate(spread(INVESTED, KEY_PROJECTS))],
    )
    _pairs(folder)
    _matters(folder, communities)


def _pairs(folder: Folder) -> None:
    """Everybody has something, and everything somebody; of P0 all four roles are filled."""
    folder.table(
        "pairing",
        "responsible_kind,responsible_id,target_kind,target_id,role",
        [
            *(["official", f"L{i}", "chain", f"C{i}", "lead"] for i in range(CHAINS)),
            *(["official", f"S{i % STAFF}", "project", f"P{i}", "service"] for i in range(PROJECTS)),
            *(["official", f"H{i % HEADS}", "enterprise", f"E{i}", "contact"]
              for i in range(COMPANIES)),
            ["official", "L0", "project", "P0", "difficulties"],
            ["unit", "U1", "project", "P0", "papers"],
            ["unit", "U2", "project", "P0", "progress"],
        ],
    )  # fmt: skip


def _matters(folder: Folder, communities: list[str]) -> None:
    """Calls of communities, 50 units on 22 of them: 2 or 3 on each; problems; livelihood matters."""
    units = iter(range(UNITS))
    calls: list[Row] = []
    for i, count in enumerate(spread(UNITS, CALLS)):
        first, *others = (f"U{next(units)}" for _ in range(count))
        calls.append([f"T{i}", "call", "place", communities[i], first, "、".join(others),
                      BEGAN, "", "", "", after(BEGAN, 20)])  # fmt: skip
    troubled = [
        *(("project", f"P{i}") for i in range(PROBLEMS - OF_COMPANIES)),
        *(("enterprise", f"E{i}") for i in range(OF_COMPANIES)),
    ]
    problems: list[Row] = [
        [f"Q-{code}", "problem", kind, code, "U0", "", BEGAN, "", "", "", after(BEGAN, 30)]
        for kind, code in troubled
    ]
    # ten on the wall of one community: two at each of five steps
    steps = [after(BEGAN, days) for days in (1, 2, 9, 10)]
    livelihood: list[Row] = [
        [f"M{i}", "livelihood", "place", communities[0], "U0", "", BEGAN,
         *(day if step < i // 2 else "" for step, day in enumerate(steps))]
        for i in range(10)
    ]  # fmt: skip
    folder.table(
        "matter",
        "matter_id,kind,target_kind,target_id,lead_unit_id,co_units,proposed_on,claimed_on,"
        "assigned_on,accepted_on,closed_on,title",
        [[*row, "一件事"] for row in (*calls, *problems, *livelihood)],
    )
