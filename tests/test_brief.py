"""The brief of a month: its figures are those of the system, on two pages, without a network."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from etl.pipeline import load
from geodata.base.errors import QuestionError
from geodata.base.messages import LANGUAGES, Language, text
from geodata.figures import layers, rates
from geodata.figures.layers import LayerQuery
from geodata.output.brief import brief
from geodata.output.drawing import layer_svg
from geodata.output.paper import Cards, Document, Picture, Table, to_html, to_pdf, to_png
from geodata.output.wording import figure_text
from geodata.question.periods import month_of
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot, Store

MONTH = date(2026, 9, 1)
KNOWN_ON = date(2026, 10, 31)
WHOLE = Scope(KNOWN_ON, month_of(MONTH), ("community", "village"))
BEFORE = Scope(KNOWN_ON, month_of(date(2026, 8, 1)), ("community", "village"))


def cards(document: Document) -> dict[str, tuple[str, str]]:
    (found,) = (block for block in document.blocks if isinstance(block, Cards))
    return {card.label: (card.value, card.detail) for card in found.cards}


def areas(snapshot: Snapshot, kind: str) -> str:
    """The first area of a kind."""
    rows = snapshot.rows("SELECT min(code) FROM place WHERE kind = $kind", {"kind": kind})
    return str(rows[0][0])


def test_a_whole_month_is_told_against_the_whole_month_before(demo_snapshot: Snapshot) -> None:
    """Of fulfilment some is not reported, and could turn the change round; investment is all known."""
    assert scope(demo_snapshot, period="2026-09") == WHOLE
    document = brief(demo_snapshot, WHOLE, language="zh_CN")
    now = rates.figure(demo_snapshot, "fulfilment", WHOLE)
    before = rates.figure(demo_snapshot, "fulfilment", BEFORE)
    assert now.value is not None
    assert before.value is not None
    value, detail = cards(document)["应访完成率"]
    assert value == figure_text(now, "zh_CN")
    assert f"{now.numerator:,} / {now.denominator:,}" in detail
    assert now.bounds is not None
    assert now.value < before.value < now.bounds[1]
    assert text("incomparable", "unknown", "zh_CN") in detail
    now = rates.figure(demo_snapshot, "investment_rate", WHOLE)
    before = rates.figure(demo_snapshot, "investment_rate", BEFORE)
    assert now.value is not None
    assert before.value is not None
    _, detail = cards(document)["年度投资完成率"]
    assert f"较2026年8月 {(now.value - before.value) * 100:+.1f} 个百分点" in detail


def test_a_month_that_has_not_come_is_refused(demo_snapshot: Snapshot) -> None:
    with pytest.raises(QuestionError, match="period_without_data"):
        brief(demo_snapshot, scope(demo_snapshot, period="2027-01"), language="zh_CN")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["city", "county", "township"])
def test_it_fits_on_two_pages(demo_snapshot: Snapshot, kind: str, language: Language) -> None:
    area = None if kind == "city" else areas(demo_snapshot, kind)
    document = brief(demo_snapshot, replace(WHOLE, area=area), language=language)
    assert 1 <= len(to_png(document, ppi=20)) <= 2


def test_the_pdf_is_one_and_the_same_every_time(demo_snapshot: Snapshot) -> None:
    document = brief(demo_snapshot, WHOLE, language="zh_CN")
    first = to_pdf(document)
    assert first.startswith(b"%PDF-")
    assert first == to_pdf(document)


def test_the_page_needs_no_network_and_no_script(demo_snapshot: Snapshot) -> None:
    page = to_html(brief(demo_snapshot, WHOLE, language="en")).decode()
    assert not re.search(r"https?:|<script|<link|@import|url\(", page)
    assert set(re.findall(r'src="([a-z]+:[a-z]+/[a-z+]+)', page)) == {"data:image/svg+xml"}


def test_best_and_worst_areas_are_in_order_with_their_parts(demo_snapshot: Snapshot) -> None:
    document = brief(demo_snapshot, WHOLE, language="zh_CN")
    table = next(block for block in document.blocks if isinstance(block, Table))
    found = rates.by_area(demo_snapshot, "fulfilment", WHOLE, "county")
    found = found[found["denominator"] > 0]
    rows = sorted(
        zip(found["value"], found["code"], found["numerator"], found["denominator"], strict=True),
        key=lambda row: (-row[0], row[1]),
    )
    shown = rows if len(rows) <= 6 else [*rows[:3], *rows[-3:]]
    parts = [f"{n:,} / {d:,}" for _, _, n, d in shown]  # and beside them what is not known
    assert [row[2].split(" (")[0] for row in table.rows] == parts
    values = [float(row[1].rstrip("%")) for row in table.rows]
    assert values == sorted(values, reverse=True)


def test_names_of_officials_are_masked_unless_asked(demo_snapshot: Snapshot) -> None:
    def leaders(masked: bool) -> list[str]:
        document = brief(demo_snapshot, WHOLE, language="zh_CN", masked=masked)
        tables = [block for block in document.blocks if isinstance(block, Table)]
        late = next(one for one in tables if "领导" in one.heads)
        return [row[late.heads.index("领导")] for row in late.rows]

    assert all("*" in name or name == "—" for name in leaders(True))
    assert not any("*" in name for name in leaders(False))


def test_the_picture_draws_every_place_once_in_its_class(demo_snapshot: Snapshot) -> None:
    found = layers.layer(demo_snapshot, LayerQuery("neglected", "place", WHOLE))
    picture = layer_svg(demo_snapshot, found, outline="county") or ""
    paths = re.findall(r'<path d="([^"]+)" fill="(#\w+)" stroke="#fff"', picture)
    drawn = {one.color: one.count for one in found.legend if one.count}
    assert {color for _, color in paths} == set(drawn)
    # a place is one exterior ring at least; villages of the fictional city have no holes
    assert sum(path.count("M") for path, _ in paths) >= len(found.rows)


def test_the_picture_keeps_kilometres_alike(tiny_snapshot: Snapshot) -> None:
    """From the point of 东一社区 at 115.05° to 115.3°, and 34.0° to 34.2°: 0.25 cos 34.1° / 0.2."""
    found = layers.layer(tiny_snapshot, LayerQuery("neglected", "place", scope(tiny_snapshot)))
    picture = layer_svg(tiny_snapshot, found) or ""
    width, height = map(int, re.findall(r'viewBox="0 0 (\d+) (\d+)"', picture)[0])
    land = 0.25 * math.cos(math.radians(34.1)) / 0.2
    margin = 40  # 2 % on every side
    assert (width - margin) / (height - margin) == pytest.approx(land, rel=0.005)


def test_a_name_is_never_markup(tiny: Path, store: Store, now: Any) -> None:
    villages = tiny / "villages.csv"
    text = villages.read_text(encoding="utf-8")
    names = re.findall(r"^\w+,([^,]+)", text, re.M)
    villages.write_text(text.replace(names[1], "<img src=x onerror=alert(1)>"), encoding="utf-8")
    load(tiny, store, now=now)
    document = brief(store.current(), scope(store.current(), period="2026-03"), language="zh_CN")
    page = to_html(document).decode()
    assert "<img src=x" not in page
    assert to_pdf(document).startswith(b"%PDF-")


def test_the_command_writes_both_forms(tiny_store: Store, run: Any, tmp_path: Path) -> None:
    for form, start in (("pdf", b"%PDF-"), ("html", b"<!doctype html>")):
        out = tmp_path / f"brief.{form}"
        result: Result = run("brief", "--store", tiny_store.folder, "--format", form, "--out", out)
        assert result.exit_code == 0, result.output
        assert out.read_bytes().startswith(start)


def test_a_brief_has_a_picture_only_of_what_has_a_shape(demo_snapshot: Snapshot) -> None:
    document = brief(demo_snapshot, WHOLE, language="zh_CN")
    (picture,) = (block for block in document.blocks if isinstance(block, Picture))
    found = layers.layer(demo_snapshot, LayerQuery("neglected", "place", WHOLE))
    assert [swatch.color for swatch in picture.legend] == [
        one.color for one in found.legend if one.count
    ]


@pytest.mark.parametrize(
    ("language", "words", "rate", "flat"),
    [
        ("zh_CN", "用地", "评价率", "与2026年8月持平"),
        ("en", "Land", "Rated", "no change on 2026-08"),
    ],
)
def test_words_are_those_of_the_reader(
    demo_snapshot: Snapshot, language: Language, words: str, rate: str, flat: str
) -> None:
    """Why a project was stopped is a key in the file; satisfaction stands beside who answered."""
    document = brief(demo_snapshot, WHOLE, language=language)
    cells = [cell for block in document.blocks if isinstance(block, Table) for row in block.rows
             for cell in row]  # fmt: skip
    assert words in cells
    assert "land" not in cells
    asked = figure_text(rates.figure(demo_snapshot, "satisfaction_response", WHOLE), language)
    details = [detail for _, detail in cards(document).values()]
    assert any(f"{rate} {asked}" in one for one in details)
    assert not any(" 或" in one or ", or nothing" in one for one in details)
    first = brief(demo_snapshot, scope(demo_snapshot, period="2025-11"), language=language)
    shown = cards(first)  # nothing was visited before November 2025, and everybody was paired then
    beside = {label: detail for label, (_, detail) in shown.items()}
    unlike = text("incomparable", "no_before", language)
    assert unlike in next(iter(beside.values()))
    assert flat not in next(iter(beside.values()))


@pytest.mark.parametrize(
    ("out", "given"), [("b.html", "pdf"), ("b.doc", None), ("b", None), ("b.pdf", "html")]
)
def test_the_ending_is_the_format(
    tiny_store: Store, run: Any, tmp_path: Path, out: str, given: str | None
) -> None:
    form = ("--format", given) if given else ()
    result = run("brief", "--store", tiny_store.folder, "--out", tmp_path / out, *form)
    assert result.exit_code == 1
    assert out in result.output
    assert "pdf, html" in result.output
    assert not (tmp_path / out).exists()
