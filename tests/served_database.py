"""A real PostgreSQL, started for a test and thrown away after it."""

from __future__ import annotations

import getpass
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

USER, PASSWORD = "reader", "kept-Secret-7f3"  # of a server that lives for a minute
_START_SECONDS = 30


@dataclass(frozen=True)
class Served:
    """Where it is, and the socket at which whoever started it may do anything."""

    port: int
    sockets: Path
    log: Path

    @property
    def address(self) -> str:
        """As a city.toml writes it."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/jcgz"

    def rows(self, query: str, database: str = "jcgz") -> list[tuple[object, ...]]:
        """What a query of the owner gives, or nothing where it gives no rows."""
        with psycopg.connect(
            host=str(self.sockets),
            port=self.port,
            user="owner",
            dbname=database,
            autocommit=True,
            options="-c datestyle=ISO",
        ) as connection:
            cursor = connection.execute(query.encode())
            return cursor.fetchall() if cursor.description else []


def programs() -> Path | None:
    """The folder of the newest PostgreSQL of this machine, in which `initdb` lies."""
    on_path = shutil.which("initdb")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    return Path(on_path).parent if on_path else found[-1].parent if found else None


def _version(path: Path) -> float:
    return float(path.parts[-3])


@contextmanager
def served(bin_folder: Path) -> Iterator[Served]:
    """A server at a free port of this machine, with a database `jcgz` that `reader` may read and write,
    so that it is nothing but the reading that keeps it from changing anything."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = "postgres" if getpass.getuser() == "root" else None  # which it refuses to run as
    try:
        if user:
            shutil.chown(folder, user)
        data, log = folder / "data", folder / "log"
        _run([bin_folder / "initdb", "-D", data, "-U", "owner", "--auth-local=trust", "--no-sync",
              "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C"], user)  # fmt: skip
        _let_in_by_clear_text(data / "pg_hba.conf")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with log.open("wb") as told:
            started = subprocess.Popen(
                [bin_folder / "postgres", "-D", data, "-k", folder, "-h", "127.0.0.1",
                 "-p", str(port), "-c", "fsync=off", "-c", "log_statement=all",
                 "-c", "timezone=UTC", "-c", "datestyle=SQL, DMY"],
                user=user, cwd=folder, stdout=subprocess.DEVNULL, stderr=told,
            )  # fmt: skip
        try:
            server = Served(port, folder, log)
            _wait(server)
            server.rows(f"CREATE ROLE {USER} LOGIN PASSWORD '{PASSWORD}'", "postgres")
            server.rows(f"CREATE ROLE open LOGIN PASSWORD '{PASSWORD}'", "postgres")
            server.rows(f"CREATE DATABASE jcgz OWNER {USER}", "postgres")
            yield server
        finally:
            started.terminate()
            started.wait(_START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _let_in_by_clear_text(rules: Path) -> None:
    """The user `open`, whose password the server wants to be told as it is."""
    others = rules.read_text("utf-8")
    rules.write_text(f"host all open 127.0.0.1/32 password\n{others}", encoding="utf-8")


def _run(command: Sequence[object], user: str | None) -> None:
    subprocess.run(
        [str(one) for one in command], check=True, user=user, cwd="/", stdout=subprocess.DEVNULL
    )


def _wait(server: Served) -> None:
    until = time.monotonic() + _START_SECONDS
    while True:
        try:
            server.rows("SELECT 1", "postgres")
            return
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
