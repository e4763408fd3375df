"""A county of three villages and ten months of workdays, written by hand, as offices hand it in: names
and no codes of people, a list of pairings without days, a sheet of visits without ids."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from etl.pipeline import Summary, load
from geodata.store.snapshots import Snapshot, Store

JIA, YI, BING = "990101100201", "990101100202", "990101100203"
TOWN = "990101100000"
#: The load of 20 October knows January to September as closed.
FIRST, LOADED = datetime(2026, 10, 5, 9), datetime(2026, 10, 20, 9)
TOML = """
[city]
name = "试县"
code = "990101"
kind = "county"
[[rule]]
id = "monthly"
role = "contact"
schedule = "FREQ=MONTHLY;BYMONTHDAY=15"
makeup_days = 7
targets = ["village"]
from = 2026-01-01
[sources.township]
file = "townships.csv"
[sources.village]
file = "villages.csv"
[sources.pairing]
file = "pairings.csv"
[sources.visit]
file = "visits.csv"
"""
PAIRINGS = "村名,联系领导\n甲村,李文华\n乙村,王强\n丙村,赵敏\n"
HEAD = "村名,走访日期,走访领导\n"
#: 李文华 goes to 甲村 on every workday, 王强 to 乙村 but for January, 赵敏 nowhere.
VISITS = HEAD + "".join(
    f"甲村,2026-{month:02}-15,李文华\n" + (f"乙村,2026-{month:02}-15,王强\n" if month > 1 else "")
    for month in range(1, 10)
)
FILES = {
    "townships.csv": "code,name\n990101100,北镇\n",
    "villages.csv": f"code,name\n{JIA},甲村\n{YI},乙村\n{BING},丙村\n",
    "pairings.csv": PAIRINGS,
    "visits.csv": VISITS,
}


class Office:
    """A city folder and its store: files are changed, and loaded on a day."""

    def __init__(self, folder: Path, toml: str = TOML, files: dict[str, str] | None = None) -> None:
        self.folder, self.store = folder / "city", Store(folder / "store")
        self.folder.mkdir()
        self.write(**{"city.toml": toml, **FILES, **(files or {})})

    def write(self, **files: str) -> None:
        """Files by name, a dot in the name included."""
        for name, body in files.items():
            (self.folder / name).write_text(body, encoding="utf-8")

    def pairings(self, *rows: str, head: str = "村名,联系领导") -> None:
        self.write(**{"pairings.csv": "\n".join([head, *rows]) + "\n"})

    def source(self, name: str, body: str, keys: str = "") -> None:
        """One more source."""
        toml = (self.folder / "city.toml").read_text(encoding="utf-8")
        added = f'[sources.{name}]\nfile = "{name}.csv"\n{keys}'
        self.write(**{"city.toml": f"{toml}{added}", f"{name}.csv": body})

    def load(self, now: datetime = LOADED, **options: Any) -> Summary:
        # a list that ends, or a place that goes, is what these tests are about
        meant = {"allow_fewer": ["pairing", "visit"], **options}
        return load(self.folder, self.store, now=now, **meant)

    @property
    def snapshot(self) -> Snapshot:
        return self.store.current()

    def paired(self) -> list[tuple[object, ...]]:
        """(who, village, first day, last day) of every pairing."""
        return self.snapshot.rows(
            "SELECT official.name, target_id, valid_from, valid_to FROM pairing"
            " JOIN official ON official_id = responsible_id"
            " ORDER BY target_id, valid_from NULLS FIRST, name"
        )

    def kept(self, month: str) -> tuple[int, int]:
        """Obligations of a month that were met by its last day, and all of them."""
        ((met, owed),) = self.snapshot.rows(
            "SELECT count(*) FILTER (settled_on <= last_day(due_on)), count(*) FROM obligation"
            f" WHERE strftime(nominal_on, '%Y-%m') = '{month}' AND NOT exempt"
        )
        return met, owed

    def owed_by(self, month: str) -> list[str]:
        """Who owes a visit to 甲村 in a month."""
        return [
            name
            for (name,) in self.snapshot.rows(
                "SELECT name FROM obligation JOIN official ON official_id = responsible_id"
                f" WHERE target_id = '{JIA}' AND strftime(nominal_on, '%Y-%m') = '{month}'"
                " ORDER BY name"
            )
        ]


def warned(summary: Summary, code: str) -> list[dict[str, object]]:
    """What a load said under a code."""
    return [
        {key: value for key, value in values.items() if key != "source"}
        for one, values in summary.warnings if one == code
    ]  # fmt: skip


def began_ended(summary: Summary) -> list[tuple[object, ...]]:
    """(table, day, began, ended) of lists without days."""
    return [
        (one["table"], one["day"], one["began"], one["ended"])
        for one in warned(summary, "list_changed")
    ]


def day(text: str) -> date:
    return date.fromisoformat(text)
