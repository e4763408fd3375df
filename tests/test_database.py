"""A query instead of a file: to a real PostgreSQL, and to files of SQLite."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
import shapely
from click.testing import Result

from etl.city.settings import read_city
from etl.desk.choices import choose
from etl.desk.joining import join
from etl.desk.understood import understood
from etl.pipeline import load
from etl.reading.databases import answer, postgres, sqlite
from etl.reading.databases.address import Server, server_at
from etl.reading.databases.query import Query
from geodata.base.city_folder import DATABASE_PASSWORD
from geodata.base.errors import RefusedError
from geodata.base.messages import LANGUAGES, sentence
from geodata.store.snapshots import Snapshot, Store
from served_database import PASSWORD, USER, Served, programs, served

Run = Callable[..., Result]
NOW = datetime(2026, 4, 20, 9)
LEAST = (
    '[city]\nname = "微型市"\ncode = "9901"\nlicence = "fictional"\n'
    '[sources.village]\nfile = "villages.csv"\n'
)
VILLAGES = "code,name\n990101100201,甲村\n990101100202,乙村\n"
VISITS = """
CREATE TABLE 走访 (编号 text, 村代码 bigint, 走访时间 {moment}, 户数 numeric(6, 2), 备注 text);
INSERT INTO 走访 VALUES
    ('V1', 990101100201, '2026-03-04 17:30:00+00', 3, '路灯'),
    ('V2', 990101100202, '2026-03-05 02:00:00+00', NULL, NULL),
    ('V3', 990101100299, '2026-03-05 02:00:00+00', 1, '无此村');
"""
QUERY = (
    "SELECT 编号 AS visit_id, 村代码, 走访时间 AS 走访日期, 户数 AS 走访户数, 备注 AS note"
    " FROM 走访 ORDER BY 编号"
)


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    folder = programs()
    if folder is None:
        pytest.skip("no PostgreSQL on this machine: what is asked of one stays untested")
    with served(folder) as started:
        started.rows("SET ROLE reader;" + VISITS.format(moment="timestamptz"))
        yield started


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATABASE_PASSWORD, PASSWORD)


def city(folder: Path, database: str, query: str, *more: str, name: str = "visit") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "villages.csv").write_text(VILLAGES, encoding="utf-8")
    keys = [f"[sources.{name}]", f"database = '{database}'", f'query = """{query}"""', *more]
    (folder / "city.toml").write_text(LEAST + "\n".join(keys) + "\n", encoding="utf-8")
    return folder


def asked(database: str, query: str) -> list[list[str]]:
    """The rows, header first."""
    where = Path(database) if "://" not in database else server_at("database", database)
    return [row.cells for row in Query(where, query, "测试").sheet().rows]


def refusal(act: Callable[[], object]) -> RefusedError:
    """What was refused; no sentence of it, and none of its causes, holds the password."""
    with pytest.raises(RefusedError) as caught:
        act()
    told: BaseException | None = caught.value
    while told is not None:
        assert PASSWORD not in f"{told} {told.args} {vars(told)}"
        told = told.__cause__
    for language in LANGUAGES:
        assert PASSWORD not in sentence(caught.value, language)
    return caught.value


def everything_in(snapshot: Path) -> bytes:
    return b"".join(one.read_bytes() for one in snapshot.rglob("*") if one.is_file())


# PostgreSQL


@pytest.mark.usefixtures("password")
def test_a_query_is_loaded_as_a_file_is(
    server: Served, tmp_path: Path, store: Store, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    folder = city(tmp_path / "city", server.address, QUERY + ";")
    checked = run("check", folder, "--store", store.folder, "--out", tmp_path / "out")
    loaded = run("load", folder, "--store", store.folder)
    assert "jcgz：走访" in checked.output
    assert "3" in loaded.output
    with closing(store.current()) as snapshot:
        rows = snapshot.rows(
            "SELECT visit_id, target_id, visited_on::VARCHAR, households, note FROM visit ORDER BY 1"
        )
        log = snapshot.rows(
            "SELECT source_file, sha256, header_row FROM load_log WHERE table_name = 'visit'"
        )
        aside = snapshot.rows("SELECT source_file, source_row FROM quarantine")
    # half past one in the night of the fifth, where the offices are
    assert rows == [
        ("V1", "990101100201", "2026-03-05", 3, "路灯"),
        ("V2", "990101100202", "2026-03-05", None, None),
    ]
    assert [(file, len(sha), header) for file, sha, header in log] == [("jcgz：走访", 64, 1)]
    assert aside == [("jcgz：走访", 4)]  # the header is row 1
    told = "".join([checked.output, loaded.output, caplog.text])
    assert PASSWORD not in told
    assert USER not in told
    kept = everything_in(tmp_path)
    assert PASSWORD.encode() not in kept
    assert b"127.0.0.1" not in everything_in(store.folder)


@pytest.mark.usefixtures("password")
def test_the_same_rows_are_the_same_answer(server: Served) -> None:
    where = server_at("database", server.address)
    first, again, other = (
        Query(where, query, "走访").sheet() for query in (QUERY, QUERY, QUERY + " DESC")
    )
    assert first.sha256 == again.sha256 != other.sha256
    sheet = Query(where, QUERY, "走访")
    one, two = sheet.sheet().rows, sheet.sheet().rows
    assert [next(one).number, next(two).number, next(one).number] == [1, 1, 2]
    assert [row.number for row in two] == [2, 3, 4]


@pytest.mark.usefixtures("password")
@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("DATE '2026-03-05'", "2026-03-05"),
        ("DATE 'infinity'", "infinity"),
        ("TIMESTAMP '2026-03-05 00:00'", "2026-03-05"),
        ("TIMESTAMP '2026-03-05 08:30'", "2026-03-05T08:30:00"),
        ("TIMESTAMPTZ '2026-03-04 16:00Z'", "2026-03-05"),
        ("TIMESTAMPTZ '2026-03-05 00:30Z'", "2026-03-05T08:30:00"),
        ("TIME '08:30'", "08:30:00"),
        ("NULL", ""), ("true", "true"), ("false", "false"),
        ("12", "12"), ("990101100201::float8", "990101100201"), ("0.5::float8", "0.5"),
        ("12.50::numeric(8, 2)", "12.50"), ("12.00::numeric(8, 2)", "12"),
        ("1e-7::numeric", "0.0000001"), ("1e20::numeric", "100000000000000000000"),
        ("'NaN'::numeric", ""), ("'NaN'::float8", ""),
        ("ARRAY['曹西村', '曹东村']", "曹西村、曹东村"),
        ("'[1, 2]'::jsonb", "[1, 2]"), ("'a%s%d'", "a%s%d"), ("'  两 行\n'", "  两 行\n"),
        (r"'\x0101'::bytea", "0101"),
    ],
)  # fmt: skip
def test_a_value_is_the_text_that_a_file_would_give(server: Served, value: str, text: str) -> None:
    assert asked(server.address, f"SELECT {value} AS v") == [["v"], [text]]


@pytest.mark.usefixtures("password")
def test_a_number_that_may_have_lost_a_zero_is_told_apart(server: Served) -> None:
    query = Query(server_at("x", server.address), "SELECT 10.1::float8, 10.1, 10.10, '10.1'", "x")
    _, row = query.sheet().rows
    assert row.cells == ["10.1", "10.1", "10.10", "10.1"]
    assert [type(cell).__name__ for cell in row.cells] == ["CutNumber", "CutNumber", "str", "str"]


WRITES = [
    ("INSERT INTO 走访 (编号) VALUES ('X')", "query_failed"),
    ("DELETE FROM 走访", "query_failed"),
    ("DROP TABLE 走访", "query_failed"),
    ("/* SELECT */ -- SELECT\nTRUNCATE 走访", "query_failed"),
    ("COPY 走访 TO PROGRAM 'true'", "query_failed"),
    ("SELECT 1; DELETE FROM 走访", "query_failed"),
    ("SELECT 1; ROLLBACK; BEGIN READ WRITE; DELETE FROM 走访; COMMIT", "query_failed"),
    ("SELECT 1 INTO 别的", "query_failed"),
    ("SELECT set_config('transaction_read_only', 'off', false), emptied()", "query_failed"),
    ("WITH gone AS (DELETE FROM 走访 RETURNING *) SELECT * FROM gone", "query_writes"),
    ("SELECT nextval('zähler')", "query_writes"),
    ("SELECT emptied()", "query_writes"),
    ("WITH x AS (SELECT emptied()) SELECT * FROM x", "query_writes"),
    ("SELECT set_config('default_transaction_read_only', 'off', false), emptied()", "query_writes"),
    ("SELECT * FROM 走访 FOR UPDATE", "query_writes"),
]


@pytest.mark.usefixtures("password")
@pytest.mark.parametrize(("query", "code"), WRITES)
def test_a_query_that_writes_changes_nothing(server: Served, query: str, code: str) -> None:
    """By the database itself; what does not begin as a question is refused before it is asked."""
    server.rows(
        "SET ROLE reader; CREATE SEQUENCE IF NOT EXISTS zähler;"
        " CREATE OR REPLACE FUNCTION emptied() RETURNS int LANGUAGE sql"
        " AS 'DELETE FROM 走访; SELECT 1'"
    )
    before = server.rows("SELECT * FROM 走访"), server.rows("SELECT is_called FROM zähler")
    assert refusal(lambda: asked(server.address, query)).code == code
    after = server.rows("SELECT * FROM 走访"), server.rows("SELECT is_called FROM zähler")
    assert after == before
    assert server.rows("SELECT to_regclass('别的')") == [(None,)]


@pytest.mark.usefixtures("password")
def test_a_query_that_is_wrong_is_told(server: Served) -> None:
    error = refusal(lambda: asked(server.address, "SELECT 没有 FROM 走访"))
    assert error.code == "query_failed"
    assert "没有" in str(error.values["detail"])
    # met only when the rows are read
    half_way = "SELECT 1 / (3000 - n) AS x FROM generate_series(1, 5000) AS n"
    assert refusal(lambda: asked(server.address, half_way)).code == "query_failed"


@pytest.mark.usefixtures("password")
def test_a_query_without_end_is_stopped(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    brief = postgres._OPTIONS.replace(f"{postgres.QUERY_SECONDS}s", "200ms")
    monkeypatch.setitem(postgres._SETTINGS, "options", brief)
    assert refusal(lambda: asked(server.address, "SELECT pg_sleep(60)")).code == "query_slow"


@pytest.mark.usefixtures("password")
def test_an_answer_has_the_row_limit_of_a_file(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "MOST_ROWS", 5)
    five = "SELECT generate_series(1, {})"
    assert len(asked(server.address, five.format(5))) == 6
    endless = five.format(10**12)
    assert refusal(lambda: asked(server.address, endless)).code == "rows_too_many"
    monkeypatch.undo()


@pytest.mark.usefixtures("password")
def test_rows_come_in_parts(server: Served) -> None:
    rows = asked(server.address, "SELECT n, repeat('村', 200) FROM generate_series(1, 6000) AS n")
    assert [cells[0] for cells in rows[1:]] == [str(n) for n in range(1, 6001)]
    assert "FETCH FORWARD 500" in server.log.read_text("utf-8", "replace")


@pytest.mark.usefixtures("password")
def test_nothing_is_left_behind(server: Served) -> None:
    asked(server.address, QUERY)
    told = server.rows("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'guatu'")
    assert told == [(0,)]


def test_who_is_not_let_in_is_told_what_to_do(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def code(address: str) -> str:
        return refusal(lambda: asked(address, "SELECT 1")).code

    monkeypatch.setenv("PGPASSWORD", PASSWORD)  # which is of other programs
    assert code(server.address) == "database_password_missing"
    monkeypatch.delenv("PGPASSWORD")
    monkeypatch.setenv(DATABASE_PASSWORD, "wrong")
    assert code(server.address) == "database_refused"
    monkeypatch.setenv(DATABASE_PASSWORD, PASSWORD)
    assert code(server.address.replace("/jcgz", "/anything")) == "database_refused"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"postgresql://{USER}@127.0.0.1:{free.getsockname()[1]}/jcgz"
    assert code(nobody) == "database_unreachable"
    assert code("postgresql://reader@nowhere.invalid/jcgz") == "database_unreachable"


@pytest.mark.usefixtures("password")
def test_no_password_goes_over_an_open_line(server: Served) -> None:
    address = server.address.replace(USER, "open")
    error = refusal(lambda: asked(address, "SELECT 1"))
    assert error.code == "database_refused"
    assert "cleartext" in str(error.values["detail"])


@pytest.mark.usefixtures("password")
def test_a_host_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(postgres._SETTINGS, "connect_timeout", 2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"postgresql://{USER}@127.0.0.1:{silent.getsockname()[1]}/jcgz"
        assert refusal(lambda: asked(address, "SELECT 1")).code == "database_unreachable"


# Shapes


def square(code: int | None, at: float = 115.0) -> str:
    """As PostGIS writes a column of shapes."""
    shape = shapely.box(at, 34, at + 0.01, 34.01)
    return shapely.to_wkb(
        shapely.set_srid(shape, code) if code else shape, hex=True, include_srid=bool(code)
    )


def shaped(folder: Path, server: Served, shapes: list[str], *more: str) -> Store:
    rows = ", ".join(f"('99010110020{n}', '村{n}', '{shape}')" for n, shape in enumerate(shapes, 1))
    query = f"SELECT * FROM (VALUES {rows}) AS village (code, name, geom)"
    city(folder, server.address, query, *more, name="village")
    body = (folder / "city.toml").read_text("utf-8")
    body = body.replace('[sources.village]\nfile = "villages.csv"\n', "")
    (folder / "city.toml").write_text(body, encoding="utf-8")
    store = Store(folder.parent / f"{folder.name}-store")
    load(folder, store, now=NOW)
    return store


def west_of(snapshot: Snapshot) -> list[float]:
    return [
        round(west, 4)
        for (west,) in snapshot.rows(
            "SELECT ST_XMin(geometry) FROM place WHERE kind = 'village' ORDER BY code"
        )
    ]


@pytest.mark.usefixtures("password")
def test_a_shape_says_in_which_system_it_is(server: Served, tmp_path: Path) -> None:
    metres = shapely.to_wkb(
        shapely.set_srid(shapely.box(500_000, 3_760_000, 500_900, 3_760_900), 4548),
        hex=True,
        include_srid=True,
    )
    with closing(shaped(tmp_path / "metres", server, [metres]).current()) as snapshot:
        assert west_of(snapshot) == [117.0]
    with closing(shaped(tmp_path / "degrees", server, [square(4490)]).current()) as snapshot:
        assert west_of(snapshot) == [115.0]
    stated = shaped(tmp_path / "same", server, [square(4490)], 'crs = "EPSG:4490"')
    with closing(stated.current()) as snapshot:
        assert west_of(snapshot) == [115.0]


@pytest.mark.usefixtures("password")
def test_a_shape_that_contradicts_city_toml_is_refused(server: Served, tmp_path: Path) -> None:
    error = refusal(
        lambda: shaped(tmp_path / "a", server, [square(4490), square(4326, 115.1)],
                       'crs = "EPSG:4490"')
    )  # fmt: skip
    assert (error.code, error.values["srid"]) == ("crs_contradicts", 4326)
    error = refusal(lambda: shaped(tmp_path / "b", server, [square(4490), square(4326, 115.1)]))
    assert error.code == "crs_missing"  # two systems in one column


def test_a_column_of_postgis_is_taken_as_it_comes(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = server.rows("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'")
    if not there:
        pytest.skip("no PostGIS on this machine: its shapes are tried as the text that it sends")
    monkeypatch.setenv(DATABASE_PASSWORD, PASSWORD)
    server.rows("CREATE EXTENSION IF NOT EXISTS postgis")
    query = "SELECT ST_MakeEnvelope(115, 34, 115.01, 34.01, 4490) AS geom"
    (shape,) = asked(server.address, query)[1]
    assert shapely.equals(shapely.from_wkb(shape), shapely.from_wkb(square(4490)))
    assert shapely.get_srid(shapely.from_wkb(shape)) == 4490


# SQLite


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "city" / "数据"
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / "走访.sqlite")) as connection:
        connection.executescript(VISITS.format(moment="text").replace(":00+00", ""))
        connection.execute("CREATE TABLE 别的 (a, b, c, d, e)")
        connection.execute("INSERT INTO 别的 VALUES (1.0, 10.1, x'0101', NULL, '一')")
        connection.commit()
    return folder / "走访.sqlite"


def test_a_file_of_sqlite_is_loaded_even_from_others(
    file: Path, tmp_path: Path, store: Store, run: Run
) -> None:
    folder = city(tmp_path / "city", "数据/走访.sqlite", QUERY)
    before = sorted(folder.rglob("*")), file.read_bytes()
    told = run("load", folder, "--store", store.folder, "--enclosed")
    assert "数据/走访.sqlite" in told.output
    with closing(store.current()) as snapshot:
        rows = snapshot.rows("SELECT visit_id, households, note, source_file FROM visit ORDER BY 1")
    assert [row[:3] for row in rows] == [("V1", 3, "路灯"), ("V2", None, None)]
    assert {row[3].partition("#")[0] for row in rows} == {"数据/走访.sqlite"}
    assert (sorted(folder.rglob("*")), file.read_bytes()) == before
    assert asked(str(file), "SELECT * FROM 别的") == [
        ["a", "b", "c", "d", "e"], ["1", "10.1", "0101", "", "一"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        "INSERT INTO 走访 (编号) VALUES ('X')",
        "WITH x AS (SELECT 1) DELETE FROM 走访",
        "ATTACH 'other.sqlite' AS other",
        "PRAGMA journal_mode = WAL",
        "SELECT * FROM pragma_journal_mode('wal')",
        "SELECT load_extension('x')",
        "VACUUM INTO 'other.sqlite'",
        "SELECT 1; DELETE FROM 走访",
        "CREATE TABLE x AS SELECT 1",
    ],
)
def test_a_query_of_sqlite_that_does_more_than_read_changes_nothing(file: Path, query: str) -> None:
    before = sorted(file.parent.iterdir()), file.read_bytes()
    error = refusal(lambda: sqlite.ask(file, query, file.name))
    assert error.code in {"query_writes", "query_failed"}
    assert (sorted(file.parent.iterdir()), file.read_bytes()) == before


def test_a_query_of_sqlite_without_end_is_stopped(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT {} FROM n"
    monkeypatch.setattr(sqlite, "_QUERY_SECONDS", 0.2)
    assert refusal(lambda: asked(str(file), endless.format("max(x)"))).code == "query_slow"
    monkeypatch.setattr(sqlite, "_QUERY_SECONDS", 60)
    monkeypatch.setattr(sqlite, "_FREE_BYTES", 1 << 20)
    assert refusal(lambda: asked(str(file), endless.format("x"))).code == "answer_too_large"
    huge = "SELECT zeroblob(900000000)"
    assert refusal(lambda: asked(str(file), huge)).code == "query_failed"


def test_the_log_beside_a_file_is_read_with_it_and_none_is_made(tmp_path: Path) -> None:
    whole, logged = tmp_path / "a.sqlite", tmp_path / "copy" / "a.sqlite"
    logged.parent.mkdir()
    with closing(sqlite3.connect(whole)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (a)")
        connection.execute("INSERT INTO t VALUES ('村')")
        connection.commit()
        for end in ("", "-wal"):
            shutil.copy(f"{whole}{end}", f"{logged}{end}")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.sqlite", "copy"]
    assert asked(str(whole), "SELECT a FROM t") == [["a"], ["村"]]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.sqlite", "copy"]
    assert asked(str(logged), "SELECT a FROM t") == [["a"], ["村"]]


def test_what_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").write_bytes(b"code,name\n" * 2000)
    assert refusal(lambda: asked(str(tmp_path / "a.sqlite"), "SELECT 1")).code == "file_unreadable"
    assert refusal(lambda: asked(str(tmp_path / "b.sqlite"), "SELECT 1")).code == "file_unreadable"


# city.toml


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ('file = "villages.csv"\ndatabase = "a.sqlite"\nquery = "SELECT 1"', "database_and_file"),
        ('file = "villages.csv"\nquery = "SELECT 1"', "database_and_file"),
        ('database = "a.sqlite"', "city_value"),
        ('query = "SELECT 1"', "city_value"),
        ("columns = {}", "city_value"),
        ('database = "b.sqlite"\nquery = "SELECT 1"', "file_missing"),
        ('database = "a.sqlite"\nquery = "UPDATE x SET y = 1"', "query_writes"),
        ('database = "a.sqlite"\nquery = "-- SELECT"', "query_writes"),
        *(
            (f'database = "a.sqlite"\nquery = "SELECT 1"\n{key} = {value}', "database_beside")
            for key, value in {
                "sheet": '"a"', "layer": '"a"', "encoding": '"gbk"', "header_row": "2",
            }.items()
        ),
        *(
            (f'database = "{address}"\nquery = "SELECT 1"', "database_address")
            for address in (
                "mysql://reader@10.1.1.5/jcgz", "postgresql://10.1.1.5/jcgz",
                "postgresql://reader@10.1.1.5", "postgresql://reader@10.1.1.5:99999/jcgz",
                "postgresql://reader@a,b/jcgz", "postgresql://reader@a/jcgz?options=-c%20x",
                "postgresql://reader@a/jcgz?host=b", "postgresql://reader@a/host%3Db",
                "postgresql://reader@a/jcgz?passfile=x", "postgresql://rea%00der@a/jcgz",
            )
        ),
        *(
            (f"database = {address}\nquery = 'SELECT 1'", "database_password")
            for address in (
                "'postgresql://reader:kept-Secret-7f3@10.1.1.5/jcgz'",
                "'postgresql://reader:kept-Secret-7f3/@?#:@10.1.1.5/jcgz'",
                "'POSTGRES://reader:kept-Secret-7f3 @10.1.1.5/jcgz'",
                "'postgresql://reader@10.1.1.5/jcgz?password=kept-Secret-7f3'",
                "'host=10.1.1.5 password = kept-Secret-7f3'",
                "['mysql://reader:kept-Secret-7f3@10.1.1.5/jcgz']",
                "{ a = 'mysql://reader:kept-Secret-7f3@10.1.1.5/jcgz' }",
            )
        ),
        (
            "database = \"a.sqlite\"\nquery = \"SELECT dblink('host=a password=kept-Secret-7f3')\"",
            "database_password",
        ),
        (
            "database = 'a.sqlite'\nquery = \"SELECT 'x postgres://u:kept-Secret-7f3@a/b'\"",
            "database_password",
        ),
    ],
)  # fmt: skip
def test_what_city_toml_cannot_mean_is_refused(tmp_path: Path, keys: str, code: str) -> None:
    (tmp_path / "villages.csv").write_text(VILLAGES, encoding="utf-8")
    (tmp_path / "a.sqlite").touch()
    (tmp_path / "city.toml").write_text(f"{LEAST}[sources.visit]\n{keys}\n", encoding="utf-8")
    assert refusal(lambda: read_city(tmp_path)).code == code


def test_a_query_may_hold_what_looks_like_an_address(tmp_path: Path) -> None:
    query = "SELECT 'https://10.1.1.5:80/a' AS x, 1::text, 'a@b' FROM y WHERE z = ':@'"
    (tmp_path / "a.sqlite").touch()
    (source,) = read_city(city(tmp_path, "a.sqlite", query)).sources[1:]
    assert source.query == Query(tmp_path / "a.sqlite", query, "a.sqlite")


def test_what_an_address_says() -> None:
    assert server_at("x", "postgresql://reader@10.1.1.5/jcgz") == Server(
        "10.1.1.5", 5432, "jcgz", "reader"
    )
    assert server_at("x", "postgres://%E8%AF%BB@[::1]:6000/基层?sslmode=verify-full") == Server(
        "::1", 6000, "基层", "读", "verify-full"
    )


@pytest.mark.usefixtures("file")
def test_a_file_and_a_query_are_parts_of_one_table(tmp_path: Path, store: Store) -> None:
    folder = city(tmp_path / "city", "数据/走访.sqlite", QUERY)
    body = (folder / "city.toml").read_text("utf-8").replace("[sources.visit]", "[[sources.visit]]")
    part = '[[sources.visit]]\nfile = "visits.csv"\n'
    (folder / "city.toml").write_text(body + part, encoding="utf-8")
    (folder / "visits.csv").write_text(
        "visit_id,target_id,visited_on\nV9,990101100201,2026-03-09\n", encoding="utf-8"
    )
    summary = load(folder, store, now=NOW)
    assert [row[1:] for row in summary.files if row[0] == "visit"] == [
        ("数据/走访.sqlite", 3, 2, 1), ("visits.csv", 1, 1, 0),
    ]  # fmt: skip
    assert not [code for code, _ in summary.warnings if code == "files_unread"]


def test_a_database_under_file_is_told_where_it_belongs(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "city"
    (folder / "villages.csv").write_text(VILLAGES, encoding="utf-8")
    wrong = f'{LEAST}[sources.visit]\nfile = "数据/{file.name}"\n'
    (folder / "city.toml").write_text(wrong, encoding="utf-8")
    store = Store(tmp_path / "store")
    assert refusal(lambda: load(folder, store, now=NOW)).code == "format_database"


def test_at_the_desk_a_file_becomes_a_part_beside_the_query(file: Path, tmp_path: Path) -> None:
    folder = city(
        tmp_path / "city", "数据/走访.sqlite", QUERY.replace(" FROM", "\n, '\"' AS x\n FROM")
    )
    (told,) = (one for one in understood(folder, "zh_CN")["sources"] if one["source"] == "visit")
    assert (told["file"], len(told["headers"])) == ("数据/走访.sqlite", 6)
    (folder / "visits.csv").write_text(
        "visit_id,target_id,visited_on\nV9,990101100201,2026-03-09\n", encoding="utf-8"
    )
    (joined,) = join(folder, ["visits.csv"])
    assert joined.source == "visit"
    parts = read_city(folder, enclosed=True).source("visit")
    assert parts is not None
    assert [one.query is None for one in parts.parts] == [False, True]
    # so do the rows that somebody mended; and the query may be taken out
    (folder / "mended-visit-1.csv").write_text("visit_id,target_id,visited_on\n", encoding="utf-8")
    choose(folder, {"file": "mended-visit-1.csv", "from": None, "to": "visit"})
    parts = read_city(folder, enclosed=True).source("visit")
    assert parts is not None
    assert sorted(file.name for one in parts.parts for file in one.files) == [
        "mended-visit-1.csv", "visits.csv", "走访.sqlite",
    ]  # fmt: skip
    choose(folder, {"file": "数据/走访.sqlite", "from": "visit", "part": 0, "to": None})
    parts = read_city(folder, enclosed=True).source("visit")
    assert parts is not None
    assert [one.query for one in parts.parts] == [None] * len(parts.parts)
    shutil.copy(file, folder / "村.sqlite")
    city(folder, "村.sqlite", "SELECT 1 AS code, '甲' AS name", name="township")
    error = refusal(lambda: choose(folder, {"file": "t.csv", "from": None, "to": "township"}))
    assert error.code == "choice_database"
    assert os.sep not in str(error.values)
