"""How many files a new table, figure, layer, page, format and language touch, as docs/architecture.md
says: each is added to a copy of the tree, and works."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from mutants.hunt import copy_of

ROOT = Path(__file__).parents[1]
TINY = ROOT / "tests" / "cities" / "tiny"
Edit = Callable[[str], str]


@dataclass(frozen=True)
class Change:
    """What is added: the files it edits or makes, and what shows that it works in a copy of the tree,
    with the tiny city in ``city`` and a store to be made in ``store``."""

    kind: str
    edits: dict[str, Edit]
    proof: str


def after(anchor: str, added: str) -> Edit:
    """Put in behind the first occurrence of a text."""

    def edit(text: str) -> str:
        assert anchor in text, anchor
        return text.replace(anchor, anchor + added, 1)

    return edit


def made(content: str) -> Edit:
    """A file that was not there."""

    def edit(text: str) -> str:
        assert not text
        return content

    return edit


def each(*edits: Edit) -> Edit:
    def edit(text: str) -> str:
        for one in edits:
            text = one(text)
        return text

    return edit


_LOAD = """
from datetime import date, datetime
from pathlib import Path
from etl.pipeline import load
from geodata.store.snapshots import Store
store = Store(Path("store"))
summary = load(Path("city"), store, now=datetime(2026, 4, 20))
snapshot = store.current()
"""
_ASK = """
from geodata.question.scope import scope
asked = scope(snapshot, as_of=date(2026, 3, 12), period="2026-02")
"""
WORDS = {"zh_CN": "口号", "en": "Slogans"}
LANGUAGES = tuple(WORDS)


def words(section: str, key: str, package: str = "geodata") -> dict[str, Edit]:
    """A word of a section in every language."""
    return {
        f"{package}/text/{language}.toml": after(
            f"\n[{section}]\n", f'{key} = "{WORDS[language]}"\n'
        )
        for language in LANGUAGES
    }


def both(*edits: dict[str, Edit]) -> dict[str, Edit]:
    """Several edits of one file, one after the other."""
    names = {name for one in edits for name in one}
    return {name: each(*(one[name] for one in edits if name in one)) for name in names}


_FIGURE = """        Definition("slogan_rate", "share", "place", "visit", unknown=(),{drawn}),
"""
_DEFINITIONS = "DEFINITIONS: dict[str, Definition] = {\n    one.name: one\n    for one in (\n"
_RATE = (ROOT / "geodata/sql/rates/pairing_coverage.sql").read_text(encoding="utf-8")

CHANGES = (
    Change(
        "table",
        {
            "etl/tables/slogan.py": made(
                'from etl.tables.declare import Column, Table\n\nSLOGAN = Table("slogan", "Slogans.", ('
                'Column("slogan_id", "text", "Id.", "S1", ("编号",), required=True),'
                'Column("words", "text", "Words.", "为民", ("口号",), required=True)), ("slogan_id",))\n'
            ),
            "etl/tables/__init__.py": each(
                after("from etl.tables.roster import ROSTER\n", "from etl.tables.slogan import SLOGAN\n"),
                after("    TARGET,\n", "    SLOGAN,\n"),
            ),
            "geodata/sql/schema.sql": after(
                "CREATE TABLE chain (chain_id VARCHAR NOT NULL, name VARCHAR NOT NULL);\n",
                "CREATE TABLE slogan (slogan_id VARCHAR NOT NULL, words VARCHAR NOT NULL);\n",
            ),
            **words("table", "slogan"),
        },
        "from pathlib import Path\n"
        'Path("city/slogans.csv").write_text("编号,口号\\nS1,为民\\n", encoding="utf-8")\n'
        'told = Path("city/city.toml")\n'
        "more = '\\n[sources.slogan]\\nfile = \"slogans.csv\"\\n'\n"
        'told.write_text(told.read_text("utf-8") + more, "utf-8")\n'
        + _LOAD
        + 'assert snapshot.rows("FROM slogan") == [("S1", "为民")]',
    ),
    Change(
        "figure",
        both(
            {
                "geodata/figures/catalog.py": after(_DEFINITIONS, _FIGURE.format(drawn="")),
                "geodata/sql/rates/slogan_rate.sql": made(_RATE),
            },
            words("rate", "slogan_rate"),
            words("how", "slogan_rate"),
        ),
        _LOAD + _ASK + "from geodata.figures import rates\n"
        'one = rates.figure(snapshot, "slogan_rate", asked)\n'
        'same = rates.figure(snapshot, "pairing_coverage", asked)\n'
        "assert one.value == same.value and one.denominator == same.denominator > 0",
    ),
    Change(
        "layer",  # of a figure that no layer draws yet
        both(
            {
                "geodata/figures/catalog.py": lambda text: re.sub(
                    r'("report_rate", "share", "obligation", "obligation",)', r"\1 drawn=Drawn(),", text
                )
            },
            words("layer", "report_rate"),
        ),
        _LOAD + _ASK + "from geodata.figures.layers import LayerQuery, layer\n"
        'drawn = layer(snapshot, LayerQuery("report_rate", "township", asked))\n'
        'assert len(drawn.rows) and drawn.legend[0].key == "share_full"',
    ),
    Change(
        "page",
        both(
            {
                "dashboard/pages/slogans.py": made(
                    "import streamlit as st\n\nfrom dashboard.frame.frame import current\n\n"
                    'st.title(current().t("nav.slogans"))\n'
                ),
                "dashboard/frame/navigation.py": each(
                    after('    "look": ("overview",', ' "slogans",'),
                    after("_ICONS = {\n", '    "slogans": ":material/campaign:",\n'),
                ),
            },
            words("nav", "slogans", "dashboard"),
        ),
        _LOAD + "from streamlit.testing.v1 import AppTest\n"
        'app = AppTest.from_file("dashboard/app.py", default_timeout=60).run()\n'
        'app.switch_page("pages/slogans.py").run()\n'
        'assert not app.exception and app.title[0].value == "口号", app.exception',
    ),
    Change(
        "format",
        {
            "etl/reading/formats/lines.py": made(
                "import json\n\n\ndef read_lines(file):\n"
                '    for line in file.read_text(encoding="utf-8").splitlines():\n'
                "        yield json.loads(line)\n"
            ),
            "etl/reading/read.py": each(
                after("from etl.reading.formats.excel import EXCEL_SUFFIXES, read_excel\n",
                      "from etl.reading.formats.lines import read_lines\n"),
                after("    suffix = ending(file)\n",
                      '    if suffix == ".jsonl":\n'
                      "        return Sheet(file, digest, None, _numbered(file, read_lines(file)))\n"),
            ),
        },
        "import csv, json\nfrom pathlib import Path\n"
        'with open("city/visits.csv", encoding="utf-8-sig", newline="") as file:\n'
        "    rows = list(csv.reader(file))\n"
        'Path("city/visits.jsonl").write_text("\\n".join(map(json.dumps, rows)), encoding="utf-8")\n'
        'told = Path("city/city.toml")\n'
        'told.write_text(told.read_text("utf-8").replace("visits.csv", "visits.jsonl"), "utf-8")\n'
        + _LOAD
        + 'assert snapshot.rows("SELECT count(*) FROM visit") == [(len(rows) - 1,)]',
    ),
    Change(
        "filter",  # only places whose names begin so
        both(
            {
                "geodata/question/scope.py": after(
                    "    protected: bool = field(default=False, metadata=told(FLAG))\n",
                    "    begins: str | None = field(default=None, metadata=told(TEXT))\n",
                ),
                "geodata/sql/read_macros.sql": after(
                    "    WHERE has_attribute(code, (scope).as_of, (scope).attribute)",
                    " AND ((scope).begins IS NULL OR starts_with(name, (scope).begins))",
                ),
                "dashboard/frame/frame.py": each(
                    after(
                        '        attribute = ""\n',
                        '        begins = filters.choose(t("frame.begins"), "begins", ["", "甲"],'
                        ' default="", name=str)\n',
                    ),
                    after("        attribute=attribute or None,\n", "        begins=begins or None,\n"),
                ),
            },
            words("option", "begins"),
            words("frame", "begins", "dashboard"),
        ),
        _LOAD + "from click.testing import CliRunner\nfrom etl.cli import main\n"
        'said = CliRunner().invoke(main, ["rate", "pairing_coverage", "--begins", "甲", "--rows",'
        ' "denominator", "--format", "csv", "--store", "store"])\n'
        'assert said.output.count("甲村") == said.output.count("\\n") - 1 == 1, said.output\n'
        "from streamlit.testing.v1 import AppTest\n"
        'app = AppTest.from_file("dashboard/app.py", default_timeout=60)\n'
        'app.query_params["begins"] = "甲"\n'
        "app.run()\n"
        "assert not app.exception, app.exception\n"
        'assert app.session_state["_view"].scope.begins == "甲" and "口号" in str(app.main.selectbox)',
    ),
    Change(
        "language",
        {
            "geodata/text/bo.toml": made(
                (ROOT / "geodata/text/en.toml")
                .read_text(encoding="utf-8")
                .replace('name = "English"', 'name = "བོད་ཡིག"')
            ),
            "geodata/text/figures.bo.md": made("# ཚད\n"),
            "dashboard/text/bo.toml": made(
                (ROOT / "dashboard/text/en.toml").read_text(encoding="utf-8")
            ),
        },
        _LOAD + "from click.testing import CliRunner\nfrom etl.cli import main\n"
        'said = CliRunner().invoke(main, ["--lang", "bo", "status", "--store", "store"])\n'
        "assert said.exit_code == 0, said.output\n"
        "from geodata.base.messages import LANGUAGES, text\n"
        'assert LANGUAGES == ("zh_CN", "bo", "en") and text("language", "name", "bo") == "བོད་ཡིག"\n'
        "from geodata.figures.definitions import page\n"
        'assert page("bo").startswith("# ཚད")',
    ),
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.kind)
def test_what_is_added_touches_so_many_files_and_works(change: Change, tmp_path: Path) -> None:
    copy = copy_of(ROOT, tmp_path)
    copy_tiny(copy)
    for name, edit in change.edits.items():
        path = copy / name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        changed = edit(before)
        assert changed != before, name
        path.write_text(changed, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", change.proof], cwd=copy, capture_output=True, text=True, check=False,
        env=environment(copy),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def copy_tiny(copy: Path) -> None:
    for path in TINY.rglob("*"):
        if path.is_file():
            target = copy / "city" / path.relative_to(TINY)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())


def environment(copy: Path) -> dict[str, str]:
    """Of a process that knows the copy and nothing else of ours."""
    return {"PYTHONPATH": str(copy), "GUATU_STORE": str(copy / "store"), "PATH": ""}


def test_the_document_says_as_many() -> None:
    document = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| a new (\w+) \| \d+(?:–\d+)? \| (\d+) \|", document, re.MULTILINE))
    assert {change.kind: str(len(change.edits)) for change in CHANGES}.items() <= told.items()
