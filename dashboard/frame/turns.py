"""How many pages are worked out at the same moment: the others wait their turn.

Python works at one of them at a time anyway. A hundred that take turns at every line all end last;
one after the other, half of the readers have theirs in half the time.
"""

from __future__ import annotations

import threading

#: More than one, for what waits for the database leaves the processor to another.
AT_ONCE = 4
TURNS = threading.BoundedSemaphore(AT_ONCE)
