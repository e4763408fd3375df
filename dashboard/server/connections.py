"""Connections that nobody holds open for nothing.

uvicorn waits without end for the rest of a request that has begun, or for one that never begins.
"""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

#: Seconds within which the head of a request has to be there.
HEAD_SECONDS = 15.0
#: Seconds without a byte of a body that is awaited.
BODY_SECONDS = 60.0


class Impatient(H11Protocol):
    """HTTP/1.1 that hangs up on whoever begins a request and does not go on."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait(HEAD_SECONDS)

    def data_received(self, data: bytes) -> None:
        """Wait for the rest of a head from its first byte on, of a body from its last."""
        super().data_received(data)
        state = self.conn.their_state
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            self._stop()
        elif state is h11.SEND_BODY:
            self._stop()
            self._wait(BODY_SECONDS)
        elif state is not h11.IDLE:
            self._stop()
        elif self.timeout_keep_alive_task is None and self._waiting is None:
            self._wait(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is awaited any more."""
        self._stop()
        super().connection_lost(exc)

    def _wait(self, seconds: float) -> None:
        self._waiting = self.loop.call_later(seconds, self._hang_up)

    def _stop(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _hang_up(self) -> None:
        self._waiting = None
        if self.flow.read_paused:  # it is we who are behind
            self._wait(BODY_SECONDS)
        elif not self.transport.is_closing():
            self.transport.abort()
