"""What a bulletin says of a day: two sentences of one basis each, and nothing that nobody told.

The tiny city on 5 March 2026: four places are owed a visit. A was there on the day, B's place was
made up for on 12 March, C's was missed, and the township of D's sent no report.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from etl.pipeline import load
from geodata.lists import workday
from geodata.lists.workday import Bulletin, Round
from geodata.output.printing import bulletin_html
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot, Store

DAY = date(2026, 3, 5)


def bulletin(snapshot: Snapshot, as_of: date, rank: str | None = None, day: date = DAY) -> Bulletin:
    return workday.bulletin(snapshot, day, scope(snapshot, as_of=as_of), rank=rank)


def paragraphs(found: Bulletin) -> tuple[str, str]:
    return workday.paragraph(found, "微型市", "zh_CN"), workday.paragraph(found, "Tiny", "en")


@pytest.mark.parametrize(
    ("as_of", "owed"),
    [
        (date(2026, 3, 5), Round(owed=4, reached=1, open=3, no_report=0, missed=0)),
        (date(2026, 3, 11), Round(owed=4, reached=1, open=3, no_report=0, missed=0)),
        (date(2026, 3, 12), Round(owed=4, reached=2, open=2, no_report=0, missed=0)),
        (date(2026, 3, 13), Round(owed=4, reached=2, open=0, no_report=1, missed=1)),
    ],
)
def test_the_parts_of_a_round_add_up(tiny_snapshot: Snapshot, as_of: date, owed: Round) -> None:
    found = bulletin(tiny_snapshot, as_of)
    assert found.round == owed
    assert owed.reached + owed.open + owed.no_report + owed.missed == owed.owed
    assert found.not_reached["code"].nunique() == owed.owed - owed.reached
    assert (found.places, found.visits) == (1, 1)  # of the day itself, whenever it is told


def test_one_basis_a_sentence(tiny_snapshot: Snapshot) -> None:
    chinese, english = paragraphs(bulletin(tiny_snapshot, date(2026, 3, 20)))
    assert chinese == (
        "2026年3月5日，微型市开展基层工作日活动，当日出动干部1名，到访1个村居，谈心谈话1人次，走访群众2户，"
        "化解矛盾纠纷0起，解决问题、办实事0件，征求意见建议0条。"
        "本轮应访4个村居，截至2026-03-20应访已完成2个、窗口未关0个、应访未完成1个、未上报1个。"
    )
    assert english.endswith(
        "Of the 4 places owed a visit in this round, by 2026-03-20 2 were visited as owed, 0 have their"
        " window still open, 1 were not visited as owed and 1 were not reported."
    )


def test_a_place_reached_by_one_of_two_is_reached(tiny: Path, store: Store, now: datetime) -> None:
    """B and C are both paired with 甲村; B alone came on 5 February, and 甲村 was reached."""
    with (tiny / "pairings.csv").open("a", encoding="utf-8") as file:
        file.write("C,990121100201,contact,2025-01-01,\n")
    load(tiny, store, now=now)
    found = bulletin(store.current(), date(2026, 3, 4), day=date(2026, 2, 5))
    assert found.round == Round(owed=5, reached=1, open=0, no_report=0, missed=4)
    assert "990121100201" not in set(found.not_reached["code"])


def without(folder: Path, *sources: str) -> None:
    text = (folder / "city.toml").read_text(encoding="utf-8")
    for source in sources:
        text = re.sub(rf'\[sources\.{source}\]\nfile = "\w+\.csv"\n', "", text)
    (folder / "city.toml").write_text(text, encoding="utf-8")


def test_who_came_was_not_told(tiny: Path, store: Store, now: datetime) -> None:
    without(tiny, "attendance")
    load(tiny, store, now=now)
    found = bulletin(store.current(), date(2026, 3, 20))
    assert found.officials is None
    chinese, english = paragraphs(found)
    assert "干部" not in chinese
    assert "当日到访1个村居" in chinese
    assert "officials" not in english
    assert pd.isna(found.by_area["officials"]).all()
    assert "<td>未提供</td>" in bulletin_html(found, "微型市", "zh_CN").decode()
    assert "<td>not given</td>" in bulletin_html(found, "Tiny", "en").decode()


def test_officials_without_a_posting_came_all_the_same(
    tiny: Path, store: Store, now: datetime
) -> None:
    """A has no unit and no rank: one official, and of township rank nobody knows how many."""
    rows = (tiny / "postings.csv").read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if not row.startswith("A,")]
    (tiny / "postings.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    load(tiny, store, now=now)
    assert bulletin(store.current(), date(2026, 3, 20)).officials == 1
    assert bulletin(store.current(), date(2026, 3, 20), "township").officials is None


def test_of_a_rank_that_nobody_has_there_are_none(tiny_snapshot: Snapshot) -> None:
    assert bulletin(tiny_snapshot, date(2026, 3, 20), "township").officials == 1
    assert bulletin(tiny_snapshot, date(2026, 3, 20), "city").officials == 0


def test_what_no_column_gave_is_left_out(tiny: Path, store: Store, now: datetime) -> None:
    """Households alone were counted: 2 on the day; the rest is not 0."""
    rows = [row.split(",") for row in (tiny / "visits.csv").read_text("utf-8").splitlines()]
    kept = [",".join([*row[:3], row[4]]) for row in rows]
    (tiny / "visits.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    load(tiny, store, now=now)
    found = bulletin(store.current(), date(2026, 3, 20))
    assert found.counts == {
        "talks": None, "households": 2, "disputes": None, "matters": None, "suggestions": None,
    }  # fmt: skip
    chinese, english = paragraphs(found)
    assert "走访群众2户。本轮" in chinese
    assert not any(word in chinese for word in ("谈心", "化解", "办实事", "意见"))
    assert not any(word in english for word in ("talks", "disputes", "problems", "suggestions"))


def test_a_day_after_the_data_tells_nothing(tiny_snapshot: Snapshot) -> None:
    """Data run to 12 March; 3 April was a workday."""
    found = bulletin(tiny_snapshot, date(2026, 4, 8), day=date(2026, 4, 3))
    assert (found.officials, found.places, found.visits) == (None, None, None)
    assert (
        "当日情况未提供。本轮应访4个村居，截至2026-04-08应访已完成0个、窗口未关4个"
        in paragraphs(found)[0]
    )
