"""The plain form of names: what is compared of them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import opencc
import pyarrow as pa
import pyarrow.compute as pc


def plain(names: pa.Array) -> pa.Array:
    """What is compared of names: letters and digits alone, narrow, lower-case and simplified."""
    narrow = pc.utf8_lower(pc.utf8_normalize(names, form="NFKC"))
    bare = pc.replace_substring_regex(narrow, pattern=r"[^\p{L}\p{N}]+", replacement="")
    simplified = _converter().convert("\n".join(bare.to_pylist()))
    return pa.array(simplified.split("\n"), pa.string())


def plain_of(name: str) -> str:
    """The same of one name."""
    bare = _NOT_PLAIN.sub("", unicodedata.normalize("NFKC", name).lower())
    return bare if bare.isascii() else _converter().convert(bare)


def even(cell: str) -> str:
    """Narrow letters, one dot for all that stand between parts of a name, nothing invisible."""
    text = unicodedata.normalize("NFKC", cell)
    text = "".join(
        sign for sign in text if unicodedata.category(sign) not in ("Cf", "Cc") or sign in "\n\r\t"
    )
    text = re.sub("[•‧∙⋅・･●•᛫᠂]", "·", text)
    return re.sub(r"(?<=[一-鿿])\s*[·.]\s*(?=[一-鿿])", "·", text).strip()


_NOT_PLAIN = re.compile(r"[\W_]+")


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
