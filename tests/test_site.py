"""The documents as a site: it builds, has every page, and is read without a network or a server."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs").rglob("*.md"))


def test_every_page_stands_in_the_navigation() -> None:
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("nav:")[2]
    named = re.findall(r"([\w/-]+\.md)$", nav, re.M)
    assert sorted(named) == sorted(page.relative_to(ROOT / "docs").as_posix() for page in PAGES)


@pytest.mark.skipif(find_spec("mkdocs") is None, reason="mkdocs is not installed: make setup")
def test_the_site_builds_and_asks_nothing_of_another_host(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir"]
    subprocess.run([*command, str(tmp_path / "site")], cwd=ROOT, check=True)
    built = sorted((tmp_path / "site").rglob("*.html"))
    assert len(built) == len(PAGES) + 1  # and the one that says that a page is not there
    for page in built:
        text = page.read_text(encoding="utf-8")
        asked = re.findall(r'<(?:script|img|iframe)[^>]* src="([^"]+)"', text)
        asked += re.findall(r'<link[^>]* href="([^"]+)"', text)
        assert not [one for one in asked if "//" in one], page.name
    styles = (tmp_path / "site").rglob("*.css")
    assert not [one for one in styles if re.search(r"url\(['\"]?(?:https?:)?//", one.read_text())]
