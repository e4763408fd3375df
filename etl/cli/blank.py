"""The commands for whoever fills in a city folder: blank files, and the schema of city.toml."""

from __future__ import annotations

import json
from pathlib import Path

import click

from etl.city import document
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


@click.command()
@click.option("--store", expose_value=False, help="不用 · Taken by every command; not used here.")
def schema() -> None:
    """打印 city.toml 的 JSON Schema · Print the JSON schema that an editor completes city.toml by.

    Example:

        guatu schema
    """
    echo(json.dumps(document.schema(), ensure_ascii=False, indent=2))


COMMANDS: tuple[click.Command, ...] = (template, schema)
