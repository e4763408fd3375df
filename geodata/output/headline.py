"""What leadership reads first: what stands, whether it moved, where to look and why, in plain words.

Made of figures that are told elsewhere too, and silent where they are: what is not known is said, or
left out, and never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence

from geodata.base.messages import Language, text
from geodata.figures import neglect, overview, scope_words
from geodata.figures.catalog import DEFINITIONS
from geodata.figures.comparison import Comparison, compared
from geodata.figures.overview import LookFirst
from geodata.output import wording
from geodata.question.scope import Scope
from geodata.store.snapshots import Snapshot


def headline(snapshot: Snapshot, scope: Scope, language: Language) -> str:
    """Two or three short sentences about a scope; empty where no leading figure was given."""
    names = overview.given_figures(snapshot)
    if not names:
        return ""
    first = overview.look_first(snapshot, scope)
    return told(snapshot, compared(snapshot, names[0], scope), first, scope, language)


def told(
    snapshot: Snapshot,
    found: Comparison,
    first: Sequence[LookFirst],
    scope: Scope,
    language: Language,
) -> str:
    """:func:`headline` of a leading figure and of where to look that are known already."""
    parts = [_stands(snapshot, found, scope, language), _moved(snapshot, found, language),
             _where(snapshot, scope, first, language)]  # fmt: skip
    return text("headline", "between", language).join(one for one in parts if one)


def _stands(snapshot: Snapshot, found: Comparison, scope: Scope, language: Language) -> str:
    now = found.now
    area = scope_words.area_name(snapshot, scope)
    if scope.attribute and DEFINITIONS[now.name].about != "project":
        only = text("brief", "only", language, attribute=scope.attribute)
        area = text("headline", "only", language, area=area, only=only)
    told = {
        "period": scope_words.told_for(snapshot, scope, language),
        "area": area,
        "rate": text("rate", now.name, language),
        "value": wording.figure_text(now, language),
    }
    unsure = wording.bounds_text(now, language)
    if now.value is None:
        notes = text("headline", "notes", language, notes=unsure) if unsure else ""
        return text("headline", "untold", language, **told, notes=notes)
    if now.is_provisional and not unsure:
        unsure = text("headline", "pending", language, pending=f"{now.pending:,}")
    parts = [wording.figure_parts(now, language), *([unsure] if unsure else [])]
    notes = text("headline", "notes", language, notes=" · ".join(parts))
    return text("headline", "stands", language, **told, notes=notes)


def _moved(snapshot: Snapshot, found: Comparison, language: Language) -> str:
    if found.reason == "no_now":
        return ""  # said already: the figure has no value
    if found.before is None:
        return text("incomparable", str(found.reason), language)
    period = found.before.scope.period
    before = scope_words.period_name(snapshot, period, period.last_day, language)
    if wording.change_text(found, language) is None:
        return text("headline", "unmoved", language, before=before)
    change = found.change or 0.0
    key = "rose" if change > 0 else "fell"
    points = text("unit", "points", language, n=f"{abs(change) * 100:.1f}")
    return text("headline", key, language, before=before, change=points)


def _where(snapshot: Snapshot, scope: Scope, areas: Sequence[LookFirst], language: Language) -> str:
    day = neglect.told_on(snapshot, scope).as_of
    if not areas:
        is_known = not neglect.untested(snapshot, scope)
        return text("headline", "nowhere", language, day=day) if is_known else ""
    first = areas[0]
    cause, count = first.causes[0]
    return text(
        "headline", "where", language, day=day, county=first.county, place=first.called(language),
        places=f"{first.places:,}", neglected=f"{first.neglected:,}",
        cause=text("class", cause, language), count=f"{count:,}",
    )  # fmt: skip
