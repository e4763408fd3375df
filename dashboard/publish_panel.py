"""The part of the Data page that takes an upload; drawn only where publishing is allowed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any

import pandas as pd
import streamlit as st

from dashboard import publishing, quarantine, uploads
from dashboard.frame import View
from dashboard.publishing import Job
from geodata.errors import GuatuError
from geodata.messages import sentence

_JOB, _ROUND = "_publish_job", "_publish_round"
_TABLES = ["csv", "tsv", "xlsx", "xlsm", "xls"]
#: Streamlit words its button in English alone.
_BUTTON = """<style>
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] p {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"]::after
  {{ content: "{words}"; font-size: 0.875rem; }}
</style>"""
_DERIVED = {"derive_places", "derive_obligations", "derive_shapes"}


def show(view: View) -> None:
    """Take an upload, or follow the one that is on its way."""
    st.subheader(view.t("publish.title"))
    job: Job | None = st.session_state.get(_JOB)
    with st.container(border=True):
        if job is None:
            _choose(view)
        elif job.is_running:
            _follow(view, job)
        else:
            _result(view, job)


def _choose(view: View) -> None:
    t = view.t
    base = publishing.base_folder()
    st.html(_BUTTON.format(words=t("publish.choose")))
    sent = st.file_uploader(
        t("publish.upload" if base else "publish.upload_zip"),
        type=["zip", *_TABLES] if base else ["zip"],
        accept_multiple_files=True,
        key=f"upload_{st.session_state.get(_ROUND, 0)}",
        help=t("publish.upload_help"),
    )
    if not sent:
        return
    is_zip = [file.name.lower().endswith(".zip") for file in sent]
    try:
        if len(sent) == 1 and is_zip[0]:
            prepare: Callable[[Path], Path] | None = partial(uploads.unpack, sent[0])
        elif base and not any(is_zip):
            prepare = _replacing(view, base, sent)
        else:
            st.warning(t("publish.one_zip"))
            return
    except GuatuError as error:
        st.error(sentence(error, view.language))
        return
    if st.button(t("publish.check"), type="primary", disabled=prepare is None) and prepare:
        st.session_state[_JOB] = Job(prepare, view.language)
        st.rerun()


def _replacing(view: View, base: Path, sent: Sequence[Any]) -> Callable[[Path], Path] | None:
    """Which file of the city each upload replaces; None until each has one of its own."""
    names = uploads.replaceable(base)
    chosen: dict[str, IO[bytes]] = {}
    for number, file in enumerate(sent):
        name = st.selectbox(
            view.t("publish.replaces", file=file.name),
            names,
            index=names.index(file.name) if file.name in names else None,
            key=f"replaces_{st.session_state.get(_ROUND, 0)}_{number}_{file.name}",
        )
        if name:
            chosen[name] = file
    if len(chosen) < len(sent):
        st.caption(view.t("publish.choose_each"))
        return None
    return partial(uploads.assemble, base, files=chosen)


@st.fragment(run_every=1)
def _follow(view: View, job: Job) -> None:
    """Only this part is drawn again while the process works."""
    if not job.is_running:
        st.rerun()
    step = view.t(f"publish.{job.step}") if job.step in _DERIVED else job.step
    st.info(
        view.t(f"publish.{job.state}")
        + (view.t("publish.step", step=step, rows=f"{job.rows:,}") if job.step else ""),
        icon=":material/hourglass_top:",
    )
    if job.state != "loading" and st.button(view.t("publish.discard")):
        _forget(job)


def _result(view: View, job: Job) -> None:
    t = view.t
    if job.refusal:
        st.error(job.refusal)
    if job.state == "published":
        st.success(t("publish.done", snapshot=job.result["snapshot_id"]))
    is_checked = job.state == "checked"
    if is_checked:
        st.markdown(t("publish.found", **_totals(job)))
    with st.container(horizontal=True):
        if is_checked and st.button(
            t("publish.publish"), type="primary", icon=":material/publish:"
        ):
            job.publish()
            st.rerun()
        if st.button(t("publish.discard" if is_checked else "publish.again")):
            _forget(job)
        if is_checked:
            _downloads(view, job)
    if is_checked:
        _found(view, job)


def _totals(job: Job) -> dict[str, str]:
    *_, rows, accepted, quarantined = zip(*job.result["files"], strict=True)
    return {
        "rows_in": f"{sum(rows):,}",
        "accepted": f"{sum(accepted):,}",
        "quarantined": f"{sum(quarantined):,}",
    }


def _downloads(view: View, job: Job) -> None:
    for path in job.findings:
        st.download_button(
            view.t("publish.download", file=path.name), data=path.read_bytes(),
            file_name=path.name, on_click="ignore", icon=":material/download:",
            key=f"finding_{path.name}",
        )  # fmt: skip


def _found(view: View, job: Job) -> None:
    """The same table and the same reasons as of a published snapshot, before it is one."""
    columns = ["table_name", "source_file", "rows_in", "accepted", "quarantined"]
    files = pd.DataFrame(job.result["files"], columns=columns)
    files = files.sort_values("quarantined", ascending=False, kind="stable")
    quarantine.show(job.reasons, view.language, view.t)
    st.dataframe(
        files.rename(columns={one: view.t(f"column.{one}") for one in columns}), hide_index=True
    )


def _forget(job: Job) -> None:
    """Back to the uploader, emptied."""
    job.discard()
    st.session_state[_JOB] = None
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.rerun()
