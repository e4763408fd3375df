"""The files of a folder that could be data, at every depth."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from etl.reading.endings import COMPANIONS, PACKED_TEXT_SUFFIXES, TEXT_SUFFIXES
from etl.reading.formats.excel import EXCEL_SUFFIXES
from etl.reading.formats.parquet import PARQUET_SUFFIXES
from etl.reading.layers.spatial import SPATIAL_SUFFIXES
from geodata.base.city_folder import is_geodatabase

SHAPE_SUFFIXES = SPATIAL_SUFFIXES | PARQUET_SUFFIXES
READ_SUFFIXES = TEXT_SUFFIXES | PACKED_TEXT_SUFFIXES | EXCEL_SUFFIXES | SHAPE_SUFFIXES
#: What programs put beside a shapefile and nobody reads.
_BESIDE_SHAPES = (".sbn", ".sbx", ".qpj", ".qix", ".xml")
#: What guatu itself writes into a folder.
_OWN = {"city.toml", "rejects.xlsx", "geometry.html"}


def files_in(folder: Path) -> Iterator[Path]:
    """Every file that a person put there, in the order of their names; what belongs to a shapefile or to
    a table of MapInfo, what is hidden and what a spreadsheet leaves beside an open file is none of its
    own, and a file geodatabase is one."""
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        hidden = any(part.startswith((".", "~$")) for part in inner.parts)
        if hidden or path.name in _OWN or is_geodatabase(inner.parent):
            continue
        if is_geodatabase(path) or (path.is_file() and not _is_companion(path)):
            yield path


def _is_companion(path: Path) -> bool:
    suffix = path.suffix.lower()
    main = path.with_suffix("")
    for one, companions in COMPANIONS.items():
        others = companions + (_BESIDE_SHAPES if one == ".shp" else ())
        if suffix in others and any(
            stem.with_name(stem.name + end).exists()
            for stem in (main, main.with_name(main.name.removesuffix(one)))
            for end in (one, one.upper())
        ):
            return True
    return False
