"""What a question is about: a day, a window, an area, kinds of place, a rule."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from geodata import attributes
from geodata.codes import full_code
from geodata.errors import QuestionError
from geodata.store import Snapshot


@dataclass(frozen=True)
class City:
    """What a snapshot is about, and the thresholds its city chose."""

    code: str
    name: str
    kind: str
    data_to: date | None
    """The last day with a visit or report; None where none was given."""
    loaded_on: date
    kinds: tuple[str, ...]
    neglected_days: int
    window_days: int
    behind_ratio: float
    ahead_ratio: float
    reports_inferred: bool

    @property
    def base_kinds(self) -> tuple[str, ...]:
        """The kinds counted unless others are asked for: grids lie inside communities, and one
        piece of land is not to count twice."""
        return tuple(kind for kind in self.kinds if kind != "grid") or self.kinds

    @property
    def today(self) -> date:
        """The day figures are told for unless another is asked: "data to …"."""
        return self.data_to or self.loaded_on


@dataclass(frozen=True)
class Scope:
    """One question's bounds. ``since`` … ``until`` is the window, both days included."""

    as_of: date
    since: date
    until: date
    kinds: tuple[str, ...]
    area: str | None = None
    """Code of a province, city, county or township; None: the whole root."""
    rule: str | None = None
    unit: str | None = None
    """A unit whose own obligations and matters alone are asked about; figures of places are not
    cut by it."""
    topic: str | None = None
    """A kind of facility, an indicator or a kind of target, for the figures about one."""
    over: float | None = None
    """The number an indicator is to be over, in its own unit."""
    matter: str | None = None
    """The only kind of matter asked about."""
    target: str | None = None
    """The only kind of target that matters asked about are about: place, project …"""
    levels: tuple[str, ...] = ()
    """The levels of the projects asked about; all where empty."""
    chain: str | None = None
    """The industrial chain of the projects asked about."""
    protected: bool = False
    """Only projects on the protected list."""
    attribute: str | None = None
    """An attribute that the places asked about have on ``as_of``; what is owed to no place and
    matters about none are left out then. Projects, companies and chains are not cut by it."""
    role: str | None = None
    """The role in which somebody has to be paired with a place, for the coverage by pairings."""

    def values(self) -> dict[str, Any]:
        """The values that named queries bind."""
        return {
            "as_of": self.as_of,
            "since": self.since,
            "until": self.until,
            "area": self.area,
            "kinds": list(self.kinds),
            "rule": self.rule,
            "unit": self.unit,
            "topic": self.topic,
            "over": self.over,
            "matter": self.matter,
            "target": self.target,
            "levels": list(self.levels),
            "chain": self.chain,
            "protected": self.protected,
            "attribute": self.attribute,
            "role": self.role,
        }

    @property
    def overlapping_kinds(self) -> bool:
        """Whether places of one of the kinds lie inside those of another, so that counts of places
        have the same land twice. Villages and communities lie beside each other."""
        return len(set(self.kinds)) > 1 and not set(self.kinds) <= {"village", "community"}

    def bound(self, text: str) -> dict[str, Any]:
        """The values that a query names: DuckDB refuses one that it does not use."""
        named = set(re.findall(r"\$(\w+)", text))
        return {key: value for key, value in self.values().items() if key in named}

    def window_before(self) -> Scope:
        """The same question about the window before, told on the day before this one begins."""
        step = self.until - self.since + timedelta(days=1)
        return replace(
            self, as_of=self.as_of - step, since=self.since - step, until=self.until - step
        )

    def month_before(self) -> Scope:
        """The same question a month earlier."""
        step = relativedelta(months=1)
        return replace(
            self, as_of=self.as_of - step, since=self.since - step, until=self.until - step
        )


def city_of(snapshot: Snapshot) -> City:
    """The one row of table ``city``."""
    row = snapshot.rows(
        "SELECT code, name, kind, data_to, loaded_at::DATE, kinds, neglected_days, window_days,"
        " behind_ratio, ahead_ratio, reports_inferred FROM city"
    )[0]
    code, name, kind, data_to, loaded_on, kinds, *rest = row
    return City(code, name, kind, data_to, loaded_on, tuple(kinds), *rest)


def scope(
    snapshot: Snapshot,
    *,
    as_of: date | None = None,
    since: date | None = None,
    until: date | None = None,
    area: str | None = None,
    kinds: tuple[str, ...] | None = None,
    rule: str | None = None,
    unit: str | None = None,
    matter: str | None = None,
    target: str | None = None,
    topic: str | None = None,
    levels: tuple[str, ...] = (),
    chain: str | None = None,
    protected: bool = False,
    attribute: str | None = None,
    role: str | None = None,
) -> Scope:
    """A scope with the city's own defaults; raises QuestionError (``area_unknown``,
    ``window_backwards``, ``rule_unknown``, ``unit_unknown``, ``attribute_unknown``,
    ``role_unknown``)."""
    city = city_of(snapshot)
    day = as_of or city.today
    start = since or day - timedelta(days=city.window_days - 1)
    end = min(until or day, day)
    if start > end:
        raise QuestionError("window_backwards", since=start, as_of=end)
    area = _known_area(snapshot, area) if area else None
    if rule is not None and not snapshot.rows(
        "SELECT 1 FROM rule WHERE rule_id = $rule", {"rule": rule}
    ):
        raise QuestionError("rule_unknown", rule=rule)
    if unit is not None and not snapshot.rows(
        "SELECT 1 FROM unit WHERE unit_id = $unit", {"unit": unit}
    ):
        raise QuestionError("unit_unknown", unit=unit)
    if attribute is not None and attribute not in (known := attributes.names(snapshot)):
        raise QuestionError("attribute_unknown", attribute=attribute, known=_listed(known))
    if role is not None and role not in (known := attributes.roles(snapshot)):
        raise QuestionError("role_unknown", role=role, known=_listed(known))
    return Scope(
        as_of=day,
        since=start,
        until=end,
        kinds=kinds or city.base_kinds,
        area=None if area == city.code else area,
        rule=rule,
        unit=unit,
        matter=matter,
        target=target,
        topic=topic,
        levels=levels,
        chain=chain,
        protected=protected,
        attribute=attribute,
        role=role,
    )


def _listed(known: tuple[str, ...]) -> str:
    return ", ".join(known) or "—"


def _known_area(snapshot: Snapshot, area: str) -> str:
    """The code as it is stored, for 6 or 9 digits too; raises QuestionError (``area_unknown``)."""
    for code in (area, full_code(area)):
        if snapshot.rows("SELECT 1 FROM place WHERE code = $code LIMIT 1", {"code": code}):
            return str(code)
    raise QuestionError("area_unknown", area=area)
