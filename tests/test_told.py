"""What figures are told as, to whom and about which area: never more than is true, never of others."""

from __future__ import annotations

from datetime import date

import pytest

from etl.cli.common import value_text
from geodata.base.messages import text
from geodata.lists import workday
from geodata.output import wording
from geodata.output.brief import brief
from geodata.output.paper import Table
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot


@pytest.mark.parametrize(
    ("value", "told", "printed"),
    [
        (1.0, "100.0%", "100.00%"),
        (0.99996, "99.9%", "99.99%"),  # 24,999 of 25,000
        (0.9996, "99.9%", "99.96%"),
        (0.9994, "99.9%", "99.94%"),
        (1.0004, "100.0%", "100.04%"),
        (0.00004, "<0.1%", "<0.01%"),  # 1 of 25,000
        (0.0006, "0.1%", "0.06%"),
        (0.0, "0.0%", "0.00%"),
    ],
)
def test_only_all_is_told_as_all_and_none_as_none(value: float, told: str, printed: str) -> None:
    assert wording.percent(value) == told
    assert value_text("fulfilment", value) == printed


def test_a_brief_names_who_answers_for_a_neglected_place_masked(tiny_snapshot: Snapshot) -> None:
    """In 南乡 nobody came to 丙村, which 丁香 is paired with; the pairing of 丁村 ended in February."""
    asked = scope(tiny_snapshot, as_of=date(2026, 4, 1), period="2026-03", area="990121200000")

    def responsible(masked: bool) -> dict[str, str]:
        document = brief(tiny_snapshot, asked, language="zh_CN", masked=masked)
        heads = tuple(
            text("brief", f"head_{one}", "zh_CN")
            for one in ("place", "cause", "days", "responsible")
        )
        (found,) = (one for one in document.blocks if isinstance(one, Table) and one.heads == heads)
        return {row[0]: row[3] for row in found.rows}

    assert responsible(True) == {"丙村": "丁*", "丁村": "—"}
    assert responsible(False) == {"丙村": "丁香", "丁村": "—"}


@pytest.mark.parametrize(
    ("area", "places", "officials"),
    [(None, 2, 2), ("990101000000", 1, 1), ("990121000000", 1, 1), ("990121200000", 0, 0)],
)
def test_a_bulletin_is_of_its_area(
    tiny_snapshot: Snapshot, area: str | None, places: int, officials: int
) -> None:
    """On 5 January A came to 东一社区 in 东区 and B to 甲村 in 西县; nobody to 南乡."""
    asked = scope(tiny_snapshot, as_of=date(2026, 1, 31), area=area)
    found = workday.bulletin(tiny_snapshot, date(2026, 1, 5), asked)
    assert (found.places, found.visits, found.officials or 0) == (places, places, officials)
