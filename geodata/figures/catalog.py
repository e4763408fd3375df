"""The figures there are, one record each: what it counts, what it rests on, how it is asked, and how it
is told and drawn. Its rows are ``geodata/sql/rates/<name>.sql``, its words ``[rate]`` and ``[how]`` in
``geodata/text``; nothing else knows a figure by its name, but for pages that choose what they show.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from geodata.base.errors import QuestionError
from geodata.figures import legend
from geodata.figures.legend import LegendClass

Sort = Literal["share", "ratio", "statistic"]
Which = Literal["numerator", "denominator", "missing"]
#: What a row may be of which nobody knows what it is.
Status = Literal["no_report", "pending", "undated"]


@dataclass(frozen=True)
class Drawn:
    """How a figure is drawn as a layer."""

    areas: Literal["share", "overdue", "part", "days", "visits"] = "share"
    """By which classes areas are told apart."""
    places: Literal["rolled_up", "days", "visits", "bands"] | tuple[LegendClass, ...] = "rolled_up"
    """Single places: summed up and classed as areas are, by days, by visits, by the bands of an
    indicator, or the classes of what they either have or have not."""
    layer: str = ""
    """How the layer is called, where it is called otherwise than the figure."""
    of_kinds: bool = True
    """Whether its places may be of any kind that is chosen."""


@dataclass(frozen=True)
class Definition:
    """What kind of figure a name stands for."""

    name: str
    sort: Sort
    about: Literal["place", "project", "obligation", "official", "matter"]
    needs: str
    """The table it rests on: where that was not given there is no figure, and no false zero."""
    unit: Literal["percent", "days", "visits", "places"] = "percent"
    amounts: Literal["wan_yuan", "days"] = "wan_yuan"
    """What the two sums of a ratio are made of."""
    falls_when_better: bool = False
    is_neutral: bool = False
    """Neither good nor bad, whichever way it moves."""
    is_state: bool = False
    """Told of the end of the period alone, and not of what happened in it."""
    by_year: bool = False
    """Counted from the first day of the year on, so that each year begins anew."""
    given: str = ""
    """A query for what of its table must be there, where the table alone does not tell."""
    first_told: str = ""
    """What says the first day that the rows of a state speak of (``SELECT`` what follows): before it
    nobody told, which is not nobody and nothing."""
    dated: str = ""
    """A query that has a row where rows of its table bear days at all; without any a state is told
    alike of every period."""
    unknown: tuple[Status, ...] = ()
    """The statuses of its rows of which nobody knows what they are."""
    has_range: bool = False
    """Whether a row that is not known may be no part of the whole either: then rows say what they
    could be at ``least`` and at ``most``."""
    topics: str = ""
    """A query for what it can be asked about alone (``Scope.topic``)."""
    is_over: bool = False
    """Whether it counts what is over a number (``Scope.over``) of one topic."""
    drawn: Drawn | None = None
    people: tuple[str, ...] = ()
    """Columns of its rows that name officials, besides those that do everywhere."""
    same: tuple[str, ...] = ("code",)
    """The columns that say which of its rows of one period is which of another; ``round``: the how
    manieth of its rule in the period."""

    @property
    def opens_with(self) -> Which:
        """The rows to look at first: those that are wrong, or that the figure is about."""
        if self.sort == "statistic":
            return "denominator"
        return "numerator" if self.falls_when_better or self.is_neutral else "missing"

    @property
    def is_additive(self) -> bool:
        """Whether numerators and denominators of areas add up to those of the whole."""
        return self.sort != "statistic"

    @property
    def is_from_visits(self) -> bool:
        """Whether it rests on visits and reports, and is known as far as they reach."""
        return self.needs in {"visit", "obligation"}

    @property
    def exists(self) -> str:
        """A query that has a row where the figure has anything to rest on."""
        return self.given or f'FROM "{self.needs}"'

    @property
    def layer(self) -> str | None:
        """The layer that draws it; None where none does."""
        return (self.drawn.layer or self.name) if self.drawn else None


_OF_PLACES = "WHERE target_kind = 'place'"
_OWED = ("rule_id", "responsible_kind", "responsible_id", "target_kind", "target_id", "round")
_DUE = "FROM matter_spell WHERE due_on IS NOT NULL"
#: Where nobody tells what was closed, nothing is known to be open either.
CLOSING_GIVEN = (
    "SELECT 1 FROM matter_spell WHERE state = 'closed' UNION ALL SELECT 1 FROM load_log"
    " WHERE table_name = 'matter_event' AND accepted > 0 OR table_name = 'matter'"
    " AND len(list_filter(matched, one -> regexp_matches(one, '→ (closed_on|state)$'))) > 0"
)
_DUE_AND_CLOSING = f"SELECT 1 WHERE EXISTS ({_DUE}) AND EXISTS ({CLOSING_GIVEN})"
_SATISFIED = "FROM matter_spell WHERE satisfaction IS NOT NULL"

DEFINITIONS: dict[str, Definition] = {
    one.name: one
    for one in (
        Definition(
            "pairing_coverage", "share", "place", "pairing", is_state=True,
            given=f"FROM pairing {_OF_PLACES}",
            first_told=f"first_day(valid_from) FROM pairing {_OF_PLACES}",
            dated="FROM pairing WHERE valid_from IS NOT NULL OR valid_to IS NOT NULL",
            drawn=Drawn(places=legend.PAIRED),
        ),
        Definition(
            "visit_coverage", "share", "place", "visit", given=f"FROM visit {_OF_PLACES}",
            unknown=("no_report", "pending"), drawn=Drawn(places=legend.VISITED),
        ),
        Definition(
            "days_since_visit", "statistic", "place", "visit", "days", is_state=True,
            given=f"FROM visit {_OF_PLACES}", unknown=("no_report",),
            drawn=Drawn(areas="days", places="days"),
        ),
        Definition(
            "fulfilment", "share", "obligation", "obligation", unknown=("no_report", "pending"),
            drawn=Drawn(), same=_OWED,
        ),
        Definition(  # what is still open can be made up, and never be in time
            "on_time", "share", "obligation", "obligation", unknown=("no_report",), drawn=Drawn(),
            same=_OWED,
        ),
        Definition(
            "report_rate", "share", "obligation", "obligation", same=("code", "rule_id", "round"),
            given="FROM obligation WHERE NOT EXISTS (FROM report)"
            " OR EXISTS (FROM unit WHERE place_code IS NOT NULL)",
        ),
        Definition(
            "missed_streak", "statistic", "place", "obligation", "visits", is_state=True,
            unknown=("no_report",),
        ),
        Definition(
            "load_per_official", "statistic", "official", "pairing", "places", is_state=True,
            first_told=f"first_day(valid_from) FROM pairing {_OF_PLACES}", people=("name",),
        ),
        Definition(
            "visits_per_place", "statistic", "place", "visit", "visits", is_neutral=True,
            given=f"FROM visit {_OF_PLACES}", unknown=("no_report", "pending"),
            drawn=Drawn(areas="visits", places="visits"),
        ),
        Definition(
            "visits_per_official", "statistic", "official", "visit", "visits", is_neutral=True,
            given=f"FROM attendance JOIN visit USING (visit_id) {_OF_PLACES}",
            unknown=("no_report", "pending"), people=("name",),
        ),
        Definition(
            "facility_coverage", "share", "place", "facility", is_state=True,
            first_told="first_day(opened_on) FROM facility",
            dated="FROM facility WHERE opened_on IS NOT NULL OR closed_on IS NOT NULL",
            topics="SELECT DISTINCT facility_kind FROM facility ORDER BY 1",
            drawn=Drawn(places=legend.EQUIPPED, of_kinds=False),
        ),
        Definition(
            "indicator_over", "share", "place", "indicator", is_state=True, is_over=True,
            dated="SELECT 1 FROM indicator HAVING count(DISTINCT period) > 1",
            topics="SELECT DISTINCT indicator FROM indicator ORDER BY 1",
            drawn=Drawn(places="bands", of_kinds=False),
        ),
        Definition(
            "attribute_share", "share", "place", "place_attribute", is_neutral=True, is_state=True,
            first_told="first_day(valid_from) FROM place_attribute",
            dated="FROM place_attribute WHERE valid_from IS NOT NULL OR valid_to IS NOT NULL",
            topics="SELECT DISTINCT attribute FROM place_attribute ORDER BY 1",
            drawn=Drawn(areas="part", places=legend.ATTRIBUTED, layer="place_attribute"),
        ),
        Definition(
            "started_rate", "share", "project", "project", is_state=True,
            given="FROM project WHERE started_on IS NOT NULL",
            first_told="least(min(started_on), min(planned_start_on),"
            " (SELECT min(month) FROM project_month)) FROM project",
        ),
        Definition(
            "investment_rate", "ratio", "project", "project_month", is_state=True, by_year=True,
            given="FROM project_month WHERE invested_wan_yuan IS NOT NULL",
        ),
        Definition(
            "claim_rate", "share", "matter", "matter", unknown=("undated",),
            given="FROM matter_spell WHERE is_claimed OR state = 'claimed'",
        ),
        Definition(
            "assignment_rate", "share", "matter", "matter", unknown=("undated",),
            given="FROM matter_spell WHERE is_assigned",
        ),
        Definition(
            "closing_rate", "share", "matter", "matter", unknown=("undated",), given=CLOSING_GIVEN,
            drawn=Drawn(),
        ),
        Definition(
            "on_time_closing", "share", "matter", "matter", unknown=("undated",), has_range=True,
            given=_DUE_AND_CLOSING,
        ),
        Definition(
            "overdue_rate", "share", "matter", "matter", falls_when_better=True, is_state=True,
            unknown=("undated",), has_range=True, given=_DUE_AND_CLOSING,
            first_told="min(proposed_on) FROM matter", drawn=Drawn(areas="overdue"),
        ),
        Definition(
            "reopening_rate", "share", "matter", "matter", falls_when_better=True,
            unknown=("undated",), has_range=True,
            given="FROM load_log WHERE table_name = 'matter_event' AND accepted > 0",
        ),
        Definition(
            "satisfaction", "share", "matter", "matter", unknown=("undated",), has_range=True,
            given=_SATISFIED,
        ),
        Definition(
            "satisfaction_response", "share", "matter", "matter", unknown=("undated",),
            has_range=True, given=_SATISFIED,
        ),
        Definition(
            "complex_share", "share", "matter", "matter", is_neutral=True,
            given="FROM matter_unit WHERE part = 'co'",
        ),
        Definition(
            "on_the_spot_rate", "share", "matter", "matter", unknown=("undated",),
            given="FROM matter_spell WHERE kind = 'service'",
        ),
        Definition(
            "days_cut", "ratio", "matter", "matter", amounts="days", unknown=("undated",),
            given="FROM matter WHERE statutory_days IS NOT NULL AND actual_days IS NOT NULL",
        ),
        Definition(
            "milestone_punctuality", "share", "project", "milestone", is_state=True,
            same=("code", "milestone"),
            given="FROM milestone WHERE done_on IS NOT NULL",
        ),
        Definition(
            "bottleneck_solved_rate", "share", "project", "bottleneck", same=("bottleneck_id",),
            given="FROM bottleneck WHERE solved_on IS NOT NULL",
        ),
        Definition(
            "bottleneck_days", "statistic", "project", "bottleneck", "days",
            given="FROM bottleneck WHERE solved_on IS NOT NULL",
        ),
        Definition(
            "cover_rate", "share", "project", "pairing", is_state=True, same=("target_kind", "code"),
            given="FROM pairing WHERE target_kind <> 'place'",
            first_told="first_day(valid_from) FROM pairing WHERE target_kind <> 'place'",
            topics="VALUES ('project'), ('enterprise'), ('chain')",
        ),
    )
}  # fmt: skip


def definition(name: str) -> Definition:
    """The definition of a figure; raises QuestionError (``rate_unknown``)."""
    if name not in DEFINITIONS:
        raise QuestionError("rate_unknown", rate=name, known=", ".join(DEFINITIONS))
    return DEFINITIONS[name]


def drawn(layer: str) -> tuple[Definition, Drawn] | None:
    """The figure that a layer draws, and how; None for the layers that draw none."""
    found = ((one, one.drawn) for one in DEFINITIONS.values() if one.drawn and one.layer == layer)
    return next(found, None)


def people_of(name: str | None) -> tuple[str, ...]:
    """Columns of the rows of a figure that name officials, besides those that do everywhere; nothing
    for what is no figure."""
    return DEFINITIONS[name].people if name in DEFINITIONS else ()
