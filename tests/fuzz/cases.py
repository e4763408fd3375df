"""One case is one number: which file of the tiny city becomes what format, and how it is broken."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random

import geopandas as gpd
import xlsxwriter

from etl.pipeline import load
from geodata.errors import GuatuError
from geodata.messages import sentence
from geodata.store import Store
from xls import xls

TINY = Path(__file__).parent.parent / "cities" / "tiny"
NOW = datetime(2026, 4, 20, 9, 0)
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
#: What hands and programs write into a file that they break.
_TOKENS = [
    *(b"", b",", b'"', b"\n", b"\r", b"\t", b"\0", b"-", b"-1", b"1e999", b"NaN", b"null", b"{}"),
    *(b"[]", b"0", b"99999999999999999999", b"#N/A", b"=1+1", b"\xff\xfe", b"\xef\xbb\xbf", b"'"),
    *(one.encode() for one in "村“，０\u202e𠮷"),
]


def run_case(number: int, folder: Path, store: Store) -> None:
    """Load the broken city; raises AssertionError, or what came through, where a promise broke.

    ``store`` already holds a snapshot, which a refusal must leave alone.
    """
    city = write_case(number, folder)
    before = store.current_id()
    try:
        summary = load(city, store, now=NOW)
    except GuatuError as error:
        assert store.current_id() == before, "a refusal moved the pointer"
        for language in ("zh_CN", "en"):
            assert sentence(error, language)
    else:
        for source, file, rows, accepted, quarantined in summary.files:
            assert rows == accepted + quarantined, f"{source} {file}: rows are lost"
    store.current().close()
    assert not list(store.folder.rglob("*.loading")), "an unfinished file is left"


def write_case(number: int, folder: Path) -> Path:
    """The broken city of that number."""
    rng = Random(number)
    city = Path(shutil.copytree(TINY, folder / "city"))
    broken = rng.choice(_MAKERS)(city, rng)
    broken.write_bytes(_broken(broken.read_bytes(), rng))
    return city


def _as_it_is(city: Path, rng: Random) -> Path:
    return city / rng.choice(sorted(path.name for path in city.iterdir()))


def _as_xlsx(city: Path, _: Random) -> Path:
    with xlsxwriter.Workbook(city / "visits.xlsx") as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(_visits(city)):
            sheet.write_row(number, 0, row)
    return _instead(city, "visits.csv", "visits.xlsx")


def _as_xls(city: Path, _: Random) -> Path:
    (city / "visits.xls").write_bytes(xls(_visits(city)))
    return _instead(city, "visits.csv", "visits.xls")


def _as_shapefile(city: Path, rng: Random) -> Path:
    gpd.read_file(city / "villages.geojson").to_file(city / "villages.shp", encoding="utf-8")
    path = _instead(city, "villages.geojson", "villages.shp")
    return path.with_suffix(rng.choice(_PARTS))


def _as_zip(city: Path, rng: Random) -> Path:
    _as_shapefile(city, rng)
    with zipfile.ZipFile(city / "villages.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for part in _PARTS:
            archive.write(city / f"villages{part}", f"a/villages{part}")
    return _instead(city, "villages.shp", "villages.zip")


def _as_parquet(city: Path, _: Random) -> Path:
    gpd.read_file(city / "villages.geojson").to_parquet(city / "villages.parquet")
    return _instead(city, "villages.geojson", "villages.parquet")


_MAKERS: list[Callable[[Path, Random], Path]] = [
    *(_as_it_is, _as_it_is, _as_xlsx, _as_xls, _as_shapefile, _as_zip, _as_parquet)
]


def _visits(city: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO((city / "visits.csv").read_text(encoding="utf-8"))))


def _instead(city: Path, old: str, new: str) -> Path:
    path = city / "city.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return city / new


def _broken(raw: bytes, rng: Random) -> bytes:
    """Half of the archives are broken inside an entry, so that the directory stays right."""
    if zipfile.is_zipfile(io.BytesIO(raw)) and rng.random() < 0.5:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = {name: archive.read(name) for name in archive.namelist()}
        name = rng.choice(sorted(entries))
        entries[name] = _mutated(entries[name], rng)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in entries.items():
                archive.writestr(name, content)
        return packed.getvalue()
    return _mutated(raw, rng)


def _mutated(raw: bytes, rng: Random) -> bytes:
    data = bytearray(raw)
    for _ in range(rng.choice([1, 1, 2, 5])):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice([1, 1, 4, 12, 60]))
        match rng.randrange(6):
            case 0:
                data[at:end] = rng.randbytes(end - at)
            case 1:
                data[at:at] = data[at:end]
            case 2:
                del data[at:end]
            case 3:
                del data[at:]
            case _:
                data[at:end] = rng.choice(_TOKENS)
    return bytes(data)
