"""The suite runs alike in a foreign folder, for a foreign user, and a year from now."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from geodata.store.snapshots import Store

ROOT = Path(__file__).parents[1]
AHEAD = ROOT / "tests" / "ahead"
#: Fast ones of every sort: the command line, its store and clock, pages, and what used to read ./store.
SUBSET = (
    "test_cli.py::test_where_the_store_is",
    "test_cli.py::test_the_language_may_come_from_the_environment",
    "test_rejects.py::test_check_writes_the_workbook_and_takes_it_away",
    "test_rejects.py::test_json_lines_hold_the_same",
    "test_rejects.py::test_the_data_page_tells_what_to_mend_first",
    "test_bad_input.py::test_what_a_bad_row_says",
    "test_load.py::test_every_row_of_every_file_is_accepted",
    "test_anywhere.py::test_what_a_test_sees",
    "test_anywhere.py::test_the_clock_of_the_command_line_stands_still",
)  # fmt: skip
#: Where the product asks what time it is: the command line's edge, when an upload began, and the age
#: of abandoned folders.
CLOCKS = {"etl/cli/common.py": 1, "dashboard/server/publishing.py": 1, "dashboard/server/export_log.py": 1,
          "geodata/base/scratch.py": 1}  # fmt: skip
_SQL_CLOCK = re.compile(
    r"\b(now|today|get_current_\w+|transaction_timestamp)\(\)|\bcurrent_(date|time\w*)\b|\blocaltime",
    re.IGNORECASE,
)


@pytest.fixture
def foreign(tmp_path: Path, tiny_store: Store) -> Path:
    """A folder in which somebody works: with a store, a city, and settings of Streamlit's."""
    folder = tmp_path / "somebody"
    (folder / "store").mkdir(parents=True)
    for one in (tiny_store.folder / "current.json", *tiny_store.snapshots.iterdir()):
        copy = folder / "store" / one.relative_to(tiny_store.folder)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(one.read_bytes())
    for place in (folder, folder / "home"):
        (place / ".streamlit").mkdir(parents=True)
        (place / ".streamlit" / "config.toml").write_text(
            '[client]\nshowErrorDetails = "none"\n[runner]\nmagicEnabled = false\n'
            "[server]\nmaxUploadSize = 1\n[nonsense]\nnothing = 1\n"
        )
    (folder / "city.toml").write_text("no = toml = at all")
    return folder


def anywhere(folder: Path, *arguments: str) -> str:
    """What pytest says there, called as a stranger would, on a day a year ahead."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
        env={
            "PATH": os.environ["PATH"], "PYTHONPATH": str(AHEAD), "HOME": str(folder / "home"),
            "GUATU_STORE": str(folder / "store"), "GUATU_LANG": "en", "GUATU_CITY": str(folder),
            "GUATU_ALLOW_PUBLISH": "1", "GUATU_NOW": "1999-01-01T00:00:00",
            "LANG": "C", "LC_ALL": "C", "TZ": "Pacific/Kiritimati", "STREAMLIT_SERVER_PORT": "1",
        },
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    return done.stdout


def test_the_suite_is_collected_and_runs_anywhere(foreign: Path) -> None:
    before = sorted(one for one in foreign.rglob("*"))
    collected = anywhere(foreign, "--collect-only", str(ROOT / "tests"))
    modules = {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    assert modules - {line.split("::")[0].rsplit("/", 1)[-1].removesuffix(".py")
                      for line in collected.splitlines()} == set()  # fmt: skip
    ran = anywhere(foreign, *(str(ROOT / "tests" / one) for one in SUBSET))
    assert "failed" not in ran
    assert "skipped" not in ran
    assert sorted(one for one in foreign.rglob("*")) == before


def test_what_a_test_sees() -> None:
    """Here, and in the subprocess of the test above."""
    seen = {
        name: one for name, one in os.environ.items() if name.startswith(("GUATU", "STREAMLIT"))
    }
    assert seen == {"GUATU_NOW": "2026-11-26T09:00:00", "GUATU_TRACEBACK": "1"}
    assert (os.environ["TZ"], os.environ["LANG"]) == ("Asia/Shanghai", "C.UTF-8")
    assert "LC_ALL" not in os.environ
    assert list(Path.cwd().iterdir()) == []
    assert Path.home().parent == Path.cwd().parent
    assert not (Path.home() / ".streamlit").exists()


def test_the_clock_of_the_command_line_stands_still(tiny: Path, tmp_path: Path) -> None:
    """Of a process of its own too: the snapshot bears the day that was set."""
    done = subprocess.run(
        [sys.executable, "-m", "etl.cli", "load", str(tiny), "--store", str(tmp_path / "store")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "20261126T090000" in done.stdout


def test_the_year_ahead_is_one(tmp_path: Path) -> None:
    """What shifts the clock of the subprocess does so, for whoever asks it in Python."""
    code = (
        "from datetime import date, datetime;"
        "print(date.today().toordinal(), datetime.now().toordinal())"
    )
    told = [
        [int(one) for one in subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path,
            env={"PATH": os.environ["PATH"], **more},
        ).stdout.split()]
        for more in ({}, {"PYTHONPATH": str(AHEAD)})
    ]  # fmt: skip
    assert all(later - today in (366, 367) for today, later in zip(*told, strict=True))


def clocks(path: Path) -> int:
    """How often a module asks what time it is."""
    return sum(
        isinstance(node, ast.Attribute)
        and f"{getattr(node.value, 'id', getattr(node.value, 'attr', ''))}.{node.attr}"
        in {"date.today", "datetime.now", "datetime.today", "datetime.utcnow", "time.time",
            "time.localtime", "time.strftime", "time.gmtime", "Timestamp.now", "Timestamp.today"}
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
    )  # fmt: skip


def test_nothing_but_the_edge_asks_what_time_it_is() -> None:
    """What is loaded, counted or shown is told its day."""
    product = [
        path for one in ("geodata", "etl", "dashboard") for path in (ROOT / one).rglob("*.py")
    ]
    found = {path.relative_to(ROOT).as_posix(): n for path in product if (n := clocks(path))}
    assert found == CLOCKS
    tests = [path for path in (ROOT / "tests").rglob("*.py") if AHEAD not in path.parents]
    assert {path.name for path in tests if clocks(path)} == set()
    queries = [path for one in ("geodata", "etl") for path in (ROOT / one).rglob("*.sql")]
    assert len(queries) > 100
    assert [path.name for path in queries if _SQL_CLOCK.search(path.read_text("utf-8"))] == []
    inside = re.compile(r"(SELECT|WHERE|FROM)\b[^\"]*" + _SQL_CLOCK.pattern, re.IGNORECASE)
    assert [path.name for path in product if inside.search(path.read_text("utf-8"))] == []
