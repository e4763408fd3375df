"""Faults of the shapes that were loaded: found once, at load, and kept beside the places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

import duckdb
import numpy as np
import pyarrow as pa
import shapely

from etl.queries import sql
from geodata.land.faults import Cover, Fault, holes, outside, overlaps, uncovered

_TOGETHER = 20_000  # shapes of one family that are looked at in one piece
_BATCH_CHILDREN = 20_000

#: The code of a shape by its position; -1 is the parent's.
_Codes = Callable[[int], str]
_Found = tuple[Fault, _Codes]


def find_problems(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill ``geometry_problem`` from the shapes of ``place`` that were surveyed."""
    connection.execute(sql("derive/problems/places"), {"together": _TOGETHER})
    connection.execute(sql("derive/problems/covers"), {"most": _BATCH_CHILDREN})
    bare = _partly_drawn(connection)
    for family, chunk in connection.execute(
        "SELECT DISTINCT family, chunk FROM problem_place ORDER BY ALL"
    ).fetchall():
        _keep(connection, _in_family(connection, family, chunk, bare))
    for (batch,) in connection.execute(
        "SELECT DISTINCT batch FROM problem_cover ORDER BY batch"
    ).fetchall():
        _keep(connection, _in_covers(connection, batch))
    connection.execute(sql("derive/problems/strays"), {"most": _BATCH_CHILDREN})
    for (batch,) in connection.execute(
        "SELECT DISTINCT batch FROM problem_stray ORDER BY batch"
    ).fetchall():
        _keep(connection, _in_strays(connection, batch))
    connection.execute(sql("derive/problems/points"))
    connection.execute(sql("derive/problems/number"))
    for table in ("problem_place", "problem_cover", "problem_stray"):
        connection.execute(f"DROP TABLE {table}")


def _partly_drawn(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Places with a sibling that has no polygon: a hole in one of them may be the sibling's land."""
    rows = connection.execute(
        "SELECT code FROM problem_place"
        " ANTI JOIN problem_cover ON problem_place.parent_code = problem_cover.parent_code"
        " AND (family = 'grid') = is_grid WHERE problem_place.parent_code IS NOT NULL"
    ).fetchall()
    return {code for (code,) in rows}


def _in_family(
    connection: duckdb.DuckDBPyConnection, family: str, chunk: int, bare: set[str]
) -> list[_Found]:
    """Overlaps and holes of the places of one family in one chunk."""
    rows = connection.execute(
        sql("derive/problems/chunk"), {"family": family, "chunk": chunk}
    ).fetchall()
    codes = np.array([row[0] for row in rows], dtype=object)
    shapes = shapely.from_wkb(np.array([row[2] for row in rows], dtype=object))
    own, later = (np.array([row[n] for row in rows], dtype=bool) for n in (1, 3))
    bared = [one for one in holes(shapes) if own[one.first] and codes[one.first] not in bare]
    shared = overlaps(shapes[later], own[later])
    return [(one, codes.__getitem__) for one in bared] + [
        (one, codes[later].__getitem__) for one in shared
    ]


def _in_covers(connection: duckdb.DuckDBPyConnection, batch: int) -> list[_Found]:
    """Gaps and what lies outside, parent by parent."""
    rows = connection.execute(sql("derive/problems/cover"), {"batch": batch}).fetchall()
    found: list[_Found] = []
    for (parent_code, _), group in groupby(rows, key=lambda row: (row[0], row[5])):
        _, codes, surveyed, children, parents, _ = zip(*group, strict=True)
        own = next((wkb for wkb in parents if wkb is not None), None)
        cover = Cover(
            parent=None if own is None else shapely.from_wkb(own),
            children=shapely.from_wkb(np.array(children, dtype=object)),
            surveyed=np.array(surveyed, dtype=bool),
        )
        named = [*codes, parent_code]  # -1 is the parent
        found += [(one, named.__getitem__) for one in uncovered(cover)]
    return found


def _in_strays(connection: duckdb.DuckDBPyConnection, batch: int) -> list[_Found]:
    """What lies outside the next surveyed place above, where that is not the parent's full cover."""
    rows = connection.execute(sql("derive/problems/stray"), {"batch": batch}).fetchall()
    found: list[_Found] = []
    for above, group in groupby(rows, key=lambda row: str(row[0])):
        _, codes, children, aboves = zip(*group, strict=True)
        shapes = shapely.from_wkb(np.array(children, dtype=object))
        named = [*codes, above]
        found += [(one, named.__getitem__) for one in outside(shapely.from_wkb(aboves[0]), shapes)]
    return found


def _keep(connection: duckdb.DuckDBPyConnection, found: Sequence[_Found]) -> None:
    if not found:
        return
    rows = [
        (
            one.kind,
            code_of(one.first),
            None if one.second is None else code_of(one.second),
            one.area_m2,
            one.share,
            one.detail,
            shapely.to_wkb(one.shape),
        )
        for one, code_of in found
    ]
    names = ("kind", "code", "other_code", "area_m2", "share", "detail", "wkb")
    types = (*[pa.string()] * 3, pa.float64(), pa.float64(), pa.string(), pa.binary())
    block = pa.table(
        {
            name: pa.array([row[n] for row in rows], kind)
            for n, (name, kind) in enumerate(zip(names, types, strict=True))
        }
    )
    connection.register("problem_block", block)
    connection.execute(sql("derive/problems/keep"))
    connection.unregister("problem_block")
