"""Parents without a polygon of their own are drawn from their children, narrowest level first."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import shapely

from etl.gate.warn import warn
from etl.queries import sql
from geodata.base.codes import AREA_KINDS, is_above
from geodata.land.geometry import dissolve

_BATCH_PARENTS = 500  # with all the shapes of their children in memory


def dissolve_parents(connection: duckdb.DuckDBPyConnection) -> None:
    """Give every province, city, county and township without a polygon that of its children."""
    for kind in reversed(AREA_KINDS):
        connection.execute(sql("derive/parents_missing"), {"kind": kind, "most": _BATCH_PARENTS})
        (batches,) = connection.execute(
            "SELECT coalesce(max(batch) + 1, 0) FROM missing_parent"
        ).fetchone() or (0,)
        versions: list[int] = []
        shapes: list[bytes] = []
        for batch in range(batches):
            rows = connection.execute(sql("derive/parents_children"), {"batch": batch}).fetchall()
            versions += [version for version, _ in rows]
            shapes += [shapely.to_wkb(dissolve(list(shapely.from_wkb(wkb)))) for _, wkb in rows]
        block = pa.table(
            {"version": pa.array(versions, pa.int64()), "wkb": pa.array(shapes, pa.binary())}
        )
        connection.register("dissolved_block", block)
        connection.execute(
            "UPDATE place SET geometry = ST_GeomFromWKB(wkb), geometry_source = 'dissolved'"
            " FROM (SELECT code, valid_from, wkb FROM dissolved_block JOIN missing_parent"
            " USING (version)) AS given WHERE place.code = given.code"
            " AND place.valid_from IS NOT DISTINCT FROM given.valid_from"
        )
        connection.unregister("dissolved_block")
    connection.execute("DROP TABLE missing_parent")


def warn_of_gaps(connection: duckdb.DuckDBPyConnection, root: str) -> None:
    """Say in ``load_warning`` how many places lie in no area of a level below the ``root``'s kind."""
    below = [kind for kind in AREA_KINDS if is_above(root, kind)]
    for level, places, shown in connection.execute(
        sql("derive/level_gaps"), {"below": below}
    ).fetchall():
        more = " …" if places > len(shown) else ""
        warn(connection, level, f"in_no_{level}", places=places, shown=", ".join(shown) + more)
