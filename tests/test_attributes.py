"""Attributes of places: what is filtered by one is what a city of those places alone would be."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st

from asking import SHOWN, days_to, printed, up_to
from etl.pipeline import load
from geodata.base.errors import QuestionError
from geodata.figures import indicators, layers, overview, rates
from geodata.figures.catalog import DEFINITIONS, definition
from geodata.figures.layers import LayerQuery
from geodata.figures.ranking import ranked, ranking_of
from geodata.lists import ledger, matters, workday
from geodata.output import export
from geodata.question import attributes
from geodata.question.periods import Period
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot, Store, connect

Run = Callable[..., Result]

POOR, WEAK, LED = "建档立卡贫困村", "软弱涣散党组织", "第一书记"
ONE, JIA, YI, BING = "990101001001", "990121100201", "990121100202", "990121200201"
JANUARY, FEBRUARY, MARCH = date(2026, 1, 15), date(2026, 2, 5), date(2026, 3, 12)
WEST = "990121000000"
#: Jia is poor from February, Bing until its end; East One and Yi are weak, Ding is said not to be.
HELD = f"""代码,乡镇,村名,属性名称,是否,生效日期,失效日期,备注
{JIA},,,{POOR},是,2026-02-01,,
{BING},,,{POOR},,,2026-02-28,已脱贫
{ONE},,,{WEAK},√,,,
,西镇,乙村,{WEAK},是,,,
990121200202,,,{WEAK},否,,,
"""


def give(folder: Path, held: str = HELD) -> None:
    """Attributes for a copy of the tiny city, and East One's first secretary."""
    (folder / "attributes.csv").write_text(held, encoding="utf-8")
    with (folder / "city.toml").open("a", encoding="utf-8") as file:
        file.write('\n[sources.place_attribute]\nfile = "attributes.csv"\n')
    with (folder / "pairings.csv").open("a", encoding="utf-8") as file:
        file.write(f"B,{ONE},{LED},2026-01-01,\n")


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory, now: datetime) -> Store:
    folder = tmp_path_factory.mktemp("attributes")
    shutil.copytree(Path(__file__).parent / "cities" / "tiny", folder / "city")
    give(folder / "city")
    store = Store(folder / "store")
    summary = load(folder / "city", store, now=now)
    assert not summary.reasons
    return store


@pytest.fixture
def city(held: Store) -> Snapshot:
    return held.current()


BY_HAND = [
    ("attribute_share", MARCH, {"topic": POOR}, (1, 6)),  # Jia; Bing no more
    ("attribute_share", FEBRUARY, {"topic": POOR}, (2, 6)),
    ("attribute_share", JANUARY, {"topic": POOR}, (1, 6)),  # Bing; Jia not yet
    ("attribute_share", date(2026, 1, 31), {"topic": POOR}, (1, 6)),
    ("attribute_share", date(2026, 2, 1), {"topic": POOR}, (2, 6)),  # its first day counts
    ("attribute_share", date(2026, 2, 28), {"topic": POOR}, (2, 6)),  # and its last
    ("attribute_share", date(2026, 3, 1), {"topic": POOR}, (1, 6)),
    ("attribute_share", MARCH, {"topic": WEAK}, (2, 6)),  # East One and Yi; Ding is said not to be
    ("attribute_share", MARCH, {"topic": WEAK, "area": WEST}, (1, 4)),
    ("attribute_share", MARCH, {}, (3, 6)),  # any attribute: East One, Jia, Yi
    ("attribute_share", MARCH, {"attribute": POOR}, (1, 6)),  # the one asked about is the one told
    ("attribute_share", MARCH, {"attribute": POOR, "topic": WEAK}, (0, 1)),
    ("pairing_coverage", MARCH, {"attribute": POOR}, (1, 1)),
    ("pairing_coverage", FEBRUARY, {"attribute": POOR}, (2, 2)),
    ("pairing_coverage", MARCH, {"attribute": WEAK}, (2, 2)),
    ("pairing_coverage", MARCH, {"attribute": WEAK, "role": LED}, (1, 2)),  # East One; Yi has none
    ("pairing_coverage", MARCH, {"role": LED}, (1, 6)),
    ("visit_coverage", MARCH, {"attribute": WEAK}, (1, 2)),  # V6 to East One
    ("visit_coverage", FEBRUARY, {"attribute": POOR}, (1, 2)),  # V4 to Jia; Bing never
    # due on 5 March: A done that day, B made up on the 12th, C open
    ("fulfilment", MARCH, {"attribute": WEAK}, (1, 2)),
    ("fulfilment", MARCH, {"attribute": POOR}, (1, 1)),
    ("on_time", MARCH, {"attribute": POOR}, (0, 1)),
    ("missed_streak", MARCH, {"attribute": WEAK}, (None, 2)),
    # by then U1 reported, U2 for Yi too; the South has no weak organisation
    ("report_rate", date(2026, 3, 13), {"attribute": WEAK}, (2, 2)),
    ("started_rate", MARCH, {"attribute": WEAK}, (2, 4)),  # projects have no attribute
]


@pytest.mark.parametrize(("name", "day", "more", "parts"), BY_HAND)
def test_figures_by_hand(
    city: Snapshot, name: str, day: date, more: dict[str, Any], parts: tuple[int | None, int]
) -> None:
    one = rates.figure(city, name, up_to(city, day, **more))
    assert (one.numerator, one.denominator) == parts


def test_the_attributes_of_a_place(city: Snapshot) -> None:
    assert attributes.names(city) == (POOR, WEAK)
    assert attributes.of_place(city, BING, FEBRUARY) == (
        attributes.Held(POOR, None, date(2026, 2, 28), "已脱贫"),
    )
    assert attributes.of_place(city, BING, MARCH) == ()
    assert attributes.of_place(city, "990121200202", MARCH) == ()  # it was said to have none


@pytest.mark.parametrize("key", ["attribute", "role"])
def test_an_unknown_one_is_refused_with_those_there_are(city: Snapshot, key: str) -> None:
    asked: dict[str, Any] = {key: "没有的"}
    with pytest.raises(QuestionError) as caught:
        scope(city, **asked)
    known = {"attribute": f"{POOR}, {WEAK}", "role": f"contact, {LED}"}[key]
    assert (caught.value.code, caught.value.values) == (
        f"{key}_unknown",
        {key: "没有的", "known": known},
    )


# --- against a city of those places alone ---

DAY = date(2026, 9, 20)
_PLACES = "('village', 'community', 'grid')"
_TABLES = {
    "obligation": "target_kind = 'place' AND {keep} (target_id IN (FROM held))",
    "matter_spell": "target_kind = 'place' AND {keep} (target_id IN (FROM held))",
    "visit": "target_kind <> 'place' OR {keep} (target_id IN (FROM held))",
    "place": f"kind NOT IN {_PLACES} OR {{keep}} (code IN (FROM held))",
    "lineage": f"kind NOT IN {_PLACES} OR {{keep}} (code IN (FROM held))",
    "facility": "{keep} (place_code IN (FROM held))",
    "indicator": "{keep} (place_code IN (FROM held))",
}


def restricted(snapshot: Snapshot, folder: Path, *, without: bool = False) -> Snapshot:
    """A copy of a snapshot in which there are only the places with the attribute (or without)."""
    path = folder / f"{'without' if without else 'with'}.duckdb"
    shutil.copy(snapshot.path, path)
    connection = connect()
    connection.execute(f"ATTACH '{path}' AS snapshot")
    connection.execute("SET search_path = 'snapshot.main,memory.main'")
    connection.execute(
        f"CREATE TEMP TABLE held AS SELECT DISTINCT code FROM place_attribute WHERE holds"
        f" AND attribute = '{POOR}' AND coalesce(valid_from, '{DAY}') <= '{DAY}'"
        f" AND coalesce(valid_to, '{DAY}') >= '{DAY}'"
    )
    for table, kept in _TABLES.items():
        condition = kept.format(keep="NOT" if without else "")
        connection.execute(f"DELETE FROM {table} WHERE NOT ({condition})")
    connection.execute("USE memory")
    connection.execute("DETACH snapshot")
    connection.close()
    return Snapshot.open(path)


@pytest.fixture(scope="module")
def poor_alone(demo_snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return restricted(demo_snapshot, tmp_path_factory.mktemp("alone"))


@pytest.fixture(scope="module")
def the_others(demo_snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return restricted(demo_snapshot, tmp_path_factory.mktemp("others"), without=True)


#: What a figure is about besides the scope of all of them.
_TOPICS = {
    "facility_coverage": "儿童之家",
    "indicator_over": "集体经济收入",
    "attribute_share": WEAK,
}


def asked(snapshot: Snapshot, name: str) -> Scope:
    whole = scope(
        snapshot, as_of=DAY, period=Period(date(2026, 6, 1), DAY), kinds=("village", "community")
    )
    over = 80_000.0 if name == "indicator_over" else None
    return replace(whole, topic=_TOPICS.get(name), over=over)


@pytest.mark.parametrize("name", list(DEFINITIONS))
def test_every_figure_is_that_of_those_places_alone(
    demo_snapshot: Snapshot, poor_alone: Snapshot, the_others: Snapshot, name: str
) -> None:
    whole = asked(demo_snapshot, name)
    poor = replace(whole, attribute=POOR)
    about = definition(name).about
    alone = demo_snapshot if about == "project" else poor_alone
    found = rates.figure(demo_snapshot, name, poor)
    wanted = rates.figure(alone, name, whole)
    assert found == replace(wanted, scope=poor)
    assert found.denominator > 0
    rows = rates.rows(demo_snapshot, name, poor)
    order = list(rows.columns)
    pd.testing.assert_frame_equal(
        rows.sort_values(order, ignore_index=True),
        rates.rows(alone, name, whole).sort_values(order, ignore_index=True),
    )
    areas = rates.by_area(demo_snapshot, name, poor, "county")
    pd.testing.assert_frame_equal(areas, rates.by_area(alone, name, whole, "county"))
    if not definition(name).is_additive:
        return
    for part in ("numerator", "denominator"):
        assert areas[part].sum() == pytest.approx(float(getattr(found, part)))
    # with and without make the whole, of matters of those about places; a township that has places
    # of both reports for both
    if about != "project" and name != "report_rate":
        of_places = replace(whole, target="place")
        every = rates.figure(demo_snapshot, name, of_places)
        rest = rates.figure(the_others, name, of_places)
        assert (found.numerator or 0) + (rest.numerator or 0) == every.numerator
        assert found.denominator + rest.denominator == every.denominator


@pytest.mark.parametrize("level", ["place", "village", "township", "county"])
@pytest.mark.parametrize("name", sorted({*layers.LAYERS} - {"projects", "geometry_problems"}))
def test_every_layer_is_that_of_those_places_alone(
    demo_snapshot: Snapshot, poor_alone: Snapshot, name: str, level: str
) -> None:
    whole = asked(demo_snapshot, layers.rate_of(name))
    poor = replace(whole, attribute=POOR)
    found = layers.layer(demo_snapshot, LayerQuery(name, level, poor))
    wanted = layers.layer(poor_alone, LayerQuery(name, level, whole))
    assert [(one.key, one.count) for one in found.legend] == [
        (one.key, one.count) for one in wanted.legend
    ]
    columns = [one for one in found.rows if one != "responsible_ids"]
    pd.testing.assert_frame_equal(found.rows[columns], wanted.rows[columns])


_LISTS: dict[str, Callable[[Snapshot, Scope], Any]] = {
    "matters": matters.matters,
    "board": matters.board,
    "by_unit": matters.by_unit,
    "officials": workday.officials,
    "pairing_forms": workday.pairing_forms,
    "facilities": indicators.facilities,
    "tallies": indicators.tallies,
    "look_first": lambda one, of: overview.look_first(one, of, 60),
    "obligations": ledger.obligations,
    "bulletin": lambda one, of: workday.bulletin(one, date(2026, 7, 3), of).by_area,
    "not_reached": lambda one, of: workday.bulletin(one, date(2026, 7, 3), of).not_reached,
    "roster": lambda one, of: workday.roster(one, date(2026, 9, 24), of),
}


@pytest.mark.parametrize("name", _LISTS)
def test_every_list_is_that_of_those_places_alone(
    demo_snapshot: Snapshot, poor_alone: Snapshot, name: str
) -> None:
    whole = asked(demo_snapshot, name)
    found = _LISTS[name](demo_snapshot, replace(whole, attribute=POOR))
    wanted = _LISTS[name](poor_alone, whole)
    assert len(found)
    if isinstance(found, pd.DataFrame):
        pd.testing.assert_frame_equal(found, wanted)
    else:
        assert found == wanted
    everything = _LISTS[name](demo_snapshot, whole)
    if isinstance(found, pd.DataFrame):
        assert not found.equals(everything)
    else:
        assert found != everything


def test_a_ranking_is_what_the_city_declared(demo_snapshot: Snapshot) -> None:
    # a ranking has no scope to filter by: it compares areas by all of their places
    rows = ranked(demo_snapshot, ranking_of(demo_snapshot, None), scope(demo_snapshot)).rows
    places = demo_snapshot.rows("SELECT count(*) FROM place WHERE kind IN ('village', 'community')")
    assert places == [(rows["places"].sum(),)]


# --- any validity, by plain Python ---

_CODES = (ONE, "990101001002", JIA, YI, BING, "990121200202")
_FIRST, _LAST = date(2026, 1, 1).toordinal(), date(2026, 3, 31).toordinal()
Row = tuple[str, str, bool, date | None, date | None]


def made(seed: int) -> list[Row]:
    """Forty attributes of the six places, each with up to two spells."""
    rows: list[Row] = []
    for n in range(40):
        for i, code in enumerate(_CODES):
            # any numbers do, so long as all kinds of bounds occur and lie close together
            mixed = (seed + n * 31 + i * 17) * 2654435761 % 2**32
            first = date.fromordinal(_FIRST + mixed % 60) if mixed % 5 else None
            last = date.fromordinal(_LAST - mixed // 7 % 45) if mixed % 3 else None
            if mixed % 4 and (not first or not last or first <= last):
                rows.append((code, f"属性{n}", mixed % 7 != 0, first, last))
    return rows


ROWS = made(1)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, now: datetime) -> Snapshot:
    folder = tmp_path_factory.mktemp("many")
    shutil.copytree(Path(__file__).parent / "cities" / "tiny", folder / "city")
    lines = [
        ",".join((code, name, "是" if holds else "否", str(first or ""), str(last or "")))
        for code, name, holds, first, last in ROWS
    ]
    give(folder / "city", "code,attribute,holds,valid_from,valid_to\n" + "\n".join(lines) + "\n")
    store = Store(folder / "store")
    assert not load(folder / "city", store, now=now).reasons
    return store.current()


@settings(max_examples=60)
@given(
    name=st.sampled_from([f"属性{n}" for n in range(40)]),
    day=st.dates(date.fromordinal(_FIRST - 3), date.fromordinal(_LAST + 3)),
)
def test_who_has_an_attribute_on_a_day(many: Snapshot, name: str, day: date) -> None:
    wanted = {
        code
        for code, attribute, holds, first, last in ROWS
        if attribute == name and holds and (first or day) <= day <= (last or day)
    }
    asked = up_to(many, day, attribute=name)
    for rate in ("visit_coverage", "pairing_coverage"):
        every = rates.rows(many, rate, replace(asked, attribute=None))
        found = rates.rows(many, rate, asked)
        assert set(found["code"]) == wanted
        pd.testing.assert_frame_equal(
            found,
            every[every["code"].isin(wanted)].reset_index(drop=True),
            check_dtype=False,
        )
    share = rates.rows(many, "attribute_share", replace(asked, attribute=None, topic=name))
    assert set(share[share["counted"]]["code"]) == wanted
    owed = ledger.obligations(many, asked)
    assert set(owed["target_id"]) == wanted - {"990101001002"}  # nobody is paired with East Two


# --- older snapshots, the command line ---


def test_a_snapshot_older_than_the_table_opens(tiny_snapshot: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "20260101T000000-001.duckdb"
    shutil.copy(tiny_snapshot.path, path)
    connection = connect()
    connection.execute(f"ATTACH '{path}' AS snapshot")
    connection.execute("DROP TABLE snapshot.place_attribute")
    connection.close()
    old = Snapshot.open(path)
    assert attributes.names(old) == ()
    assert rates.figure(old, "attribute_share", up_to(old, MARCH)).value is None
    paired = rates.figure(old, "pairing_coverage", up_to(old, MARCH))
    assert (paired.numerator, paired.denominator) == (4, 6)
    drawn = layers.layer(old, LayerQuery("place_attribute", "place", up_to(old, MARCH)))
    assert [one.count for one in drawn.legend] == [0, 0, 6]  # nothing is known of any
    with pytest.raises(QuestionError, match="attribute_unknown"):
        scope(old, attribute=POOR)


def test_the_layer_has_its_legend_and_travels(city: Snapshot) -> None:
    query = LayerQuery("place_attribute", "place", replace(up_to(city, MARCH), topic=WEAK))
    drawn = layers.layer(city, query)
    assert [(one.key, one.count) for one in drawn.legend] == [
        ("attributed", 2), ("not_attributed", 4), ("no_data", 0),
    ]  # fmt: skip
    table = export.table(drawn, language="zh_CN").set_index("code")["class"]
    assert table[table == "有该属性"].index.tolist() == [ONE, YI]
    by_county = layers.layer(city, replace(query, level="county"))
    # 1 of 2 and 1 of 4: half is the top of 20 – 50 %
    assert [one.key for one in by_county.legend if one.count] == ["part_many"]
    only = LayerQuery("pairing_coverage", "place", up_to(city, MARCH, attribute=WEAK))
    told = export.table(layers.layer(city, only), language="zh_CN")
    assert set(told["only"]) == {WEAK}
    # the attribute that is asked about alone is drawn, and leaves nobody out
    both = replace(query, scope=up_to(city, MARCH, attribute=WEAK))
    told = export.table(layers.layer(city, both), language="zh_CN")
    assert (len(told), set(told["attribute"]), "only" in told) == (6, {WEAK}, False)


def test_the_command_line(held: Store, run: Run, tmp_path: Path) -> None:
    where = ("--as-of", MARCH, "--period", days_to(MARCH), "--store", held.folder)
    shown = run("rate", "pairing_coverage", "--attribute", WEAK, "--role", LED, *where)
    found = printed(shown.stdout)
    assert [found[one] for one in SHOWN] == ["1", "2", "50.00%"]
    share = run("rate", "attribute_share", "--attribute", POOR, "--by", "county", *where,
                "--format", "csv")  # fmt: skip
    assert [line.split(",")[2:4] for line in share.stdout.splitlines()[1:]] == [
        ["0", "2"], ["1", "4"],
    ]  # fmt: skip
    for command in (["status"], ["neglected"], ["obligations"], ["matters"],
                    ["roster", "--on", "2026-03-05"]):  # fmt: skip
        assert run(*command, "--attribute", POOR, *where).exit_code == 0
    rows = run("obligations", "--attribute", POOR, *where, "--format", "csv").stdout
    assert {line.split(",")[4] for line in rows.splitlines()[1:]} == {JIA}
    out = tmp_path / "weak.csv"
    run(
        "export",
        "--layer",
        "neglected",
        "--attribute",
        WEAK,
        "--format",
        "csv",
        "--out",
        out,
        *where,
    )
    assert [line.split(",")[0] for line in out.read_text("utf-8-sig").splitlines()[1:]] == [YI, ONE]
    refused = run("status", "--attribute", "没有的", *where)
    assert refused.exit_code == 1
    assert POOR in refused.stderr
    assert WEAK in refused.stderr


def test_a_brief_says_what_it_is_about(held: Store, run: Run, tmp_path: Path) -> None:
    whole, weak = tmp_path / "whole.html", tmp_path / "weak.html"
    common = ("brief", "--period", "2026-03", "--format", "html", "--store", held.folder, "--out")
    run(*common, whole)
    run(*common, weak, "--attribute", WEAK)
    title = "微型市2026年3月基层工作简报"
    assert f"<h1>{title}</h1>" in whole.read_text("utf-8")
    page = weak.read_text("utf-8")
    assert f"<h1>{title} · 仅{WEAK}</h1>" in page
    assert "共 2 个村居" in page
    assert f"项目不按“{WEAK}”筛选" in page
