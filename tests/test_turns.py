"""Pages that wait their turn get it in the order in which they came."""

from __future__ import annotations

import threading
from queue import SimpleQueue

import pytest

from dashboard.frame.turns import Turns

_WAIT_SECONDS = 20


def waiting(turns: Turns, number: int) -> None:
    """Until so many wait."""
    deadline = threading.Event()
    for _ in range(_WAIT_SECONDS * 1000):
        if len(turns._waiting) == number:
            return
        deadline.wait(0.001)
    raise AssertionError(len(turns._waiting))


def test_first_come_first_served() -> None:
    turns, began = Turns(1), SimpleQueue[int]()

    def page(number: int) -> None:
        with turns:
            began.put(number)

    threads = [threading.Thread(target=page, args=(number,)) for number in range(20)]
    with turns:
        for number, thread in enumerate(threads):
            thread.start()
            waiting(turns, number + 1)
        assert began.empty()
    for thread in threads:
        thread.join(_WAIT_SECONDS)
    assert [began.get_nowait() for _ in threads] == list(range(20))


def test_no_more_at_once_than_there_are_turns() -> None:
    turns, at_work, most = Turns(3), [0], [0]
    lock, go = threading.Lock(), threading.Event()

    def page() -> None:
        with turns:
            with lock:
                at_work[0] += 1
                most[0] = max(most[0], at_work[0])
            go.wait(_WAIT_SECONDS)
            with lock:
                at_work[0] -= 1

    threads = [threading.Thread(target=page) for _ in range(10)]
    for thread in threads:
        thread.start()
    waiting(turns, 7)
    go.set()
    for thread in threads:
        thread.join(_WAIT_SECONDS)
    assert most == [3]
    with turns, turns, turns:  # all are free again
        pass


def test_a_page_that_fails_hands_its_turn_on() -> None:
    turns = Turns(1)
    with pytest.raises(ValueError, match="broken"), turns:
        raise ValueError("broken")
    with turns:
        pass
