"""A query and the database it is put to, as one more thing that rows come from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from etl.reading.databases import sqlite
from etl.reading.databases.address import Server
from etl.reading.databases.answer import Answer
from etl.reading.sheet import Sheet


@dataclass(frozen=True)
class Query:
    """A question to a database, put once however often its rows are read: what is asked twice may be
    answered in two ways."""

    database: Server | Path
    text: str
    name: str
    """What its answer is called to people, as a file is."""

    def sheet(self) -> Sheet:
        """The answer as a file that says itself what its header is."""
        answer = self._answer
        return Sheet(Path(self.name), answer.sha256, None, answer.rows(), header_first=True)

    @cached_property
    def _answer(self) -> Answer:
        if isinstance(self.database, Path):
            return sqlite.ask(self.database, self.text, self.name)
        from etl.reading.databases import postgres  # few offices have one

        return postgres.ask(self.database, self.text, self.name)
