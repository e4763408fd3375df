"""The table ``[[ranking]]`` of city.toml."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from etl.city.toml_table import Text, TomlTable, literal
from geodata.base.errors import RefusedError
from geodata.figures.catalog import DEFINITIONS
from geodata.figures.ranking import Component, Level, Ranking

_MOST_PLACES = 1_000_000
_Number = Annotated[float, Field(allow_inf_nan=False)]


class WeightTable(TomlTable):
    """What a figure weighs in a score, and between which of its values it earns points."""

    weight: _Number = Field(gt=0, description="Its weight. Required.", examples=[60])
    best: _Number = Field(default=1.0, description="The value that earns 1 point.", examples=[0])
    worst: _Number = Field(default=0.0, description="The value that earns none.", examples=[60])
    topic: Text | None = Field(
        default=None,
        description="The kind of facility or the indicator.",
        examples=["集体经济收入"],
    )
    over: _Number | None = Field(
        default=None, description="The number an indicator is to be over.", examples=[50000]
    )


def _with_its_key(value: object) -> object:
    return value if isinstance(value, dict) else {"weight": value}


_Weight = Annotated[
    WeightTable, BeforeValidator(_with_its_key, json_schema_input_type=float | WeightTable)
]


class RankingTable(TomlTable):
    """A monthly ranking (排名) of townships or counties; as many as there are. The score is the
    weighted mean of the points × 100, and every component is shown."""

    id: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[\w-]+$")] = Field(
        description="Name of the ranking, unique. Required.", examples=["township"]
    )
    name: Text | None = Field(
        default=None,
        description="Its title on the page; the id where left out.",
        examples=["乡镇月度排名"],
    )
    level: Level = Field(
        default="township", description="`township`, the default, or `county`.", examples=["county"]
    )
    weights: dict[str, _Weight] = Field(
        min_length=1,
        description="Figure → weight, over zero. A figure earns 1 point at `best` (1 where left out) "
        "and none at `worst` (0), on a straight line between; one that counts days or visits must say "
        "both ends. A figure an area has no data for, or of which more than half is not known, "
        "leaves its weight out. A figure about one kind of facility or one indicator says its "
        "`topic`, `indicator_over` also the number it is to be `over`. Required.",
        examples=[{"fulfilment": 60, "days_since_visit": {"weight": 40, "best": 0, "worst": 60}}],
    )
    fair_places: int = Field(
        default=10,
        ge=1,
        le=_MOST_PLACES,
        description="Areas with fewer places are told apart and not ranked, and so are those that no "
        "figure is left of; 10 where left out.",
        examples=[10],
    )
    first: date | None = Field(
        default=None,
        alias="from",
        description="First month; earlier ones do not count for how often an area was first.",
        examples=[date(2026, 1, 1)],
    )

    def meant(self) -> Ranking:
        """The ranking that is declared; raises RefusedError where a figure cannot be weighed so."""
        return Ranking(
            id=self.id,
            name=self.name or self.id,
            level=self.level,
            components=tuple(_component(rate, one) for rate, one in self.weights.items()),
            fair_places=self.fair_places,
            first_month=self.first.replace(day=1) if self.first else None,
        )


def _component(rate: str, given: WeightTable) -> Component:
    def refusal(**example: Any) -> RefusedError:
        stated = given.model_dump(exclude_unset=True)
        shown = literal({"weight": 20, **example})
        return RefusedError("city_value", key=key, value=literal(stated), example=shown)

    key = f"ranking.weights.{rate}"
    if rate not in DEFINITIONS:
        known = ", ".join(DEFINITIONS)
        raise RefusedError("city_key_unknown", key=key, known=known)
    if given.topic is not None and not DEFINITIONS[rate].topics:
        raise refusal()
    needs_over = DEFINITIONS[rate].is_over
    if needs_over != (given.over is not None) or (needs_over and not given.topic):
        raise refusal(topic="集体经济收入", over=50000)
    is_statistic = DEFINITIONS[rate].sort == "statistic"
    if given.best == given.worst or (is_statistic and "worst" not in given.model_fields_set):
        raise refusal(best=0, worst=60)
    return Component(rate, **given.model_dump())
