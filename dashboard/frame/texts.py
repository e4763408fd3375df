"""Screen texts from ``dashboard/text/zh_CN.toml`` and ``en.toml``; a test holds their keys equal."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from geodata.base.messages import Language

Translate = Callable[..., str]


@cache
def _texts(language: Language) -> dict[str, str]:
    path = Path(__file__).parents[1] / "text" / f"{language}.toml"
    sections = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        f"{section}.{key}": text for section, keys in sections.items() for key, text in keys.items()
    }


def translator(language: Language) -> Translate:
    """``t("page.key", name=…)``; a key nobody translated shows as ⟦page.key⟧, which a test finds."""
    texts = _texts(language)

    def translate(key: str, /, **values: object) -> str:
        return texts.get(key, f"⟦{key}⟧").format(**values)

    return translate
