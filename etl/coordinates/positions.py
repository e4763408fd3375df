"""Longitudes and latitudes in columns: whatever datum they are in becomes CGCS2000."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from etl.coordinates.plausible import refuse_implausible_columns
from etl.tables.declare import Table
from geodata.land.datum import SHIFTED, Datum, to_cgcs2000

_NUMBERS = (
    "SELECT _file, try_cast(narrow(lon) AS DOUBLE) AS x, try_cast(narrow(lat) AS DOUBLE) AS y,"
    " regexp_matches(lon || lat, '[°度º]') AS is_signed FROM raw WHERE lon IS NOT NULL"
)


def read_degrees(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """In the files of ``raw``, longitudes and latitudes that are written with the signs of degrees
    become numbers; where they are metres or scaled degrees, raises RefusedError (``degrees_scaled``,
    ``degrees_are_metres``) with what city.toml should say."""
    if not {"lon", "lat"} <= {column.name for column in table.columns}:
        return
    files = connection.execute(
        f"SELECT _file, median(abs(x)) > 180, bool_or(is_signed) FROM ({_NUMBERS}) GROUP BY _file"
    ).fetchall()
    for file, is_wide, is_signed in files:
        if is_signed:
            connection.execute(
                "UPDATE raw SET lon = coalesce(signed_degrees(lon)::VARCHAR, lon),"
                " lat = coalesce(signed_degrees(lat)::VARCHAR, lat) WHERE _file = $file",
                {"file": file},
            )
        if is_wide:
            numbers = connection.execute(
                f"SELECT x, y FROM ({_NUMBERS}) WHERE _file = $file AND x + y IS NOT NULL",
                {"file": file},
            ).fetchnumpy()
            refuse_implausible_columns(file, numbers["x"], numbers["y"])


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
