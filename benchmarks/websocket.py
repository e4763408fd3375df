"""A reader without a browser: Streamlit's own messages over its websocket, and what they show."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

_MOST_BYTES = 64_000_000


@dataclass
class Run:
    """What one run of a page sent."""

    seconds: float = 0.0
    """From the question to the last message of the answer."""
    sent_bytes: int = 0
    titles: list[str] = field(default_factory=list)
    metrics: dict[str, str] = field(default_factory=dict)
    alerts: list[str] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)
    lists: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    """Select boxes: label → id and options."""
    is_not_found: bool = False


class Reader:
    """One session, as ``async with Reader(url) as reader``; a context manager that hangs up."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._page = ""
        self._query = ""
        self._chosen: dict[str, str] = {}
        self.last = Run()

    async def __aenter__(self) -> Self:
        self._socket: ClientConnection = await connect(
            f"ws://{urlsplit(self._url).netloc}/_stcore/stream", origin=Origin(self._url),
            subprotocols=[Subprotocol("streamlit")], max_size=_MOST_BYTES, proxy=None,
            open_timeout=60, ping_interval=None, compression=None,
        )  # fmt: skip
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        await self._socket.close()

    async def open(self, page: str, query: str = "", timeout: float = 60) -> Run:
        """The page as a link opens it. ``page`` is its path, empty for the first."""
        self._page, self._query = page, query
        return await self._run(timeout)

    async def choose(self, label: str, option: str, timeout: float = 60) -> Run:
        """Change a select box as a person does."""
        widget, _ = self.last.lists[label]
        self._chosen[widget] = option
        return await self._run(timeout)

    async def _run(self, timeout: float) -> Run:
        asked = BackMsg()
        asked.rerun_script.query_string = self._query
        asked.rerun_script.page_name = self._page
        for widget, option in self._chosen.items():
            asked.rerun_script.widget_states.widgets.add(id=widget, string_value=option)
        start = time.perf_counter()
        await self._socket.send(asked.SerializeToString())
        run = Run()
        async with asyncio.timeout(timeout):
            while not self._take(run, await self._socket.recv(decode=False)):
                pass
        run.seconds = time.perf_counter() - start
        self.last = run
        return run

    @staticmethod
    def _take(run: Run, data: bytes) -> bool:
        """Note one message; whether it is the last of the run."""
        run.sent_bytes += len(data)
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "page_not_found":
            run.is_not_found = True
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            _note(run, message.delta.new_element)
        return kind == "script_finished" and message.script_finished in (
            ForwardMsg.FINISHED_SUCCESSFULLY,
            ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
        )


def _note(run: Run, element: Any) -> None:
    kind = element.WhichOneof("type")
    if kind == "heading" and element.heading.tag == "h1":
        run.titles.append(element.heading.body)
    elif kind == "metric":
        run.metrics[element.metric.label] = element.metric.body
    elif kind == "alert":
        run.alerts.append(element.alert.body)
    elif kind == "exception":
        run.exceptions.append(element.exception.message)
    elif kind == "selectbox":
        box = element.selectbox
        run.lists[box.label] = (box.id, list(box.options))
