"""A scope as text, for URLs and the command line, and back: the one way of either."""

from __future__ import annotations

from collections.abc import Mapping

from geodata.question.scope import FIELDS, Scope, scope
from geodata.store.snapshots import Snapshot


def encode(asked: Scope) -> dict[str, str]:
    """A scope as text by the name of each field, those with their default left out."""
    values = {name: getattr(asked, one.attribute) for name, one in FIELDS.items()}
    return {
        name: FIELDS[name].told.form.write(value)
        for name, value in values.items()
        if value != FIELDS[name].default
    }


def decode(snapshot: Snapshot, texts: Mapping[str, str]) -> Scope:
    """The scope that texts say, with the city's defaults for what they leave out; other names than
    those of fields are passed over.

    Raises ValueError for a text that cannot be read, and what :func:`geodata.question.scope.scope`
    raises.
    """
    given = FIELDS.keys() & texts.keys()
    return scope(
        snapshot, **{one: FIELDS[one].told.form.read(snapshot, texts[one]) for one in given}
    )
