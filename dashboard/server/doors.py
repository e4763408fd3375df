"""What every answer of the server says to a browser, and the paths behind which nothing is."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.server import publishing

#: Streamlit's page has a script inside and charts that compile their own; the map's frame is given
#: its script by Streamlit's page. What a page shows, fetches or is framed by is of this server.
_POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
#: What Streamlit hands over here names people and places, and no browser keeps it.
_HANDED_OVER = "/media/"
_CLOSED = ("/_stcore/agent", "/_stcore/metrics", "/_stcore/script-health-check")
_UPLOADS = "/_stcore/upload_file"


def _policy(host: str) -> str:
    # not every browser takes 'self' for the websocket
    connect = f"connect-src 'self' ws://{host} wss://{host}"
    return "; ".join([*(f"{name} {value}" for name, value in _POLICY.items()), connect])


class SafeHeaders:
    """Every answer says what a browser may do with it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to the answer's start."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        policy = _policy(Headers(scope=scope).get("host", ""))
        is_handed_over = str(scope.get("path", "")).startswith(_HANDED_OVER)

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _SAFE.items():
                    headers.setdefault(name, value)
                headers["Content-Security-Policy"] = policy
                if is_handed_over:
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, send_safely)


class Closed:
    """Streamlit counts, serves programs and takes files on paths of its own; here it takes files
    alone, and those only where publishing is allowed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or say that there is nothing here."""
        path = str(scope.get("path", ""))
        if path.startswith(_CLOSED) or (path.startswith(_UPLOADS) and not publishing.allowed()):
            await JSONResponse({"error": "not found"}, status_code=404)(scope, receive, send)
        else:
            await self.app(scope, receive, send)
