"""Figures and classes as people read them: with units, in their language.

Long because every way of telling a figure stands beside the others it must agree with.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from geodata.base.messages import LANGUAGES, Language, text, texts
from geodata.figures.catalog import DEFINITIONS
from geodata.figures.comparison import Comparison
from geodata.figures.layers import Layer, rate_of
from geodata.figures.rates import Figure, Unknown
from geodata.lists.balance import OFFICIALS, Balance, Tenth
from geodata.output.export import class_label

_DASH = "—"
_UNCHANGED = 0.0005  # less than half a digit of what is shown


def percent(value: float | None) -> str:
    """One decimal; 100.0 % and 0.0 % only where they are exact, never by rounding."""
    if value is None or pd.isna(value):
        return _DASH
    shown = f"{value:.1%}"
    if shown == "0.0%" and value > 0:
        return "<0.1%"
    return "99.9%" if shown == "100.0%" and value < 1 else shown


def number(amount: Decimal) -> str:
    """An amount with as many decimals as it has."""
    whole, _, rest = f"{amount:,f}".partition(".")
    return f"{whole}.{rest.rstrip('0')}".rstrip(".")


def figure_text(figure: Figure, language: Language) -> str:
    """The value of a figure with its unit, or why it has none."""
    if figure.unknown:
        return text("no_value", figure.unknown, language)
    return value_text(figure.name, figure.value, language)


def value_text(name: str, value: float | None, language: Language) -> str:
    """A value of a figure with its unit, where there is no figure object."""
    if value is None or pd.isna(value):
        return _DASH
    unit = DEFINITIONS[name].unit
    return percent(value) if unit == "percent" else text("unit", unit, language, n=f"{value:g}")


def area_name(row: Mapping[Any, Any], among: pd.DataFrame) -> str:
    """An area's name, its county before it where those it stands among lie in several."""
    county = row.get("county")
    if isinstance(county, str) and among["county"].nunique() > 1:
        return f"{county} {row['name']}"
    return str(row["name"])


def is_percent(name: str) -> bool:
    """Whether the values of a figure or layer are told in percent: by what it is, never by what its
    rows happen to hold."""
    what = DEFINITIONS.get(rate_of(name))
    return what is None or what.unit == "percent"


def bounds_text(figure: Figure, language: Language) -> str:
    """How much of a figure is not known, and between what the truth lies; else nothing."""
    is_open = figure.bounds is not None or figure.unknown == "mostly_unknown"
    if figure.unknown not in {None, "mostly_unknown"}:
        return ""
    pending = figure.pending if is_open else 0
    low, high = figure.bounds or (math.nan, math.nan)
    if low == high == figure.value:
        low = high = math.nan  # it stands, whatever is not known
    return _unknown(figure.name, figure.no_report, pending, figure.undated, low, high, language)


def row_bounds_text(row: Mapping[Any, Any], language: Language, name: str = "") -> str:
    """The same for a row of an area or place of a figure or layer; nothing for rows of figures that are
    all known."""
    if not row.get("unknown"):
        return ""
    counts = row["no_report"], row["pending"], row.get("undated", 0)
    low, high = row["lower"], row["upper"]
    if low == high == row["value"]:
        low = high = math.nan
    return _unknown(name, *counts, low, high, language)


def is_mostly_unknown(row: Mapping[Any, Any], rate: str = "") -> bool:
    """Whether a row has no value because most of it is unknown; ``rate``: of a ranking's rows, which
    have several."""
    suffix = f"_{rate}" if rate else ""
    return bool(row.get(f"unknown{suffix}", 0) > 0 and pd.isna(row[f"value{suffix}"]))


def with_words(rows: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Rows of areas or of a ranking for a person: that most is unknown stands where a value would."""
    shown = rows.copy()
    for column in rows:
        name, _, rate = str(column).partition("_")
        if name == "value" and f"unknown{'_' if rate else ''}{rate}" in rows:
            word = text("no_value", "mostly_unknown", language)
            is_mostly = [is_mostly_unknown(row, rate) for row in rows.to_dict("records")]
            shown[column] = rows[column].astype(object).mask(pd.Series(is_mostly, rows.index), word)
    return shown


def row_value_text(row: Mapping[Any, Any], name: str, language: Language) -> str:
    """The value of an area or place with its unit, or that most of it is unknown."""
    if is_mostly_unknown(row):
        return text("no_value", "mostly_unknown", language)
    return _plain_value(name, row["value"], language)


def row_parts(row: Mapping[Any, Any], language: Language) -> str:
    """What an area's share is made of, with the range of the truth where it is not all known."""
    parts = f"{row['numerator']:,} / {row['denominator']:,}"
    unsure = row_bounds_text(row, language)
    return f"{parts} ({unsure})" if unsure else parts


def _unknown(
    name: str,
    no_report: int,
    pending: int,
    undated: int,
    low: float,
    high: float,
    language: Language,
) -> str:
    counts = {"no_report": no_report, "pending": pending, "undated": undated}
    counted = [
        text("unknown", key, language, rows=f"{rows:,.0f}") for key, rows in counts.items() if rows
    ]
    parts = text("unknown", "comma", language).join(counted)
    if not (math.isfinite(low) and math.isfinite(high)):
        return parts
    shown = {"low": _plain_value(name, low, language), "high": _plain_value(name, high, language)}
    return text("unknown", "range", language, parts=parts, **shown)


def _plain_value(name: str, value: float, language: Language) -> str:
    """A value of a figure or layer; of those that are no figures, in percent."""
    rate = rate_of(name)
    return value_text(rate, value, language) if rate in DEFINITIONS else percent(value)


def untold_causes(untold: Mapping[str, Unknown], language: Language) -> str:
    """The causes of neglect that nobody can tell, each with the reason."""
    causes = [
        text("brief", "cause_untold", language,
             cause=text("class", cause, language), why=text("no_value", why, language))
        for cause, why in untold.items()
    ]  # fmt: skip
    return text(
        "brief", "causes_untold", language, causes=text("brief", "comma", language).join(causes)
    )


def source(name: str, language: Language) -> str:
    """A source of the load log in words, beside its name in city.toml: ``走访 visit``."""
    told = texts(language)
    base, _, _ = name.partition(".")  # village.geometry, village.2023-12-31
    word = told["table"].get(base) or told["kind"].get(base)
    return f"{word} {name}" if word and language == LANGUAGES[0] else name


def in_words(rows: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Rows of the load log with their tables in words."""
    return rows.assign(table_name=[source(name, language) for name in rows["table_name"]])


def component(rate: str, topic: str | None, over: float | None, language: Language) -> str:
    """A component of a score: its figure, and what that is about alone."""
    limit = "" if over is None else f" > {over:,g}"
    return texts(language)["rate"][rate] + (f" · {topic}{limit}" if topic else "")


def ranking_rows(rows: pd.DataFrame, language: Language) -> pd.DataFrame:
    """The rows of a ranking with the value of each component as text, movement with its sign; beside
    a value of which a part is not known, the range of the truth."""
    shown = rows.copy()
    for column in rows.columns:
        rate = column.removeprefix("value_")
        if rate != column:
            shown[column] = [_ranked_value(row, rate, language) for row in rows.to_dict("records")]
    shown["moved"] = [f"{one:+d}" if pd.notna(one) and one else "" for one in rows["moved"]]
    return shown


def _ranked_value(row: Mapping[Any, Any], rate: str, language: Language) -> str:
    shown = value_text(rate, row[f"value_{rate}"], language)
    if is_mostly_unknown(row, rate):
        shown = text("no_value", "mostly_unknown", language)
    low, high = row.get(f"lower_{rate}"), row.get(f"upper_{rate}")
    if low is None or pd.isna(low) or pd.isna(high) or low == high:
        return shown
    return f"{shown} ({percent(low)}–{percent(high)})"


def word(section: str, key: str, language: Language) -> str:
    """A key that a city may have written in words of its own, which stay as they are."""
    return texts(language)[section].get(key, key)


def figure_parts(figure: Figure, language: Language) -> str:
    """What it is made of: numerator / denominator, with the unit of amounts."""
    if figure.sort == "statistic":
        return f"n = {figure.denominator:,}"
    whole = _amount(figure.denominator)
    if figure.sort == "ratio":
        whole = text("unit", f"sum_{DEFINITIONS[figure.name].amounts}", language, n=whole)
    return f"{counted_text(figure)} / {whole}"


def counted_text(figure: Figure) -> str:
    """What stands above the line; a dash where nobody can tell, which is not none."""
    return _amount(figure.numerator) if figure.unknown in {None, "mostly_unknown"} else _DASH


def change_text(compared: Comparison, language: Language) -> str | None:
    """The change on the period before: percentage points, days or visits; None where there is none
    to tell, or nothing moved."""
    change, unit = compared.change, DEFINITIONS[compared.now.name].unit
    if change is None or abs(change) < _UNCHANGED:
        return None
    if unit == "percent":
        return text("unit", "points", language, n=f"{change * 100:+.1f}")
    return text("unit", unit, language, n=f"{change:+g}")


def labels(layer: Layer, rows: pd.DataFrame, language: Language) -> list[str]:
    """A short text for each row, for the map's tooltip; empty for a row that is not there."""
    words = [class_label(one.key, one.bounds, language) for one in layer.legend]
    named = [words[int(i)] if pd.notna(i) else "" for i in rows["class_index"]]
    told = _told(layer, rows, named, language)
    if layer.query.level != "township" or "county" not in rows:
        return told
    return [  # two townships may have one name
        f"{county} · {one}" if isinstance(county, str) else one
        for county, one in zip(rows["county"], told, strict=True)
    ]


def _told(layer: Layer, rows: pd.DataFrame, named: list[str], language: Language) -> list[str]:
    if "numerator" in rows and "value" in rows and is_percent(layer.query.name):
        return [
            _share(row, layer.query.name, language)
            if pd.notna(row["value"]) or row_bounds_text(row, language)
            else name
            for name, row in zip(named, rows.to_dict("records"), strict=True)
        ]
    if "status" in rows and "progress" in rows:
        return [
            f"{name} · {percent(progress)}" if pd.notna(progress) else name
            for name, progress in zip(named, rows["progress"], strict=True)
        ]
    amounts = rows.get("days", rows.get("visits", rows.get("value")))
    if amounts is None:
        return named
    what = DEFINITIONS.get(rate_of(layer.query.name))
    unit = what.unit if what else "days"
    shows_class = "cause" in rows
    told = [
        (f"{name} · " if shows_class else "") + text("unit", unit, language, n=f"{n:g}")
        if pd.notna(n)
        else name
        for name, n in zip(named, amounts, strict=True)
    ]
    if "unknown" not in rows:
        return told
    return [
        _with_unsure(one, row, layer.query.name, language)
        for one, row in zip(told, rows.to_dict("records"), strict=True)
    ]


def _share(row: Mapping[Any, Any], name: str, language: Language) -> str:
    told = f"{row_value_text(row, name, language)} ({row['numerator']:g}/{row['denominator']:g})"
    return _with_unsure(told, row, name, language)


def _with_unsure(told: str, row: Mapping[Any, Any], name: str, language: Language) -> str:
    unsure = row_bounds_text(row, language, name)
    return f"{told} · {unsure}" if unsure else told


def _amount(value: int | Decimal | None) -> str:
    return f"{value or 0:,.0f}"


def warning(code: str, values: Mapping[str, object], language: Language) -> str:
    """What looks wrong about a source, or was decided about it, as a sentence."""
    told = dict(values)
    if "table" in told:
        told["table"] = table(str(told["table"]), language)
    return text("warning", code, language, **told)


def table(name: str, language: Language) -> str:
    """A table in words."""
    return texts(language)["table"].get(name, name)


def balance(found: Balance, language: Language) -> list[str]:
    """How visits are shared out, in sentences: the whole, what is not known, the most and the least
    visited tenth; nothing but why where there are none."""
    if not found.counted:
        return [text("no_value", found.figure.unknown or "not_given", language)]
    of = "officials" if found.figure.name == OFFICIALS else "places"
    told = [
        text("balance", of, language, counted=f"{found.counted:,}", visits=f"{found.visits:,}",
             mean=f"{found.mean:.2f}", median=f"{found.rows['visits'].median():g}",
             unvisited=f"{found.unvisited:,}")
    ]  # fmt: skip
    if unknown := len(found.rows) - found.counted:
        told.append(text("balance", "unknown", language, rows=f"{unknown:,}"))
    for which, tenth in (("most", found.most), ("least", found.least)):
        values = {"size": f"{tenth.size:,}", "visits": f"{tenth.visits:,}"}
        told.append(
            text("balance", f"{which}_{of}", language, share=percent(tenth.share), **values)
        )
    return told


def tenth_edge(tenth: Tenth, which: str, language: Language) -> str:
    """Which rows of a tenth are listed; ``which``: most or least."""
    return text(
        "balance",
        f"{which}_edge",
        language,
        edge=f"{tenth.edge or 0:,}",
        rows=f"{len(tenth.rows):,}",
    )
