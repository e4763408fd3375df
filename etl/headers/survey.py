"""Exports of survey apps, KoboToolbox and ODK: what their headers and cells say beside their own words.

A question is called by its groups and itself: ``zoufang/走访日期`` (Kobo), ``zoufang-走访日期`` (ODK). Where
the whole is no known header its last part may be, but not in a group that turns the meaning
(上次走访/走访日期), and never of ``question/option``, the column in which one answer of several is ticked. A
point is one cell ``34.05 115.15 50 4``, latitude first, and mostly four columns besides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from etl.headers.columns import Heading, plain
from etl.reading.row import Row

#: One of these headers stands in no other file.
_CERTAIN = {
    "_uuid", "_submission_time", "_validation_status", "_submission__id", "_submission__uuid",
    "_parent_index", "_parent_table_name", "_xform_id_string", "formhub/uuid", "__version__",
    "instanceid", "meta/instanceid", "meta-instanceid", "submissiondate", "parent_key",
}  # fmt: skip
#: The id of a submission, and in the rows of a repeat that of the submission they belong to, as both apps
#: are read. ``_uuid`` and ``instanceID`` become others when a submission is edited.
OWN_ID, SUBMISSION_ID = "_id", "_submission__id"
_IDS = {"key": OWN_ID, "parent_key": SUBMISSION_ID}
#: What numbers the rows of one export and ties them to each other: of no meaning beyond it.
TIES = {OWN_ID, SUBMISSION_ID, "_uuid", "_index", *_IDS}
POINT, SHAPE = "geopoint", "geoshape"
_AXIS = re.compile(r"(?:(.*/)?_(.+)_|(.+)-)(latitude|longitude|altitude|precision|accuracy)")
_READ_AXES = {"latitude", "longitude"}
_SEPARATOR = re.compile(r"[/-]")
_TURNING = re.compile(
    r"计划|预计|拟|目标|应|上年|去年|上月|上次|下次|同期|累计|原|旧|前任|下月|下步"
)
_NUMBER = r"-?\d+(?:\.\d+)?"
_POINT = re.compile(rf"({_NUMBER}) +({_NUMBER}) +{_NUMBER} +{_NUMBER}")
_SHAPE = re.compile(rf"(?:{_POINT.pattern}\s*;\s*){{3,}}(?:{_POINT.pattern})?\s*;?")
_TICKS = {"0", "1", "true", "false"}
_STATUS = {"_validation_status", "_submission__validation_status", "reviewstate"}
_NOT_APPROVED = {
    "notapproved",
    "validation_status_not_approved",
    "rejected",
    "未批准",
    "未通过",
    "不通过",
}


def is_export(headers: Sequence[str]) -> bool:
    """Whether these are the headers of such a file."""
    return not _CERTAIN.isdisjoint(map(plain, headers))


def headings_of_export(headers: Sequence[str]) -> list[Heading]:
    """The headers of an export, and the ways each may be read."""
    names = set(map(plain, headers))
    return [
        Heading(" ".join(one.split()), (one, *_further(one, names)), levels=(one.strip(),))
        if one.strip()
        else Heading("", ())
        for one in headers
    ]


def _further(header: str, names: set[str]) -> tuple[str, ...]:
    name = plain(header)
    if name in _IDS:
        return (_IDS[name],)
    if found := _AXIS.fullmatch(name):
        return (found[4],) if found[4] in _READ_AXES else ()
    if _question(name) in names:
        return ()
    cuts = [one.end() for one in _SEPARATOR.finditer(header)]
    return tuple(
        header[cut:] for cut in cuts if header[cut:].strip() and not _TURNING.search(header[:cut])
    )


def _question(name: str) -> str:
    return name.rpartition("/")[0]


def with_cells(headings: list[Heading], below: Sequence[Row]) -> list[Heading]:
    """The same, with what the first rows below tell: points and shapes as these apps write them, in
    whatever file, and in an export the questions of which there are only the ticks."""
    cells = [
        {text for row in below if at < len(row.cells) and (text := row.cells[at].strip())}
        for at in range(len(headings))
    ]
    split = {
        (found[1] or "") + (found[2] or found[3])
        for one in headings
        if (found := _AXIS.fullmatch(plain(one.shown)))
    }
    ticked = _ticked(headings, cells) if is_export([one.shown for one in headings]) else set()
    told = []
    for heading, texts in zip(headings, cells, strict=True):
        name = plain(heading.shown)
        if _question(name) in ticked:
            heading = replace(heading, readings=heading.readings[:1])
        elif texts and name not in split and all(map(_POINT.fullmatch, texts)):
            heading = replace(heading, readings=(*heading.readings, POINT))
        elif texts and all(map(_SHAPE.fullmatch, texts)):
            heading = replace(heading, readings=(*heading.readings, SHAPE))
        told.append(heading)
    return told


def _ticked(headings: Sequence[Heading], cells: Sequence[set[str]]) -> set[str]:
    """The questions of whose columns every one holds ticks and nothing else."""
    asked: dict[str, bool] = {}
    for heading, texts in zip(headings, cells, strict=True):
        if question := _question(plain(heading.shown)):
            ticks = {text.lower() for text in texts} <= _TICKS
            asked[question] = asked.get(question, True) and ticks
    return {question for question, is_ticked in asked.items() if is_ticked}


def point_in(cell: str) -> tuple[str, str] | None:
    """Longitude and latitude of a cell ``34.05 115.15 50 4``, which says the latitude first."""
    found = _POINT.fullmatch(cell.strip())
    return (found[2], found[1]) if found else None


def status_column(headings: Sequence[str]) -> int | None:
    """Where whoever reviews the submissions says which are approved."""
    return next((at for at, one in enumerate(headings) if plain(one) in _STATUS), None)


def is_not_approved(cell: str) -> bool:
    """Whether a cell there says that the submission is not."""
    return plain(cell) in _NOT_APPROVED
