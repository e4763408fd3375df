"""Errors as a browser is told them: a sentence in the reader's language that names no folder here."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.frame.plain import plain
from geodata.base.errors import GuatuError
from geodata.base.log import LOG, kind_of
from geodata.base.messages import LANGUAGES, Language, sentence
from geodata.base.settings import store_folder
from geodata.base.unforeseen import unforeseen


def told(error: Exception, language: Language) -> str:
    """The sentence for any error; what nobody foresaw is kept under a number that is in it."""
    found = error if isinstance(error, GuatuError) else unforeseen(error)
    if found is error:
        LOG.info("a page or route tells error=%s", kind_of(error))
    else:  # the file of that number has the rest
        number = found.values.get("number", "—")
        LOG.error("a page or route failed error=%s number=%s", kind_of(error), number)
    values = {
        key: Path(one.name) if isinstance(one, Path) else one for key, one in found.values.items()
    }
    return nowhere(sentence(GuatuError(found.code, **values), language))


def nowhere(said: str) -> str:
    """A sentence that does not say where the store lies."""
    store = store_folder(None).resolve()
    return said.replace(str(store), store.name)


def show(error: Exception) -> bool:
    """Streamlit's last resort, wherever in a page, a callback or a fragment an error comes from:
    our sentence in place of its own English words."""
    chosen = st.session_state.get("lang")
    language: Language = chosen if chosen in LANGUAGES else LANGUAGES[0]
    st.error(plain(told(error, language)), icon=":material/report:")
    return True
