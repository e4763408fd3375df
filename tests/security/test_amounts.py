"""Files that are small and become endless, or have what no table has, are refused in good time."""

from __future__ import annotations

import random
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from dashboard.server import uploads
from dashboard.server.uploads import Sent
from etl.reading import limits
from etl.reading.formats.delimited import read_delimited
from etl.reading.formats.excel import read_excel
from etl.reading.read import open_sheet
from geodata.base.errors import RefusedError
from geodata.base.messages import LANGUAGES, sentence
from geodata.land.geometry import repair

HEAD = "code,name\n"
LONG = 17 << 20  # characters: a little more than a cell may hold


def refused(read: Callable[[], object], code: str) -> None:
    with pytest.raises(RefusedError) as error:
        read()
    assert error.value.code == code
    for language in LANGUAGES:
        assert "\n" not in sentence(error.value, language)


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        (HEAD + "1," + "x" * LONG + "\n2,b\n", "line_too_long", 2),
        ("x," * 17_000 + "\n1,a\n", "line_too_long", 1),  # more cells than a sheet has columns
        (HEAD + '1,"' + ("x" * 999 + "\n") * (LONG // 1000) + '"\n', "quote_open", 2),
        (HEAD + "1,a\n" + ",".join(['"\n"'] * 17_000) + "\n", "line_too_long", 3),
    ],
    ids=["one line", "many cells", "one cell of many lines", "many cells of many lines"],
)
def test_a_row_without_end(tmp_path: Path, body: str, code: str, line: int) -> None:
    file = tmp_path / "visits.csv"
    file.write_text(body, "utf-8")
    with pytest.raises(RefusedError) as error:
        list(read_delimited(file, "utf-8"))
    assert (error.value.code, error.value.values["line"]) == (code, line)


def test_a_long_row_that_ends_is_read(tmp_path: Path) -> None:
    """The border of a province in one cell, and as many columns as Excel has."""
    file = tmp_path / "visits.csv"
    cell = "x" * (15 << 20)
    file.write_text(f"{HEAD}1,{cell}\r\n" + ",".join("c" * 16_384) + "\n", "utf-8")
    rows = list(read_delimited(file, "utf-8"))
    assert [len(row) for row in rows] == [2, 2, 16_384]
    assert rows[1] == ["1", cell]


def test_a_parquet_of_nothing_but_rows(tmp_path: Path) -> None:
    """Twenty million rows of one value pack into some kilobytes."""
    file = tmp_path / "visits.parquet"
    values = pa.DictionaryArray.from_arrays(pa.array(np.zeros(2_000_000, dtype="int32")), ["甲"])
    table = pa.table({"name": values})
    with pq.ParquetWriter(file, table.schema, compression="zstd") as writer:
        for _ in range(10):
            writer.write_table(table)
    assert file.stat().st_size < 1 << 20
    begun = time.monotonic()
    refused(lambda: open_sheet(file), "rows_too_packed")
    assert time.monotonic() - begun < 20


def test_a_parquet_whose_rows_unpack_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "visits.parquet"
    big = pa.array(["x" * (1 << 20)] * 3)
    pq.write_table(pa.table({"name": big}), file, compression="zstd", use_dictionary=False)
    assert len(list(open_sheet(file).rows)) == 4
    monkeypatch.setattr("etl.reading.formats.parquet.MOST_BYTES", 2 << 20)  # else of a gigabyte
    refused(lambda: open_sheet(file), "file_too_large")


def test_many_rows_that_are_there_are_read(tmp_path: Path) -> None:
    file = tmp_path / "visits.parquet"
    pq.write_table(pa.table({"visit_id": pa.array(range(1_100_000))}), file)
    rows = open_sheet(file).rows
    assert sum(1 for _ in rows) == 1_100_001


def test_a_byte_for_each_row_beyond_a_million(tmp_path: Path) -> None:
    file = tmp_path / "visits.parquet"
    file.write_bytes(bytes(1_500_000))
    limits.check_rows(file, 1_500_000)
    refused(lambda: limits.check_rows(file, 1_500_001), "rows_too_packed")
    file.write_bytes(b"")
    limits.check_rows(file, 1_000_000)
    refused(lambda: limits.check_rows(file, 1_000_001), "rows_too_packed")


def test_rows_are_counted_while_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "visits.csv"
    file.write_text("code\n1\n2\n3\n", "utf-8")
    monkeypatch.setattr("etl.reading.read.MOST_ROWS", 4)
    monkeypatch.setattr(limits, "MOST_ROWS", 4)
    assert len(list(open_sheet(file).rows)) == 4
    file.write_text("code\n1\n2\n3\n4\n", "utf-8")
    refused(lambda: list(open_sheet(file).rows), "rows_too_many")


# Shapes


def test_a_border_that_runs_to_and_fro_is_not_repaired() -> None:
    rng = random.Random(1)  # noqa: S311
    points = [(115 + rng.random(), 34 + rng.random()) for _ in range(6_000)]
    begun = time.monotonic()
    found = repair([shapely.to_wkb(shapely.Polygon(points))])
    assert time.monotonic() - begun < 20  # a repair takes minutes
    assert found.faults == ["geometry_tangled"]


def test_a_border_that_crosses_itself_here_and_there_is_repaired() -> None:
    """Of 20,000 points round a circle, every 400th lies with its neighbour in the wrong order."""
    angles = np.linspace(0, 2 * np.pi, 20_000, endpoint=False)
    angles[::400], angles[1::400] = angles[1::400].copy(), angles[::400].copy()
    circle = shapely.Polygon(np.column_stack([115 + np.cos(angles), 34 + np.sin(angles)]))
    assert not circle.is_valid
    found = repair([shapely.to_wkb(circle)])
    assert found.faults == [None]
    assert found.shapes[0].is_valid
    assert found.shapes[0].area == pytest.approx(np.pi, rel=1e-4)


# Archives


def zipped(*entries: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> BytesIO:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, body in entries:
            archive.writestr(name, body)
    return out


CITY = '[city]\nname = "甲"\ncode = "9901"\n[sources.village]\nfile = "v.csv"\n'.encode()


def test_an_archive_that_swells_is_not_unpacked(tmp_path: Path) -> None:
    sent = zipped(("city.toml", CITY), ("v.csv", bytes(100 << 20)))
    assert len(sent.getvalue()) < 1 << 20
    refused(lambda: uploads.unpack(sent, tmp_path), "upload_too_packed")
    assert list(tmp_path.iterdir()) == []


def test_an_archive_whose_files_lie_over_each_other(tmp_path: Path) -> None:
    """Two hundred entries that are all the same bytes of the archive."""
    body = random.Random(1).randbytes(1 << 20) * 2  # noqa: S311
    first = zipped(("v.csv", body))
    with zipfile.ZipFile(first, "a") as archive:
        (entry,) = archive.infolist()
        for number in range(400):
            again = zipfile.ZipInfo(f"{number}.csv")
            for name in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(again, name, getattr(entry, name))
            archive.filelist.append(again)
            archive.NameToInfo[again.filename] = again
        archive._didModify = True  # type: ignore[attr-defined]
    refused(lambda: uploads.unpack(first, tmp_path), "upload_too_packed")
    assert list(tmp_path.iterdir()) == []


def test_what_packs_well_and_is_small_is_unpacked(tmp_path: Path) -> None:
    table = HEAD + "990101100201,曹西村\n" * 200_000
    sent = zipped(("city.toml", CITY), ("v.csv", table.encode()))
    assert (uploads.unpack(sent, tmp_path) / "v.csv").read_text("utf-8") == table


def test_an_unknown_packing_is_no_password(tmp_path: Path) -> None:
    body = bytearray(zipped(("city.toml", CITY)).getvalue())
    directory = body.index(b"PK\x01\x02")
    for at in (8, directory + 10):
        body[at : at + 2] = (93).to_bytes(2, "little")  # Zstandard
    refused(lambda: uploads.unpack(BytesIO(bytes(body)), tmp_path), "upload_packing")


def test_a_workbook_without_sheets(tmp_path: Path) -> None:
    file = tmp_path / "visits.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_PACKAGE}/relationships"/>'
        )
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}"><sheets/></workbook>')
    refused(lambda: read_excel(file, None), "sheets_none")
    refused(lambda: read_excel(file, "2026"), "sheet_missing")


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/'
    'vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    "</Types>"
)
RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_OFFICE}"'
    ' Target="xl/workbook.xml"/></Relationships>'
)


def test_single_files_are_taken_whole(tiny: Path, tmp_path: Path) -> None:
    city = uploads.assemble(
        tiny, tmp_path / "work", {"visits.csv": Sent("v.csv", BytesIO(b"x" * 99))}
    )
    assert (city / "visits.csv").read_bytes() == b"x" * 99
