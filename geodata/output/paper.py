"""Paper: a document of plain blocks, as one HTML file that needs nothing else and as a PDF.

Both are made of the same blocks, so that they cannot disagree. The PDF is set by typst with fonts
that come with this software, on a machine that may have no Chinese font.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from importlib import resources, util
from pathlib import Path
from typing import Any

import typst

from geodata.base.html import render
from geodata.base.messages import Language


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
    return render("paper", document.language, document=document).encode()


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
