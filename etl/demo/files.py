"""Writing the files of a city folder: CSV in streams, workbooks, and layers of shapes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyogrio
import shapely
import xlsxwriter
from pyogrio import raw

from etl.demo.arrays import Texts

_STAMP = datetime(2026, 11, 1, 8, 0, 0)  # fixed, so that the same seed makes the same files
_CHUNK = 50_000  # shapes at a time


class CsvFile:
    """A CSV file written column batch by column batch, in any encoding that Python knows."""

    def __init__(self, path: Path, header: Sequence[str], encoding: str = "utf-8") -> None:
        self._encoding = encoding
        self._file = path.open("wb")
        self._file.write((",".join(header) + "\n").encode(encoding))

    def __enter__(self) -> CsvFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def write(self, columns: Sequence[object]) -> None:
        """Append rows; a column is a pyarrow or numpy array, and a null an empty field."""
        arrays = [column if isinstance(column, pa.Array) else array(column) for column in columns]
        table = pa.table(arrays, names=[str(number) for number in range(len(arrays))])
        buffer = pa.BufferOutputStream()
        # No quotes: a value that would need them is refused, and the demo has none.
        options = pa_csv.WriteOptions(include_header=False, quoting_style="none")
        pa_csv.write_csv(table, buffer, options)
        content = buffer.getvalue().to_pybytes()
        if self._encoding != "utf-8":
            content = content.decode("utf-8").encode(self._encoding)
        self._file.write(content)


def array(values: object) -> pa.Array:
    """A pyarrow array; NaN and NaT become null."""
    return pa.array(values, from_pandas=True)


def picked(values: Texts, index: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.Array:
    """``values[index]`` without making Python strings; a negative index becomes null."""
    return array(values).take(pa.array(index, mask=index < 0))


def write_csv(path: Path, columns: dict[str, object]) -> None:
    """Write one CSV file at once (UTF-8, no quotes)."""
    with CsvFile(path, list(columns)) as file:
        file.write(list(columns.values()))


def write_xlsx(path: Path, sheet: str, columns: dict[str, list[object]]) -> None:
    """Write a workbook of one sheet: texts stay texts, None is an empty cell."""
    options = {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": _STAMP})
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, list(columns))
        for number, row in enumerate(zip(*columns.values(), strict=True), start=1):
            for position, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(number, position, value)
                elif value is not None:
                    page.write_number(number, position, value)


def write_layer(
    path: Path,
    layer: str,
    codes: Texts,
    shapes: Texts,
    tell: Callable[[float], None] | None = None,
) -> None:
    """Add a layer with a column ``code`` to a GeoPackage (EPSG:4490)."""
    multi = bool((shapely.get_type_id(shapes) != shapely.GeometryType.POLYGON).any())
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    # GDAL would note the time of writing inside the file.
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{_STAMP.isoformat()}.000Z"})
    try:
        for begin in range(0, len(codes), _CHUNK):
            part = slice(begin, begin + _CHUNK)
            raw.write(
                path,
                shapely.to_wkb(shapes[part]),
                [codes[part]],
                ["code"],
                layer=layer,
                driver="GPKG",
                geometry_type="MultiPolygon" if multi else "Polygon",
                promote_to_multi=multi,
                crs="EPSG:4490",
                append=begin > 0,
            )
            if tell is not None:
                tell(min(1.0, (begin + _CHUNK) / len(codes)))
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
