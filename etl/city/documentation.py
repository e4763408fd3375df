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
from etl.city.prose import CELLS, DATABASES
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
says where that is not so, and the earlier rows stay. A month of 20 rows or more that would lose more \
than half of them is not published until `--allow-fewer visit` says that it is meant. Only accepted rows \
count: a file whose rows of a month are all put aside replaces none of it.
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
            CELLS,
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
