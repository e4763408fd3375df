"""A city folder written row by row: what a programme published, spread over generated rows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from etl.pipeline import load
from geodata.store.snapshots import Store

Row = Sequence[object]


def spread(total: int, parts: int) -> list[int]:
    """``total`` as ``parts`` whole numbers that add up to it and differ by one at most."""
    return [total // parts + (i < total % parts) for i in range(parts)]


def after(day: date, days: int) -> date:
    return day + timedelta(days=days)


@dataclass
class Folder:
    """A city folder under construction: ``city.toml`` grows by a source with each table."""

    path: Path

    def begin(self, toml: str) -> None:
        (self.path / "city.toml").write_text(toml, encoding="utf-8")

    def table(self, name: str, header: str, rows: Iterable[Row]) -> None:
        with (self.path / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(header.split(","))
            writer.writerows(rows)
        with (self.path / "city.toml").open("a", encoding="utf-8") as file:
            file.write(f'[sources.{name}]\nfile = "{name}.csv"\n')

    def places(
        self, root: str, counties: int, villages: int, communities: int, towns: int = 20
    ) -> tuple[list[str], list[str]]:
        """Counties of ``towns`` townships each, with villages and communities dealt out in turn;
        their codes."""
        town_codes = [
            f"{root}{21 + county:02d}{100 + town:03d}"
            for town in range(towns)
            for county in range(counties)
        ]
        self.table(
            "county",
            "code,name",
            [[f"{root}{21 + county:02d}", f"第{county + 1}县"] for county in range(counties)],
        )
        self.table("township", "code,name", [[code, f"乡镇{code}"] for code in town_codes])
        found = []
        for kind, count, first in (("village", villages, 200), ("community", communities, 1)):
            codes = [
                f"{town_codes[i % len(town_codes)]}{first + i // len(town_codes):03d}"
                for i in range(count)
            ]
            self.table(kind, "code,name", [[code, f"{kind}{code}"] for code in codes])
            found.append(codes)
        return found[0], found[1]

    def officials(self, people: Sequence[tuple[str, str, str, str]]) -> None:
        """Each (id, unit, tier, rank)."""
        self.table("official", "official_id,name", [[one, f"干部{one}"] for one, *_ in people])
        self.table("posting", "official_id,unit_id,tier,rank", people)


def loaded(folder: Folder, now: datetime, *, expected: Sequence[str] = ()) -> Store:
    """The folder through the real pipeline; nothing but the ``expected`` reasons puts rows aside."""
    store = Store(folder.path / "store")
    summary = load(folder.path, store, now=now)
    assert [code for _, code, *_ in summary.reasons] == list(expected)
    return store


def begun(factory: pytest.TempPathFactory, name: str, toml: str) -> Folder:
    folder = Folder(factory.mktemp(name))
    folder.begin(toml)
    return folder
