"""A load that would leave a table nearly empty is not published until somebody says it is meant."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from dashboard.frame.texts import translator
from dashboard.server import publishing
from dashboard.server.desk import Asked, Desk
from etl.pipeline import check, load
from geodata.base.errors import RefusedError
from geodata.base.messages import text
from geodata.store.snapshots import Store
from test_dashboard import page, serving  # noqa: F401 - a fixture
from test_load import edit, remove_source

Run = Callable[..., Result]
NOW = datetime(2026, 4, 20, 9, 0)
CITY = '[city]\nname = "柳县"\ncode = "990121"\nkind = "county"\n'


def villages(folder: Path, codes: Iterable[str]) -> Path:
    """A county of townships 100 and 200 and the villages that are given."""
    folder.mkdir(exist_ok=True)
    files = {"township": "townships.csv", "village": "villages.csv"}
    sources = "".join(f'[sources.{name}]\nfile = "{file}"\n' for name, file in files.items())
    (folder / "city.toml").write_text(CITY + sources, "utf-8")
    (folder / "townships.csv").write_text(
        "代码,名称\n990121100,柳河镇\n990121200,青石乡\n", "utf-8"
    )
    rows = (f"{code},{code[-6:]}村" for code in codes)
    (folder / "villages.csv").write_text("\n".join(["代码,名称", *rows]) + "\n", "utf-8")
    return folder


def add(folder: Path, name: str, *lines: str) -> None:
    """A source beside the places."""
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    stated = (folder / "city.toml").read_text("utf-8")
    if f"[sources.{name}]" not in stated:
        (folder / "city.toml").write_text(
            f'{stated}[sources.{name}]\nfile = "{name}.csv"\n', "utf-8"
        )


def numbered(count: int, first: int = 201) -> list[str]:
    return [f"990121100{first + n}" for n in range(count)]


def count(store: Store, kind: str = "village") -> int:
    ((found,),) = store.current().rows(
        "SELECT count(*) FROM place WHERE kind = $kind", {"kind": kind}
    )
    return int(found)


def refused(folder: Path, store: Store, **values: object) -> RefusedError:
    """The refusal of a load, after which the old snapshot serves."""
    before = store.current_id()
    with pytest.raises(RefusedError) as raised:
        load(folder, store, now=NOW, **values)  # type: ignore[arg-type]
    assert store.current_id() == before
    assert not list(store.snapshots.glob("*.loading*"))
    return raised.value


def test_codes_with_the_letter_o_leave_the_register_as_it_was(
    tmp_path: Path, store: Store, run: Run
) -> None:
    good = villages(tmp_path / "good", numbered(6))
    assert run("load", good, "--store", store.folder).exit_code == 0
    bad = villages(tmp_path / "bad", [one.replace("0", "O") for one in numbered(6)])
    before = store.current_id()
    said = run("load", bad, "--store", store.folder)
    assert said.exit_code == 1
    values = {"shrunk": "village 6 → 0", "flags": "--allow-fewer village"}
    assert said.stderr == text("error", "load_shrinks", "zh_CN", **values) + "\n"
    assert store.current_id() == before
    assert count(store) == 6
    told = run("check", bad, "--store", store.folder)
    assert told.exit_code == 0
    assert text("cli", "shrinks", "zh_CN", **values) in told.stderr
    line = json.loads(run("check", bad, "--store", store.folder, "--json").stdout.splitlines()[-1])
    assert line["shrunk"] == [["village", 6, 0, 6]]
    meant = run("load", bad, "--store", store.folder, "--allow-fewer", "village")
    assert meant.exit_code == 0
    assert text("cli", "shrunk_allowed", "zh_CN", **values) in meant.stderr
    assert count(store) == 0


@pytest.mark.parametrize(
    ("before", "after", "is_refused"),
    [(200, 185, True), (200, 189, True), (200, 190, False), (20, 18, True), (20, 19, False),
     (6, 5, False), (6, 4, True), (2, 1, False), (1, 0, True), (6, 7, False)],
)  # fmt: skip
def test_far_fewer_is_more_than_one_in_twenty_and_more_than_one(
    tmp_path: Path, store: Store, before: int, after: int, is_refused: bool
) -> None:
    load(villages(tmp_path / "a", numbered(before)), store, now=NOW)
    less = villages(tmp_path / "b", numbered(after))
    if is_refused:
        error = refused(less, store)
        assert error.code == "load_shrinks"
        assert error.values["shrunk"] == f"village {before} → {after}"
        load(less, store, now=NOW, allow_fewer=["village"])
    else:
        load(less, store, now=NOW)
    assert count(store) == after


def test_a_flag_for_one_table_allows_no_other(tmp_path: Path, store: Store) -> None:
    folder = villages(tmp_path / "a", numbered(6))
    add(folder, "official", "official_id,name", *(f"G{n},干部{n}" for n in range(4)))
    load(folder, store, now=NOW)
    villages(folder, numbered(3))
    add(folder, "official", "official_id,name", "G0,干部0")
    error = refused(folder, store, allow_fewer=["village"])
    assert error.values == {"shrunk": "official 4 → 1", "flags": "--allow-fewer official"}
    assert refused(folder, store).values["shrunk"] == "village 6 → 3, official 4 → 1"


def test_a_source_taken_out_of_the_city_is_a_table_that_shrank(
    tmp_path: Path, store: Store
) -> None:
    folder = villages(tmp_path / "a", numbered(2))
    add(folder, "chain", "chain_id,name", "C1,食品", "C2,纺织")
    load(folder, store, now=NOW)
    remove_source(folder, "chain")
    assert refused(folder, store).values["shrunk"] == "chain 2 → 0"


def test_a_first_load_of_which_a_register_is_all_wrong_is_refused(
    tmp_path: Path, store: Store, run: Run
) -> None:
    bad = villages(tmp_path / "a", ["99012110O201", "99012110O202"])
    said = run("load", bad, "--store", store.folder)
    assert said.exit_code == 1
    values = {"shrunk": "village 0/2", "flags": "--allow-fewer village"}
    assert said.stderr == text("error", "load_empty", "zh_CN", **values) + "\n"
    assert store.current_id() is None
    assert run("load", bad, "--store", store.folder, "--allow-fewer", "all").exit_code == 0


@pytest.mark.parametrize(
    ("rows", "bad", "is_refused"), [(20, 11, True), (20, 10, False), (19, 18, False)]
)
def test_a_table_of_which_most_is_put_aside_is_not_published(
    tmp_path: Path, store: Store, rows: int, bad: int, is_refused: bool
) -> None:
    """Of the first load too: coverage by the few rows that were understood would be wrong."""
    folder = villages(tmp_path / "a", numbered(rows))
    (known, *_) = numbered(1)
    visits = [f"V{n},{known},{'10月' if n < bad else '2026-04-01'}" for n in range(rows)]
    add(folder, "visit", "visit_id,target_id,visited_on", *visits)
    if is_refused:
        with pytest.raises(RefusedError) as raised:
            load(folder, store, now=NOW)
        assert raised.value.code == "load_empty"
        assert raised.value.values["shrunk"] == f"visit {rows - bad}/{rows}"
        load(folder, store, now=NOW, allow_fewer=["visit"])
    else:
        load(folder, store, now=NOW)


def test_rows_that_say_they_do_not_count_are_not_lost(tmp_path: Path, store: Store) -> None:
    """A sheet of all villages with 是否走访 mostly 否, and changes that nobody confirmed yet."""
    folder = villages(tmp_path / "a", numbered(30))
    codes = numbered(30)
    visits = [f"V{n},{code},2026-04-01,{'否' if n else '是'}" for n, code in enumerate(codes)]
    add(folder, "visit", "visit_id,target_id,visited_on,是否走访", *visits)
    pairs = zip(codes[::2], codes[1::2], strict=True)
    changes = [f"{old},{new},recode,2026-01-0{n}," for old, new in pairs for n in (1, 2)]
    add(folder, "place_change", "old_code,new_code,change,on_date,confirmed", *changes)
    summary = load(folder, store, now=NOW)
    assert {reason for _, reason, *_ in summary.reasons} >= {"not_held", "not_confirmed"}
    assert store.current().rows("SELECT count(*) FROM visit") == [(1,)]


def test_an_empty_file_at_first_is_no_fault_of_its_rows(tmp_path: Path, store: Store) -> None:
    folder = villages(tmp_path / "a", numbered(1))
    add(folder, "official", "official_id,name")
    add(folder, "place_change", "旧代码,新代码,变更类型,变更日期,确认",
        "990121100201,990121100201,更名,2026-01-01,")  # fmt: skip
    summary = load(folder, store, now=NOW)
    assert summary.shrunk == []


def test_what_has_become_of_a_place_is_no_loss(tmp_path: Path, store: Store) -> None:
    """Of nine villages two are merged into a third, and one has another code."""
    codes = numbered(9)
    load(villages(tmp_path / "a", codes), store, now=NOW)
    merged, other, into, recoded = codes[:4]
    folder = villages(tmp_path / "b", codes)
    (folder / "villages.csv").rename(folder / "villages-2025.csv")
    villages(folder, [into, *codes[4:], "990121200205"])
    edit(
        folder / "city.toml", 'file = "villages.csv"',
        'file = "villages.csv"\nearlier = { file = "villages-2025.csv", until = 2025-12-31 }',
    )  # fmt: skip
    add(folder, "place_change", "旧代码,新代码,变更类型,变更日期,确认",
        f"{merged},{into},合并,2026-01-01,是", f"{other},{into},合并,2026-01-01,是",
        f"{recoded},990121200205,改码,2026-01-01,是")  # fmt: skip
    assert load(folder, store, now=NOW).shrunk == []


def test_villages_that_are_communities_now_have_not_gone(tmp_path: Path, store: Store) -> None:
    load(villages(tmp_path / "a", numbered(6)), store, now=NOW)
    folder = villages(tmp_path / "b", numbered(3))
    add(folder, "community", "代码,名称", *(f"{code},城东社区" for code in numbered(6)[3:]))
    assert load(folder, store, now=NOW).shrunk == []
    assert (count(store), count(store, "community")) == (3, 3)


def test_visits_that_would_go_with_their_places_are_told(tmp_path: Path, store: Store) -> None:
    """As many villages under other codes: the register is as long, but no visit finds its place."""
    folder = villages(tmp_path / "a", numbered(4))
    rows = (f"V{n},{code},2026-03-0{n + 1}" for n, code in enumerate(numbered(4)))
    add(folder, "visit", "visit_id,target_id,visited_on", *rows)
    load(folder, store, now=NOW)
    villages(folder, numbered(4, first=401))
    assert refused(folder, store).values["shrunk"] == "visit 4 → 0"


def test_replaced_visits_may_not_shrink_unsaid(tmp_path: Path, store: Store) -> None:
    folder = villages(tmp_path / "a", numbered(4))
    rows = [f"V{n},{code},2026-03-0{n + 1}" for n, code in enumerate(numbered(4))]
    add(folder, "visit", "visit_id,target_id,visited_on", *rows)
    load(folder, store, now=NOW)
    add(folder, "visit", "visit_id,target_id,visited_on", *rows[:1])
    assert load(folder, store, now=NOW).shrunk == []  # the others stay
    assert refused(folder, store, replace=["visit"]).values["shrunk"] == "visit 4 → 1"


def test_shapes_that_would_be_gone_are_told(tmp_path: Path, store: Store) -> None:
    folder = villages(tmp_path / "a", ())

    def drawn(*shapes: str) -> None:
        rows = (
            f'{code},{code[-3:]}村,"{one}"' for code, one in zip(numbered(4), shapes, strict=True)
        )
        (folder / "villages.csv").write_text("\n".join(["代码,名称,wkt", *rows]) + "\n", "utf-8")

    squares = [
        f"POLYGON (({x} 34, {x + 1} 34, {x + 1} 35, {x} 35, {x} 34))" for x in range(110, 114)
    ]
    drawn(*squares)
    load(folder, store, now=NOW)
    drawn(squares[0], "", "", "")
    assert refused(folder, store).values["shrunk"] == "village.geometry 4 → 1"


def test_people_whom_no_table_gives_follow_the_tables_that_name_them(
    tmp_path: Path, store: Store
) -> None:
    folder = villages(tmp_path / "a", numbered(4))
    pairs = [
        f"{name},{code}"
        for name, code in zip(("甲一", "乙二", "丙三", "丁四"), numbered(4), strict=True)
    ]
    add(folder, "pairing", "结对领导,村代码", *pairs)
    load(folder, store, now=NOW)
    add(folder, "pairing", "结对领导,村代码", *(f"甲一,{code}" for code in numbered(4)))
    assert load(folder, store, now=NOW).shrunk == []


def test_another_city_has_no_snapshot_before(tmp_path: Path, store: Store) -> None:
    load(villages(tmp_path / "a", numbered(6)), store, now=NOW)
    other = villages(tmp_path / "b", ())
    for name in ("city.toml", "townships.csv", "villages.csv"):
        said = (other / name).read_text("utf-8")
        (other / name).write_text(said.replace("990121", "990122"), "utf-8")
    (other / "villages.csv").write_text("代码,名称\n990122100201,某村\n", "utf-8")
    assert load(other, store, now=NOW).shrunk == []


def test_a_check_without_a_store_finds_what_is_all_wrong(tmp_path: Path) -> None:
    bad = villages(tmp_path / "a", ["99012110O201"])
    assert [one.source for one in check(bad, tmp_path, now=NOW).shrunk] == ["village"]


def test_the_browser_publishes_what_shrinks_only_when_confirmed(
    tmp_path: Path,
    serving: Store,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(publishing.ALLOW, "1")
    store, t = serving, translator("zh_CN")
    load(villages(tmp_path / "a", numbered(6)), store, now=NOW)
    before = store.current_id()

    def prepare(work: Path) -> tuple[Path, Asked]:
        return villages(work / "city", numbered(2)), Asked()

    job = Desk(prepare, "zh_CN")

    def wait(until: Iterable[str]) -> None:
        end = time.monotonic() + 120
        while job.state not in until:
            assert time.monotonic() < end, (job.state, job.refusal)
            time.sleep(0.05)

    wait({"checked", "refused"})
    assert job.shrunk == [("village", 6, 2, 2)]
    app = page("data")
    app.session_state["_publish_job"] = job
    app.run()
    assert any("village：6 行 → 2 行" in one.value for one in app.error)

    def publish_button() -> Any:
        (button,) = [one for one in app.button if one.label == t("publish.publish")]
        return button

    assert publish_button().disabled
    (meant,) = [one for one in app.checkbox if one.label == t("publish.is_meant")]
    meant.check().run()
    assert not publish_button().disabled
    job.publish()
    wait({"checked", "published"})
    assert job.state == "checked"
    assert "village 6 → 2" in job.refusal
    assert store.current_id() == before
    job.publish(allow_fewer=["village"])
    wait({"published"})
    assert count(store) == 2
