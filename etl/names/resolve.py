"""Names instead of codes: what a clerk wrote becomes the one code it can mean, or none.

The rows of a file ask, each name once (``geodata/sql/load/names``): a name may begin with the areas it
lies in, in full or short, and columns of its own may name these. Of all that it may mean the most
exact class decides, and only where that is one thing alone. An alias goes before every class.

Long because asking, answering and noting names are one conversation with the same working tables.
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb
import pyarrow as pa

from etl.names import persons
from etl.names.one_word import Said, is_empty
from etl.names.plain import plain, plain_of
from etl.queries import sql
from etl.tables.declare import Naming, Table
from geodata.base.privacy import SIGN

_EMPTY = "NULL::VARCHAR"
#: Lists of people: they tell where those whom they name serve, and where one is given nobody else is.
_ROSTERS = frozenset({"posting", "pairing"})
#: Of these the one in which whoever is named is named in full.
_REGISTERS = frozenset({"posting"})
#: What a resident is called whom a column of officials names.
SOMEBODY = "某某"
#: The officials that the rows of visits name.
_OFFICIALS = Naming(
    "officials",
    "'official'",
    unit="unit_name",
    day="visited_on",
    several=True,
    about=("target_kind", "target_id"),
    has_behalf=True,
)


def begin(
    connection: duckdb.DuckDBPyConnection,
    *,
    has_earlier: bool,
    has_places: bool = False,
    has_pairings: bool = False,
) -> None:
    """Forget every name: what a place may be called is made out when it is first asked.

    With ``has_places`` what a place was called before a confirmed change is known from the snapshot
    before. With ``has_earlier`` those who came to earlier visits and stand in no table are known still,
    with ``has_pairings`` those of earlier pairings too.
    """
    connection.execute(sql("names/begin"))
    if has_places:
        changed = (
            "SELECT DISTINCT code, kind, name FROM earlier.place"
            " SEMI JOIN place_change ON code = old_code"
        )
        learn(connection, f"SELECT name FROM ({changed})")
        connection.execute(
            "INSERT INTO past_name SELECT code, kind, plain.plain"
            f" FROM ({changed}) JOIN plain ON written = name"
        )
    if has_earlier:
        learn(connection, "SELECT name FROM earlier.official UNION SELECT name FROM earlier.unit")
        connection.execute("SET VARIABLE has_pairings = $known", {"known": has_pairings})
        connection.execute(sql("names/unlisted_before"))
    connection.execute("DROP TABLE IF EXISTS temp.name_key")


def resolve(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Fill the codes of ``typed`` that are given by name, and ``fault`` where a name has no answer.

    Whom a row names that it can stand without goes to ``unknown_person`` instead.
    """
    if not any(column.naming for column in table.columns):
        return  # such a table may be read before anybody is known
    connection.execute("DELETE FROM also")
    for column in table.columns:
        naming = column.naming
        if naming is None or not _ask(connection, table, column.name, naming, column.required):
            continue
        _answer(connection, table, naming, is_required=column.required)
        first = "string_agg(DISTINCT code, '、' ORDER BY code)" if naming.is_list else "min(code)"
        connection.execute(
            f'UPDATE typed SET "{column.name}" = whole.code FROM'
            f" (SELECT _file, _row, {first} AS code FROM answered WHERE NOT is_behalf GROUP BY _file, _row)"
            " AS whole WHERE typed._file = whole._file AND typed._row = whole._row"
        )
        if naming.several:
            connection.execute(
                "INSERT INTO also SELECT DISTINCT _file, _row, answered.code FROM answered"
                " JOIN typed USING (_file, _row)"
                f' WHERE NOT is_behalf AND answered.code <> typed."{column.name}"'
            )
        if naming.has_behalf:
            connection.execute(sql("names/behalf"))


def tidy_register(connection: duckdb.DuckDBPyConnection) -> None:
    """The names of a register of officials without titles and the like: one row is one person.

    Where two ids would then bear one name, what told them apart (女, 回族) stays with it.
    """
    rows = connection.execute(
        "SELECT DISTINCT official_id, name FROM typed WHERE name IS NOT NULL"
    ).fetchall()
    read = {cell: persons.read(cell, is_list=True, is_register=True) for _, cell in rows}
    one = {cell: people[0] for cell, people in read.items() if len(people) == 1}
    bearers: dict[str, set[str]] = {}
    for official, cell in rows:
        if cell in one:
            bearers.setdefault(plain_of(one[cell].name), set()).add(official)
    tidied = {
        cell: persons.with_notes(who)
        if who.notes and len(bearers[plain_of(who.name)]) > 1
        else who.name
        for cell, who in one.items()
        if who.is_name
    }
    block = pa.table({
        "cell": pa.array(tidied.keys(), pa.string()), "name": pa.array(tidied.values(), pa.string())
    })  # fmt: skip
    connection.register("tidied", block)
    connection.execute(
        "UPDATE typed SET name = tidied.name FROM tidied WHERE typed.name = cell AND tidied.name <> cell"
    )
    connection.unregister("tidied")


def learn_people(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Know the people whom the rows of a list in ``typed`` name, before the list itself is loaded."""
    (column,) = (one for one in table.columns if one.name == "responsible_id")
    if column.naming and _ask(connection, table, column.name, column.naming, True):
        connection.execute("DELETE FROM asked WHERE what <> 'official'")
        if _any(connection):
            _learn_asked(connection, table)


def resolve_officials(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Fill ``came`` with the officials whom the rows of visits name; the others are unknown."""
    if _ask(connection, table, "NULL::VARCHAR", _OFFICIALS, False):
        _answer(connection, table, _OFFICIALS, is_required=False)
        connection.execute(
            "INSERT INTO came SELECT DISTINCT _file, _row, visit_id, official.code,"
            " CASE WHEN behalf.code <> official.code THEN behalf.code END"
            " FROM (FROM answered WHERE NOT is_behalf) AS official JOIN typed USING (_file, _row)"
            " LEFT JOIN (FROM answered WHERE is_behalf) AS behalf USING (_file, _row, number)"
            " ANTI JOIN (SELECT _file, _row FROM fault) AS bad USING (_file, _row)"
        )


def place_units(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the units that no table tells of to the township whose name they bear."""
    learn(connection, "SELECT name FROM unit UNION SELECT name FROM place")
    connection.execute(sql("names/township_units"))


def finish(connection: duckdb.DuckDBPyConnection) -> None:
    """Say how many people nobody knows, and how many officials are known by name alone, for no table
    tells two of one name apart."""
    connection.execute(sql("names/finish"))


def _ask(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    column: str,
    naming: Naming,
    is_required: bool,
) -> bool:
    """Fill ``asked`` with the rows that name something, but not those whose code is unreadable."""
    county, township = naming.county or _EMPTY, naming.township or _EMPTY
    about_kind, about = naming.about
    written = naming.name
    if naming.is_list:  # codes that are there say it all
        written = f"CASE WHEN {column} IS NULL THEN {naming.name} END"
    if naming.or_area:  # where the code is there too, it may be of a place inside that area
        area = f"coalesce({naming.name}, {township}, {county})"
        written = f"CASE WHEN {column} IS NULL THEN {area} ELSE {naming.name} END"
        county = f"CASE WHEN coalesce({naming.name}, {township}) IS NOT NULL THEN {county} END"
        township = f"CASE WHEN {naming.name} IS NOT NULL THEN {township} END"
    each = f"unnest(list_distinct(as_list({written})))" if naming.is_list else written
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE asked AS SELECT _file, _row, {naming.what} AS what,"
        f" {column} AS code, {each} AS written, {county} AS county, {township} AS township,"
        f" {naming.unit or _EMPTY} AS unit, {naming.day} AS day,"
        f" {about_kind} AS about_kind, {about} AS about FROM typed"
        " ANTI JOIN (SELECT _file, _row FROM fault WHERE column_name = $column) AS bad"
        f" USING (_file, _row) WHERE {written} IS NOT NULL"
        " AND what IN ('place', 'official', 'unit', 'project', 'enterprise', 'chain')",
        {"column": column},
    )
    if not _any(connection):
        return False
    _read_people(connection, table, naming, is_required)
    return _any(connection)


def _read_people(
    connection: duckdb.DuckDBPyConnection, table: Table, naming: Naming, is_required: bool
) -> None:
    """Fill ``said`` with whom the cells name, and ask for each of them."""
    cells = connection.execute(
        "SELECT DISTINCT written FROM asked WHERE what = 'official'"
    ).fetchall()
    known = _known_people(connection) if cells else frozenset()
    is_list, is_register = table.name in _ROSTERS, table.name in _REGISTERS
    read = persons.told_apart({
        cell: persons.read(cell, known, is_list=is_list, is_register=is_register)
        for (cell,) in cells
    })  # fmt: skip
    rows = [row for cell, people in read.items() for row in _said(cell, people)]
    columns = list(zip(*rows, strict=True)) or [()] * len(_SAID)
    block = pa.table(
        {
            name: pa.array(column, kind)
            for (name, kind), column in zip(_SAID.items(), columns, strict=True)
        }
    )
    connection.register("said", block)
    if is_list:  # as the same word in a column of its own: see is_current in etl/tables/common.py
        connection.execute(
            "INSERT INTO fault SELECT DISTINCT _file, _row, 'not_in_force', $column, written"
            " FROM asked JOIN said ON said.cell = asked.written WHERE what = 'official' AND has_left",
            {"column": naming.name},
        )
    connection.execute(
        sql("names/people"),
        {
            "is_several": naming.several,
            "has_behalf": naming.has_behalf,
            "is_required": is_required,
        },
    )
    connection.unregister("said")
    _hide_residents(connection, known)


def _hide_residents(connection: duckdb.DuckDBPyConnection, known: Collection[str]) -> None:
    """Whom ``asked`` names as an official, no list knows (their plain forms are ``known``) and another
    column of the row (``resident``) calls a resident, is somebody whose name is kept nowhere."""
    connection.execute(
        "UPDATE asked SET is_name = false,"
        f" written = replace(masked(written, certain), '{SIGN}', '{SOMEBODY}')"
        " FROM resident WHERE asked._file = resident._file AND asked._row = resident._row"
        " AND asked.what = 'official' AND certain <> '' AND masked(written, certain) <> written"
        " AND NOT list_contains($known::VARCHAR[], regexp_replace(written, '[·() ]', '', 'g'))",
        {"known": list(known)},
    )


_SAID = {
    "cell": pa.string(),
    "number": pa.int32(),
    "name": pa.string(),
    "unit": pa.string(),
    "is_name": pa.bool_(),
    "is_behalf": pa.bool_(),
    "is_several": pa.bool_(),
    "is_empty": pa.bool_(),
    "has_left": pa.bool_(),
}


def _said(
    cell: str, people: list[Said]
) -> list[tuple[str, int, str, str | None, bool, bool, bool, bool, bool]]:
    """The rows of ``said`` for a cell; one that names nobody asks as it stands."""
    if not people:
        return [(cell, 1, cell, None, False, False, False, is_empty(cell), False)]
    several = len(people) > 1
    rows = []
    for number, one in enumerate(people, 1):
        rows.append(
            (cell, number, one.name, one.unit, one.is_name, False, several, False, one.has_left)
        )
        if one.on_behalf_of:
            rows.append((cell, number, one.on_behalf_of, None, True, True, several, False, False))
    return rows


def _known_people(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The plain forms of the names, ids and aliases of officials."""
    rows = connection.execute(
        "SELECT unnest([name, official_id]) FROM official WHERE is_known(official_id)"
        " UNION SELECT name FROM alias WHERE coalesce(official_id, official_name) IS NOT NULL"
    ).fetchall()
    return frozenset(plain_of(name) for (name,) in rows) - {""}


def _any(connection: duckdb.DuckDBPyConnection) -> bool:
    return connection.execute("FROM asked LIMIT 1").fetchone() is not None


def _answer(
    connection: duckdb.DuckDBPyConnection, table: Table, naming: Naming, *, is_required: bool
) -> None:
    """Fill ``answered`` from ``asked``; what has no answer is a fault or an unknown person."""
    _learn_asked(connection, table)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE meant_kind AS SELECT unnest($kinds)",
        {"kinds": list(naming.kinds)},
    )
    connection.execute(sql("names/answer"))
    connection.execute(sql("names/narrow"))
    connection.execute(  # what no more than the township settles is said
        "INSERT INTO settled_by_township SELECT DISTINCT $table, _file, _row FROM asking"
        " JOIN narrowed USING (id, day, about_kind, about) WHERE by_township AND asking.code IS NULL",
        {"table": table.name},
    )
    connection.execute(
        f"INSERT INTO fault {sql('names/checks')}",
        {
            "name": naming.name,
            "county": naming.county,
            "township": naming.township,
            "unit": naming.unit,
            "is_required": is_required,
            "is_roster": table.name in _ROSTERS,
        },
    )
    visit_id = "typed.visit_id" if table.name == "visit" else "NULL"
    if table.name == "attendance":  # the cell of a row that is put aside may hold anything
        visit_id = (
            "CASE WHEN typed.visit_id IN (SELECT visit_id FROM visit) THEN typed.visit_id END"
        )
    connection.execute(
        sql("names/unknown").replace("{visit_id}", visit_id),
        {"table": table.name, "column": naming.name},
    )


def _learn_asked(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Fill ``ask`` and ``candidate`` with what ``asked`` may mean."""
    learn(
        connection,
        "SELECT unnest([written, county, township, unit]) FROM asked"
        " UNION SELECT unnest(as_list(township)) FROM asked",
    )
    connection.execute(sql("names/ask"))
    kinds = {kind for (kind,) in connection.execute("SELECT DISTINCT what FROM asked").fetchall()}
    if "place" in kinds:
        _know_places(connection)
        connection.execute(sql("names/places"))
    if kinds - {"place"}:
        for named in ("official", "unit", "project", "enterprise", "chain"):
            learn(connection, f"SELECT name FROM {named}")
        learn(connection, "SELECT unnest([name, official_name, unit_name]) FROM alias")
        if connection.execute("SELECT is_given('official') AND is_given('unit')").fetchone() != (
            True,
        ):
            connection.execute(
                "SET VARIABLE is_roster = $is_roster", {"is_roster": table.name in _ROSTERS}
            )
            connection.execute(sql("names/unlisted"))
    connection.execute(sql("names/parties"))


def _know_places(connection: duckdb.DuckDBPyConnection) -> None:
    known = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE temporary AND table_name = 'name_key'"
    )
    if known.fetchone() is None:
        learn(connection, "SELECT name FROM place UNION SELECT name FROM alias")
        connection.execute(sql("names/keys"))


def learn(connection: duckdb.DuckDBPyConnection, names: str) -> None:
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
