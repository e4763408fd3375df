"""Each fault of a sample is made in a copy of the tree, and the tests that should notice it are run."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Literal

from mutants.faults import Fault, in_python, in_sql

#: Which tests notice a fault in which files: the first pattern that holds, the likeliest test first,
#: and few, for ten minutes are to ask many faults.
_NOTICED_BY: Sequence[tuple[str, str]] = (
    ("geodata/sql/read_macros.sql", "on_the_day periods ledger"),
    ("geodata/sql/rates/*matter*", "matters matter_states"),
    ("geodata/sql/rates/*", "figures periods projects"),
    ("geodata/sql/lists/*matter*", "matters matter_states place_page"),
    ("geodata/sql/lists/place*", "place_page changes"),
    ("geodata/sql/lists/*project*", "projects project_shapes"),
    ("geodata/sql/lists/*roster*", "on_the_day workday"),
    ("geodata/sql/lists/bulletin*", "told bulletin bulletin_owed"),
    ("geodata/sql/lists/*quarantine*", "rejects load"),
    ("geodata/sql/lists/*", "companies not_given workday"),
    ("geodata/sql/changes/*", "closed_months diff"),
    ("geodata/sql/shapes/*", "shapes"),
    ("geodata/sql/*", "on_the_day periods older_snapshots"),
    ("etl/derive/sql/obligation*", "ledger township_reports"),
    ("etl/derive/sql/matter*", "matters matter_states"),
    ("etl/derive/sql/problems/*", "problems"),
    ("etl/derive/sql/lineage*", "on_the_day lineage"),
    ("etl/derive/sql/*", "load visits_again projects"),
    ("etl/names/*", "names unlisted same_names"),
    ("etl/over_time/sql/same/*", "same_people"),
    ("etl/over_time/sql/undated/*", "undated"),
    ("etl/over_time/*", "on_the_day changes undated"),
    ("etl/gate/*", "gate_counts load rejects"),
    ("etl/tables/sql/*", "bad_input"),
    ("geodata/rules/*", "rule calendar"),
    ("geodata/question/*", "on_the_day periods narrow_areas"),
    ("geodata/figures/ranking*", "ranking ranking_unknown"),
    ("geodata/figures/closed_months*", "closed_months"),
    ("geodata/figures/*", "figures periods unknown"),
    ("geodata/lists/*", "workday bulletin neighbours"),
    ("geodata/base/privacy.py", "private"),
    ("geodata/output/*", "told brief"),
)
#: What is hunted: SQL, and the Python that decides what is told.
CORE = (
    "geodata/sql/*", "etl/*.sql", "geodata/rules/*.py", "geodata/question/*.py",
    "geodata/figures/*.py", "geodata/lists/*.py", "geodata/base/privacy.py",
    "geodata/output/wording.py", "geodata/output/export.py", "etl/over_time/*.py",
)  # fmt: skip
_SPARED = ("geodata/sql/schema.sql",)  # types and comments
_TEST_SECONDS = 180  # of a fault that makes its tests endless, or of a machine that is too busy
Verdict = Literal["noticed", "survives", "endless"]


class UnsoundError(Exception):
    """A test fails where no fault is."""


def noticed_by(file: str) -> list[str]:
    """The test files that should notice a fault in a file, in the order they are asked."""
    words = next((words for pattern, words in _NOTICED_BY if fnmatch(file, pattern)), "")
    return [f"tests/test_{word}.py" for word in words.split()]


def sample(root: Path, files: Sequence[str] | None, *, seed: int) -> list[tuple[str, Fault]]:
    """Every fault of some files (of the core, without any), in an order of chance: of each file in
    turn, so that a long one does not take the place of all others."""
    drawn = random.Random(seed)
    each: list[tuple[float, str, Fault]] = []
    for file in files or _core(root):
        text = (root / file).read_text(encoding="utf-8")
        found = list((in_sql if file.endswith(".sql") else in_python)(text))
        drawn.shuffle(found)
        each.extend((drawn.random() * (at + 1), file, fault) for at, fault in enumerate(found))
    return [(file, fault) for _, file, fault in sorted(each, key=lambda one: one[0])]


def _core(root: Path) -> list[str]:
    paths = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    hunted = [one for one in paths if any(fnmatch(one, pattern) for pattern in CORE)]
    return [one for one in hunted if one not in _SPARED]


class Hunt:
    """Faults made one at a time in a folder that is nobody's working tree."""

    def __init__(
        self,
        root: Path,
        tests: Callable[[str], Sequence[str]] = noticed_by,
        seconds: int = _TEST_SECONDS,
    ) -> None:
        self.root, self.tests, self.seconds = root, tests, seconds
        self._sound: set[str] = set()  # tests that pass where no fault is

    def verdict(self, file: str, fault: Fault) -> Verdict:
        """What the tests of a file say with the fault in it. Raises UnsoundError where a test that
        fails does so without the fault too: it would notice everything."""
        path = self.root / file
        whole = path.read_text(encoding="utf-8")
        path.write_text(fault.applied(whole), encoding="utf-8")
        try:
            failed = self._failed(self.tests(file))
        except subprocess.TimeoutExpired:
            return "endless"
        finally:
            path.write_text(whole, encoding="utf-8")
        if failed is None:
            return "survives"
        if failed not in self._sound and self._failed([failed]):
            raise UnsoundError(failed)
        self._sound.add(failed)
        return "noticed"

    def _failed(self, tests: Sequence[str]) -> str | None:
        """The first of some tests that fails; None where all pass."""
        command = [
            sys.executable,
            "-B",
            "-m",
            "pytest",
            "-q",
            "-x",
            "-rfE",
            "-p",
            "no:cacheprovider",
        ]
        run = subprocess.run(
            [*command, *tests], cwd=self.root, capture_output=True, check=False, text=True,
            timeout=self.seconds, env={**os.environ, "PYTHONPATH": str(self.root)},
        )  # fmt: skip
        if run.returncode == 0:
            return None
        found = re.search(r"^(?:FAILED|ERROR) (\S+)", run.stdout, re.M)
        return found[1] if found else tests[0]


def copy_of(root: Path, folder: Path) -> Path:
    """A copy of what git knows of a tree, as it stands there now."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, folder / name)
    return folder
