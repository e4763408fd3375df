"""The command line ``guatu``.

Exit 0: fine; 1: a refusal, explained in one sentence with the remedy; 2: wrong usage.
"""

from __future__ import annotations

from datetime import datetime

import click

from etl.cli.budget import keep_to
from etl.cli.group import Guatu
from geodata.base import log
from geodata.base.messages import LANGUAGES

#: Which command stands in which module.
ROOMS = {
    "loading": ("demo", "check", "load", "rollback"),
    "history": ("snapshots", "diff", "prune"),
    "blank": ("template", "schema"),
    "changing": ("changes",),
    "reading": (
        "status", "rate", "obligations", "matters", "neglected", "roster", "export", "brief",
    ),
    "moving": ("explain", "upcoming"),
    "asking": ("ranking", "targets", "projects", "find", "overlaps", "balance", "doubts"),
    "serving": ("serve",),
}  # fmt: skip


@click.group(cls=Guatu, rooms=ROOMS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    envvar="GUATU_LANG",
    show_default=True,
    help="语言 · Language of messages and tables.",
)
@click.option(
    "--now",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S"]),
    envvar="GUATU_NOW",
    hidden=True,
    help="此刻 · The moment of the load (else this one), to load again as it was then.",
)
@click.option(
    "--budget",
    nargs=2,
    type=click.IntRange(1),
    hidden=True,
    is_eager=True,
    expose_value=False,
    callback=lambda *given: keep_to(*given[-1]) if given[-1] else None,
    help="时间与内存上限 · Seconds and megabytes that the command may use.",
)
@click.option(
    "--log",
    type=click.Choice(log.LEVELS),
    envvar=log.LEVEL,
    expose_value=False,
    callback=lambda *given: log.begin(given[-1]),
    help="运行日志 · What to tell on standard error of loads, publishing and rollbacks.",
)
@click.version_option(package_name="guatu")
def main(lang: str, now: datetime | None) -> None:
    """挂图 · The wall map of grassroots work.

    Example:

        guatu demo city && guatu load city && guatu serve
    """
