"""How parallel layers lie over each other: grids over villages and communities, and these over
each other."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
import shapely

from etl.queries import sql
from geodata.land.overlap import Shapes, overlaps

#: Layers that each cover the land on their own, so that none is the other's parent throughout.
PARALLEL = (("grid", "village"), ("grid", "community"), ("village", "community"))


def write_overlaps(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill ``place_overlap`` from the polygons in force on the day of the load."""
    layers = {kind: _layer(connection, kind) for kind in ("grid", "village", "community")}
    for kind, other_kind in PARALLEL:
        (codes, shapes), (other_codes, other_shapes) = layers[kind], layers[other_kind]
        if not len(codes) or not len(other_codes):
            continue
        pairs = overlaps(shapes, other_shapes)
        block = pa.table(
            {
                "code": codes[pairs.left],
                "other_code": other_codes[pairs.right],
                "area_m2": pairs.area_m2,
                "share": pairs.share,
                "other_share": pairs.other_share,
            }
        )
        connection.register("overlap_block", block)
        connection.execute(
            "INSERT INTO place_overlap SELECT code, other_code, $kind, $other_kind,"
            " area_m2, share, other_share FROM overlap_block",
            {"kind": kind, "other_kind": other_kind},
        )
        connection.unregister("overlap_block")


def _layer(connection: duckdb.DuckDBPyConnection, kind: str) -> tuple[Shapes, Shapes]:
    """Codes in order, and their polygons."""
    rows = connection.execute(sql("derive/overlap_layer"), {"kind": kind}).fetchall()
    codes = np.array([code for code, _ in rows], dtype=object)
    return codes, np.asarray(shapely.from_wkb([wkb for _, wkb in rows]), dtype=object)
