"""Periods and scopes as people read them: which days, where, of what, by which rule."""

from __future__ import annotations

from datetime import date

from geodata.base.messages import Language, text
from geodata.figures.catalog import definition
from geodata.question.periods import Period
from geodata.question.scope import Scope, city_of
from geodata.store.snapshots import Snapshot


def period_text(snapshot: Snapshot, period: Period, language: Language) -> str:
    """A period by its name: ``2026年10月``, ``2026年``, two days, or the round of a rule."""
    year, month = period.since.year, period.since.month
    if period.rule is not None:
        name = rule_name(snapshot, period.rule)
        return text("period", "round", language, rule=name, day=period.since)
    if period.kind == "month":
        return text("period", "month", language, year=year, month=month)
    if (period.since, period.until) == (date(year, 1, 1), date(year, 12, 31)):
        return text("period", "year", language, year=year)
    return text("period", "span", language, since=period.since, until=period.until)


def told_for(snapshot: Snapshot, scope: Scope, language: Language) -> str:
    """The period of a scope, and that it is still running where it is."""
    name = period_text(snapshot, scope.period, language)
    if not scope.has_begun(city_of(snapshot)):
        return text("period", "to_come", language, period=name)
    if scope.as_of < scope.period.last_day:
        return text("period", "running", language, period=name, as_of=scope.as_of)
    return name


def scope_text(snapshot: Snapshot, scope: Scope, name: str, language: Language) -> str:
    """All that a figure was asked about, in words: period (its end, for a state), area, kinds of
    place, attribute, rule, unit."""
    what = definition(name)
    when = told_for(snapshot, scope, language)
    if what.is_state and scope.as_of == scope.period.last_day:
        when = text("period", "at_end", language, period=when, as_of=scope.as_of)
    parts = [when, area_name(snapshot, scope)]
    if what.about in {"place", "obligation", "official"}:
        comma = text("brief", "comma", language)
        parts.append(comma.join(text("kind", one, language) for one in scope.kinds))
        parts.append(scope.attribute or "")
    if what.about == "obligation" and scope.rule:
        rule = rule_name(snapshot, scope.rule)
        parts.append(text("period", "of_rule", language, rule=rule))
    if scope.unit and what.about in {"obligation", "matter"}:
        rows = snapshot.rows("SELECT name FROM unit WHERE unit_id = $unit", {"unit": scope.unit})
        parts += [str(one) for (one,) in rows[:1]]
    return " · ".join(one for one in parts if one)


def area_name(snapshot: Snapshot, scope: Scope) -> str:
    """What the area of a scope is called at its end; the city for the root."""
    rows = scope.area and snapshot.rows(
        "SELECT name FROM place_names($as_of) WHERE code = $code",
        {"code": scope.area, "as_of": scope.as_of},
    )
    return str(rows[0][0]) if rows else city_of(snapshot).name


def rule_name(snapshot: Snapshot, rule: str) -> str:
    """What people call a rule."""
    rows = snapshot.rows(
        "SELECT coalesce(name, rule_id) FROM rule WHERE rule_id = $rule", {"rule": rule}
    )
    return str(rows[0][0]) if rows else rule


def period_name(snapshot: Snapshot, period: Period, known_on: date, language: Language) -> str:
    """A period in words, marked where it still runs on a day."""
    return told_for(snapshot, Scope(known_on, period, ()), language)
