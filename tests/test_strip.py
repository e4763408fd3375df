"""The strip calendar: a mark for each obligation of the ledger, each where its day is, none on another."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from geodata.base.messages import LANGUAGES, texts
from geodata.figures import legend
from geodata.lists import place_page
from geodata.output.strip import strip_html
from geodata.store.snapshots import Snapshot
from oracle.ledger import STATUSES, ledger
from oracle.snapshot import empty, write
from oracle.strategies import Case, worlds

_MARK = re.compile(r'data-due="([\d-]+)" data-status="(\w+)" x="([\d.]+)%" y="([\d.]+)"')
#: Pixels on the narrowest screen, and between the middles of two marks that do not touch.
NARROWEST, CLEAR = 320, 12


@pytest.fixture(scope="module")
def made() -> Iterator[Snapshot]:
    with empty() as snapshot:
        yield snapshot


def marks(html: str) -> list[tuple[date, str, float, float]]:
    found = _MARK.findall(html)
    return [(date.fromisoformat(due), status, float(x), float(y)) for due, status, x, y in found]


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # shrinking a world takes minutes
    suppress_health_check=[HealthCheck.too_slow],
)
@given(case=worlds(), months=st.integers(1, 30))
def test_there_is_a_mark_for_each_obligation_and_no_other(
    made: Snapshot, case: Case, months: int
) -> None:
    write(made, case.world)
    since, until = place_page.strip_window(case.as_of, months)
    # nominal days beside the window shift into it
    rows = ledger(case.world, case.as_of, since - timedelta(days=60), until + timedelta(days=60))
    for code in {place.code for place in case.world.places}:
        owed = place_page.obligations(made, code, case.as_of, since, until)
        drawn = marks(strip_html(owed, case.as_of, since, until, "en"))
        expected = Counter(
            (row.due_on, row.status) for row in rows
            if (row.target_kind, row.target_id) == ("place", code) and since <= row.due_on <= until
        )  # fmt: skip
        assert Counter((due, status) for due, status, _, _ in drawn) == expected


@given(
    days=st.lists(st.integers(0, 800), min_size=1, max_size=60),
    statuses=st.lists(st.sampled_from(sorted(STATUSES)), min_size=60, max_size=60),
)
def test_marks_stand_on_their_day_and_clear_of_each_other(
    days: list[int], statuses: list[str]
) -> None:
    since = date(2024, 1, 1)
    until = since + timedelta(days=800)
    due = [since + timedelta(days=n) for n in days]
    rows = table(due, statuses[: len(due)])
    html = strip_html(rows, date(2025, 1, 1), since, until, "zh_CN")
    lanes = defaultdict(list)
    for day, _, x, y in marks(html):
        # half a day into its own day, of 801
        assert x == pytest.approx(((day - since).days + 0.5) / 801 * 100, abs=0.001)
        lanes[y].append(x / 100 * NARROWEST)
    assert sorted(day for day, *_ in marks(html)) == sorted(due)
    for middles in lanes.values():
        assert all(b - a >= CLEAR - 0.01 for a, b in pairwise(sorted(middles)))


def table(due: list[date], statuses: list[str], official: str = "安国") -> pd.DataFrame:
    return pd.DataFrame(
        {"due_on": pd.to_datetime(due), "status": statuses, "rule_id": "monthly", "role": "contact",
         "official": official, "settled_on": pd.NaT}
    )  # fmt: skip


def test_every_status_has_a_shape_and_a_word_of_its_own() -> None:
    assert {one.key for one in legend.STATUSES} == {*STATUSES}
    assert len({one.shape for one in legend.STATUSES}) == len(legend.STATUSES)
    for language in LANGUAGES:
        assert set(texts(language)["status"]) == {*STATUSES}


def test_a_mark_tells_day_who_and_status_and_names_are_no_markup() -> None:
    rows = table([date(2026, 3, 5)], ["missed"], official="<b>安&国</b>")
    window = place_page.strip_window(date(2026, 3, 12), 12)
    assert window == (date(2025, 3, 1), date(2026, 4, 30))
    chinese = strip_html(rows, date(2026, 3, 12), *window, "zh_CN")
    assert "<title>2026-03-05 · &lt;b&gt;安&amp;国&lt;/b&gt; · 缺访</title>" in chinese
    assert 'aria-label="缺访 1"' in chinese
    assert re.findall(r">(\d+月)<", chinese) == [
        f"{n}月" for n in (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3, 4)
    ]
    assert re.findall(r">(\d{4})<", chinese) == ["2025", "2026"]
    english = strip_html(rows, date(2026, 3, 12), *window, "en")
    assert re.findall(r">([A-Z][a-z]{2})<", english)[:3] == ["Mar", "Apr", "May"]
    # five years have no room for every month: those of the half years
    five = strip_html(
        rows, date(2026, 3, 12), *place_page.strip_window(date(2026, 3, 12), 60), "en"
    )
    assert set(re.findall(r">([A-Z][a-z]{2})<", five)) == {"Jan", "Jul"}
