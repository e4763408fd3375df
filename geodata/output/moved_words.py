"""Why a figure moved, as people read it: parts in percentage points that add up, ways and states in
words."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from geodata.base.messages import Language, text, texts
from geodata.figures.catalog import definition
from geodata.movement.explained import Explanation
from geodata.movement.parts import rounded
from geodata.output import wording

_DIGITS = 4  # of a share of 1: hundredths of a percentage point


def way_text(name: str, way: str, language: Language) -> str:
    """What became of a row, in words; of a ratio what is above the line grew or fell."""
    sort = definition(name).sort
    return text("way", f"{way}_{sort}" if way in {"gained", "lost"} else way, language)


def state_text(state: str, language: Language) -> str:
    """What a row was or is: a status of the ledger, or why it was no part of the whole or uncounted."""
    section = "standing" if state in texts(language)["standing"] else "status"
    return text(section, state, language)


def points(found: Explanation, rows: pd.DataFrame) -> list[float]:
    """The parts of some rows in percentage points with two decimals, that add up to their sum."""
    shares = rounded(list(rows["weight"]), found.whole.unit, _DIGITS)
    return [round(one * 100, _DIGITS - 2) for one in shares]


def change_text(found: Explanation, language: Language) -> str:
    """The change in percentage points, as the parts add up to it."""
    (change,) = rounded([found.change.numerator], found.change.denominator, _DIGITS)
    return text("unit", "points", language, n=f"{change * 100:+.2f}")


def headline(found: Explanation, language: Language) -> str:
    """The figure then and now, with what it is made of, and the change."""
    values = {
        tense: f"{wording.percent(float(one.numerator or 0) / float(one.denominator))}"
        f" ({float(one.numerator or 0):,.15g}/{float(one.denominator):,.15g})"
        for tense, one in (("then", found.then), ("now", found.now))
    }
    rate = text("rate", found.now.name, language)
    return text(
        "moved", "headline", language, rate=rate, change=change_text(found, language), **values
    )


def notes(found: Explanation, language: Language) -> list[str]:
    """What has to be said beside the parts: what is not known, that no row is in both, how many are as
    they were."""
    said = []
    if found.is_unsure:
        bounds = {
            tense: wording.bounds_text(one, language) or text("moved", "known", language)
            for tense, one in (("then", found.then), ("now", found.now))
        }
        said.append(text("moved", "unsure", language, **bounds))
    if found.is_renewed:
        said.append(text("moved", "renewed", language))
    elif found.stayed:
        said.append(text("moved", "stayed", language, rows=f"{found.stayed:,}"))
    return said


def area_labels(rows: pd.DataFrame, level: str, language: Language) -> list[str]:
    """What an area was, what it is, and by how much it moved or why that is not told, for the map's
    tooltip; empty for a row that is not there."""
    return [_area_label(row, level, language) for row in rows.to_dict("records")]


def _area_label(row: dict[Hashable, Any], level: str, language: Language) -> str:
    if pd.isna(row["class_index"]):
        return ""
    values = {one: wording.percent(row[f"{one}_value"]) for one in ("then", "now")}
    if isinstance(row["why"], str):
        why = text("incomparable", row["why"], language)
        said = text("moved", "area_untold", language, why=why, **values)
    else:
        change = text("unit", "points", language, n=f"{row['change'] * 100:+.2f}")
        said = text("moved", "area", language, change=change, **values)
    county = row.get("county")  # two townships may have one name
    return f"{county} · {said}" if level == "township" and isinstance(county, str) else said


def shown(found: Explanation, rows: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Parts as a person reads them: words for way and states, ``part`` and ``points``, the
    change of an area itself, in percentage points; without weights."""
    worded = rows.drop(columns="weight").assign(part=points(found, rows))
    if "change" in rows:
        worded = worded.drop(columns="change").assign(points=(rows["change"] * 100).round(2))
    if "way" in rows:
        name = found.now.name
        worded["way"] = [way_text(name, one, language) for one in rows["way"]]
        for column in ("state_then", "state_now"):
            worded[column] = [state_text(one, language) for one in rows[column]]
    return worded
