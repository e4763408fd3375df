"""Spreadsheets that are no .xlsx: what was merged, hidden or wrong in them is seen all the same."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.reading.formats.excel import read_excel
from etl.reading.limits import FREE_BYTES
from etl.reading.merged import Merge
from etl.reading.read import open_sheet
from geodata.base.errors import RefusedError
from sheet_files import ERROR, ods, opened, xlsb

Writer = Callable[..., bytes]
WRITERS: dict[str, Writer] = {".xlsb": xlsb, ".ods": ods}
CELL = '<table:table-cell office:value-type="string"{}><text:p>a</text:p></table:table-cell>'


@pytest.mark.parametrize("suffix", WRITERS)
def test_merged_cells_and_hidden_rows(tmp_path: Path, suffix: str) -> None:
    rows = [["乡镇", "走访户数"], ["柳河镇", 3], ["", 4], ["青石乡", 5]]
    file = tmp_path / f"走访{suffix}"
    file.write_bytes(WRITERS[suffix](rows, merged=[(1, 2, 0, 0)], hidden={3}))
    book = read_excel(file, None)
    assert book.rows == [["乡镇", "走访户数"], ["柳河镇", "3"], ["", "4"], ["青石乡", "5"]]
    assert book.merges == (Merge(2, 3, 0, 0),)
    assert book.hidden == {4}


def test_an_error_is_no_empty_cell(tmp_path: Path) -> None:
    file = tmp_path / "走访.xlsb"
    file.write_bytes(xlsb([["走访户数", "户"], [ERROR, 3]]))
    assert read_excel(file, None).rows == [["走访户数", "户"], ["#N/A", "3"]]


@pytest.mark.parametrize(
    "lines",
    [
        f'<table:table-row table:number-rows-repeated="40000000">{CELL.format("")}</table:table-row>',
        '<table:table-row table:number-rows-repeated="9000">'
        + CELL.format(' table:number-columns-repeated="9000"')
        + "</table:table-row>",
    ],
    ids=["rows", "columns"],
)
def test_a_few_words_for_a_world_of_cells(tmp_path: Path, lines: str) -> None:
    file = tmp_path / "走访.ods"
    file.write_bytes(opened(lines))
    with pytest.raises(RefusedError, match="sheet_too_wide"):
        read_excel(file, None)


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_half_a_file_is_refused(tmp_path: Path, suffix: str, kept: float) -> None:
    whole = WRITERS[suffix]([["乡镇", "走访户数"], ["柳河镇", 3]])
    file = tmp_path / f"走访{suffix}"
    file.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(RefusedError, match="file_unreadable"):
        read_excel(file, None)


def test_a_packed_text_that_swells(tmp_path: Path) -> None:
    file = tmp_path / "走访.csv.gz"
    file.write_bytes(gzip.compress(b"a" * (FREE_BYTES + 1)))
    with pytest.raises(RefusedError, match="file_too_large"):
        open_sheet(file)


def test_half_a_packed_text(tmp_path: Path) -> None:
    file = tmp_path / "走访.csv.gz"
    file.write_bytes(gzip.compress("区划代码,走访日期\n1,2026-03-05\n".encode())[:-9])
    with pytest.raises(RefusedError, match="file_unreadable"):
        open_sheet(file)


def test_other_packed_files_are_foreign(tmp_path: Path) -> None:
    (tmp_path / "走访.xlsx.gz").write_bytes(gzip.compress(b"a"))
    with pytest.raises(RefusedError, match="format_packed"):
        open_sheet(tmp_path / "走访.xlsx.gz")
