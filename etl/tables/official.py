"""Officials: who is responsible."""

from __future__ import annotations

from etl.tables.declare import Column, Table

OFFICIAL = Table(
    "official",
    "Officials, one row each. Where the city folder gives no such table, whoever its other tables name "
    "is an official, known by name and unit: two of one name in one unit are then one person, one who "
    "changed units two. Where a list of pairings or postings is given, a name that it does not know makes "
    "nobody: the row stands, and the name is asked for (`unknown_person`, the Data page).",
    (
        Column(
            "official_id",
            "text",
            "Id of the official, unique.",
            "G000123",
            ("干部编号", "领导编号", "人员编号", "干部编码", "干部代码", "人员编码", "工号"),
            required=True,
        ),
        Column(
            "name",
            "text",
            "Name.",
            "李文华",
            ("姓名", "干部姓名", "领导姓名", "结对领导", "联系领导", "包村领导", "人员姓名"),
            True,
        ),
    ),
    ("official_id",),
)
