"""Paper: a document of plain blocks, as one HTML file that needs nothing else and as a PDF.

Both are made of the same blocks, so that they cannot disagree. The PDF is set by typst with fonts
that come with this software, on a machine that may have no Chinese font.
"""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import asdict, dataclass
from html import escape
from importlib import resources, util
from pathlib import Path
from typing import Any

import typst

from geodata.base.messages import Language

_STYLE = """
@page { size: A4; margin: 14mm }
body { font: 10.5pt/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: #111;
  max-width: 190mm; margin: 8mm auto }
h1 { font-size: 18pt; margin: 0 } h2 { font-size: 12.5pt; margin: 12pt 0 4pt }
p.note { color: #555; font-size: 9pt } .cards { display: flex; flex-wrap: wrap; gap: 6pt; margin: 8pt 0 }
.card { border: 0.5pt solid #999; border-radius: 3pt; padding: 4pt 8pt; flex: 1 1 28% }
.card b { display: block; font-size: 16pt; line-height: 1.3 } .card span { color: #555; font-size: 9pt }
table { border-collapse: collapse; width: 100%; font-size: 9.5pt } th { background: #eef3f8 }
th, td { border: 0.5pt solid #999; padding: 2pt 5pt; text-align: left } .number { text-align: right }
figure { margin: 6pt 0; text-align: center } figure img { max-width: 100%; max-height: 118mm }
.legend { font-size: 9pt; display: flex; flex-wrap: wrap; gap: 3pt 12pt; justify-content: center }
.legend i { display: inline-block; width: 11pt; height: 9pt; border: 0.5pt solid #777; margin-right: 3pt }
.legend i.hatched { background-image: repeating-linear-gradient(45deg, #555 0 1px, transparent 1px 4px) }
"""


@dataclass(frozen=True)
class Heading:
    """The title of a section."""

    text: str
    kind: str = "heading"


@dataclass(frozen=True)
class Text:
    """A paragraph; ``is_note`` where it is small print."""

    text: str
    is_note: bool = False
    kind: str = "text"


@dataclass(frozen=True)
class Card:
    """One figure: its name, its value with its unit, and what it is made of."""

    label: str
    value: str
    detail: str


@dataclass(frozen=True)
class Cards:
    """Figures side by side."""

    cards: tuple[Card, ...]
    kind: str = "cards"


@dataclass(frozen=True)
class Table:
    """Rows of text; ``numbers`` are the columns set to the right."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    kind: str = "table"


@dataclass(frozen=True)
class Swatch:
    """One class of a picture's legend."""

    label: str
    color: str
    is_hatched: bool


@dataclass(frozen=True)
class Picture:
    """An SVG with its caption and legend."""

    svg: str
    caption: str
    legend: tuple[Swatch, ...]
    kind: str = "picture"


Block = Heading | Text | Cards | Table | Picture


@dataclass(frozen=True)
class Document:
    """What is put on paper; every text is plain and is escaped where it is set."""

    title: str
    subtitle: str
    footer: str
    language: Language
    blocks: tuple[Block, ...]


def to_html(document: Document) -> bytes:
    """One file, UTF-8, without a script or any address."""
    body = "".join(_html(block) for block in document.blocks)
    return (
        f'<!doctype html><html lang="{document.language.replace("_", "-")}"><meta charset="utf-8">'
        f"<title>{escape(document.title)}</title><style>{_STYLE}</style>"
        f'<h1>{escape(document.title)}</h1><p class="note">{escape(document.subtitle)}</p>{body}'
        f'<p class="note">{escape(document.footer)}</p></html>'
    ).encode()


def _html(block: Block) -> str:
    match block:
        case Heading():
            return f"<h2>{escape(block.text)}</h2>"
        case Text():
            return f"<p{' class=note' if block.is_note else ''}>{escape(block.text)}</p>"
        case Cards():
            cards = (
                f'<div class="card">{escape(one.label)}<b>{escape(one.value)}</b>'
                f"<span>{escape(one.detail)}</span></div>"
                for one in block.cards
            )
            return f'<div class="cards">{"".join(cards)}</div>'
        case Table():
            head = "".join(f"<th>{escape(one)}</th>" for one in block.heads)
            rows = (
                "<tr>" + "".join(_cell(n, cell, block) for n, cell in enumerate(row)) + "</tr>"
                for row in block.rows
            )
            return f"<table><tr>{head}</tr>{''.join(rows)}</table>"
        case Picture():
            # as an image, so that no name inside it can ever be markup of the page
            image = b64encode(block.svg.encode()).decode()
            swatches = "".join(
                f"<span><i{' class=hatched' if one.is_hatched else ''}"
                f' style="background-color:{escape(one.color)}"></i>{escape(one.label)}</span>'
                for one in block.legend
            )
            return (
                f'<figure><img alt="{escape(block.caption)}" src="data:image/svg+xml;base64,{image}">'
                f"<figcaption>{escape(block.caption)}</figcaption>"
                f'<div class="legend">{swatches}</div></figure>'
            )


def _cell(column: int, text: str, table: Table) -> str:
    number = ' class="number"' if column in table.numbers else ""
    return f"<td{number}>{escape(text)}</td>"


def to_pdf(document: Document) -> bytes:
    """A4, text that can be searched and copied; the template is ``geodata/data/paper.typ``."""
    files = _files(document)
    return bytes(typst.compile(files, format="pdf", **_fonts()))


def to_png(document: Document, *, ppi: float = 60.0) -> list[bytes]:
    """The pages as pictures."""
    pages = typst.compile(_files(document), format="png", ppi=ppi, **_fonts())
    return [bytes(page) for page in (pages if isinstance(pages, list) else [pages])]


def _files(document: Document) -> Any:
    """The template, the words as JSON, which is never markup, and the pictures beside them."""
    content = asdict(document)
    files: dict[str, bytes] = {}
    for n, block in enumerate(content["blocks"]):
        if block["kind"] == "picture":
            files[f"{n}.svg"] = block.pop("svg").encode()
            block["file"] = f"{n}.svg"
    files["content.json"] = json.dumps(content, ensure_ascii=False).encode()
    template = resources.files("geodata").joinpath("data", "paper.typ").read_bytes()
    return {"main": template, **files}


def _fonts() -> dict[str, Any]:
    """The folder of the Noto fonts; found without importing the package, which draws charts."""
    found = util.find_spec("mplfonts")
    folders = found.submodule_search_locations if found else None
    return {
        "font_paths": [str(Path(folder) / "fonts") for folder in folders or ()],
        "ignore_system_fonts": True,
    }
