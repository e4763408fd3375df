"""What was understood, one row a table, and the lists from which another table or column is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.frame.plain import plain
from dashboard.frame.texts import Translate
from dashboard.server.desk import Desk
from dashboard.server.loose import UNNAMED

_NONE, _LOOKED_AT = "", "_desk_looked_at"
_DOUBTED = ("low", "medium")


def is_unnamed(job: Desk) -> bool:
    """Whether nobody has said yet what the city is called."""
    root = job.understood["root"]
    return UNNAMED in {root["name"], root["code"]}


def ask_name(t: Translate, job: Desk) -> None:
    """Name and code of the city, asked where no file tells them."""
    if not is_unnamed(job):
        return
    root = job.understood["root"]
    st.warning(t("desk.name_asked"))
    with (
        st.form(f"root_{job.checks}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        name = st.text_input(t("desk.name"), value="" if root["name"] == UNNAMED else root["name"])
        free = root["code"] == UNNAMED
        code = st.text_input(t("desk.code")) if free else ""
        is_said = st.form_submit_button(t("desk.name_set"))
    if is_said and name.strip() and (code.strip() or not free):
        said = {"name": name.strip()}
        job.decide({"root": {**said, "code": code.strip()} if free else said})
        st.rerun()


def show(t: Translate, job: Desk) -> None:
    """The tables, one of them with its first rows and its choices, and what is left out."""
    told = job.understood
    if not told:
        return
    if not told["sources"]:
        _unused(t, job)
        return
    st.markdown(f"**{t('desk.understood')}**")
    st.caption(t("desk.understood_note"))
    counts = {(source, file): found for source, file, *found in job.result.get("files", ())}
    st.dataframe(pd.DataFrame([_row(t, one, counts) for one in told["sources"]]), hide_index=True)
    _look_at(t, job)
    for number, one in enumerate(told["asked"]):
        _asked(t, job, one, number)
    _unused(t, job)


def _look_at(t: Translate, job: Desk) -> None:
    """One of the tables: the one looked at before, else the first that is in doubt."""
    tables = {
        f"{one['title']} · {one['shown']}": one
        for one in job.understood["sources"] if not one.get("is_geometry")
    }  # fmt: skip
    if not tables:
        return
    last = st.session_state.get(_LOOKED_AT)  # the list itself is gone while a check runs
    doubted = next((name for name, one in tables.items() if one["sure"] in _DOUBTED), None)
    first = last if last in tables else doubted
    index = list(tables).index(first) if first else 0
    at = st.selectbox(t("desk.look_at"), list(tables), index=index)
    st.session_state[_LOOKED_AT] = at
    _one(t, job, tables[at])


def _row(
    t: Translate, one: Mapping[str, Any], counts: Mapping[Any, Sequence[int]]
) -> dict[str, Any]:
    rows, _, aside = counts.get((one["source"], one["shown"]), (None, None, None))
    left = [head["header"] for head in one["headers"] if not head["column"]]
    return {
        t("desk.table"): one["title"],
        t("desk.file"): one["shown"],
        t("desk.rows"): rows,
        t("desk.aside"): aside,
        t("desk.sure"): t("desk.shapes") if one.get("is_geometry") else t(f"desk.{one['sure']}"),
        t("desk.left"): t("frame.comma").join(left),
    }


def _one(t: Translate, job: Desk, one: dict[str, Any]) -> None:
    """The first rows under the columns they were taken for, and what else they could be."""
    taken = [head for head in one["headers"] if head["column"]]
    preview = {
        f"{head['title']} ← {head['header']}" if head["title"] != head["header"] else head["header"]:
        head["rows"] for head in taken
    }  # fmt: skip
    st.caption(t("desk.preview", file=plain(one["shown"])))
    st.dataframe(pd.DataFrame(preview), hide_index=True)
    with st.expander(t("desk.change"), expanded=one["sure"] in _DOUBTED):
        key = f"{job.checks}_{one['source']}_{one['shown']}"
        table = _table_list(t, job, t("desk.is_table"), one["source"], f"table_{key}")
        if table != one["source"]:
            if st.button(t("desk.so"), key=f"so_{key}", type="primary"):
                job.decide({**_where(one), "from": one["source"], "to": table or None})
                st.rerun()
            return
        now = [head["column"] for head in one["headers"]]
        chosen = _choose_columns(t, job, one["headers"], table, now, key)
        if st.button(
            t("desk.so"), key=f"so_{key}", type="primary", disabled=not _differs(one, chosen)
        ):
            job.decide({
                **_where(one), "from": one["source"], "to": one["source"],
                "columns": _stated(one, chosen),
            })  # fmt: skip
            st.rerun()


def _choose_columns(
    t: Translate, job: Desk, heads: Sequence[Mapping[str, Any]], table: str, now: Sequence[str],
    key: str,
) -> dict[int, str]:  # fmt: skip
    """A list for each header, ``now`` the column it is; index → the column that was chosen."""
    st.caption(t("desk.columns_note"))
    columns = _columns(job, table)
    options = [_NONE, *columns]
    chosen = {}
    grid = st.columns(3)
    for number, (head, column) in enumerate(zip(heads, now, strict=True)):
        sample = f"{head['header']} · {head['sample']}" if head["sample"] else head["header"]
        chosen[number] = grid[number % 3].selectbox(
            plain(sample), options, index=options.index(column) if column in columns else 0,
            format_func=lambda name: columns.get(name) or t("desk.off"),
            key=f"column_{key}_{number}",
        )  # fmt: skip
    return chosen


def _differs(one: Mapping[str, Any], chosen: Mapping[int, str]) -> bool:
    return any(head["column"] != chosen[at] for at, head in enumerate(one["headers"]))


def _stated(one: Mapping[str, Any], chosen: Mapping[int, str]) -> dict[str, str]:
    """What city.toml has to say so that the columns are read as chosen: a header for each that was
    chosen, none for each that was switched off."""
    stated = dict(one["stated"])
    heads = one["headers"]
    given = {column for column in chosen.values() if column}
    for at, head in enumerate(heads):
        before, after = head["column"], chosen[at]
        if before != after:
            if before and before not in given:
                stated[before] = _NONE
            if after:
                stated[after] = head["header"]
    return stated


def _asked(t: Translate, job: Desk, one: Mapping[str, Any], number: int) -> None:
    st.warning(
        t("desk.asked", table=plain(one["title"]), file=plain(one["shown"]), why=plain(one["why"]))
    )
    if one["keys"] and st.button(t("desk.yes"), key=f"yes_{job.checks}_{number}"):
        job.decide({"file": one["file"], "from": None, "to": one["source"], "keys": one["keys"]})
        st.rerun()


def _unused(t: Translate, job: Desk) -> None:
    """What is left out and why, and one of it to be taken in."""
    left = {one["shown"]: one for one in job.understood["unused"]}
    if not left:
        return
    st.markdown(f"**{t('desk.unused')}**")
    told = [
        {t("desk.file"): shown, t("desk.reason"): one["why"] or t("desk.switched_off")}
        for shown, one in left.items()
    ]
    st.dataframe(pd.DataFrame(told), hide_index=True)
    usable = [shown for shown, one in left.items() if one.get("headers")]
    if not usable:
        return
    with st.container(horizontal=True):
        shown = st.selectbox(t("desk.take_in"), usable, key=f"take_in_{job.checks}")
        key = f"use_{job.checks}_{shown}"
        table = _table_list(t, job, t("desk.use_as"), _NONE, key)
    if table:
        _take_in(t, job, left[shown], table, f"{key}_{table}")


def _take_in(t: Translate, job: Desk, one: Mapping[str, Any], table: str, key: str) -> None:
    heads = one["headers"]
    near = one.get("fits", {}).get(table, {})
    now = [near.get(head["header"], _NONE) for head in heads]
    chosen = _choose_columns(t, job, heads, table, now, key)
    if st.button(t("desk.so"), key=f"so_{key}", type="primary"):
        taken = [{**head, "column": column} for head, column in zip(heads, now, strict=True)]
        said = {
            "columns": _stated({"stated": {}, "headers": taken}, chosen),
            "header_row": one.get("header_row"),
        }
        known = {name: value for name, value in said.items() if value}
        job.decide({**_where(one), "from": None, "to": table, **known})
        st.rerun()


def _table_list(t: Translate, job: Desk, label: str, now: str, key: str) -> str:
    titles = {one["name"]: one["title"] for one in job.understood["tables"]}
    options = [_NONE, *titles]
    chosen: str = st.selectbox(
        label, options, index=options.index(now), key=key,
        format_func=lambda one: titles.get(one) or t("desk.not_used"),
    )  # fmt: skip
    return chosen


def _columns(job: Desk, table: str) -> dict[str, str]:
    """Column → what it is called, those that are needed marked."""
    own = next(one for one in job.understood["tables"] if one["name"] == table)
    return {one["name"]: one["title"] + (" *" if one["required"] else "") for one in own["columns"]}


def _where(one: Mapping[str, Any]) -> dict[str, Any]:
    inner = {key: one[key] for key in ("sheet", "layer", "is_default", "part") if one.get(key)}
    return {"file": one["file"], **inner}
