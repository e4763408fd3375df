"""Questions as tests ask them: the 31 days up to a day, known on that day, and what is printed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import click

from etl.cli import main
from geodata.question.periods import Period
from geodata.question.scope import Scope, scope
from geodata.store.snapshots import Snapshot

#: What a figure is, in the columns of the command line.
SHOWN = ("numerator", "denominator", "value")


def days_to(day: date, count: int = 31) -> Period:
    """So many days, the last of which is ``day``."""
    return Period(day - timedelta(days=count - 1), day)


def up_to(snapshot: Snapshot, day: date, **more: Any) -> Scope:
    """What a scope of the 31 days up to a day asks, as known on that day."""
    return scope(snapshot, as_of=day, period=days_to(day), **more)


def printed(stdout: str) -> dict[str, str]:
    """The one row of a figure, as the command line prints it as a table: words by column."""
    head, row = stdout.strip().splitlines()[-2:]
    return dict(zip(head.split(), row.split(), strict=True))


def commands() -> dict[str, click.Command]:
    """Every command of ``guatu`` by its name."""
    context = click.Context(main)
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {name: one for name, one in found.items() if one is not None}
