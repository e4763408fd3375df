"""Commands about the snapshots of a store: snapshots, diff, prune."""

from __future__ import annotations

from pathlib import Path

import click
import pandas as pd

from etl.cli.common import format_option, lang, print_table, store_option
from etl.cli.group import echo
from etl.over_time.carry import KEYS
from geodata.base import people
from geodata.base.errors import StoreError
from geodata.base.messages import text
from geodata.base.settings import store_folder
from geodata.store import diff as comparing
from geodata.store import history
from geodata.store.snapshots import Store


@click.command()
@store_option
@format_option
def snapshots(store: Path | None, form: str) -> None:
    """列出快照 · The snapshots of the store, newest first.

    Example:

        guatu snapshots --store store
    """
    target = Store(store_folder(store))
    if not target.ids():
        raise StoreError("store_empty", store=target.folder)
    print_table(_worded(history.snapshots(target), form), form)


@click.command("diff")
@click.argument("before", required=False)
@click.argument("after", required=False)
@click.option(
    "--table", type=click.Choice(list(KEYS)), help="展开一张表 · Print the rows of this table."
)
@click.option("--unmask", is_flag=True, help="显示姓名 · Show officials' names in full.")
@store_option
@format_option
def diff_snapshots(
    before: str | None,
    after: str | None,
    table: str | None,
    unmask: bool,
    store: Path | None,
    form: str,
) -> None:
    """两个快照的差别 · What differs between two snapshots, else the current and the one before.

    Example:

        guatu diff --table visit --format csv
    """
    target = Store(store_folder(store))
    pair = comparing.pair(target, before, after)
    with comparing.compared(target, *pair, KEYS) as comparison:
        if table is None:
            print_table(_worded(_summary(comparison), form), form)
            return
        rows = comparison.rows(table) if table in comparison.keys else pd.DataFrame()
    named = [str(one) for one in rows if people.names_officials(table, _column(str(one)))]
    print_table(rows, form, unmask=unmask, also=named)


def _column(shown: str) -> str:
    """The column of a table that is compared: ``name_before`` and ``name_after`` are its names."""
    return shown.removesuffix("_before").removesuffix("_after")


def _summary(comparison: comparing.Comparison) -> pd.DataFrame:
    return pd.DataFrame([vars(one) for one in comparison.changes()])


def _worded(rows: pd.DataFrame, form: str) -> pd.DataFrame:
    """The columns in the reader's language; a program keeps their names."""
    if form == "csv":
        return rows
    return rows.rename(columns={one: text("column", str(one), lang()) for one in rows})


@click.command()
@click.option(
    "--keep",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    help="保留几个 · How many of the newest to keep.",
)
@store_option
def prune(keep: int, store: Path | None) -> None:
    """删除旧快照,当前的总会留下 · Remove old snapshots; the current one always stays.

    Example:

        guatu prune --keep 10
    """
    removed = Store(store_folder(store)).prune(keep)
    for snapshot_id in removed:
        echo(text("cli", "pruned", lang(), snapshot=snapshot_id))
    if not removed:
        echo(text("cli", "pruned_none", lang()))


COMMANDS: tuple[click.Command, ...] = (snapshots, diff_snapshots, prune)
