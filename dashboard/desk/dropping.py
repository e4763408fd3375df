"""Where files are dropped, and what becomes of them: a city folder, files alone, or files that join."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from dashboard.frame.plain import plain
from dashboard.frame.texts import Translate
from dashboard.server import loose, received, uploads
from dashboard.server.desk import Asked
from dashboard.server.uploads import Sent

R = TypeVar("R")
Prepare = Callable[[Path], tuple[Path, Asked]]
#: Streamlit words its button, and how large a file may be, in English alone.
_BUTTON = """<style>
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] p {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"]::after
  {{ content: "{words}"; font-size: 0.875rem; }}
[data-testid="stFileUploaderDropzoneInstructions"], [data-testid="stFileUploaderDropzoneInstructions"] *
  {{ font-size: 0; }}
[data-testid="stFileUploaderDropzoneInstructions"]::after
  {{ content: "{limit}"; font-size: 0.875rem; }}
</style>"""


def choose(t: Translate, base: Path | None, key: str) -> Prepare | None:
    """Take files for a new upload; what puts them into an empty folder, None until they are there.

    Raises RefusedError where the folder that they would join cannot be read.
    """
    sent = _dropped(t, t("desk.drop_onto" if base else "desk.drop"), key)
    if base:
        how = st.radio(
            t("desk.how"), ["onto", "anew"], format_func=lambda one: t(f"desk.{one}"),
            horizontal=True, key=f"how_{key}",
        )  # fmt: skip
        base = base if how == "onto" else None
    if not sent:
        return None
    if len(sent) == 1 and sent[0].name.lower().endswith(".zip"):
        return lambda folder: _held(
            sent, lambda files: loose.unpacked(files[0].content, folder, base)
        )
    if base and loose.has_city([one.name for one in sent]):
        base = None  # a whole city folder, whatever was said
    replaces = _replaces(t, base, sent, key) if base else {}
    if base:
        return lambda folder: _held(sent, lambda files: loose.onto(base, files, replaces, folder))
    return lambda folder: _held(sent, lambda files: loose.alone(files, folder))


def more(t: Translate, key: str) -> Callable[[Path], Sequence[str]] | None:
    """Take more files for an upload that is on its way."""
    sent = _dropped(t, t("desk.more"), key)
    if not sent:
        return None
    return lambda city: _held(sent, lambda files: loose.join(files, city))


def _dropped(t: Translate, label: str, key: str) -> list[Any]:
    limit = t("publish.limit", most=st.get_option("server.maxUploadSize"))
    st.html(_BUTTON.format(words=t("publish.choose"), limit=limit))
    sent = st.file_uploader(
        label, accept_multiple_files=True, key=f"upload_{key}", help=t("publish.upload_help")
    )
    with st.expander(t("desk.folder")):
        folders = st.file_uploader(
            t("desk.folder_note"), accept_multiple_files="directory", key=f"folder_{key}"
        )
    return [*sent, *folders]


def _replaces(t: Translate, base: Path, sent: Sequence[Any], key: str) -> dict[str, str]:
    """Which file of the city each one replaces; what is called otherwise is a new one."""
    names = uploads.replaceable(base)
    said: dict[str, str] = {}
    for number, file in enumerate(sent):
        own = next((one for one in names if one.rsplit("/", 1)[-1] == file.name), None)
        if own:
            st.caption(t("desk.in_place", file=plain(file.name)))
            continue
        options = ["", *(one for one in names if Path(one).suffix == Path(file.name).suffix)]
        chosen = st.selectbox(
            t("publish.replaces", file=file.name), options,
            format_func=lambda one: one or t("desk.is_new"),
            key=f"replaces_{key}_{number}_{file.name}",
        )  # fmt: skip
        if chosen:
            said[file.name] = chosen
    return said


def _held(sent: Sequence[Any], use: Callable[[list[Sent]], R]) -> R:
    """What is done with the contents of what was sent; they are let go of afterwards."""
    try:
        with ExitStack() as stack:
            return use([Sent(one.name, stack.enter_context(received.content(one))) for one in sent])
    finally:
        for one in sent:
            received.remove(one.file_id)
