"""The command that serves the dashboard."""

from __future__ import annotations

import os
import subprocess
import sys
from ipaddress import ip_address
from pathlib import Path

import click

from etl.city.settings import read_city
from etl.cli.common import FOLDER, lang, store_option
from etl.cli.group import echo
from geodata.base import log
from geodata.base.messages import text
from geodata.base.settings import store_folder
from geodata.store.snapshots import UPLOADS, Store


@click.command()
@store_option
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="端口 · Port."
)
@click.option(
    "--address", default="localhost", show_default=True, help="监听地址 · Listen on this address."
)
@click.option(
    "--host-name",
    "host_names",
    multiple=True,
    metavar="NAME[:PORT]",
    help="还可用此名称访问,可重复 · Also served under this name, several allowed (this machine and"
    " the address listened on always are).",
)
@click.option(
    "--allow-publish",
    is_flag=True,
    help="允许从浏览器上传并发布 · Let browsers upload and publish (Data page).",
)
@click.option(
    "--city",
    type=FOLDER,
    default=None,
    help="城市文件夹,可从浏览器更换其中单个文件 · City folder whose files a browser may replace"
    " one by one (with --allow-publish).",
)
def serve(
    store: Path | None,
    port: int,
    address: str,
    host_names: tuple[str, ...],
    allow_publish: bool,
    city: Path | None,
) -> None:
    """启动看板 · Start the dashboard: this process becomes it, so that whatever ends one ends both.

    Example:

        guatu serve --port 8501
    """
    folder = store_folder(store).resolve()
    command = [sys.executable, "-m", "dashboard.server.serve", "--store", str(folder),
               "--port", str(port), "--address", address, "--lang", lang(), "--log", log.level()]  # fmt: skip
    for name in host_names:
        command += ["--host-name", name]
    if city and not allow_publish:
        raise click.UsageError("--city 要与 --allow-publish 同用 · --city needs --allow-publish")
    if allow_publish:
        if folder.is_dir():
            Store(folder).private(UPLOADS)  # or a sentence now instead of at the first upload
        command.append("--allow-publish")
        key = "serve_publish" if _is_this_machine(address) else "serve_open"
        echo(text("cli", key, lang(), address=address, port=port), err=True)
    if city:
        read_city(city)
        command += ["--city", str(city.resolve())]
    become(command)


def become(command: list[str]) -> None:
    """Run a command in place of this process; where there is no such thing, wait for it."""
    if os.name == "posix":
        os.execv(command[0], command)  # noqa: S606
    sys.exit(subprocess.call(command))


def _is_this_machine(address: str) -> bool:
    """Whether nobody but this machine can reach the address."""
    if address == "localhost":
        return True
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


COMMANDS: tuple[click.Command, ...] = (serve,)
