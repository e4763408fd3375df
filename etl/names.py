"""Names instead of codes: what a clerk wrote becomes the one code it can mean, or none.

The rows of a file ask, each name once (``geodata/sql/load/names``): a name may begin with the areas it
lies in, in full or short, and columns of its own may name these. Of all that it may mean the most
exact class decides, and only where that is one thing alone. An alias goes before every class.
"""

from __future__ import annotations

import duckdb
import opencc
import pyarrow as pa
import pyarrow.compute as pc

from etl.table import Naming, Table
from geodata.queries import sql

_EMPTY = "NULL::VARCHAR"
#: Tables that tell where those whom they name serve.
_ROSTERS = frozenset({"posting", "pairing"})


def plain(names: pa.Array) -> pa.Array:
    """What is compared of names: letters and digits alone, narrow, lower-case and simplified."""
    narrow = pc.utf8_lower(pc.utf8_normalize(names, form="NFKC"))
    bare = pc.replace_substring_regex(narrow, pattern=r"[^\p{L}\p{N}]+", replacement="")
    simplified = opencc.OpenCC("t2s").convert("\n".join(bare.to_pylist()))
    return pa.array(simplified.split("\n"), pa.string())


def begin(connection: duckdb.DuckDBPyConnection, *, has_earlier: bool) -> None:
    """Forget every name: what a place may be called is made out when it is first asked.

    With ``has_earlier`` those who came to earlier visits and stand in no table are known still.
    """
    connection.execute(sql("load/names/begin"))
    if has_earlier:
        _learn(connection, "SELECT name FROM earlier.official UNION SELECT name FROM earlier.unit")
        connection.execute(sql("load/names/unlisted_before"))
    connection.execute("DROP TABLE IF EXISTS temp.name_key")


def resolve(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Fill the codes of ``typed`` that are given by name, and ``fault`` where a name has no answer."""
    for column in table.columns:
        naming = column.naming
        if naming is None or not _ask(connection, column.name, naming):
            continue
        _answer(connection, naming, is_roster=table.name in _ROSTERS)
        first = "string_agg(DISTINCT code, '、' ORDER BY code)" if naming.is_list else "min(code)"
        connection.execute(
            f'UPDATE typed SET "{column.name}" = answered.code FROM'
            f" (SELECT _file, _row, {first} AS code FROM ({_ANSWERED}) GROUP BY _file, _row)"
            " AS answered WHERE typed._file = answered._file AND typed._row = answered._row"
        )
        if naming.several:
            connection.execute(
                f"INSERT INTO also SELECT DISTINCT _file, _row, answered.code FROM ({_ANSWERED})"
                " AS answered JOIN typed USING (_file, _row)"
                f' WHERE answered.code <> typed."{column.name}"'
            )


def resolve_officials(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill ``came`` with the officials whom the rows of visits name, and ``fault``."""
    naming = Naming("officials", "'official'", unit="unit_name")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE asked AS SELECT DISTINCT _file, _row, 'official' AS what,"
        f" NULL::VARCHAR AS code, name AS written, {_EMPTY} AS county, {_EMPTY} AS township,"
        " unit_name AS unit, visited_on AS day FROM (SELECT *,"
        " unnest(CASE WHEN is_listed(officials) THEN [officials] ELSE official_names(officials) END)"
        " AS name FROM typed WHERE officials IS NOT NULL)"
    )
    if _any(connection):
        _answer(connection, naming, is_roster=False)
        connection.execute(
            "INSERT INTO came SELECT DISTINCT _file, _row, visit_id, answered.code"
            f" FROM ({_ANSWERED}) AS answered JOIN typed USING (_file, _row)"
            " ANTI JOIN (SELECT _file, _row FROM fault) AS bad USING (_file, _row)"
        )


def warn_of_unlisted(connection: duckdb.DuckDBPyConnection) -> None:
    """Say how many officials are known by name alone, for no table tells two of one name apart."""
    connection.execute(
        "INSERT INTO load_warning SELECT 'official', 'officials_unlisted',"
        " json_object('officials', count(DISTINCT code)) FROM unlisted HAVING count(*) > 0"
    )


_ANSWERED = (
    "SELECT _file, _row, choice.codes[1] AS code FROM asking"
    " JOIN choice ON choice.id = asking.id AND choice.day = asking.day"
    " ANTI JOIN lost ON lost.id = asking.id WHERE asking.code IS NULL AND len(codes) = 1"
)


def _ask(connection: duckdb.DuckDBPyConnection, column: str, naming: Naming) -> bool:
    """Fill ``asked`` with the rows that name something, but not those whose code is unreadable."""
    county, township = naming.county or _EMPTY, naming.township or _EMPTY
    written = naming.name
    if naming.is_list:  # codes that are there say it all
        written = f"CASE WHEN {column} IS NULL THEN {naming.name} END"
    if naming.or_area:  # where the code is there too, it may be of a place inside that area
        area = f"coalesce({naming.name}, {township}, {county})"
        written = f"CASE WHEN {column} IS NULL THEN {area} ELSE {naming.name} END"
        county = f"CASE WHEN coalesce({naming.name}, {township}) IS NOT NULL THEN {county} END"
        township = f"CASE WHEN {naming.name} IS NOT NULL THEN {township} END"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE asked AS SELECT _file, _row, {naming.what} AS what,"
        f" {column} AS code, {_each(written, naming)} AS written, {county} AS county, {township} AS township,"
        f" {naming.unit or _EMPTY} AS unit, {naming.day} AS day FROM typed"
        " ANTI JOIN (SELECT _file, _row FROM fault WHERE column_name = $column) AS bad"
        f" USING (_file, _row) WHERE {written} IS NOT NULL"
        " AND what IN ('place', 'official', 'unit', 'project', 'enterprise', 'chain')",
        {"column": column},
    )
    return _any(connection)


def _each(written: str, naming: Naming) -> str:
    """SQL: the names of a cell, each a row of its own where there may be several."""
    if naming.is_list:
        return f"unnest(list_distinct(as_list({written})))"
    if not naming.several:
        return written
    whole = f"{naming.what} <> 'official' OR is_listed({written})"
    return f"unnest(CASE WHEN {whole} THEN [{written}] ELSE list_distinct(official_names({written})) END)"


def _any(connection: duckdb.DuckDBPyConnection) -> bool:
    return connection.execute("FROM asked LIMIT 1").fetchone() is not None


def _answer(connection: duckdb.DuckDBPyConnection, naming: Naming, *, is_roster: bool) -> None:
    _learn(connection, "SELECT unnest([written, county, township, unit]) FROM asked")
    connection.execute(sql("load/names/ask"))
    kinds = {kind for (kind,) in connection.execute("SELECT DISTINCT what FROM asked").fetchall()}
    if "place" in kinds:
        _know_places(connection)
        connection.execute(sql("load/names/places"))
    if kinds - {"place"}:
        for table in ("official", "unit", "project", "enterprise", "chain"):
            _learn(connection, f"SELECT name FROM {table}")
        if connection.execute("SELECT is_given('official') AND is_given('unit')").fetchone() != (
            True,
        ):
            connection.execute("SET VARIABLE is_roster = $is_roster", {"is_roster": is_roster})
            connection.execute(sql("load/names/unlisted"))
        connection.execute(sql("load/names/parties"))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE meant_kind AS SELECT unnest($kinds)",
        {"kinds": list(naming.kinds)},
    )
    connection.execute(sql("load/names/answer"))
    connection.execute(
        f"INSERT INTO fault {sql('checks/names')}",
        {
            "name": naming.name,
            "county": naming.county,
            "township": naming.township,
            "unit": naming.unit,
        },
    )


def _know_places(connection: duckdb.DuckDBPyConnection) -> None:
    known = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE temporary AND table_name = 'name_key'"
    )
    if known.fetchone() is None:
        _learn(connection, "SELECT name FROM place UNION SELECT name FROM alias")
        connection.execute(sql("load/names/keys"))


def _learn(connection: duckdb.DuckDBPyConnection, names: str) -> None:
    """Add the plain form of every name not seen before."""
    written = connection.execute(
        f"SELECT DISTINCT name AS written FROM ({names}) AS given (name)"
        " ANTI JOIN plain ON plain.written = given.name WHERE name IS NOT NULL"
    ).to_arrow_table()["written"].combine_chunks()  # fmt: skip
    if len(written):
        block = pa.table({"written": written, "plain": plain(written)})
        connection.register("plain_block", block)
        connection.execute("INSERT INTO plain SELECT * FROM plain_block")
        connection.unregister("plain_block")
