"""Questions to geodata, each answered once: a published snapshot never changes, so neither do they.

A question is any function of geodata that takes a snapshot first; pages and routes ask it by the
snapshot's id.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import pandas as pd

from dashboard.answers.once import Once
from geodata.base.settings import store_folder
from geodata.question import areas
from geodata.question.scope import Scope
from geodata.store.snapshots import Snapshot, Store

P = ParamSpec("P")
R = TypeVar("R")
#: Of all answers kept, in bytes: a figure or a few rows are small, a layer of a city some megabytes.
MOST_BYTES = 256_000_000
_SMALL = 2_000  # bytes of an answer that is no table


def store() -> Store:
    """The store that this process serves."""
    return _stores()


def current_id() -> str:
    """The snapshot to show now: a pointer is read, so a new one is seen at the next run."""
    here = store()
    return here.current_id() or here.current().snapshot_id  # an empty store says so itself


def snapshot(snapshot_id: str) -> Snapshot:
    """The snapshot with that id; raises StoreError."""
    return store().snapshot(snapshot_id)


def ask(
    question: Callable[Concatenate[Snapshot, P], R],
    snapshot_id: str,
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """The answer to a question about a snapshot; raises whatever the question raises. Tables in it
    are the asker's own: what is done to them reaches nobody else."""
    return cast(R, _own(_answers(question, snapshot_id, args, tuple(sorted(kwargs.items())))))


def ask_here(
    question: Callable[..., R],
    of_areas: Callable[..., Mapping[str, R]],
    snapshot_id: str,
    scope: Scope,
    *args: Hashable,
) -> R:
    """The answer to a question about a scope, ``question(snapshot, *args, scope)``, out of the one about
    all areas of its level, ``of_areas(snapshot, *args, scope, level)``: whoever goes from area to area
    waits for the first alone."""
    if scope.area:
        level = ask(areas.kind_of, snapshot_id, scope.area)
        found = ask(of_areas, snapshot_id, *args, replace(scope, area=None), level)
        if scope.area in found:
            return found[scope.area]
    return ask(question, snapshot_id, *args, scope)


def forget() -> None:
    """Ask everything anew, of the store that is served now."""
    _stores.cache_clear()
    _answers.cache_clear()


def _opened() -> Store:
    return Store(store_folder(None))


def _answer(
    question: Callable[..., Any],
    snapshot_id: str,
    args: tuple[Hashable, ...],
    kwargs: tuple[tuple[str, Hashable], ...],
) -> Any:
    return question(snapshot(snapshot_id), *args, **dict(kwargs))


def _size(found: object) -> int:
    if isinstance(found, pd.DataFrame):
        return _SMALL + int(found.memory_usage().sum())
    if isinstance(found, bytes):
        return len(found)
    if isinstance(found, dict):
        texts = sum(len(one) for one in found.values() if isinstance(one, str))
        return _SMALL * (1 + len(found)) + texts
    if isinstance(found, list | tuple):
        return _SMALL + sum(_size(one) for one in found if isinstance(one, pd.DataFrame))
    if is_dataclass(found):
        parts = (getattr(found, one.name) for one in fields(found))
        return _SMALL + sum(_size(one) for one in parts if isinstance(one, pd.DataFrame | dict))
    return _SMALL


def _own(found: Any) -> Any:
    """The same with tables of its own; pandas copies their columns when they are written to."""
    if isinstance(found, pd.DataFrame):
        return found.copy(deep=False)
    if isinstance(found, dict):
        return dict(found)
    if isinstance(found, list):
        return [_own(one) for one in found]
    if type(found) is tuple:
        return tuple(_own(one) for one in found)
    if is_dataclass(found) and not isinstance(found, type):
        told = {one.name: getattr(found, one.name) for one in fields(found) if one.init}
        tables = {name: _own(one) for name, one in told.items() if isinstance(one, pd.DataFrame)}
        return replace(found, **tables) if tables else found
    return found


_answers = Once(_answer, MOST_BYTES, _size)
_stores = Once(_opened, 1)
