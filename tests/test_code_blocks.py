"""What stands in a block of code in any document runs, and is what it says."""

from __future__ import annotations

import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from asking import commands
from etl.city.settings import read_city
from etl.cli import main
from etl.pipeline import load
from geodata.store.snapshots import Store

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LEAST = '[city]\nname = "示例市"\ncode = "9901"\n[sources.village]\nfile = "villages.csv"\n'
VILLAGES = "代码,名称\n990101100201,曹西村\n990101100202,曹东村\n"


def blocks(language: str | None = None) -> Iterator[tuple[str, str, str]]:
    """(page and line, language, text) of every block, or of those of a language."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for found in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S):
            where = f"{page.name}:{text.count(chr(10), 0, found.start()) + 1}"
            if language in (None, found[1]):
                yield where, found[1], found[2]


def params(language: str) -> list[object]:
    return [pytest.param(text, id=where) for where, _, text in blocks(language)]


def test_every_block_is_of_a_language_that_is_tried() -> None:
    """csv: the least city of the README, which tests/test_docs.py loads; none: trees of folders."""
    assert {language for _, language, _ in blocks()} == {"sh", "toml", "csv", ""}


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the least city in ``my-city``, which was loaded once before."""
    city = tmp_path / "my-city"
    city.mkdir()
    (city / "city.toml").write_text(LEAST, encoding="utf-8")
    (city / "villages.csv").write_text(VILLAGES, encoding="utf-8")
    load(city, Store(tmp_path / "store"), now=datetime(2026, 4, 20, 9))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("text", params("sh"))
def test_every_line_of_a_shell_runs(text: str, at_home: Path) -> None:
    for line in text.splitlines():
        words = shlex.split(line, comments=True)
        while words:
            end = words.index("&&") if "&&" in words else len(words)
            run(words[:end], at_home)
            words = words[end + 1 :]


def run(words: list[str], folder: Path) -> None:
    """One command. What serves, installs or runs tests is only held against what there is."""
    name = words[0].removeprefix(".venv/bin/")
    if name == "make":
        subprocess.run(["make", "-n", *words[1:]], cwd=ROOT, check=True, capture_output=True)
    elif name == "guatu" and words[1] == "serve":
        commands()["serve"].make_context("serve", words[2:])
    elif name == "guatu":
        if "--write" in words:  # where there is no city.toml
            (folder / "my-city" / "city.toml").unlink()
        result = CliRunner().invoke(main, words[1:], catch_exceptions=False)
        assert result.exit_code == 0, result.output
    elif name in {"pip", "pytest"}:
        named = [one for one in words if one.endswith((".lock", ".py"))]
        assert named
        assert all((ROOT / one).exists() for one in named), words
    else:
        assert name in {".", "export"}, words


@pytest.mark.parametrize("text", params("toml"))
def test_every_toml_is_understood(text: str, tmp_path: Path) -> None:
    """A part of a city.toml stands behind the least city."""
    whole = text if "[city]" in text else f"{LEAST}{text}"
    for name in re.findall(r'"([\w-]+\.\w+)"', whole):
        (tmp_path / name).touch()
    (tmp_path / "city.toml").write_text(whole, encoding="utf-8")
    sources = tomllib.loads(whole)["sources"]
    assert {source.name for source in read_city(tmp_path).sources} == set(sources)


def test_every_folder_of_a_tree_is_there() -> None:
    trees = [text for _, language, text in blocks("") if language == ""]
    named = [path for text in trees for path in in_tree(text)]
    assert len(named) > 30
    assert not [path for path in named if not (ROOT / path).exists()]


def in_tree(text: str) -> Iterator[str]:
    """The paths of a tree: two spaces further in is one folder further down; several stand side by side."""
    above = ""
    for line in text.splitlines():
        names = re.findall(r"([\w.]+/|\w+\.py)(?=\s|$)", re.split(r"(?<=[/y]) {3,}\w", line)[0])
        is_below = line.startswith("  ")
        for name in names:
            yield f"{above}{name}" if is_below else name
        if not is_below and names:
            above = names[0]
