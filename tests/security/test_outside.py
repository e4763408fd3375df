"""Nothing outside a folder that others sent is read, by whatever name or link it is asked for."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import Result

from dashboard.server import uploads
from etl.city.settings import read_city
from etl.pipeline import check
from geodata.base.city_folder import named_file
from geodata.base.errors import RefusedError
from geodata.base.messages import LANGUAGES, sentence

Run = Callable[..., Result]
TINY_NOW = datetime(2026, 4, 20, 9)
FOREIGN = "root:x:0:0,code,name\n"
#: What stands before a path and is stripped by whoever reads it.
BLANKS = ["", " ", "\t", "\n", "\r\n", "\u00a0", "\u3000", "\u2003", "\x1c", "\u2028 "]
PREFIXES = [
    "file://{}", "file:{}", "FILE://{}", "/vsizip/{}", "/vsicurl/http://127.0.0.1/x", "\\\\host\\share\\x",
    "//host/share/x", "C:\\x", "C:/x", "c:x", "\\x", "PG:host=127.0.0.1", "http://127.0.0.1/x",
    "https://127.0.0.1/x", "zip://{}", "GPKG:{}", "ESRI Shapefile:{}", "GeoJSON:{}", "SQLITE:{}",
    "/vsistdin/", "/vsisubfile/0_10,{}", "a\\..\\..\\{}", "..\\{}", "x/../../{}", "../{}", "{}", "./../{}",
    "/proc/self/environ", "/dev/stdin",
]  # fmt: skip


def toml(key: str) -> str:
    return f'[city]\nname = "甲"\ncode = "9901"\n[sources.village]\n{key}\n'


#: Wherever a city.toml can name a file.
PLACES: list[Callable[[str], str]] = [
    lambda name: toml(f"file = {name}"),
    lambda name: toml(f'file = ["v.csv", {name}]'),
    lambda name: toml(f'file = "v.csv"\ngeometry = {{ file = {name} }}'),
    lambda name: toml(f'file = "v.csv"\nearlier = {{ file = {name}, until = 2023-12-31 }}'),
    lambda name: toml(
        f'file = "v.csv"\nearlier = [{{ file = "v.csv", until = 2022-12-31,'
        f" geometry = {{ file = {name} }} }}]"
    ),
    lambda name: toml('file = "v.csv"') + f"[sources.alias]\nfile = {name}\n",
]


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A folder that was sent, and beside it what it must not reach."""
    (tmp_path / "secret.csv").write_text(FOREIGN, "utf-8")
    folder = tmp_path / "sent"
    folder.mkdir()
    (folder / "v.csv").write_text("code,name\n990101100201,曹西村\n", "utf-8")
    return folder


def refused(folder: Path) -> None:
    """By the check that an upload goes through, and before it while it is unpacked."""
    for read in (lambda: read_city(folder, enclosed=True), lambda: uploads.refuse_outside(folder)):
        with pytest.raises(RefusedError) as error:
            read()
        assert error.value.code == "file_outside"
        for language in LANGUAGES:
            assert "root:x" not in sentence(error.value, language)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("blank", BLANKS)
def test_a_blank_before_a_path_hides_nothing(
    sent: Path, place: Callable[[str], str], blank: str
) -> None:
    name = json.dumps(f"{blank}{sent.parent / 'secret.csv'}{blank}")
    (sent / "city.toml").write_text(place(name), "utf-8")
    refused(sent)


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("blank", ["", "\u00a0"])
def test_no_prefix_or_way_up_leads_out(sent: Path, prefix: str, blank: str) -> None:
    name = json.dumps(blank + prefix.format(sent.parent / "secret.csv"))
    for place in PLACES:
        (sent / "city.toml").write_text(place(name), "utf-8")
        refused(sent)


@pytest.mark.parametrize("linked", ["v.csv", "unnamed.dbf", "图"])
def test_links_are_followed(sent: Path, linked: str) -> None:
    (sent / linked).unlink(missing_ok=True)
    (sent / linked).symlink_to(sent.parent / "secret.csv" if "." in linked else sent.parent)
    (sent / "city.toml").write_text(toml('file = "v.csv"'), "utf-8")
    refused(sent)
    if linked == "v.csv":
        with pytest.raises(RefusedError, match="file_outside"):
            named_file(sent, linked, enclosed=True)
        assert named_file(sent, linked, enclosed=False) == sent / linked


def test_what_lies_inside_is_read(sent: Path) -> None:
    (sent / "图").mkdir()
    (sent / "v.csv").rename(sent / "图" / "村 (2026年).csv")
    (sent / "v.csv").symlink_to("图/村 (2026年).csv")
    for name in ("图/村 (2026年).csv", " 图/村 (2026年).csv", "./v.csv", "v.csv"):
        (sent / "city.toml").write_text(toml(f"file = {json.dumps(name)}"), "utf-8")
        city = read_city(sent, enclosed=True)
        assert city.sources[0].files[0].is_file()


def test_a_header_is_no_path(sent: Path) -> None:
    """``/姓名`` in ``columns`` is what the sheet says, not a file."""
    (sent / "city.toml").write_text(
        toml('file = "v.csv"\ncolumns = { name = "/姓名" }\nattributes = { "甲" = "../是否" }'),
        "utf-8",
    )
    uploads.refuse_outside(sent)
    assert read_city(sent, enclosed=True).sources[0].columns == {"name": "/姓名"}


def test_an_archive_is_refused_and_says_nothing_of_the_file(
    sent: Path, tmp_path: Path, run: Run
) -> None:
    """As it was found: a space before the path of a file of the machine."""
    body = BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("city.toml", toml(f'file = " {tmp_path / "secret.csv"}"'))
    (tmp_path / "work").mkdir()
    with pytest.raises(RefusedError, match="file_outside"):
        uploads.unpack(body, tmp_path / "work")
    (sent / "city.toml").write_text(toml(f'file = " {tmp_path / "secret.csv"}"'), "utf-8")
    for command in ("check", "load"):
        result = run(command, sent, "--enclosed", "--store", tmp_path / "store")
        assert (result.exit_code, result.stdout) == (1, "")
        assert "root:x" not in result.stderr
    assert not list((tmp_path / "store").rglob("*.duckdb"))


def test_ones_own_folder_may_name_a_file_elsewhere(sent: Path, tmp_path: Path, tiny: Path) -> None:
    """On the command line, where whoever asks may read it anyway; never in an upload."""
    (tiny / "visits.csv").rename(tmp_path / "visits.csv")
    toml_file = tiny / "city.toml"
    toml_file.write_text(
        toml_file.read_text("utf-8").replace('"visits.csv"', '"../visits.csv"'), "utf-8"
    )
    files = check(tiny, sent, now=TINY_NOW).files
    assert any(file == "visits.csv" and accepted for _, file, _, accepted, _ in files)
    refused(tiny)


def test_single_files_replace_only_what_lies_inside(sent: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    for name in (f" {secret}", str(secret), "../secret.csv"):
        (sent / "city.toml").write_text(toml(f"file = {json.dumps(name)}"), "utf-8")
        with pytest.raises(RefusedError, match="file_outside"):
            uploads.replaceable(sent)
        with pytest.raises(RefusedError, match="file_outside"):
            uploads.assemble(sent, tmp_path / "work", {name: uploads.Sent(name, BytesIO(b"x"))})
    assert secret.read_text("utf-8") == FOREIGN


def test_names_are_found_however_deep(sent: Path) -> None:
    deep = ".".join(["a"] * 3000)
    (sent / "city.toml").write_text(toml(f'file = "v.csv"\n{deep}.file = "/etc/passwd"'), "utf-8")
    refused(sent)
    (sent / "city.toml").write_text(toml(f'file = "v.csv"\n{deep} = 1'), "utf-8")
    with pytest.raises(RefusedError, match="city_key_unknown"):
        read_city(sent, enclosed=True)


def test_a_city_toml_without_end_is_not_parsed(sent: Path) -> None:
    with (sent / "city.toml").open("wb") as stream:
        stream.truncate(64 << 20)
    for read in (lambda: read_city(sent), lambda: uploads.refuse_outside(sent)):
        with pytest.raises(RefusedError, match="city_unreadable") as error:
            read()
        assert error.value.values["detail"] == "> 4 MB"
