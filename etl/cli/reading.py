"""Commands that read: status, rate, obligations, neglected, roster, export.

Long because options and help of eight commands stand here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import pandas as pd

from etl.cli.common import (  # fmt: skip
    DATE,
    format_option,
    lang,
    print_table,
    question,
    reading,
    scoped,
    value_text,
)
from etl.cli.group import echo
from geodata.base import people
from geodata.base.errors import QuestionError, RefusedError
from geodata.base.messages import text
from geodata.figures import layers, neglect, rates
from geodata.figures.catalog import DEFINITIONS, Which, definition, people_of
from geodata.figures.comparison import Comparison, compared
from geodata.figures.legend import NEGLECTED
from geodata.figures.scope_words import scope_text, told_for
from geodata.lists import ledger, matters, workday
from geodata.output import export as exporting
from geodata.output.brief import brief
from geodata.output.paper import to_html, to_pdf
from geodata.output.status import status as status_of
from geodata.output.wording import bounds_text, untold_causes, with_words
from geodata.question.areas import name_gap
from geodata.question.scope import city_of

_PAPER = ("pdf", "html")


@click.command()
@reading
@click.option("--json", "as_json", is_flag=True, help="JSON 输出 · Print JSON.")
@format_option
def status(as_json: bool, form: str, **options: Any) -> None:
    """快照概况 · What the current snapshot holds, and its figures.

    Example:

        guatu status --as-of 2026-03-31 --json
    """
    store, asked = question(**options)
    answer = status_of(store.current(), asked)
    if as_json:
        echo(json.dumps(answer.as_json(), ensure_ascii=False, indent=2))
        return
    when = told_for(store.current(), asked, lang())
    echo(f"{answer.city}  {when}  {answer.snapshot}", err=form == "csv")
    if answer.overlapping_kinds:
        echo(text("scope", "kinds_overlap", lang()), err=form == "csv")
    figures = [
        [
            text("rate", name, lang()),
            math.nan if one["numerator"] is None else one["numerator"],
            one["denominator"],
            value_text(name, one["value"]),
        ]
        for name, one in answer.rates.items()
    ]
    columns = [text("column", key, lang()) for key in ("rate", "numerator", "denominator", "value")]
    print_table(pd.DataFrame(figures, columns=columns, dtype=object), form)


@click.command("rate")
@click.argument("name", type=click.Choice(list(DEFINITIONS)))
@click.option(
    "--rows",
    "which",
    type=click.Choice(["numerator", "denominator", "missing"]),
    help="展开明细 · Print the rows behind the figure.",
)
@click.option("--by", "level", default=None, help="分级 · Of each area: county or township.")
@click.option("--unmask", is_flag=True, help="显示姓名 · Show officials' names in full.")
@scoped("topic", "over")
@reading
@format_option
def rate(
    name: str,
    which: Which | None,
    level: str | None,
    unmask: bool,
    form: str,
    **options: Any,
) -> None:
    """一项指标及其明细 · One figure, and the rows it opens into.

    Example:

        guatu rate visit_coverage --area 990101 --rows missing --format csv
    """
    store, asked = question(**options)
    snapshot = store.current()
    asked = rates.about(snapshot, name, asked)
    if which:
        rows = rates.rows(snapshot, name, asked, which)
        print_table(rows, form, unmask=unmask, also=people_of(name))
    elif level:
        areas = rates.by_area(snapshot, name, asked, level)
        named = name_gap(areas, level, lang())
        print_table(named if form == "csv" else with_words(named, lang()), form)
    else:
        one = rates.figure(snapshot, name, asked)
        shown = _shown(compared(snapshot, name, asked))
        if form == "table":  # for a person; a program takes the number itself
            shown["value"] = value_text(name, one.value)
            echo(scope_text(snapshot, one.scope, name, lang()))
            if one.unknown:
                echo(text("no_value", one.unknown, lang()))
            if unknown := bounds_text(one, lang()):
                echo(unknown)
        print_table(pd.DataFrame([shown]).astype(object), form)


def _shown(found: Comparison) -> dict[str, object]:
    fields = ["name", "sort", "as_of", "numerator", "denominator", "value", "pending", "no_report"]
    if definition(found.now.name).about == "matter":
        fields.append("undated")
    bounds = dict(zip(("lower", "upper"), found.now.bounds or (None, None), strict=True))
    return {
        **{key: getattr(found.now, key) for key in fields},
        **(bounds if definition(found.now.name).unknown else {}),
        "period": str(found.now.scope.period),
        "change": found.change,
        "compared_with": None if found.before is None else str(found.before.scope.period),
    }


@click.command()
@reading
@click.option("--days", type=click.IntRange(1), default=None, help="天数阈值 · Threshold, days.")
@click.option("--unmask", is_flag=True, help="显示姓名 · Show officials' names in full.")
@format_option
def neglected(days: int | None, unmask: bool, form: str, **options: Any) -> None:
    """被遗忘的村居及原因 · Neglected places, and why.

    Example:

        guatu neglected --days 60 --format csv
    """
    store, asked = question(**options)
    snapshot = store.current()
    rows = neglect.causes(snapshot, asked, days or city_of(snapshot).neglected_days)
    rows = rows[rows["cause"].isin(NEGLECTED)]
    told = neglect.told_on(snapshot, asked)
    echo(scope_text(snapshot, told, "days_since_visit", lang()), err=form == "csv")
    if told.as_of < asked.as_of:
        echo(text("cli", "as_of_data", lang(), day=told.as_of), err=form == "csv")
    if untold := neglect.untested(snapshot, asked):
        echo(untold_causes(untold, lang()), err=form == "csv")
    columns = ["code", "name", "kind", "county", "township", "last_visit_on", "days",
               "missed_streak", "cause", "responsible", "finds_nobody"]  # fmt: skip
    print_table(rows[columns], form, unmask=unmask)


@click.command("export")
@scoped("topic", "over", "chain", "protected")
@reading
@click.option(
    "--layer", "name", type=click.Choice(layers.LAYERS), required=True, help="图层 · Layer."
)
@click.option(
    "--level", default="place", show_default=True, help="层级 · county, township, place …"
)
@click.option(
    "--format", "form", type=click.Choice(exporting.FORMATS), default=None,
    help="格式，缺省看文件名的结尾 · Format; else as the file's name ends.",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="文件 · File."
)
@click.option("--unmask", is_flag=True, help="显示姓名 · Show officials' names in full.")
def export_layer(
    name: str, level: str, form: str | None, out: Path, unmask: bool, **options: Any
) -> None:
    """导出图层 · Export a layer.

    Example:

        guatu export --layer neglected --level place --out neglected.gpkg
    """
    form = _form(out, form, exporting.FORMATS)
    store, asked = question(**options)
    snapshot = store.current()
    asked = layers.about(snapshot, name, asked)
    found = layers.layer(snapshot, layers.LayerQuery(name, level, asked))
    body = exporting.write(snapshot, found, form, language=lang(), masked=not unmask)
    _write(out, body)
    echo(text("cli", "exported", lang(), rows=len(found.rows), file=out))


@click.command()
@reading
@format_option
def obligations(form: str, **options: Any) -> None:
    """应访台账及其状态 · What is owed, each visit with its status; of all periods unless one is asked.

    Example:

        guatu obligations --period 2026-06 --format csv
    """
    store, asked = question(**options)
    is_cut = any(options[one] for one in ("period", "since", "until"))
    rows = ledger.obligations(
        store.current(), asked, options["kinds"] or None, period=asked.period if is_cut else None
    )
    print_table(rows, form)


@click.command("matters")
@click.option(
    "--state", type=click.Choice(matters.STATES), default=None, help="状态 · Only in this state."
)
@click.option("--overdue", is_flag=True, help="逾期 · Only what is overdue.")
@reading
@format_option
def list_matters(state: str | None, overdue: bool, form: str, **options: Any) -> None:
    """事项及其状态 · Matters open on the day or closed in the window, the longest overdue first.

    Example:

        guatu matters --overdue --area 990101 --format csv
    """
    store, asked = question(**options)
    show: matters.Show = "overdue" if overdue else "all"
    rows = matters.matters(store.current(), asked, show, options["kinds"] or None)
    print_table(rows[rows["state"] == state] if state else rows, form)


@click.command()
@click.option("--on", "day", type=DATE, required=True, help="工作日 · The workday.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Excel 文件 · Write Excel."
)
@click.option("--unmask", is_flag=True, help="显示姓名 · Show officials' names in full.")
@reading
@format_option
def roster(day: datetime, out: Path | None, unmask: bool, form: str, **options: Any) -> None:
    """工作日派工单 · Who goes where on a workday; as Excel it can be filled in and loaded.

    Example:

        guatu roster --on 2026-11-25 --out roster.xlsx
    """
    store, asked = question(**options)
    rows = workday.roster(store.current(), day.date(), asked, options["kinds"] or None)
    if out is None:
        print_table(rows, form, unmask=unmask)
        return
    shown = rows if unmask else people.masked(rows)
    _write(out, workday.roster_xlsx(shown, day.date(), lang()))
    echo(text("cli", "exported", lang(), rows=len(rows), file=out))


@click.command("brief")
@reading
@click.option(
    "--format", "form", type=click.Choice(_PAPER), default=None,
    help="格式，缺省看文件名的结尾 · Format; else as the file's name ends.",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="文件 · File."
)
@click.option("--unmask", is_flag=True, help="显示姓名 · Show officials' names in full.")
def brief_of_period(form: str | None, out: Path, unmask: bool, **options: Any) -> None:
    """一期的两页简报 · The two-page brief of a period, to print.

    Example:

        guatu brief --period 2026-02 --area 990121 --out brief.pdf
    """
    form = _form(out, form, _PAPER)
    store, asked = question(**options)
    document = brief(store.current(), asked, language=lang(), masked=not unmask)
    _write(out, to_pdf(document) if form == "pdf" else to_html(document))
    echo(text("cli", "written", lang(), file=out))


def _form(out: Path, form: str | None, known: Sequence[str]) -> str:
    """The format that a file's name ends in; raises QuestionError (``ending_differs``) where another
    was asked for, or the ending is of none."""
    ending = out.suffix.lower().removeprefix(".")
    if ending not in known or form not in (None, ending):
        raise QuestionError(
            "ending_differs", file=out.name, format=form or "—", known=", ".join(known)
        )
    return ending


def _write(out: Path, body: bytes) -> None:
    try:
        out.write_bytes(body)
    except OSError as error:
        raise RefusedError("file_unwritable", file=out, detail=error.strerror) from error


COMMANDS: tuple[click.Command, ...] = (
    status, rate, obligations, list_matters, neglected, roster, export_layer,
    brief_of_period,
)  # fmt: skip
