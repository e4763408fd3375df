"""What a file names is shown as it is and never drawn: on every page of a city whose every name is
hostile text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from dashboard.answers.ask import current_id, forget
from dashboard.answers.ask import snapshot as snapshot_of
from dashboard.frame.plain import JOINER
from etl.pipeline import load
from geodata.store.snapshots import Store
from security import hostile
from security.conftest import open_page

PAGES = ("overview", "movement", "coverage", "neglected", "workday", "roster", "officials", "projects",
         "companies", "matters", "facts", "rankings", "targets", "export", "data", "definitions")  # fmt: skip
LAYERS = ("on_time", "pairing_coverage", "place_attribute", "projects", "facility_coverage",
          "indicator_over")  # fmt: skip
#: Pieces that Streamlit's Markdown would draw, were they in it as they are.
DRAWN = re.compile(
    r"(?<!\\)(!\[evil|\$evil|\[evil|\*\*evil|`evil|<img)|:material/evil|:red\[evil|www\.evil|://evil|->|:streamlit:"
)
#: What Streamlit does not take for Markdown: texts, options of lists, what the map's script and
#: charts are given, and what nobody sees.
_NO_MARKDOWN = {
    ("Text", "body"), ("Code", "code_text"), ("Selectbox", "options"), ("Selectbox", "raw_value"),
    ("Selectbox", "set_value"), ("MultiSelect", "options"), ("MultiSelect", "raw_values"),
    ("ComponentInstance", "json_args"), ("VegaLiteChart", "spec"), ("TextInput", "value"),
    ("TextInput", "set_value"), ("PageLink", "query_string"), ("LinkButton", "url"),
}  # fmt: skip


@pytest.fixture(scope="module")
def hostile_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("hostile")
    hostile.write(folder / "city")
    store = Store(folder / "store")
    load(folder / "city", store, now=datetime(2026, 11, 1))
    assert store.current().rows("SELECT count(*) FROM quarantine") == [(0,)]
    return store


@pytest.fixture
def serving_hostile(hostile_store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("GUATU_STORE", str(hostile_store.folder))
    forget()
    yield hostile_store
    forget()


def strings(message: Message) -> Iterator[tuple[tuple[str, str], str]]:
    """Every text of a message and where it stands."""
    for field, value in message.ListFields():
        where = (message.DESCRIPTOR.name, field.name)
        if field.message_type and field.message_type.GetOptions().map_entry:
            values = list(value.values())
        else:
            values = list(value) if field.is_repeated else [value]
        for one in values:
            if isinstance(one, Message):
                yield from strings(one)
            elif isinstance(one, str):
                yield where, one


def nodes(block: Any) -> Iterator[Any]:
    yield block
    for child in getattr(block, "children", {}).values():
        yield from nodes(child)


def judged(app: AppTest) -> tuple[set[str], set[str]]:
    """What is in Markdown as it came, and what is escaped where nothing would take that away."""
    drawn, twice = set(), set()
    for node in nodes(app._tree):
        if (proto := getattr(node, "proto", None)) is None:
            continue
        for where, said in strings(proto):
            if getattr(proto, "allow_html", False) or where == ("Html", "body"):
                assert "<img" not in said
            elif where in _NO_MARKDOWN:
                if JOINER in said or "\\![" in said or "\\$" in said:
                    twice.add(f"{where}: {said[:200]}")
            elif DRAWN.search(said):
                drawn.add(f"{where}: {said[:200]}")
    return drawn, twice


def links() -> Iterator[tuple[str, dict[str, str]]]:
    place, project, company, attribute, area = (
        str(snapshot_of(current_id()).rows(f"SELECT max({key}) FROM {table}")[0][0])
        for table, key in (("pairing WHERE target_kind = 'place'", "target_id"),
                           ("project", "project_id"), ("enterprise", "enterprise_id"),
                           ("place_attribute", "attribute"), ("place WHERE kind = 'county'", "code"))
    )  # fmt: skip
    for name in PAGES:
        yield name, {"period": "workday-county@2026-10-15"}
    for name in ("overview", "coverage"):
        yield name, {"lang": "en", "attribute": attribute, "area": area}
    for layer in LAYERS:
        yield "coverage", {"layer": layer}
        yield "export", {"layer": layer}
    for about in ("facilities", "indicators"):
        yield "facts", {"about": about}
    for show in ("board", "table", "due"):
        yield "projects", {"projects_show": show}
    yield "place", {"place": place}
    yield "place", {"place": place[:6]}
    yield "place", {"place": hostile.HOSTILE}
    yield "project", {"project": project}
    yield "companies", {"company": company}
    yield "overview", {"snapshot": hostile.HOSTILE, "area": hostile.HOSTILE, hostile.HOSTILE: "x"}
    yield "rankings", {"period": hostile.HOSTILE, "attribute": hostile.HOSTILE}


@pytest.mark.usefixtures("serving_hostile")
def test_no_name_is_drawn() -> None:
    drawn: dict[str, set[str]] = {}
    for name, query in links():
        for fault in set.union(*judged(open_page(name, **query))):
            drawn.setdefault(fault, set()).add(name)
    assert drawn == {}, "\n".join(f"{sorted(pages)} {fault}" for fault, pages in drawn.items())
