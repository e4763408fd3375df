"""The clerk's desk: a job whose folder is changed and checked again until it is as it should be.

A change that cannot be read is taken back, with the reason, and what was checked before it stays.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dashboard.server.publishing import Job
from geodata.base.city_folder import CITY_FILE
from geodata.base.errors import RefusedError
from geodata.base.messages import Language, text

#: Which rows were mended already; it lies in the folder, and is published with it.
_MENDED = ".mended.json"
_MENDED_NAME = "mended-{source}-{number}.csv"
#: What of a table that was taken out is told of it.
_PLACE = ("shown", "file", "sheet", "layer", "headers")
Row = tuple[str, str, int]
Change = Callable[[Path], "Asked"]


class Asked(NamedTuple):
    """What a check is asked besides: decisions about files, and which files are new."""

    choices: Sequence[Mapping[str, Any]] = ()
    new: Sequence[str] = ()


class Mended(NamedTuple):
    """Some rows of one file, with their cells as they should be."""

    source: str
    file: str
    headers: Sequence[str]
    rows: Mapping[int, Sequence[str]]
    """Number in the file → cells."""


class Desk(Job):
    """A job that knows what was understood, and takes decisions about it.

    ``prepare`` puts the files into a scratch folder; the city folder in it, and which files are new to
    its city.toml.
    """

    def __init__(self, prepare: Callable[[Path], tuple[Path, Asked]], language: Language) -> None:
        self.understood: dict[str, Any] = {}
        self.rejected: list[dict[str, Any]] = []
        self._asked = Asked()
        self._heard: dict[str, Any] = {}
        self._unused: dict[str, dict[str, Any]] = {}
        self._sure: dict[tuple[str, str], tuple[str, object]] = {}
        self._is_known = self._is_guessed = self._was_changed = False
        #: How often it was checked: what a person has begun to choose belongs to one of these.
        self.checks = 0

        def begin(folder: Path) -> Path:
            city, self._asked = prepare(folder)
            self._city = city
            self._is_guessed = not (city / CITY_FILE).exists()
            return city

        super().__init__(begin, language)

    @property
    def is_begun(self) -> bool:
        """Whether its folder is there to be changed, however the last check ended."""
        return not self._is_discarded and hasattr(self, "_city") and self._city.is_dir()

    @property
    def is_taken_back(self) -> bool:
        """Whether the last change was refused, and what was checked before it stands."""
        return bool(self.refusal) and self._was_changed and self.state == "checked"

    @property
    def mended(self) -> set[Row]:
        """Rows that were mended, each as (source, file, row)."""
        try:
            told = json.loads((self._city / _MENDED).read_text(encoding="utf-8"))
            return {(str(source), str(file), int(row)) for source, file, row in told}
        except (OSError, ValueError, TypeError):  # none yet, or somebody's own file of that name
            return set()

    @property
    def to_mend(self) -> list[dict[str, Any]]:
        """The rows in quarantine that nobody has mended yet."""
        done = self.mended
        return [
            one for one in self.rejected if (one["source"], one["file"], one["row"]) not in done
        ]

    def decide(self, *choices: Mapping[str, Any]) -> None:
        """Write decisions into city.toml and check again."""
        self.change(lambda _: Asked(choices))

    def mend(self, rows: Sequence[Mended]) -> None:
        """Write mended rows as one more file of their source and check again."""
        self.change(lambda city: Asked([self._write(city, one) for one in rows]))

    def add(self, put: Callable[[Path], Sequence[str]]) -> None:
        """Put more files into the folder and check again; what was guessed without them and never
        could be read is guessed anew."""

        def change(city: Path) -> Asked:
            if self._is_guessed and not self._is_known:
                (city / CITY_FILE).unlink(missing_ok=True)
            return Asked(new=put(city))

        self.change(change)

    def change(self, change: Change) -> None:
        """Change the folder and check again; what cannot be read afterwards is taken back."""
        self._was_changed = True
        self._again(self._changed, change)

    def _changed(self, change: Change) -> None:
        self.state = "checking"
        aside = self._work / "before"
        shutil.rmtree(aside, ignore_errors=True)
        shutil.copytree(self._city, aside, symlinks=True, copy_function=_kept)
        try:
            self._asked = change(self._city)
            self._check_city()
        except BaseException:
            shutil.rmtree(self._city)
            aside.rename(self._city)
            raise
        shutil.rmtree(aside)

    def _write(self, city: Path, mended: Mended) -> dict[str, Any]:
        entry = next(
            one for one in self.understood["sources"]
            if (one["source"], one["shown"]) == (mended.source, mended.file)
        )  # fmt: skip
        header_row = entry["header_row"] or [1]
        if entry["is_spatial"]:
            raise RefusedError("mend_in_file", file=mended.file)
        taken = {one.name for one in city.iterdir()}
        numbers = range(1, len(taken) + 2)
        names = (_MENDED_NAME.format(source=mended.source, number=one) for one in numbers)
        name = next(one for one in names if one not in taken)
        notes = [text("rejects", one, self._language) for one in ("row", "reasons")]
        path = city / name
        keys = entry.get("mended_keys")
        with path.open("x", encoding=entry["encoding"] or "utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerows([[]] * (0 if keys else header_row[0] - 1))
            writer.writerow([*notes, *mended.headers])
            writer.writerows([number, "", *cells] for number, cells in mended.rows.items())
        done = self.mended | {(mended.source, mended.file, one) for one in mended.rows}
        _rewrite(city / _MENDED, json.dumps(sorted(done), ensure_ascii=False))
        choice = {"file": name, "from": None, "to": mended.source}
        return {**choice, "keys": {"file": name, **keys}} if keys else choice

    def _check_city(self) -> None:
        self.state = "checking"
        asked = self._work / "desk.json"
        asked.write_text(json.dumps(self._asked._asdict(), ensure_ascii=False), encoding="utf-8")
        self._heard = {}
        self.checks += 1
        where = (*self._into, "--out", str(self._out), "--masked", "--enclosed")
        self.result = self._guatu(
            "check", str(self._city), *where, "--desk", str(asked), *self._lists
        )
        self._asked = Asked()
        self.understood = self._together(self._heard["understood"])
        self.rejected = self._heard["rejected"]
        self._is_known = True
        self.state = "checked"

    def _hear(self, said: dict[str, Any]) -> None:
        super()._hear(said)
        self._heard |= {key: said[key] for key in ("understood", "rejected") if key in said}

    def _together(self, understood: dict[str, Any]) -> dict[str, Any]:
        """What was told earlier and still holds: how sure a guess was, and why a file was left out."""
        used = {one["shown"] for one in understood["sources"]}
        for one in understood["sources"]:
            key = (one["source"], one["shown"])
            columns = [(head["header"], head["column"]) for head in one["headers"]]
            sure, before = self._sure.get(key, (one.get("sure", "stated"), columns))
            if one.get("sure", "stated") == "stated":
                is_new = self._is_known and key not in self._sure
                one["sure"] = "chosen" if is_new or before != columns else sure
            self._sure[key] = (one["sure"], columns)
        if self._is_known:  # whatever was used until now and no longer is, somebody has taken out
            for one in self.understood["sources"]:
                if one["shown"] not in used:
                    told = {key: one.get(key, "") for key in _PLACE}
                    self._unused[one["shown"]] = {**told, "why": ""}
        self._unused |= {one["shown"]: one for one in understood["unused"]}
        self._unused = {shown: one for shown, one in self._unused.items() if shown not in used}
        asked = understood["asked"] or self.understood.get("asked", [])
        files = {one["file"] for one in understood["sources"]}
        return {
            **understood, "unused": list(self._unused.values()),
            "asked": [one for one in asked if one["file"] not in files],
        }  # fmt: skip

    def _refuse(self, said: str) -> None:
        """Of a desk the folder stays: with what was checked before, or to be given what it lacks."""
        if self.state == "loading" or not self.is_begun:
            self._was_changed = False
            super()._refuse(said)
            return
        if not self._is_known and "understood" in self._heard:
            self.understood = self._together(self._heard["understood"])
        self._say(said)
        self.state = "checked" if self._is_known else "refused"


def _kept(source: str, target: str) -> None:
    """A copy that costs nothing, of what is replaced and never written over; city.toml is."""
    if Path(source).name != CITY_FILE:
        try:
            os.link(source, target, follow_symlinks=False)
            return
        except OSError:  # a file system without links
            pass
    shutil.copy2(source, target, follow_symlinks=False)


def _rewrite(path: Path, body: str) -> None:
    path.unlink(missing_ok=True)
    path.write_text(body, encoding="utf-8")


def forget_mended(city: Path, files: Sequence[str]) -> None:
    """Files that came anew have their rows to be mended before them."""
    path = city / _MENDED
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        left = [one for one in told if one[1] not in files]
    except (OSError, ValueError, TypeError, LookupError):
        return
    _rewrite(path, json.dumps(left, ensure_ascii=False))
