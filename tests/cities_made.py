"""A city made in a test: two counties with a street of the same name each, twenty villages in every
street, and one rule that the units of those who are paired report."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

#: Two streets of one name, in two counties.
STREETS = {"990101001": "990101", "990102001": "990102"}
OFFICIALS = {"A": "张伟国", "B": "王芳菲", "C": "李国庆", "D": "赵小兰"}
_TOML = """[city]
name = "名市"
code = "9901"
[[rule]]
id = "monthly"
name = "每月十五日"
tier = "township"
role = "contact"
schedule = "FREQ=MONTHLY;BYMONTHDAY=15"
makeup_days = 7
targets = ["village"]
reported_by = "official_unit"
from = 2026-03-01
[sources]
county.file = "county.csv"
township.file = "township.csv"
village.file = "village.csv"
unit.file = "unit.csv"
official.file = "official.csv"
posting.file = "posting.csv"
pairing.file = "pairing.csv"
visit.file = "visit.csv"
attendance.file = "attendance.csv"
report.file = "report.csv"
"""


def villages(street: str) -> list[str]:
    return [f"{street}{200 + n}" for n in range(1, 21)]


def write(folder: Path, *, silent: int, visited: Iterable[str] = ()) -> Path:
    """``silent``: how many of the first street's villages belong to a unit that never reports; those
    of ``visited`` were visited on 15 March 2026. The second street reports all."""
    first, second = STREETS
    pairs = [
        *(("A" if n < silent else "B", one) for n, one in enumerate(villages(first))),
        *(("C", one) for one in villages(second)),
    ]
    who = {one: official for official, one in pairs}
    tables = {
        "county": ["code,name", "990101,东县", "990102,西县"],
        "township": ["code,name", *(f"{one},滨河街道" for one in STREETS)],
        "village": [
            "code,name",
            *(f"{one},{one[:6]}村{one[-2:]}" for street in STREETS for one in villages(street)),
        ],
        "unit": ["unit_id,name", "UA,甲局", "UB,乙局", "UC,丙局"],
        "official": ["official_id,name", *(f"{one},{name}" for one, name in OFFICIALS.items())],
        "posting": [
            "official_id,unit_id,tier,rank,valid_from",
            *(f"{one},U{one},township,staff,2025-01-01" for one in "ABC"),
        ],
        "pairing": [
            "responsible_id,target_id,role,valid_from",
            *(f"{official},{one},contact,2025-01-01" for official, one in pairs),
        ],
        "visit": ["visit_id,target_id,visited_on", *(f"V{one},{one},2026-03-15" for one in visited)],
        "attendance": ["visit_id,official_id", *(f"V{one},{who[one]}" for one in visited)],
        "report": ["unit_id,day", "UB,2026-03-15", "UC,2026-03-15"],
    }  # fmt: skip
    folder.mkdir(parents=True)
    (folder / "city.toml").write_text(_TOML, encoding="utf-8")
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
