"""Commands that read: status, rate, obligations, neglected, roster, export."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import pandas as pd

from etl.cli.common import (
    DATE,
    format_option,
    lang,
    print_table,
    question,
    reading,
    store_option,
    value_text,
)  # fmt: skip
from geodata import export as exporting
from geodata import layers, ledger, matters, rates, workday
from geodata.brief import brief
from geodata.errors import QuestionError, RefusedError
from geodata.legend import NEGLECTED
from geodata.messages import text
from geodata.paper import to_html, to_pdf
from geodata.scope import city_of, scope
from geodata.settings import store_folder
from geodata.status import status as status_of
from geodata.store import Store


@click.command()
@reading
@click.option("--json", "as_json", is_flag=True, help="JSON 输出 · Print JSON.")
@format_option
def status(as_json: bool, form: str, **options: Any) -> None:
    """快照概况 · What the current snapshot holds, and its figures.

    Example:

        guatu status --as-of 2026-06-30 --json
    """
    store, asked = question(**options)
    answer = status_of(store.current(), asked)
    if as_json:
        click.echo(json.dumps(answer.as_json(), ensure_ascii=False, indent=2))
        return
    click.echo(f"{answer.city}  {answer.as_of}  {answer.snapshot}", err=form == "csv")
    if answer.overlapping_kinds:
        click.echo(text("scope", "kinds_overlap", lang()), err=form == "csv")
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
@click.argument("name", type=click.Choice(list(rates.DEFINITIONS)))
@click.option(
    "--rows",
    "which",
    type=click.Choice(["numerator", "denominator", "missing"]),
    help="展开明细 · Print the rows behind the figure.",
)
@click.option("--by", "level", default=None, help="分级 · Of each area: county or township.")
@click.option(
    "--topic",
    default=None,
    help="关于 · A kind of facility, an indicator, an attribute, project|enterprise|chain.",
)
@click.option("--over", type=float, default=None, help="超过 · What an indicator is to be over.")
@reading
@format_option
def rate(
    name: str,
    which: rates.Which | None,
    level: str | None,
    topic: str | None,
    over: float | None,
    form: str,
    **options: Any,
) -> None:
    """一项指标及其明细 · One figure, and the rows it opens into.

    Example:

        guatu rate visit_coverage --area 990101 --rows missing --format csv
    """
    store, asked = question(**options)
    snapshot = store.current()
    if topic and topic not in (known := rates.topics(snapshot, name)):
        raise QuestionError("topic_unknown", topic=topic, rate=name, known=", ".join(known) or "—")
    asked = replace(asked, topic=topic, over=over)
    if which:
        print_table(rates.rows(snapshot, name, asked, which), form)
    elif level:
        print_table(rates.by_area(snapshot, name, asked, level), form)
    else:
        one = rates.figure(snapshot, name, asked)
        fields = (
            "name",
            "sort",
            "as_of",
            "numerator",
            "denominator",
            "value",
            "pending",
            "no_report",
        )
        shown = {key: getattr(one, key) for key in fields}
        if form == "table":  # for a person; a program takes the number itself
            shown["value"] = value_text(name, one.value)
        print_table(pd.DataFrame([shown]).astype(object), form)


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
    rows = layers.causes(snapshot, asked, days or city_of(snapshot).neglected_days)
    rows = rows[rows["cause"].isin(NEGLECTED)]
    if not unmask:
        rows["responsible"] = rows["responsible"].map(exporting.mask)
    columns = ["code", "name", "kind", "county", "township", "last_visit_on", "days",
               "missed_streak", "cause", "responsible"]  # fmt: skip
    print_table(rows[columns], form)


@click.command("export")
@reading
@click.option(
    "--layer", "name", type=click.Choice(layers.LAYERS), required=True, help="图层 · Layer."
)
@click.option(
    "--level", default="place", show_default=True, help="层级 · county, township, place …"
)
@click.option(
    "--format", "form", type=click.Choice(exporting.FORMATS), required=True, help="格式 · Format."
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="文件 · File."
)
@click.option("--unmask", is_flag=True, help="显示姓名 · Show officials' names in full.")
def export_layer(name: str, level: str, form: str, out: Path, unmask: bool, **options: Any) -> None:
    """导出图层 · Export a layer.

    Example:

        guatu export --layer neglected --level place --format gpkg --out neglected.gpkg
    """
    store, asked = question(**options)
    snapshot = store.current()
    found = layers.layer(snapshot, layers.LayerQuery(name, level, asked))
    body = exporting.write(snapshot, found, form, language=lang(), masked=not unmask)
    _write(out, body)
    click.echo(text("cli", "exported", lang(), rows=len(found.rows), file=out))


@click.command()
@reading
@format_option
def obligations(form: str, **options: Any) -> None:
    """应访台账及其状态 · What is owed, each visit with its status; --since and --until cut by due day.

    Example:

        guatu obligations --as-of 2026-06-30 --format csv
    """
    store, asked = question(**options)
    rows = ledger.obligations(
        store.current(),
        asked,
        options["kinds"] or None,
        first_due=asked.since if options["since"] else None,
        last_due=asked.until if options["until"] else None,
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
    if not unmask:
        rows["responsible"] = rows["responsible"].map(exporting.mask)
    if out is None:
        print_table(rows, form)
        return
    _write(out, workday.roster_xlsx(rows, day.date(), lang()))
    click.echo(text("cli", "exported", lang(), rows=len(rows), file=out))


@click.command("brief")
@click.option(
    "--month", type=click.DateTime(["%Y-%m"]), default=None, help="月份 · Month (else the last)."
)
@click.option("--area", default=None, help="区划代码 · Code of a county or township.")
@click.option("--attribute", default=None, help="属性 · Only places that have it.")
@click.option(
    "--format", "form", type=click.Choice(["pdf", "html"]), default="pdf", show_default=True,
    help="格式 · Format.",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="文件 · File."
)
@click.option("--unmask", is_flag=True, help="显示姓名 · Show officials' names in full.")
@store_option
def brief_month(
    month: datetime | None, area: str | None, attribute: str | None, form: str, out: Path,
    unmask: bool, store: Path | None,
) -> None:  # fmt: skip
    """一月的两页简报 · The two-page brief of a month, to print.

    Example:

        guatu brief --month 2026-02 --area 990121 --out brief.pdf
    """
    snapshot = Store(store_folder(store)).current()
    asked = scope(snapshot, area=area, attribute=attribute)
    day = month.date() if month else asked.as_of
    document = brief(
        snapshot, day, area=asked.area, attribute=attribute, language=lang(), masked=not unmask
    )
    _write(out, to_pdf(document) if form == "pdf" else to_html(document))
    click.echo(text("cli", "written", lang(), file=out))


def _write(out: Path, body: bytes) -> None:
    try:
        out.write_bytes(body)
    except OSError as error:
        raise RefusedError("file_unwritable", file=out, detail=error.strerror) from error


COMMANDS: tuple[click.Command, ...] = (
    status, rate, obligations, list_matters, neglected, roster, export_layer, brief_month,
)  # fmt: skip
