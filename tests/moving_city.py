"""A county with nine villages and two workdays (10 March and 10 April 2026), in which each village
moves in a way of its own; by hand.

| village | in March | in April | part in fulfilment, of 48 |
| --- | --- | --- | --- |
| one | done | missed | −8 |
| two | missed | done | +8 |
| three | done | done, and of another township | 0 |
| four | done | exempt | −3 |
| five | missed | nobody paired | +5 |
| six | done | merged into three | −3 |
| seven | done | its unit did not report | −8 |
| eight | nobody paired | done | +3 |
| nine | missed by one official | missed by another | +5 and −5 |

March: 5 done of 8; April: 3 of 6; r₀ = 5/8. Newly counted is 1/6 = 8/48; a done visit that leaves is
−(1 − 5/8)/6 = −3/48, a missed one that leaves +(5/8)/6 = 5/48; −6/48 = 3/6 − 5/8.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from etl.pipeline import load
from geodata.store.snapshots import Snapshot, Store

NORTH, SOUTH = "990101100000", "990101200000"
VILLAGES = {number: f"9901011002{number:02}" for number in range(1, 10)}
NOW = datetime(2026, 5, 20, 9)
TOML = """
[city]
name = "动县"
code = "990101"
kind = "county"
[[rule]]
id = "monthly"
name = "每月十日"
role = "contact"
schedule = "FREQ=MONTHLY;BYMONTHDAY=10"
makeup_days = 7
targets = ["village"]
reported_by = "official_unit"
from = 2026-01-01
"""
#: Official → unit.
UNITS = {"O1": "U1", "O2": "U2", "O3": "U1"}
VISITED = {3: (1, 3, 4, 6, 7), 4: (2, 3, 8)}
TABLES = {
    "township": "code,name\n990101100,北镇\n990101200,南乡\n",
    "village": "code,name,parent_code,valid_from,valid_to\n"
    + "".join(
        f"{code},村{number},990101100,,{'2026-03-31' if number in (3, 6) else ''}\n"
        for number, code in VILLAGES.items()
    )
    + f"{VILLAGES[3]},村3,990101200,2026-04-01,\n",
    "place_change": "old_code,new_code,change,on_date,confirmed\n"
    f"{VILLAGES[6]},{VILLAGES[3]},merge,2026-04-01,true\n",
    "unit": "unit_id,name\nU1,甲局\nU2,乙局\n",
    "official": "official_id,name\nO1,张伟国\nO2,王芳菲\nO3,李国庆\n",
    "posting": "official_id,unit_id,tier,rank,valid_from\n"
    + "".join(f"{one},{unit},township,staff,2025-01-01\n" for one, unit in UNITS.items()),
    "pairing": "responsible_id,target_id,role,valid_from,valid_to\n"
    + "".join(
        f"{'O2' if number == 7 else 'O1'},{code},contact,2025-01-01,"
        f"{'2026-03-31' if number in (5, 6, 9) else ''}\n"
        for number, code in VILLAGES.items()
        if number != 8
    )
    + f"O1,{VILLAGES[8]},contact,2026-04-01,\nO3,{VILLAGES[9]},contact,2026-04-01,\n",
    "exemption": f"subject_kind,subject_id,valid_from,valid_to\nplace,{VILLAGES[4]},2026-04-01,\n",
    "report": "unit_id,day\nU1,2026-03-10\nU2,2026-03-10\nU1,2026-04-10\nU1,2026-05-10\nU2,2026-05-10\n",
}


def visits(visited: dict[int, tuple[int, ...]]) -> dict[str, str]:
    """The files of visits: months → villages that were visited on the tenth."""
    came = [(month, number) for month, numbers in visited.items() for number in numbers]
    return {
        "visit": "visit_id,target_id,visited_on\n"
        + "".join(f"V{month}-{n},{VILLAGES[n]},2026-{month:02}-10\n" for month, n in came),
        "attendance": "visit_id,official_id\n"
        + "".join(f"V{month}-{n},{'O2' if n == 7 else 'O1'}\n" for month, n in came),
    }


def write(folder: Path, **changed: str) -> Path:
    """The city folder, some of its files another."""
    folder.mkdir(exist_ok=True)
    tables = {**TABLES, **visits(VISITED), **changed}
    sources = "".join(f'[sources.{name}]\nfile = "{name}.csv"\n' for name in tables)
    (folder / "city.toml").write_text(TOML + sources, encoding="utf-8")
    for name, body in tables.items():
        (folder / f"{name}.csv").write_text(body, encoding="utf-8")
    return folder


def loaded(folder: Path, **changed: str) -> Snapshot:
    """The city, loaded into a store beside it."""
    store = Store(folder / "store")
    load(write(folder / "city", **changed), store, now=NOW)
    return store.current()
