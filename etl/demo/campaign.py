"""The campaign of the fictional city: walk every village, enter companies, visit many households,
within a year."""

from __future__ import annotations

from pathlib import Path

from etl.demo.files import write_csv
from etl.demo.manifest import TARGETS
from etl.demo.plan import Plan
from etl.demo.workdays import FIRST_DAY, LAST_DAY

_HOUSEHOLDS_A_PLACE = 100
_TALKS_A_PLACE = 12
_COMPANIES_A_PLACE = 0.07


def write_targets(folder: Path, plan: Plan) -> None:
    """Four targets over the year of the fictional city, in round numbers for its size."""
    each = (1, _HOUSEHOLDS_A_PLACE, _TALKS_A_PLACE, _COMPANIES_A_PLACE)
    write_csv(
        folder / TARGETS,
        {
            "target_id": ["T1", "T2", "T3", "T4"],
            "name": ["走遍村居", "走访群众", "谈心谈话", "走进企业"],
            "measure": ["places", "households", "talks", "enterprises"],
            "goal": [_rounded(round(plan.places * one)) for one in each],
            "begins_on": [FIRST_DAY.isoformat()] * 4,
            "ends_on": [LAST_DAY.isoformat(), *["2026-12-31"] * 3],
        },
    )


def _rounded(number: int) -> int:
    """Two leading digits, as a plan would say it."""
    step: int = 10 ** max(len(str(number)) - 2, 0)
    return max(number // step * step, 1)
