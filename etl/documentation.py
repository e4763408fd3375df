"""The reference of a city folder, docs/city-folder.md, written from what the code declares.

``python -m etl.documentation docs/city-folder.md`` writes the file; a test holds the two equal.
Tables and columns come from ``etl/tables``, the reasons for quarantine from ``geodata/text``,
thresholds from ``geodata/settings.py``; what cannot be read off the code is written here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

from etl.documented_keys import (
    CITY,
    GEOMETRY,
    INDICATOR,
    MATTERS,
    RANKING,
    RULE,
    SOURCE,
    THRESHOLDS,
    Key,
)
from etl.table import Column, Table
from etl.tables import PLACE, TABLES
from geodata.codes import KINDS
from geodata.messages import text, texts
from geodata.settings import Thresholds

_OPENING = """\
# A city folder · 城市文件夹

<!-- Written by `python -m etl.documentation docs/city-folder.md`: change the code, not this page. -->

A city folder holds `city.toml` and the files it names. `guatu check FOLDER` reads all of it and \
reports without publishing; `guatu load FOLDER` publishes. Only `[city]` and one source of places \
are required: whatever else is missing is said on the page that would need it, and nothing is made \
up for it. A key that is not known is refused, never ignored. `guatu check FOLDER \
--write` guesses a first `city.toml` from the files, with the grounds of every guess.

```toml
[city]
name = "示例市"
code = "9901"

[[rule]]
id = "workday-city"
tier = "city"
role = "contact"
schedule = "FREQ=MONTHLY;BYMONTHDAY=25"
shift = "previous_workday"
makeup_days = 7
targets = ["village", "community"]
reported_by = "place_township"
from = 2016-12-01

[sources.village]
file = "villages.csv"
geometry = { file = "villages.gpkg", match = "code" }

[sources.visit]
file = ["visits-2025.csv", "visits-2026.csv"]
encoding = "gb18030"
columns = { visited_on = "到村日期" }
```
"""

_CELLS = """\
## How cells are read

- **Headers** match without regard to case, width, spaces, line breaks and a leading or trailing \
`*`. Titles and unit lines above them are passed over; a header of two rows is read as group and \
column (走访情况 / 户数). A unit in parentheses must be the column's: 总投资(亿元) is refused. A header \
that is no column of ours is listed as unused and never stored: what is not declared here does not \
enter. `guatu check` lists which header became which column.
- **Totals, notes and signatures** (合计, 注:…, 填表人:…) whose cells hold nothing that a row needs \
are set aside by number, neither accepted nor quarantined.
- **Merged cells** of a sheet: a block merged downwards gives its text to each of its rows, but a \
number to the first alone, because it would be counted twice.
- **Empty cells** are unknown, never zero. Full-width digits count as digits.
- **Codes (代码)** are text: 12 digits, or the 6 or 9 of a county or township, or 15 for a grid.
- **Days**: `2026-06-24`, `2026/6/24`, `2026.6.24`, `2026年6月24日`, `20260624`, or a day of Excel; \
from 1949-10-01 to 2199-12-31. **Months**: `2026-06`, `2026年6月`, `202606`, or a day in the month.
- **Counts** are whole numbers from 0, **amounts** numbers from 0 with or without `1,000` commas.
- **Validity** (`valid_from`, `valid_to`) includes both days; empty is open-ended. A change of \
post, pairing or code is a second row, not a corrected first one.
- **Shapes** become EPSG:4490 (CGCS2000), longitude first, from any coordinate system that PROJ \
knows: EPSG codes, ESRI names in `.prj`, Gauss–Krüger zones with and without their number. Points \
are taken where there is no polygon. A parent without a polygon is drawn from its children. In a \
table of places a column called `wkt`, `geometry`, `the_geom`, 几何 or as \
`columns = { geometry = "…" }` says holds the shape, as WKT or hexadecimal WKB; without `crs` it must \
be in degrees. With `crs`, columns `x` and `y` (横坐标, 纵坐标) are points.
- **A bad row** goes to quarantine (隔离) with every reason, its file and its row as a spreadsheet \
numbers it; the good rows go on. Rows in = accepted + quarantined, always. All its cells are kept as \
they came, unmasked, so that it can be mended (`rejects.xlsx`): keep that file on the machine it was \
made on. Its columns 原文件行号 and 退回原因 are passed over when a mended sheet is loaded.
"""

_LOADS = """\
## Loading again · 逐次装载

{accumulating} hold events and **accumulate** (累积); every other table is always what the folder \
says. A load builds on the current snapshot, where that is of the same city (`code`):

- An earlier row stays (沿用) until a file brings its key again; then the file is right (更正). \
Attendance is told by visit: any row for a visit replaces all earlier ones of that visit.
- A new row that is put aside takes the earlier one's place all the same: it counts as removed \
(去除) until the correction is corrected.
- Rows that stay pass the same checks again, as a file called `snapshot …` in the load log: a visit \
to a place that is gone is put aside, and comes back with the place. A row put aside whose key can \
be read stays aside until its key is given again; only what it refers to is looked up anew.
- The visits and reports that a roster gives follow from the rosters at each load, so a corrected \
roster leaves nothing behind.
- Where the folder names no source for such a table, all its earlier rows stay. \
`guatu load FOLDER --replace visit` keeps none; `--replace all` does so for every table.
- The same folder loaded twice changes nothing.
"""


def title(table: Table) -> str:
    """What a table is called in Chinese."""
    return text("table", table.name, "zh_CN")


_WHAT = {
    "code": "a division code",
    "target": "a division code for a place, else an id",
    "count": "a whole number from 0",
    "decimal": "a number from 0",
    "date": "a day",
    "month": "a month",
    "lon": "from −180 to 180",
    "lat": "from −90 to 90",
}


def city_folder_markdown() -> str:
    """The text of docs/city-folder.md."""
    return "\n".join(
        [
            _OPENING,
            "## `city.toml`\n",
            _section("[city]", "What the folder is about.", _keys(CITY)),
            _section(
                "[[rule]]",
                "Who has to visit what, and when (规则); as many as there are. The cases are in "
                "[ledger.md](ledger.md).",
                _keys(RULE),
            ),
            _section(
                "[[ranking]]",
                "A monthly ranking (排名) of townships or counties; as many as there are. The score "
                "is the weighted mean of the points × 100, and every component is shown.",
                _keys(RANKING),
            ),
            _section(
                "[[indicator]]",
                "What an indicator (指标) means; one that is not declared has no unit and no bands.",
                _keys(INDICATOR),
            ),
            _section(
                "[matters]",
                "How matters (事项) are closed; see [matters.md](matters.md).",
                _keys(MATTERS),
            ),
            _section("[thresholds]", "Where a figure turns (阈值); all optional.", _thresholds()),
            _section("[sources.X]", _sources(), _keys(SOURCE)),
            _section("geometry", "Inside `[sources.X]` of a kind of place.", _keys(GEOMETRY)),
            _CELLS,
            _loads(),
            "## Tables and their columns\n",
            "The name of a column is always a header too; the others are listed beside it. Rows that "
            "differ under one key are all quarantined, because only a person can tell which is right; a row "
            "that is bad for another reason does not count. "
            "Ids of companies (企业) and chains (产业链) are checked where a table of them is given.\n",
            *(_table(table) for table in (PLACE, *TABLES)),
            _reasons(),
        ]
    )


def _loads() -> str:
    names = [f"`{table.name}`" for table in TABLES if table.accumulates]
    return _LOADS.format(accumulating=", ".join(names[:-1]) + f" and {names[-1]}")


def _section(name: str, doc: str, body: str) -> str:
    return f"### `{name}`\n\n{doc}\n\n{body}"


def _grid(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return "".join("| " + " | ".join(_cell(one) for one in line) + " |\n" for line in lines)


def _cell(content: str) -> str:
    return content.replace("|", "\\|")


def _keys(keys: Iterable[Key]) -> str:
    return _grid(
        ("Key", "What it says", "Example"),
        ((f"`{name}`", doc, f"`{example}`") for name, doc, example in keys),
    )


def _thresholds() -> str:
    return _grid(
        ("Key", "What it says", "Default"),
        (
            (f"`{field.name}`", THRESHOLDS[field.name], f"`{field.default}`")
            for field in fields(Thresholds)
        ),
    )


def _sources() -> str:
    kinds = ", ".join(f"`{kind}` ({text('kind', kind, 'zh_CN')})" for kind in KINDS)
    tables = ", ".join(f"`{table.name}`" for table in TABLES)
    return (
        "Where the rows of a table come from. X is a kind of place below the root, loaded from the "
        f"widest to the narrowest: {kinds}; or a table: {tables}."
    )


def _table(table: Table) -> str:
    key = ", ".join(f"`{name}`" for name in table.key)
    grid = _grid(
        ("Column", "Headers", "Required", "What it holds", "Rule", "Example"),
        (_row(column) for column in table.columns),
    )
    name = f"`{table.name}` {title(table)}"
    grows = " Accumulates." if table.accumulates else ""
    return f"### {name}\n\n{table.doc} Key: {key}.{grows}\n\n{grid}"


def _row(column: Column) -> tuple[str, ...]:
    return (
        f"`{column.name}`",
        "、".join(column.headers) or "—",
        "yes" if column.needed else "",
        column.doc + (f" In {column.unit}." if column.unit else ""),
        _rule(column),
        f"`{column.example}`" if column.example else "—",
    )


def _rule(column: Column) -> str:
    parts = [_WHAT[column.kind]] if column.kind in _WHAT else []
    if column.choices:
        parts.append("; ".join(_choice(value, words) for value, words in column.choices.items()))
    if column.refers_to:
        parts.append(f"must be in `{column.refers_to[0]}`")
    if column.default is not None:
        parts.append(f"`{column.default}` where empty")
    return "; ".join(parts) or "text"


def _choice(value: str, words: tuple[str, ...]) -> str:
    return f"`{value}` ({'、'.join(words)})" if words else f"`{value}`"


def _reasons() -> str:
    english, chinese = texts("en")["reason"], texts("zh_CN")["reason"]
    remedies = texts("zh_CN")["remedy"]
    grid = _grid(
        ("Reason", "原因", "In words", "怎么改"),
        ((f"`{code}`", chinese[code], english[code], remedies[code]) for code in english),
    )
    return (
        "## Why a row is quarantined · 隔离原因\n\n`guatu check` and `guatu load` print each reason "
        f"with its count, three examples and the remedy; the Data page (数据) lists them.\n\n{grid}"
    )


def main() -> None:
    """Write the page to the file named on the command line."""
    if len(sys.argv) != 2:
        sys.exit("python -m etl.documentation FILE")
    Path(sys.argv[1]).write_text(city_folder_markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
