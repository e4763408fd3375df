"""Numbers, spaces, words of a list."""

from __future__ import annotations

from decimal import Decimal

from awkward.case import Case, Loads, Refused
from awkward.plain import source

_MONEY = "SELECT investment_wan_yuan FROM project ORDER BY project_id"


CASES = [
    Case("a tick", "ticked the days that are worked, wrote 否 for one and 待定 for another",
         source("calendar_override", ["日期", "是否上班"], ["2026-05-09", "√"], ["2026-05-08", "否"],
                ["2026-05-07", "待定"]),
         Loads(aside=[("calendar_override", 4, "bad_choice")],
               answers={"SELECT working FROM calendar_override ORDER BY day": [(False,), (True,)]})),
    Case("money with commas", "wrote amounts in 万元 as each of the offices had them",
         source("project", ["项目编号", "项目名称", "总投资（万元）"], ["P1", "水厂", "12,345.5"],
                ["P2", "公路", "1,234,567"], ["P3", "学校", "１２．５"], ["P4", "桥", "12,5"],
                ["P5", "医院", "1.2亿"], ["P6", "广场", "约500"]),
         Loads(aside=[("project", 5, "bad_decimal")],
               answers={_MONEY: [(Decimal("12345.5"),), (Decimal(1234567),), (Decimal("12.5"),),
                                 (Decimal(12000),), (Decimal(500),)]})),
    Case("money in yuan", "gave amounts in yuan and said so in the header",
         source("project", ["项目编号", "项目名称", "总投资（元）"], ["P1", "水厂", "5000000"]),
         Loads(answers={_MONEY: [(Decimal(500),)]})),
    Case("money in dollars", "gave amounts in dollars and said so above the table",
         source("project", ["单位：万美元", "", ""], ["项目编号", "项目名称", "总投资"], ["P1", "水厂", "50"]),
         Refused("header_unit", "万美元")),
    Case("one row twice", "pasted the last rows a second time",
         source("official", ["干部编号", "干部姓名"], ["G1", "李一"], ["G2", "王二"], ["G2", "王二"]),
         Loads(aside=[("official", 4, "doubled_same")],
               answers={"SELECT * FROM official ORDER BY ALL": [("G1", "李一"), ("G2", "王二")]})),
    Case("one id, two people", "gave two officials the same number",
         source("official", ["干部编号", "干部姓名"], ["G1", "李一"], ["G2", "王二"], ["G2", "张三"]),
         Loads(aside=[("official", 3, "doubled_differs"), ("official", 4, "doubled_differs")],
               answers={"SELECT * FROM official": [("G1", "李一")]})),
]  # fmt: skip
