"""Questions about projects, companies and chains, each answered once: see
:mod:`dashboard.answers`."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from dashboard import answers
from geodata import projects, rates
from geodata.scope import Scope

_KEPT = 32
_FIGURES = (
    "started_rate", "investment_rate", "milestone_punctuality", "bottleneck_solved_rate",
    "bottleneck_days",
)  # fmt: skip


@lru_cache(maxsize=_KEPT)
def figures(snapshot_id: str) -> tuple[str, ...]:
    """The figures of projects that can be told."""
    here = answers.snapshot(snapshot_id)
    return tuple(name for name in _FIGURES if rates.is_given(here, name))


@lru_cache(maxsize=_KEPT)
def levels(snapshot_id: str) -> tuple[str, ...]:
    """The levels of projects that occur, the highest first."""
    rows = answers.snapshot(snapshot_id).rows("SELECT DISTINCT level FROM project")
    return tuple(one for one in projects.LEVELS if (one,) in rows)


@lru_cache(maxsize=_KEPT)
def chain_names(snapshot_id: str) -> dict[str, str]:
    """The industrial chains: id → name."""
    rows = answers.snapshot(snapshot_id).rows("SELECT chain_id, name FROM chain ORDER BY 1")
    return dict(rows)


@lru_cache(maxsize=_KEPT)
def company(snapshot_id: str, code: str) -> str | None:
    """The name of a company; None where there is none with this id."""
    text = "SELECT name FROM enterprise WHERE enterprise_id = $code"
    rows = answers.snapshot(snapshot_id).rows(text, {"code": code})
    return str(rows[0][0]) if rows else None


@lru_cache(maxsize=_KEPT)
def months(snapshot_id: str, scope: Scope) -> pd.DataFrame:
    """Planned and invested by month of the year, wan yuan."""
    return projects.months(answers.snapshot(snapshot_id), scope)


@lru_cache(maxsize=_KEPT)
def due(snapshot_id: str, scope: Scope) -> pd.DataFrame:
    """The milestones that are overdue or due within seven days."""
    return projects.due(answers.snapshot(snapshot_id), scope)


@lru_cache(maxsize=_KEPT)
def milestones(snapshot_id: str, scope: Scope, code: str) -> pd.DataFrame:
    """The milestones of one project."""
    return projects.milestones(answers.snapshot(snapshot_id), scope, code)


@lru_cache(maxsize=_KEPT)
def bottlenecks(snapshot_id: str, scope: Scope, code: str | None = None) -> pd.DataFrame:
    """The bottlenecks of all projects, or of one; those open longest first."""
    return projects.bottlenecks(answers.snapshot(snapshot_id), scope, code)


@lru_cache(maxsize=_KEPT)
def project(snapshot_id: str, code: str, scope: Scope) -> projects.Project | None:
    """One project at the day looked at."""
    return projects.project(answers.snapshot(snapshot_id), code, scope.as_of, scope)


@lru_cache(maxsize=_KEPT)
def curve(snapshot_id: str, code: str, scope: Scope) -> pd.DataFrame:
    """The S-curve of one project."""
    return projects.curve(answers.snapshot(snapshot_id), code, scope.as_of)


@lru_cache(maxsize=_KEPT)
def bottleneck_groups(snapshot_id: str, scope: Scope) -> pd.DataFrame:
    """The bottlenecks by kind and level of dispatch."""
    return projects.bottleneck_groups(answers.snapshot(snapshot_id), scope)


def matters(snapshot_id: str, kind: projects.Thing, code: str, scope: Scope) -> pd.DataFrame:
    """The matters of a project, a company or a chain."""
    return projects.matters(answers.snapshot(snapshot_id), kind, code, scope.as_of)


def visits(snapshot_id: str, kind: projects.Thing, code: str, scope: Scope) -> pd.DataFrame:
    """The visits to a project, a company or a chain."""
    return projects.visits(answers.snapshot(snapshot_id), kind, code, scope.as_of)


def roles(
    snapshot_id: str, kind: projects.Thing, code: str, scope: Scope
) -> tuple[tuple[str, str], ...]:
    """Who answers for a project, a company or a chain, by role."""
    return projects.roles(answers.snapshot(snapshot_id), kind, code, scope.as_of)


@lru_cache(maxsize=_KEPT)
def enterprises(snapshot_id: str, scope: Scope) -> pd.DataFrame:
    """The companies, those nobody covers first."""
    return projects.enterprises(answers.snapshot(snapshot_id), scope)


@lru_cache(maxsize=_KEPT)
def chains(snapshot_id: str, scope: Scope) -> pd.DataFrame:
    """The industrial chains."""
    return projects.chains(answers.snapshot(snapshot_id), scope)


@lru_cache(maxsize=_KEPT)
def coverage(snapshot_id: str, scope: Scope) -> pd.DataFrame:
    """Who covers projects, companies and chains, as a whole and by role."""
    return projects.coverage_beyond(answers.snapshot(snapshot_id), scope)


@lru_cache(maxsize=_KEPT)
def uncovered(snapshot_id: str, scope: Scope) -> pd.DataFrame:
    """The projects, companies and chains that nobody covers."""
    return projects.uncovered(answers.snapshot(snapshot_id), scope)


@lru_cache(maxsize=_KEPT)
def load(snapshot_id: str, scope: Scope) -> pd.DataFrame:
    """What each official and unit answers for."""
    return projects.load(answers.snapshot(snapshot_id), scope)


def project_at(snapshot_id: str, lon: float, lat: float) -> str | None:
    """The project drawn at a point."""
    return projects.project_at(answers.snapshot(snapshot_id), lon, lat)
