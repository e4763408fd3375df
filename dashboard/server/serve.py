"""Start the server: ``python -m dashboard.server.serve --store FOLDER --port P`` (see ``guatu serve``)."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
from collections.abc import Mapping

import uvicorn
from streamlit import config, net_util

from dashboard.server import gate, publishing
from dashboard.server.connections import Impatient
from dashboard.server.received import MOST_MEGABYTES
from geodata.base import log
from geodata.base.messages import LANGUAGES, text

#: What is said here holds, whatever a stray file or the environment says: see :func:`settle`.
_OPTIONS: Mapping[str, object] = {
    "global.developmentMode": False,
    "logger.level": "warning",
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableAgentApi": False,
    "server.enableStaticServing": False,
    "server.scriptHealthCheckEnabled": False,
    "server.trustedUserHeaders": {},
    "browser.gatherUsageStats": False,
    "runner.magicEnabled": False,  # a page says what it draws
    # Three quarters of the time of a busy server was a full collection after every run. What a run
    # leaves in circles Python's own collections find, by the number of objects.
    "runner.postScriptGC": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.allowedOrigins": [],  # pages of Streamlit's own hosts that may frame and steer an app
    # Streamlit's own download has full names and is cut at the rows shown; ours masks and is whole
    "client.disableDataExport": True,
    "theme.base": "light",
    "theme.primaryColor": "#2c7bb6",
    "theme.font": 'system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif',
}
_SHUTDOWN_SECONDS = 3
_PING_SECONDS = 20  # a websocket whose other end is gone is closed after twice that


def main() -> None:
    """Serve one store on one port, on this machine alone unless told otherwise."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--store", required=True)
    parser.add_argument("--port", required=True, type=int)
    parser.add_argument("--address", default="localhost")
    parser.add_argument("--host-name", action="append", default=[])
    parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0])
    parser.add_argument("--allow-publish", action="store_true")
    parser.add_argument("--city")
    parser.add_argument("--log", choices=log.LEVELS)
    given = parser.parse_args()
    log.begin(given.log)
    if given.log:
        os.environ[log.LEVEL] = given.log  # for the loads that it starts
    os.environ["GUATU_STORE"] = given.store
    # what was said here decides, whatever the environment says
    os.environ[publishing.ALLOW] = "1" if given.allow_publish else ""
    os.environ[publishing.CITY] = given.city or ""
    settle(given.address, given.port, allow_publish=given.allow_publish)
    from dashboard.server import (
        routes as server,  # Streamlit reads some settings when an app is made
    )

    app = server.make(gate.hosts(given.address, given.port, given.host_name))
    options = uvicorn.Config(
        app, http=Impatient, ws="websockets-sansio", access_log=False, use_colors=False,
        server_header=False, log_level="warning", ws_ping_interval=_PING_SECONDS,
        ws_ping_timeout=_PING_SECONDS, timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
        ws_max_size=int(config.get_option("server.maxMessageSize")) * 1_000_000,
    )  # fmt: skip
    try:
        listening = _listen(given.address, given.port, options.backlog)
    except OSError as error:
        detail = error.strerror or str(error)
        sys.exit(text("cli", "cannot_listen", given.lang, address=given.address, port=given.port,
                      detail=detail))  # fmt: skip
    where = f"http://{gate.host_of(given.address)}:{given.port}"
    print(text("cli", "serving", given.lang, url=where), flush=True)  # noqa: T201
    try:
        uvicorn.Server(options).run(sockets=[listening])
    except KeyboardInterrupt:  # uvicorn has ended, and says so once more
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.raise_signal(signal.SIGINT)


def settle(address: str, port: int, *, allow_publish: bool) -> None:
    """Set every setting of Streamlit: ours, and the defaults of the others. No file called
    ``config.toml`` or ``secrets.toml`` and no variable of the environment has a say, and the
    address of this machine is never asked of an outside host."""
    config.get_config_files = _no_files
    net_util.get_external_ip = net_util.get_internal_ip = lambda: None
    for name in [one for one in os.environ if one.startswith("STREAMLIT_")]:
        del os.environ[name]
    config.get_config_options(
        force_reparse=True,
        options_from_flags={
            **_OPTIONS,
            "server.port": port,
            "server.address": address,
            "server.maxUploadSize": MOST_MEGABYTES if allow_publish else 1,
        },
    )


def _no_files(file_name: str) -> list[str]:  # noqa: ARG001
    return []


def _listen(address: str, port: int, backlog: int) -> socket.socket:
    """A socket that listens; raises OSError where the address or the port is not to be had."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listening = socket.socket(family)
    try:
        if os.name != "nt":  # there it would let two servers share a port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, port))
        listening.listen(backlog)
    except BaseException:
        listening.close()
        raise
    return listening


if __name__ == "__main__":
    main()
