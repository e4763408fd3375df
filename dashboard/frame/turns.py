"""How many pages are worked out at the same moment: the others wait their turn.

Python works at one of them at a time anyway. A hundred that take turns at every line all end last;
one after the other, half of the readers have theirs in half the time.
"""

from __future__ import annotations

import threading
from collections import deque
from types import TracebackType

#: More than one, for what waits for the database leaves the processor to another.
AT_ONCE = 4


class Turns:
    """So many at the same moment, in the order in which they came: a semaphore of Python lets whoever
    comes at the right moment pass those who wait, and the last of these wait long."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._waiting = deque[threading.Lock]()
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        mine = threading.Lock()
        with self._lock:
            if self._free:
                self._free -= 1
                return
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()  # until whoever goes hands the turn on

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1


TURNS = Turns(AT_ONCE)
