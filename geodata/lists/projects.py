"""What is not a place: projects with their milestones and bottlenecks, companies, chains, and who
answers for them. The status of a project has its one home in ``geodata/sql/lists/projects.sql``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import pandas as pd

from geodata.base.codes import AREA_KINDS
from geodata.base.queries import sql
from geodata.figures import layers, rates
from geodata.question.periods import month_of
from geodata.question.scope import Scope
from geodata.store.snapshots import Snapshot

Thing = Literal["project", "enterprise", "chain"]
#: The order of a project's roles (四包): its difficulties, papers, progress and service.
ROLES = ("difficulties", "papers", "progress", "service")
STRUCK_OFF = ("done", "done_late")
#: A click on the map is put on the dot itself, so nothing but rounding lies between; degrees.
_ROUNDING = 0.0005


_FIGURES = (
    "started_rate", "investment_rate", "milestone_punctuality", "bottleneck_solved_rate",
    "bottleneck_days",
)  # fmt: skip


@dataclass(frozen=True)
class Project:
    """One project at a day: its row of ``lists/projects``, and who is paired with it by role."""

    facts: dict[str, Any]
    roles: tuple[tuple[str, str], ...]
    """(role, names): the four roles in their order, then any other."""


def project(snapshot: Snapshot, code: str, asked: Scope) -> Project | None:
    """The project with that id as it stood at the end of the period; None where there is none."""
    as_of = asked.as_of
    whole = replace(
        asked, known_on=as_of, period=month_of(as_of), area=None, levels=(), chain=None,
        protected=False,
    )  # fmt: skip
    rows = layers.projects(snapshot, whole)
    rows = rows[rows["code"] == code]
    if rows.empty:
        return None
    found = rows.iloc[0].to_dict().items()
    facts = {str(key): None if pd.isna(one) else one for key, one in found}
    return Project(facts, roles(snapshot, "project", code, as_of))


def roles(snapshot: Snapshot, kind: Thing, code: str, as_of: date) -> tuple[tuple[str, str], ...]:
    """Who is paired with a thing on a day, by role: (role, names with their units)."""
    found = snapshot.rows(sql("lists/target_roles"), {"kind": kind, "code": code, "as_of": as_of})
    names: dict[str, list[str]] = {}
    for role, responsible, unit in found:
        names.setdefault(role, []).append(f"{responsible}（{unit}）" if unit else responsible)
    order = sorted(names, key=lambda one: (ROLES.index(one) if one in ROLES else len(ROLES), one))
    return tuple((role, "、".join(names[role])) for role in order)


def visits(snapshot: Snapshot, kind: Thing, code: str, as_of: date) -> pd.DataFrame:
    """The visits to a thing by a day, latest first, with who came."""
    values = {"kind": kind, "code": code, "as_of": as_of}
    return snapshot.query(sql("lists/target_visits"), values)


def matters(snapshot: Snapshot, kind: Thing, code: str, as_of: date) -> pd.DataFrame:
    """The matters of a thing known by a day, the latest first."""
    values = {"kind": kind, "code": code, "as_of": as_of}
    return snapshot.query(sql("lists/target_matters"), values)


def curve(snapshot: Snapshot, code: str, as_of: date) -> pd.DataFrame:
    """The S-curve of a project: day (the end of a month), planned and invested up to it."""
    return snapshot.query(sql("lists/project_curve"), {"code": code, "as_of": as_of})


def months(snapshot: Snapshot, scope: Scope) -> pd.DataFrame:
    """Planned and invested of all projects by month of the year, wan yuan."""
    return _listed(snapshot, "project_months", scope)


def milestones(snapshot: Snapshot, scope: Scope, code: str | None = None) -> pd.DataFrame:
    """The milestones of the projects in scope, or of one, as they stood on the day."""
    return _listed(snapshot, "milestones", scope, code=code)


def bottlenecks(snapshot: Snapshot, scope: Scope, code: str | None = None) -> pd.DataFrame:
    """The bottlenecks of the projects in scope, or of one; those open longest first."""
    return _listed(snapshot, "bottlenecks", scope, code=code)


def bottleneck_groups(snapshot: Snapshot, scope: Scope) -> pd.DataFrame:
    """The bottlenecks behind ``bottleneck_days`` by kind and level of dispatch (None: none took it):
    bottlenecks, still_open, median_days, longest_days; those of most days first."""
    named = sql("rates/bottleneck_days")
    text = f"""
        SELECT bottleneck_kind, dispatch_level, count(*) AS bottlenecks,
               count(*) FILTER (solved_on IS NULL) AS still_open,
               median(amount) AS median_days, max(amount) AS longest_days
        FROM ({named}) GROUP BY bottleneck_kind, dispatch_level
        ORDER BY median_days DESC, bottleneck_kind, dispatch_level
    """
    return snapshot.query(text, scope.bound())


def due(snapshot: Snapshot, scope: Scope) -> pd.DataFrame:
    """The milestones overdue and those due within seven days from the day, the latest first."""
    rows = milestones(snapshot, scope)
    rows = rows[rows["milestone_status"].isin(("overdue", "due_this_week"))]
    return rows.sort_values(["due_on", "code"], kind="stable").reset_index(drop=True)


def enterprises(snapshot: Snapshot, scope: Scope) -> pd.DataFrame:
    """The companies in scope, those nobody covers first."""
    return _listed(snapshot, "enterprises", scope)


def chains(snapshot: Snapshot, scope: Scope) -> pd.DataFrame:
    """The industrial chains with who leads them and what belongs to them."""
    return _listed(snapshot, "chains", scope)


def coverage_beyond(snapshot: Snapshot, scope: Scope) -> pd.DataFrame:
    """Who covers what is no place: target_kind, role (None: all), things, covered, people, units
    (NULL where no pairing of the kind was given).

    Officials and units are distinct ones: those of the roles do not add up to the whole.
    """
    return _listed(snapshot, "coverage_beyond", scope)


def uncovered(snapshot: Snapshot, scope: Scope) -> pd.DataFrame:
    """The projects, companies and chains that nobody is paired with, of kinds with pairings."""
    return _listed(snapshot, "uncovered", scope)


def load(snapshot: Snapshot, scope: Scope) -> pd.DataFrame:
    """What each official and unit answers for: places, projects, enterprises, chains, and all of
    them (things), those with most first."""
    return _listed(snapshot, "load", scope)


def project_at(snapshot: Snapshot, lon: float, lat: float) -> str | None:
    """The project drawn at a point (EPSG:4490), None where there is none: the one whose dot it
    is, else the smallest whose polygon it lies in."""
    found = snapshot.rows(sql("lists/project_at"), {"lon": lon, "lat": lat, "near": _ROUNDING})
    return str(found[0][0]) if found else None


def _listed(snapshot: Snapshot, name: str, scope: Scope, **values: object) -> pd.DataFrame:
    named = sql(f"lists/{name}")
    return snapshot.query(named, scope.bound(**values))


def given_figures(snapshot: Snapshot) -> tuple[str, ...]:
    """The figures of projects that can be told."""
    return tuple(name for name in _FIGURES if rates.is_given(snapshot, name))


def levels(snapshot: Snapshot) -> tuple[str, ...]:
    """The levels of projects that occur, the highest first."""
    rows = snapshot.rows("SELECT DISTINCT level FROM project")
    return tuple(one for one in AREA_KINDS if (one,) in rows)


def chain_names(snapshot: Snapshot) -> dict[str, str]:
    """The industrial chains: id → name."""
    return dict(snapshot.rows("SELECT chain_id, name FROM chain ORDER BY 1"))


def company_name(snapshot: Snapshot, code: str) -> str | None:
    """The name of a company; None where there is none with this id."""
    text = "SELECT name FROM enterprise WHERE enterprise_id = $code"
    rows = snapshot.rows(text, {"code": code})
    return str(rows[0][0]) if rows else None
