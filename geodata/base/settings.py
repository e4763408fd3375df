"""Small typed settings, built by the caller and never at import."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Thresholds:
    """Where a figure turns from fine to worth a look; a city may set its own in city.toml."""

    neglected_days: int = 60
    """A place without a visit for longer than this is neglected, days."""
    behind_ratio: float = 0.9
    """Invested below this part of the plan to date: behind."""
    ahead_ratio: float = 1.1
    """Invested above this part of the plan to date: ahead."""


def store_folder(given: Path | None, environment: Mapping[str, str] | None = None) -> Path:
    """The store: as given, else ``GUATU_STORE``, else ``./store``."""
    values = os.environ if environment is None else environment
    return given or Path(values.get("GUATU_STORE") or "store")
