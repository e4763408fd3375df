"""The reference of a city folder, docs/city-folder.md, written from what the code declares.

``python -m etl.city.documentation docs/city-folder.md`` writes the file; a test holds the two equal.
Tables and columns come from ``etl/tables``, the keys of city.toml from the tables beside this module,
the reasons for quarantine from ``geodata/text``; what cannot be read off the code is written here.

Long because most of it is text.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from pydantic.fields import FieldInfo

from etl.city.city_table import (
    CityTable,
    DoubtsTable,
    IndicatorTable,
    MattersTable,
    ThresholdsTable,
)
from etl.city.prose import DATABASES
from etl.city.ranking_table import RankingTable
from etl.city.rule_table import RuleTable
from etl.city.source_table import (
    EventSourceTable,
    GeometryTable,
    JoinedTable,
    PlaceSourceTable,
    ReferenceTable,
    WideTable,
)
from etl.city.toml_table import TomlTable, keys, literal
from etl.tables import PLACE, TABLES
from etl.tables.declare import Column, Table
from geodata.base.codes import KINDS
from geodata.base.messages import text, texts

_OPENING = """\
# A city folder · 城市文件夹

<!-- Written by `python -m etl.city.documentation docs/city-folder.md`: change the code, not this page. -->

A city folder holds `city.toml` and the files it names. One that a browser sends may name nothing \
outside itself and no server, nor may any under `--enclosed`. `guatu check FOLDER` reads all of it and \
reports without publishing; `guatu load FOLDER` publishes. Only `[city]` and one source of places \
are required: whatever else is missing is said on the page that would need it, and nothing is made \
up for it. A key that is not known is refused, never ignored. `guatu check FOLDER \
--write` guesses a first `city.toml` from the files, with the grounds of every guess.

An editor that knows JSON schemas completes the keys, says what each means, and marks a slip while it \
is typed: `guatu schema > city.schema.json` writes the schema into the folder, and the first line of \
`city.toml`, `#:schema ./city.schema.json`, names it (Even Better TOML, Taplo, Tombi). What hangs \
together across keys and files `guatu check` says.

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
column (走访情况 / 户数). A header \
that is no column of ours is listed as unused and never stored: what is not declared here does not \
enter. `guatu check` lists which header became which column.
- **Units.** An amount is read in the unit stated nearest to it, and kept in that of its column to \
the fen: in its cell (1.2亿, 3000万元), its header (总投资（亿元）), the row of units below the header or \
the group above it; else, for all columns that state none of their own, in a title or line above \
(单位：亿元), in a note below (注：金额单位为亿元), in the name of the sheet or file. A unit alone in a \
corner holds for all amounts, units over several columns each for its own. Refused with a sentence: \
two units of one rank, a note against the header of the column that it names, a unit of which nobody \
can tell whose it is, and what cannot be converted (万美元, 元/亩, 户 in thousands; 工作日 in one column of \
days and 天 in another). An indicator (指标) goes by the `unit` that city.toml declares for it. \
`guatu check` shows what was applied: 总投资 → investment_wan_yuan (亿元 → 万元,×10000).
- **Totals, notes and signatures** (注:…, 填表人:… at the beginning of a line, 合计 in any column) whose \
other cells hold nothing that a row needs are set aside by number, neither accepted nor quarantined.
- **Names of people.** Title, unit, telephone, sex, ethnic group, party, age and schooling beside a \
name are no part of it (王芳（女，回族）); each label names its own (组长：赵军 副组长：李娜). Two of one \
name whom a table tells apart by sex or group stay two. Whoever a list of pairings or postings says has \
left (已调离, 退休, 调任…, 借调) is put aside with the row, as by that word in 状态. A title cut short \
(王局, 陈总) is nobody's name unless a register of officials or postings has it (王镇). Of several of one \
name the unit decides, else who is paired that day with the very place, else who alone serves that day in \
its township or is paired with a place of it, which the load says; else it is asked.
- **Residents.** In what is written in words (title, category, state, note, reason, name of a facility or \
target) telephone, identity and card numbers, a name directly beside one or behind a label \
(反映人：…), and whatever a column such as 反映人 or 户主 says of the same row become `▓▓▓`, and the load \
says in how many cells of which column. Names of places, units, projects, companies and chains stay \
as they are. Whom a column of officials names, no list knows and such a column calls a resident is 某某.
- **Merged cells** of a sheet: a block merged downwards gives its text to each of its rows, but a \
number to the first alone, because it would be counted twice.
- **Empty cells** are unknown, never zero. Full-width digits count as digits.
- **Codes (代码)** are text: 12 digits, or the 6 or 9 of a county or township, or 15 for a grid.
- **Days**: `2026-06-24`, `2026/6/24`, `2026.6.24`, `2026年6月24日`, `20260624`, or a day of Excel; \
from 1949-10-01 to 2199-12-31. A day without its year (10.16, 10月16日, 16日) is of the year and month that \
the sheet, the title, the file's name or its folder tell, where they tell one alone, or of the `year` \
of its source; far from the month of its sheet it is put aside. A month alone (10月) is enough for a \
visit, which then counts for the month and for no day, and stands for the last day of a deadline; so do \
6月底前 and 年底; 15日内 counts from the day a matter was raised; 10月8日—10月31日 tells two days. 10.1 \
that a spreadsheet holds as a number may be 10.10, and tells the month alone; a moment with its \
zone (2026-10-16T23:30:00Z) is of the day that it was in China, the 17th. \
**Months**: `2026-06`, `2026年6月`, `202606`, or a day in the month.
- **Counts** are whole numbers from 0, also with what they count (12户) or 约 before them; where words \
stand in the place of what a visit brought about (解决问题：路灯已修) they become its `note` and the count \
is unknown. **Amounts** are numbers from 0 with or without `1,000` commas.
- **Validity** (`valid_from`, `valid_to`) includes both days; empty is open-ended. A change of \
post, pairing or code is a second row, not a corrected first one.
- **Shapes** become EPSG:4490 (CGCS2000), longitude first, from any coordinate system that PROJ \
knows: EPSG codes, ESRI names in `.prj`, Gauss–Krüger zones with and without their number. Points \
are taken where there is no polygon. A parent without a polygon is drawn from its children. In a \
table of places a column called `wkt`, `geometry`, `the_geom`, 几何 or as \
`columns = { geometry = "…" }` says holds the shape, as WKT, GeoJSON, a geoshape \
of ODK or hexadecimal WKB; without `crs` it must be in degrees. With `crs`, columns `x` and \
`y` (横坐标, 纵坐标) are points.
- **A shape that cannot be drawn** (empty, collapsed, a line, metres taken for degrees) takes nobody \
away: in a table of places or projects its row is accepted without it, and the load says which rows; \
in a file of shapes beside the table the row of the shape is put aside. Rows alike in all but their \
polygons, which lie apart, are parts of one place (飞地) and joined.
- **What lies in no township** or county (不在任何乡镇), because its register lacks it, counts in \
every figure and is a row of its own wherever areas of the level are listed; the load says how many.
- **Lost letters** (U+FFFD, ■, private fonts, 锟斤拷), **NUL characters** and **hidden or filtered rows** \
of an .xlsx are read, counted, and said at load and on the Data page. NULs are taken out.
- **A bad row** goes to quarantine (隔离) with every reason, its file and its row as a spreadsheet \
numbers it; the good rows go on. Rows in = accepted + quarantined, always. Its cells under declared \
columns are kept, without residents' data: telephone, identity and card numbers, and whatever stands \
under a header such as 反映人 or 家庭住址, become `▓▓▓`, which no load takes for a value. To be mended it \
is in `rejects.xlsx`, as it came where `--out` wrote it; the columns 原文件行号 and 退回原因 are passed over \
when a mended sheet is loaded.
"""

_LOADS = """\
## Loading again · 逐次装载

{accumulating} hold events and **accumulate** (累积); every other table is what the folder \
says, but for lists without days, below. A load builds \
on the current snapshot, where that is of the same city (`code`):

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
`guatu load FOLDER --replace visit` keeps none; `--replace all` does so for every table that \
accumulates.
- The same folder loaded twice changes nothing.
- A load that would leave a table with far fewer rows than the current snapshot has is **not \
published** (不发布): one that loses more than one row in twenty and more than one row, or all it had, \
also where its source was taken out of `city.toml`. Places are counted by kind, and one whose code is \
of another kind now or stands in an `earlier` register has not gone; `village.geometry` counts their \
surveyed shapes. Nor is a load of which a register has rows and none is accepted, or a table has 20 rows \
or more and more than half of them are put aside (大半被退回), the first one included. \
`guatu load FOLDER --allow-fewer village` says that it is meant, `--allow-fewer all` of every table; \
`guatu check FOLDER --store STORE` says it beforehand.

### A sheet that is a whole month · 整月的表

Where files give no ids, the id of a row is made of the row, and a corrected one is another row: a \
visit moved to another village would stand beside the one that was wrong. With `whole = "month"` in \
its source, the files are all there is of every month they have rows of. Without it a load says how \
many rows of the version before of the same file are no longer in it and still count.

- A row is of the month of its day. Inside the window of a workday that was moved into another month \
it is of the workday's month (30 September for 1 October is of October), unless the rest of its file \
is of its own month alone.
- A few rows do not make a month: a month other than the file's fullest is replaced only if the file \
has at least a tenth as many rows of it as of the fullest, and half as many as there were. A load \
says where that is not so, and the earlier rows stay.
- A month of 20 rows or more that would lose more than half of them is not published until \
`--allow-fewer visit` says that it is meant.
- Only accepted rows count: a file whose rows of a month are all put aside replaces none of it, and \
one without rows is of no month.
- Townships that hand in files of their own, one after the other, want `whole = "file"`: a file then \
replaces only what a file (or sheet) of the same name gave in these months.
- Who came to a visit that goes, goes with it; so do rows of such a month that were put aside.

### Lists without days · 没有日期的清单

{lists} may leave out the first and the last day (生效日期, 失效日期). Such a list says how things stand \
now. The first one holds as long as can be; after that a change holds **from a day on**, and earlier \
months stay as they were:

- A row that is gone ended on the day before, a row that is new begins on the day: that of the load, \
or the one that `--changes-on 2026-10-01` states (for `guatu check` too; on the Data page before \
publishing). The load says how many rows begin and end on which day. The order of the rows means \
nothing, and the same list again changes nothing.
- A slip of the pen is no change: with `--rewrite pairing` what is new takes the place and the days \
of what is gone, as if it had always been so. `--replace pairing` forgets what earlier lists said and \
takes this one from the beginning.
- A row that gives a day is taken as it stands. A list in which no row has a last day still says how \
things stand now, so whoever is gone from it has ended: on the day before, or before the first day \
that it gives to whoever came in their place; and a first day later than the one before goes on \
from what was, as when all begin anew each year (`--rewrite` where it was a slip). In a list that \
gives last days, a row with days that \
is gone was never so.
- A row that was put aside ends nobody: what it may be about stays, and the load says so.
- A row that ends and comes back on one day never ended; one that comes and goes on one day never was.
- Officials and units that are gone from their register stay known where earlier pairings, postings, \
visits or reports name them. A name means them only if nobody of today bears it.
- The name or the code that a place had before a confirmed change still finds it.
- A role, an attribute or a table of postings that comes in for the first time holds as long as can \
be; so does the posting of an official who is new altogether.

### Months that were closed · 已结束的月份

Before it publishes, a load compares what the snapshot before told of every month that was over with \
all its windows: fulfilment, on-time rate, visit coverage and report rate, of the root and of each \
county. What differs is said, from how much to how much and through which rows, by `guatu load`, \
`guatu check`, the page before publishing and the Data page; the load of a new month says nothing.
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
            _section("[city]", _doc(CityTable), _keys(CityTable)),
            _section("[[rule]]", _doc(RuleTable), _keys(RuleTable)),
            _section("[[ranking]]", _doc(RankingTable), _keys(RankingTable)),
            _section("[[indicator]]", _doc(IndicatorTable), _keys(IndicatorTable)),
            _section("[matters]", _doc(MattersTable), _keys(MattersTable)),
            _section(
                "[thresholds]", _doc(ThresholdsTable), _keys(ThresholdsTable, example="Default")
            ),
            _section("[doubts]", _doc(DoubtsTable), _keys(DoubtsTable, example="Default")),
            _section("[sources.X]", _sources(), _keys(PlaceSourceTable, EventSourceTable)),
            _section("geometry", _doc(GeometryTable), _keys(GeometryTable)),
            _section("wide", _doc(WideTable), _keys(WideTable)),
            _section("joined", _doc(JoinedTable), _keys(JoinedTable)),
            DATABASES,
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
    return _LOADS.format(
        accumulating=_listed(table.name for table in TABLES if table.accumulates),
        lists=_listed(table.name for table in TABLES if table.lists),
    )


def _listed(tables: Iterable[str]) -> str:
    *names, last = (f"`{name}`" for name in tables)
    return f"{', '.join(names)} and {last}"


def _section(name: str, doc: str, body: str) -> str:
    return f"### `{name}`\n\n{doc}\n\n{body}"


def _grid(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return "".join("| " + " | ".join(_cell(one) for one in line) + " |\n" for line in lines)


def _cell(content: str) -> str:
    return content.replace("|", "\\|")


def _doc(table: type[TomlTable]) -> str:
    return " ".join((table.__doc__ or "").split())


def _keys(*tables: type[TomlTable], example: str = "Example") -> str:
    """The keys of the tables, each once, those that must be given first."""
    fields = {key: field for table in tables for key, field in keys(table).items()}
    return _grid(
        ("Key", "What it says", example),
        (
            (f"`{key}`", _says(key, field, tables), f"`{literal(field.examples[0])}`")
            for key, field in sorted(fields.items(), key=lambda one: not one[1].is_required())
            if field.examples
        ),
    )


def _says(key: str, field: FieldInfo, tables: tuple[type[TomlTable], ...]) -> str:
    is_told_above = tables == (GeometryTable,) and key in keys(ReferenceTable)
    return "As above, of these shapes alone." if is_told_above else field.description or ""


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
        sys.exit("python -m etl.city.documentation FILE")
    Path(sys.argv[1]).write_text(city_folder_markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
