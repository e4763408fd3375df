"""The lines of areas in a table: one scale for all of them, and a gap where there is no value."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator

import pytest

from dashboard.answers import trend_lines
from dashboard.answers.ask import forget
from geodata.output.drawing import sparkline
from geodata.store.snapshots import Store
from test_dashboard import page


@pytest.fixture(autouse=True)
def serving(tiny_store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GUATU_STORE", str(tiny_store.folder))
    forget()
    yield
    forget()


def drawn(address: str) -> str:
    head, _, picture = address.partition(",")
    assert head == "data:image/svg+xml;base64"
    return b64decode(picture).decode()


def test_a_line_keeps_its_gap_and_its_scale() -> None:
    told = drawn(trend_lines.picture([0.5, None, 0.5, 1.0], (0.0, 1.0)))
    # of 28 pixels: 0.5 lies in the middle (18), 1 at the top (4); the second is a gap
    assert 'd="M4.0 18.0h0M72.0 18.0h0L106.0 4.0"' in told
    assert 'd="M4.0 32.0h0M72.0 32.0h0L106.0 4.0"' in sparkline([0.5, None, 0.5, 1.0])  # its own


def test_of_fewer_than_two_values_there_is_no_line() -> None:
    assert trend_lines.picture([None, 0.5, None]) == ""
    assert trend_lines.picture([]) == ""


@pytest.mark.parametrize("level", ["county", "township"])
def test_the_table_of_areas_has_a_line_for_each(level: str) -> None:
    shown = page("coverage", period="2026-03", layer="visit_coverage", level=level)
    (table,) = [one.value for one in shown.dataframe]
    lines = [drawn(one) for one in table["各期走势"].dropna() if one]
    assert len(lines) == len(table)
    # data begin in January: the line begins at the tenth of twelve, and nothing is drawn before
    first = 4 + 102 * 9 / 11
    assert all(f'd="M{first:.1f} ' in one for one in lines)


def test_a_table_of_places_has_none() -> None:
    shown = page("coverage", period="2026-03", layer="visit_coverage", level="place")
    assert all("各期走势" not in one.value for one in shown.dataframe)
