"""Answers that are worked out once and kept, however many ask at the same moment."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Once(Generic[P, R]):
    """A function whose last answers are kept, of all the weight ``most``; one weighs 1 unless ``weigh``
    says otherwise. Who asks what is kept waits for nobody; who
    asks what somebody is just working out waits for that; other questions go on beside it. What
    failed is not kept, and those who waited are told of it too."""

    def __init__(
        self, work: Callable[P, R], most: int, weigh: Callable[[R], int] = lambda _: 1
    ) -> None:
        self.__wrapped__ = work
        self.__doc__ = work.__doc__
        self._most, self._weigh, self._weight = most, weigh, 0
        self._lock = threading.Lock()  # held for a look-up, never for an answer
        self._kept: OrderedDict[Hashable, R] = OrderedDict()
        self._coming: dict[Hashable, Future[R]] = {}

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """The answer; raises whatever working it out raises."""
        asked = (args, tuple(sorted(kwargs.items())))
        with self._lock:
            if asked in self._kept:
                self._kept.move_to_end(asked)
                return self._kept[asked]
            coming = self._coming.get(asked)
            if coming is None:
                mine = self._coming[asked] = Future()
        if coming is not None:
            return coming.result()
        try:
            found = self.__wrapped__(*args, **kwargs)
        except BaseException as error:
            self._end(asked)
            mine.set_exception(error)
            raise
        with self._lock:
            self._kept[asked] = found
            self._weight += self._weigh(found)
            while self._weight > self._most and len(self._kept) > 1:
                self._weight -= self._weigh(self._kept.popitem(last=False)[1])
        self._end(asked)
        mine.set_result(found)
        return found

    def _end(self, asked: Hashable) -> None:
        with self._lock:
            self._coming.pop(asked, None)

    def cache_clear(self) -> None:
        """Forget every answer."""
        with self._lock:
            self._kept.clear()
            self._weight = 0


def once(most: int) -> Callable[[Callable[P, R]], Once[P, R]]:
    """Keep the last ``most`` answers of a function: see :class:`Once`."""

    def keeping(work: Callable[P, R]) -> Once[P, R]:
        return Once(work, most)

    return keeping
