"""Commands that ask about one thing: a ranking, the targets, key projects, a place by its name, how
visits are shared out, and which are worth asking about."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from etl.cli.common import (
    asked,
    echo_json,
    format_option,
    json_format_option,
    lang,
    print_table,
    question,
    reading,
    records,
    scoped,
    store_option,
)
from etl.cli.group import echo
from geodata.base import people
from geodata.base.messages import text
from geodata.base.settings import store_folder
from geodata.doubts import found as doubts
from geodata.doubts import words as doubt_words
from geodata.doubts.rules import DOUBTS
from geodata.figures import campaign, layers, legend, ranking
from geodata.figures.catalog import people_of
from geodata.figures.scope_words import scope_text, told_for
from geodata.land import places
from geodata.lists import balance, search
from geodata.output import wording
from geodata.output.wording import with_words
from geodata.question.areas import name_gap
from geodata.store.snapshots import Store

_COLUMNS = ["code", "name", "level", "county", "status", "progress", "planned_wan_yuan",
            "invested_wan_yuan", "reported_to", "planned_finish_on", "chain", "is_protected", "unit",
            "leader"]  # fmt: skip


@click.command("ranking")
@click.option("--id", "ranking_id", default=None, help="排名编号 · Which ranking (else the first).")
@reading
@format_option
def ranking_of_month(ranking_id: str | None, form: str, **options: Any) -> None:
    """月度排名及各项得分 · The ranking of a month, with every component.

    Example:

        guatu ranking --period 2026-02 --format csv
    """
    store, about = question(**options)
    snapshot = store.current()
    which = ranking.ranking_of(snapshot, ranking_id)
    echo(told_for(snapshot, about, lang()), err=form == "csv")
    found = ranking.ranked(snapshot, which, about)
    if found.unmoved:
        echo(text("incomparable", found.unmoved, lang()), err=form == "csv")
    rows = name_gap(found.rows, which.level, lang())
    print_table(rows if form == "csv" else with_words(rows, lang()), form)


@click.command()
@scoped("as_of")
@format_option
@store_option
def targets(as_of: datetime | None, form: str, store: Path | None) -> None:
    """目标进度 · Campaign targets against the straight line.

    Example:

        guatu targets --as-of 2026-03-31
    """
    snapshot = Store(store_folder(store)).current()
    print_table(campaign.targets(snapshot, asked(snapshot, as_of=as_of).as_of), form)


@click.command("find")
@click.argument("words")
@scoped("as_of")
@format_option
@store_option
def find_place(words: str, as_of: datetime | None, form: str, store: Path | None) -> None:
    """按名称、拼音、首字母或代码查找 · Find a place by name, pinyin, initials or code.

    Example:

        guatu find jiacun
    """
    snapshot = Store(store_folder(store)).current()
    print_table(search.find(snapshot, words, asked(snapshot, as_of=as_of).as_of), form)


@click.command("overlaps")
@click.argument("code", required=False)
@format_option
@store_option
def crosswalk(code: str | None, form: str, store: Path | None) -> None:
    """网格、村、社区的重叠对照表 · How grids, villages and communities lie over each other.

    Example:

        guatu overlaps --format csv
    """
    snapshot = Store(store_folder(store)).current()
    known = asked(snapshot, area=code).area or code
    print_table(places.overlaps(snapshot, known), form)


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


_SHARED = {"place": balance.PLACES, "official": balance.OFFICIALS}
_BALANCE_COLUMNS = ["code", "name", "kind", "county", "township", "visits", "status"]


@click.command("balance")
@click.option(
    "--of", type=click.Choice(list(_SHARED)), default="place", show_default=True,
    help="数谁的 · Visits to places, or by officials.",
)  # fmt: skip
@click.option(
    "--show", type=click.Choice(["most", "least", "histogram", "all"]), default="most",
    show_default=True, help="列哪些 · The most or least visited tenth, how many had how many, or all.",
)  # fmt: skip
@click.option("--by", "level", default=None, help="分级 · By areas: county or township.")
@click.option("--unmask", is_flag=True, help="显示姓名 · Show officials' names in full.")
@reading
@format_option
def shared_out(
    of: str, show: str, level: str | None, unmask: bool, form: str, **options: Any
) -> None:
    """走访的均衡 · How visits are shared out over places or officials.

    Example:

        guatu balance --period 2026-02 --show most --format csv
    """
    store, about = question(**options)
    snapshot = store.current()
    name = _SHARED[of]
    found = balance.balance(snapshot, about, name)
    for said in (scope_text(snapshot, found.figure.scope, name, lang()),
                 *wording.balance(found, lang())):  # fmt: skip
        echo(said, err=form == "csv")
    if level:
        if of == "official":
            raise click.UsageError(text("cli", "balance_areas", lang()))
        print_table(name_gap(balance.by_area(snapshot, about, level), level, lang()), form)
        return
    if show in {"most", "least"} and found.counted:
        tenth = found.most if show == "most" else found.least
        echo(wording.tenth_edge(tenth, show, lang()), err=form == "csv")
    rows = {"most": found.most.rows, "least": found.least.rows, "histogram": found.histogram,
            "all": found.rows}[show]  # fmt: skip
    shown = rows[[one for one in _BALANCE_COLUMNS if one in rows]] if show != "histogram" else rows
    print_table(shown, form, unmask=unmask, also=people_of(name))


_DOUBT_COLUMNS = ["rule", "visit_id", "code", "name", "county", "township", "visited_on", "officials",
                  "amount", "other", "reason", "dismissed_by", "dismissed_on"]  # fmt: skip


@click.command("doubts")
@click.option(
    "--rule-name", "names", multiple=True, type=click.Choice(list(DOUBTS)),
    help="哪些疑点，可重复 · Only of this rule; may be repeated.",
)  # fmt: skip
@click.option(
    "--show", type=click.Choice(["open", "dismissed", "unfit", "rules"]), default="open",
    show_default=True,
    help="列哪些 · Those to ask about, those dismissed, dismissals that fit none, or the rules.",
)  # fmt: skip
@click.option("--by", "level", default=None, help="分级 · By areas: county or township.")
@click.option("--unmask", is_flag=True, help="显示姓名 · Show officials' names in full.")
@reading
@json_format_option
def doubtful(
    names: tuple[str, ...], show: str, level: str | None, unmask: bool, form: str, **options: Any
) -> None:
    """值得问一问的走访 · Visits worth asking about; they change no figure.

    Example:

        guatu doubts --period 2026-02 --by township --format csv
    """
    store, about = question(**options)
    snapshot = store.current()
    asked_about = doubts.found(snapshot, about)
    tables = {"open": asked_about.rows, "dismissed": asked_about.dismissed,
              "unfit": asked_about.unfit, "rules": asked_about.rules}  # fmt: skip
    if level:
        tables["areas"] = name_gap(doubts.by_area(snapshot, about, level), level, lang())
    if names:
        tables = {key: rows[rows["rule"].isin(names)] if "rule" in rows else rows
                  for key, rows in tables.items()}  # fmt: skip
    if form == "json":
        shown = tables if unmask else {key: people.masked(one) for key, one in tables.items()}
        echo_json({key: records(one) for key, one in shown.items()})
        return
    for said in (told_for(snapshot, about, lang()), text("doubts", "intro", lang()),
                 *doubt_words.summary(asked_about, lang())):  # fmt: skip
        echo(said, err=form == "csv")
    rows = tables["areas" if level else show]
    columns = (
        [one for one in _DOUBT_COLUMNS if one in rows] if show in {"open", "dismissed"} else []
    )
    print_table(rows if level or not columns else rows[columns], form, unmask=unmask)


COMMANDS: tuple[click.Command, ...] = (
    ranking_of_month, targets, wall, find_place, crosswalk, shared_out, doubtful,
)  # fmt: skip
