"""Who asks what is known waits for nobody, and nobody works out what somebody is working out."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from dashboard.answers import ask as asking
from dashboard.answers import map_values
from dashboard.answers.once import Once, once
from geodata.figures import layers
from geodata.figures.layers import LayerQuery
from geodata.question.scope import scope
from geodata.store.snapshots import Store


def test_a_known_answer_waits_for_no_other() -> None:
    """Twenty new questions are being worked out; what is kept comes at once."""
    goes_on = threading.Event()

    @once(64)
    def square(number: int) -> int:
        if number:
            assert goes_on.wait(20)
        return number * number

    assert square(0) == 0
    with ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(square, one) for one in range(1, 21)]
        start = time.monotonic()
        assert [square(0) for _ in range(100)] == [0] * 100
        assert time.monotonic() - start < 1
        goes_on.set()
        assert [one.result(20) for one in asked] == [one * one for one in range(1, 21)]


def test_one_question_is_worked_out_once() -> None:
    begun: list[str] = []
    goes_on = threading.Event()

    @once(2)
    def answer(question: str) -> list[str]:
        begun.append(question)
        assert goes_on.wait(20)
        return [question]

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(answer, "a") for _ in range(8)]
        time.sleep(0.1)
        goes_on.set()
        found = [one.result(20) for one in asked]
    assert begun == ["a"]
    assert all(one is found[0] for one in found)
    answer("b")
    answer("a")  # used last: stays
    answer("c")
    assert begun == ["a", "b", "c"]
    answer("a")
    answer("b")
    assert begun == ["a", "b", "c", "b"]
    answer.cache_clear()
    answer("b")
    assert begun[-1] == "b"
    assert len(begun) == 5


def test_what_failed_is_asked_again_and_told_to_all() -> None:
    begun: list[int] = []
    goes_on = threading.Event()

    @once(2)
    def fail(number: int) -> int:
        begun.append(number)
        assert goes_on.wait(20)
        raise ValueError(number)

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(fail, 1) for _ in range(4)]
        time.sleep(0.1)
        goes_on.set()
        for one in asked:
            with pytest.raises(ValueError, match="1"):
                one.result(20)
    assert begun == [1]
    with pytest.raises(ValueError, match="1"):
        fail(1)
    assert begun == [1, 1]


def test_a_keyword_is_part_of_the_question() -> None:
    @once(4)
    def say(word: str, *, twice: bool = False) -> str:
        return word * (1 + twice)

    assert (say("a"), say("a", twice=True), say("a", twice=False)) == ("a", "aa", "a")


def test_what_weighs_most_goes_first_when_there_is_no_room() -> None:
    begun: list[int] = []

    def work(size: int) -> str:
        begun.append(size)
        return "." * size

    kept = Once(work, 10, len)
    for size in (4, 5, 4, 3, 4):  # 4 and 5 and 3 are more than ten: 5, asked longest ago, goes
        kept(size)
    kept(3)
    kept(5)
    assert begun == [4, 5, 3, 5]
    kept(20)  # by itself too much, and kept until the next
    kept(20)
    assert begun == [4, 5, 3, 5, 20]


def test_no_lock_holds_all_layers() -> None:
    assert not [name for name, one in vars(asking).items() if type(one).__name__ == "lock"]


def test_the_map_and_its_page_work_out_one_layer(
    tiny_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUATU_STORE", str(tiny_store.folder))
    asking.forget()
    here = asking.current_id()
    question = LayerQuery("visit_coverage", "village", scope(asking.snapshot(here)))
    page = asking.ask(layers.layer, here, question)
    drawn = asking.ask(map_values.by_code, here, question)
    assert np.shares_memory(page.rows["class_index"].to_numpy(), drawn["class_index"].to_numpy())
    asking.forget()


def test_nobody_changes_the_table_of_another(
    tiny_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUATU_STORE", str(tiny_store.folder))
    asking.forget()
    here = asking.current_id()
    asked = scope(asking.snapshot(here))
    question = LayerQuery("visit_coverage", "place", asked)
    mine = asking.ask(layers.layer, here, question)
    mine.rows["name"] = "changed"
    mine.rows.loc[mine.rows.index[0], "code"] = "changed"
    theirs = asking.ask(layers.layer, here, question)
    assert "changed" not in {*theirs.rows["name"], *theirs.rows["code"]}
    asking.forget()
