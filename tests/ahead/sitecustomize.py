"""A clock that is a year ahead, for a Python that finds this folder on its path (test_anywhere.py).

``date.today`` and ``datetime.now`` alone are ahead: files keep their age. The methods are replaced
in the types themselves, because whatever is written in C asks for these very types.
"""

from __future__ import annotations

import ctypes
import gc
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

_AHEAD = timedelta(days=366)
_now, _today = datetime.now, date.today


def _day_ahead(_: type[date]) -> date:
    return _today() + _AHEAD


def _moment_ahead(_: type[datetime], tz: tzinfo | None = None) -> datetime:
    return _now(tz) + _AHEAD


for _type, _methods in (
    (date, {"today": _day_ahead}),
    (datetime, {"now": _moment_ahead, "today": _moment_ahead}),
):
    _dict: Any = gc.get_referents(_type.__dict__)[0]
    _dict.update({name: classmethod(method) for name, method in _methods.items()})
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(_type))
