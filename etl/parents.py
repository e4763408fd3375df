"""Parents without a polygon of their own are drawn from their children, narrowest level first."""

from __future__ import annotations

import duckdb
import shapely

from geodata.codes import AREA_KINDS
from geodata.geometry import dissolve

#: Each version of a parent is made of the children there on its last day, of none that came later.
_MISSING = """
SELECT parent.code, parent.valid_from, list(ST_AsWKB(child.geometry)) FROM place AS parent
JOIN place AS child ON child.parent_code = parent.code
    AND coalesce(child.valid_from, DATE '0001-01-01') <= coalesce(parent.valid_to, DATE '9999-12-31')
    AND coalesce(child.valid_to, DATE '9999-12-31') >= coalesce(parent.valid_to, DATE '9999-12-31')
WHERE parent.kind = $kind AND parent.geometry IS NULL AND child.geometry IS NOT NULL
GROUP BY parent.code, parent.valid_from ORDER BY parent.code, parent.valid_from
"""


def dissolve_parents(connection: duckdb.DuckDBPyConnection) -> None:
    """Give every province, city, county and township without a polygon that of its children."""
    for kind in reversed(AREA_KINDS):
        for code, valid_from, wkb in connection.execute(_MISSING, {"kind": kind}).fetchall():
            whole = dissolve(list(shapely.from_wkb(wkb)))
            connection.execute(
                "UPDATE place SET geometry = ST_GeomFromWKB($wkb::BLOB), geometry_source = 'dissolved'"
                " WHERE code = $code AND valid_from IS NOT DISTINCT FROM $valid_from::DATE",
                {"wkb": shapely.to_wkb(whole), "code": code, "valid_from": valid_from},
            )
