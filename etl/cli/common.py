"""What the commands share: options, the question asked, tables, sentences for errors."""

from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import pandas as pd

from geodata import matters, rates
from geodata.codes import KINDS
from geodata.errors import GuatuError, RefusedError
from geodata.export import csv_text
from geodata.messages import Language, sentence, text
from geodata.scope import Scope, scope
from geodata.settings import store_folder
from geodata.store import Store

FOLDER = click.Path(path_type=Path, file_okay=False)
DATE = click.DateTime(["%Y-%m-%d"])


class Guatu(click.Group):
    """Turns every error raised on purpose into one sentence and exit 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except GuatuError as error:
            _refuse(ctx, error)
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader of a pipe has seen enough: click knows
                raise
            unwritable = error.errno in {errno.ENOSPC, errno.EROFS, errno.EEXIST}
            code = "file_unwritable" if unwritable else "file_unreadable"
            _refuse(ctx, RefusedError(code, file=error.filename, detail=error.strerror))


def _refuse(ctx: click.Context, error: GuatuError) -> None:
    """One line and exit 1; what a library has to say may have had several."""
    click.echo(" ".join(sentence(error, language_of(ctx)).split()), err=True)
    ctx.exit(1)


def language_of(ctx: click.Context) -> Language:
    """The language the person chose."""
    return "en" if ctx.params.get("lang") == "en" else "zh_CN"


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
            type=click.Choice(KINDS),
            help="区划类型 · Kind of place.",
        ),
        click.option("--until", type=DATE, default=None, help="窗口末日 · Last day of the window."),
        click.option("--area", default=None, help="区划代码 · Code of a county or township."),
        click.option(
            "--since", type=DATE, default=None, help="窗口首日 · First day of the window."
        ),
        click.option("--as-of", type=DATE, default=None, help="截至日期 · Told for this day."),
    ):
        command = option(command)
    return store_option(command)


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


def question(
    store: Path | None,
    as_of: datetime | None,
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
    found = Store(store_folder(store))
    question = scope(
        found.current(),
        as_of=_day_of(as_of),
        since=_day_of(since),
        until=_day_of(until),
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
    """A figure's value with its unit; 100.00 % only where it is exact, never by rounding up."""
    if value is None:
        return "—"
    if rates.DEFINITIONS[name].unit != "percent":
        return f"{value:g}"
    shown = f"{value:.2%}"
    return "99.99%" if shown == "100.00%" and value < 1 else shown


def print_table(rows: pd.DataFrame, form: str) -> None:
    """Rows for a person, or as CSV for a program."""
    if form == "csv":
        click.echo(csv_text(rows), nl=False)
    elif rows.empty:
        click.echo(text("cli", "no_rows", lang()))
    else:
        click.echo(table_text(rows))


def table_text(rows: pd.DataFrame) -> str:
    """Rows for a person, in columns."""
    return rows.to_string(index=False, na_rep="—")
