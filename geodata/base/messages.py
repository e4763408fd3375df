"""Sentences for errors, quarantine reasons, figures and classes, in the reader's language.

A language is a file of texts, ``geodata/text/<language>.toml``; a test holds their keys equal.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from pathlib import Path

from geodata.base.errors import GuatuError
from geodata.base.privacy import masked

#: One of :data:`LANGUAGES`.
Language = str
_FIRST = "zh_CN"
#: Those there are texts in, the default first.
LANGUAGES: tuple[Language, ...] = tuple(sorted(
    (one.name.removesuffix(".toml") for one in resources.files("geodata").joinpath("text").iterdir()
     if one.name.endswith(".toml")),
    key=lambda name: (name != _FIRST, name),
))  # fmt: skip


@cache
def texts(language: Language) -> dict[str, dict[str, str]]:
    """All sections of one language's file: section → key → template."""
    source = resources.files("geodata").joinpath("text", f"{language}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def text(section: str, key: str, language: Language, /, **values: object) -> str:
    """The template ``section.key`` filled with ``values``; raises KeyError where it is missing."""
    return texts(language)[section][key].format(**values)


def language_or_first(name: object) -> Language:
    """A language that there are texts in: the one of that name, else the default."""
    return str(name) if name in LANGUAGES else LANGUAGES[0]


def sentence(error: GuatuError, language: Language) -> str:
    """What happened, where, and what to do, for an error raised on purpose.

    A cell that it quotes is shown without residents' data; the path of a file stays as it is.
    """
    shown = {
        name: one if isinstance(one, Path | int | float) else masked(str(one))
        for name, one in error.values.items()
    }
    return text("error", error.code, language, **shown)
