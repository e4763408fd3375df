"""One page to print: the bulletin of a workday as HTML that needs nothing else."""

from __future__ import annotations

import pandas as pd

from geodata.base.html import render
from geodata.base.messages import Language, text
from geodata.lists.workday import COUNTS, Bulletin, paragraph
from geodata.question.areas import name_gap


def bulletin_html(found: Bulletin, area: str, language: Language) -> bytes:
    """The figures, the paragraph, the table by area and what was not visited as owed; names escaped."""
    heads = ("officials", *found.reached, *COUNTS)
    not_given = text("printed", "not_given", language)
    whole = [found.officials, *found.reached.values(), *(found.counts[name] for name in COUNTS)]
    rows = [[text("printed", "whole", language), *whole]]
    areas = name_gap(found.by_area, found.level, language)
    if "county" in areas:  # townships of two counties may have one name
        areas["name"] = [
            f"{name} · {county}" if isinstance(county, str) else name
            for name, county in zip(areas["name"], areas["county"], strict=True)
        ]
    rows += areas[["name", *heads]].values.tolist()
    missed = found.not_reached.sort_values("others_on").drop_duplicates(["target_kind", "code"])
    missed = missed.sort_index()
    named = zip(*(missed[one] for one in ("county", "township", "name", "others_on")), strict=True)
    listed = [
        " ".join(str(one) for one in names if isinstance(one, str))
        + ("" if pd.isna(day) else text("printed", "others_on", language, day=day.date()))
        for *names, day in named
    ]
    title = text("printed", "title", language, area=area, day=found.day)
    not_reached = text(
        "printed", "not_reached", language,
        as_of=found.as_of, count=len(missed), open=found.open,
    )  # fmt: skip
    return render(
        "bulletin", language, title=title, paragraph=paragraph(found, area, language),
        heads=[text("printed", name, language) for name in heads],
        rows=[[_cell(cell, not_given) for cell in row] for row in rows],
        distinct=text("printed", "distinct", language), not_reached=not_reached, missed=listed,
    ).encode()  # fmt: skip


def _cell(value: object, not_given: str) -> str:
    if value is None or value is pd.NA:
        return not_given
    return f"{value:,.0f}" if isinstance(value, int | float) else str(value)
