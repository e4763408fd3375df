"""Names instead of codes: the tiny city by hand, a real prefecture against an oracle."""

from __future__ import annotations

import os
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import opencc
import pytest

from etl.pipeline import load
from geodata.store.snapshots import Snapshot, Store
from test_bad_input import add, column, source, steps, swap
from test_real import CITIES, REAL, register

NOW = datetime(2026, 4, 20, 9, 0)
Reason = tuple[str, str, str | None]


def visits(folder: Path, header: str, *rows: str) -> None:
    """The visits of the tiny city, by other columns."""
    lines = [f"visit_id,visited_on,{header}"]
    lines += [f"V{i},2026-03-05,{row}" for i, row in enumerate(rows, 1)]
    (folder / "visits.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "attendances.csv").write_text("visit_id,official_id\n", encoding="utf-8")


def found(store: Store) -> dict[str, str]:
    return dict(store.current().rows("SELECT visit_id, target_id FROM visit"))


def faults(store: Store) -> dict[int, Reason]:
    """Row → its only reason."""
    rows = store.current().rows("SELECT source_row, reasons FROM quarantine")
    assert all(len(reasons) == 1 for _, reasons in rows), rows
    return {row: (one["code"], one["column_name"], one["value"]) for row, (one,) in rows}


def test_forms_of_one_name(tiny: Path, store: Store) -> None:
    names = [
        "甲村", "甲村委会", "甲村民委员会", "甲行政村", "西县西镇甲村", "西县甲村", "西镇甲村委会",
        "微型市西县西镇甲村", "(西镇)甲村", "西縣西鎮甲村委會", " 甲　村 ", "甲村 ", "西县-西镇-甲村",
    ]  # fmt: skip
    visits(tiny, "村名", *names)
    assert load(tiny, store, now=NOW).reasons == []
    answers = found(store)
    assert {name: answers[f"V{i}"] for i, name in enumerate(names, 1)} == dict.fromkeys(
        names, "990121100201"
    )


def test_a_name_inside_its_township(tiny: Path, store: Store) -> None:
    """甲村 is in both townships: alone it is nobody's, with its township or county path it is one."""
    add("villages.csv", "990121200203,甲村委会", "990121200204,老庄村")(tiny)
    visits(
        tiny, "村(社区),乡镇,县(市、区)",
        "甲,,", "甲村委会,南乡,", "甲村,西镇,西县", "甲村,南乡,西县", "甲村,,", "老庄,,",
        "老庄社区,南乡,", "南乡甲村,,西县", "丁村,西镇,", "甲村,北乡,", "南乡甲村,西镇,",
    )  # fmt: skip
    load(tiny, store, now=NOW)
    assert found(store) == {
        "V2": "990121200203", "V3": "990121100201", "V4": "990121200203", "V5": "990121100201",
        "V6": "990121200204", "V8": "990121200203",
    }  # fmt: skip
    told = faults(store)
    assert {row: (code, at) for row, (code, at, _) in told.items()} == {
        2: ("name_unknown", "target_name"),  # a single character is no short name
        8: ("name_unknown", "target_name"),  # a community, and 老庄 is a village
        10: ("name_unknown", "target_name"),
        11: ("name_unknown", "township_name"),
        12: ("name_unknown", "target_name"),
    }
    assert str(told[8][2]).startswith("老庄社区: 老庄村 990121200204 南乡")
    assert told[11][2] == "北乡"


def test_what_fits_several_is_said_with_all_of_them(tiny: Path, store: Store) -> None:
    add("villages.csv", "990121100203,老庄村", "990121200203,老庄村委会")(tiny)
    visits(tiny, "村名", "老庄", "老庄行政村", "老庄村")
    load(tiny, store, now=NOW)
    assert found(store) == {"V3": "990121100203"}  # to the letter
    both = "老庄村 990121100203 西镇, 老庄村委会 990121200203 南乡"
    assert faults(store) == {
        2: ("name_ambiguous", "target_name", f"老庄: {both}"),
        3: ("name_ambiguous", "target_name", f"老庄行政村: {both}"),
    }


def test_an_alias_settles_it(tiny: Path, store: Store) -> None:
    add("villages.csv", "990121100203,老庄村", "990121200203,老庄村委会")(tiny)
    source(
        "alias",
        "name,code,within_code\n老庄,990121200203,\n河东,990121100201,990121100\n旧镇,990121100,\n",
    )(tiny)
    visits(tiny, "村名,乡镇", "老庄,", "西镇河东,", "河东,", "河东,西镇", "旧镇乙村,", "老庄,西镇")
    load(tiny, store, now=NOW)
    assert found(store) == {
        "V1": "990121200203", "V2": "990121100201", "V4": "990121100201", "V5": "990121100202",
        "V6": "990121100203",
    }  # fmt: skip
    assert [code for code, *_ in faults(store).values()] == ["name_unknown"]


def test_numbers_in_either_writing(tiny: Path, store: Store) -> None:
    add("grids.csv", "990101001001012,第十二网格", "990101001002003,第3网格")(tiny)
    visits(tiny, "网格名称", "第1网格", "东一社区第12网格", "东街道东二社区第三网格", "第２网格")
    load(tiny, store, now=NOW)
    assert found(store) == {
        "V1": "990101001001001", "V2": "990101001001012", "V3": "990101001002003",
    }  # fmt: skip
    assert faults(store)[5][0] == "name_unknown"


def test_only_places_of_the_day(tiny: Path, store: Store) -> None:
    """老庄村 moved to a new code with 2026: what is said of the old year is the old place."""
    steps(
        add("villages.csv", "990121100203,老庄村", "990121200203,老庄村"),
        column("villages.csv", "valid_from", {7: "2026-01-01"}),
        column("villages.csv", "valid_to", {6: "2025-12-31"}),
    )(tiny)
    visits(tiny, "村名", "老庄村")
    add("visits.csv", "V2,2025-12-31,老庄")(tiny)
    assert load(tiny, store, now=NOW).reasons == []
    assert found(store) == {"V1": "990121200203", "V2": "990121100203"}


def test_a_code_and_a_name_must_agree(tiny: Path, store: Store) -> None:
    source("alias", "name,code\n河东,990121100201\n")(tiny)
    visits(
        tiny, "target_id,村名,乡镇",
        "990121100201,甲村委会,西镇", "990121100201,乙村,", "990121100201,河东,",
        "990121100201,甲村,南乡", "990121100201,,南乡", "990121100299,甲村,",
    )  # fmt: skip
    load(tiny, store, now=NOW)
    assert set(found(store)) == {"V1", "V3", "V5"}
    assert faults(store) == {
        3: ("name_disagrees", "target_name", "乙村 ≠ 甲村 990121100201"),
        5: ("name_disagrees", "target_name", "甲村 ≠ 甲村 990121100201"),
        7: ("unknown_place", "target_id", "990121100299"),
    }


def test_officials_and_units_by_name(tiny: Path, store: Store) -> None:
    add("officials.csv", "F,白露")(tiny)
    add("postings.csv", "F,U3,township,staff,,")(tiny)
    (tiny / "pairings.csv").write_text(
        "结对领导,单位,结对村,role\n白露,西镇人民政府,西镇甲村,contact\n白露,,乙村,contact\n"
        "安国,,东一社区,contact\n张三,,丙村,contact\n安国,南乡人民政府,丁村,contact\n"
        "安国,南方局,丁村,contact\n",
        encoding="utf-8",
    )
    (tiny / "reports.csv").write_text("上报单位,day\n西镇人民政府,2026-01-05\n", encoding="utf-8")
    load(tiny, store, now=NOW)
    snapshot = store.current()
    assert snapshot.rows("SELECT responsible_id, target_id FROM pairing ORDER BY ALL") == [
        ("A", "990101001001"), ("B", "990121100201"),
    ]  # fmt: skip
    assert snapshot.rows("SELECT unit_id FROM report") == [("U2",)]
    assert faults(store) == {
        3: ("name_ambiguous", "responsible_name", "白露: 白露 B 西镇人民政府, 白露 F 南乡人民政府"),
        5: ("name_unknown", "responsible_name", "张三"),
        6: ("name_unknown", "responsible_name", "安国: 安国 A 东街道办事处"),
        7: ("name_unknown", "unit_name", "南方局"),
    }


def test_a_visit_carries_its_officials(tiny: Path, store: Store) -> None:
    visits(
        tiny, "村名,走访领导", "甲村,安国、白露", "乙村,安国；李四", '丙村,"安国，陈明"', "丁村,"
    )
    add("attendances.csv", "V1,A")(tiny)
    load(tiny, store, now=NOW)
    rows = store.current().rows("SELECT visit_id, official_id FROM attendance ORDER BY ALL")
    assert rows == [("V1", "A"), ("V1", "B"), ("V2", "A"), ("V3", "A"), ("V3", "C")]
    assert faults(store) == {}  # whoever Li Si is, somebody was there
    assert store.current().rows("SELECT visit_id, written, reason FROM unknown_person") == [
        ("V2", "李四", "unknown")
    ]


def test_projects_and_units_find_their_places(tiny: Path, store: Store) -> None:
    swap("units.csv", "place_code", "服务区划")(tiny)
    for code, name in {
        "990101001": "东街道办事处",
        "990121100": "西镇",
        "990121200": "西县南乡",
    }.items():
        swap("units.csv", f",{code}\n", f",{name}\n")(tiny)
    swap("projects.csv", "place_code", "县区")(tiny)
    for code, name in {"990101": "东区", "990121,U2,B": "西县,U2,B", "990121,U2,C": "西县,U2,C",
                       "990121200": "西县"}.items():  # fmt: skip
        swap("projects.csv", f",{code},", f",{name},")(tiny)
    assert load(tiny, store, now=NOW).reasons == []
    rows = store.current().rows("SELECT place_code FROM unit ORDER BY unit_id")
    assert rows == [("990101001000",), ("990121100000",), ("990121200000",)]
    rows = store.current().rows("SELECT place_code FROM project ORDER BY project_id")
    assert rows == [("990101000000",)] + [("990121000000",)] * 3


# A real prefecture, against every place compared with every name


@dataclass(frozen=True)
class Known:
    code: str
    name: str
    county: str
    township: str


_TO_SIMPLIFIED = opencc.OpenCC("t2s").convert


def simplified(text: str) -> str:
    narrow = unicodedata.normalize("NFKC", _TO_SIMPLIFIED(text)).lower()
    return "".join(c for c in narrow if unicodedata.category(c)[0] in "LN")


def without_committee(text: str) -> str:
    for ending in ("村民委员会", "村委会", "村委", "行政村"):
        if text.endswith(ending):
            text = text.removesuffix(ending).removesuffix("村") + "村"
            break
    for ending in ("居民委员会", "居委会", "居委"):
        if text.endswith(ending):
            return text.removesuffix(ending).removesuffix("社区") + "社区"
    return text


def place_forms(place: Known) -> dict[str, int]:
    """How the oracle calls a place: form → class."""
    whole, normal = simplified(place.name), without_committee(simplified(place.name))
    forms = {normal: 3}
    if not normal.endswith(("村", "社区")):
        kind = "社区" if place.name.endswith("居委会") else "村"
        forms.setdefault(normal + kind, 4)
    else:
        short = normal.removesuffix("社区") if normal.endswith("社区") else normal[:-1]
        if len(short) > 1:
            forms.setdefault(short, 4)
    return forms | {whole: 2}


def area_forms(name: str) -> dict[str, int]:
    forms = {"": 2, name: 2}
    for ending in ("街道", "县", "区", "市", "镇", "乡"):
        if name.endswith(ending) and len(name.removesuffix(ending)) > 1:
            forms.setdefault(name.removesuffix(ending), 4)
            break
    return forms


class Oracle:
    """Every path by which every place may be called, written out."""

    def __init__(self, places: Iterable[Known]) -> None:
        self.called: dict[str, list[tuple[int, Known]]] = defaultdict(list)
        for place in places:
            for upper, a in area_forms(place.county).items():
                for lower, b in area_forms(place.township).items():
                    for form, c in place_forms(place).items():
                        self.called[upper + lower + form].append((max(a, b, c), place))

    def answer(self, written: str) -> str | None:
        text = simplified(written)
        best: dict[str, int] = {}
        for form in {text, without_committee(text)}:
            for rank, place in self.called.get(form, []):
                if rank == 2 and written.strip().endswith(place.name) and form == text:
                    rank = 1
                if rank == 2 and form != text:
                    rank = 3
                best[place.code] = min(rank, best.get(place.code, 9))
        first = [code for code, rank in best.items() if rank == min(best.values())]
        return first[0] if len(first) == 1 else None


@pytest.fixture(scope="module")
def known() -> list[Known]:
    if not (REAL / "shangqiu").is_dir():
        reason = "the real files are not beside the repository: shared/real/shangqiu"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    counties, townships = register("areas.csv"), register("streets.csv")
    return [
        Known(code, name, counties[f"{code[:6]}000000"], townships[f"{code[:9]}000"])
        for code, name in register("villages.csv").items()
    ]


@pytest.fixture(scope="module")
def asked(
    known: list[Known], tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[tuple[str, str]], Snapshot]:
    """(name as written, code it was made of) in random order, loaded as visits."""
    folder = tmp_path_factory.mktemp("names")
    traditional = opencc.OpenCC("s2t").convert
    forms: list[tuple[str, str]] = []
    for one in known:
        stem = re.sub("(村委会|社区居委会|居委会|社区|村)$", "", one.name)
        path = one.county + one.township
        forms += [(name, one.code) for name in (
            path + one.name, one.township + one.name, one.name, stem, path + stem,
            one.county[:2] + one.township[:-1] + stem, traditional(path + one.name),
            f"({one.township}){stem}村民委员会", f"{path}{stem}社区居民委员会", f"{path}{stem}行政村",
        )]  # fmt: skip
    random.Random(1).shuffle(forms)  # noqa: S311
    city = (CITIES / "shangqiu/city.toml").read_text(encoding="utf-8")
    city = re.sub(r"geometry = .*\n", "", city).replace("../../../../shared/real", str(REAL))
    (folder / "city.toml").write_text(
        city + '[sources.visit]\nfile = "visits.csv"\n', encoding="utf-8"
    )
    lines = [f"V{i},2026-03-05,{name}" for i, (name, _) in enumerate(forms)]
    (folder / "visits.csv").write_text(
        "visit_id,visited_on,行政村名称\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    store = Store(folder / "store")
    load(folder, store, now=NOW)
    return forms, store.current()


def test_real_names_as_the_oracle_says(
    known: list[Known], asked: tuple[list[tuple[str, str]], Snapshot]
) -> None:
    forms, snapshot = asked
    oracle = Oracle(known)
    answers = dict(snapshot.rows("SELECT visit_id, target_id FROM visit"))
    wrong = [
        (name, answers.get(f"V{i}"), oracle.answer(name))
        for i, (name, _) in enumerate(forms)
        if answers.get(f"V{i}") != oracle.answer(name)
    ]
    assert wrong == []
    assert len(answers) > 0.6 * len(forms)


def test_full_paths_lead_home(
    known: list[Known], asked: tuple[list[tuple[str, str]], Snapshot]
) -> None:
    """Every full path, in either script, is the place itself."""
    forms, snapshot = asked
    answers = dict(snapshot.rows("SELECT visit_id, target_id FROM visit"))
    home = {one.county + one.township + one.name: one.code for one in known}
    led = {name: answers.get(f"V{i}") for i, (name, _) in enumerate(forms) if name in home}
    assert len(led) > 4800
    assert {name: code for name, code in led.items() if code != home[name]} == {}
