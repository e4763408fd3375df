"""A workday: the bulletin of one that was held, the roster of one that is coming."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import get_args

import pandas as pd
import xlsxwriter

from geodata.base.codes import AREA_KINDS
from geodata.base.errors import QuestionError
from geodata.base.messages import Language, text
from geodata.base.queries import sql
from geodata.land import places
from geodata.question import areas as area_levels
from geodata.question.scope import Scope, city_of
from geodata.rules.rule import Rank
from geodata.store.snapshots import Snapshot

RANKS = get_args(Rank)
#: The counts a bulletin gives, in the order in which programmes publish them.
COUNTS = ("talks", "households", "disputes", "matters", "suggestions")
#: What a workday can be about, and how it is counted.
REACHED = {"place": "places", "project": "projects", "enterprise": "enterprises", "chain": "chains"}
#: What a person fills in on the day, after the columns that the roster already knows.
FILLED_IN = ("came", "visited_on", *COUNTS)

#: 一帮一, 多帮一, 一帮多, and both at once.
FORMS = ("one_to_one", "many_to_one", "one_to_many", "many_to_many")


@dataclass(frozen=True)
class Workday:
    """A day on which rules called for visits."""

    day: date
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Round:
    """The targets of one kind that a workday owed a visit, and how they stand on a later day: all but
    ``owed`` and ``others`` add up to it. What is owed is settled by who owes it, whoever else comes."""

    owed: int
    reached: int
    open: int
    """Not reached, and a window is still open."""
    no_report: int
    """Nobody knows: the unit that reports did not."""
    missed: int
    others: int = 0
    """Of those not reached, where somebody else came inside the window."""


@dataclass(frozen=True)
class Bulletin:
    """What one day brought. ``officials`` are distinct people: areas do not add up to the whole.
    None is what nobody told, never zero; in ``by_area`` it is NA."""

    day: date
    as_of: date
    """The day on which the round is told."""
    officials: int | None
    asked: int
    """Visits of people whom no list knows: they are in no ``officials``."""
    reached: dict[str, int | None]
    """How many places, projects, companies and chains (:data:`REACHED`) were visited on the day; a kind
    that nothing was owed to and nobody visited is left out."""
    visits: int | None
    counts: dict[str, int | None]
    rounds: dict[str, Round]
    """Of each kind that something was owed to."""
    by_area: pd.DataFrame
    """The areas of a level, and last, without code and name, the visits to what lies in none."""
    level: str
    not_reached: pd.DataFrame

    @property
    def places(self) -> int | None:
        """The places visited on the day."""
        return self.reached.get("places", 0)

    @property
    def round(self) -> Round:
        """The round of the places alone."""
        return self.rounds.get("places", Round(0, 0, 0, 0, 0))

    @property
    def open(self) -> int:
        """What is not reached, of any kind, and a window is still open."""
        return sum(one.open for one in self.rounds.values())


def held(snapshot: Snapshot, scope: Scope) -> list[Workday]:
    """The workdays of the period that have been held by the day known, latest first."""
    text = sql("lists/held")
    return [Workday(day, tuple(rules)) for day, rules in snapshot.rows(text, scope.bound())]


def workdays(snapshot: Snapshot, *, since: date, until: date) -> list[Workday]:
    """The workdays on which anything was owed, latest first."""
    rows = snapshot.rows(sql("lists/workdays"), {"since": since, "until": until})
    return [Workday(day, tuple(rules)) for day, rules in rows]


def coming(snapshot: Snapshot, known_on: date) -> list[Workday]:
    """The workdays of the year after a day, the next one first."""
    first, last = known_on + timedelta(days=1), known_on + timedelta(days=366)
    return workdays(snapshot, since=first, until=last)[::-1]


def called(days: list[Workday], names: Mapping[str, str], comma: str) -> dict[str, str]:
    """The names of the rules of each day, by the day as YYYY-MM-DD."""
    return {
        one.day.isoformat(): comma.join(names.get(rule, rule) for rule in one.rules) for one in days
    }


def units(snapshot: Snapshot) -> dict[str, str]:
    """The units by whose officials something is owed: id → name."""
    return dict(
        snapshot.rows(
            "SELECT unit_id, name FROM unit SEMI JOIN obligation USING (unit_id) ORDER BY unit_id"
        )
    )


def bulletin(
    snapshot: Snapshot,
    day: date,
    scope: Scope,
    *,
    rank: str | None = None,
    level: str | None = None,
) -> Bulletin:
    """The figures of one day; ``rank``: count officials of this rank and above only.

    Raises QuestionError (``level_unknown``, ``rank_unknown``).
    """
    level = level or _first_level(snapshot)
    if level not in AREA_KINDS:
        raise QuestionError("level_unknown", level=level)
    if rank is not None and rank not in RANKS:
        raise QuestionError("rank_unknown", rank=rank, known=", ".join(RANKS))
    by_area = snapshot.query(
        sql("lists/bulletin").replace("{level}", level),
        scope.bound(day=day, rank=rank),
    )
    numbers = ["officials", *REACHED.values(), "visits", *COUNTS]
    by_area = by_area.astype(dict.fromkeys(numbers, "Int64"))
    whole = {name: None if pd.isna(one := by_area[name][0]) else int(one) for name in numbers}
    areas = by_area.iloc[1:].rename(columns={"area": "code"}).reset_index(drop=True)
    owed = sql("lists/round")
    owed_rows = snapshot.rows(owed, scope.bound(day=day))
    rounds = {REACHED[kind]: Round(*row) for kind, *row in owed_rows}
    is_about = {one for one in REACHED.values() if one in rounds or whole[one]} or {"places"}
    return Bulletin(
        day=day,
        as_of=scope.known_on,
        officials=whole["officials"],
        asked=int(by_area["asked"][0]),
        reached={one: whole[one] for one in REACHED.values() if one in is_about},
        visits=whole["visits"],
        counts={name: whole[name] for name in COUNTS},
        rounds={one: rounds[one] for one in REACHED.values() if one in rounds},
        by_area=places.with_county(snapshot, areas, level, scope.known_on),
        level=level,
        not_reached=snapshot.query(sql("lists/not_reached"), scope.bound(day=day)),
    )


def _first_level(snapshot: Snapshot) -> str:
    below = area_levels.level_below(snapshot, city_of(snapshot).kind)
    return below if below in AREA_KINDS else "county"


def paragraph(found: Bulletin, area: str, language: Language) -> str:
    """The bulletin as a paragraph that a clerk can paste into a report: what the day brought, and how
    its round stands. What nobody told is left out."""

    def say(key: str, **values: object) -> str:
        shown = {
            name: text("unit", "whole", language, n=one) if isinstance(one, int) else one
            for name, one in values.items()
        }
        return text("bulletin", key, language, **shown)

    day = {
        "day": found.day,
        "year": str(found.day.year),
        "month": found.day.month,
        "dom": found.day.day,
    }
    told = [] if found.officials is None else [say("officials", officials=found.officials)]
    if found.asked:
        told.append(say("asked" if told else "asked_alone", asked=found.asked))
    counts = {**found.reached, **found.counts}
    told += [say(name, **{name: one}) for name, one in counts.items() if one is not None]
    brought = (
        say("day", area=area, **day, told=say("comma").join(told))
        if told
        else say("no_day", area=area, **day)
    )
    for name, one in found.rounds.items():
        what = {"what": say(f"what_{name}"), "unit": say(f"unit_{name}")}
        brought += say("round", as_of=found.as_of, **what, **asdict(one))
        brought += say("others", **what, others=one.others) if one.others else ""
    return brought


def roster(
    snapshot: Snapshot, day: date, scope: Scope, kinds: tuple[str, ...] | None = None
) -> pd.DataFrame:
    """Who goes where on a day, by township, the longest missed first; as known on ``as_of``. To
    places of some kinds alone, where any are named."""
    text = sql("lists/roster")
    return snapshot.query(text, scope.bound(day=day, kinds=kinds and list(kinds)))


def officials(snapshot: Snapshot, scope: Scope) -> pd.DataFrame:
    """Each responsible's own account over the period; for planners, and never a ranking."""
    text = sql("lists/officials")
    return snapshot.query(text, scope.within(city_of(snapshot).data_to).bound())


def pairing_forms(snapshot: Snapshot, scope: Scope) -> dict[str, int]:
    """How many pairings are one-to-one, many-to-one, one-to-many and many-to-many."""
    text = sql("lists/pairing_forms")
    found = dict(snapshot.rows(text, scope.bound()))
    return {form: found.get(form, 0) for form in FORMS}


def roster_xlsx(rows: pd.DataFrame, day: date, language: Language) -> bytes:
    """The roster as Excel: a sheet to print and fill in, whose ids let it be loaded again.

    Filled in and named under ``[sources.roster]``, it gives visits, attendance and reports.
    """
    out = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(day.isoformat())
        known = [
            one
            for one in rows.columns
            if one not in ("last_visit_on", "closes_on", "township_code")
        ]
        columns = [*known, *FILLED_IN]
        head = book.add_format(
            {"bold": True, "bg_color": "#d9e8f5", "border": 1, "text_wrap": True}
        )
        cell = book.add_format({"border": 1, "num_format": "@"})
        fill = book.add_format({"border": 1, "bg_color": "#fffbe6"})
        for i, name in enumerate(columns):
            sheet.write_string(0, i, text("roster", name, language), head)
        for r, row in enumerate(rows[known].itertuples(index=False), 1):
            for i, value in enumerate(row):
                if pd.isna(value):
                    sheet.write_blank(r, i, None, cell)
                elif isinstance(value, int):
                    sheet.write_number(r, i, value, cell)
                else:
                    sheet.write_string(
                        r, i, str(value)[:10] if columns[i] == "due_on" else str(value), cell
                    )
            for i in range(len(known), len(columns)):
                sheet.write_blank(r, i, None, fill)
        yes_no = [text("roster", "yes", language), text("roster", "no", language)]
        came = len(known)
        sheet.data_validation(
            1, came, max(len(rows), 1), came, {"validate": "list", "source": yes_no}
        )
        sheet.freeze_panes(1, 0)
        sheet.autofit()
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        towns = list(rows["township_code"])
        sheet.set_h_pagebreaks(
            [i + 1 for i in range(1, len(towns)) if towns[i] != towns[i - 1]][:1023]
        )
    return out.getvalue()
