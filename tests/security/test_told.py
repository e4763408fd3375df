"""Errors as a browser is told them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.frame.told import nowhere, told
from geodata.base.errors import RefusedError, StoreError


def test_a_sentence_names_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "county" / "store"
    monkeypatch.setenv("GUATU_STORE", str(store))
    said = told(StoreError("store_empty", store=store), "en")
    assert said == (
        "The store store has no snapshot yet. Run first: guatu load CITY_FOLDER --store store"
    )
    detail = f'IO Error: Cannot open file "{store}/snapshots/x.duckdb"'
    said = told(StoreError("snapshot_unreadable", path="x.duckdb", detail=detail), "zh_CN")
    assert str(tmp_path) not in said
    assert "store/snapshots/x.duckdb" in said
    said = told(RefusedError("file_unreadable", file=tmp_path / "a.csv", detail="no"), "zh_CN")
    assert str(tmp_path) not in said
    assert "a.csv" in said
    assert nowhere(f"{store}: {store}/log") == "store: store/log"
