"""What every table of city.toml is: strict, without keys that nobody knows, each key described.

A key's ``description`` and its one of ``examples`` stand on its field; the documentation, the schema
for editors and the refusals (:mod:`etl.city.refusals`) take them from there.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic.fields import FieldInfo

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


class TomlTable(BaseModel):
    """One table of city.toml."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def keys(table: type[TomlTable]) -> dict[str, FieldInfo]:
    """Key as it is written → its field."""
    return {field.alias or name: field for name, field in table.model_fields.items()}


def listed(value: object) -> list[Any]:
    """What is written alone, as a list of one; a list of nothing is left to be refused."""
    return value if isinstance(value, list) and value else [value]


def _none_twice(names: list[str]) -> list[str]:
    if len(set(names)) < len(names):
        raise ValueError("one of them twice")
    return names


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
#: One text or several; a list of one where it is written alone.
Texts = Annotated[list[Text], BeforeValidator(listed, json_schema_input_type=Text | list[Text])]
Names = Annotated[Texts, AfterValidator(_none_twice)]


def literal(value: object) -> str:
    """A value as TOML writes it, on one line."""
    if isinstance(value, dict):
        inside = ", ".join(f"{_key(key)} = {literal(one)}" for key, one in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else json.dumps(key, ensure_ascii=False)
