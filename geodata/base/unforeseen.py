"""An error that nobody foresaw: kept whole in a file of its own, under a number to report it by."""

from __future__ import annotations

import os
import tempfile
import traceback
from pathlib import Path

from geodata.base.errors import GuatuError, RefusedError

_PREFIX, _SUFFIX = "guatu-error-", ".log"


def unforeseen(error: BaseException) -> GuatuError:
    """The error to tell instead: ``memory_spent``, or ``unforeseen`` with its number and the file
    (0600, in the system's folder for such) that has all of it."""
    if isinstance(error, MemoryError):
        return RefusedError("memory_spent")
    told = "".join(traceback.format_exception(error))
    try:
        number, path = tempfile.mkstemp(_SUFFIX, _PREFIX)
        with os.fdopen(number, "w", encoding="utf-8", errors="backslashreplace") as log:
            log.write(told)
    except OSError:  # no room for it either
        return GuatuError("unforeseen", number="—", kind=type(error).__name__, file=Path("—"))
    name = Path(path).name.removeprefix(_PREFIX).removesuffix(_SUFFIX)
    return GuatuError("unforeseen", number=name, kind=type(error).__name__, file=Path(path))
