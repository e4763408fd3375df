"""SQL as package files: a query is asked for by its name and its values are always bound."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def sql(name: str) -> str:
    """The text of ``geodata/sql/<name>.sql``; raises FileNotFoundError for an unknown name."""
    path = resources.files("geodata").joinpath("sql", *f"{name}.sql".split("/"))
    return path.read_text(encoding="utf-8")
