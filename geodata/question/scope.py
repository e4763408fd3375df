"""What a question is about: a period, the day it is known on, an area, kinds of place, a rule."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from geodata.base.codes import AREA_KINDS, KINDS, MATTERS, TARGETS, THINGS, full_code
from geodata.base.errors import QuestionError
from geodata.question import attributes, periods
from geodata.question.fields import DAY, FLAG, NUMBER, PERIOD, TEXT, TEXTS, fields_of, told
from geodata.question.periods import Period
from geodata.store.snapshots import Snapshot


@dataclass(frozen=True)
class City:
    """What a snapshot is about, and the thresholds its city chose."""

    code: str
    name: str
    kind: str
    data_from: date | None
    """The first day with a visit or report; None where none was given."""
    data_to: date | None
    """The last day that visits and reports speak for; None where none was given."""
    loaded_on: date
    kinds: tuple[str, ...]
    neglected_days: int
    behind_ratio: float
    ahead_ratio: float
    reports_inferred: bool
    things: tuple[str, ...] = ()
    """What its rules send people to besides places: projects, companies, chains."""

    @property
    def base_kinds(self) -> tuple[str, ...]:
        """The kinds counted unless others are asked for: grids lie inside communities, and one
        piece of land is not to count twice. Things count where visits to them are owed, and in no
        figure about places."""
        return (tuple(kind for kind in self.kinds if kind != "grid") or self.kinds) + self.things

    @property
    def today(self) -> date:
        """The day figures are told for unless another is asked: "data to …"."""
        return self.data_to or self.loaded_on

    @property
    def last_day(self) -> date:
        """The last day that may be asked about: nothing of later days can be known."""
        return max(self.today, self.loaded_on)


def city_of(snapshot: Snapshot) -> City:
    """The one row of table ``city``."""
    row = snapshot.rows(
        "SELECT code, name, kind, least((SELECT min(visited_on) FROM visit),"
        " (SELECT min(day) FROM report)), data_to, loaded_at::DATE, kinds, neglected_days,"
        " behind_ratio, ahead_ratio, reports_inferred,"
        " (SELECT list(DISTINCT kind) FROM (SELECT unnest(targets) AS kind FROM rule)) FROM city"
    )[0]
    *known, asked = row
    code, name, kind, data_from, data_to, loaded_on, kinds, neglected, behind, ahead, inferred = (
        known
    )
    things = tuple(one for one in THINGS if one in (asked or ()))
    return City(
        code, name, kind, data_from, data_to, loaded_on, tuple(kinds), neglected, behind, ahead,
        inferred, things,
    )  # fmt: skip


def _day_known(snapshot: Snapshot, day: date) -> date:
    city = city_of(snapshot)
    if day > city.last_day:
        raise QuestionError("day_to_come", day=day, data_to=city.today, last_day=city.last_day)
    return day


def _period_known(snapshot: Snapshot, period: Period | str) -> Period:
    return periods.parse(snapshot, period) if isinstance(period, str) else period


def _area_known(snapshot: Snapshot, area: str) -> str | None:
    """The code as it is stored, for 6 or 9 digits too; None for that of the city."""
    for code in (area, full_code(area)):
        if snapshot.rows("SELECT 1 FROM place WHERE code = $code LIMIT 1", {"code": code}):
            return None if code == city_of(snapshot).code else code
    raise QuestionError("area_unknown", area=area)


def _rule_known(snapshot: Snapshot, rule: str) -> str:
    if not snapshot.rows("SELECT 1 FROM rule WHERE rule_id = $rule", {"rule": rule}):
        raise QuestionError("rule_unknown", rule=rule)
    return rule


def _unit_known(snapshot: Snapshot, unit: str) -> str:
    if not snapshot.rows("SELECT 1 FROM unit WHERE unit_id = $unit", {"unit": unit}):
        raise QuestionError("unit_unknown", unit=unit)
    return unit


def _attribute_known(snapshot: Snapshot, attribute: str) -> str:
    if attribute not in (known := attributes.names(snapshot)):
        raise QuestionError("attribute_unknown", attribute=attribute, known=_listed(known))
    return attribute


def _role_known(snapshot: Snapshot, role: str) -> str:
    if role not in (known := attributes.roles(snapshot)):
        raise QuestionError("role_unknown", role=role, known=_listed(known))
    return role


def _listed(known: tuple[str, ...]) -> str:
    return ", ".join(known) or "—"


@dataclass(frozen=True)
class Scope:
    """One question's bounds. What happened after ``known_on`` is not known to it.

    A field is declared here alone: text, options and what queries bind follow from it.

    Raises QuestionError (``day_far``) for a day that nobody asks about.
    """

    known_on: date = field(metadata=told(DAY, name="as_of", known=_day_known))
    period: Period = field(metadata=told(PERIOD, known=_period_known))
    kinds: tuple[str, ...] = field(metadata=told(TEXTS, option="kind", choices=(*KINDS, *THINGS)))
    area: str | None = field(default=None, metadata=told(TEXT, known=_area_known))
    """Code of a province, city, county or township; None: the whole root."""
    rule: str | None = field(default=None, metadata=told(TEXT, known=_rule_known))
    unit: str | None = field(default=None, metadata=told(TEXT, known=_unit_known))
    """A unit whose own obligations and matters alone are asked about; figures of places are not
    cut by it."""
    topic: str | None = field(default=None, metadata=told(TEXT))
    """A kind of facility, an indicator or a kind of target, for the figures about one."""
    over: float | None = field(default=None, metadata=told(NUMBER))
    """The number an indicator is to be over, in its own unit."""
    matter: str | None = field(default=None, metadata=told(TEXT, choices=MATTERS))
    """The only kind of matter asked about."""
    target: str | None = field(default=None, metadata=told(TEXT, choices=TARGETS))
    """The only kind of target that matters asked about are about: place, project …"""
    levels: tuple[str, ...] = field(
        default=(), metadata=told(TEXTS, option="level", choices=AREA_KINDS)
    )
    """The levels of the projects asked about; all where empty."""
    chain: str | None = field(default=None, metadata=told(TEXT))
    """The industrial chain of the projects asked about."""
    protected: bool = field(default=False, metadata=told(FLAG))
    """Only projects on the protected list."""
    attribute: str | None = field(default=None, metadata=told(TEXT, known=_attribute_known))
    """An attribute that the places asked about have on ``as_of``; what is owed to no place and
    matters about none are left out then. Projects, companies and chains are not cut by it."""
    role: str | None = field(default=None, metadata=told(TEXT, known=_role_known))
    """The role in which somebody has to be paired with a place, for the coverage by pairings."""

    def __post_init__(self) -> None:
        periods.askable(self.known_on)

    @property
    def as_of(self) -> date:
        """The day at whose end states are told: the last of the period, or the one known."""
        return min(self.known_on, self.period.last_day)

    def has_begun(self, city: City) -> bool:
        """Whether the period has begun: whoever asks as of the last day with data, or later, asks as
        of the last day that may be asked about."""
        now = city.last_day if self.known_on >= city.today else self.known_on
        return self.period.first_day <= now

    @property
    def overlapping_kinds(self) -> bool:
        """Whether places of one of the kinds lie inside those of another, so that counts of places
        have the same land twice. Villages and communities lie beside each other."""
        places = set(self.kinds) - set(THINGS)
        return len(places) > 1 and not places <= {"village", "community"}

    def bound(self, **values: Any) -> dict[str, Any]:
        """What a query binds: the whole scope as the one struct ``$scope``, beside values of its own.

        ``since`` … ``as_of`` are days on which something happened, ``nominal_since`` …
        ``nominal_until`` those that rounds and visits count on.
        """
        period = self.period
        derived = {
            "as_of": self.as_of,
            "since": period.first_day,
            "nominal_since": period.since,
            "nominal_until": period.until,
            "in_round": period.rule is not None,
            "rule": self.rule or period.rule,
        }
        own = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in vars(self).items()
            if name != "period"
        }
        return {"scope": {**own, **derived}, **values}

    def within(self, last_day: date | None) -> Scope:
        """The same question as far as data reach: what is later is unknown, not undone."""
        known_on = min(self.known_on, last_day or self.known_on)
        return self if known_on == self.known_on else replace(self, known_on=known_on)


#: The fields of a scope by their names in text.
FIELDS = {one.name: one for one in fields_of(Scope)}


def scope(snapshot: Snapshot, **asked: Any) -> Scope:
    """A scope by the names in :data:`FIELDS`, with the city's own defaults for what is None or left
    out: told on the last day that data speak for, over the last closed month. A period may be text.

    Raises QuestionError (``day_to_come``, ``area_unknown``, ``rule_unknown``, ``unit_unknown``,
    ``attribute_unknown``, ``role_unknown``, and what :func:`geodata.question.periods.parse` raises).
    """
    city = city_of(snapshot)
    given: dict[str, Any] = {"known_on": city.today}
    for name, one in FIELDS.items():
        value, known = asked.pop(name, None), one.told.known
        if value is not None:
            given[one.attribute] = known(snapshot, value) if known else value
    if "period" not in given:
        given["period"] = default_period(snapshot, given["known_on"])
    given["kinds"] = given.get("kinds") or city.base_kinds
    return Scope(**given, **asked)  # a name that is nobody's is a TypeError


def default_period(snapshot: Snapshot, known_on: date) -> Period:
    """The last month that is closed as far as data reach; the running one before there is any."""
    city = city_of(snapshot)
    reached = min(known_on, city.today)
    return periods.last_closed(snapshot, reached, city.data_from)


def is_closed(snapshot: Snapshot, scope: Scope) -> bool:
    """Whether nothing of the period of a scope can still come."""
    return periods.is_closed(snapshot, scope.period, min(scope.known_on, city_of(snapshot).today))


def months(snapshot: Snapshot, known_on: date) -> list[Period]:
    """The months with data, latest first."""
    return periods.months(city_of(snapshot).data_from, known_on)


def rounds(snapshot: Snapshot, rule: str, known_on: date) -> list[Period]:
    """The rounds of a rule since the first month with data, latest first."""
    first = city_of(snapshot).data_from
    found = periods.rounds(snapshot, rule, known_on)
    return [one for one in found if first is None or one.last_day >= first]
