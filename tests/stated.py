"""What tables of a city.toml mean, read as the whole file is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from etl.city.document import Document
from etl.city.refusals import validated
from etl.city.source_table import ReferenceTable
from etl.coordinates.reference import Reference
from geodata.figures.indicators import IndicatorKind
from geodata.figures.ranking import Ranking
from geodata.rules.rule import Rule

_Tables = Sequence[Mapping[str, Any]]


def document_of(**tables: object) -> Document:
    city = {"name": "示例市", "code": "9901"}
    return validated(Document, {"city": city, "sources": {}, **tables})


def rules_of(tables: _Tables) -> tuple[Rule, ...]:
    return document_of(rule=list(tables)).rules()


def rankings_of(tables: _Tables) -> tuple[Ranking, ...]:
    return document_of(ranking=list(tables)).rankings()


def indicators_of(tables: _Tables) -> tuple[IndicatorKind, ...]:
    return document_of(indicator=list(tables)).indicators()


def stated_reference(keys: Mapping[str, Any]) -> Reference:
    return validated(ReferenceTable, keys, "sources", "village").reference()
