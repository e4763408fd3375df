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

from etl.table import Column, Table
from etl.tables import PLACE, TABLES
from geodata.codes import KINDS
from geodata.messages import text, texts
from geodata.settings import Thresholds

_Key = tuple[str, str, str]  # its name, what it says, an example

_OPENING = """\
# A city folder · 城市文件夹

<!-- Written by `python -m etl.documentation docs/city-folder.md`: change the code, not this page. -->

A city folder holds `city.toml` and the files it names. `guatu check FOLDER` reads all of it and \
reports without publishing; `guatu load FOLDER` publishes. Only `[city]` and one source of places \
are required: whatever else is missing is said on the page that would need it, and nothing is made \
up for it. A key that is not known is refused, never ignored.

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

_CITY: tuple[_Key, ...] = (
    ("name", "Name of the root (根), as screens show it. Required.", '"示例市"'),
    ("code", "Code of the root: 2, 4 or 6 digits, or 12. Required.", '"9901"'),
    ("kind", "`province`, `city` or `county`; `city` where left out. Levels that the folder does "
     "not give disappear from every screen.", '"county"'),
    ("codes", "`division` (统计用区划代码, the default) or `free`: codes are then any unique text "
     "and are never made longer, and a place without `parent_code` lies directly under the root.",
     '"free"'),
    ("licence", "Licence of the data; a source may state its own. Shown on the Data page (数据).",
     '"fictional data, free to use"'),
)  # fmt: skip

_RULE: tuple[_Key, ...] = (
    ("id", "Name of the rule, unique. Required.", '"workday-city"'),
    ("role", "Which pairings (结对) it is about: their `role`. Required.", '"contact"'),
    ("targets", "What is to be visited: `village`, `community`, `grid` or another kind of place, "
     "`project`, `enterprise`, `chain`. Required.", '["village", "community"]'),
    ("schedule", "The days, as an RFC 5545 rule of whole days (see [ledger.md]"
     "(ledger.md)). Required.", '"FREQ=MONTHLY;BYMONTHDAY=25"'),
    ("tier", "Only officials posted at this tier (层级): `city`, `county`, `township`; all where "
     "left out.", '"city"'),
    ("rank", "Only officials of this rank (职级) and above: `staff`, `township`, `county`, `city`, "
     "`province`; all where left out.", '"county"'),
    ("shift", "Where a day moves that is no working day (遇节假日): `previous_workday`, "
     "`next_workday`, `next_same_weekday` or `none`, the default.", '"previous_workday"'),
    ("shift_when", "Which days move: `not_working`, the default, or `public_holiday`.",
     '"public_holiday"'),
    ("early_days", "How many days before the due day a visit already counts; 0 where left out.",
     "3"),
    ("makeup_days", "How many days after the due day a visit still counts as made up (补访); 0 "
     "where left out. A window never reaches into the next one.", "7"),
    ("opens", "`due`, the default: the window opens `early_days` before the due day; `period`: it "
     "opens the day after the due day before, so any day of the period counts.", '"period"'),
    ("reported_by", "Whose report (上报) tells a missed visit from an unknown one: "
     "`official_unit`, the default, or `place_township`, the unit of the place's township.",
     '"place_township"'),
    ("from", "First day of the rule; needed by schedules that count from a first day.",
     "2016-12-01"),
    ("to", "Last day of the rule.", "2026-12-31"),
)  # fmt: skip

_RANKING: tuple[_Key, ...] = (
    ("id", "Name of the ranking, unique. Required.", '"township"'),
    ("name", "Its title on the page; the id where left out.", '"乡镇月度排名"'),
    ("level", "`township`, the default, or `county`.", '"county"'),
    ("weights", "Figure → weight, over zero. A figure earns 1 point at `best` (1 where left out) and "
     "none at `worst` (0), on a straight line between; one that counts days or visits must say both "
     "ends. A figure an area has no data for leaves its weight out. Required.",
     "{ fulfilment = 60, days_since_visit = { weight = 40, best = 0, worst = 60 } }"),
    ("fair_places", "Areas with fewer places are told apart and not ranked; 10 where left out.",
     "10"),
    ("from", "First month; earlier ones do not count for how often an area was first.",
     "2026-01-01"),
)  # fmt: skip

_INDICATOR: tuple[_Key, ...] = (
    ("name", "The indicator, as the table writes it. Required.", '"集体经济收入"'),
    ("unit", "Its unit.", '"元"'),
    ("bands", "Up to four bounds between its classes on the map, lowest first; a number on a bound "
     "lies below it, so 100,000 is not over 100,000.", "[50000, 100000]"),
    ("adds_up", "Whether it is tallied over places and periods, as ponds cleaned are.", "true"),
)  # fmt: skip

_THRESHOLDS = {
    "neglected_days": "A place without a visit for longer is neglected (被遗忘), days.",
    "window_days": "The window of visit coverage (走访覆盖率), days, the day itself included.",
    "behind_ratio": "A project with less than this part of its plan to date is behind (滞后).",
    "ahead_ratio": "A project with more than this part of its plan to date is ahead (超前).",
}

_SOURCE: tuple[_Key, ...] = (
    ("file", "The file, or a list of files that are read as one. Required. `.xlsx`, `.xlsm`, "
     "`.xls`; `.shp`, `.geojson`, `.json`, `.gpkg`, `.kml`, `.fgb`, whose shapes come along; any "
     "other ending is read as text with commas or tabs.", '"villages.csv"'),
    ("columns", "Column → header in the file, where the header is none of those known.",
     '{ visited_on = "到村日期" }'),
    ("encoding", "Of a text file or shapefile. Where left out: a byte order mark, else UTF-8, else "
     "GB18030, else the file is refused.", '"gb18030"'),
    ("sheet", "Sheet of an Excel file; the first where left out.", '"2026"'),
    ("layer", "Layer of a spatial file; the first where left out.", '"villages"'),
    ("crs", "Coordinate system (坐标系) of a spatial file that states none, or states a wrong one.",
     '"EPSG:4549"'),
    ("datum", "What the coordinates are displaced by (坐标偏移), of shapes and of the columns `lon` "
     "and `lat` alike: `gcj02` (高德, 腾讯), `bd09` (百度), or `wgs84` and `cgcs2000`, which are not "
     "and count as one. Inside China they are moved back; a layer that seems displaced is said at "
     "load, never moved unasked.", '"gcj02"'),
    ("axes", "Order of the coordinates in a spatial file: `lon_lat`, the default, or `lat_lon`, also "
     "for metres with the northing first.", '"lat_lon"'),
    ("scale", "What numbers of shapes, `lon` and `lat` are multiplied by to be degrees, or `dms` where "
     "they are degrees, minutes and seconds in one (`1153900`).", "1e-6"),
    ("towgs84", "Local parameters of an old datum (北京54, 西安80) of a spatial file, as PROJ has them: "
     "dx, dy, dz in metres, or with rx, ry, rz in arc-seconds (position vector) and s in parts per "
     "million. Without them such a file is refused.", "[15.8, -154.4, -82.3]"),
    ("geometry", "Places only: a file of shapes (边界) beside the table; its keys are below.",
     '{ file = "villages.gpkg" }'),
    ("licence", "Licence of this source, where it is not the city's.", '"MIT"'),
    ("kind_by_name", "Places only: names that end in 居委会, 居民委员会 or 社区 are communities, "
     "all others villages; for a file that mixes them.", "true"),
    ("code_prefix", "Written before every `code` of the file and of its shapes.", '"KT"'),
    ("parent_prefix", "Written before every `parent_code` of the file.", '"KT"'),
)  # fmt: skip

_GEOMETRY: tuple[_Key, ...] = (
    ("file", "The spatial file. Required.", '"villages.gpkg"'),
    ("match", "`code`, the default, or `name`: exactly the same name, inside the parent that the "
     "file's `parent_code` states, and only where a single place bears it.", '"name"'),
    ("column", "The header that holds the code or name, where it is not a known one.", '"XZQDM"'),
    ("layer", "As above.", '"village"'),
    ("crs", "As above.", '"EPSG:4490"'),
    ("datum", "As above, for these shapes alone.", '"gcj02"'),
    ("axes", "As above.", '"lat_lon"'),
    ("scale", "As above.", "1e-6"),
    ("towgs84", "As above.", "[15.8, -154.4, -82.3]"),
)  # fmt: skip

_CELLS = """\
## How cells are read

- **Headers** match without regard to case, spaces and a leading or trailing `*`. A header that is \
no column of ours is listed as unused and never stored: what is not declared here does not enter.
- **Empty cells** are unknown, never zero. Full-width digits count as digits.
- **Codes (代码)** are text: 12 digits, or the 6 or 9 of a county or township, or 15 for a grid.
- **Days**: `2026-06-24`, `2026/6/24`, `2026.6.24`, `2026年6月24日`, `20260624`, or a day of Excel; \
from 1949-10-01 to 2199-12-31. **Months**: `2026-06`, `2026年6月`, `202606`, or a day in the month.
- **Counts** are whole numbers from 0, **amounts** numbers from 0 with or without `1,000` commas.
- **Validity** (`valid_from`, `valid_to`) includes both days; empty is open-ended. A change of \
post, pairing or code is a second row, not a corrected first one.
- **Shapes** become EPSG:4490 (CGCS2000), longitude first, from any coordinate system that PROJ \
knows: EPSG codes, ESRI names in `.prj`, Gauss–Krüger zones with and without their number. Points \
are taken where there is no polygon. A parent without a polygon is drawn from its children.
- **A bad row** goes to quarantine (隔离) with every reason, its file and its row as a spreadsheet \
numbers it; the good rows go on. Rows in = accepted + quarantined, always.
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

_TITLES = {
    "place": "区划", "unit": "单位", "official": "干部", "posting": "任职", "project": "重点项目",
    "project_month": "项目月度进度", "pairing": "结对", "visit": "走访", "attendance": "到访干部",
    "report": "上报", "roster": "派工单回填", "exemption": "豁免", "calendar_override": "日历覆盖",
    "target": "目标", "facility": "设施", "indicator": "指标", "milestone": "项目节点",
    "bottleneck": "项目难题", "chain": "产业链", "enterprise": "企业",
}  # fmt: skip


def title(table: Table) -> str:
    """What a table is called in Chinese."""
    return _TITLES[table.name]


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
            _section("[city]", "What the folder is about.", _keys(_CITY)),
            _section(
                "[[rule]]",
                "Who has to visit what, and when (规则); as many as there are. The cases are in "
                "[ledger.md](ledger.md).",
                _keys(_RULE),
            ),
            _section(
                "[[ranking]]",
                "A monthly ranking (排名) of townships or counties; as many as there are. The score "
                "is the weighted mean of the points × 100, and every component is shown.",
                _keys(_RANKING),
            ),
            _section(
                "[[indicator]]",
                "What an indicator (指标) means; one that is not declared has no unit and no bands.",
                _keys(_INDICATOR),
            ),
            _section("[thresholds]", "Where a figure turns (阈值); all optional.", _thresholds()),
            _section("[sources.X]", _sources(), _keys(_SOURCE)),
            _section("geometry", "Inside `[sources.X]` of a kind of place.", _keys(_GEOMETRY)),
            _CELLS,
            _loads(),
            "## Tables and their columns\n",
            "The name of a column is always a header too; the others are listed beside it. Rows that "
            "differ under one key are all quarantined, because only a person can tell which is right. "
            "Companies (企业) and chains (产业链) have no table yet, so their ids are not checked.\n",
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


def _keys(keys: Iterable[_Key]) -> str:
    return _grid(
        ("Key", "What it says", "Example"),
        ((f"`{name}`", doc, f"`{example}`") for name, doc, example in keys),
    )


def _thresholds() -> str:
    return _grid(
        ("Key", "What it says", "Default"),
        (
            (f"`{field.name}`", _THRESHOLDS[field.name], f"`{field.default}`")
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
    name = f"`{table.name}` {_TITLES[table.name]}"
    grows = " Accumulates." if table.accumulates else ""
    return f"### {name}\n\n{table.doc} Key: {key}.{grows}\n\n{grid}"


def _row(column: Column) -> tuple[str, ...]:
    return (
        f"`{column.name}`",
        "、".join(column.headers) or "—",
        "yes" if column.required and column.default is None else "",
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
    grid = _grid(
        ("Reason", "原因", "In words"),
        ((f"`{code}`", chinese[code], english[code]) for code in english),
    )
    return (
        "## Why a row is quarantined · 隔离原因\n\n`guatu check` and `guatu load` print each reason "
        f"with its count and three examples; the Data page (数据) lists them.\n\n{grid}"
    )


def main() -> None:
    """Write the page to the file named on the command line."""
    if len(sys.argv) != 2:
        sys.exit("python -m etl.documentation FILE")
    Path(sys.argv[1]).write_text(city_folder_markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
