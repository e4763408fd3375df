"""Finding a place by name, pinyin with every reading, initials or code."""

from __future__ import annotations

from datetime import date

import pandas as pd

from geodata.base.queries import sql
from geodata.store.snapshots import Snapshot

MOST = 20  # found at once: a longer list is no answer


def find(snapshot: Snapshot, words: str, as_of: date, *, most: int = MOST) -> pd.DataFrame:
    """The places of a day that ``words`` may mean, the closest first: an exact name, then names
    that begin with it, then any; wider kinds before narrower ones.

    ``words``: a name or part of one, its pinyin or initials (``caoxi``, ``cxc``), or the beginning
    of a code. Columns: code, name, kind, county, township.
    """
    text = "".join(words.split()).lower().replace("'", "").replace("ü", "v")
    if not text:
        return pd.DataFrame(columns=["code", "name", "kind", "county", "township"])
    return snapshot.query(sql("lists/find"), {"text": text, "as_of": as_of, "most": most})
