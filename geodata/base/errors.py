"""The one base of every error this software raises on purpose.

An error carries a code and values; :mod:`geodata.base.messages` turns them into a sentence
in the reader's language, at the edge and nowhere else.
"""

from __future__ import annotations


class GuatuError(Exception):
    """Something went wrong that has a name.

    ``code`` is a key of ``[error]`` in ``geodata/text/*.toml``; ``values`` fill its sentence.
    """

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(f"{code}: {values}" if values else code)


class RefusedError(GuatuError):
    """The input cannot be used: exit 1, one sentence with the remedy, nothing published."""


class StoreError(GuatuError):
    """The store has no snapshot, or one that cannot be opened."""


class QuestionError(GuatuError):
    """A figure, layer or format was asked for that does not exist."""
