"""What a load would leave with far fewer rows than the snapshot before, or with none at all.

A table that comes back nearly empty is a file gone wrong far more often than a county that has lost
its villages; so such a load is not published until somebody says that it is meant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import duckdb

from etl.over_time.carry import Earlier
from etl.tables import TABLES
from geodata.base.codes import KINDS
from geodata.base.errors import RefusedError
from geodata.store.diff import BEFORE

#: A table has shrunk that lost a larger part of its rows than this, and more than one row: a single
#: one may leave any list.
MOST_LOST = 0.05
#: A table of which more than this part of the files' rows is put aside is not understood, and what it
#: counts would be wrong; below so many rows they are read one by one.
MOST_ASIDE, FEW = 0.5, 20
#: What a row itself says of not counting: it was understood.
_SAYS_SO = ("not_held", "not_in_force", "not_confirmed", "doubled_same")
SHAPES = ".geometry"
"""Ends the name under which the surveyed shapes of a kind of place are counted."""
#: What ``guatu load --allow-fewer`` may name.
COUNTED = (*KINDS[1:], *(kind + SHAPES for kind in KINDS[1:]), *(one.name for one in TABLES))
#: Made of what other tables name where no source gives them, and then as many as these name.
_KEPT = {"unit": "unit_id", "official": "official_id"}
_DERIVED = {"unit", "official", "posting"}
#: Of which a row at least must be accepted; changes of places wait for somebody to confirm them.
_REGISTERS = {*KINDS, *(one.name for one in TABLES if not one.accumulates)} - {"place_change"}


class Shrunk(NamedTuple):
    """A table that would lose its rows."""

    source: str
    """The kind of place or the table; a kind with :data:`SHAPES` counts its surveyed shapes."""
    before: int | None
    """Rows in the snapshot before; None where it had none, and few or no rows of the files are accepted."""
    after: int
    rows: int
    """Rows in the files of this load."""

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.source} {self.after}/{self.rows}"
        return f"{self.source} {self.before} → {self.after}"


def find_shrunk(
    connection: duckdb.DuckDBPyConnection, earlier: Earlier | None, whole: Collection[str] = ()
) -> list[Shrunk]:
    """The tables that lost more than :data:`MOST_LOST` of their rows against the snapshot before,
    registers of which the files' rows were all put aside, and tables of at least :data:`FEW` rows of
    which most were and do not say themselves that they do not count; widest kind of place first.

    A place counts as still there whose code is there as another kind, or as one that has ended. Who
    came to a visit may become fewer by a correction: looked at only where the table is replaced. So
    may the rows of tables that are declared ``whole`` for a month (:mod:`etl.over_time.whole`), unless a
    month of many loses more than half of them.
    """
    log = {
        name: (rows, accepted)
        for name, rows, accepted in connection.execute(
            "SELECT table_name, sum(rows_in)::BIGINT, sum(accepted)::BIGINT FROM load_log"
            " GROUP BY table_name"
        ).fetchall()
    }
    lost = dict(connection.execute(_LOST, {"says_so": list(_SAYS_SO)}).fetchall())
    counts = _counts(connection, earlier) if earlier else {}
    months = connection.execute("FROM month_shrunk").fetchall() if earlier else []
    found = []
    for name in COUNTED:
        if name in whole:
            found += [Shrunk(name, had, given, given) for one, had, given in months if one == name]
            continue
        rows, accepted = log.get(name, (0, 0))
        before, after = counts.get(name, (0, 0))
        if before - after > max(1, before * MOST_LOST) or before > after == 0:
            found.append(Shrunk(name, before, after, rows))
        elif name in _REGISTERS and rows > accepted == 0:
            found.append(Shrunk(name, None, 0, rows))
        elif rows >= FEW and lost.get(name, 0) > rows * MOST_ASIDE:
            found.append(Shrunk(name, None, accepted, rows))
    return found


def refuse_shrunk(shrunk: Iterable[Shrunk], allowed: Collection[str]) -> None:
    """Raises RefusedError (``load_shrinks``, ``load_empty``) unless all of it is meant."""
    left = [one for one in shrunk if one.source not in allowed]
    if left:
        code = "load_empty" if all(one.before is None for one in left) else "load_shrinks"
        raise RefusedError(code, shrunk=told(left), flags=flags(left))


def told(shrunk: Sequence[Shrunk]) -> str:
    """From how many to how many: ``village 6 → 0``; ``village 0/6`` where there were none."""
    return ", ".join(map(str, shrunk))


def flags(shrunk: Sequence[Shrunk]) -> str:
    """The options of ``guatu load`` that say it is meant."""
    return " ".join(f"--allow-fewer {one.source}" for one in shrunk)


_LOST = """
    SELECT table_name, count(*) FROM quarantine
    WHERE len(list_filter(reasons, one -> NOT list_contains($says_so, one.code))) > 0 GROUP BY 1
"""


def _counts(connection: duckdb.DuckDBPyConnection, earlier: Earlier) -> dict[str, tuple[int, int]]:
    """Rows before and after, of every table and kind of place that the snapshot before had."""
    counts = {}
    for kind, *numbers in connection.execute(_PLACES.format(before=BEFORE)).fetchall():
        counts[kind] = tuple(numbers)
    if "geometry_source" in earlier.columns["place"]:
        for kind, *numbers in connection.execute(_SHAPES.format(before=BEFORE)).fetchall():
            counts[kind + SHAPES] = tuple(numbers)
    given = {
        name
        for (name,) in connection.execute(
            f"SELECT DISTINCT table_name FROM {BEFORE}.main.load_log"
        ).fetchall()
    }
    for table in TABLES:
        if table.name not in earlier.columns or table.name in _DERIVED - given:
            continue
        if not table.replaced_by or not earlier.carries(table):
            old = f'FROM {BEFORE}.main."{table.name}" AS row'
            new = f'FROM "{table.name}" AS row'
            if table.lists:  # what has ended stays, and would hide that the list is empty
                old, new = f"{old} WHERE valid_to IS NULL", f"{new} WHERE valid_to IS NULL"
            elif table.name in _KEPT:  # and so does whoever the past names
                new += f" ANTI JOIN former ON what = '{table.name}' AND code = {_KEPT[table.name]}"
            found = connection.execute(
                f"SELECT (SELECT count(*) {old}), (SELECT count(*) {new})"
            ).fetchone()
            counts[table.name] = found or (0, 0)
    return counts


_PLACES = """
    WITH old AS (SELECT code, min(kind) AS kind FROM {before}.main.place GROUP BY code),
    new AS (SELECT code, min(kind) AS kind FROM place GROUP BY code),
    stayed AS (
        SELECT kind FROM old SEMI JOIN new USING (code)
        UNION ALL
        SELECT kind FROM new ANTI JOIN old USING (code)
    )
    SELECT kind, (SELECT count(*) FROM old WHERE old.kind = one.kind),
           (SELECT count(*) FROM stayed WHERE stayed.kind = one.kind)
    FROM (SELECT DISTINCT kind FROM old) AS one
"""
_SHAPES = """
    SELECT kind, count(DISTINCT code),
           (SELECT count(DISTINCT code) FROM place AS new
            WHERE new.kind = old.kind AND geometry_source = 'surveyed')
    FROM {before}.main.place AS old WHERE geometry_source = 'surveyed' GROUP BY kind
"""
