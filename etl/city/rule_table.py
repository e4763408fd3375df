"""The table ``[[rule]]`` of city.toml."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from etl.city.toml_table import Text, TomlTable
from geodata.rules.rule import (
    Opens,
    Rank,
    ReportedBy,
    Rule,
    Shift,
    ShiftWhen,
    TargetKind,
    Tier,
    refuse_unmeant,
)

_Days = Annotated[int, Field(ge=0, le=366)]


class RuleTable(TomlTable):
    """Who has to visit what, and when (规则); as many as there are. The cases are in
    [ledger.md](ledger.md)."""

    id: Text = Field(
        description="Identifies the rule, unique. Required.", examples=["workday-city"]
    )
    name: Text | None = Field(
        default=None,
        description="What people call it, on the screen; the `id` where left out.",
        examples=["市级干部工作日"],
    )
    role: Text = Field(
        description="Which pairings (结对) it is about: their `role`. Required.",
        examples=["contact"],
    )
    targets: list[TargetKind] = Field(
        min_length=1,
        description="What is to be visited: `village`, `community`, `grid` or another kind of place, "
        "`project`, `enterprise`, `chain`. Required.",
        examples=[["village", "community"]],
    )
    schedule: Text = Field(
        description="The days, as an RFC 5545 rule of whole days (see [ledger.md](ledger.md)). "
        "Required.",
        examples=["FREQ=MONTHLY;BYMONTHDAY=25"],
    )
    tier: Tier | None = Field(
        default=None,
        description="Only officials posted at this tier (层级): `city`, `county`, `township`; all "
        "where left out.",
        examples=["city"],
    )
    rank: Rank | None = Field(
        default=None,
        description="Only officials of this rank (职级) and above: `staff`, `township`, `county`, "
        "`city`, `province`; all where left out.",
        examples=["county"],
    )
    shift: Shift = Field(
        default="none",
        description="Where a day moves that is no working day (遇节假日): `previous_workday`, "
        "`next_workday`, `next_same_weekday` or `none`, the default.",
        examples=["previous_workday"],
    )
    shift_when: ShiftWhen = Field(
        default="not_working",
        description="Which days move: `not_working`, the default, or `public_holiday`.",
        examples=["public_holiday"],
    )
    early_days: _Days = Field(
        default=0,
        description="How many days before the due day a visit already counts; 0 where left out.",
        examples=[3],
    )
    makeup_days: _Days = Field(
        default=0,
        description="How many days after the due day a visit still counts as made up (补访); 0 where "
        "left out. A window never reaches into the next one.",
        examples=[7],
    )
    opens: Opens = Field(
        default="due",
        description="`due`, the default: the window opens `early_days` before the due day; `period`: "
        "it opens the day after the due day before, so any day of the period counts.",
        examples=["period"],
    )
    reported_by: ReportedBy = Field(
        default="official_unit",
        description="Whose report (上报) tells a missed visit from an unknown one: `official_unit`, "
        "the default, or `place_township`, the unit of the place's township.",
        examples=["place_township"],
    )
    valid_from: date | None = Field(
        default=None,
        alias="from",
        description="First day of the rule; needed by schedules that count from a first day.",
        examples=[date(2016, 12, 1)],
    )
    valid_to: date | None = Field(
        default=None, alias="to", description="Last day of the rule.", examples=[date(2026, 12, 31)]
    )

    def meant(self) -> Rule:
        """The rule that is declared; raises RefusedError where it cannot be meant."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        rule = Rule(**{**values, "targets": tuple(dict.fromkeys(self.targets))})
        refuse_unmeant(rule)
        return rule
