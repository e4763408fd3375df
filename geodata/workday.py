"""A workday: the bulletin of one that was held, the roster of one that is coming."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import get_args

import pandas as pd
import xlsxwriter

from geodata.codes import AREA_KINDS
from geodata.errors import QuestionError
from geodata.messages import Language, text
from geodata.queries import sql
from geodata.rule import Rank
from geodata.scope import Scope
from geodata.store import Snapshot

RANKS = get_args(Rank)
#: The counts a bulletin gives, in the order in which programmes publish them.
COUNTS = ("talks", "households", "disputes", "matters", "suggestions")
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
class Bulletin:
    """What one day brought. ``officials`` are distinct people: areas do not add up to the whole."""

    day: date
    officials: int
    places: int
    visits: int
    counts: dict[str, int]
    by_area: pd.DataFrame
    not_reached: pd.DataFrame


def workdays(snapshot: Snapshot, *, since: date, until: date) -> list[Workday]:
    """The workdays on which anything was owed, latest first."""
    rows = snapshot.rows(sql("lists/workdays"), {"since": since, "until": until})
    return [Workday(day, tuple(rules)) for day, rules in rows]


def bulletin(
    snapshot: Snapshot, day: date, scope: Scope, *, level: str = "county", rank: str | None = None
) -> Bulletin:
    """The figures of one day; ``rank``: count officials of this rank and above only.

    Raises QuestionError (``level_unknown``, ``rank_unknown``).
    """
    if level not in AREA_KINDS:
        raise QuestionError("level_unknown", level=level)
    if rank is not None and rank not in RANKS:
        raise QuestionError("rank_unknown", rank=rank, known=", ".join(RANKS))
    by_area = snapshot.query(
        sql("lists/bulletin").replace("{level}", level),
        {**scope.bound(sql("lists/bulletin")), "day": day, "rank": rank},
    )
    whole = by_area.iloc[0]
    return Bulletin(
        day=day,
        officials=int(whole["officials"]),
        places=int(whole["places"]),
        visits=int(whole["visits"]),
        counts={name: int(whole[name]) for name in COUNTS},
        by_area=by_area.iloc[1:].rename(columns={"area": "code"}).reset_index(drop=True),
        not_reached=snapshot.query(
            sql("lists/not_reached"), {**scope.bound(sql("lists/not_reached")), "day": day}
        ),
    )


def paragraph(found: Bulletin, area: str, language: Language) -> str:
    """The bulletin as a paragraph that a clerk can paste into a report."""
    counts = {
        "officials": found.officials,
        "places": found.places,
        "not_reached": found.not_reached["code"].nunique(),
        **found.counts,
    }
    return text(
        "bulletin",
        "paragraph",
        language,
        area=area,
        year=found.day.year,
        month=found.day.month,
        dom=found.day.day,
        day=found.day,
        **{name: count if language == "zh_CN" else f"{count:,}" for name, count in counts.items()},
    )


def roster(
    snapshot: Snapshot, day: date, scope: Scope, kinds: tuple[str, ...] | None = None
) -> pd.DataFrame:
    """Who goes where on a day, by township, the longest missed first; as known on ``as_of``. To
    places of some kinds alone, where any are named."""
    text = sql("lists/roster")
    values = {**scope.bound(text), "day": day, "kinds": kinds and list(kinds)}
    return snapshot.query(text, values)


def officials(snapshot: Snapshot, scope: Scope) -> pd.DataFrame:
    """Each responsible's own account over the window; for planners, and never a ranking."""
    text = sql("lists/officials")
    return snapshot.query(text, scope.bound(text))


def pairing_forms(snapshot: Snapshot, scope: Scope) -> dict[str, int]:
    """How many pairings are one-to-one, many-to-one, one-to-many and many-to-many."""
    text = sql("lists/pairing_forms")
    found = dict(snapshot.rows(text, scope.bound(text)))
    return {form: found.get(form, 0) for form in FORMS}


def roster_xlsx(rows: pd.DataFrame, day: date, language: Language) -> bytes:
    """The roster as Excel: a sheet to print and fill in, whose ids let it be loaded again.

    Filled in and named under ``[sources.roster]``, it gives visits, attendance and reports.
    """
    out = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(day.isoformat())
        known = [one for one in rows.columns if one not in ("last_visit_on", "closes_on")]
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
        towns = list(rows["township"])
        sheet.set_h_pagebreaks(
            [i + 1 for i in range(1, len(towns)) if towns[i] != towns[i - 1]][:1023]
        )
    return out.getvalue()
