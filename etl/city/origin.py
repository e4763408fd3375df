"""Where the rows of a source are: files of the city folder, or what a database answers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from etl.city.source_table import SourceTable
from etl.reading.databases.address import Server, refuse_other_than_reading, server_at
from etl.reading.databases.query import Query
from geodata.base.city_folder import is_server, named_database, named_file, named_files
from geodata.base.codes import KINDS
from geodata.base.errors import RefusedError
from geodata.base.messages import text

#: What only a file can be asked for.
_OF_FILES = ("sheet", "layer", "encoding", "header_row", "joined")
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class Folder:
    """Where the files of the sources are looked for, and whether they may lie elsewhere."""

    path: Path
    is_enclosed: bool


def origin(
    folder: Folder, name: str, where: str, table: SourceTable
) -> tuple[tuple[Path, ...], Query | None]:
    """The files of a source, or the query and the one file that stands for it: the database where that
    is a file, else a path at which nothing lies, by which the answer is told.

    Raises RefusedError (``database_and_file``, ``database_beside``, ``database_address``,
    ``database_outside``, ``query_writes``, ``city_value``, and as :func:`path` does).
    """
    if table.database is None and table.query is None:
        return _files(folder, f"{where}.file", table.file), None
    if table.file:
        raise RefusedError("database_and_file", source=where)
    if table.database is None:
        raise _lacking(f"{where}.database", "postgresql://reader@10.1.1.5:5432/jcgz")
    if table.query is None:
        raise _lacking(f"{where}.query", "SELECT … FROM …")
    for key in _OF_FILES:
        if getattr(table, key):
            raise RefusedError("database_beside", key=f"{where}.{key}")
    refuse_other_than_reading(f"{where}.query", table.query)
    database = _database(folder, f"{where}.database", table.database)
    if isinstance(database, Path):
        return (database,), Query(database, table.query, database.name)
    kind = "kind" if name in KINDS else "table"
    called = f"{_NOT_IN_NAMES.sub('_', database.database)}：{text(kind, name, 'zh_CN')}"
    return (folder.path / called,), Query(database, table.query, called)


def path(folder: Folder, key: str, stated: str) -> Path:
    """The one file that is stated; raises RefusedError (``file_missing``, ``file_outside``)."""
    found = named_file(folder.path, stated, enclosed=folder.is_enclosed)
    if found is None:
        raise RefusedError("file_missing", key=key, file=stated)
    return found


def _files(folder: Folder, key: str, stated: list[str]) -> tuple[Path, ...]:
    if not stated:
        raise _lacking(key, "villages.csv")
    files = tuple(one for file in stated for one in _paths(folder, key, file))
    twice = Counter(one.resolve() for one in files).most_common(1)[0]
    if twice[1] > 1:
        raise RefusedError("file_twice", key=key, file=twice[0].name, value=", ".join(stated))
    return files


def _paths(folder: Folder, key: str, stated: str) -> tuple[Path, ...]:
    paths = named_files(folder.path, stated, enclosed=folder.is_enclosed)
    if not paths:
        raise RefusedError("file_missing", key=key, file=stated)
    return paths


def _database(folder: Folder, key: str, stated: str) -> Server | Path:
    found = named_database(folder.path, stated, enclosed=folder.is_enclosed)
    if found is not None:
        return found
    if is_server(stated):
        return server_at(key, stated)
    raise RefusedError("file_missing", key=key, file=stated)


def _lacking(key: str, example: str) -> RefusedError:
    return RefusedError("city_value", key=key, value="—", example=f'"{example}"')
