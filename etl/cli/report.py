"""What a check or a load found, for a person: what happened, in which rows, and what to do."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Collection, Sequence
from contextlib import redirect_stdout
from itertools import groupby
from pathlib import Path

import pandas as pd

from etl.cli.common import lang, print_table
from etl.cli.group import echo
from etl.over_time.carry import CHANGED_ROWS
from etl.over_time.shrinking import flags, told
from etl.pipeline import Summary
from geodata.base.errors import RefusedError
from geodata.base.messages import text
from geodata.output import closed_words, rejects, wording
from geodata.output.problem_map import problem_map
from geodata.output.rejects import Example, Originals, Reason
from geodata.store.snapshots import Snapshot

_SHOWN_CHARACTERS = 60
_SHOWN_ROWS = 20
_MONTHS = 12
PROBLEM_MAP = "geometry.html"


def print_summary(
    summary: Summary,
    form: str = "table",
    found: Path | None = None,
    replaced: Collection[str] = (),
) -> None:
    """The table of files, then every reason by source; ``found`` is the folder of the findings.

    As ``csv`` the table alone is printed for a program, and all else is told on stderr.
    """
    columns = ("source", "file", "rows", "accepted", "quarantined")
    head = [text("column", key, lang()) for key in columns]
    if form == "csv":
        print_table(pd.DataFrame(summary.files, columns=head), form)
        with redirect_stdout(sys.stderr):
            _print_findings(summary, found, replaced)
        return
    _print_aligned([head, *([str(cell) for cell in row] for row in summary.files)])
    echo()
    _print_findings(summary, found, replaced)


def _print_findings(summary: Summary, found: Path | None, replaced: Collection[str]) -> None:
    faulty = [quarantined for *_, quarantined in summary.files if quarantined]
    if faulty:
        echo(_say("put_aside", files=len(faulty), rows=sum(faulty)))
    else:
        echo(_say("none"))
    _print_headers(summary)
    _print_reasons(summary)
    _print_changes(summary, replaced)
    if summary.visits_outside:
        _note("visits_outside", visits=summary.visits_outside)
    for source, note, column, rows, examples in summary.notes:
        said = text("cli", note, lang())
        echo(f"  {source}.{column}: {said} ×{rows}  ({'; '.join(examples)})", err=True)
    for warning, values in [*summary.warnings, *summary.folder]:
        echo(wording.warning(warning, values, lang()), err=True)
    for line in closed_words.lines(summary.closed_months, summary.rows_behind, lang(), _MONTHS):
        echo(line)
    if summary.shrunk:
        key = "shrunk_allowed" if summary.snapshot_id else "shrinks"
        _note(key, shrunk=told(summary.shrunk), flags=flags(summary.shrunk))
    for year in summary.unknown_years:
        echo(text("cli", "year_unknown", lang(), year=year), err=True)
    if faulty and found:
        echo(_say("written", file=found / rejects.FILE_NAME))
    elif faulty and not summary.snapshot_id:
        echo(_say("hint", file=rejects.FILE_NAME))
    if summary.snapshot_id:
        echo(text("cli", "published", lang(), snapshot=summary.snapshot_id))
    else:
        echo(text("cli", "checked", lang()))


def print_lines(summary: Summary) -> None:
    """The same as one line of JSON, for a program."""
    reasons = [
        {**one._asdict(), "examples": [example._asdict() for example in one.examples]}
        for one in summary.reasons
    ]
    told = {
        "closed_months": [
            {**one._asdict(), "before": one.before, "after": one.after}
            for one in summary.closed_months
        ],
        "rows_behind": [one._asdict() for one in summary.rows_behind],
    }
    print_line(**{**vars(summary), "reasons": reasons, **told})


def print_line(**values: object) -> None:
    """One object of JSON on a line of its own, at once."""
    echo(json.dumps(values, ensure_ascii=False))


def refuse_own_source(out: Path, files: Sequence[Path]) -> None:
    """Raises RefusedError (``rejects_is_source``) where the findings would replace a source."""
    target = (out / rejects.FILE_NAME).resolve()
    if target in {file.resolve() for file in files}:
        raise RefusedError("rejects_is_source", file=out / rejects.FILE_NAME)


def write_findings(snapshot: Snapshot, out: Path, originals: Originals | None) -> None:
    """Everything a check found that wants a file; one that says nothing any more is removed.

    Without ``originals`` the rows put aside are masked.
    """
    out.mkdir(parents=True, exist_ok=True)
    body = rejects.workbook(snapshot, lang(), originals)
    if body is None:
        (out / rejects.FILE_NAME).unlink(missing_ok=True)
    else:
        (out / rejects.FILE_NAME).write_bytes(body)
    if snapshot.rows("SELECT 1 FROM geometry_problem LIMIT 1"):
        (out / PROBLEM_MAP).write_text(problem_map(snapshot), encoding="utf-8")
    else:
        (out / PROBLEM_MAP).unlink(missing_ok=True)


def _print_headers(summary: Summary) -> None:
    """How each header was understood, where nothing is published yet; which rows are no data."""
    for one in summary.headers:
        where: dict[str, object] = {"source": one.source, "file": one.file}
        if not summary.snapshot_id:
            _note("header_found", **where, row=one.row, matched=", ".join(one.matched))
            if one.ignored:
                _note("header_ignored", **where, headers=", ".join(one.ignored))
        if one.set_aside:
            shown = ", ".join(str(row) for row in one.set_aside[:_SHOWN_ROWS])
            more = " …" if len(one.set_aside) > _SHOWN_ROWS else ""
            _note("set_aside", **where, count=len(one.set_aside), rows=shown + more)


def _print_changes(summary: Summary, replaced: Collection[str]) -> None:
    """What differs from the snapshot before."""
    if not summary.changes:
        return
    names = ("table", "added", "changed", "unchanged", "carried", "removed")
    rows = [[table, *counts] for table, _, *counts in summary.changes if any(counts)]
    before = summary.changes[0][1]
    echo(text("cli", "compared", lang(), snapshot=before))
    head = [text("column", name, lang()) for name in names]
    _print_aligned([head, *([str(cell) for cell in row] for row in rows)], texts=1)
    given = {table for table, file, *_ in summary.files if file != f"snapshot {before}"}
    for table, _, _, changed, _, carried, removed in summary.changes:
        if carried and table not in given:
            _note("kept", table=table, snapshot=before, rows=carried)
        if changed > CHANGED_ROWS:
            _note("changed_kept", table=table, rows=changed, kept=CHANGED_ROWS)
        if table in replaced:
            _note("replaced", table=table, snapshot=before, rows=removed)


def _note(key: str, **values: object) -> None:
    echo(text("cli", key, lang(), **values), err=True)


def _print_reasons(summary: Summary) -> None:
    """By source, the one with the most rows to mend first."""
    aside: dict[str, int] = {}
    for source, *_, quarantined in summary.files:
        aside[source] = aside.get(source, 0) + quarantined
    ordered = sorted(summary.reasons, key=lambda one: (-aside[one.source], one.source, -one.rows))
    for source, reasons in groupby(ordered, key=lambda one: one.source):
        echo()
        echo(_say("source", source=source, rows=aside[source]))
        for one in reasons:
            _print_reason(one)
    if ordered:
        echo()


def _print_reason(one: Reason) -> None:
    where = rejects.where(one.header, one.column, lang())
    if one.header and one.header != one.column:
        where = _say("column", where=where, column=one.column)
    rows = _say("rows", rows=one.rows)
    told = _say("reason", where=where, reason=text("reason", one.code, lang()))
    echo(f"  {rows}  {told}")
    indent = " " * (_width(rows) + 4)
    for example in one.examples:
        echo(indent + _example(example))
    if one.rows > len(one.examples):
        echo(indent + _say("more", rows=one.rows - len(one.examples)))
    echo(indent + _say("remedy", remedy=text("remedy", one.code, lang())))


def _example(example: Example) -> str:
    shown = "".join(sign if sign.isprintable() else " " for sign in example.value or "")
    value = " ".join(shown.split())
    if len(value) > _SHOWN_CHARACTERS:
        value = value[:_SHOWN_CHARACTERS] + "…"
    return _say("example", file=example.file, row=example.row, value=value or _say("empty"))


def _say(key: str, **values: object) -> str:
    return text("report", key, lang(), **values)


def _print_aligned(rows: list[list[str]], texts: int = 2) -> None:
    """The first columns, texts, to the left, numbers to the right; Chinese is two columns wide."""
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell + " " * (width - _width(cell))
            if at < texts
            else " " * (width - _width(cell)) + cell
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        echo("  ".join(cells).rstrip())


def _width(cell: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in cell)
