"""Every word that a header may be, in one table, from the declarations (docs/headers.md)."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

from etl.city.documentation import title
from etl.tables import TABLES
from etl.tables.also import weak_headers
from etl.tables.declare import Column, Table
from etl.tables.place import place_table
from geodata.base.codes import KINDS
from geodata.base.messages import text

_HEAD = (
    "<!-- Written by `python -m etl.city.synonyms docs/headers.md`. -->\n# 表头对照 · Known headers\n\n"
    "文件里的表头写成下面任何一个都认得:不分大小写、全角半角、空格和标点,括号里的说明不算,表头可以有三行。"
    "一个文件里有几个时,以常用的(列在前面的)为准。"
    '别的写法在 city.toml 的 `columns` 里写明,例如 `columns = { visited_on = "到位日" }`;写成空的'
    '(`talks = ""`)就是不用这一列。单位(万元、亩)可以写在括号里,会换算。\n\n'
    "A header may be any of these, whatever its case, width, spaces and marks; what stands in brackets is "
    "left out, and a header may have three rows. Of several in one file the usual ones, which come "
    "first, count. Other words are named in `columns` of city.toml; an empty one switches a column off.\n\n"
    "| 表头 · Header | 列 · Column | 表 · Table |\n| --- | --- | --- |\n"
)


def headers_markdown() -> str:
    """The page: one line for each column and the tables in which it is called so."""
    tables = defaultdict[tuple[str, tuple[str, ...]], list[str]](list)
    for name, shown, table in _tables():
        for column in table.columns:
            words = _words(table, column)
            if words:
                tables[column.name, words].append(f"{shown} `{name}`")
    lines = (
        f"| {_cell(words)} | `{column}` | {'；'.join(dict.fromkeys(names))} |"
        for (column, words), names in tables.items()
    )
    return _HEAD + "\n".join(lines) + "\n"


def _tables() -> list[tuple[str, str, Table]]:
    """The registers as a file of each kind means their headers, and the tables."""
    registers = [
        (kind, text("kind", kind, "zh_CN"), place_table(kind, mixed=kind == "village"))
        for kind in KINDS[1:]
    ]
    others = [(one.name, title(one), one) for one in TABLES if one.name != "place"]
    return [*registers, *others]


def _cell(words: tuple[str, ...]) -> str:
    return "、".join(words).replace("|", "\\|")


def _words(table: Table, column: Column) -> tuple[str, ...]:
    also = weak_headers(table, column)
    return tuple(dict.fromkeys((*column.headers, *column.shared, *also)))


def main() -> None:
    """Write the page to the file named on the command line."""
    if len(sys.argv) != 2:
        sys.exit("python -m etl.city.synonyms FILE")
    Path(sys.argv[1]).write_text(headers_markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
