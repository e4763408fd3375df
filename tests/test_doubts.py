"""Visits worth asking about: each rule on a city made by hand, at its threshold and beside it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pyproj
import pytest

import cities_made
from etl.pipeline import load
from geodata.doubts import found as doubts
from geodata.doubts import words
from geodata.doubts.rules import DOUBTS
from geodata.figures import rates
from geodata.figures.catalog import DEFINITIONS
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot, Store

NOW = datetime(2026, 5, 20)
FIRST, SECOND = cities_made.STREETS
EAST, WEST = cities_made.villages(FIRST), cities_made.villages(SECOND)
SPHEROID = pyproj.Geod(ellps="GRS80")
#: The west of a square of 0.1°, its south at 34°: two villages side by side, and one 276 km east.
SQUARES = {EAST[0]: 115.0, EAST[1]: 115.1, WEST[0]: 118.0}
Row = tuple[str, str, str, str]
"""Place, day, who came, and the cells of lon to suggestions."""


def row(code: str, day: int, who: str = "B", cells: str = ",,,,,,") -> Row:
    return code, f"2026-03-{day:02}", who, cells


def point(lon: float, lat: float) -> str:
    return f"{lon},{lat},,,,,"


def counts(*told: int | None) -> str:
    return ",," + ",".join("" if one is None else str(one) for one in told)


def city(
    folder: Path, rows: list[Row], *, toml: str = "", dismissals: str = "", shapes: bool = True
) -> Snapshot:
    """Forty villages; the visits V0, V1 … in the order of the rows."""
    made = cities_made.write(folder / "city", silent=0)
    visits = [f"V{n},{code},{day},{cells}" for n, (code, day, _, cells) in enumerate(rows)]
    head = "visit_id,target_id,visited_on,lon,lat,talks,households,disputes,matters,suggestions"
    (made / "visit.csv").write_text("\n".join([head, *visits]) + "\n", encoding="utf-8")
    came = [f"V{n},{one}" for n, (_, _, who, _) in enumerate(rows) for one in who]
    text = "\n".join(["visit_id,official_id", *came]) + "\n"
    (made / "attendance.csv").write_text(text, encoding="utf-8")
    if shapes:
        register = (made / "village.csv").read_text(encoding="utf-8").splitlines()
        lines = [f"{line},{_square(line.split(',')[0])}" for line in register[1:]]
        text = "\n".join(["code,name,wkt", *lines]) + "\n"
        (made / "village.csv").write_text(text, encoding="utf-8")
    more = ""
    if dismissals:
        (made / "dismissal.csv").write_text(dismissals, encoding="utf-8")
        more = 'dismissal.file = "dismissal.csv"\n'
    told = (made / "city.toml").read_text(encoding="utf-8") + more
    (made / "city.toml").write_text(
        told.replace("[sources]", f"{toml}\n[sources]"), encoding="utf-8"
    )
    store = Store(folder / "store")
    load(made, store, now=NOW)
    return store.current()


def _square(code: str) -> str:
    if code not in SQUARES:
        return ""
    west = SQUARES[code]
    east = round(west + 0.1, 1)
    return f'"POLYGON(({west} 34, {east} 34, {east} 34.1, {west} 34.1, {west} 34))"'


def march(snapshot: Snapshot, **more: object) -> Scope:
    return scope(snapshot, as_of=date(2026, 5, 20), period="2026-03", **more)


def asked(snapshot: Snapshot, rule: str, **more: object) -> tuple[int, list[str]]:
    """How many visits a rule checked, and which it asks about."""
    found = doubts.found(snapshot, march(snapshot, **more))
    (told,) = found.rules[found.rules["rule"] == rule].to_dict("records")
    rows = found.rows[found.rows["rule"] == rule]
    assert pd.isna(told["open"]) == (told["checked"] == 0)
    assert pd.isna(told["open"]) or told["open"] == len(rows)
    return int(told["checked"]), sorted(rows["visit_id"])


FAR = [
    row(EAST[0], 3, cells=point(115.05, 34.05)),
    row(EAST[0], 4, cells=point(115.05, 33.99)),  # 1,109 m south
    row(EAST[0], 5, cells=point(115.05, 33.995)),  # 555 m
    row(EAST[0], 6),
    row(WEST[3], 7, cells=point(115.05, 33)),  # a place without polygon
]


def test_far_point(tmp_path: Path) -> None:
    snapshot = city(tmp_path / "one", FAR)
    assert asked(snapshot, "far_point") == (3, ["V1"])
    ((metres,),) = snapshot.rows("SELECT distance_m FROM visit WHERE visit_id = 'V1'")
    _, _, by_hand = SPHEROID.inv(115.05, 33.99, 115.05, 34.0)
    assert metres == pytest.approx(by_hand, rel=0.001)
    at = city(tmp_path / "at", FAR, toml=f"[doubts]\nfar_m = {metres!r}")
    assert asked(at, "far_point") == (3, [])
    below = city(tmp_path / "below", FAR, toml=f"[doubts]\nfar_m = {metres - 0.001!r}")
    assert asked(below, "far_point") == (3, ["V1"])
    shown = words.in_words(doubts.found(snapshot, march(snapshot)).rows, "zh_CN")
    assert list(shown["why"]) == ["1,109 米"]


APART = [
    row(EAST[0], 10, "B", point(115.05, 34.05)),
    row(WEST[0], 10, "BC", point(118.05, 34.05)),
    row(WEST[0], 10, "C"),
    row(EAST[1], 11, "B"),
    row(WEST[0], 12, "B"),
    row(EAST[5], 12, "B"),  # without point and polygon
    row(EAST[0], 13, "A"),  # of both only the polygon is known
    row(WEST[0], 13, "A"),
]


def test_far_apart(tmp_path: Path) -> None:
    snapshot = city(tmp_path / "one", APART)
    assert asked(snapshot, "far_apart") == (7, ["V0", "V1", "V6", "V7"])
    rows = doubts.found(snapshot, march(snapshot)).rows.set_index("visit_id")
    _, _, metres = SPHEROID.inv(115.05, 34.05, 118.05, 34.05)
    assert rows.loc["V0", "amount"] == pytest.approx(metres / 1000, rel=1e-5)
    assert (rows.loc["V0", "other"], rows.loc["V7", "other"]) == ("V1", "V6")
    km = rows["amount"].to_dict()["V0"]
    at = city(tmp_path / "at", APART[:2], toml=f"[doubts]\napart_km = {km!r}")
    assert asked(at, "far_apart") == (2, [])
    below = city(tmp_path / "below", APART[:2], toml=f"[doubts]\napart_km = {km - 1e-6!r}")
    assert asked(below, "far_apart") == (2, ["V0", "V1"])
    # the other place lies in another area than the one asked about
    assert asked(snapshot, "far_apart", area=FIRST) == (3, ["V0", "V6"])


ALIKE = [
    *(row(EAST[n], n + 1, "B", counts(1, 3, 0, 0, 1)) for n in range(5)),
    row(EAST[5], 6, "B", counts(1, 3, None, 0, 1)),  # empty is not 0
    *(row(WEST[n], n + 1, "C", counts(2, 4, 0, 0, 0)) for n in range(4)),
    *(
        row(EAST[n], n + 10, "A", counts(0, 0, 0, 0, 0)) for n in range(6)
    ),  # nothing is alike in nothing
    row(EAST[9], 20, "A"),
]


def test_same_counts(tmp_path: Path) -> None:
    snapshot = city(tmp_path / "one", ALIKE)
    assert asked(snapshot, "same_counts") == (16, ["V0", "V1", "V2", "V3", "V4"])
    assert asked(snapshot, "same_counts", area=SECOND) == (4, [])
    lower = city(tmp_path / "four", ALIKE, toml="[doubts]\nsame_rows = 4")
    assert asked(lower, "same_counts") == (
        16,
        [*(f"V{n}" for n in range(5)), *(f"V{n}" for n in range(6, 10))],
    )
    higher = city(tmp_path / "six", ALIKE, toml="[doubts]\nsame_rows = 6")
    assert asked(higher, "same_counts") == (16, [])


def of_township(times: int, villages: list[str], who: str, cells: str) -> list[Row]:
    return [row(villages[n % 20], n % 28 + 1, who, cells) for n in range(times)]


def test_nothing_found(tmp_path: Path) -> None:
    nothing = of_township(20, EAST, "B", counts(1, 1, 0, 0, None))
    others = of_township(19, WEST, "C", counts(1, 2, 0, 0, 0))
    unsaid = [row(EAST[0], 28, "A", counts(1, 1))]
    snapshot = city(tmp_path / "one", [*nothing, *others, *unsaid])
    checked, open_ones = asked(snapshot, "nothing_found")
    assert (checked, set(open_ones)) == (39, {f"V{n}" for n in range(20)})
    one_more = city(
        tmp_path / "two", [*nothing, *others, row(EAST[1], 27, "B", counts(1, 1, 0, 1, 0))]
    )
    assert asked(one_more, "nothing_found") == (40, [])
    lower = city(tmp_path / "three", others, toml="[doubts]\nnothing_rows = 19")
    assert len(asked(lower, "nothing_found")[1]) == 19


def test_round_counts(tmp_path: Path) -> None:
    rounds = of_township(10, EAST, "B", counts(5, 10, 0, None, 0))  # two counts each
    fewer = [
        *of_township(9, WEST, "C", counts(5, 15, 0, 0, 0)),
        row(WEST[9], 9, "C", counts(0, 20)),
    ]
    snapshot = city(tmp_path / "one", [*rounds, *fewer])  # 19 in the second
    checked, open_ones = asked(snapshot, "round_counts")
    assert (checked, set(open_ones)) == (20, {f"V{n}" for n in range(10)})
    broken = city(tmp_path / "two", [*rounds, row(EAST[15], 20, "A", counts(1))])
    assert asked(broken, "round_counts") == (11, [])


def test_what_cannot_be_checked_says_so(tmp_path: Path) -> None:
    snapshot = city(tmp_path, [row(EAST[0], 3, "")], shapes=False)
    found = doubts.found(snapshot, march(snapshot))
    assert list(found.rules["checked"]) == [0] * len(DOUBTS)
    assert found.rules["open"].isna().all()
    for language, said in (("zh_CN", "无法检查"), ("en", "Cannot be checked")):
        told = words.summary(found, language)
        assert len(told) == len(DOUBTS)
        assert all(said in one for one in told)
    assert doubts.by_area(snapshot, march(snapshot), "township")[list(DOUBTS)].isna().all(axis=None)


ALL = [
    *FAR,
    *APART,
    *of_township(20, WEST, "C", counts(5, 10, 0, 0, 0)),
    *(row(EAST[n], n + 14, "B", counts(1, 3, 1, 0, 1)) for n in range(6)),
]


def test_areas_add_up(tmp_path: Path) -> None:
    snapshot = city(tmp_path, ALL)
    whole = doubts.found(snapshot, march(snapshot))
    for level in ("county", "township"):
        parts = doubts.by_area(snapshot, march(snapshot), level)
        assert parts["doubtful"].sum() == whole.rows["visit_id"].nunique() > 0
        assert parts["checked"].sum() <= len(ALL)
        for told in whole.rules.to_dict("records"):
            assert parts[told["rule"]].sum() == told["open"]
        assert (parts["share"] == parts["doubtful"] / parts["checked"]).all()
    for area in (FIRST, SECOND):
        (part,) = doubts.by_area(snapshot, march(snapshot, area=area), "township").to_dict(
            "records"
        )
        assert (
            part["doubtful"]
            == doubts.found(snapshot, march(snapshot, area=area)).rows["visit_id"].nunique()
        )


HOSTILE = "=1+1 <script>alert(1)</script> **粗** [x](http://x.y)"
DISMISSALS = (
    "走访编号,规则,理由,核实人,核实日期\n"
    f"V1,位置偏远,{HOSTILE},督查室,2026-04-02\n"
    "V0,位置偏远,不远,,\nV999,far_point,没有,,\nV1,一日两地,另一条,,\n"
)


def test_dismissed(tmp_path: Path) -> None:
    snapshot = city(tmp_path, FAR, dismissals=DISMISSALS)
    found = doubts.found(snapshot, march(snapshot))
    assert found.rows.empty
    (one,) = found.dismissed.to_dict("records")
    assert (one["visit_id"], one["rule"], one["reason"]) == ("V1", "far_point", HOSTILE)
    assert one["dismissed_on"].date() == date(2026, 4, 2)
    told = found.rules.set_index("rule").loc["far_point"]
    assert (told["checked"], told["doubtful"], told["open"], told["dismissed"]) == (3, 1, 0, 1)
    unfit = list(zip(found.unfit["visit_id"], found.unfit["rule"], strict=True))
    assert unfit == [("V0", "far_point"), ("V1", "far_apart"), ("V999", "far_point")]
    assert "3" in words.summary(found, "en")[-1]
    # of another month it is not said to fit nothing
    april = doubts.found(snapshot, scope(snapshot, as_of=date(2026, 5, 20), period="2026-04"))
    assert list(april.unfit["visit_id"]) == ["V999"]


def test_they_change_no_figure(tmp_path: Path) -> None:
    plain = city(tmp_path / "plain", ALL)
    told = city(tmp_path / "told", ALL, toml="[doubts]\nfar_m = 1", dismissals=DISMISSALS)
    assert set(doubts.found(plain, march(plain)).rows["visit_id"]) >= {"V1"}
    assert asked(told, "far_point") == (5, ["V2"])  # V1 is dismissed
    for name in DEFINITIONS:
        one, two = (rates.figure(each, name, march(each)) for each in (plain, told))
        assert (one.numerator, one.denominator, one.value) == (
            two.numerator,
            two.denominator,
            two.value,
        )
