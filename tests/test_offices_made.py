"""The same true visits in many layouts: whatever the sheet looks like, its figures are the truth, or rows
are put aside by name; never another figure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.guess.folder import guess
from etl.guess.toml import city_toml
from etl.pipeline import load
from geodata.base.errors import RefusedError
from geodata.store.snapshots import Store

NOW = datetime(2026, 6, 2, 9)
#: 石桥村 is in both townships.
VILLAGES = {
    ("柳河镇", "柳东村"): "990121100201",
    ("柳河镇", "石桥村"): "990121100202",
    ("青石乡", "石桥村"): "990121200201",
    ("青石乡", "黄岗村"): "990121200202",
}
FORMS = (
    "{y}-{m:02}-{d:02}", "{y}年{m}月{d}日", "{y}.{m}.{d}", "{y}/{m}/{d}", "{m}月{d}日", "{m}.{d}", "{m}/{d}"
)  # fmt: skip
Visit = tuple[tuple[str, str], date]


@dataclass(frozen=True)
class Layout:
    """How an office writes its visits down."""

    by_month: bool
    """A sheet a month, else one sheet."""
    township: str
    """Where the township stands: column, merged (written once), folder, or whole (within the name)."""
    header: tuple[str, str, str]
    title: bool
    year_in: str
    """Where the year stands that days leave out: title, file, or nowhere."""
    forms: tuple[int, ...]
    has_total: bool


layouts = st.builds(
    Layout,
    by_month=st.booleans(),
    township=st.sampled_from(("column", "written_once", "folder", "whole")),
    header=st.sampled_from(
        (
            ("走访村（社区）", "走访时间", "走访领导（干部）"),
            ("村名", "走访日期", "走访干部"),
            ("走访村", "日期", "到访领导"),
        )
    ),
    title=st.booleans(),
    year_in=st.sampled_from(("title", "file", "nowhere")),
    forms=st.lists(st.integers(0, len(FORMS) - 1), min_size=4, max_size=4).map(tuple),
    has_total=st.booleans(),
)
truths = st.lists(
    st.tuples(st.sampled_from(sorted(VILLAGES)), st.dates(date(2026, 1, 1), date(2026, 5, 31))),
    min_size=4,
    max_size=14,
    unique=True,
)


def write(folder: Path, layout: Layout, truth: list[Visit]) -> None:
    (folder / "乡镇.csv").write_text(
        "代码,名称\n990121100,柳河镇\n990121200,青石乡\n", encoding="utf-8"
    )
    rows = "".join(f"{code},{name}\n" for (_, name), code in VILLAGES.items())
    (folder / "村.csv").write_text(f"代码,名称\n{rows}", encoding="utf-8")
    year = "2026年" if layout.year_in == "file" else ""
    if layout.township == "folder":
        for town in {town for (town, _), _ in truth}:
            own = [one for one in truth if one[0][0] == town]
            (folder / town).mkdir()
            book(folder / town / f"{year}走访记录.xlsx", layout, own)
    else:
        book(folder / f"{year}走访记录.xlsx", layout, truth)


def book(path: Path, layout: Layout, truth: list[Visit]) -> None:
    workbook = xlsxwriter.Workbook(path)
    groups: dict[str, list[Visit]] = {}
    for one in sorted(truth):
        groups.setdefault(f"{one[1].month}月" if layout.by_month else "走访", []).append(one)
    for name, visits in groups.items():
        page = workbook.add_worksheet(name)
        lines: list[list[object]] = []
        if layout.title or layout.year_in == "title":
            lines.append([("2026年" if layout.year_in == "title" else "") + "干部走访记录表"])
        has_column = layout.township in {"column", "written_once"}
        lines.append(["序号", *(["乡镇"] if has_column else []), *layout.header])
        before = ""
        for number, ((town, village), day) in enumerate(visits):
            form = FORMS[layout.forms[number % len(layout.forms)]]
            said = form.format(y=day.year, m=day.month, d=day.day)
            told = f"{town}{village}" if layout.township == "whole" else village
            column = "" if layout.township == "written_once" and town == before else town
            before = town
            lines.append([number + 1, *([column] if has_column else []), told, said, "李文华"])
        if layout.has_total:
            lines.append(["合计"])
        for number, cells in enumerate(lines):
            page.write_row(number, 0, cells)
    workbook.close()


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(layouts, truths)
def test_any_layout_gives_the_truth_or_a_question(layout: Layout, truth: list[Visit]) -> None:
    with TemporaryDirectory() as scratch:
        folder, store = Path(scratch) / "柳县", Store(Path(scratch) / "store")
        folder.mkdir()
        write(folder, layout, truth)
        (folder / "city.toml").write_text(city_toml(guess(folder), "zh_CN"), encoding="utf-8")
        try:
            summary = load(folder, store, now=NOW, allow_fewer=["all"])
        except RefusedError as refused:
            pytest.fail(f"{refused.code} {refused.values} {layout}")
        found = Counter(store.current().rows("SELECT target_id, visited_on FROM visit"))
        told = Counter((VILLAGES[place], day) for place, day in truth)
        assert not found - told, "a visit that nobody made"
        read = [one for one in summary.files if one[0] == "visit"]
        assert sum(rows for _, _, rows, _, _ in read) == len(truth)
        missing = told - found
        aside = sum(one[4] for one in read)
        assert missing.total() == aside
        is_told = layout.year_in != "nowhere" or all(form < 4 for form in layout.forms)
        assert not missing or not is_told, summary.reasons
