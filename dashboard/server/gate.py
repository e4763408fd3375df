"""The gate before everything: who may ask this server, by the name it is asked under.

A page of another site that has its own name resolved to this machine (DNS rebinding) is the same
origin to its browser, but it still says its own name in ``Host``; a page of another port says it in
``Origin``. Neither passes, for HTTP and websocket alike. What passes is the same origin to Streamlit
too, letter by letter, so that Streamlit never asks an outside host for this machine's address.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

#: Names under which a browser on this machine finds it.
_HERE = ("localhost", "127.0.0.1", "[::1]")
_REFUSED = (
    "不接受以此名称访问（Host / Origin）。请管理员启动时用 --host-name 写明允许的名称。\n"
    "Not served under this name (Host / Origin). Whoever starts the server can allow it with"
    " --host-name.\n"
)


def hosts(address: str, port: int, names: Iterable[str] = ()) -> frozenset[str]:
    """The values of ``Host`` that are let in: this machine and ``address`` with the port, and each
    of ``names`` as it is written and, where it has no port, with this one too. A browser leaves out
    the port where it is that of the scheme."""
    own = {*_HERE, host_of(address)}
    given = {one.strip().lower() for one in names} - {""}
    with_port = {f"{name}:{port}" for name in own | given if not _has_port(name)}
    return frozenset(with_port | given | (own if port == 80 else set()))


def host_of(address: str) -> str:
    """An address as ``Host`` writes it: IPv6 in brackets, IPv4 never as IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return address.lower()
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or f"[{found}]")


def _has_port(name: str) -> bool:
    return ":" in name.rpartition("]")[2]


class Gate:
    """Lets in what asks under an allowed name, and what came from a page under that same name."""

    def __init__(self, app: ASGIApp, allowed: frozenset[str]) -> None:
        self.app = app
        self.allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it before anybody has read it."""
        if scope["type"] == "lifespan" or self._may(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse(_REFUSED, 403)(scope, receive, send)

    def _may(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        asked, came = headers.getlist("host"), headers.getlist("origin")
        if len(asked) != 1 or len(came) > 1:
            return False
        (host,) = asked
        if host not in self.allowed and host not in _reached(scope):
            return False
        return not came or came[0] in {f"http://{host}", f"https://{host}"}


def _reached(scope: Scope) -> frozenset[str]:
    """The address that a connection reached, where the server listens on all of them: a number in
    ``Host`` is no name that somebody else could have resolved to it."""
    address, port = scope.get("server") or ("", None)
    return hosts(address, port) if port else frozenset()
