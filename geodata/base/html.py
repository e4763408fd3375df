"""HTML from the templates in ``geodata/templates``: whatever is put into one is escaped."""

from __future__ import annotations

from base64 import b64encode
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from geodata.base.messages import Language


def render(template: str, language: Language, **values: object) -> str:
    """A template filled with values; a name it does not get is an error, never an empty place."""
    filled = _templates().get_template(f"{template}.html")
    return filled.render({**values, "language": tag(language)})


def tag(language: Language) -> str:
    """A language as ``<html lang>`` names it (BCP 47)."""
    return language.replace("_", "-")


@cache
def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader("geodata"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    found.filters["base64"] = lambda text: b64encode(text.encode()).decode()
    return found
