"""The desk on the Data page, drawn only where publishing is allowed: what is dropped is checked, shown as
it was understood, mended, and published when somebody says so."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard.desk import dropping, mending, understood, undo
from dashboard.frame.plain import plain
from dashboard.frame.texts import Translate
from dashboard.frame.told import nowhere, told
from dashboard.panels import load_panel, quarantine
from dashboard.server import publishing
from dashboard.server.desk import Desk
from geodata.base.errors import GuatuError
from geodata.base.messages import Language
from geodata.base.settings import store_folder
from geodata.output import closed_words
from geodata.store.snapshots import Store

_JOB, _ROUND = "_publish_job", "_publish_round"
_MONTHS = 12
_DERIVED = {"derive_places", "derive_obligations", "derive_shapes"}


def show(language: Language, t: Translate) -> None:
    """Take what is dropped, or go on with what is on its way."""
    st.subheader(t("publish.title"))
    job: Desk | None = st.session_state.get(_JOB)
    with st.container(border=True):
        if job is None:
            _choose(language, t)
        elif job.is_running:
            _follow(t, job)
        else:
            _result(language, t, job)


def show_first(language: Language, t: Translate) -> bool:
    """The same where there is no snapshot yet, and the first may be made here; whether it may."""
    if not publishing.allowed() or Store(store_folder(None)).ids():
        return False
    st.title(t("desk.first"))
    st.write(t("desk.first_note"))
    show(language, t)
    return True


def _choose(language: Language, t: Translate) -> None:
    try:
        prepare = dropping.choose(t, publishing.base_folder(), str(_round()))
    except GuatuError as error:
        st.error(plain(told(error, language)))
        return
    if st.button(t("publish.check"), type="primary", disabled=prepare is None) and prepare:
        try:
            st.session_state[_JOB] = Desk(prepare, language)
        except GuatuError as error:
            st.error(plain(told(error, language)))
            return
        st.rerun()
    undo.show(language, t)


@st.fragment(run_every=1)
def _follow(t: Translate, job: Desk) -> None:
    """Only this part is drawn again while the process works."""
    if not job.is_running:
        st.rerun()
    step = t(f"publish.{job.step}") if job.step in _DERIVED else job.step
    st.info(
        t(f"publish.{job.state}")
        + (t("publish.step", step=step, rows=f"{job.rows:,}") if job.step else ""),
        icon=":material/hourglass_top:",
    )
    ahead = publishing.at_work() if job.state == "waiting" else None
    if job.state != "loading" and st.button(t("publish.discard")):
        _forget(job)
    if ahead and ahead.state == "checking":
        said = t("publish.ahead", begun=f"{ahead.begun:%H:%M}")
        if st.button(said, help=t("publish.ahead_help")):
            ahead.discard()


def _result(language: Language, t: Translate, job: Desk) -> None:
    if job.refusal:
        said = plain(nowhere(job.refusal))
        st.error(t("desk.taken_back", said=said) if job.is_taken_back else said)
    if job.state == "published":
        st.success(t("publish.done", snapshot=job.result["snapshot_id"]))
    is_checked = job.state == "checked"
    if is_checked:
        st.markdown(t("publish.found", **_totals(job)))
    is_meant = not is_checked or _is_meant(t, job)
    is_named = not is_checked or not understood.is_unnamed(job)
    with st.container(horizontal=True):
        if is_checked and st.button(
            t("publish.publish"),
            type="primary",
            icon=":material/publish:",
            disabled=not (is_meant and is_named),
        ):
            job.publish(allow_fewer=[table for table, *_ in job.shrunk])
            st.rerun()
        if st.button(t("publish.discard" if job.is_begun else "publish.again")):
            _forget(job)
        if is_checked:
            _downloads(t, job)
    if is_checked:
        understood.ask_name(t, job)
        load_panel.show(
            job.result["warnings"],
            closed_words.lines(*job.closed_months, language, _MONTHS),
            language,
        )
        _ask_day(t, job)
    if job.is_begun and job.state != "published":
        understood.show(t, job)
    if is_checked:
        mending.show(t, job)
        if job.to_mend or not job.rejected:  # else every row of them is mended
            quarantine.show(job.reasons, language, t)
    if job.is_begun and job.state != "published":
        _more(t, job)


def _more(t: Translate, job: Desk) -> None:
    st.markdown(f"**{t('desk.more_title')}**")
    put = dropping.more(t, f"{_round()}_{job.checks}")
    if put and st.button(t("desk.add"), type="primary"):
        job.add(put)
        st.rerun()


def _round() -> int:
    return int(st.session_state.get(_ROUND, 0))


def _ask_day(t: Translate, job: Desk) -> None:
    """From which day the changes of lists without days hold, or that they were always so."""
    told = [values for code, values in job.result["warnings"]
            if code in {"list_changed", "list_corrected"}]  # fmt: skip
    if not told:
        return
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


def _is_meant(t: Translate, job: Desk) -> bool:
    """Whether nothing would lose its rows, or somebody has confirmed it."""
    if not job.shrunk:
        return True
    told = [
        t("publish.shrinks", table=table, before=f"{before:,}", after=f"{after:,}")
        if before is not None
        else t("publish.none_accepted", table=table, rows=f"{rows:,}")
        for table, before, after, rows in job.shrunk
    ]
    st.error("\n".join([t("publish.shrunk"), "", *(f"- {one}" for one in told)]))
    return st.checkbox(t("publish.is_meant"), key=f"meant_{_round()}")


def _totals(job: Desk) -> dict[str, str]:
    *_, rows, accepted, quarantined = zip(*job.result["files"], strict=True)
    return {
        "rows_in": f"{sum(rows):,}",
        "accepted": f"{sum(accepted):,}",
        "quarantined": f"{sum(quarantined):,}",
    }


def _downloads(t: Translate, job: Desk) -> None:
    for path in job.findings:
        st.download_button(
            t("publish.download", file=plain(path.name)), data=path.read_bytes(),
            file_name=path.name, on_click="ignore", icon=":material/download:",
            key=f"finding_{path.name}",
        )  # fmt: skip


def _forget(job: Desk) -> None:
    """Back to the uploader, emptied."""
    job.discard()
    st.session_state[_JOB] = None
    st.session_state[_ROUND] = _round() + 1
    st.rerun()
