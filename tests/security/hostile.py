"""A small city whose every name is hostile text."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import python_calamine

from etl import demo

#: What Streamlit's Markdown would draw as a picture, a formula, an icon, a colour, a link, an arrow.
HOSTILE = (
    " ![evil](http://evil.example/i.png) $evil^2$ :material/evil: :red[evil] **evil** `evil`"
    " <img src=http://evil.example/j.png onerror=alert(1)> www.evil.example evil-> :streamlit:"
)
_NAMES = {
    "name", "attribute", "facility_kind", "indicator", "title", "milestone", "depends_on",
    "category", "事项", "类别",
}  # fmt: skip
#: Roles that no rule is about, in the city's own words.
_ROLES = {"lead", "first_secretary"}


def write(folder: Path) -> None:
    """The demo city, each of whose names has :data:`HOSTILE` behind it."""
    demo.write(folder, places=60, seed=1)
    toml = (folder / "city.toml").read_text(encoding="utf-8")
    toml = re.sub(
        r'^(name|unit|licence) = "(.*)"$', rf'\1 = "\2{HOSTILE}"', toml, flags=re.MULTILINE
    )
    toml = toml.replace(".xlsx", ".csv")
    (folder / "city.toml").write_text(toml, encoding="utf-8")
    for book in folder.glob("*.xlsx"):
        sheet = python_calamine.load_workbook(book).get_sheet_by_index(0).to_python()
        _save(book.with_suffix(".csv"), [[_cell(one) for one in row] for row in sheet])
        book.unlink()
    for path in folder.glob("*.csv"):
        try:
            rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        except UnicodeDecodeError:
            continue  # visits, which name nothing
        head = rows[0]
        for row in rows[1:]:
            for at, column in enumerate(head):
                if row[at] and (column in _NAMES or (column == "role" and row[at] in _ROLES)):
                    row[at] += HOSTILE
        _save(path, rows)


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _save(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
