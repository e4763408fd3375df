"""Residents' data in rows that were put aside: in no file that is served, and in no answer.

The numbers are invented; the ID number bears a right check digit, and the card begins as a bank's.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import duckdb
import pytest
from click.testing import Result

from dashboard.server.publishing import Job
from etl.over_time.carry import ACCUMULATING
from etl.over_time.shrinking import COUNTED
from etl.pipeline import load
from etl.tables import PLACE, TABLES
from etl.tables.declare import Column, Table
from geodata.base.errors import RefusedError
from geodata.base.messages import sentence, text
from geodata.base.privacy import SIGN, is_personal, masked, residents
from geodata.output import rejects
from geodata.store.snapshots import Snapshot, Store
from test_dashboard import page, serving  # noqa: F401 - a fixture
from test_load import append, edit, remove_source
from test_publish import settle
from test_rejects import rejected, sheets, write_sheet

Run = Callable[..., Result]
MOBILE, LANDLINE, SHORT = "13812345678", "0371-65432100", "6543210"
IDENTITY, OLD_IDENTITY, CARD = "41010519491231002X", "410105491231002", "6222021001116245702"
RESIDENT, HOME = "王二狗", "柳树胡同九号"
SECRETS = (MOBILE, LANDLINE, SHORT, IDENTITY, OLD_IDENTITY, CARD, RESIDENT, HOME)
UNDECLARED = {
    "反映人": RESIDENT, "联系电话": SHORT, "身份证号码": IDENTITY, "家庭住址": HOME, "其他": "暗号",
}  # fmt: skip
NUMBERS = {"count", "decimal", "date", "month", "choice", "flag", "lon", "lat", "code", "target"}


# What is recognised


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (MOBILE, SIGN),
        ("张伟13812345678", f"张伟{SIGN}"),
        ("138 1234 5678", SIGN),
        ("138-1234-5678", SIGN),
        ("138.1234.5678", SIGN),
        ("１３８１２３４５６７８", SIGN),
        ("13812345678/13912345678", f"{SIGN}/{SIGN}"),
        ("8613812345678", SIGN),
        ("+86 138 1234 5678", f"+{SIGN}"),
        ("86-371-65432100", SIGN),
        (LANDLINE, SIGN),
        ("(0371)6543210", f"({SIGN}"),
        ("010-12345678转801", f"{SIGN}转801"),
        ("电话6543210", f"电话{SIGN}"),
        ("户主：王二狗，电话：6543210", f"户主：{SIGN}，电话：{SIGN}"),
        (IDENTITY, SIGN),
        ("41010519491231002x", SIGN),
        ("410105 19491231 002X", SIGN),
        ("410105194912310021", SIGN),  # a slip of the pen in the check digit is somebody's all the same
        (OLD_IDENTITY, SIGN),
        (CARD, SIGN),
        ("6222 0210 0111 6245 702", SIGN),
        ("4367421234567890", SIGN),
        # and what is nobody's
        ("990101100201", None),
        ("410105100201", None),
        ("410105100201001", None),  # a grid
        ("410105201301001", None),
        ("990101100201 2026-03-15", None),
        ("990101001001、990101001002", None),
        ("2026-03-15 14:30:00", None),
        ("20260315093000123", None),
        ("1765432109876543210", None),  # a number that a machine gave
        ("91410100MA3X4Y5Z6K", None),
        ("0000012345", None),
        ("113.13812345678", None),
        ("POLYGON ((130.12345678 45.13812345678, 131 45, 130.12345678 45.13812345678))", None),
        ("010100000013812345678F3F40138123456781234A0", None),  # a shape as WKB
        ("123813812345678", None),
        ("1234567.5", None),
        ("村口路灯不亮", None),
    ],
)  # fmt: skip
def test_numbers_of_people_are_hidden_and_no_others(cell: str, shown: str | None) -> None:
    assert masked(cell) == (cell if shown is None else shown)


@pytest.mark.parametrize(
    "header",
    ["反映人", "反 映 人", "*联系人（必填）", "户主姓名", "来访人员", "群众姓名", "家庭住址", "联系电话",
     "手机号码", "联系方式", "身份证号", "证件号码", "银行卡号", "一卡通账号", "ID_card", "Phone", "姓名"],
)  # fmt: skip
def test_a_header_promises_residents_data(header: str) -> None:
    assert is_personal(header)


def test_a_header_of_ours_is_no_resident_s(tiny: Path, store: Store, now: datetime) -> None:
    """姓名 says who is paired; mapped to a title it is somebody. 联系方式 holds telephone numbers and is no
    column of a pairing."""
    (tiny / "more.csv").write_text(
        f"姓名,村居代码,联系方式,结对类型,生效日期\n李文华,990101001001,{MOBILE},包联,2026-02-30\n",
        encoding="utf-8",
    )
    edit(tiny / "city.toml", 'file = "pairings.csv"', 'file = ["pairings.csv", "more.csv"]')
    (tiny / "matters.csv").write_text(
        f"姓名,村居代码,提出日期\n{RESIDENT},990101001001,2026-02-30\n", encoding="utf-8"
    )
    append(
        tiny / "city.toml", '[sources.matter]\nfile = "matters.csv"\ncolumns = { title = "姓名" }'
    )
    load(tiny, store, now=now, allow_fewer=COUNTED)
    kept = dict(store.current().rows("SELECT table_name, cells_json FROM quarantine"))
    assert json.loads(kept["pairing"])["role"] == "包联"
    assert json.loads(kept["pairing"])["responsible_name"] == "李文华"
    assert json.loads(kept["matter"])["title"] == SIGN
    assert_keeps_nothing(store.current().path)


def test_what_a_row_tells_of_residents_is_known_elsewhere_in_it() -> None:
    cells = [
        ("反映人", "王二狗（曹西村）、李小妮"),
        ("电话", SHORT),
        ("事项", "修路"),
        ("户主", "群众"),
    ]
    assert residents(cells) == [SHORT, "李小妮", "王二狗"]
    assert masked("王二狗家门口，6543210", residents(cells)) == f"{SIGN}家门口，{SIGN}"


# What is kept


def strings(file: Path) -> Iterator[str]:
    """Every cell of every table of a snapshot, as text."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{file}' AS kept (READ_ONLY)")
        tables = connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'kept'"
        ).fetchall()
        for schema, table in tables:
            columns = connection.execute(
                "SELECT column_name FROM duckdb_columns() WHERE table_name = $name"
                " AND database_name = 'kept' AND data_type <> 'GEOMETRY'",
                {"name": table},
            ).fetchall()
            cells = ", ".join(f'"{one}"' for (one,) in columns)
            for row in connection.execute(
                f'SELECT {cells} FROM kept."{schema}"."{table}"'
            ).fetchall():
                yield f"{table}: {row}"


def leaks(told: str) -> list[str]:
    return [secret for secret in (*SECRETS, "暗号") if secret in told]


def assert_keeps_nothing(file: Path) -> None:
    body = file.read_bytes()
    assert [one for one in (*SECRETS, "暗号") if one.encode() in body] == []
    assert [row for row in strings(file) if leaks(row)] == []


def unzipped(body: bytes | None) -> str:
    assert body
    with ZipFile(BytesIO(body)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


def bad_rows(table: Table) -> list[dict[str, str]]:
    """Rows that hold residents' data in each column in turn, and a fault elsewhere."""

    def spoilt(column: Column, dirt: str) -> dict[str, str]:
        row = {one.name: one.example for one in table.columns} | UNDECLARED | {column.name: dirt}
        others = [one for one in table.columns if one is not column]
        plain_ones = [one for one in others if one.kind in NUMBERS]
        needed = [one for one in others if one.required]
        if plain_ones:
            row[plain_ones[-1].name] = "坏"
        elif needed:
            row[needed[0].name] = ""
        return row

    return [
        spoilt(column, dirt)
        for column in table.columns
        for dirt in (MOBILE, f"甲{IDENTITY}乙 {LANDLINE}，{CARD} {RESIDENT}家，{OLD_IDENTITY}")
    ]


def spoil(folder: Path) -> dict[str, int]:
    """Add a file of such rows to every table of a city; how many each has."""
    city = (folder / "city.toml").read_text("utf-8")
    counts = {}
    for name, table in [("village", PLACE), ("grid", PLACE), *((one.name, one) for one in TABLES)]:
        file = f"{name}-spoilt.csv"
        rows = bad_rows(table)
        counts[name] = len(rows)
        with (folder / file).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        if f"[sources.{name}]" in city:
            start, rest = city.split(f"[sources.{name}]\nfile = ", 1)
            first, rest = rest.split("\n", 1)
            city = f'{start}[sources.{name}]\nfile = [{first}, "{file}"]\n{rest}'
        else:
            city += f'[sources.{name}]\nfile = "{file}"\n'
    (folder / "city.toml").write_text(city, encoding="utf-8")
    return counts


def test_no_column_of_any_table_lets_residents_data_into_what_is_served(
    tiny: Path,
    serving: Store,  # noqa: F811
    run: Run,
    tmp_path: Path,
    now: datetime,
) -> None:
    counts = spoil(tiny)
    summary = load(tiny, serving, now=now, allow_fewer=COUNTED)
    aside = {source: n for source, file, *_, n in summary.files if file.endswith("spoilt.csv")}
    assert aside == counts
    assert_keeps_nothing(serving.current().path)
    assert leaks(repr(summary)) == []
    for language in ("zh_CN", "en"):
        assert leaks(unzipped(rejects.workbook(serving.current(), language))) == []
    data = page("data")
    shown = [*data.markdown, *data.caption, *data.metric, *data.dataframe, *data.warning]
    assert leaks(" ".join(f"{one.value} {getattr(one, 'help', '')}" for one in shown)) == []
    assert SIGN in " ".join(str(one.value) for one in data.caption)
    other = Store(tmp_path / "other")
    for command in (("check",), ("load", "--json", "--allow-fewer", "all")):
        told = run(*command, tiny, "--store", other.folder)
        assert (told.exit_code, leaks(told.output)) == (0, [])
    for name in ACCUMULATING:  # what no file brings again stays put aside
        file = tiny / f"{name}-spoilt.csv"
        file.write_text(file.read_text("utf-8").splitlines()[0], encoding="utf-8")
    told = run("load", tiny, "--store", other.folder, "--format", "csv", "--allow-fewer", "all")
    assert (told.exit_code, leaks(told.output)) == (0, [])
    assert len(other.ids()) == 2
    assert other.current().rows(
        "SELECT count(*) > 0 FROM quarantine WHERE source_file LIKE 'snapshot %'"
    ) == [(True,)]
    for one in other.ids():
        assert_keeps_nothing(other.path(one))


# The way to mend and back


def matters(folder: Path, *rows: str) -> None:
    """A file of matters beside the tiny city: 反映人 and 联系电话 are no columns of ours."""
    head = "编号,村居代码,反映人,联系电话,问题内容,提出日期"
    (folder / "matters.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    if "[sources.matter]" not in (folder / "city.toml").read_text("utf-8"):
        append(folder / "city.toml", '[sources.matter]\nfile = "matters.csv"')


BAD = f"M1,990101001001,{RESIDENT},{MOBILE},{RESIDENT}家门口路灯不亮 {LANDLINE},2026-02-30"


def mend(rows: list[list[object]], old: str, new: str) -> list[list[object]]:
    return [[new if cell == old else cell for cell in row] for row in rows]


@pytest.mark.parametrize("command", ["check", "load"])
def test_whoever_runs_the_command_mends_it_unmasked(
    run: Run, tiny: Path, tmp_path: Path, command: str
) -> None:
    """Declared columns alone, every cell of them as it came; mended it loads as it stands."""
    matters(tiny, BAD)
    meant = ("--allow-fewer", "all") if command == "load" else ()
    where = ("--store", tmp_path / "store", "--out", tmp_path / "out")
    done = run(command, tiny, *where, *meant, "--json")
    assert (done.exit_code, leaks(done.output)) == (0, [])
    (rows,) = sheets((tmp_path / "out" / "rejects.xlsx").read_bytes()).values()
    assert [row[2:] for row in rows] == [
        ["编号", "村居代码", "问题内容", "提出日期"],
        ["M1", "990101001001", f"{RESIDENT}家门口路灯不亮 {LANDLINE}", "2026-02-30"],
    ]
    write_sheet(tiny / "mended.xlsx", mend(rows, "2026-02-30", "2026-02-27"))
    edit(tiny / "city.toml", '"matters.csv"', '["matters.csv", "mended.xlsx"]')
    assert run("load", tiny, "--store", tmp_path / "store", "--allow-fewer", "all").exit_code == 0
    snapshot = Store(tmp_path / "store").current()
    assert snapshot.rows("SELECT matter_id, proposed_on::VARCHAR FROM matter") == [
        ("M1", "2026-02-27")
    ]


def test_the_page_s_workbook_is_masked_and_is_no_data(
    tiny: Path, store: Store, now: datetime
) -> None:
    """What was masked comes back as a fault that is said; what was not is mended as ever."""
    matters(tiny, BAD, "M2,990101001001,,,村口路灯不亮,2026-02-30")
    append(tiny / "visits.csv", "V8,990121100201,2026-02-30,,,,,")
    load(tiny, store, now=now, allow_fewer=COUNTED)
    rows = mend(rejected(store)["matters"], "2026-02-30", "2026-02-27")
    assert [row[2:] for row in rows[1:]] == [
        ["M1", "990101001001", f"{SIGN}家门口路灯不亮 {SIGN}", "2026-02-27"],
        ["M2", "990101001001", "村口路灯不亮", "2026-02-27"],
    ]
    write_sheet(tiny / "mended.xlsx", rows)
    edit(tiny / "city.toml", '"matters.csv"', '["matters.csv", "mended.xlsx"]')
    summary = load(tiny, store, now=now, allow_fewer=COUNTED)
    assert store.current().rows("SELECT matter_id, title FROM matter") == [("M2", "村口路灯不亮")]
    assert [
        (one.code, one.column, one.rows) for one in summary.reasons if one.code == "masked"
    ] == [("masked", "title", 1)]


def test_a_masked_cell_of_any_column_is_said_once(tiny: Path, store: Store, now: datetime) -> None:
    """Required or not, of any kind: an empty cell would be another answer than the one that was there."""
    append(tiny / "visits.csv", f"V8,990121100201,2026-03-02,{SIGN},,,,")
    append(tiny / "visits.csv", f"V9,{SIGN},2026-03-02,1,,,,")
    summary = load(tiny, store, now=now, allow_fewer=COUNTED)
    assert sorted((one.code, one.column) for one in summary.reasons) == [
        ("masked", "talks"), ("masked", "target_id"),
    ]  # fmt: skip
    assert store.current().rows("SELECT 1 FROM visit WHERE visit_id > 'V7'") == []


def test_names_of_officials_are_masked_in_the_download_and_make_nobody(
    tiny: Path, store: Store, now: datetime
) -> None:
    (tiny / "more.csv").write_text(
        "走访编号,村居代码,走访日期,走访领导\nW1,990101001001,2026-02-30,李文华、王强\n",
        encoding="utf-8",
    )
    edit(tiny / "city.toml", '"visits.csv"', '["visits.csv", "more.csv"]')
    load(tiny, store, now=now, allow_fewer=COUNTED)
    rows = rejected(store)["more"]
    assert rows[1][2:] == ["W1", "990101001001", "2026-02-30", "李**、王*"]
    unmasked = sheets(rejects.workbook(store.current(), "zh_CN", {}))["more"]
    assert unmasked[1][-1] == "李文华、王强"
    people = "SELECT official_id, name FROM official ORDER BY 1"
    before = store.current().rows(people)
    write_sheet(tiny / "mended.xlsx", mend(rows, "2026-02-30", "2026-02-27"))
    edit(tiny / "city.toml", '"more.csv"', '"mended.xlsx"')
    summary = load(tiny, store, now=now, allow_fewer=COUNTED, replace=["visit"])
    assert [(one.source, one.code, one.column) for one in summary.reasons] == [
        ("visit", "masked", "officials")
    ]
    assert store.current().rows(people) == before


def test_a_row_that_waits_for_its_place_is_accepted_once_that_is_there(
    tiny: Path, store: Store, now: datetime
) -> None:
    """It is kept with the names of the officials who came, so that it loses nobody; where something was
    hidden it waits for the file."""
    head = "走访编号,村居代码,走访日期,走访领导,走访单位\n"
    (tiny / "more.csv").write_text(
        f"{head}W1,990101001009,2026-02-27,,\nW2,990101001009,2026-02-26,,{MOBILE}\n",
        encoding="utf-8",
    )
    edit(tiny / "city.toml", '"visits.csv"', '["visits.csv", "more.csv"]')
    load(tiny, store, now=now, allow_fewer=COUNTED)
    (tiny / "more.csv").write_text(head, encoding="utf-8")
    with (tiny / "communities.csv").open(encoding="utf-8") as file:
        columns = file.readline().strip().split(",")
    place = {"code": "990101001009", "name": "新社区", "parent_code": "990101001"}
    append(tiny / "communities.csv", ",".join(place.get(one, "") for one in columns))
    summary = load(tiny, store, now=now, allow_fewer=COUNTED)
    assert store.current().rows("SELECT visit_id FROM visit WHERE visit_id >= 'W'") == [("W1",)]
    assert [(one.code, one.column) for one in summary.reasons] == [("masked", "unit_name")]


def test_a_row_with_too_many_cells_shows_no_words(tiny: Path, store: Store, now: datetime) -> None:
    """Its cells may have slipped: a resident's name stands where the matter should."""
    matters(tiny, f"M1,990101001001,甲,,{HOME},2026-03-02,多出来的{RESIDENT}")
    load(tiny, store, now=now, allow_fewer=COUNTED)
    assert_keeps_nothing(store.current().path)
    (row,) = rejected(store)["matters"][1:]
    assert row[2:] == ["M1", "990101001001", SIGN, "2026-03-02", SIGN]


def test_a_snapshot_of_before_is_read_and_carried_without_what_it_kept(
    tiny: Path, store: Store, now: datetime
) -> None:
    """It holds every cell as it came: the download leaves out what was not declared, and a later load
    takes none of it over."""
    (tiny / "more.csv").write_text(
        f"走访编号,村居代码,走访日期,反映人,联系电话,走访单位\n"
        f"W1,990101001001,2026-02-30,{RESIDENT},{MOBILE},甲局 {LANDLINE}\n", encoding="utf-8"
    )  # fmt: skip
    edit(tiny / "city.toml", '"visits.csv"', '["visits.csv", "more.csv"]')
    load(tiny, store, now=now, allow_fewer=COUNTED)
    old = [["走访编号", "W1"], ["村居代码", "990101001001"], ["走访日期", "2026-02-30"],
           ["反映人", RESIDENT], ["联系电话", MOBILE], ["走访单位", f"甲局 {LANDLINE}"]]  # fmt: skip
    path = store.path(str(store.current_id()))
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{path}' AS old")
        connection.execute(
            "UPDATE old.quarantine SET row_json = $row, cells_json = $cells",
            {"row": json.dumps(old, ensure_ascii=False),
             "cells": json.dumps({"visit_id": "W1", "target_id": "990101001001",
                                  "visited_on": "2026-02-30", "unit_name": f"甲局 {LANDLINE}"})},
        )  # fmt: skip
    with closing(Snapshot.open(path)) as snapshot:
        body = rejects.workbook(snapshot, "zh_CN")
    assert leaks(unzipped(body)) == []
    assert [row[2:] for row in sheets(body)["more"]] == [
        ["走访编号", "村居代码", "走访日期", "走访单位"],
        ["W1", "990101001001", "2026-02-30", f"甲局 {SIGN}"],
    ]
    (tiny / "more.csv").write_text("走访编号,村居代码,走访日期\n", encoding="utf-8")
    load(tiny, store, now=now, allow_fewer=COUNTED)
    assert store.current().rows("SELECT count(*) FROM quarantine") == [(1,)]
    assert_keeps_nothing(store.current().path)


def test_a_change_of_a_row_and_an_error_quote_no_number(
    tiny: Path, store: Store, now: datetime
) -> None:
    matters(tiny, f"M1,990101001001,,,修路 {MOBILE},2026-03-02")
    load(tiny, store, now=now, allow_fewer=COUNTED)
    matters(tiny, f"M1,990101001001,,,修桥 {LANDLINE},2026-03-02")
    load(tiny, store, now=now, allow_fewer=COUNTED)
    ((before, after),) = store.current().rows(
        "SELECT before_json->>'title', after_json->>'title' FROM load_changed_row"
        " WHERE table_name = 'matter'"
    )
    assert (before, after) == (f"修路 {SIGN}", f"修桥 {SIGN}")
    error = RefusedError("header_missing", file="a.csv", header=f"电话{MOBILE}", known="甲")
    assert sentence(error, "zh_CN") == text(
        "error", "header_missing", "zh_CN", file="a.csv", header=f"电话{SIGN}", known="甲"
    )


def test_the_panel_that_publishes_shows_and_hands_out_nothing(
    tiny: Path,
    serving: Store,  # noqa: F811
) -> None:
    """Whoever has the page open may download what an upload's check found."""
    assert serving.current_id() is None
    matters(tiny, BAD)
    job = settle(Job(lambda _: tiny, "zh_CN"))
    assert (job.state, leaks(repr(job.result))) == ("checked", [])
    (found,) = job.findings
    assert leaks(unzipped(found.read_bytes())) == []
    job.discard()


def test_nobody_is_made_of_a_number(tiny: Path, store: Store, now: datetime) -> None:
    """Where no table gives officials and units, the rows name them; a row put aside leaves no number."""
    remove_source(tiny, "official", "posting", "pairing", "attendance", "unit", "report", "project")
    edit(tiny / "city.toml", 'reported_by = "place_township"\n', "")
    edit(tiny / "city.toml", '"visits.csv"', '"more.csv"')
    (tiny / "more.csv").write_text(
        "走访编号,村居代码,走访日期,走访领导,走访单位\n"
        f"W1,990101001001,2026-02-30,张伟{MOBILE},甲局 {LANDLINE}\n"
        "W2,990101001001,2026-02-27,张伟,甲局\n", encoding="utf-8",
    )  # fmt: skip
    load(tiny, store, now=now, allow_fewer=COUNTED)
    snapshot = store.current()
    assert snapshot.rows("SELECT name FROM official") == [("张伟",)]
    assert snapshot.rows("SELECT name FROM unit") == [("甲局",)]
    snapshot.close()
    assert_keeps_nothing(snapshot.path)
