"""Commands that write: demo, check, load, rollback."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, closing, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from etl import demo as fictional
from etl.city.settings import read_city
from etl.cli import report
from etl.cli.common import DATE, FOLDER, format_option, lang, now, store_option
from etl.cli.group import echo
from etl.cli.guessing import ask_about_datums, at_desk, write_first
from etl.filling import Progress
from etl.over_time.carry import ACCUMULATING
from etl.over_time.shrinking import COUNTED
from etl.over_time.undated import REWRITABLE
from etl.pipeline import CHECKED, Summary, check, load
from etl.tables import TABLES
from geodata.base.messages import text
from geodata.base.scratch import scratch
from geodata.base.settings import store_folder
from geodata.output import rejects
from geodata.output.rejects import Originals
from geodata.store.snapshots import Snapshot, Store

json_option = click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="逐行 JSON · Print progress and result as lines of JSON.",
)


def list_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """From when on changes hold in lists that give no days."""
    changes_on = click.option(
        "--changes-on",
        type=DATE,
        default=None,
        help="无日期清单的变动自哪天起 · Day from which changes of lists without days hold (else today).",
    )
    rewrite = click.option(
        "--rewrite",
        multiple=True,
        type=click.Choice(REWRITABLE),
        help="更正清单,视为一直如此 · Changes of this list without days were always so; may be repeated.",
    )
    return changes_on(rewrite(command))


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
    echo(text("cli", "demo_written", lang(), folder=folder))


enclosed_option = click.option(
    "--enclosed",
    is_flag=True,
    help="只读文件夹之内的文件 · Refuse a folder that names a file outside itself or a database on a server,"
    " as one that was sent by others.",
)
out_option = click.option(
    "--out",
    type=FOLDER,
    default=None,
    help="退回行存入此文件夹,不给则不写 · Write rejects.xlsx into this folder (else nothing).",
)


@click.command("check")
@click.argument("folder", type=FOLDER)
@out_option
@click.option(
    "--masked",
    is_flag=True,
    help="退回行遮住个人信息 · Hide residents' data and names in rejects.xlsx, to hand it on.",
)
@click.option(
    "--write",
    "guessing",
    is_flag=True,
    help="没有 city.toml 时按文件内容猜写一个 · Guess a city.toml from the files where there is none.",
)
@click.option(
    "--desk",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    default=None,
    hidden=True,
    help="发布页用 · Decisions of a person as JSON, of the desk in the browser.",
)
@list_options
@enclosed_option
@json_option
@store_option
@format_option
def check_folder(
    folder: Path,
    out: Path | None,
    masked: bool,
    guessing: bool,
    desk: Path | None,
    changes_on: datetime | None,
    rewrite: tuple[str, ...],
    enclosed: bool,
    as_json: bool,
    store: Path | None,
    form: str,
) -> None:
    """检查城市文件夹,不发布 · Read a city folder and report; publishes nothing.

    Example:

        guatu check city --out city-rejects
    """
    found = write_first(folder) if guessing else None
    if desk:
        at_desk(folder, desk)
    _refuse_own_source(folder, out)
    originals: Originals | None = None if masked and not desk else {}
    with scratch("guatu-check-") as aside:
        target = Store(store_folder(store))
        with _progress(as_json) as progress:
            summary = check(
                folder, aside, now=now(), progress=progress, store=target, rewrite=rewrite,
                changes_on=changes_on.date() if changes_on else None,
                originals=originals, enclosed=enclosed,
            )  # fmt: skip
        if out:
            with closing(Snapshot.open(aside / CHECKED)) as snapshot:
                report.write_findings(snapshot, out, None if masked else originals)
                if desk:
                    report.print_line(rejected=rejects.to_mend(snapshot, lang(), originals))
    if found:
        ask_about_datums(folder, found, summary)
    _tell(summary, form, as_json, out=out, changes_on=changes_on)


@click.command("load")
@click.argument("folder", type=FOLDER)
@click.option(
    "--replace",
    multiple=True,
    type=click.Choice([*ACCUMULATING, *REWRITABLE, "all"]),
    help="以文件为准的表 · Keep no earlier row of this table; all: of no table that accumulates.",
)
@click.option(
    "--allow-fewer",
    multiple=True,
    type=click.Choice([*COUNTED, "all"]),
    metavar="TABLE",
    help="行数确实该少的表 · This table is meant to have far fewer rows; may be repeated.",
)
@out_option
@list_options
@enclosed_option
@store_option
@format_option
@json_option
def load_folder(
    folder: Path,
    out: Path | None,
    store: Path | None,
    replace: tuple[str, ...],
    changes_on: datetime | None,
    rewrite: tuple[str, ...],
    allow_fewer: tuple[str, ...],
    enclosed: bool,
    form: str,
    as_json: bool,
) -> None:
    """装载并发布 · Load a city folder and publish a snapshot.

    走访、到访干部、上报和派工单逐次累积,其余的表以文件夹为准。
    Visits, attendance, reports and rosters add up from load to load.
    结对等清单没有写日期的,变动自装载当天起,以前各月不变。
    Where a list such as that of pairings gives no days, its changes hold from the day of the load.
    少了一大截的表不会悄悄发布,要用 --allow-fewer 说明。
    A table that has shrunk is not published until --allow-fewer says that it is meant.

    Example:

        guatu load city --store store
    """
    replaced = {*replace, *ACCUMULATING} - {"all"} if "all" in replace else replace
    allowed = COUNTED if "all" in allow_fewer else allow_fewer
    _refuse_own_source(folder, out)
    originals: Originals = {}
    target = Store(store_folder(store))
    with _progress(as_json) as progress:
        summary = load(
            folder, target, now=now(), progress=progress, replace=replaced,
            rewrite=rewrite, changes_on=changes_on.date() if changes_on else None,
            allow_fewer=allowed, originals=originals, enclosed=enclosed,
        )  # fmt: skip
    if out and summary.snapshot_id:
        with closing(Snapshot.open(target.path(summary.snapshot_id))) as snapshot:
            report.write_findings(snapshot, out, originals)
    _tell(summary, form, as_json, out=out, replaced=replaced, changes_on=changes_on)


def _refuse_own_source(folder: Path, out: Path | None) -> None:
    if out:
        files = [file for source in read_city(folder).sources for file in source.files]
        report.refuse_own_source(out, files)


@click.command()
@store_option
def rollback(store: Path | None) -> None:
    """退回上一个快照 · Point to the snapshot before the current one.

    Example:

        guatu rollback --store store
    """
    snapshot_id = Store(store_folder(store)).rollback()
    echo(text("cli", "rolled_back", lang(), snapshot=snapshot_id))


def _tell(
    summary: Summary,
    form: str,
    as_json: bool,
    *,
    out: Path | None = None,
    replaced: Collection[str] = (),
    changes_on: datetime | None = None,
) -> None:
    if as_json:
        report.print_lines(summary)
    else:
        report.print_summary(summary, form, out, replaced)
    if changes_on and all(code != "list_changed" for code, _ in summary.warnings):
        day = changes_on.date()
        echo(text("cli", "changes_on_unused", lang(), day=day), err=True)


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
