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
from functools import cache

from etl.headers.columns import OTHER_UNIT, Heading, plain, split_note
from etl.headers.units import unit_in
from etl.reading.row import Row
from geodata.output.rejects import note_headers

#: One of these headers stands in no other file, written just so.
_CERTAIN = {
    "_uuid", "_submission_time", "_validation_status", "_submission__id", "_submission__uuid",
    "_parent_index", "_parent_table_name", "_xform_id_string", "formhub/uuid", "__version__",
    "instanceID", "meta/instanceID", "meta-instanceID", "SubmissionDate", "PARENT_KEY",
}  # fmt: skip
#: The id of a submission, and in the rows of a repeat that of the submission they belong to, as both apps
#: are read. ``_uuid`` and ``instanceID`` become others when a submission is edited.
OWN_ID, SUBMISSION_ID = "_id", "_submission__id"
_IDS = {"key": OWN_ID, "parent_key": SUBMISSION_ID}
#: What numbers the rows of one export and ties them to each other: of no meaning beyond it.
TIES = {OWN_ID, SUBMISSION_ID, "_uuid", "_index", *_IDS}
#: Rows that show what an export's columns hold, and those of any other file.
LOOKED_AT, _FEW = 200, 10
_LONGEST, _LONGEST_RING = 300, 1 << 17  # signs of a header, and of a way that somebody walked
POINT, SHAPE = "geopoint (ODK)", "geoshape (ODK)"
_AXIS = re.compile(r"(?:(.*/)?_(.+)_|(.+)-)(latitude|longitude|altitude|precision|accuracy)")
_AT_START = "start-geopoint"
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
    """Whether these are the headers of such a file, or of rows that were put aside of whatever file: these
    bear the headers they had."""
    return not _CERTAIN.isdisjoint(map(str.strip, headers)) or is_handed_back(headers)


def is_handed_back(headers: Sequence[str]) -> bool:
    """Whether these are the headers of rows that were put aside: whole rows, whatever they were made of."""
    return not _ours().isdisjoint(map(plain, headers))


@cache  # every row that may be a header is asked
def _ours() -> frozenset[str]:
    return frozenset(map(plain, note_headers()))


def headings_of_export(headers: Sequence[str]) -> list[Heading]:
    """The headers of an export, and the ways each may be read."""
    names = set(map(plain, headers))
    return [
        Heading(
            " ".join(one.split()),
            (one, *_further(one, names)) if one.strip() else (),
            unit_above=_unit_of_group(one),
            levels=(one.strip(),),
        )
        for one in headers
    ]


def _further(header: str, names: set[str]) -> tuple[str, ...]:
    name = plain(header)
    if name in _IDS:
        return (_IDS[name],)
    if len(header) > _LONGEST:
        return ()
    if found := _AXIS.fullmatch(name):
        is_other = found[4] not in _READ_AXES or _is_of_start(name, names)
        return () if is_other else (found[4],)
    if _question(name) in names:
        return ()
    cuts = [one.end() for one in _SEPARATOR.finditer(header)]
    return tuple(header[cut:] for cut in cuts if header[cut:].strip() and not _turns(header[:cut]))


def _turns(group: str) -> bool:
    """Whether a group makes another thing of the questions in it, or counts them in thousands."""
    counted = any(OTHER_UNIT.search(note) and not unit_in(note) for _, note in _noted(group))
    return counted or bool(_TURNING.search(group))


def _unit_of_group(header: str) -> str:
    """The unit that the innermost group states that states one."""
    *groups, _ = _noted(header[:_LONGEST])
    return next((unit for one, note in groups[::-1] if (unit := unit_in(one) or unit_in(note))), "")


def _noted(header: str) -> list[tuple[str, str]]:
    """Each part of a header, and what stands in parentheses behind it."""
    return [(one, split_note(one)[1]) for one in _SEPARATOR.split(header)]


def _is_axis(name: str) -> bool:
    return len(name) <= _LONGEST and bool(_AXIS.fullmatch(name))


def _is_of_start(name: str, names: set[str]) -> bool:
    """Whether it is the point at which the form was opened, and another question asks for a point."""
    return _AT_START in name and any(_is_axis(one) and _AT_START not in one for one in names)


def _question(name: str) -> str:
    return name.rpartition("/")[0]


def options_of(headings: Sequence[Heading], question: str) -> set[str]:
    """The answers of a question that has a column for each of them."""
    shown = [one.shown for one in headings]
    return {one.rpartition("/")[2] for one in shown if one.rpartition("/")[0] == question}


def with_cells(headings: list[Heading], below: Sequence[Row]) -> list[Heading]:
    """The same, with what the first rows below tell: points and shapes as these apps write them, in
    whatever file, and in an export the questions of which there are only the ticks."""
    shown = [one.shown for one in headings]
    names, of_export = [plain(one) for one in shown], is_export(shown)
    first = below[: LOOKED_AT if of_export else _FEW]
    cells = [
        {text for row in first if at < len(row.cells) and (text := row.cells[at].strip())}
        for at in range(len(headings))
    ]
    ticked = set() if _CERTAIN.isdisjoint(shown) else _ticked(names, cells)
    points = set() if any(map(_is_axis, names)) else _points(names, cells)
    told = []
    for at, (heading, name, texts) in enumerate(zip(headings, names, cells, strict=True)):
        readings = heading.readings
        if _question(name) in ticked:
            readings = readings[:1]
        elif at in points:
            readings = (*readings, POINT)
        elif texts and all(map(_is_ring, texts)):
            readings = (*readings, SHAPE)
        told.append(
            heading if readings == heading.readings else replace(heading, readings=readings)
        )
    return told


def _points(names: Sequence[str], cells: Sequence[set[str]]) -> set[int]:
    """The columns of points that no columns of latitude and longitude stand beside; that of where the
    form was opened only by itself."""
    found = {at for at, texts in enumerate(cells) if texts and all(map(_POINT.fullmatch, texts))}
    asked = {at for at in found if _AT_START not in names[at]}
    return asked or found


def _ticked(names: Sequence[str], cells: Sequence[set[str]]) -> set[str]:
    """The questions of whose columns, several, every one holds ticks and nothing else: who answers ticks
    or leaves each of them."""
    asked: dict[str, list[bool]] = {}
    for name, texts in zip(names, cells, strict=True):
        if question := _question(name):
            ticks = bool(texts) and {text.lower() for text in texts} <= _TICKS
            asked.setdefault(question, []).append(ticks)
    return {question for question, ticks in asked.items() if all(ticks) and len(ticks) > 1}


def _is_ring(cell: str) -> bool:
    """Whether a cell is a way around something, back to where it began."""
    if len(cell) > _LONGEST_RING or not _SHAPE.fullmatch(cell):
        return False
    corners = [corner.split()[:2] for corner in cell.strip("; ").split(";")]
    return corners[0] == corners[-1]


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
