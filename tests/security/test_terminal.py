"""What the command line prints steers no terminal, is no formula, and is never a traceback."""

from __future__ import annotations

import io
import re
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import click
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from etl.cli import main
from etl.cli.group import TRACEBACK
from etl.pipeline import load
from geodata.base.messages import LANGUAGES, Language, text
from geodata.base.printable import printable
from geodata.output.export import csv_bytes, csv_text
from geodata.store.snapshots import Store

Run = Callable[..., Result]
TINY_NOW = datetime(2026, 4, 20, 9)
ROOT = Path(__file__).parents[2]
#: Colours and titles, a window's title in one character, a way back over the line, and text that
#: reads from the right.
ORDERS = "\x1b[31m\x1b]0;t\x07\x9b2J\x08\x7f\u202e\u2066\u200f"
STEERING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("sign", sorted({*ORDERS} - {*"[]0123m;tJ"}))
def test_every_order_is_written_out(sign: str) -> None:
    assert printable(f"甲{sign}村") == f"甲\\u{ord(sign):04x}村"


def test_text_stays_as_it_is() -> None:
    for said in ("甲村\t乙村\n丙村\r\n", "\u00a0全角，€ 😀 e\u0301", ""):
        assert printable(said) == said
    assert printable("a\rb") == "a\\u000db"  # the start of the line, written over


@pytest.fixture
def hostile(tiny: Path, store: Store) -> Path:
    """A folder in which names, ids, headers and what is wrong hold orders, loaded."""
    for file in tiny.glob("*.csv"):
        body = file.read_text("utf-8").replace("甲村", f"甲{ORDERS}村")
        head, rest = body.split("\n", 1)
        file.write_text(f"{head},{ORDERS}\n" + rest.replace("\n", ",\n"), "utf-8")
    with (tiny / "visits.csv").open("a", encoding="utf-8") as visits:
        visits.write(f"V8,990121100201,2026-{ORDERS},,,,,,\nV9,{ORDERS},2026-03-11,,,,,,\n")
    load(tiny, store, now=TINY_NOW)
    return tiny


def test_no_name_steers_the_terminal(run: Run, hostile: Path, store: Store) -> None:
    later = (TINY_NOW + timedelta(days=1)).isoformat()
    asked: list[list[str | Path]] = [
        ["check", hostile], ["find", "甲"], ["neglected"], ["neglected", "--format", "csv"],
        ["status"], ["--now", later, "load", hostile, "--json"], ["diff", "--table", "place"],
    ]  # fmt: skip
    named = 0
    for words in asked:
        at = 3 if words[0] == "--now" else 1
        result = run(*words[:at], "--store", store.folder, *words[at:])
        assert not STEERING.search(result.output), words
        named += "\\u001b[31m" in result.output
    assert named >= 3  # it is there, and harmless


def test_an_error_quotes_nothing_that_steers(run: Run, tiny: Path, store: Store) -> None:
    toml = tiny / "city.toml"
    toml.write_text(toml.read_text("utf-8") + '\n[sources."\\u001b[31mx"]\nfile = "y"\n', "utf-8")
    refused = run("check", tiny, "--store", store.folder)
    assert refused.exit_code == 1
    assert "\\u001b[31mx" in refused.stderr
    assert not STEERING.search(refused.stderr)


def test_every_command_prints_by_the_one_way() -> None:
    for path in (ROOT / "etl").rglob("*.py"):
        uses = path.read_text("utf-8").count("click.echo(")
        assert uses == (1 if path.name == "group.py" and path.parent.name == "cli" else 0), path


def test_a_carriage_return_begins_no_row() -> None:
    body = csv_text(pd.DataFrame({"name": ["甲\r=1+1", "乙\r\n+1"]}))
    assert body == 'name\n"甲\n=1+1"\n"乙\n+1"\n'


@pytest.mark.parametrize("sign", "=+-@\t\r\n＝＋－＠")
def test_no_cell_becomes_a_formula(sign: str) -> None:
    rows = pd.DataFrame({"name": [f"{sign}1+1", "甲村"], "amount": [-1.5, 2.0]})
    for body in (csv_text(rows), csv_bytes(rows).decode("utf-8-sig")):
        shown = pd.read_csv(io.StringIO(body), keep_default_na=False)
        assert shown["name"][0].startswith("'")
        assert list(shown["amount"]) == [-1.5, 2.0]  # numbers stay numbers
        assert shown["name"][1] == "甲村"


# What nobody foresaw


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_foresaw_is_a_sentence_with_a_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    @click.command()
    def odd() -> None:
        raise KeyError("李文华\n第二行")

    monkeypatch.delenv(TRACEBACK)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setitem(main.commands, "odd", odd)
    result = CliRunner().invoke(main, ["--lang", language, "odd"])
    (log,) = tmp_path.iterdir()
    number = log.name.removeprefix("guatu-error-").removesuffix(".log")
    said = text("error", "unforeseen", language, number=number, kind="KeyError", file=log)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said + "\n")
    assert "李文华" not in result.stderr
    assert "Traceback" in log.read_text("utf-8")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    monkeypatch.setenv(TRACEBACK, "1")  # unless it is asked for
    assert isinstance(CliRunner().invoke(main, ["odd"]).exception, KeyError)


def test_no_memory_and_no_room_are_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    @click.argument("kind")
    def short(kind: str) -> None:
        if kind == "memory":
            raise MemoryError
        raise OSError(28, "No space left on device")  # of a write: it names no file

    monkeypatch.delenv(TRACEBACK)
    monkeypatch.setitem(main.commands, "short", short)
    for kind, code, values in (
        ("memory", "memory_spent", {}),
        ("room", "disk_failed", {"detail": "No space left on device"}),
    ):
        result = CliRunner().invoke(main, ["short", kind])
        said = text("error", code, "zh_CN", **values)
        assert (result.exit_code, result.stderr) == (1, said + "\n")
        assert "None" not in result.stderr


def test_wrong_usage_stays_what_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TRACEBACK)
    assert CliRunner().invoke(main, ["rate", "nonsense"]).exit_code == 2
    assert CliRunner().invoke(main, ["--version"]).exit_code == 0
