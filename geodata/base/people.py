"""Which columns name officials, and their names masked: the one home of both.

Pages show officials' names. What leaves a page or a snapshot (printed tables, downloads, sheets, layers,
the brief) goes through :func:`masked` unless whoever asks says that names are to be shown.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

#: Columns of answers, whatever the question.
COLUMNS = ("responsible", "leader", "official", "officials", "person", "candidates", "dismissed_by")
#: (table, column) of a city's files and of a snapshot's tables; no table: in any.
_SOURCES = {
    (None, "official_name"), (None, "officials"), ("official", "name"),
    ("pairing", "responsible_name"), ("exemption", "subject_name"),
}  # fmt: skip
#: Several names in one cell stand apart by it.
_BETWEEN = "、"


def names_officials(table: str, column: str | None) -> bool:
    """Whether a column of a table holds names of officials."""
    return column is not None and not {(None, column), (table, column)}.isdisjoint(_SOURCES)


def mask(names: str | None) -> str | None:
    """``李文华、王芳`` becomes ``李**、王*``: the family name stays."""
    if not isinstance(names, str):
        return None
    return _BETWEEN.join(name[:1] + "*" * (len(name) - 1) for name in names.split(_BETWEEN))


def masked(rows: pd.DataFrame, also: Collection[str] = ()) -> pd.DataFrame:
    """The rows with every name of an official masked; ``also``: further columns that hold some.

    A count of officials (``officials`` in the bulletin) is none, and stays.
    """
    named = [
        one
        for one in rows
        if (one in COLUMNS or one in also) and not pd.api.types.is_numeric_dtype(rows[one])
    ]
    return rows.assign(**{str(one): rows[one].map(mask) for one in named}) if named else rows
