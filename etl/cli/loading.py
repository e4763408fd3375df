"""Commands that write: demo, check, load, rollback."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import pandas as pd

from etl import demo as fictional
from etl.carry import ACCUMULATING, CHANGED_ROWS
from etl.cli.common import FOLDER, format_option, lang, print_table, store_option, table_text
from etl.pipeline import Progress, Summary, check, load
from etl.tables import TABLES
from geodata.messages import text
from geodata.settings import store_folder
from geodata.store import Store


@click.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "--places", default=4079, show_default=True, help="村和社区数 · Villages and communities."
)
@click.option("--seed", default=1, show_default=True, help="随机种子 · Same seed, same city.")
@click.option("--store", expose_value=False, help="不用 · Taken by every command; not used here.")
def demo(folder: Path, places: int, seed: int) -> None:
    """写出虚构城市 · Write the fictional city folder.

    Example:

        guatu demo city --places 4079 --seed 1
    """
    with click.progressbar(length=100, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        fictional.write(
            folder, places=places, seed=seed,
            progress=lambda part: bar.update(round(part * 100) - bar.pos),
        )  # fmt: skip
    click.echo(text("cli", "demo_written", lang(), folder=folder))


@click.command("check")
@click.argument("folder", type=FOLDER)
@store_option
@format_option
def check_folder(folder: Path, store: Path | None, form: str) -> None:
    """检查城市文件夹,不发布 · Read a city folder and report; publishes nothing.

    Example:

        guatu check city
    """
    with TemporaryDirectory() as scratch, _ProgressBar() as progress:
        target = Store(store_folder(store))
        summary = check(folder, Path(scratch), now=datetime.now(), progress=progress, store=target)
    _print_summary(summary, form)


@click.command("load")
@click.argument("folder", type=FOLDER)
@click.option(
    "--replace",
    multiple=True,
    type=click.Choice([*ACCUMULATING, "all"]),
    help="以文件为准的表 · Keep no earlier row of this table; may be repeated.",
)
@store_option
@format_option
def load_folder(folder: Path, store: Path | None, replace: tuple[str, ...], form: str) -> None:
    """装载并发布 · Load a city folder and publish a snapshot.

    走访、到访干部、上报和派工单逐次累积,其余的表以文件夹为准。
    Visits, attendance, reports and rosters add up from load to load.

    Example:

        guatu load city --store store
    """
    replaced = ACCUMULATING if "all" in replace else replace
    with _ProgressBar() as progress:
        target = Store(store_folder(store))
        summary = load(folder, target, now=datetime.now(), progress=progress, replace=replaced)
    _print_summary(summary, form)
    for table, before, *_, removed in summary.changes:
        if table in replaced:
            _say("replaced", table=table, snapshot=before, rows=removed)


@click.command()
@store_option
def rollback(store: Path | None) -> None:
    """退回上一个快照 · Point to the snapshot before the current one.

    Example:

        guatu rollback --store store
    """
    snapshot_id = Store(store_folder(store)).rollback()
    click.echo(text("cli", "rolled_back", lang(), snapshot=snapshot_id))


def _print_summary(summary: Summary, form: str) -> None:
    columns = [
        text("column", key, lang()) for key in ("source", "file", "rows", "accepted", "quarantined")
    ]
    print_table(pd.DataFrame(summary.files, columns=columns), form)
    _print_changes(summary, form)
    for source, code, column, rows, examples in summary.reasons:
        reason = text("reason", code, lang())
        shown = "; ".join(examples)
        click.echo(f"  {source}.{column}: {reason} ×{rows}  ({shown})", err=True)
    for warning, values in summary.warnings:
        click.echo(text("warning", warning, lang(), **values), err=True)
    for year in summary.unknown_years:
        click.echo(text("cli", "year_unknown", lang(), year=year), err=True)
    if summary.snapshot_id:
        said = text("cli", "published", lang(), snapshot=summary.snapshot_id)
    else:
        said = text("cli", "checked", lang())
    click.echo(said, err=form == "csv")


def _print_changes(summary: Summary, form: str) -> None:
    """What differs from the snapshot before, on its own beside a table that a program reads."""
    if not summary.changes:
        return
    names = ("table", "added", "changed", "unchanged", "carried", "removed")
    rows = [[table, *counts] for table, _, *counts in summary.changes]
    shown = pd.DataFrame(rows, columns=[text("column", name, lang()) for name in names])
    before = summary.changes[0][1]
    click.echo(text("cli", "compared", lang(), snapshot=before), err=form == "csv")
    click.echo(table_text(shown), err=form == "csv")
    given = {table for table, file, *_ in summary.files if file != f"snapshot {before}"}
    for table, _, _, changed, _, carried, _ in summary.changes:
        if carried and table not in given:
            _say("kept", table=table, snapshot=before, rows=carried)
        if changed > CHANGED_ROWS:
            _say("changed_kept", table=table, rows=changed, kept=CHANGED_ROWS)


def _say(key: str, **values: object) -> None:
    click.echo(text("cli", key, lang(), **values), err=True)


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


COMMANDS: tuple[click.Command, ...] = (demo, check_folder, load_folder, rollback)
