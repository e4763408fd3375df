"""The command that writes blank files to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from etl.city.template import write_templates
from etl.cli.common import FOLDER, lang
from etl.cli.group import echo
from geodata.base.messages import text


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--store", expose_value=False, help="不用 · Taken by every command; not used here.")
def template(folder: Path) -> None:
    """写出空白模板 · Write a blank Excel file for every table, with its rules.

    Example:

        guatu template blank
    """
    written = write_templates(folder, lang())
    echo(text("cli", "templates_written", lang(), files=len(written), folder=folder))


COMMANDS: tuple[click.Command, ...] = (template,)
