"""A layer that joins a city with the shapes of places that its registers name already."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from etl.city.settings import City
from etl.desk.edits import with_source
from etl.guess.files import Part, open_folder
from etl.guess.ranked import fits_of
from etl.guess.shapes import LEAST_SHARE, Places, Shapes, best_shapes, places
from geodata.base.city_folder import CITY_FILE
from geodata.base.codes import KINDS


def shapes_in(folder: Path, city: City, part: Part) -> Shapes | None:
    """Whose shapes a layer holds: of the register most of whose names or codes it has. It is no further
    file of that register, in which every place would stand twice."""
    found = best_shapes(part, list(_registers(folder, city))) if part.has_shapes else None
    return found if found and found.share >= LEAST_SHARE and not part.crs else None


def draw(folder: Path, city: City, found: Shapes) -> str | None:
    """Write it as the ``geometry`` of the register in city.toml; None, or the file that brings the
    register's shapes as it is."""
    source = next(one for one in city.sources if one.name == found.source)
    if source.geometry:
        return source.geometry.file.relative_to(folder).as_posix()
    part = found.part
    files = {path.relative_to(folder).as_posix() for path in source.files}
    own = [one for one in open_folder(folder, files).parts if one.has_shapes]
    if own or source.further or source.query:
        return own[0].shown if own else source.called(source.files[0])
    keys = {"file": part.file, "match": found.match}
    if part.layer and not part.is_default:
        keys["layer"] = part.layer
    if found.column != found.match:
        keys["column"] = found.column
    path = folder / CITY_FILE
    body = path.read_text(encoding="utf-8-sig")
    stated = tomllib.loads(body)["sources"][found.source]
    text = with_source(body, found.source, {**stated, "geometry": keys})
    path.write_text(text, encoding="utf-8", newline="\n")
    return None


def _registers(folder: Path, city: City) -> Iterator[Places]:
    """The places of each register in files."""
    for source in city.sources:
        if source.name not in KINDS or not source.files:
            continue
        files = {path.relative_to(folder).as_posix() for one in source.parts for path in one.files}
        parts = open_folder(folder, files).parts
        fits = [fit for part in parts for fit in fits_of(part) if fit.name == source.name]
        if fits:
            codes, names, towns = (
                [cell for fit in fits for cell in fit.cells(column) or [""] * len(fit.rows)]
                for column in ("code", "name", "township_name")
            )
            yield places(source.name, codes, names, towns)
