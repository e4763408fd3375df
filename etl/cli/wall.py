"""The wall map of projects on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from etl.cli.common import asked, format_option, print_table, scoped, store_option
from geodata.base.settings import store_folder
from geodata.figures import layers, legend
from geodata.store.snapshots import Store

_COLUMNS = ["code", "name", "level", "county", "status", "progress", "planned_wan_yuan",
            "invested_wan_yuan", "reported_to", "planned_finish_on", "chain", "is_protected", "unit",
            "leader"]  # fmt: skip


@click.command("projects")
@click.option(
    "--status", "statuses", multiple=True, type=click.Choice([one.key for one in legend.PROJECTS]),
    help="进度状态 · Status; may be repeated.",
)  # fmt: skip
@scoped("levels", "chain", "protected", "area", "period", "as_of")
@click.option("--unmask", is_flag=True, help="显示姓名 · Show officials' names in full.")
@format_option
@store_option
def wall(
    statuses: tuple[str, ...], unmask: bool, form: str, store: Path | None, **options: Any
) -> None:
    """重点项目及其进度状态 · Key projects with their status at a day.

    Example:

        guatu projects --status behind --status stopped --format csv
    """
    snapshot = Store(store_folder(store)).current()
    rows = layers.projects(snapshot, asked(snapshot, **options))
    if statuses:
        rows = rows[rows["status"].isin(statuses)]
    print_table(rows[_COLUMNS], form, unmask=unmask)


COMMANDS: tuple[click.Command, ...] = (wall,)
