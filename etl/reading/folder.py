"""The files of a folder that could be data, at every depth."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from etl.reading.formats.excel import EXCEL_SUFFIXES
from etl.reading.formats.parquet import PARQUET_SUFFIXES
from etl.reading.layers.spatial import SPATIAL_SUFFIXES

TEXT_SUFFIXES = {".csv", ".tsv", ".txt"}
SHAPE_SUFFIXES = SPATIAL_SUFFIXES | PARQUET_SUFFIXES
READ_SUFFIXES = TEXT_SUFFIXES | EXCEL_SUFFIXES | SHAPE_SUFFIXES
#: What lies beside a shapefile and is read with it.
_COMPANIONS = {".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qpj", ".qix", ".xml"}
#: What lies beside a table of MapInfo.
_OF_MAPINFO = {".dat", ".map", ".id", ".ind", ".mid"}
#: What guatu itself writes into a folder.
_OWN = {"city.toml", "rejects.xlsx", "geometry.html"}


def files_in(folder: Path) -> Iterator[Path]:
    """Every file that a person put there, in the order of their names; what belongs to a shapefile, what
    is hidden and what a spreadsheet leaves beside an open file is none of its own."""
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        hidden = any(part.startswith((".", "~$")) for part in inner.parts)
        if hidden or path.name in _OWN or not path.is_file():
            continue
        shapefile = path.with_name(path.stem.removesuffix(".shp"))
        if path.suffix.lower() in _COMPANIONS and any(
            shapefile.with_name(shapefile.name + end).exists() for end in (".shp", ".SHP")
        ):
            continue
        if path.suffix.lower() in _OF_MAPINFO and any(
            path.with_suffix(end).exists() for end in (".tab", ".TAB", ".mif", ".MIF")
        ):
            continue
        yield path
