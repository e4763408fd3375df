"""Figures and classes as people read them: with units, in their language."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from geodata.export import class_label
from geodata.layers import Layer
from geodata.messages import Language, texts
from geodata.rates import DEFINITIONS, Figure

_DASH = "—"
_UNCHANGED = 0.0005  # less than half a digit of what is shown
_DAYS = {"zh_CN": "{} 天", "en": "{} d"}
_MONEY = {"zh_CN": " 万元", "en": " ×10k yuan"}
_AMOUNTS = {"wan_yuan": _MONEY, "days": {"zh_CN": " 天", "en": " days"}}
_POINTS = {"zh_CN": "{} 个百分点", "en": "{} pp"}
_UNITS = {
    "days": _DAYS,
    "visits": {"zh_CN": "{} 次", "en": "{}"},
    "places": {"zh_CN": "{} 个", "en": "{}"},
}


def percent(value: float | None) -> str:
    """One decimal; 100.0 % only where it is exact, never by rounding up."""
    if value is None or pd.isna(value):
        return _DASH
    shown = f"{value:.1%}"
    return f"{99.9:.1f}%" if shown == "100.0%" and value < 1 else shown


def number(amount: Decimal) -> str:
    """An amount with as many decimals as it has."""
    whole, _, rest = f"{amount:,f}".partition(".")
    return f"{whole}.{rest.rstrip('0')}".rstrip(".")


def figure_text(figure: Figure, language: Language) -> str:
    """The value of a figure with its unit."""
    return value_text(figure.name, figure.value, language)


def value_text(name: str, value: float | None, language: Language) -> str:
    """A value of a figure with its unit, where there is no figure object."""
    if value is None or pd.isna(value):
        return _DASH
    unit = DEFINITIONS[name].unit
    return percent(value) if unit == "percent" else _UNITS[unit][language].format(f"{value:g}")


def source(name: str, language: Language) -> str:
    """A source of the load log in words, beside its name in city.toml: ``走访 visit``."""
    told = texts(language)
    base, _, _ = name.partition(".")  # village.geometry, village.2023-12-31
    word = told["table"].get(base) or told["kind"].get(base)
    return f"{word} {name}" if word and language == "zh_CN" else name


def component(rate: str, topic: str | None, over: float | None, language: Language) -> str:
    """A component of a score: its figure, and what that is about alone."""
    limit = "" if over is None else f" > {over:,g}"
    return texts(language)["rate"][rate] + (f" · {topic}{limit}" if topic else "")


def ranking_rows(rows: pd.DataFrame, language: Language) -> pd.DataFrame:
    """The rows of a ranking with the value of each component as text, movement with its sign."""
    shown = rows.copy()
    for column in rows.columns:
        rate = column.removeprefix("value_")
        if rate != column:
            shown[column] = [value_text(rate, one, language) for one in rows[column]]
    shown["moved"] = [f"{one:+d}" if pd.notna(one) and one else "" for one in rows["moved"]]
    return shown


def word(section: str, key: str, language: Language) -> str:
    """A key that a city may have written in words of its own, which stay as they are."""
    return texts(language)[section].get(key, key)


def figure_parts(figure: Figure, language: Language) -> str:
    """What it is made of: numerator / denominator, with the unit of amounts."""
    if figure.sort == "statistic":
        return f"n = {figure.denominator:,}"
    unit = _AMOUNTS[DEFINITIONS[figure.name].amounts][language] if figure.sort == "ratio" else ""
    return f"{_amount(figure.numerator)} / {_amount(figure.denominator)}{unit}"


def change_text(now: Figure, before: Figure, language: Language) -> str | None:
    """The change on the month before: percentage points, days or visits."""
    if now.value is None or before.value is None:
        return None
    change = now.value - before.value
    if abs(change) < _UNCHANGED:
        return None
    if DEFINITIONS[now.name].unit == "percent":
        return _POINTS[language].format(f"{change * 100:+.1f}")
    return _UNITS[DEFINITIONS[now.name].unit][language].format(f"{change:+g}")


def labels(layer: Layer, rows: pd.DataFrame, language: Language) -> list[str]:
    """A short text for each row, for the map's tooltip; empty for a row that is not there."""
    words = [class_label(one.key, one.bounds, language) for one in layer.legend]
    named = [words[int(i)] if pd.notna(i) else "" for i in rows["class_index"]]
    if "numerator" in rows and "value" in rows:
        return [
            f"{percent(value)} ({n:g}/{d:g})" if pd.notna(value) else name
            for name, value, n, d in zip(
                named, rows["value"], rows["numerator"], rows["denominator"], strict=True
            )
        ]
    if "status" in rows and "progress" in rows:
        return [
            f"{name} · {percent(progress)}" if pd.notna(progress) else name
            for name, progress in zip(named, rows["progress"], strict=True)
        ]
    days = rows.get("days", rows.get("value"))
    if days is None:
        return named
    day = _DAYS[language]
    shows_class = "cause" in rows
    return [
        (f"{name} · " if shows_class else "") + day.format(f"{n:g}") if pd.notna(n) else name
        for name, n in zip(named, days, strict=True)
    ]


def _amount(value: int | Decimal | None) -> str:
    return f"{value or 0:,.0f}"
