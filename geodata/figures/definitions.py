"""What period, scope, change and each figure mean: the one page that every "how computed" links to.

``python -m geodata.figures.definitions docs/figures.md`` writes it for the documentation.
"""

from __future__ import annotations

import sys
from importlib import resources
from pathlib import Path

from geodata.base.messages import Language, texts
from geodata.figures.catalog import DEFINITIONS


def page(language: Language) -> str:
    """The definitions as Markdown, with a table of all figures."""
    told = texts(language)
    source = resources.files("geodata").joinpath("text", f"figures.{language}.md")
    rows = [f"| {told['rate'][name]} | `{name}` | {told['how'][name]} |" for name in DEFINITIONS]
    table = "\n".join([told["language"]["figures"], "| --- | --- | --- |", *rows])
    return f"{source.read_text(encoding='utf-8')}\n{table}\n"


def document() -> str:
    """Both languages, one after the other."""
    return f"{page('en')}\n---\n\n{page('zh_CN')}"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(document(), encoding="utf-8")
