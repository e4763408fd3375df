"""How visits are shared out: over places and officials, by tenths and by area. Computed by hand, and held
against plain Python over random visits."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pandas as pd
import pytest

import cities_made
from etl.pipeline import load
from geodata.figures import legend, rates
from geodata.figures.layers import PLACES, LayerQuery, layer
from geodata.lists import balance
from geodata.output.wording import labels
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot, Store

NOW = datetime(2026, 5, 20)
FIRST, SECOND = cities_made.STREETS
EAST, WEST = cities_made.villages(FIRST), cities_made.villages(SECOND)
Visits = list[tuple[str, str, str]]
"""Place, day, who came."""


def city(folder: Path, visits: Visits, *, silent: int = 0) -> Snapshot:
    """Forty villages; those of the first ``silent`` belong to a unit that never reports."""
    cities_made.write(folder / "city", silent=silent)
    rows = [f"V{n},{code},{day}" for n, (code, day, _) in enumerate(visits)]
    came = [f"V{n},{one}" for n, (_, _, who) in enumerate(visits) for one in who]
    for name, head, lines in (
        ("visit", "visit_id,target_id,visited_on", rows),
        ("attendance", "visit_id,official_id", came),
    ):
        text = "\n".join([head, *lines]) + "\n"
        (folder / "city" / f"{name}.csv").write_text(text, encoding="utf-8")
    store = Store(folder / "store")
    load(folder / "city", store, now=NOW)
    return store.current()


def march(snapshot: Snapshot, **more: object) -> Scope:
    return scope(snapshot, as_of=date(2026, 5, 20), period="2026-03", **more)


def on(code: str, times: int, who: str = "B") -> Visits:
    return [(code, f"2026-03-{day + 2:02}", who) for day in range(times)]


@pytest.fixture(scope="module")
def uneven(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Of 40 villages: one 10 visits, three 5, six 1, the others none; of two of those nobody reported.
    25 and 6: 31 visits, of which B made 25 and C 6; one of B's was with A."""
    visits = on(EAST[5], 10) + on(EAST[6], 5) + on(EAST[7], 5) + on(EAST[8], 4)
    visits += [(EAST[8], "2026-03-27", "AB")]
    visits += [visit for code in WEST[:6] for visit in on(code, 1, "C")]
    visits += [(WEST[9], "2026-04-20", "C")]  # in no window of March
    return city(tmp_path_factory.mktemp("uneven"), visits, silent=2)


def test_places(uneven: Snapshot) -> None:
    found = balance.balance(uneven, march(uneven))
    assert (found.counted, found.visits, found.unvisited) == (38, 31, 28)
    assert found.figure.no_report == 2
    assert found.figure.value == 0
    assert found.mean == pytest.approx(31 / 38)
    assert dict(found.histogram.itertuples(index=False)) == {
        0: 28, 1: 6, 2: 0, 3: 0, 4: 0, 5: 3, 6: 0, 7: 0, 8: 0, 9: 0, 10: 1,
    }  # fmt: skip
    assert (found.most.size, found.most.visits, found.most.edge) == (4, 25, 5)
    assert found.most.share == pytest.approx(25 / 31)
    assert list(found.most.rows["code"]) == EAST[5:9]
    assert (found.least.size, found.least.visits, found.least.edge) == (4, 0, 0)
    assert found.least.share == 0
    assert len(found.least.rows) == 28  # all that have as few as the last of the tenth
    assert set(found.rows["township"]) == {"滨河街道"}


def test_officials(uneven: Snapshot) -> None:
    found = balance.balance(uneven, march(uneven), balance.OFFICIALS)
    made = dict(zip(found.rows["code"], found.rows["visits"], strict=True))
    assert made == {"B": 25, "C": 6, "A": 1}
    assert (found.most.size, found.most.visits) == (1, 25)
    assert found.visits == 32  # the one that two made counts for each


def test_of_nobody_is_known(tmp_path: Path) -> None:
    """Whoever went nowhere, and whose unit did not report, may have gone."""
    found = balance.balance(
        city(tmp_path, on(EAST[5], 1), silent=2), march_of(tmp_path), "visits_per_official"
    )
    made = dict(zip(found.rows["code"], found.rows["visits"], strict=True))
    assert pd.isna(made["A"])
    assert (made["B"], made["C"]) == (1, 0)


def march_of(folder: Path) -> Scope:
    return march(Store(folder / "store").current())


def test_areas_add_up(uneven: Snapshot) -> None:
    for level in ("county", "township"):
        rows = balance.by_area(uneven, march(uneven), level)
        told = rows[["visits", "counted", "unvisited", "most", "unknown"]].to_numpy().tolist()
        assert told == [[25, 18, 14, 10, 2], [6, 20, 14, 1, 0]]
        assert list(rows["mean"]) == [pytest.approx(25 / 18), pytest.approx(0.3)]
    one = balance.balance(uneven, march(uneven, area=SECOND))
    assert (one.visits, one.counted, one.most.size) == (6, 20, 2)
    assert one.most.share == pytest.approx(1 / 3)


def test_layer(uneven: Snapshot) -> None:
    drawn = layer(uneven, LayerQuery(balance.PLACES, PLACES, march(uneven)))
    classes = {one.key + str(one.bounds): one.count for one in drawn.legend}
    assert classes == {
        "visits_none()": 28, "visits_one()": 6, "visits_up_to(2, 3)": 0, "visits_up_to(4, 7)": 3,
        "visits_up_to(8, 15)": 1, "visits_from(16,)": 0, "visit_unknown()": 2, "no_data()": 0,
    }  # fmt: skip
    told = dict(zip(drawn.rows["code"], labels(drawn, drawn.rows, "zh_CN"), strict=True))
    assert (told[EAST[5]], told[EAST[9]]) == ("10 次", "0 次")


@pytest.mark.parametrize(
    ("visits", "index"),
    [(0, 0), (0.5, 1), (1, 1), (1.5, 2), (2, 2), (3, 2), (4, 3), (7, 3), (8, 4), (15, 4), (16, 5)],
)
def test_bounds_of_classes(visits: float, index: int) -> None:
    assert list(legend.visits_indices(pd.Series([visits, float("nan")]))) == [index, 6]


def test_without_visits(tmp_path: Path) -> None:
    found = balance.balance(city(tmp_path, []), march_of(tmp_path))
    assert (found.figure.unknown, found.counted, found.most.share) == ("not_given", 0, None)
    assert found.histogram.empty
    assert found.rows["visits"].isna().all()


def test_merged_and_split(tmp_path: Path) -> None:
    """What a merger took over brings its visits along; parts of a split begin anew."""
    folder = tmp_path / "city"
    cities_made.write(folder, silent=0)
    gone, into, parted = EAST[2], EAST[3], EAST[4]
    (folder / "visit.csv").write_text(
        "visit_id,target_id,visited_on\n"
        f"V1,{gone},2026-03-03\nV2,{gone},2026-03-04\nV3,{into},2026-03-05\nV4,{parted},2026-03-06\n",
        encoding="utf-8",
    )
    (folder / "attendance.csv").write_text("visit_id,official_id\nV1,B\nV3,B\n", encoding="utf-8")
    register = (folder / "village.csv").read_text(encoding="utf-8").splitlines()
    ends = {gone: "2026-03-09", parted: "2026-03-09"}
    lines = [f"{line},,{ends.get(line.split(',')[0], '')}" for line in register[1:]]
    parts = [f"{FIRST}{n},新村{n},2026-03-10," for n in (301, 302)]
    (folder / "village.csv").write_text(
        "\n".join(["code,name,valid_from,valid_to", *lines, *parts]) + "\n", encoding="utf-8"
    )
    (folder / "place_change.csv").write_text(
        "old_code,new_code,change,on_date,confirmed\n"
        f"{gone},{into},merge,2026-03-10,true\n"
        f"{parted},{FIRST}301,split,2026-03-10,true\n{parted},{FIRST}302,split,2026-03-10,true\n",
        encoding="utf-8",
    )
    with (folder / "city.toml").open("a", encoding="utf-8") as file:
        file.write('place_change.file = "place_change.csv"\n')
    store = Store(tmp_path / "store")
    load(folder, store, now=NOW)
    found = balance.balance(store.current(), march(store.current()))
    made = dict(zip(found.rows["code"], found.rows["visits"], strict=True))
    assert gone not in made
    assert parted not in made
    assert (made[into], made[f"{FIRST}301"], made[f"{FIRST}302"]) == (3, 0, 0)
    assert found.visits == 3  # the visit to what was parted since is to no place there is


@pytest.fixture(scope="module")
def random(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Visits, int]:
    """Three hundred visits of three months at random; three villages of a silent unit."""
    chance = Random(20261128)  # noqa: S311
    days = [date(2026, 2, 1) + timedelta(one) for one in range(89)]
    visits = [
        (chance.choice([*EAST[:14], *WEST[2:15]]), str(chance.choice(days)), chance.choice(["A", "B", "AB"]))
        for _ in range(300)
    ]  # fmt: skip
    visits = [one for one in visits if one[0] not in EAST[:2]]
    return city(tmp_path_factory.mktemp("random"), visits, silent=3), visits, 3


@pytest.mark.parametrize("month", ["2026-02", "2026-03", "2026-04"])
@pytest.mark.parametrize("area", [None, FIRST, SECOND])
def test_brute_force(random: tuple[Snapshot, Visits, int], month: str, area: str | None) -> None:
    snapshot, visits, silent = random
    asked = scope(snapshot, as_of=date(2026, 5, 20), period=month, area=area)
    found = balance.balance(snapshot, asked)
    among = {None: [*EAST, *WEST], FIRST: EAST, SECOND: WEST}[area]
    counts = Counter(code for code, day, _ in visits if day.startswith(month) and code in among)
    # the rule begins in March, and of April no unit has reported
    unreported = {"2026-02": [], "2026-03": EAST[:silent], "2026-04": among}[month]
    unheard = {one for one in unreported if one in among and not counts[one]}
    known = sorted(counts[one] for one in among if one not in unheard)
    totals = found.histogram["visits"] * found.histogram["counted"]
    assert found.visits == counts.total() == totals.sum()
    assert found.counted == found.histogram["counted"].sum() == len(known)
    size = -(-len(known) // 10)
    assert found.most.visits == sum(known[-size:])
    assert found.least.visits == sum(known[:size])
    least, most = found.least.share, found.most.share
    assert least is not None
    assert most is not None
    assert 0 <= least <= most <= 1
    for level in ("county", "township"):
        parts = balance.by_area(snapshot, asked, level)
        assert parts["visits"].sum() == found.visits
        assert parts["counted"].sum() == found.counted
        assert parts["unvisited"].sum() == found.unvisited
        assert parts["unknown"].sum() == len(unheard)
    visited = rates.figure(snapshot, "visit_coverage", asked)
    assert visited.numerator == found.counted - found.unvisited
    officials = balance.balance(snapshot, asked, balance.OFFICIALS)
    made = dict(zip(officials.rows["code"], officials.rows["visits"], strict=True))
    for who in "AB":
        mine = [
            who in came for code, day, came in visits if day.startswith(month) and code in among
        ]
        assert made[who] == sum(mine)
