"""Ids and codes in a table as the names of what they are of: on the screen, while a download keeps
them."""

from __future__ import annotations

from datetime import date

import pandas as pd

from geodata.base.queries import sql
from geodata.store.snapshots import Snapshot

#: A column of ids, the column of names it becomes, and what it is of: a kind, or the column of one.
_IDS = (
    ("county_code", "county", "place"),
    ("township_code", "township", "place"),
    ("unit_id", "unit", "unit"),
    ("responsible_id", "official", "responsible_kind"),
    ("target_id", "place", "target_kind"),
)
#: Told by the others.
_LEFT_OUT = ["province_code", "city_code", "responsible_kind"]


def by_name(snapshot: Snapshot, rows: pd.DataFrame, day: date) -> pd.DataFrame:
    """The rows as people read them; places by their names of a day; an id that has no name stays as it is."""
    there = [one for one in _IDS if one[0] in rows and one[1] not in rows]
    if not there:
        return rows
    kinds = {ids: rows.get(kind, kind) for ids, _, kind in there}
    pairs = pd.concat(
        [pd.DataFrame({"kind": kinds[ids], "id": rows[ids]}) for ids, *_ in there]
    ).dropna().drop_duplicates()  # fmt: skip
    values = {"sorts": list(pairs["kind"]), "ids": list(pairs["id"]), "day": day}
    found = snapshot.rows(sql("lists/names"), values)
    names = {(kind, code): name for kind, code, name in found}
    shown = rows.copy()
    for ids, _, _ in there:
        keys = pd.DataFrame({"kind": kinds[ids], "id": rows[ids]})
        shown[ids] = [names.get((kind, code), code) for kind, code in keys.itertuples(index=False)]
    return shown.drop(columns=_LEFT_OUT, errors="ignore").rename(
        columns={ids: heading for ids, heading, _ in there}
    )
