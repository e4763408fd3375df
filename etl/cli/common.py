"""What the commands share: options, the question asked, tables, sentences for errors."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import pandas as pd

from etl.cli.group import echo, language_of
from geodata.base import people
from geodata.base.messages import LANGUAGES, Language, text
from geodata.base.settings import store_folder
from geodata.figures.catalog import DEFINITIONS
from geodata.output.export import csv_text
from geodata.question import codec
from geodata.question.fields import DAY, FLAG, NUMBER, Form
from geodata.question.scope import FIELDS, Scope, city_of
from geodata.store.snapshots import Snapshot, Store

FOLDER = click.Path(path_type=Path, file_okay=False)
DATE = click.DateTime(["%Y-%m-%d"])
Command = Callable[..., Any]
_TYPES: dict[Form, Any] = {DAY: DATE, NUMBER: click.FLOAT}
#: Fields that only figures or lists about one sort of thing are asked for.
_ASKED_BY_SOME = ("topic", "over", "levels", "chain", "protected")


def store_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Where the snapshots are."""
    return click.option(
        "--store",
        type=FOLDER,
        default=None,
        help="数据仓 · Folder of snapshots (else GUATU_STORE, else ./store).",
    )(command)


def scoped(*names: str) -> Callable[[Command], Command]:
    """The options of some fields of a scope, by their names in text; :func:`asked` reads them."""

    def decorate(command: Command) -> Command:
        for name in reversed(names):
            command = _option(name)(command)
        return command

    return decorate


def _option(name: str) -> Callable[[Command], Command]:
    one = FIELDS[name]
    option = f"--{(one.told.option or name).replace('_', '-')}"
    said = " · ".join(text("option", name, language) for language in LANGUAGES)
    if one.told.form is FLAG:
        return click.option(option, name, is_flag=True, help=said)
    kind = _TYPES.get(one.told.form) or (
        click.Choice(one.told.choices) if one.told.choices else str
    )
    return click.option(option, name, type=kind, multiple=bool(one.told.option), help=said)


def reading(command: Command) -> Command:
    """What every reading command takes."""
    spans = [
        click.option("--since", type=DATE, default=None, help="首日 · First day of a span."),
        click.option("--until", type=DATE, default=None, help="末日 · Last day of a span."),
    ]
    for option in spans:
        command = option(command)
    return store_option(scoped(*(one for one in FIELDS if one not in _ASKED_BY_SOME))(command))


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """How a table is printed."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["table", "csv"]),
        default="table",
        show_default=True,
        help="输出格式 · How the table is printed.",
    )(command)


def json_format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """How an answer is printed: as JSON too."""
    return click.option(
        "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table",
        show_default=True, help="输出格式 · How it is printed.",
    )(command)  # fmt: skip


def records(rows: pd.DataFrame) -> list[dict[Any, Any]]:
    """Rows for JSON: what is not known is null."""
    return rows.astype(object).where(rows.notna(), None).to_dict("records")


def echo_json(answer: dict[str, Any]) -> None:
    """Print JSON, with days as YYYY-MM-DD."""
    echo(json.dumps(answer, ensure_ascii=False, indent=2, default=lambda day: f"{day:%Y-%m-%d}"))


def lang() -> Language:
    """The language of the command that runs."""
    return language_of(click.get_current_context().find_root())


def now() -> datetime:
    """The moment at which the command runs: as ``--now`` says, else this one. Nothing else that is
    shown or loaded looks at a clock."""
    given: datetime | None = click.get_current_context().find_root().params.get("now")
    return given or datetime.now()


def question(
    store: Path | None, since: datetime | None, until: datetime | None, **options: Any
) -> tuple[Store, Scope]:
    """The store, and the scope that the options of a reading command ask about."""
    if (until and not since) or (since and options["period"]):
        raise click.UsageError(text("cli", "span_open", lang()))
    found = Store(store_folder(store))
    if since:
        last = until or options["as_of"] or city_of(found.current()).today
        options["period"] = f"{since:%Y-%m-%d}..{last:%Y-%m-%d}"
    return found, asked(found.current(), **options)


def asked(snapshot: Snapshot, **options: Any) -> Scope:
    """The scope that options of :func:`scoped` ask about; raises as :func:`geodata.question.codec.decode`
    does."""
    given = {
        name: _text(name, value)
        for name, value in options.items()
        if value is not None and value is not False and value != ()
    }
    return codec.decode(snapshot, given)


def _text(name: str, value: Any) -> str:
    """An option as the codec reads it: of a moment the day; a period as it was typed."""
    if isinstance(value, datetime):
        value = value.date()
    return value if isinstance(value, str) else FIELDS[name].told.form.write(value)


def value_text(name: str, value: float | None) -> str:
    """A figure's value with its unit; 100.00 % and 0.00 % only where they are exact."""
    if value is None:
        return "—"
    if DEFINITIONS[name].unit != "percent":
        return f"{value:g}"
    shown = f"{value:.2%}"
    if shown == "0.00%" and value > 0:
        return "<0.01%"
    return "99.99%" if shown == "100.00%" and value < 1 else shown


def print_table(
    rows: pd.DataFrame, form: str, *, unmask: bool = False, also: Collection[str] = ()
) -> None:
    """Rows for a person, or as CSV for a program; names of officials masked unless ``unmask``.
    ``also``: columns that hold names, besides those that do everywhere."""
    shown = rows if unmask else people.masked(rows, also)
    if form == "csv":
        echo(csv_text(shown), nl=False)
    elif shown.empty:
        echo(text("cli", "no_rows", lang()))
    else:
        echo(table_text(shown))


def table_text(rows: pd.DataFrame) -> str:
    """Rows for a person, in columns."""
    return rows.to_string(index=False, na_rep="—")
