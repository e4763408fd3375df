"""Indicators: any number of a place for a year or a month, and tallies of work that add up."""

from __future__ import annotations

from etl.tables.declare import Column, Table

INDICATOR = Table(
    "indicator",
    "Indicators (指标) of places by year or month: collective income, ponds cleaned, ruins removed.",
    (
        Column(
            "place_code",
            "code",
            "The place, of any level.",
            "990101100201",
            ("村居代码", "行政村代码", "村代码", "区划代码", "代码"),
            required=True,
            refers_to=("place", "code"),
        ),
        Column(
            "indicator",
            "text",
            "Which indicator; city.toml may declare its unit and bands under `[[indicator]]`.",
            "集体经济收入",
            ("指标", "指标名称"),
            required=True,
        ),
        Column(
            "period",
            "period",
            "Year or month it is for.",
            "2025",
            ("年度", "年份", "时期", "月份"),
            True,
        ),
        Column(
            "amount",
            "decimal",
            "The number, from 0.",
            "62000",
            ("数值", "值", "数量", "金额"),
            True,
        ),
    ),
    ("place_code", "indicator", "period"),
)
