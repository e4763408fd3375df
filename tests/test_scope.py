"""A scope is one value: what is written of it is read back, and every field of it changes an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import click
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.answers import map_values
from dashboard.answers.ask import forget
from etl.cli.common import asked, scoped
from geodata.base.codes import AREA_KINDS, KINDS, MATTERS, TARGETS, THINGS
from geodata.figures import layers
from geodata.figures.layers import LayerQuery
from geodata.land import shapes
from geodata.question import attributes, codec, periods
from geodata.question.periods import EARLIEST, LATEST, Period
from geodata.question.scope import FIELDS, Scope, city_of, scope
from geodata.store.snapshots import Snapshot, Store

DAYS = st.dates(EARLIEST, LATEST)


def ids(snapshot: Snapshot, text: str) -> list[str]:
    """The first column of a query."""
    return [one for (one,) in snapshot.rows(text)]


def scopes(snapshot: Snapshot) -> st.SearchStrategy[Scope]:
    """Any scope that can be asked of a snapshot."""
    city = city_of(snapshot)
    rules = ids(snapshot, "SELECT rule_id FROM rule ORDER BY 1")
    rounds = [one for rule in rules for one in periods.rounds(snapshot, rule, city.today)]

    def one_of(text: str) -> st.SearchStrategy[str | None]:
        return st.none() | st.sampled_from(ids(snapshot, text))

    def some(words: tuple[str, ...], least: int) -> st.SearchStrategy[tuple[str, ...]]:
        return st.lists(st.sampled_from(words), min_size=least, unique=True).map(tuple)

    spans = st.tuples(DAYS, DAYS).map(lambda two: Period(min(two), max(two)))
    strategies: dict[str, st.SearchStrategy[Any]] = {
        "known_on": st.dates(EARLIEST, city.last_day),
        "period": st.sampled_from(rounds) | spans | DAYS.map(periods.month_of),
        "kinds": some((*KINDS, *THINGS), 1),
        "area": one_of("SELECT DISTINCT code FROM place WHERE code <> (SELECT code FROM city)"),
        "rule": st.none() | st.sampled_from(rules),
        "unit": one_of("SELECT unit_id FROM unit ORDER BY 1"),
        "topic": st.none() | st.text(),
        "over": st.none() | st.floats(allow_nan=False),
        "matter": st.none() | st.sampled_from(MATTERS),
        "target": st.none() | st.sampled_from(TARGETS),
        "levels": some(AREA_KINDS, 0),
        "chain": one_of("SELECT chain_id FROM chain ORDER BY 1"),
        "protected": st.booleans(),
        "attribute": st.none() | st.sampled_from(attributes.names(snapshot)),
        "role": st.none() | st.sampled_from(attributes.roles(snapshot)),
    }
    assert strategies.keys() == {one.name for one in fields(Scope)}
    return st.builds(Scope, **strategies)


@settings(max_examples=150)
@given(st.data())
def test_what_is_written_of_a_scope_is_read_back(
    demo_snapshot: Snapshot, data: st.DataObject
) -> None:
    about = data.draw(scopes(demo_snapshot))
    texts = codec.encode(about)
    assert all(type(one) is str for one in texts.values())
    assert codec.decode(demo_snapshot, texts) == about
    assert codec.decode(demo_snapshot, {**texts, "lang": "en"}) == about


@settings(max_examples=80)
@given(st.data())
def test_the_command_line_asks_for_what_is_written(
    demo_snapshot: Snapshot, data: st.DataObject
) -> None:
    about = data.draw(scopes(demo_snapshot))
    found: list[Scope] = []

    @click.command()
    @scoped(*FIELDS)
    def command(**options: Any) -> None:
        found.append(asked(demo_snapshot, **options))

    def options() -> Iterator[str]:
        for name, text in codec.encode(about).items():
            option = FIELDS[name].told.option
            if option:
                yield from (f"--{option}={one}" for one in text.split(","))
            else:
                yield f"--{name.replace('_', '-')}" + ("" if name == "protected" else f"={text}")

    CliRunner().invoke(command, [*options()], catch_exceptions=False)
    assert found == [about]


def test_nothing_but_what_was_asked_is_written(demo_snapshot: Snapshot) -> None:
    assert codec.encode(scope(demo_snapshot)).keys() == {"as_of", "period", "kinds"}
    assert codec.decode(demo_snapshot, {}) == scope(demo_snapshot)
    unasked = {one.name: () if one.told.option else None for one in FIELDS.values()}
    assert asked(demo_snapshot, **unasked) == scope(demo_snapshot)
    with pytest.raises(ValueError, match="yes"):
        codec.decode(demo_snapshot, {"protected": "yes"})
    with pytest.raises(TypeError, match="flavour"):
        scope(demo_snapshot, flavour="sweet")


@dataclass(frozen=True)
class Case:
    """A layer, of a level, that a field changes when it has this value (or what a query finds)."""

    layer: str
    level: str
    value: object = None
    found: str = ""
    beside: tuple[tuple[str, object], ...] = ()
    """What else is asked, before and after."""


#: Every field of a scope: there is none that is of no effect on layers.
CASES = {
    "known_on": Case("visit_coverage", "village", date(2026, 9, 5)),
    "period": Case("visit_coverage", "village", periods.month_of(date(2026, 5, 1))),
    "kinds": Case("visit_coverage", "county", ("community",)),
    "area": Case("visit_coverage", "village", found="SELECT min(code) FROM place WHERE kind = 'township'"),
    "rule": Case("fulfilment", "county", found="SELECT min(rule_id) FROM rule"),
    "unit": Case("fulfilment", "county", found="SELECT min(unit_id) FROM obligation"),
    "topic": Case("place_attribute", "village", found="SELECT min(attribute) FROM place_attribute"),
    "over": Case("indicator_over", "county", found="SELECT median(amount)::DOUBLE FROM indicator"
                 " WHERE indicator = (SELECT min(indicator) FROM indicator)",
                 beside=(("topic", "SELECT min(indicator) FROM indicator"),)),
    "matter": Case("closing_rate", "county", "problem"),
    "target": Case("closing_rate", "county", "place"),
    "levels": Case("projects", "project", ("city",)),
    "chain": Case("projects", "project", found="SELECT min(chain_id) FROM project"),
    "protected": Case("projects", "project", True),
    "attribute": Case("visit_coverage", "village",
                      found="SELECT min(attribute) FROM place_attribute"),
    "role": Case("pairing_coverage", "village",
                 found="SELECT role FROM pairing WHERE target_kind = 'place'"
                 " GROUP BY 1 ORDER BY count(DISTINCT target_id), 1 LIMIT 1"),
}  # fmt: skip


def drawn(snapshot: Snapshot, query: LayerQuery) -> pd.DataFrame:
    """What the map shows for a query that travels as its URL: code, class and words of each shape."""
    params = map_values.query_params(query, "en")
    whole = []
    for part in shapes.index(snapshot.cursor()):
        if part.level == query.level:
            found = map_values.values(snapshot.snapshot_id, part.level, part.part, params)
            codes = map_values.codes(snapshot, part.level, part.part, query.scope.as_of)
            whole += [*zip(codes, str(found["classes"]), found["labels"], strict=True)]  # type: ignore[call-overload]
    return pd.DataFrame(whole, columns=["code", "class", "label"]).set_index("code")


@pytest.mark.parametrize("name", [one.name for one in fields(Scope)])
def test_every_field_changes_the_map_and_the_table_alike(
    demo_snapshot: Snapshot, demo_store: Store, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("GUATU_STORE", str(demo_store.folder))
    forget()
    case = CASES[name]
    beside: dict[str, Any] = {key: demo_snapshot.rows(str(text))[0][0] for key, text in case.beside}
    before = replace(scope(demo_snapshot), **beside)
    value: Any = demo_snapshot.rows(case.found)[0][0] if case.found else case.value
    tables, maps = [], []
    for about in (before, replace(before, **{name: value})):
        query = LayerQuery(case.layer, case.level, about)
        table = layers.layer(demo_snapshot, query).rows.set_index("code")
        there = drawn(demo_snapshot, query)
        assert not there.empty
        shown = {code: int(one, 36) for code, one in there["class"].items() if one != "-"}
        rows = table["class_index"]
        assert shown == {code: one for code, one in rows.items() if code in there.index}
        tables.append(table.drop(columns="class_index"))
        maps.append(there)
    assert not tables[0].equals(tables[1])
    assert not maps[0].equals(maps[1])
    forget()
