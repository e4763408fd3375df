"""What a command may use that was started for somebody else: time and memory, held by the system, so
that not even one that never comes back from a library goes on for ever."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

#: What Python and its libraries map without using it, DuckDB's threads included.
_MAPPED = 4 << 30
_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux


def keep_to(seconds: int, megabytes: int) -> None:
    """End this process by SIGALRM after so many seconds; on Linux, let it also fail for want of memory
    beyond so many megabytes, and end with whoever started it.

    On Windows none of it can be had, and whoever started it has to watch the time.
    """
    if sys.platform == "win32":
        return
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)
    if sys.platform == "linux":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = (megabytes << 20) + _MAPPED
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
        parent = os.getppid()
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:  # it was gone before
            os._exit(1)
