"""The bulletin of a workday, and the roster that comes back filled in."""

from __future__ import annotations

import csv
import shutil
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from etl.pipeline import load
from geodata.base.errors import QuestionError
from geodata.figures import rates
from geodata.lists import workday
from geodata.output.printing import bulletin_html
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot, Store

TINY = Path(__file__).parent / "cities" / "tiny"
#: The bulletin of the workday of 2020-06-24 as it was published.
PUBLISHED = {
    "officials": 996,
    "talks": 966,
    "households": 6771,
    "disputes": 52,
    "matters": 247,
    "suggestions": 76,
}


def _write(path: Path, header: str, rows: list[list[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header.split(","))
        writer.writerows(rows)


def _spread(total: int, parts: int) -> list[int]:
    """``total`` as ``parts`` whole numbers that add up to it."""
    return [total // parts + (i < total % parts) for i in range(parts)]


@pytest.fixture(scope="module")
def published_day(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """996 officials of county rank, each at one village of two counties, and one of staff rank."""
    folder = tmp_path_factory.mktemp("published")
    n = PUBLISHED["officials"]
    (folder / "city.toml").write_text(
        """
[city]
name = "示例市"
code = "9901"
[[rule]]
id = "workday-city"
tier = "city"
rank = "county"
role = "contact"
schedule = "FREQ=MONTHLY;BYMONTHDAY=25"
shift = "previous_workday"
makeup_days = 7
targets = ["village"]
from = 2016-12-01
"""
        + "".join(
            f'[sources.{name}]\nfile = "{name}.csv"\n'
            for name in ("county", "township", "village", "unit", "official", "posting", "pairing",
                         "visit", "attendance")
        ),
        encoding="utf-8",
    )  # fmt: skip
    codes = [f"9901{21 + i % 2}1{i // 800:02d}{200 + i // 2 % 400:03d}" for i in range(n + 1)]
    _write(folder / "county.csv", "code,name", [["990121", "甲县"], ["990122", "乙县"]])
    towns = sorted({code[:9] for code in codes})
    _write(folder / "township.csv", "code,name", [[town, f"{town}镇"] for town in towns])
    _write(folder / "village.csv", "code,name", [[code, f"村{code}"] for code in codes])
    _write(folder / "unit.csv", "unit_id,name", [["U", "市直机关"]])
    people = [f"G{i}" for i in range(n + 1)]
    _write(folder / "official.csv", "official_id,name", [[one, f"干部{one}"] for one in people])
    ranks = ["city"] * 35 + ["county"] * (n - 35) + ["staff"]
    _write(
        folder / "posting.csv",
        "official_id,unit_id,tier,rank",
        [[one, "U", "city", rank] for one, rank in zip(people, ranks, strict=True)],
    )
    _write(
        folder / "pairing.csv",
        "responsible_id,target_id,valid_from",
        [[one, code, "2020-01-01"] for one, code in zip(people, codes, strict=True)],
    )
    counts = [
        [*_spread(PUBLISHED[name], n), 0] for name in workday.COUNTS
    ]  # the one below county rank came, and wrote down nothing
    _write(
        folder / "visit.csv",
        "visit_id,target_id,visited_on,talks,households,disputes,matters,suggestions",
        [
            [f"V{i}", code, "2020-06-24", *numbers]
            for i, (code, *numbers) in enumerate(zip(codes, *counts, strict=True))
        ],
    )
    _write(
        folder / "attendance.csv",
        "visit_id,official_id",
        [[f"V{i}", g] for i, g in enumerate(people)],
    )
    store = Store(folder / "store")
    summary = load(folder, store, now=datetime(2020, 7, 1))
    assert all(quarantined == 0 for *_, quarantined in summary.files)
    return store.current()


def test_the_published_bulletin_comes_back_to_the_digit(published_day: Snapshot) -> None:
    asked = scope(published_day, as_of=date(2020, 6, 30))
    held = workday.workdays(published_day, since=date(2020, 6, 1), until=date(2020, 6, 30))
    assert [one.day for one in held] == [date(2020, 6, 24)]  # the 25th was Dragon Boat
    found = workday.bulletin(published_day, date(2020, 6, 24), asked, rank="county")
    assert {"officials": found.officials, **found.counts} == PUBLISHED
    assert found.by_area["officials"].sum() == PUBLISHED["officials"]  # each went to one county
    for name in workday.COUNTS:
        assert found.by_area[name].sum() == PUBLISHED[name]
    everybody = workday.bulletin(published_day, date(2020, 6, 24), asked)
    assert everybody.officials == PUBLISHED["officials"] + 1


def test_the_paragraph_tells_the_same_figures(published_day: Snapshot) -> None:
    asked = scope(published_day, as_of=date(2020, 6, 30))
    found = workday.bulletin(published_day, date(2020, 6, 24), asked, rank="county")
    chinese = workday.paragraph(found, "示例市", "zh_CN")
    english = workday.paragraph(found, "Shili", "en")
    assert chinese.startswith("2020年6月24日，示例市")
    for count in PUBLISHED.values():
        assert str(count) in chinese
        assert f"{count:,}" in english


def test_the_page_to_print_holds_the_same_figures(published_day: Snapshot) -> None:
    asked = scope(published_day, as_of=date(2020, 6, 30))
    found = workday.bulletin(published_day, date(2020, 6, 24), asked, rank="county")
    page = bulletin_html(found, "<b>示例市</b>", "zh_CN").decode()
    for count in PUBLISHED.values():
        assert f"<td>{count:,}</td>" in page
    assert "甲县" in page
    assert "<b>" not in page  # names are text
    assert "http" not in page  # and nothing is fetched


def test_an_unknown_rank_is_refused(published_day: Snapshot) -> None:
    with pytest.raises(QuestionError, match="rank_unknown"):
        workday.bulletin(published_day, date(2020, 6, 24), scope(published_day), rank="emperor")


def _fill_in(blank: bytes, answers: dict[str, dict[str, str | int]], out: Path) -> None:
    """The roster as a township hands it back: by place, what was written into the yellow cells."""
    header, *rows = CalamineWorkbook.from_filelike(BytesIO(blank)).get_sheet_by_index(0).to_python()
    code = header.index("代码")
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, header)
        for r, row in enumerate(rows, 1):
            for name, value in answers.get(str(row[code]), {}).items():
                row[header.index(name)] = value
            sheet.write_row(r, 0, row)


def test_the_roster_comes_back_as_visits_attendance_and_report(tmp_path: Path) -> None:
    city = tmp_path / "city"
    shutil.copytree(TINY, city)
    store = Store(tmp_path / "store")
    load(city, store, now=datetime(2026, 4, 1))
    before = store.current()
    day = date(2026, 4, 3)  # nominally Sunday 5 April, Qingming
    rows = workday.roster(before, day, scope(before, as_of=date(2026, 4, 1)))
    # within a township the longest missed first: C missed February and March, B made March up
    west = rows[rows["township"] == "西镇"]
    assert list(west["name"]) == ["乙村", "甲村"]
    assert list(west["missed_streak"]) == [2, 0]
    _fill_in(
        workday.roster_xlsx(rows, day, "zh_CN"),
        {
            "990121100201": {"是否到访": "是", "谈话人次": 2, "走访户数": 7},
            "990121100202": {"是否到访": "否"},
            "990101001001": {"是否到访": "是", "走访日期": "2026-04-07"},
        },
        city / "returned.xlsx",
    )
    manifest = city / "city.toml"
    # told up to the 20th, so that what the South handed in nothing of is known to be no report
    text = manifest.read_text("utf-8").replace("[city]", "[city]\ndata_to = 2026-04-20", 1)
    manifest.write_text(text + '\n[sources.roster]\nfile = "returned.xlsx"\n', encoding="utf-8")
    summary = load(city, store, now=datetime(2026, 4, 20))
    assert [one for one in summary.files if one[0] == "roster"] == [
        ("roster", "returned.xlsx", 4, 4, 0)
    ]
    after = store.current()
    statuses = dict(
        after.rows(
            "SELECT target_id, status FROM obligation_at(DATE '2026-04-20')"
            " WHERE due_on = DATE '2026-04-03'"
        )
    )
    assert statuses == {
        "990121100201": "done",
        "990121100202": "missed",  # its township reported, and nobody came
        "990101001001": "made_up",
        "990121200201": "no_report",  # its township handed nothing back
    }
    assert after.rows(
        "SELECT talks, households FROM visit WHERE target_id = '990121100201'"
        " AND visited_on = DATE '2026-04-03'"
    ) == [(2, 7)]
    asked = scope(after, as_of=date(2026, 4, 20), period="2026-04")
    figure = rates.figure(after, "fulfilment", asked)
    assert (figure.numerator, figure.denominator, figure.no_report) == (2, 4, 1)


def test_the_workdays_of_a_period_are_those_meant_for_it(demo_snapshot: Snapshot) -> None:
    """Township officials go on the 5th; in October 2026 that is a holiday, so they went on 30
    September. On 5 September the grids have their Saturday too."""

    def held(period: str, as_of: date | None = None) -> dict[date, tuple[str, ...]]:
        asked = scope(demo_snapshot, period=period, as_of=as_of)
        return {one.day: one.rules for one in workday.held(demo_snapshot, asked)}

    october, september = held("2026-10"), held("2026-09")
    assert october[date(2026, 9, 30)] == ("workday-township",)
    assert date(2026, 9, 30) not in september
    assert list(october) == sorted(october, reverse=True)
    assert held("workday-township@2026-09-05") == {date(2026, 9, 4): ("workday-township",)}
    # on the day itself it is held, the day before it is not
    assert date(2026, 9, 4) in held("2026-09", date(2026, 9, 4))
    assert date(2026, 9, 4) not in held("2026-09", date(2026, 9, 3))


def test_the_workdays_to_come_begin_after_the_day(demo_snapshot: Snapshot) -> None:
    township = date(2026, 9, 4)
    assert workday.coming(demo_snapshot, township - timedelta(days=1))[0].day == township
    assert workday.coming(demo_snapshot, township)[0].day > township
