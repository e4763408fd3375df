"""The group of all commands: which is asked for, in which language, and errors as sentences."""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Mapping
from importlib import import_module
from typing import Any, NoReturn

import click

from geodata.base.errors import GuatuError, RefusedError
from geodata.base.messages import Language, language_or_first, sentence
from geodata.base.printable import printable
from geodata.base.unforeseen import unforeseen

#: In the environment: let an error that nobody foresaw come through with its traceback.
TRACEBACK = "GUATU_TRACEBACK"


class Guatu(click.Group):
    """Turns every error into one sentence and exit 1; one that nobody foresaw has a number. A command
    is imported when it is asked for: most need libraries that take a second."""

    def __init__(self, *args: Any, rooms: Mapping[str, Collection[str]], **options: Any) -> None:
        """``rooms``: module of ``etl.cli`` → the commands in it."""
        super().__init__(*args, **options)
        self._rooms = {command: room for room, commands in rooms.items() for command in commands}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of all commands."""
        return sorted({*self._rooms, *self.commands})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name in self._rooms and cmd_name not in self.commands:
            for one in import_module(f"etl.cli.{self._rooms[cmd_name]}").COMMANDS:
                self.add_command(one)
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except GuatuError as error:
            _refuse(ctx, error)
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader of a pipe has seen enough: click knows
                raise
            if error.filename is None:
                _refuse(ctx, RefusedError("disk_failed", detail=error.strerror or error))
            unwritable = error.errno in {errno.ENOSPC, errno.EROFS, errno.EEXIST}
            code = "file_unwritable" if unwritable else "file_unreadable"
            _refuse(ctx, RefusedError(code, file=error.filename, detail=error.strerror))
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get(TRACEBACK):
                raise
            _refuse(ctx, unforeseen(error))


def echo(said: object = "", *, err: bool = False, nl: bool = True) -> None:
    """Print for a person or a program; no name in it can steer the terminal."""
    click.echo(printable(str(said)), err=err, nl=nl)


def _refuse(ctx: click.Context, error: GuatuError) -> NoReturn:
    """One line and exit 1; what a library has to say may have had several."""
    echo(" ".join(sentence(error, language_of(ctx)).split()), err=True)
    ctx.exit(1)


def language_of(ctx: click.Context) -> Language:
    """The language the person chose."""
    return language_or_first(ctx.params.get("lang"))
