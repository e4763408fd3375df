"""The command that serves the dashboard."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from etl.cli.common import store_option
from geodata.settings import store_folder


@click.command()
@store_option
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="端口 · Port."
)
@click.option(
    "--address", default="localhost", show_default=True, help="监听地址 · Listen on this address."
)
def serve(store: Path | None, port: int, address: str) -> None:
    """启动看板 · Start the dashboard, as a process of its own.

    Example:

        guatu serve --port 8501
    """
    folder = store_folder(store).resolve()
    command = [sys.executable, "-m", "dashboard.serve", "--store", str(folder),
               "--port", str(port), "--address", address]  # fmt: skip
    sys.exit(subprocess.call(command))


COMMANDS: tuple[click.Command, ...] = (serve,)
