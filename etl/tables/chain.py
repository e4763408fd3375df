"""Industrial chains: what a leader leads, and what companies and projects belong to."""

from __future__ import annotations

from etl.tables.declare import Column, Table

CHAIN = Table(
    "chain",
    "Industrial chains (产业链), one row each; who leads one is a pairing.",
    (
        Column(
            "chain_id",
            "text",
            "Id, unique. In a file that gives none at all it is made of the name.",
            "C01",
            ("产业链编号",),
            required=True,
            made_of=("name",),
        ),
        Column(
            "name", "text", "Name.", "绿色食品", ("产业链名称", "产业链", "名称"), required=True
        ),
    ),
    ("chain_id",),
)
