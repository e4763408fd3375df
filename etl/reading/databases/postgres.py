"""PostgreSQL and PostGIS: one query in one transaction that cannot write, row after row.

The password comes from the environment alone (``GUATU_DATABASE_PASSWORD``): what is set for other
programs, as ``PGPASSWORD`` or a ``.pgpass``, is sent to no host that a city.toml names.
"""

from __future__ import annotations

import os
import re
from contextlib import closing
from datetime import datetime
from typing import Any

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.types.string import TextLoader

from etl.reading.cells import cell_text
from etl.reading.databases.address import Server
from etl.reading.databases.answer import Answer
from geodata.base.city_folder import DATABASE_PASSWORD
from geodata.base.errors import RefusedError

_CONNECT_SECONDS = 10
QUERY_SECONDS = 600
_MOST_BYTES = 8 << 30
_ROWS_AT_ONCE = 500  # of which each may hold a shape
_OPTIONS = (
    "-c default_transaction_read_only=on"
    f" -c statement_timeout={QUERY_SECONDS}s"
    " -c timezone=Asia/Shanghai -c datestyle=ISO"
)
_SETTINGS: dict[str, Any] = {
    "passfile": "",  # or the library would look for a password of its own
    "connect_timeout": _CONNECT_SECONDS,
    "client_encoding": "utf8",
    "application_name": "guatu",
    "options": _OPTIONS,
    # a line that goes dead is noticed within a minute
    "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3,
}  # fmt: skip
#: Without one of these no password goes over the line as it is, whatever the server asks for.
_SECRET = {"require", "verify-ca", "verify-full"}
#: What a server says begins with how grave it is and two blanks, in whatever language.
_SAID_BY_SERVER = re.compile(r"failed: [^:\n]+: {2}|authentication method requirement")
_READ_ONLY, _CANCELED, _NOT_SUPPORTED = "25006", "57014", "0A000"


class _Moment(Loader):
    """A time of day where the offices are; what no calendar holds (``infinity``) as it is written."""

    def load(self, data: Buffer) -> str:
        text = bytes(data).decode()
        try:
            return cell_text(datetime.fromisoformat(text).replace(tzinfo=None))
        except ValueError:
            return text


def ask(server: Server, query: str, name: str) -> Answer:
    """What the server answers; raises RefusedError (``database_unreachable``, ``database_refused``,
    ``database_password_missing``, ``query_writes``, ``query_slow``, ``query_failed``, and what
    :class:`Answer` refuses)."""
    with closing(_connected(server, name)) as connection:  # closed without a commit
        connection.read_only = True
        for kind in ("date", "time", "timetz", "interval", "json", "jsonb"):
            connection.adapters.register_loader(kind, TextLoader)
        for kind in ("timestamp", "timestamptz"):
            connection.adapters.register_loader(kind, _Moment)
        try:
            with connection.cursor("guatu") as cursor:
                cursor.itersize = _ROWS_AT_ONCE
                cursor.execute(query.encode())
                header = [column.name for column in cursor.description or ()]
                return Answer(name, header, cursor, _MOST_BYTES)
        except psycopg.Error as error:
            raise _failed(error, server, name) from error
        except UnicodeDecodeError as error:
            raise RefusedError("query_failed", file=name, detail=error) from error
        finally:
            _roll_back(connection)


def _connected(server: Server, name: str) -> psycopg.Connection[tuple[Any, ...]]:
    password = os.environ.get(DATABASE_PASSWORD, "")
    try:
        return psycopg.connect(
            host=server.host, port=server.port, dbname=server.database, user=server.user,
            password=password, sslmode=server.sslmode,
            require_auth="" if server.sslmode in _SECRET else "!password", **_SETTINGS,
        )  # fmt: skip
    except psycopg.Error as error:
        shown, user = server.shown, server.user
        if not password and error.pgconn and error.pgconn.needs_password:
            raise RefusedError(
                "database_password_missing",
                file=name, server=shown, user=user, variable=DATABASE_PASSWORD,
            ) from None  # fmt: skip
        detail = " ".join(str(error).split())
        if _SAID_BY_SERVER.search(str(error)):
            raise RefusedError(
                "database_refused",
                file=name, server=shown, user=user, variable=DATABASE_PASSWORD, detail=detail,
            ) from None  # fmt: skip
        raise RefusedError("database_unreachable", file=name, server=shown, detail=detail) from None


def _failed(error: psycopg.Error, server: Server, name: str) -> RefusedError:
    detail = error.diag.message_primary or " ".join(str(error).split())
    if error.sqlstate == _READ_ONLY or (
        error.sqlstate == _NOT_SUPPORTED and "data-modifying" in detail
    ):
        return RefusedError("query_writes", file=name, detail=detail)
    if error.sqlstate == _CANCELED:
        return RefusedError("query_slow", file=name, seconds=QUERY_SECONDS)
    if error.sqlstate is None and isinstance(error, psycopg.OperationalError):
        return RefusedError("database_unreachable", file=name, server=server.shown, detail=detail)
    return RefusedError("query_failed", file=name, detail=detail)


def _roll_back(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    if not connection.closed:
        connection.rollback()
