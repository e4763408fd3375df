"""The command that proposes what became of places between two registers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from etl.cli.common import DATE, FOLDER, lang, now
from etl.cli.group import echo
from etl.guess.changes_proposed import propose, read_folder, read_snapshot
from geodata.base.messages import text
from geodata.base.settings import store_folder
from geodata.output.export import csv_bytes
from geodata.store.snapshots import Store


@click.command()
@click.argument("new", metavar="FOLDER", type=FOLDER)
@click.option(
    "--old", type=FOLDER, default=None, help="旧文件夹 · City folder of before (else the snapshot)."
)
@click.option(
    "--store",
    type=FOLDER,
    default=None,
    help="数据仓 · Without --old: folder of snapshots whose current one is compared.",
)
@click.option("--on", "day", type=DATE, default=None, help="变更日期 · First day of the new state.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("place_change.csv"),
    show_default=True,
    help="文件 · The proposals, for a person to confirm.",
)
def changes(
    old: Path | None, new: Path, store: Path | None, day: datetime | None, out: Path
) -> None:
    """比对新旧区划,提出变更建议 · Propose what became of places; a person confirms each row.

    Example:

        guatu changes city --store store --on 2024-01-01 --out place_change.csv
    """
    moment = now()
    before = (
        read_folder(old, moment) if old else read_snapshot(Store(store_folder(store)).current())
    )
    found = propose(before, read_folder(new, moment), on_date=day.date() if day else None)
    out.write_bytes(csv_bytes(found.rows))
    for kind, count in found.counts.items():
        echo(f"{text('change', kind, lang())}: {count}")
    echo(text("cli", "changes_written", lang(), file=out))


COMMANDS: tuple[click.Command, ...] = (changes,)
