"""Archives: what lies in them, and what pretends to."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from awkward.case import Case, Loads, Refused, Write
from awkward.plain import frame, shapes_from, visits_from
from awkward.vectors import kml

_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_BY_NAME = ', match = "name"'
Entries = Iterable[tuple[str | zipfile.ZipInfo, bytes]]


def _parts(
    folder: Path, name: str = "layer", parts: Iterable[str] = _PARTS
) -> list[tuple[str, bytes]]:
    frame().to_file(folder / "made.shp")
    found = [(name + part, (folder / f"made{part}").read_bytes()) for part in parts]
    for part in _PARTS:
        (folder / f"made{part}").unlink()
    return found


def _pack(entries: Entries, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return packed.getvalue()


def _zip(make: Callable[[Path], bytes]) -> Write:
    """The shapes of the villages in ``layer.zip``."""
    return shapes_from("layer.zip", lambda folder: (folder / "layer.zip").write_bytes(make(folder)))


def _kmz(*entries: tuple[str, bytes]) -> Write:
    return shapes_from("layer.kmz", _pack(entries), _BY_NAME)


def _in_gbk(entries: Iterable[tuple[str, bytes]]) -> Entries:
    """Names as Chinese Windows writes them: in GBK, and nothing says so."""
    for name, content in entries:
        yield zipfile.ZipInfo(name.encode("gbk").decode("cp437")), content


def _flagged(packed: bytes, offset: int, central: int, value: bytes) -> bytes:
    """A field of every entry, in its own head and in the directory, set to another value."""
    raw = bytearray(packed)
    for mark, at in ((b"PK\x03\x04", offset), (b"PK\x01\x02", central)):
        start = raw.find(mark)
        while start >= 0:
            raw[start + at : start + at + len(value)] = value
            start = raw.find(mark, start + 4)
    return bytes(raw)


def _lying(packed: bytes) -> bytes:
    """The directory says that the first entry is ten bytes long."""
    raw = bytearray(packed)
    at = raw.find(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(raw)


CASES = [
    Case("names in GBK", "packed files of Chinese names with Windows",
         _zip(lambda f: _pack(_in_gbk(_parts(f, "数据/村界")))), Loads()),
    Case("the shadows of a Mac", "packed with a Mac, which adds a shadow to each file",
         _zip(lambda f: _pack([*_parts(f), *_parts(f, "__MACOSX/._layer")])), Loads()),
    Case("a way out of the folder", "packed with a tool that keeps ../ in the names",
         _zip(lambda f: _pack(_parts(f, "../../layer"))), Loads()),
    Case("two shapefiles", "packed the layers of two years together",
         _zip(lambda f: _pack([*_parts(f, "2024"), *_parts(f, "2025")])), Refused("archive_content", "2024.shp")),
    Case("a zip in a zip", "packed the zip once more", _zip(lambda f: _pack([("layer.zip", _pack(_parts(f)))])),
         Refused("archive_content", "layer.zip")),
    Case("no shapefile in a zip", "packed the pictures of the map", _zip(lambda _: _pack([("map.png", b"x")])),
         Refused("archive_content", "map.png")),
    Case("an empty zip", "packed an empty selection", _zip(lambda _: _pack([])), Refused("archive_content", ".shp")),
    Case("a zip without the .dbf", "packed three of the four files",
         _zip(lambda f: _pack(_parts(f, parts=(".shp", ".shx", ".prj")))), Refused("shapefile_part", ".dbf")),
    Case("a zip without the .prj", "left the .prj out of the zip",
         _zip(lambda f: _pack(_parts(f, parts=(".shp", ".shx", ".dbf")))), Refused("crs_missing", "layer.zip")),
    Case("a password", "protected the zip by a password",
         _zip(lambda f: _flagged(_pack(_parts(f)), 6, 8, b"\x01\x00")), Refused("archive_packing", "layer.shp")),
    Case("an odd packing", "packed with a program that packs tighter",
         _zip(lambda f: _pack(_parts(f), zipfile.ZIP_LZMA)), Refused("archive_packing", "layer.shp")),
    Case("a zip of the future", "packed with a program that asks for a newer reader",
         _zip(lambda f: _flagged(_pack(_parts(f)), 4, 6, b"\x63\x00")), Refused("file_unreadable", "layer.zip")),
    Case("a bomb", "was sent a zip of 100 kB that unpacks to 100 MB",
         _zip(lambda f: _pack([*_parts(f), ("readme.txt", bytes(100 << 20))])), Refused("file_too_large", "layer.zip")),
    Case("a directory that lies", "was sent a zip whose directory says less than it holds",
         _zip(lambda f: _lying(_pack(_parts(f)))), Refused("archive_lies", "layer.shp")),
    Case("a zip cut off", "broke the copying of the zip off", _zip(lambda f: _pack(_parts(f))[:-200]),
         Refused("file_unreadable", "layer.zip")),
    Case("a rar", "renamed a .rar to .zip", _zip(lambda _: b"Rar!\x1a\x07\x01\x00" + bytes(300)),
         Refused("file_unreadable", "layer.zip")),
    Case("a KMZ", "saved from Google Earth as .kmz", _kmz(("doc.kml", kml().encode())), Loads()),
    Case("a KMZ without KML", "packed only pictures into a .kmz", _kmz(("files/legend.png", b"x")),
         Refused("archive_content", "files/legend.png")),
    Case("a KMZ of two", "packed two maps into one .kmz",
         _kmz(("a.kml", kml().encode()), ("b.kml", kml().encode())), Refused("archive_content", "a.kml, b.kml")),
    Case("a KMZ that is a KML", "renamed .kml to .kmz", shapes_from("layer.kmz", kml(), _BY_NAME),
         Refused("file_unreadable", "layer.kmz")),
    Case("a table in a zip", "packed the table of visits", visits_from("visits.zip", _pack([("visits.csv", b"x")])),
         Refused("archive_content", "visits.csv")),
]  # fmt: skip
