"""The tool that makes deliberate faults makes those it says, and a fault that no test sees is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from mutants.faults import in_python, in_sql
from mutants.hunt import Hunt, UnsoundError, noticed_by, sample

ROOT = Path(__file__).parents[1]
SQL = """-- a day >= another AND more
SELECT count(DISTINCT code) FROM visit
WHERE visited_on <= $as_of AND kind = 'a AND b'
  AND day BETWEEN $since AND $until
  AND lies_in(area, code)
"""
PYTHON = '''"""A day >= another."""
def is_open(day, last, 名):
    return 名 == "中 and 文" and not day > last + 1
'''


def texts(faults: object, text: str) -> set[str]:
    changed = {fault.applied(text) for fault in faults}  # type: ignore[attr-defined]
    lines = set(text.splitlines())
    return {
        " ".join(line for line in one.splitlines() if line not in lines).strip() for one in changed
    }


def test_the_faults_of_sql() -> None:
    assert texts(in_sql(SQL), SQL) == {
        "SELECT count(code) FROM visit",
        "WHERE visited_on < $as_of AND kind = 'a AND b'",
        "WHERE visited_on <= ($as_of::DATE + 1) AND kind = 'a AND b'",
        "WHERE visited_on <= $as_of OR kind = 'a AND b'",
        "AND day BETWEEN ($since::DATE + 1) AND $until",
        "AND day BETWEEN $since AND ($until::DATE + 1)",
        "OR day BETWEEN $since AND $until",
        "OR lies_in(area, code)",
        "",  # one of the last two lines left out
    }


def test_what_is_no_bound_and_no_condition_is_spared() -> None:
    assert list(in_sql("SELECT a <> b, x -> y, a IS NOT DISTINCT FROM b, c IS NOT NULL")) == []


def test_the_faults_of_python() -> None:
    assert texts(in_python(PYTHON), PYTHON) == {
        'return 名 != "中 and 文" and not day > last + 1',
        'return 名 == "中 and 文" or not day > last + 1',
        'return 名 == "中 and 文" and day > last + 1',
        'return 名 == "中 and 文" and not day >= last + 1',
        'return 名 == "中 and 文" and not day > last + 2',
    }


def test_a_fault_is_told_with_its_line() -> None:
    (fault,) = in_sql("SELECT 1\nWHERE a <= b")
    assert fault.told("SELECT 1\nWHERE a <= b") == "2: <= → <"


def test_a_hunt_tells_what_no_test_sees(tmp_path: Path) -> None:
    """Of ``day <= 3`` the bound 4 is seen by the test of day 4, and nothing asks about day 3 itself."""
    (tmp_path / "rule.py").write_text("def holds(day):\n    return day <= 3\n", encoding="utf-8")
    test = "from rule import holds\ndef test():\n    assert holds(1)\n    assert not holds(4)\n"
    (tmp_path / "test_rule.py").write_text(test, encoding="utf-8")
    hunt = Hunt(tmp_path, lambda _: ["test_rule.py"])
    faults = sample(tmp_path, ["rule.py"], seed=1)
    assert {fault.new: hunt.verdict(file, fault) for file, fault in faults} == {
        "<": "survives", "4": "noticed",
    }  # fmt: skip
    assert (tmp_path / "rule.py").read_text(encoding="utf-8").endswith("return day <= 3\n")


def test_a_test_that_fails_anyway_notices_nothing(tmp_path: Path) -> None:
    (tmp_path / "rule.py").write_text("LAST = 3\n", encoding="utf-8")
    (tmp_path / "test_rule.py").write_text("def test():\n    assert False\n", encoding="utf-8")
    ((file, fault),) = sample(tmp_path, ["rule.py"], seed=1)
    with pytest.raises(UnsoundError, match=r"test_rule\.py::test"):
        Hunt(tmp_path, lambda _: ["test_rule.py"]).verdict(file, fault)


def test_every_file_that_is_hunted_has_tests_that_are_there() -> None:
    for file, _ in sample(ROOT, None, seed=1):
        named = noticed_by(file)
        assert named, file
        assert all((ROOT / one).is_file() for one in named), file


def test_the_quick_tests_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (line,) = [one for one in makefile.splitlines() if one.startswith("QUICK := ")]
    named = line.removeprefix("QUICK := ").split()
    assert [one for one in named if not (ROOT / f"tests/test_{one}.py").is_file()] == []
    assert len(named) == len(set(named)) > 5
