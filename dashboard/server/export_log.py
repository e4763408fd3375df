"""What was handed over with full names, and when: a line each beside the store, with no name in it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from geodata.base.settings import store_folder

_FILE = Path("log") / "exports.jsonl"


def note(what: str, rows: int, snapshot_id: str, *, now: datetime | None = None) -> None:
    """Add a line: time, what, how many rows, of which snapshot."""
    path = store_folder(None) / _FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    moment = (now or datetime.now()).isoformat(timespec="seconds")
    line = {"time": moment, "what": what, "rows": rows, "snapshot": snapshot_id}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
