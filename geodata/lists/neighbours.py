"""A place beside those that lie around it: the nearest of its kind under the same parent."""

from __future__ import annotations

from datetime import date

import pandas as pd

from geodata.base.queries import sql
from geodata.land import places
from geodata.land.places import Place
from geodata.question.scope import Scope, city_of
from geodata.store.snapshots import Snapshot

MOST = 5


def neighbours(snapshot: Snapshot, code: str, as_of: date, *, most: int = MOST) -> pd.DataFrame:
    """The nearest places of the same kind and parent: code, name, metres between the borders.

    ``metres`` is 0 where they touch, and missing where one has no shape; such a place comes last,
    by how near its code stands.
    """
    values = {"code": code, "as_of": as_of, "most": most}
    return snapshot.query(sql("lists/neighbours"), values)


def compared(snapshot: Snapshot, place: Place, scope: Scope) -> pd.DataFrame:
    """The figures of a place, of its neighbours and of all places in its parent, in this order.

    Columns: beside (here, near, parent), code, name, metres, visited and places (those visited in
    the window, of how many), last_visit_on, days, open, overdue. The places in the parent are of
    the kinds in scope, or of the place's own where that is not among them.
    """
    near = neighbours(snapshot, place.code, scope.as_of)
    kinds = scope.kinds if place.kind in scope.kinds else (place.kind,)
    within = {"parent": place.parent_code, "kinds": list(kinds), "as_of": scope.as_of}
    inside = [code for (code,) in snapshot.rows(sql("lists/inside"), within)]
    codes = [place.code, *near["code"]]
    values = {
        "codes": codes,
        "inside": inside,
        "low": min(codes + inside),
        "high": max(codes + inside),
    }
    asked = scope.within(city_of(snapshot).data_to)
    found = snapshot.query(sql("lists/compared"), asked.bound(**values))
    parent = {one.code: one.name for one in place.ancestors}.get(place.parent_code or "")
    order = pd.concat(
        [
            pd.DataFrame({"beside": ["here"], "code": [place.code], "name": [place.name]}),
            near.assign(beside="near"),
            pd.DataFrame({"beside": ["parent"], "code": [None], "name": [parent]}),
        ]
    )
    order = places.with_county(snapshot, order, place.kind, scope.as_of)
    rows = order.merge(found, on="code")
    return rows.assign(code=rows["code"].fillna(place.parent_code or ""))
