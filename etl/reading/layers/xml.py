"""XML in another encoding than UTF-8: its readers know a few, and GBK is none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geodata.base.errors import RefusedError
from geodata.base.scratch import scratch

_DECLARED = re.compile(rb"(<\?xml[^>]*?encoding\s*=\s*[\"'])([\w.-]+)([\"'])")
_HEAD = 200  # bytes in which a file says its encoding
_READ = {"utf-8", "utf8", "us-ascii", "ascii"}
#: What GBK and GB2312 are read as: each is a part of it.
_WIDER = {"gbk": "gb18030", "gb2312": "gb18030"}


@contextmanager
def in_utf8(file: Path, path: Path) -> Iterator[Path]:
    """A copy in UTF-8, or the file itself where it is, or says nothing else.

    Raises RefusedError (``xml_encoding``): it is not in the encoding that it says.
    """
    with path.open("rb") as opened:
        said = _DECLARED.search(opened.read(_HEAD))
    encoding = said[2].decode().lower() if said else ""
    if not said or encoding in _READ:
        yield path
        return
    try:
        text = path.read_bytes().decode(_WIDER.get(encoding, encoding))
    except (LookupError, UnicodeDecodeError) as error:
        raise RefusedError("xml_encoding", file=file.name, encoding=encoding) from error
    with scratch("guatu-read-") as folder:
        copy = folder / path.name  # whose name is that of a layer without one
        copy.write_bytes(_DECLARED.sub(rb"\1UTF-8\3", text.encode(), count=1))
        yield copy
