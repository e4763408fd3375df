"""What the commands share: options, the question asked, tables, sentences for errors."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import pandas as pd

from etl.cli.group import echo, language_of
from geodata.base import people
from geodata.base.codes import KINDS, THINGS
from geodata.base.messages import Language, text
from geodata.base.settings import store_folder
from geodata.figures.catalog import DEFINITIONS
from geodata.lists import matters
from geodata.output.export import csv_text
from geodata.question.periods import Period
from geodata.question.scope import Scope, city_of, scope
from geodata.store.snapshots import Store

FOLDER = click.Path(path_type=Path, file_okay=False)
DATE = click.DateTime(["%Y-%m-%d"])


def store_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Where the snapshots are."""
    return click.option(
        "--store",
        type=FOLDER,
        default=None,
        help="数据仓 · Folder of snapshots (else GUATU_STORE, else ./store).",
    )(command)


def reading(command: Callable[..., Any]) -> Callable[..., Any]:
    """What every reading command takes."""
    for option in (
        click.option(
            "--target",
            type=click.Choice(matters.TARGETS),
            default=None,
            help="事项对象 · Only matters about these.",
        ),
        click.option(
            "--matter",
            type=click.Choice(matters.KINDS),
            default=None,
            help="事项类型 · Only matters of this kind.",
        ),
        click.option("--role", default=None, help="结对角色 · Only pairings in this role count."),
        click.option("--attribute", default=None, help="属性 · Only places that have it."),
        click.option("--unit", default=None, help="单位编号 · Only what this unit has to do."),
        click.option("--rule", default=None, help="规则编号 · Only what this rule asks."),
        click.option(
            "--kind",
            "kinds",
            multiple=True,
            type=click.Choice([*KINDS, *THINGS]),
            help="对象类型 · Only these kinds of place, or projects, companies and chains.",
        ),
        click.option("--until", type=DATE, default=None, help="末日 · Last day of a span."),
        click.option("--area", default=None, help="区划代码 · Code of a county or township."),
        click.option("--since", type=DATE, default=None, help="首日 · First day of a span."),
    ):
        command = option(command)
    return store_option(as_of_option(period_option(command)))


def period_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Over which period; every command that tells figures takes it, with the same default."""
    return click.option(
        "--period",
        default=None,
        help="期间 · 2026-10, 2026, 2026-03-01..2026-03-31 or rule@2026-10-15 (else the last closed"
        " month).",
    )(command)


def as_of_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """On which day things are known."""
    return click.option(
        "--as-of",
        type=DATE,
        default=None,
        help="截至日期 · As known on this day (else the last with data).",
    )(command)


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


def lang() -> Language:
    """The language of the command that runs."""
    return language_of(click.get_current_context().find_root())


def now() -> datetime:
    """The moment at which the command runs: as ``--now`` says, else this one. Nothing else that is
    shown or loaded looks at a clock."""
    given: datetime | None = click.get_current_context().find_root().params.get("now")
    return given or datetime.now()


def question(
    store: Path | None,
    as_of: datetime | None,
    period: str | None,
    since: datetime | None,
    until: datetime | None,
    area: str | None,
    kinds: tuple[str, ...],
    rule: str | None,
    unit: str | None,
    matter: str | None,
    target: str | None,
    attribute: str | None,
    role: str | None,
) -> tuple[Store, Scope]:
    """The store, and the scope that the options of a reading command ask about."""
    if (until and not since) or (since and period):
        raise click.UsageError(text("cli", "span_open", lang()))
    found = Store(store_folder(store))
    snapshot = found.current()
    last = _day_of(until or as_of) or city_of(snapshot).today
    question = scope(
        snapshot,
        as_of=_day_of(as_of),
        period=Period(since.date(), last) if since else period,
        area=area,
        kinds=kinds or None,
        rule=rule,
        unit=unit,
        matter=matter,
        target=target,
        attribute=attribute,
        role=role,
    )
    return found, question


def _day_of(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


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
