"""Files that once came through as no refusal, or told too much; ``make fuzz`` looks for more."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl.city.settings import read_city
from etl.reading.layers.spatial import read_spatial
from etl.reading.read import open_sheet
from fuzz.formats import packed
from geodata.base.errors import RefusedError

VISITS = 'file = "visits.csv"'


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (VISITS, VISITS + "\nheader_row = 99999999999999999999", "city_value"),
        (VISITS, VISITS + "\nheader_row = " + "9" * 5000, "city_unreadable"),
        ("makeup_days = 7", "makeup_days = " + "[" * 3000, "city_unreadable"),
        (VISITS, f'file = "{"a" * 5000}"', "file_missing"),
        ("[[rule]]", "[thresholds]\nbehind_ratio = nan\n[[rule]]", "city_value"),
        ("[[rule]]", "[thresholds]\nneglected_days = inf\n[[rule]]", "city_value"),
    ],
    ids=["row", "digits", "nesting", "long name", "no number", "endless"],
)
def test_a_city_that_cannot_be_meant(tiny: Path, old: str, new: str, code: str) -> None:
    path = tiny / "city.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        read_city(tiny)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.kml", b'<kml xmlns="http://www.opengis.net/kml/2.2"></kml>'),
        ("a.kml", b"<kml><Document>\xff</Document></kml>"),
        ("a.kmz", packed({"doc.kml": b"<kml><Document>\xff</Document></kml>"})),
        ("a.geojson", b'{"type": "FeatureCollection", "features": {}'),
    ],
    ids=["no layer", "no text", "no text inside", "no end"],
)
def test_a_map_that_cannot_be_read(tmp_path: Path, name: str, content: bytes) -> None:
    """Refused without a word of the folder where the reader looked."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RefusedError, match="file_unreadable") as refused:
        read_spatial(tmp_path / name)
    assert "/" not in str(refused.value.values["detail"])


def test_a_parquet_with_a_broken_page(tmp_path: Path) -> None:
    """The footer is whole, so that it opens; what is wrong is met only in the rows."""
    file = tmp_path / "a.parquet"
    pq.write_table(pa.table({"name": [f"村{number}" for number in range(999)]}), file)
    raw = bytearray(file.read_bytes())
    raw[40:400] = bytes(255 - byte for byte in raw[40:400])
    file.write_bytes(raw)
    opened = open_sheet(file)
    with pytest.raises(RefusedError, match="file_unreadable"):
        list(opened.rows)
