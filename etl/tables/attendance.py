"""Attendance: which officials came to a visit, and on whose behalf."""

from __future__ import annotations

from etl.tables.common import official_id, official_name, unit_name
from etl.tables.declare import Column, Naming, Table

ATTENDANCE = Table(
    "attendance",
    "Who came to a visit; several officials may attend one.",
    (
        Column(
            "visit_id",
            "text",
            "The visit; in a repeat of KoboToolbox `_submission__id`, of ODK `PARENT_KEY`.",
            "V2026-000017",
            ("走访编号", "记录编号", "走访记录编号", "走访单号"),
            weak=("_submission__id",),
            required=True,
            refers_to=("visit", "visit_id"),
        ),
        official_id(
            "The official who came.",
            naming=Naming(
                "official_name",
                "'official'",
                unit="unit_name",
                day="(SELECT any_value(visited_on) FROM visit WHERE visit.visit_id = typed.visit_id)",
                several=True,
                about=(
                    "(SELECT any_value(target_kind) FROM visit WHERE visit.visit_id = typed.visit_id)",
                    "(SELECT any_value(target_id) FROM visit WHERE visit.visit_id = typed.visit_id)",
                ),
                has_behalf=True,
            ),
        ),
        official_name("Name of the official instead of the id, or beside it.", "姓名", "走访领导"),
        unit_name("The unit the named official is posted to."),
        Column(
            "on_behalf_of",
            "text",
            "The official on whose behalf, if on somebody's.",
            "G000007",
            ("代替", "代谁走访", "受托干部编号", "代替干部编号", "委托人编号"),
            refers_to=("official", "official_id"),
        ),
    ),
    ("visit_id", "official_id"),
    accumulates=True,
    replaced_by=("visit_id",),  # who came to a visit is told as a whole
)
