"""Longitudes and latitudes in columns: whatever datum they are in becomes CGCS2000."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from etl.table import Table
from geodata.datum import SHIFTED, Datum, to_cgcs2000


def to_target_datum(
    connection: duckdb.DuckDBPyConnection, table: Table, datum: Datum | None
) -> None:
    """Bring the points of ``typed`` from the datum that city.toml states to EPSG:4490."""
    if datum not in SHIFTED or not {"lon", "lat"} <= {column.name for column in table.columns}:
        return
    points = connection.execute(
        "SELECT _file, _row, lon, lat FROM typed WHERE lon IS NOT NULL AND lat IS NOT NULL"
    ).to_arrow_table()
    lon, lat = to_cgcs2000(points["lon"].to_numpy(), points["lat"].to_numpy(), datum)
    moved = pa.table({"_file": points["_file"], "_row": points["_row"], "lon": lon, "lat": lat})
    connection.register("moved_points", moved)
    connection.execute(
        "UPDATE typed SET lon = moved.lon, lat = moved.lat FROM moved_points AS moved"
        " WHERE typed._file = moved._file AND typed._row = moved._row"
    )
    connection.unregister("moved_points")
