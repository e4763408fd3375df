"""Commands about how figures move: why one did, and what comes next."""

from __future__ import annotations

from typing import Any

import click
import pandas as pd

from etl.cli.common import (
    echo_json,
    json_format_option,
    lang,
    print_table,
    question,
    reading,
    records,
    scoped,
)
from etl.cli.group import echo
from geodata.base import people
from geodata.base.codes import AREA_KINDS
from geodata.base.messages import text, texts
from geodata.figures import rates
from geodata.figures.catalog import DEFINITIONS, people_of
from geodata.figures.rates import Figure
from geodata.figures.scope_words import scope_text
from geodata.movement import explained
from geodata.movement import upcoming as coming
from geodata.movement.explained import Explanation
from geodata.output import moved_words
from geodata.question import periods
from geodata.question.areas import name_gap

_OF_AREAS = tuple(AREA_KINDS)


@click.command("explain")
@click.argument("name", type=click.Choice(list(DEFINITIONS)))
@click.option("--against", help="与哪一期比 · The earlier period (else the one before).")
@click.option(
    "--from-snapshot", "snapshot_id", help="与哪个快照比 · What this snapshot told of it."
)
@click.option(
    "--by", type=click.Choice(["cause", *_OF_AREAS, "row"]), default="cause", show_default=True,
    help="按什么分 · By what the parts are told.",
)  # fmt: skip
@click.option("--unmask", is_flag=True, help="显示姓名 · Show officials' names in full.")
@scoped("topic", "over")
@reading
@json_format_option
def explain(
    name: str,
    against: str | None,
    snapshot_id: str | None,
    by: str,
    unmask: bool,
    form: str,
    **options: Any,
) -> None:
    """指标为什么变了 · Why a figure moved: parts that add up to the change.

    Example:

        guatu explain fulfilment --period 2026-02 --against 2026-01 --by township
    """
    if against and snapshot_id:
        raise click.UsageError(text("cli", "against_both", lang()))
    store, asked = question(**options)
    snapshot = store.current()
    found = explained.explained(
        snapshot, name, rates.about(snapshot, name, asked),
        periods.parse(snapshot, against) if against else None,
        before=store.snapshot(snapshot_id) if snapshot_id else None,
    )  # fmt: skip
    if isinstance(found, str):
        echo(text("incomparable", found, lang()), err=True)
        click.get_current_context().exit(1)
    if by in _OF_AREAS:
        rows = name_gap(explained.by_area(snapshot, found, by), by, lang())
    else:
        rows = explained.by_row(found) if by == "row" else explained.by_cause(found)
    if form == "json":
        masked = rows if unmask else people.masked(rows, people_of(name))
        echo_json(_as_json(found, masked))
        return
    is_csv = form == "csv"
    for one in (
        scope_text(snapshot, found.now.scope, name, lang()), moved_words.headline(found, lang()),
        *moved_words.notes(found, lang()),
    ):  # fmt: skip
        echo(one, err=is_csv)
    shown = rows.assign(unit=found.whole.unit) if is_csv else _headed(found, rows)
    print_table(shown, form, unmask=unmask, also=people_of(name))


def _headed(found: Explanation, rows: pd.DataFrame) -> pd.DataFrame:
    """In words, for a person; columns that have none keep their names."""
    words = texts(lang())["column"]
    return moved_words.shown(found, rows, lang()).rename(columns=lambda one: words.get(one, one))


def _as_json(found: Explanation, rows: pd.DataFrame) -> dict[str, object]:
    return {
        "name": found.now.name,
        "then": _figure(found.then),
        "now": _figure(found.now),
        "change": float(found.change),
        "unit": found.whole.unit,
        "unsure": found.is_unsure,
        "stayed": found.stayed,
        "parts": records(rows),
    }


def _figure(one: Figure) -> dict[str, object]:
    numerator, denominator = one.numerator, one.denominator
    is_whole = isinstance(numerator, int) and isinstance(denominator, int)
    lower, upper = one.bounds or (None, None)
    return {
        "period": str(one.scope.period),
        "known_on": one.scope.known_on,
        "numerator": numerator if is_whole else str(numerator),
        "denominator": denominator if is_whole else str(denominator),
        "value": one.value,
        "lower": lower,
        "upper": upper,
    }


#: What comes next, each a table of its own.
_SHOWN = ("neglected", "due", "officials", "units", "projects", "matters")


@click.command()
@click.option(
    "--days", type=click.IntRange(1, 366), default=14, show_default=True,
    help="今后几天 · Within how many days.",
)  # fmt: skip
@click.option(
    "--threshold", type=click.IntRange(1), default=None,
    help="被遗忘的天数阈值 · Threshold of neglect, days (else the city's).",
)  # fmt: skip
@click.option(
    "--show", type=click.Choice(_SHOWN), default="neglected", show_default=True,
    help="列哪一项 · Which list.",
)  # fmt: skip
@click.option("--unmask", is_flag=True, help="显示姓名 · Show officials' names in full.")
@reading
@json_format_option
def upcoming(
    days: int, threshold: int | None, show: str, unmask: bool, form: str, **options: Any
) -> None:
    """今后要到期的 · What comes next: who will be neglected if nobody goes, what falls due.

    Example:

        guatu upcoming --days 14 --show officials --format csv
    """
    store, asked = question(**options)
    found = coming.upcoming(store.current(), asked, days, threshold)
    if form == "json":
        lists = {one: _listed(found, one) for one in _SHOWN}
        shown = {one: rows if unmask else people.masked(rows) for one, rows in lists.items()}
        told = {one: records(rows) for one, rows in shown.items()}
        echo_json({"day": found.day, "until": found.until, **told})
        return
    rows = {one: _listed(found, one) for one in _SHOWN}
    counts = {one: f"{len(rows[one]):,}" for one in ("neglected", "due", "projects", "matters")}
    said = text("coming", "summary", lang(), day=found.day, until=found.until, **counts)
    echo(said, err=form == "csv")
    echo(text("coming", show, lang()), err=form == "csv")
    print_table(rows[show], form, unmask=unmask)


def _listed(found: coming.Upcoming, show: str) -> pd.DataFrame:
    if show == "officials":
        return coming.counted(found.owed, found.day, ["county", "township", "unit", "responsible"])
    if show == "units":
        return coming.counted(found.owed, found.day, ["unit"])
    rows: pd.DataFrame = getattr(found, show)
    return rows


COMMANDS: tuple[click.Command, ...] = (explain, upcoming)
