"""The names of attributes in a KML: its reader makes underscores of every letter that is not Latin, so
that 代码 and 名称 would be one column. It is given names that it keeps."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from geodata.base.scratch import scratch

#: What holds no elements, or an element whose name is that of an attribute.
_NAMED = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>"
    rb"|(<(?:\w+:)?(?:Data|SimpleData|SimpleField)\b[^>]*?\bname\s*=\s*)(\"[^\"]*\"|'[^']*')",
    re.DOTALL,
)


@contextmanager
def plainly_named(path: Path) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """The file, which is in UTF-8, with other names of attributes, and what each of them was; the file
    itself where it has none."""
    content = path.read_bytes()
    names: dict[bytes, str] = {}

    def renamed(found: re.Match[bytes]) -> bytes:
        if found[1] is None:
            return found[0]
        plain = names.setdefault(found[2][1:-1], f"attribute_{len(names)}")
        return found[1] + b'"' + plain.encode() + b'"'

    content = _NAMED.sub(renamed, content)
    if not names:
        yield path, {}
        return
    with scratch("guatu-read-") as folder:
        copy = folder / path.name  # whose name is that of a layer without one
        copy.write_bytes(content)
        yield copy, {plain: _decoded(name) for name, plain in names.items()}


def _decoded(name: bytes) -> str:
    return html.unescape(name.decode("utf-8", "replace")).strip()
