"""Dismissals: visits that a rule asks about and that somebody has an answer for."""

from __future__ import annotations

from etl.tables.declare import Column, Table
from geodata.doubts.rules import DOUBTS

_WORDS = {
    "far_point": ("位置偏远", "走访点偏远"),
    "far_apart": ("一日两地", "同日两地"),
    "same_counts": ("数字雷同", "雷同"),
    "nothing_found": ("从无问题", "零问题"),
    "round_counts": ("全是整数", "整数"),
}

DISMISSAL = Table(
    "dismissal",
    "Doubtful visits that have been looked into (疑点核销), each with its reason: it is then shown with the "
    "reason, and not among the open ones. No figure changes by it.",
    (
        Column(
            "visit_id",
            "text",
            "The visit, by the id that `guatu doubts` shows.",
            "V2026-000017",
            ("走访编号", "记录编号"),
            required=True,
        ),
        Column(
            "rule",
            "choice",
            "The rule that asks about it.",
            "far_point",
            ("规则", "疑点", "疑点规则"),
            required=True,
            choices={name: _WORDS[name] for name in DOUBTS},
        ),
        Column(
            "reason",
            "text",
            "Why there is nothing in it.",
            "村部搬迁，边界还是旧的",
            ("理由", "核销理由", "核实情况"),
            required=True,
            is_prose=True,
        ),
        Column(
            "dismissed_by",
            "text",
            "Who looked into it: a unit or a name.",
            "县督查室",
            ("核实人", "核实单位", "核销人"),
            is_prose=True,
        ),
        Column("dismissed_on", "date", "On which day.", "2026-07-02", ("核实日期", "核销日期")),
    ),
    ("visit_id", "rule"),
)
