"""The wall map of projects on the command line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from etl.cli.common import as_of_option, format_option, period_option, print_table, store_option
from geodata.base.settings import store_folder
from geodata.figures import layers, legend
from geodata.lists import projects
from geodata.question.scope import scope
from geodata.store.snapshots import Store

_COLUMNS = ["code", "name", "level", "county", "status", "progress", "planned_wan_yuan",
            "invested_wan_yuan", "reported_to", "planned_finish_on", "chain", "is_protected", "unit",
            "leader"]  # fmt: skip


@click.command("projects")
@click.option(
    "--status", "statuses", multiple=True, type=click.Choice([one.key for one in legend.PROJECTS]),
    help="进度状态 · Status; may be repeated.",
)  # fmt: skip
@click.option(
    "--level", "levels", multiple=True, type=click.Choice(projects.LEVELS),
    help="项目级别 · Level; may be repeated.",
)  # fmt: skip
@click.option("--chain", default=None, help="产业链编号 · Only of this industrial chain.")
@click.option("--protected", is_flag=True, help="挂牌保护 · Only those on the protected list.")
@click.option("--area", default=None, help="区划代码 · Code of a county or township.")
@period_option
@as_of_option
@click.option("--unmask", is_flag=True, help="显示姓名 · Show officials' names in full.")
@format_option
@store_option
def wall(
    statuses: tuple[str, ...],
    levels: tuple[str, ...],
    chain: str | None,
    protected: bool,
    area: str | None,
    period: str | None,
    as_of: datetime | None,
    unmask: bool,
    form: str,
    store: Path | None,
) -> None:
    """重点项目及其进度状态 · Key projects with their status at a day.

    Example:

        guatu projects --status behind --status stopped --format csv
    """
    snapshot = Store(store_folder(store)).current()
    day = as_of.date() if as_of else None
    asked = scope(
        snapshot,
        as_of=day,
        period=period,
        area=area,
        levels=levels,
        chain=chain,
        protected=protected,
    )
    rows = layers.projects(snapshot, asked)
    if statuses:
        rows = rows[rows["status"].isin(statuses)]
    print_table(rows[_COLUMNS], form, unmask=unmask)


COMMANDS: tuple[click.Command, ...] = (wall,)
