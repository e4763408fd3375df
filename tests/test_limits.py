"""Archives that claim, hide or spread out more than can be read are refused before they fill memory."""

from __future__ import annotations

import re
import resource
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
import xlsxwriter
from click.testing import Result

from etl.reading.compound import check_compound
from etl.tables import PLACE
from etl.tables.declare import Table
from etl.tables.visit import VISIT
from geodata.base.errors import RefusedError
from geodata.base.messages import sentence, texts
from intake import take
from xls import compound, xls

GIGABYTE = 1 << 30
#: What reading may hold at once when it refuses: a piece of an archive, and the directory.
LITTLE = 64 << 20
PARTS = (".shp", ".shx", ".dbf", ".prj")


def refused(path: Path, code: str, **source: object) -> RefusedError:
    """That a file is refused with this code, in one sentence of each language, and little memory."""
    tracemalloc.start()
    try:
        with pytest.raises(RefusedError) as error:
            take(path, PLACE if path.suffix != ".xlsx" else VISIT, **source)
        assert tracemalloc.get_traced_memory()[1] < LITTLE
    finally:
        tracemalloc.stop()
    assert error.value.code == code
    for language in ("zh_CN", "en"):
        assert sentence(error.value, language).count("\n") == 0
    return error.value


def outcome(path: Path, table: Table) -> str:
    """The code of the refusal, or ``rows`` where there is no more than the one there really is."""
    try:
        rows = take(path, table).rows
    except RefusedError as error:
        return error.code
    return "rows" if len(rows) <= 1 else f"{len(rows)} rows"


def with_entry(path: Path, name: str, size: int) -> Path:
    """A zip with one entry of zeros, which deflate packs a thousand to one."""
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w") as entry,
    ):
        for _ in range(size >> 20):
            entry.write(bytes(1 << 20))
    return path


def claims(path: Path, name: str, size: int) -> Path:
    """The directory, rewritten to state another size for an entry than it has."""
    raw = bytearray(path.read_bytes())
    for found in re.finditer(rb"PK\x01\x02", bytes(raw)):
        start = found.start()
        length = int.from_bytes(raw[start + 28 : start + 30], "little")
        if raw[start + 46 : start + 46 + length] == name.encode():
            raw[start + 24 : start + 28] = struct.pack("<I", size)
    path.write_bytes(raw)
    return path


def workbook(path: Path, cell: str = "A2") -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["visit_id", "target_id", "visited_on"])
        sheet.write(cell, "V1")
    return path


def shapefile(folder: Path) -> Path:
    square = shapely.box(115.1, 34.0, 115.2, 34.1)
    columns = {"code": ["990121100201"], "name": ["甲村"]}
    gpd.GeoDataFrame(columns, geometry=[square], crs="EPSG:4490").to_file(folder / "v.shp")
    return folder / "v.shp"


def zipped(folder: Path) -> Path:
    shapefile(folder)
    with zipfile.ZipFile(folder / "v.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for part in PARTS:
            archive.write(folder / f"v{part}", f"v{part}")
    return folder / "v.zip"


ARCHIVES: dict[str, Callable[[Path], Path]] = {
    "xlsx": lambda folder: workbook(folder / "a.xlsx"),
    "zip": zipped,
    "kmz": lambda folder: folder / "a.kmz",
}


@pytest.mark.parametrize("kind", ARCHIVES)
def test_a_bomb(tmp_path: Path, kind: str) -> None:
    """100 MB of zeros in 100 kB: no 1:200 of that size was ever filled in by hand."""
    path = with_entry(ARCHIVES[kind](tmp_path), "doc.kml", 100 << 20)
    assert path.stat().st_size < 1 << 18
    assert refused(path, "file_too_large").values["bytes"] >= 100 << 20  # type: ignore[operator]


@pytest.mark.parametrize("kind", ARCHIVES)
def test_a_claim(tmp_path: Path, kind: str) -> None:
    """2 GB claimed by the directory of a small archive."""
    path = claims(
        with_entry(ARCHIVES[kind](tmp_path), "doc.kml", 1 << 20), "doc.kml", 2 * GIGABYTE - 1
    )
    refused(path, "file_too_large")


def test_a_lie(tmp_path: Path) -> None:
    """100 MB that the directory calls 1 kB: found while unpacking, and only a piece too late."""
    lie = claims(
        with_entry(workbook(tmp_path / "a.xlsx"), "xl/media/a", 100 << 20), "xl/media/a", 1024
    )
    assert refused(lie, "archive_lies").values["entry"] == "xl/media/a"
    refused(
        claims(with_entry(tmp_path / "a.kmz", "doc.kml", 100 << 20), "doc.kml", 1024),
        "archive_lies",
    )
    shapes = zipped(tmp_path)
    size = (tmp_path / "v.dbf").stat().st_size
    refused(claims(shapes, "v.dbf", size - 1), "archive_lies")


def test_too_many_entries(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        for number in range(5_001):
            archive.writestr(f"{number}.png", b"")
    refused(tmp_path / "a.kmz", "archive_entries")


def test_an_archive_in_an_archive(tmp_path: Path) -> None:
    inner = zipped(tmp_path)
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
        archive.write(inner, "v.zip")
    assert refused(tmp_path / "outer.zip", "archive_content").values["found"] == "v.zip"


def test_two_shapefiles(tmp_path: Path) -> None:
    path = zipped(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.write(tmp_path / "v.shp", "w.shp")
    refused(path, "archive_content")


def test_a_password(tmp_path: Path) -> None:
    path = zipped(tmp_path)
    raw = bytearray(path.read_bytes())
    for found in re.finditer(rb"PK\x01\x02", bytes(raw)):
        raw[found.start() + 8] |= 1
    path.write_bytes(raw)
    refused(path, "archive_packing")


@pytest.mark.parametrize("damage", ["cut", "flipped"])
def test_a_damaged_archive(tmp_path: Path, damage: str) -> None:
    path = zipped(tmp_path)
    raw = path.read_bytes()
    flipped = raw[:60] + bytes(byte ^ 255 for byte in raw[60:120]) + raw[120:]
    path.write_bytes(raw[: len(raw) // 2] if damage == "cut" else flipped)
    refused(path, "file_unreadable")


@pytest.mark.parametrize("cell", ["XFD1048576", "CV1048576"])
def test_a_cell_far_away(tmp_path: Path, cell: str) -> None:
    """One cell at the end of the sheet: the reader lays out all before it, 17 billion of them, and
    would take the whole process down."""
    refused(workbook(tmp_path / "a.xlsx", cell), "sheet_too_wide")


def test_a_long_sheet_is_fine(tmp_path: Path) -> None:
    assert take(workbook(tmp_path / "a.xlsx", "A9000"), VISIT).numbers == [9000]


@pytest.mark.parametrize("offset", [0x18, 0x2C, 0x30, 0x3C, 0x44, 0x48])
def test_an_old_workbook_that_lies(tmp_path: Path, offset: int) -> None:
    """Whatever a header of .xls claims, reading ends in a sentence or in the rows themselves."""
    raw = bytearray(xls([["visit_id", "target_id", "visited_on"], ["V1", "1", "2026-03-05"]]))
    raw[offset : offset + 4] = struct.pack("<I", 0x7FFFFFF0)
    (tmp_path / "a.xls").write_bytes(raw)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert outcome(tmp_path / "a.xls", VISIT) in {"rows", "file_unreadable"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kB


def test_an_old_workbook_of_junk(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(compound(zlib.compress(bytes(range(256)) * 99)))
    with pytest.raises(RefusedError, match="file_unreadable"):
        take(tmp_path / "a.xls", VISIT)


def test_an_old_workbook_whose_record_is_cut(tmp_path: Path) -> None:
    """In place of DIMENSIONS a list of merged cells that has no bytes: the reader panics, and the user
    still gets a sentence."""
    raw = xls([["visit_id", "target_id", "visited_on"], ["V1", "1", "2026-03-05"]])
    dimensions = struct.pack("<HH", 0x200, 14)
    assert raw.count(dimensions) == 1
    cut = raw.replace(dimensions, struct.pack("<HH", 0xE5, 0))
    (tmp_path / "a.xls").write_bytes(cut.ljust(len(raw), b"\0"))
    with pytest.raises(RefusedError, match="file_unreadable"):
        take(tmp_path / "a.xls", VISIT)


@pytest.mark.parametrize(
    ("part", "offset", "claim"),
    [
        (".dbf", 4, struct.pack("<I", 2_000_000_000)),  # records
        (".dbf", 10, struct.pack("<H", 65_535)),  # bytes a record
        (".shp", 24, struct.pack(">I", GIGABYTE)),  # 2 GB, in words of two bytes
        (".shx", 24, struct.pack(">I", GIGABYTE)),
        (".shp", 104, struct.pack(">I", GIGABYTE)),  # of the first shape
        (".shp", 148, struct.pack("<I", 0x7FFFFFF0)),  # its points
    ],
)
def test_a_shapefile_that_claims_gigabytes(
    tmp_path: Path, part: str, offset: int, claim: bytes
) -> None:
    """Its few bytes are read or refused; nothing is laid out for what it claims."""
    path = shapefile(tmp_path)
    file = path.with_suffix(part)
    raw = bytearray(file.read_bytes())
    raw[offset : offset + len(claim)] = claim
    file.write_bytes(raw)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert outcome(path, PLACE) in {"rows", "file_unreadable", "shapefile_damaged"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kB


def test_on_the_command_line(tiny: Path, run: object) -> None:
    """One sentence, exit 1, no traceback."""
    with_entry(tiny / "visits.xlsx", "xl/worksheets/sheet1.xml", 100 << 20)
    city = (tiny / "city.toml").read_text(encoding="utf-8").replace("visits.csv", "visits.xlsx")
    (tiny / "city.toml").write_text(city, encoding="utf-8")
    assert callable(run)
    result: Result = run("check", tiny)
    template = texts("zh_CN")["error"]["file_too_large"]
    assert result.stderr == template.format(file="visits.xlsx", bytes=100 << 20) + "\n"
    assert result.exit_code == 1


@pytest.mark.parametrize("broken", ["circle", "out of the file", "table out of the file"])
def test_an_old_excel_file_whose_sectors_lead_nowhere(tmp_path: Path, broken: str) -> None:
    """A reader would follow the circle until the memory is full: found by `make fuzz`."""
    content = bytearray(xls([["visit_id", "target_id"], *([f"V{i}", "9"] for i in range(300))]))
    path = tmp_path / "visits.xls"
    path.write_bytes(content)
    check_compound(path)
    (table, directory) = struct.unpack_from("<I", content, 76) + struct.unpack_from(
        "<I", content, 48
    )
    entry = 512 + table * 512 + directory * 4
    if broken == "table out of the file":
        struct.pack_into("<I", content, 76, 99_999)
    else:
        struct.pack_into("<I", content, entry, directory if broken == "circle" else 99_999)
    path.write_bytes(content)
    with pytest.raises(RefusedError, match="file_unreadable"):
        check_compound(path)
