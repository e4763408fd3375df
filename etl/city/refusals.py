"""What pydantic finds wrong in city.toml, as the refusal that a person is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from etl.city.toml_table import TomlTable, keys, literal
from geodata.base.errors import RefusedError

_Table = TypeVar("_Table", bound=TomlTable)
_Location = tuple[int | str, ...]
_ORDER = {"extra_forbidden": 0, "missing": 1}  # a slip in a key's name explains the rest


def validated(table: type[_Table], body: Mapping[str, Any], *where: int | str) -> _Table:
    """The table that ``body`` is, which stands at ``where`` in city.toml.

    Raises RefusedError for the first thing wrong: ``source_unknown``, ``city_table_missing``,
    ``city_key_unknown``, ``city_value``; of a rule ``rule_key_unknown``, ``rule_key_missing``,
    ``rule_value_invalid``.
    """
    try:
        return table.model_validate(body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=True)
        first = min(found, key=lambda one: _ORDER.get(one["type"], 2))
        raise _refusal(table, body, first, where) from error


def _refusal(
    table: type[TomlTable], body: Mapping[str, Any], error: ErrorDetails, where: _Location
) -> RefusedError:
    location = error["loc"]
    owner, field, steps = _found(table, location)
    path = [*(step for step in where if isinstance(step, str)), *steps]
    if location[:1] == ("rule",) and len(location) > 2:
        return _of_rule(body["rule"], error, owner, field, steps[-1])
    key = ".".join(path)
    if error["type"] == "extra_forbidden":
        known = ", ".join(keys(owner))
        if path[:1] == ["sources"] and len(path) == 2:
            return RefusedError("source_unknown", source=steps[-1], known=known)
        return RefusedError("city_key_unknown", key=key, known=known)
    example = literal(field.examples[0]) if field and field.examples else None
    if example is None and path in (["rule"], ["ranking"], ["indicator"]):
        example = f"[[{key}]]"
    inner = location[3:] if location[:1] == ("sources",) else location  # a source may have parts
    is_of_many = any(isinstance(step, int) for step in inner)
    if example is None or (error["type"] == "dict_type" and not is_of_many):
        return RefusedError("city_table_missing", key=key)
    return RefusedError("city_value", key=key, value=_received(error), example=example)


def _of_rule(
    rules: list[Any], error: ErrorDetails, owner: type[TomlTable], field: FieldInfo | None, key: str
) -> RefusedError:
    """Names the rule by its id, or by its place among the rules where it has none."""
    position = int(error["loc"][1])
    stated = rules[position].get("id")
    rule = stated.strip() if isinstance(stated, str) and stated.strip() else f"#{position + 1}"
    if error["type"] == "extra_forbidden":
        return RefusedError("rule_key_unknown", rule=rule, key=key, known=", ".join(keys(owner)))
    if error["type"] == "missing":
        return RefusedError("rule_key_missing", rule=rule, key=key)
    choices = re.findall(r"'(.*?)'", str(error.get("ctx", {}).get("expected", "")))
    stated = f"{key} = {literal(field.examples[0])}" if field and field.examples else key
    return RefusedError(
        "rule_value_invalid",
        rule=rule,
        key=key,
        value=error["input"],
        example=" | ".join(choices) or stated,
    )


def _received(error: ErrorDetails) -> object:
    return "—" if error["type"] == "missing" else error["input"]


def _found(
    table: type[TomlTable], location: _Location
) -> tuple[type[TomlTable], FieldInfo | None, list[str]]:
    """The innermost table on the way, the field there, and the keys that lead to it; positions in
    lists and branches of a union are no keys."""
    annotation: object = table
    field, steps = None, []
    for step in (step for step in location if isinstance(step, str)):
        if (inner := _table_in(annotation)) is not None:
            table, field = inner, keys(inner).get(step)
            annotation = field.annotation if field else None
        elif (values := _values_in(annotation)) is not None:
            annotation = values
        else:
            break
        steps.append(step)
    return table, field, steps


def _table_in(annotation: object) -> type[TomlTable] | None:
    if isinstance(annotation, type) and issubclass(annotation, TomlTable):
        return annotation
    parts = () if get_origin(annotation) is dict else get_args(annotation)
    return next((inner for part in parts if (inner := _table_in(part)) is not None), None)


def _values_in(annotation: object) -> object | None:
    """What the values of a table with free keys are."""
    if get_origin(annotation) is dict:
        return get_args(annotation)[1]  # type: ignore[no-any-return]
    parts = get_args(annotation)
    return next((inner for part in parts if (inner := _values_in(part)) is not None), None)
