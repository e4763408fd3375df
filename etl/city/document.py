"""The whole of city.toml: its tables, and the JSON schema that editors complete it by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, create_model

from etl.city.city_table import (
    CityTable,
    DoubtsTable,
    IndicatorTable,
    MattersTable,
    ThresholdsTable,
)
from etl.city.ranking_table import RankingTable
from etl.city.rule_table import RuleTable
from etl.city.source_table import EventSourceTable, PlaceSourceTable, SourceTable
from etl.city.toml_table import TomlTable, listed
from etl.tables import TABLES
from geodata.base.codes import KINDS
from geodata.base.errors import RefusedError
from geodata.base.messages import text
from geodata.figures.indicators import IndicatorKind
from geodata.figures.ranking import Ranking
from geodata.rules.rule import Rule

_SOURCES: dict[str, tuple[type[SourceTable], str]] = {
    **{kind: (PlaceSourceTable, text("kind", kind, "zh_CN")) for kind in KINDS},
    **{
        table.name: (
            EventSourceTable if table.accumulates else SourceTable,
            text("table", table.name, "zh_CN"),
        )
        for table in sorted(TABLES, key=lambda table: table.name)
    },
}


def _parts(table: type[SourceTable]) -> Any:
    """One table, or several that are parts of one; of a kind of place one alone."""
    if table is PlaceSourceTable:
        return table | None
    listing = BeforeValidator(listed, json_schema_input_type=table | list[table])  # type: ignore[valid-type]
    return Annotated[list[table], listing] | None  # type: ignore[valid-type]


if TYPE_CHECKING:
    SourcesTable = TomlTable
else:
    SourcesTable = create_model(
        "SourcesTable",
        __base__=TomlTable,
        __doc__="Where the rows of each kind of place and of each table come from.",
        **{
            name: (_parts(table), Field(default=None, description=title))
            for name, (table, title) in _SOURCES.items()
        },
    )


class Document(TomlTable):
    """A city.toml."""

    city: CityTable
    rule: list[RuleTable] = Field(default=[])
    ranking: list[RankingTable] = Field(default=[])
    indicator: list[IndicatorTable] = Field(default=[])
    matters: MattersTable = MattersTable()
    thresholds: ThresholdsTable = ThresholdsTable()
    doubts: DoubtsTable = DoubtsTable()
    sources: SourcesTable

    def rules(self) -> tuple[Rule, ...]:
        """The rules; raises RefusedError where one cannot be meant, or two have one id."""
        rules = {}
        for table in self.rule:
            if table.id in rules:
                raise RefusedError("rule_id_doubled", rule=table.id)
            rules[table.id] = table.meant()
        return tuple(rules.values())

    def rankings(self) -> tuple[Ranking, ...]:
        """The rankings; raises RefusedError where one cannot be meant, or two have one id."""
        _refuse_doubled("ranking.id", [table.id for table in self.ranking], "township")
        return tuple(table.meant() for table in self.ranking)

    def indicators(self) -> tuple[IndicatorKind, ...]:
        """The indicators; raises RefusedError where two have one name."""
        _refuse_doubled("indicator.name", [table.name for table in self.indicator], "集体经济收入")
        return tuple(table.meant() for table in self.indicator)


def _refuse_doubled(key: str, names: list[str], example: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise RefusedError("city_value", key=key, value=name, example=f'"{example}"')


def schema() -> dict[str, Any]:
    """The JSON schema of a city.toml."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Document.model_json_schema(),
    }
