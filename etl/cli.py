"""The command line ``guatu``.

Exit 0: fine; 1: a refusal, explained in one sentence with the remedy; 2: wrong usage.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import pandas as pd

from etl import demo as fictional
from etl.pipeline import Progress, Summary, check, load
from etl.tables import TABLES
from geodata import export as exporting
from geodata import layers, rates
from geodata.errors import GuatuError, RefusedError
from geodata.legend import NEGLECTED
from geodata.messages import LANGUAGES, Language, sentence, text
from geodata.scope import city_of, scope
from geodata.settings import store_folder
from geodata.status import status as status_of
from geodata.store import Store

_folder = click.Path(path_type=Path, file_okay=False)
_date = click.DateTime(["%Y-%m-%d"])


class _Guatu(click.Group):
    """Turns every error raised on purpose into one sentence and exit 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except GuatuError as error:
            click.echo(sentence(error, _language(ctx)), err=True)
            ctx.exit(1)
        except PermissionError as error:
            refused = RefusedError("file_unreadable", file=error.filename, detail=error.strerror)
            click.echo(sentence(refused, _language(ctx)), err=True)
            ctx.exit(1)


def _language(ctx: click.Context) -> Language:
    return "en" if ctx.params.get("lang") == "en" else "zh_CN"


@click.group(cls=_Guatu, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="zh_CN",
    envvar="GUATU_LANG",
    show_default=True,
    help="语言 · Language of messages and tables.",
)
@click.version_option(package_name="guatu")
def main(lang: str) -> None:
    """挂图 · The wall map of grassroots work.

    Example:

        guatu demo city && guatu load city && guatu serve
    """


def _store_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--store",
        type=_folder,
        default=None,
        help="数据仓 · Folder of snapshots (else GUATU_STORE, else ./store).",
    )(command)


def _reading(command: Callable[..., Any]) -> Callable[..., Any]:
    """What every reading command takes."""
    for option in (
        click.option("--area", default=None, help="区划代码 · Code of a county or township."),
        click.option(
            "--since", type=_date, default=None, help="窗口首日 · First day of the window."
        ),
        click.option("--as-of", type=_date, default=None, help="截至日期 · Told for this day."),
    ):
        command = option(command)
    return _store_option(command)


def _format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--format",
        "form",
        type=click.Choice(["table", "csv"]),
        default="table",
        show_default=True,
        help="输出格式 · How the table is printed.",
    )(command)


@main.command()
@click.argument("folder", type=_folder)
@click.option(
    "--places", default=4079, show_default=True, help="村和社区数 · Villages and communities."
)
@click.option("--seed", default=1, show_default=True, help="随机种子 · Same seed, same city.")
def demo(folder: Path, places: int, seed: int) -> None:
    """写出虚构城市 · Write the fictional city folder.

    Example:

        guatu demo city --places 4079 --seed 1
    """
    fictional.write(folder, places=places, seed=seed)
    click.echo(text("cli", "demo_written", _lang(), folder=folder))


@main.command("check")
@click.argument("folder", type=_folder)
def check_folder(folder: Path) -> None:
    """检查城市文件夹,不发布 · Read a city folder and report; publishes nothing.

    Example:

        guatu check city
    """
    with TemporaryDirectory() as scratch, _ProgressBar() as progress:
        summary = check(folder, Path(scratch), now=datetime.now(), progress=progress)
    _print_summary(summary)


@main.command("load")
@click.argument("folder", type=_folder)
@_store_option
def load_folder(folder: Path, store: Path | None) -> None:
    """装载并发布 · Load a city folder and publish a snapshot.

    Example:

        guatu load city --store store
    """
    with _ProgressBar() as progress:
        target = Store(store_folder(store))
        summary = load(folder, target, now=datetime.now(), progress=progress)
    _print_summary(summary)


@main.command()
@_reading
@click.option("--json", "as_json", is_flag=True, help="JSON 输出 · Print JSON.")
def status(as_json: bool, **options: Any) -> None:
    """快照概况 · What the current snapshot holds, and its figures.

    Example:

        guatu status --as-of 2026-06-30 --json
    """
    store, question = _question(**options)
    answer = status_of(store.current(), question)
    if as_json:
        click.echo(json.dumps(answer.as_json(), ensure_ascii=False, indent=2))
        return
    click.echo(f"{answer.city}  {answer.as_of}  {answer.snapshot}")
    figures = [
        [
            text("rate", name, _lang()),
            one["numerator"],
            one["denominator"],
            _value(name, one["value"]),
        ]
        for name, one in answer.rates.items()
    ]
    columns = [
        text("column", key, _lang()) for key in ("rate", "numerator", "denominator", "value")
    ]
    _print(pd.DataFrame(figures, columns=columns).astype(object), "table")


@main.command("rate")
@click.argument("name", type=click.Choice(list(rates.DEFINITIONS)))
@click.option(
    "--rows",
    "which",
    type=click.Choice(["numerator", "denominator", "missing"]),
    help="展开明细 · Print the rows behind the figure.",
)
@click.option("--by", "level", default=None, help="分级 · Of each area: county or township.")
@_reading
@_format_option
def rate(
    name: str, which: rates.Which | None, level: str | None, form: str, **options: Any
) -> None:
    """一项指标及其明细 · One figure, and the rows it opens into.

    Example:

        guatu rate visit_coverage --area 990101 --rows missing --format csv
    """
    store, question = _question(**options)
    snapshot = store.current()
    if which:
        _print(rates.rows(snapshot, name, question, which), form)
    elif level:
        _print(rates.by_area(snapshot, name, question, level), form)
    else:
        one = rates.figure(snapshot, name, question)
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
        _print(pd.DataFrame([{key: getattr(one, key) for key in fields}]).astype(object), form)


@main.command()
@_reading
@click.option("--days", type=click.IntRange(1), default=None, help="天数阈值 · Threshold, days.")
@click.option("--unmask", is_flag=True, help="显示姓名 · Show officials' names in full.")
@_format_option
def neglected(days: int | None, unmask: bool, form: str, **options: Any) -> None:
    """被遗忘的村居及原因 · Neglected places, and why.

    Example:

        guatu neglected --days 60 --format csv
    """
    store, question = _question(**options)
    snapshot = store.current()
    rows = layers.causes(snapshot, question, days or city_of(snapshot).neglected_days)
    rows = rows[rows["cause"].isin(NEGLECTED)]
    if not unmask:
        rows["responsible"] = rows["responsible"].map(exporting.mask)
    columns = ["code", "name", "kind", "county", "township", "last_visit_on", "days",
               "missed_streak", "cause", "responsible"]  # fmt: skip
    _print(rows[columns], form)


@main.command("export")
@_reading
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
    store, question = _question(**options)
    snapshot = store.current()
    found = layers.layer(snapshot, layers.LayerQuery(name, level, question))
    body = exporting.write(snapshot, found, form, language=_lang(), masked=not unmask)
    try:
        out.write_bytes(body)
    except OSError as error:
        raise RefusedError("file_unwritable", file=out, detail=error.strerror) from error
    click.echo(text("cli", "exported", _lang(), rows=len(found.rows), file=out))


@main.command()
@_store_option
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="端口 · Port."
)
@click.option(
    "--address", default="localhost", show_default=True, help="监听地址 · Listen on this address."
)
def serve(store: Path | None, port: int, address: str) -> None:
    """启动看板 · Start the dashboard, as a process of its own.

    Example:

        guatu serve --port 8501
    """
    folder = store_folder(store).resolve()
    command = [sys.executable, "-m", "dashboard.serve", "--store", str(folder),
               "--port", str(port), "--address", address]  # fmt: skip
    sys.exit(subprocess.call(command))


@main.command()
@_store_option
def rollback(store: Path | None) -> None:
    """退回上一个快照 · Point to the snapshot before the current one.

    Example:

        guatu rollback --store store
    """
    snapshot_id = Store(store_folder(store)).rollback()
    click.echo(text("cli", "rolled_back", _lang(), snapshot=snapshot_id))


def _lang() -> Language:
    return _language(click.get_current_context().find_root())


def _question(
    store: Path | None,
    as_of: datetime | None,
    since: datetime | None,
    area: str | None,
) -> tuple[Store, Any]:
    found = Store(store_folder(store))
    question = scope(found.current(), as_of=_day(as_of), since=_day(since), area=area)
    return found, question


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _value(name: str, value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:.2%}" if rates.DEFINITIONS[name].unit == "percent" else f"{value:g}"


def _print(rows: pd.DataFrame, form: str) -> None:
    if form == "csv":
        click.echo(rows.to_csv(index=False), nl=False)
    elif rows.empty:
        click.echo(text("cli", "no_rows", _lang()))
    else:
        click.echo(rows.to_string(index=False, na_rep="—"))


def _print_summary(summary: Summary) -> None:
    columns = [
        text("column", key, _lang())
        for key in ("source", "file", "rows", "accepted", "quarantined")
    ]
    _print(pd.DataFrame(summary.files, columns=columns), "table")
    for source, code, column, rows, examples in summary.reasons:
        reason = text("reason", code, _lang())
        shown = "; ".join(examples)
        click.echo(f"  {source}.{column}: {reason} ×{rows}  ({shown})", err=True)
    for year in summary.unknown_years:
        click.echo(text("cli", "year_unknown", _lang(), year=year), err=True)
    if summary.snapshot_id:
        click.echo(text("cli", "published", _lang(), snapshot=summary.snapshot_id))
    else:
        click.echo(text("cli", "checked", _lang()))


class _ProgressBar:
    """A bar on a terminal, nothing anywhere else."""

    _steps = len(TABLES) + 4  # the places before them; lineage, ledger and shapes after

    def __enter__(self) -> Progress:
        self._bar = click.progressbar(
            length=self._steps,
            file=sys.stderr,
            hidden=not sys.stderr.isatty(),
            item_show_func=lambda step: step,
        ).__enter__()
        self._step = ""
        return self._show

    def __exit__(self, *raised: Any) -> None:
        self._bar.__exit__(*raised)

    def _show(self, step: str, _: int) -> None:
        if step != self._step:
            self._step = step
            self._bar.update(1, step)


if __name__ == "__main__":
    main()
