"""Where a database is: a server's address as city.toml writes it, and what a query may begin with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from geodata.base.errors import RefusedError

#: Of what libpq takes only this much: nothing that could turn a session elsewhere or let it write.
_ADDRESS = re.compile(
    r"postgres(?:ql)?://(?P<user>[^:@/?#\s]+)@(?P<host>\[[0-9A-Fa-f:.]+\]|[\w.-]+)"
    r"(?::(?P<port>[0-9]{1,5}))?/(?P<database>[^/?#\s]+)"
    r"(?:\?sslmode=(?P<sslmode>disable|allow|prefer|require|verify-ca|verify-full))?"
)
_USUAL_PORT = 5432
_MOST_PORT = 65_535
#: A name that libpq would take for a whole list of settings, or that steers a terminal.
_NO_NAME = re.compile(r"[=\x00-\x20\x7f-\x9f]|://")
_COMMENT_OR_BRACKET = r"(?:\s+|--[^\n]*(?:\n|$)|/\*.*?\*/|\()*"
_FIRST_WORD = re.compile(rf"{_COMMENT_OR_BRACKET}(\w*)", re.DOTALL)
_READING = {"select", "with", "values", "table"}


@dataclass(frozen=True)
class Server:
    """A database of PostgreSQL; its password is in no city.toml."""

    host: str
    port: int
    database: str
    user: str
    sslmode: str = "prefer"

    @property
    def shown(self) -> str:
        """How it is told to whoever has to see to it."""
        return f"{self.host}:{self.port}/{self.database}"


def server_at(key: str, address: str) -> Server:
    """The server that is meant; raises RefusedError (``database_address``), which does not repeat the
    address: what is written in a form that nobody knows may hold a password anywhere."""
    found = _ADDRESS.fullmatch(address.strip())
    if found is None:
        raise RefusedError("database_address", key=key)
    port = int(found["port"] or _USUAL_PORT)
    user, database = unquote(found["user"]), unquote(found["database"])
    if not 0 < port <= _MOST_PORT or _NO_NAME.search(user) or _NO_NAME.search(database):
        raise RefusedError("database_address", key=key)
    return Server(found["host"].strip("[]"), port, database, user, found["sslmode"] or "prefer")


def refuse_other_than_reading(key: str, query: str) -> None:
    """Raise RefusedError (``query_writes``) for what does not begin as a question does; the database
    itself refuses what only looks like one."""
    found = _FIRST_WORD.match(query)
    word = found[1] if found else ""
    if word.lower() not in _READING:
        raise RefusedError("query_writes", file=key, detail=word or query[:20])
