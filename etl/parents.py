"""Parents without a polygon of their own are drawn from their children, narrowest level first."""

from __future__ import annotations

import duckdb
import shapely

from geodata.codes import AREA_KINDS
from geodata.geometry import dissolve

_MISSING = """
SELECT parent.code, list(ST_AsWKB(child.geometry)) FROM place AS parent
JOIN place AS child ON child.parent_code = parent.code
WHERE parent.kind = $kind AND parent.geometry IS NULL AND child.geometry IS NOT NULL
  AND child.valid_to IS NULL
GROUP BY parent.code ORDER BY parent.code
"""


def dissolve_parents(connection: duckdb.DuckDBPyConnection) -> None:
    """Give every province, city, county and township without a polygon that of its children."""
    for kind in reversed(AREA_KINDS):
        for code, wkb in connection.execute(_MISSING, {"kind": kind}).fetchall():
            whole = dissolve(list(shapely.from_wkb(wkb)))
            connection.execute(
                "UPDATE place SET geometry = ST_GeomFromWKB($wkb::BLOB), geometry_source = 'dissolved'"
                " WHERE code = $code",
                {"wkb": shapely.to_wkb(whole), "code": code},
            )
