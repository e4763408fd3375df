"""Locks on files: the system lets go of one even when the process that holds it is killed."""

from __future__ import annotations

import sys
from typing import IO, Any

if sys.platform == "win32":
    import msvcrt

    def hold(file: IO[Any]) -> None:
        """Lock an open file until it is closed; OSError where somebody else holds it."""
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def hold(file: IO[Any]) -> None:
        """Lock an open file until it is closed; OSError where somebody else holds it."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
