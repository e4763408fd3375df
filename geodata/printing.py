"""One page to print: the bulletin of a workday as HTML that needs nothing else."""

from __future__ import annotations

from html import escape

from geodata.messages import Language, text
from geodata.workday import COUNTS, Bulletin, paragraph

_STYLE = """
@page { size: A4; margin: 14mm }
body { font: 10.5pt/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: #111 }
h1 { font-size: 17pt } h2 { font-size: 12pt; margin: 10pt 0 4pt }
table { border-collapse: collapse; width: 100% } th, td { border: 0.5pt solid #777; padding: 2pt 5pt }
td + td, th + th { text-align: right } p.list { columns: 2; font-size: 9pt }
"""


def bulletin_html(found: Bulletin, area: str, language: Language) -> bytes:
    """The figures, the paragraph, the table by area and the places not reached; names escaped."""
    heads = ("officials", "places", *COUNTS)
    labels = [text("printed", name, language) for name in heads]
    whole = [found.officials, found.places, *(found.counts[name] for name in COUNTS)]
    rows = [[text("printed", "whole", language), *whole]]
    rows += found.by_area[["name", *heads]].values.tolist()
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_cell(cell))}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    head = "".join(f"<th>{escape(label)}</th>" for label in ["", *labels])
    missed = found.not_reached.drop_duplicates("code")
    places = "<br>".join(
        escape(" ".join(str(one) for one in place if isinstance(one, str)))
        for place in missed[["county", "township", "name"]].itertuples(index=False)
    )
    title = text("printed", "title", language, area=area, day=found.day)
    return (
        f'<!doctype html><html lang="{language.replace("_", "-")}"><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style><h1>{escape(title)}</h1>"
        f"<p>{escape(paragraph(found, area, language))}</p><table><tr>{head}</tr>{body}</table>"
        f"<p>{escape(text('printed', 'distinct', language))}</p>"
        f"<h2>{escape(text('printed', 'not_reached', language, places=len(missed)))}</h2>"
        f'<p class="list">{places}</p></html>'
    ).encode()


def _cell(value: object) -> str:
    return f"{value:,.0f}" if isinstance(value, int | float) else str(value)
