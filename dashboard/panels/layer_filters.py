"""The filters of layers: alike on every page that draws or hands over a layer, so that what is
exported is what was seen."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.frame import filters
from dashboard.frame.frame import View
from dashboard.panels import panels, project_panels
from geodata.base.messages import text
from geodata.figures import catalog, indicators, rates
from geodata.figures.layers import LayerQuery
from geodata.output import wording
from geodata.question import attributes, periods
from geodata.question.scope import Scope

#: What is drawn where nothing else was chosen.
LAYER = "visit_coverage"


def choose_layer(view: View, layers: Sequence[str]) -> str:
    """Which of some layers."""
    return filters.choose(
        view.t("coverage.layer"), "layer", layers, name=lambda one: text("layer", one, view.language),
        default=LAYER,
    )  # fmt: skip


def choose_scope(view: View, name: str, kinds: tuple[str, ...]) -> Scope:
    """The view's scope as the filters of a layer narrow it, for some kinds of place."""
    return panels.scope_with(
        view, kinds=kinds, rule=_rule(view, name) or None, role=_role(view, name) or None,
        topic=_drawn(view, name) or None,
    )  # fmt: skip


def choose_query(view: View, name: str, level: str) -> LayerQuery:
    """The layer as the page of its own draws it."""
    if name == "projects":
        return LayerQuery(name, level, project_panels.asked(view).scope)
    if name == "neglected":
        return LayerQuery(name, level, view.scope, choose_days(view))
    found = catalog.drawn(name)
    if found and not found[1].of_kinds:
        return LayerQuery(name, level, _fact(view, name))
    kinds = choose_kinds(view) if found else view.scope.kinds
    return LayerQuery(name, level, choose_scope(view, name, kinds))


def choose_kinds(view: View) -> tuple[str, ...]:
    """The kinds of place that are counted."""
    return filters.choose_many(
        view.t("coverage.kinds"), "kinds", view.city.kinds,
        name=lambda one: text("kind", one, view.language), everything=view.t("coverage.base_kinds"),
        default=view.city.base_kinds,
    )  # fmt: skip


def choose_days(view: View) -> int:
    """After how many days without a visit a place is neglected."""
    return filters.choose_number(
        view.t("neglected.days"), "days", default=view.city.neglected_days, low=1, high=3660
    )


def choose_topic(view: View, about: str, topics: Sequence[str]) -> str:
    """Which kind of facility or which indicator (``about``: facilities, indicators)."""
    word = "facility" if about == "facilities" else "indicator"
    return filters.choose(
        view.t(f"facts.{word}"), f"topic_{about}", topics, name=str, default=topics[0]
    )


def _rule(view: View, name: str) -> str:
    rules = view.ask(periods.rule_names)
    found = catalog.drawn(name)
    if found is None or found[0].about != "obligation" or len(rules) < 2:
        return ""
    return filters.choose(
        view.t("officials.rule"), "rule", ["", *rules], default="",
        name=lambda one: rules.get(one, view.t("frame.all")), inline=True,
    )  # fmt: skip


def _role(view: View, name: str) -> str:
    roles = view.ask(attributes.roles)
    if name != "pairing_coverage" or len(roles) < 2:
        return ""
    return filters.choose(
        view.t("coverage.role"), "role", ["", *roles], default="", inline=True,
        name=lambda one: wording.word("role", one, view.language) if one else view.t("frame.all"),
    )  # fmt: skip


def _drawn(view: View, name: str) -> str:
    known = view.ask(attributes.names)
    if name != "place_attribute" or not known:
        return ""
    return filters.choose(
        view.t("coverage.attribute"), "drawn", known, default=known[0], name=str, inline=True
    )


def _fact(view: View, name: str) -> Scope:
    if name == "facility_coverage":
        kinds = view.ask(indicators.facility_kinds, view.scope)
        topic = choose_topic(view, "facilities", list(kinds)) if len(kinds) else None
        return panels.scope_with(view, topic=topic)
    kinds_told = view.ask(indicators.indicator_kinds)
    if not kinds_told:
        return view.scope
    topic = choose_topic(view, "indicators", list(kinds_told))
    return view.ask(rates.about, name, panels.scope_with(view, topic=topic))
