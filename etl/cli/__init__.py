"""The command line ``guatu``.

Exit 0: fine; 1: a refusal, explained in one sentence with the remedy; 2: wrong usage.
"""

from __future__ import annotations

import click

from etl.cli import asking, blank, changing, history, loading, reading, serving, wall
from etl.cli.common import Guatu
from geodata.messages import LANGUAGES


@click.group(cls=Guatu, context_settings={"help_option_names": ["-h", "--help"]})
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


for _commands in (
    loading.COMMANDS,
    history.COMMANDS,
    blank.COMMANDS,
    changing.COMMANDS,
    reading.COMMANDS,
    asking.COMMANDS,
    wall.COMMANDS,
    serving.COMMANDS,
):
    for _command in _commands:
        main.add_command(_command)
