"""Facilities and indicators of the fictional city: one county without children's homes, some poor."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from etl.demo.arrays import Ints, Rng, Texts
from etl.demo.files import CsvFile
from etl.demo.manifest import FACILITIES, INDICATORS
from etl.demo.territory import Territory

_LACKING = 0.35  # of the places of the county that is behind
_TALLIES = ("清理坑塘", "拆除残垣断壁")
_MONTHS = tuple(f"2026-{month:02d}" for month in range(1, 11))
_TALLIED = 0.03  # of places a month


def write_facts(folder: Path, paper: Territory, rng: Rng) -> None:
    """An elderly-care centre everywhere, children's homes but in one county; incomes and tallies."""
    codes = paper.places.code
    late = paper.county_of_place == 1
    with CsvFile(folder / FACILITIES, ["facility_id", "facility_kind", "place_code"]) as file:
        for prefix, kind, missing in (
            ("Y", "养老服务中心", np.zeros(len(codes), dtype=bool)),
            ("E", "儿童之家", late & (rng.random(len(codes)) < _LACKING)),
        ):
            some = codes[~missing]
            ids = np.array([f"{prefix}{n:06d}" for n in range(1, len(some) + 1)], dtype=object)
            file.write([ids, np.full(len(some), kind, dtype=object), some])
    with CsvFile(folder / INDICATORS, ["place_code", "indicator", "period", "amount"]) as file:
        for year, middle in (("2024", 70_000), ("2025", 85_000)):
            income = np.round(middle * rng.lognormal(0, 0.4, len(codes)), -2).astype(np.int64)
            _write(file, codes, "集体经济收入", year, income)
        for tally in _TALLIES:
            for month in _MONTHS:
                some = codes[rng.random(len(codes)) < _TALLIED]
                _write(file, some, tally, month, rng.integers(1, 6, len(some)))


def _write(file: CsvFile, codes: Texts, indicator: str, period: str, amounts: Ints) -> None:
    count = len(codes)
    file.write([codes, np.full(count, indicator, object), np.full(count, period, object), amounts])
