"""One publication back: what the current snapshot was built on is shown again."""

from __future__ import annotations

import streamlit as st

from dashboard.frame.plain import plain
from dashboard.frame.texts import Translate
from dashboard.frame.told import told
from geodata.base.errors import GuatuError
from geodata.base.messages import Language
from geodata.base.settings import store_folder
from geodata.store.snapshots import Store

_ASKED, _DONE = "_undo_asked", "_undo_done"


def show(language: Language, t: Translate) -> None:
    """A button, a question, and the way back."""
    store = Store(store_folder(None))
    try:
        current = store.current_id()
        before = store.before(current) if current else None
    except GuatuError as error:
        st.error(plain(told(error, language)))
        return
    if back := st.session_state.pop(_DONE, None):
        st.success(t("desk.undone", snapshot=back))
    if current is None or before is None:
        return
    if st.session_state.get(_ASKED) != current:
        if st.button(t("desk.undo"), icon=":material/undo:", help=t("desk.undo_note")):
            st.session_state[_ASKED] = current
            st.rerun()
        return
    st.warning(t("desk.undo_asked", snapshot=current, before=before))
    with st.container(horizontal=True):
        if st.button(t("desk.undo_yes"), type="primary"):
            st.session_state[_ASKED] = None
            try:
                if store.current_id() == current:  # nobody has published in between
                    st.session_state[_DONE] = store.rollback()
            except GuatuError as error:
                st.error(plain(told(error, language)))
                return
            st.rerun()
        if st.button(t("desk.undo_no")):
            st.session_state[_ASKED] = None
            st.rerun()
