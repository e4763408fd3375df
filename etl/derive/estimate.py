"""Places with a point and no polygon become estimated cells, where their source asks for it."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
import shapely

from etl.queries import sql
from geodata.land.cells import estimate

_BATCH_PARENTS = 500  # with the shapes of all their children in memory


def estimate_cells(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill ``geometry`` of places whose source says ``estimate = true``; note what cannot be.

    Ended places, places without a point and children of a parent without polygon stay as they are.
    """
    connection.execute(sql("derive/estimate_parents"))
    (parents,) = connection.execute(
        "SELECT count(*) FROM (SELECT DISTINCT parent_code, is_grid FROM bare_place)"
    ).fetchone() or (0,)
    codes: list[str] = []
    placed: list[str] = []
    cells: list[bytes | None] = []
    for first in range(0, parents, _BATCH_PARENTS):
        rows = connection.execute(
            sql("derive/estimate_groups"), {"first": first, "most": _BATCH_PARENTS}
        ).fetchall()
        for parent, siblings, group, lons, lats in rows:
            whole = [] if siblings is None else list(shapely.from_wkb(siblings))
            found, shapes = estimate(shapely.from_wkb(parent), whole, np.column_stack([lons, lats]))
            codes += group
            placed += found
            cells += list(shapely.to_wkb(shapes))
    block = pa.table(
        {
            "code": pa.array(codes, pa.string()),
            "placed": pa.array(placed, pa.string()),
            "wkb": pa.array(cells, pa.binary()),
        }
    )
    connection.register("cell_block", block)
    connection.execute(
        "UPDATE place SET geometry = ST_GeomFromWKB(wkb), geometry_source = 'estimated'"
        " FROM cell_block AS cell WHERE place.code = cell.code AND cell.wkb IS NOT NULL"
        " AND place.geometry IS NULL"
    )
    connection.execute(sql("derive/problems/estimate"))
    connection.unregister("cell_block")
    connection.execute("DROP TABLE bare_place")
