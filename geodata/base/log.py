"""The one logger, ``guatu``: what was loaded, published and taken back, and which page failed.

It is for whoever runs the machine, goes to standard error, and says codes, counts, days and snapshots,
never a name, a cell or a row. Only what nobody foresaw is told unasked; ``guatu --log info`` or
``GUATU_LOG=info`` tells the rest.
"""

from __future__ import annotations

import logging
import os
import sys

from geodata.base.errors import GuatuError

LOG = logging.getLogger("guatu")
#: In the environment, so that what a server starts speaks as it does.
LEVEL = "GUATU_LOG"
LEVELS = ("error", "warning", "info")
_USUAL = "warning"
_FORM = "%(asctime)s %(levelname)s %(message)s"


def begin(level: str | None = None) -> None:
    """Tell from a level on: the one given, else that of the environment, else the usual one."""
    stated = level or os.environ.get(LEVEL, "")
    teller = logging.StreamHandler(sys.stderr)
    teller.setFormatter(logging.Formatter(_FORM))
    LOG.handlers = [teller]
    LOG.disabled = False  # a library that sets up logging of its own may have closed all others
    LOG.propagate = False
    LOG.setLevel((stated if stated in LEVELS else _USUAL).upper())


def level() -> str:
    """From which level on is told: one of ``LEVELS``."""
    return logging.getLevelName(LOG.getEffectiveLevel()).lower()


def kind_of(error: BaseException) -> str:
    """What an error is, without what it says: its code, else its type."""
    return error.code if isinstance(error, GuatuError) else type(error).__name__
