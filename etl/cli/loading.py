"""Commands that write: demo, check, load, rollback."""

from __future__ import annotations

import sys
from collections.abc import Collection
from contextlib import AbstractContextManager, closing, nullcontext
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from etl import demo as fictional
from etl.carry import ACCUMULATING
from etl.city import read_city
from etl.cli import report
from etl.cli.common import FOLDER, format_option, lang, store_option
from etl.cli.guessing import ask_about_datums, write_first
from etl.pipeline import CHECKED, Progress, Summary, check, load
from etl.tables import TABLES
from geodata.messages import text
from geodata.settings import store_folder
from geodata.store import Snapshot, Store

json_option = click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="逐行 JSON · Print progress and result as lines of JSON.",
)


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
@click.option(
    "--out",
    type=FOLDER,
    default=None,
    help="退回行存入此文件夹,不给则不写 · Write rejects.xlsx into this folder (else nothing).",
)
@click.option(
    "--write",
    "guessing",
    is_flag=True,
    help="没有 city.toml 时按文件内容猜写一个 · Guess a city.toml from the files where there is none.",
)
@json_option
@store_option
@format_option
def check_folder(
    folder: Path, out: Path | None, guessing: bool, as_json: bool, store: Path | None, form: str
) -> None:
    """检查城市文件夹,不发布 · Read a city folder and report; publishes nothing.

    Example:

        guatu check city --out city-rejects
    """
    found = write_first(folder) if guessing else None
    if out:
        files = [file for source in read_city(folder).sources for file in source.files]
        report.refuse_own_source(out, files)
    with TemporaryDirectory() as scratch:
        target = Store(store_folder(store))
        with _progress(as_json) as progress:
            now = datetime.now()
            summary = check(folder, Path(scratch), now=now, progress=progress, store=target)
        if out:
            with closing(Snapshot.open(Path(scratch) / CHECKED)) as snapshot:
                report.write_findings(snapshot, out)
    if found:
        ask_about_datums(folder, found, summary)
    _tell(summary, form, as_json, out=out)


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
@json_option
def load_folder(
    folder: Path, store: Path | None, replace: tuple[str, ...], form: str, as_json: bool
) -> None:
    """装载并发布 · Load a city folder and publish a snapshot.

    走访、到访干部、上报和派工单逐次累积,其余的表以文件夹为准。
    Visits, attendance, reports and rosters add up from load to load.

    Example:

        guatu load city --store store
    """
    replaced = ACCUMULATING if "all" in replace else replace
    with _progress(as_json) as progress:
        target = Store(store_folder(store))
        summary = load(folder, target, now=datetime.now(), progress=progress, replace=replaced)
    _tell(summary, form, as_json, replaced=replaced)


@click.command()
@store_option
def rollback(store: Path | None) -> None:
    """退回上一个快照 · Point to the snapshot before the current one.

    Example:

        guatu rollback --store store
    """
    snapshot_id = Store(store_folder(store)).rollback()
    click.echo(text("cli", "rolled_back", lang(), snapshot=snapshot_id))


def _tell(
    summary: Summary,
    form: str,
    as_json: bool,
    *,
    out: Path | None = None,
    replaced: Collection[str] = (),
) -> None:
    if as_json:
        report.print_lines(summary)
    else:
        report.print_summary(summary, form, out, replaced)


def _progress(as_json: bool) -> AbstractContextManager[Progress]:
    if as_json:
        return nullcontext(lambda step, rows: report.print_line(step=step, rows=rows))
    return _ProgressBar()


class _ProgressBar(AbstractContextManager[Progress]):
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
