"""A table of MapInfo that is put together from others would open files that nobody named."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.reading.read import open_sheet
from geodata.base.errors import RefusedError

HEAD = (
    '!table\n!version 300\n!charset Neutral\n\nDefinition Table\n  Type NATIVE Charset "Neutral"\n'
)
SEAMLESS = (
    HEAD
    + '  Fields 1\n    Table Char (64) ;\nbegin_metadata\n"\\IsSeamless" = "TRUE"\nend_metadata\n'
)
LINKED = HEAD.replace("NATIVE", "LINKED")
LONG = HEAD + " " * (1 << 16) + SEAMLESS


@pytest.mark.parametrize(
    ("body", "code"),
    [(SEAMLESS, "mapinfo_linked"), (LINKED, "mapinfo_linked"), (LONG, "content_not_suffix"),
     (HEAD.replace("NATIVE", "DBF"), "mapinfo_linked"), (HEAD, "mapinfo_part")],
    ids=["seamless", "linked", "long", "of a .dbf", "alone"],
)  # fmt: skip
def test_such_a_table_is_not_handed_to_gdal(tmp_path: Path, body: str, code: str) -> None:
    (tmp_path / "v.tab").write_text(body, encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        open_sheet(tmp_path / "v.tab")
    assert refused.value.code == code
