"""How a field of a scope is written: one declaration each of its name, its text and its choices.

URLs, the command line and the values that queries bind follow from these declarations alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from geodata.question import periods
from geodata.store.snapshots import Snapshot


@dataclass(frozen=True)
class Form:
    """A sort of value: how it becomes text, and a value again.

    ``read`` raises ValueError or QuestionError for what no page of ours writes.
    """

    write: Callable[[Any], str]
    read: Callable[[Snapshot, str], Any]


def _flag(_: Snapshot, text: str) -> bool:
    if text != "1":
        raise ValueError(text)
    return True


DAY = Form(date.isoformat, lambda _, text: date.fromisoformat(text))
PERIOD = Form(str, periods.parse)
TEXT = Form(str, lambda _, text: text)
#: Several words that hold no comma.
TEXTS = Form(",".join, lambda _, text: tuple(text.split(",")))
NUMBER = Form(repr, lambda _, text: float(text))
FLAG = Form(lambda _: "1", _flag)


@dataclass(frozen=True)
class Told:
    """What a scope tells of one field besides its type and default."""

    form: Form
    name: str = ""
    """What it is called in text, where not as in Python."""
    option: str = ""
    """What one value of several is called on the command line."""
    choices: tuple[str, ...] = ()
    """The words it may be, where they are fixed."""
    known: Callable[[Snapshot, Any], Any] | None = None
    """The value as a snapshot knows it; raises QuestionError for one that it does not."""


@dataclass(frozen=True)
class Field:
    """A field of a dataclass by its Python name (``attribute``), with what is told of it."""

    attribute: str
    name: str
    default: Any
    """``dataclasses.MISSING`` where it has none, and is always written."""
    told: Told


def told(form: Form, **further: Any) -> Mapping[str, Told]:
    """The metadata of a dataclass field (:class:`Told`)."""
    return {"told": Told(form, **further)}


def fields_of(cls: type) -> Iterator[Field]:
    """The fields of a dataclass in their order; each has to be declared with :func:`told`."""
    for one in fields(cls):
        about: Told = one.metadata["told"]
        yield Field(one.name, about.name or one.name, one.default, about)
