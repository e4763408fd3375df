"""Demo and load: seconds and peak memory, each command a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.report import Report

_BUDGETS = {4_079: (30, 1), 620_000: (900, 12)}  # seconds, GB


def measure(report: Report, folder: Path, places: int) -> Path:
    """Write and load the fictional city; the store."""
    city, store = folder / "city", folder / "store"
    seconds_budget, memory_budget = _BUDGETS.get(places, (None, None))
    demo_s, demo_gb = _run("demo", str(city), "--places", str(places))
    load_s, load_gb = _run("load", str(city), "--store", str(store))
    report.line("demo", demo_s, "s")
    report.line("load", load_s, "s")
    report.line("demo + load", demo_s + load_s, "s", seconds_budget)
    report.line("peak memory", max(demo_gb, load_gb), "GB", memory_budget)
    snapshot = next((store / "snapshots").glob("*.duckdb"))
    report.line("snapshot on disk", snapshot.stat().st_size / 1e6, "MB")
    return store


def _run(*arguments: str) -> tuple[float, float]:
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "etl.cli", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"guatu {' '.join(arguments)} failed")
    return time.perf_counter() - start, usage.ru_maxrss / 1e6
