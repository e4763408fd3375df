"""The snapshots of a store, newest first: what each is about and when it was loaded."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import duckdb
import pandas as pd

from geodata.base.errors import StoreError
from geodata.store.snapshots import Store, connect

_COLUMNS = ("snapshot", "current", "loaded_at", "city", "data_to", "accepted", "quarantined")
_ABOUT = """
SELECT strftime(loaded_at, '%Y-%m-%d %H:%M'), name, strftime(data_to, '%Y-%m-%d'),
       (SELECT sum(accepted)::BIGINT FROM one.load_log),
       (SELECT sum(quarantined)::BIGINT FROM one.load_log)
FROM one.city
"""


def snapshots(store: Store) -> pd.DataFrame:
    """One row a snapshot; of a file that cannot be opened only its id is known."""
    try:
        current = store.current_id()
    except StoreError:  # the list is what one mends the pointer by
        current = None
    with closing(connect()) as connection:
        rows = [
            [one, "*" if one == current else "", *_about(connection, store.path(one))]
            for one in reversed(store.ids())
        ]
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(object)


def _about(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[object, ...]:
    quoted = str(path).replace("'", "''")
    try:
        connection.execute(f"ATTACH '{quoted}' AS one (READ_ONLY)")
    except duckdb.Error:
        return (None,) * 5
    try:
        return connection.execute(_ABOUT).fetchone() or (None,) * 5
    except duckdb.Error:
        return (None,) * 5
    finally:
        connection.execute("DETACH one")
