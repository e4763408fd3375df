"""The part of the Data page that takes an upload; drawn only where publishing is allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.frame.frame import View
from dashboard.frame.plain import plain
from dashboard.frame.told import nowhere, told
from dashboard.panels import load_panel, quarantine
from dashboard.server import publishing, received, uploads
from dashboard.server.publishing import Job
from geodata.base.errors import GuatuError
from geodata.output import closed_words

_JOB, _ROUND = "_publish_job", "_publish_round"
_TABLES = ["csv", "tsv", "xlsx", "xlsm", "xls"]
#: Streamlit words its button in English alone.
_BUTTON = """<style>
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] p {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"]::after
  {{ content: "{words}"; font-size: 0.875rem; }}
</style>"""
_MONTHS = 12
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
            prepare: Callable[[Path], Path] | None = partial(_unpack, sent[0])
        elif base and not any(is_zip):
            prepare = _replacing(view, base, sent)
        else:
            st.warning(t("publish.one_zip"))
            return
    except GuatuError as error:
        st.error(plain(told(error, view.language)))
        return
    if st.button(t("publish.check"), type="primary", disabled=prepare is None) and prepare:
        try:
            st.session_state[_JOB] = Job(prepare, view.language)
        except GuatuError as error:
            st.error(plain(told(error, view.language)))
            return
        st.rerun()


def _unpack(sent: Any, folder: Path) -> Path:
    """Unpack what was sent, and let go of it."""
    try:
        with received.content(sent) as archive:
            return uploads.unpack(archive, folder)
    finally:
        received.remove(sent.file_id)


def _assemble(base: Path, chosen: Mapping[str, Any], folder: Path) -> Path:
    """Put what was sent into a copy of the city, and let go of it."""
    try:
        with ExitStack() as stack:
            files = {
                name: uploads.Sent(file.name, stack.enter_context(received.content(file)))
                for name, file in chosen.items()
            }
            return uploads.assemble(base, folder, files)
    finally:
        for file in chosen.values():
            received.remove(file.file_id)


def _replacing(view: View, base: Path, sent: Sequence[Any]) -> Callable[[Path], Path] | None:
    """Which file of the city each upload replaces; None until each has one of its own."""
    names = uploads.replaceable(base)
    chosen: dict[str, Any] = {}
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
    return partial(_assemble, base, chosen)


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
    ahead = publishing.at_work() if job.state == "waiting" else None
    if job.state != "loading" and st.button(view.t("publish.discard")):
        _forget(job)
    if ahead and ahead.state == "checking":
        said = view.t("publish.ahead", begun=f"{ahead.begun:%H:%M}")
        if st.button(said, help=view.t("publish.ahead_help")):
            ahead.discard()


def _result(view: View, job: Job) -> None:
    t = view.t
    if job.refusal:
        st.error(plain(nowhere(job.refusal)))
    if job.state == "published":
        st.success(t("publish.done", snapshot=job.result["snapshot_id"]))
    is_checked = job.state == "checked"
    if is_checked:
        st.markdown(t("publish.found", **_totals(job)))
    is_meant = not is_checked or _is_meant(view, job)
    with st.container(horizontal=True):
        if is_checked and st.button(
            t("publish.publish"),
            type="primary",
            icon=":material/publish:",
            disabled=not is_meant,
        ):
            job.publish(allow_fewer=[table for table, *_ in job.shrunk])
            st.rerun()
        if st.button(t("publish.discard" if is_checked else "publish.again")):
            _forget(job)
        if is_checked:
            _downloads(view, job)
    if is_checked:
        load_panel.show(
            job.result["warnings"],
            closed_words.lines(*job.closed_months, view.language, _MONTHS),
            view.language,
        )
        _ask_day(view, job)
        _found(view, job)


def _ask_day(view: View, job: Job) -> None:
    """From which day the changes of lists without days hold, or that they were always so."""
    told = [values for code, values in job.result["warnings"]
            if code in {"list_changed", "list_corrected"}]  # fmt: skip
    if not told:
        return
    t = view.t
    tables = sorted({str(values["table"]) for values in told})
    days = [date.fromisoformat(str(values["day"])) for values in told if "day" in values]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = st.date_input(
            t("publish.changes_on"), max(days) if days else "today", help=t("publish.changes_help")
        )
        if st.button(t("publish.from_day")) and isinstance(day, date):
            job.check_again(["--changes-on", day.isoformat()])
            st.rerun()
        if st.button(t("publish.always")):
            job.check_again([part for table in tables for part in ("--rewrite", table)])
            st.rerun()


def _is_meant(view: View, job: Job) -> bool:
    """Whether nothing would lose its rows, or somebody has confirmed it."""
    if not job.shrunk:
        return True
    t = view.t
    told = [
        t("publish.shrinks", table=table, before=f"{before:,}", after=f"{after:,}")
        if before is not None
        else t("publish.none_accepted", table=table, rows=f"{rows:,}")
        for table, before, after, rows in job.shrunk
    ]
    st.error("\n".join([t("publish.shrunk"), "", *(f"- {one}" for one in told)]))
    return st.checkbox(t("publish.is_meant"), key=f"meant_{st.session_state.get(_ROUND, 0)}")


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
            view.t("publish.download", file=plain(path.name)), data=path.read_bytes(),
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
