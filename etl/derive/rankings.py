"""The rankings that city.toml declares, noted in the snapshot so that they are part of its figures."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from geodata.figures.ranking import Ranking


def write_rankings(connection: duckdb.DuckDBPyConnection, rankings: Sequence[Ranking]) -> None:
    """Fill ``ranking`` and ``ranking_component``."""
    for position, one in enumerate(rankings):
        connection.execute(
            "INSERT INTO ranking VALUES (?, ?, ?, ?, ?, ?)",
            [one.id, one.name, one.level, one.fair_places, one.first_month, position],
        )
        connection.executemany(
            "INSERT INTO ranking_component VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                [
                    one.id,
                    part.rate,
                    part.weight,
                    part.best,
                    part.worst,
                    place,
                    part.topic,
                    part.over,
                ]
                for place, part in enumerate(one.components)
            ],
        )
