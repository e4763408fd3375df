"""What the rules find, in words: questions, and no verdict."""

from __future__ import annotations

import pandas as pd

from geodata.base.messages import Language, text
from geodata.doubts.found import Found


def summary(found: Found, language: Language) -> list[str]:
    """A sentence for each rule: what it checked and what there is to ask, or why it could not be
    checked; and one where dismissals fit no row."""
    told = [
        text("doubts", "summary", language, name=text("doubt", row["rule"], language),
             **{key: f"{row[key]:,}" for key in ("checked", "open", "dismissed")})
        for row in found.rules.to_dict("records") if row["checked"]
    ]  # fmt: skip
    told += unchecked(found, language)
    if len(found.unfit):
        told.append(text("doubts", "unfit", language, rows=f"{len(found.unfit):,}"))
    return told


def unchecked(found: Found, language: Language) -> list[str]:
    """Why each of the rules that could not be checked could not."""
    return [
        text("doubts", "unchecked", language, name=text("doubt", rule, language),
             needs=text("doubt_needs", rule, language))
        for rule in found.rules.loc[found.rules["checked"] == 0, "rule"]
    ]  # fmt: skip


def means(rule: str, threshold: float, language: Language) -> str:
    """What a rule says, at the threshold of the city."""
    return text("doubt_means", rule, language, threshold=f"{threshold:,g}")


def in_words(rows: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Rows with the rule as its question, and ``why``: what was measured, with its unit."""
    why = [
        text("doubt_value", rule, language, n=_shown(rule, amount))
        for rule, amount in zip(rows["rule"], rows["amount"], strict=True)
    ]
    asked = [text("doubt", rule, language) for rule in rows["rule"]]
    return rows.assign(rule=asked, why=why)


def _shown(rule: str, amount: float) -> str:
    """Kilometres with a decimal, what is counted or measured in metres whole."""
    return f"{amount:,.1f}" if rule == "far_apart" else f"{amount:,.0f}"
