"""One page to print: the bulletin of a workday as HTML that needs nothing else."""

from __future__ import annotations

from html import escape

import pandas as pd

from geodata.base.messages import Language, text
from geodata.lists.workday import COUNTS, Bulletin, paragraph
from geodata.question.areas import name_gap

_STYLE = """
@page { size: A4; margin: 14mm }
body { font: 10.5pt/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: #111 }
h1 { font-size: 17pt } h2 { font-size: 12pt; margin: 10pt 0 4pt }
table { border-collapse: collapse; width: 100% } th, td { border: 0.5pt solid #777; padding: 2pt 5pt }
td + td, th + th { text-align: right } p.list { columns: 2; font-size: 9pt }
"""


def bulletin_html(found: Bulletin, area: str, language: Language) -> bytes:
    """The figures, the paragraph, the table by area and what was not visited as owed; names escaped."""
    heads = ("officials", *found.reached, *COUNTS)
    labels = [text("printed", name, language) for name in heads]
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
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_cell(cell, not_given))}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    head = "".join(f"<th>{escape(label)}</th>" for label in ["", *labels])
    missed = found.not_reached.sort_values("others_on").drop_duplicates(["target_kind", "code"])
    missed = missed.sort_index()
    named = zip(*(missed[one] for one in ("county", "township", "name", "others_on")), strict=True)
    listed = "<br>".join(
        escape(" ".join(str(one) for one in names if isinstance(one, str)))
        + ("" if pd.isna(day) else escape(text("printed", "others_on", language, day=day.date())))
        for *names, day in named
    )
    title = text("printed", "title", language, area=area, day=found.day)
    not_reached = text(
        "printed", "not_reached", language,
        as_of=found.as_of, count=len(missed), open=found.open,
    )  # fmt: skip
    return (
        f'<!doctype html><html lang="{language.replace("_", "-")}"><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style><h1>{escape(title)}</h1>"
        f"<p>{escape(paragraph(found, area, language))}</p><table><tr>{head}</tr>{body}</table>"
        f"<p>{escape(text('printed', 'distinct', language))}</p>"
        f"<h2>{escape(not_reached)}</h2>"
        f'<p class="list">{listed}</p></html>'
    ).encode()


def _cell(value: object, not_given: str) -> str:
    if value is None or value is pd.NA:
        return not_given
    return f"{value:,.0f}" if isinstance(value, int | float) else str(value)
