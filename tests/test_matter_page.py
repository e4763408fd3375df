"""The page and the command of matters: by hand and by way, every figure, places of a kind."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from click.testing import Result

from dashboard.answers.ask import forget
from geodata.lists import matters
from geodata.store.snapshots import Store
from test_dashboard import page
from test_matters import EVENTS, MARCH, MATTERS, _loaded, asked

#: Of A to I: the way of handling (六办), the hand (领办、协办、督办、催办) and the category.
_TOLD = {
    "A": ("马上办", "领办", "交通"), "B": ("马上办", "协办", "照明"), "C": ("跟踪办", "督办", "安全"),
    "D": ("", "领办", ""), "E": ("公开办", "催办", ""),
}  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, now: datetime) -> Store:
    tiny = Path(__file__).parent / "cities" / "tiny"
    folder = tmp_path_factory.mktemp("hands") / "city"
    folder.mkdir()
    for path in tiny.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    head, *lines = MATTERS.splitlines()
    rows = [f"{line},{','.join(_TOLD.get(line[0], ('', '', '')))}" for line in lines]
    _loaded(folder, "\n".join([f"{head},办理方式,参与方式,类别", *rows, ""]), EVENTS, now)
    return Store(folder.parent / "store")


@pytest.fixture
def served(told: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GUATU_STORE", str(told.folder))
    forget()
    yield
    forget()


def test_matters_by_hand_and_by_way(told: Store) -> None:
    """Raised in March: A to G. A, B, C, F and G are closed on 31 March; D and E are not."""
    scope = asked(told.current())
    by_hand = matters.by_way(told.current(), scope, "hand").dropna(subset="hand")
    columns = ["raised", "closed_of_raised"]
    assert list(by_hand[["hand", *columns]].itertuples(index=False, name=None)) == [
        ("lead", 2, 1), ("co", 1, 1), ("supervise", 1, 1), ("urge", 1, 0),
    ]  # fmt: skip
    by_way = matters.by_way(told.current(), scope).dropna(subset="handling")
    assert list(by_way[["handling", *columns]].itertuples(index=False, name=None)) == [
        ("immediate", 2, 2), ("tracked", 1, 1), ("public", 1, 0),
    ]  # fmt: skip


def test_a_matter_says_hand_way_and_category(told: Store) -> None:
    one = matters.matter(told.current(), "C")
    assert one is not None
    assert (one.category, one.handling, one.hand) == ("安全", "tracked", "supervise")


@pytest.mark.usefixtures("served")
def test_the_page_shows_every_rate_and_every_hand() -> None:
    app = page("matters", as_of=MARCH.isoformat())
    labels = [one.proto.popover.label for one in app.get("popover")]
    (more,) = [one for one in labels if "复杂事项占比" in one]
    told = dict(one.rsplit(" ", 1) for one in more.removeprefix("更多：").split(" · "))
    shown = {metric.label: metric.value for metric in app.metric} | told
    # of the seven of March A and C are claimed, D was handed back; A, B and C are assigned
    assert shown["认领率"] == "28.6%"
    assert shown["交办率"] == "42.9%"
    assert shown["复杂事项占比"] == "14.3%"  # B alone has more than one unit
    assert shown["即办率"] == "50.0%"  # F of F and G
    assert shown["办理时限压缩率"] == "86.7%"  # (20 − 0 + 10 − 4) ÷ 30
    said = " ".join(one.value for one in app.caption)
    for hand in ("领办 2 件(办结率 50.0%)", "协办 1 件", "督办 1 件", "催办 1 件(办结率 0.0%)"):
        assert hand in said


@pytest.mark.usefixtures("served")
def test_without_services_their_figures_are_left_out() -> None:
    shown = [one.label for one in page("matters", as_of=MARCH.isoformat(), matter="risk").metric]
    assert "办结率" in shown
    assert "即办率" not in shown


def _codes(result: Result, column: str) -> list[str]:
    assert result.exit_code == 0, result.output
    return sorted(row[column] for row in csv.DictReader(StringIO(result.stdout)))


def test_kinds_cut_the_lists_of_the_command_line(told: Store, run: object) -> None:
    def listed(*words: str) -> Result:
        found = run(*words, "--store", str(told.folder), "--format", "csv")  # type: ignore[operator]
        assert isinstance(found, Result)
        return found

    day = ("--as-of", MARCH.isoformat())
    # open, or closed in March: of villages A, B and C, of communities F, G and the open H
    assert _codes(listed("matters", *day, "--kind", "village"), "code") == ["A", "B", "C"]
    assert _codes(listed("matters", *day, "--kind", "community"), "code") == ["F", "G", "H"]
    assert _codes(listed("matters", *day), "code") == ["A", "B", "C", "D", "E", "F", "G", "H"]
    every = set(_codes(listed("obligations", *day), "target_id"))
    villages = set(_codes(listed("obligations", *day, "--kind", "village"), "target_id"))
    others = set(_codes(listed("obligations", *day, "--kind", "community"), "target_id"))
    assert villages
    assert others
    assert villages | others == every
    assert not villages & others
