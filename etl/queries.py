"""SQL of the load, beside the package that runs it: asked for by name, its values always bound."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def sql(name: str) -> str:
    """The text of ``etl/<package>/sql/<rest>.sql`` for ``<package>/<rest>``; raises
    FileNotFoundError for an unknown name."""
    package, _, rest = name.partition("/")
    path = resources.files("etl").joinpath(package, "sql", *f"{rest}.sql".split("/"))
    return path.read_text(encoding="utf-8")
