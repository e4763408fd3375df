"""A guess written as a city.toml that a person can go through from top to bottom."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path, PurePosixPath

from etl.city.documentation import title
from etl.city.toml_table import literal
from etl.guess.folder import Guess, Proposal, Why
from etl.guess.patterns import parts
from etl.guess.shapes import Shapes
from etl.guess.tables import Fit
from etl.headers.columns import names_of, plain
from etl.pipeline import Summary
from etl.tables import TABLES
from geodata.base.city_folder import CITY_FILE
from geodata.base.codes import KINDS
from geodata.base.errors import GuatuError, RefusedError
from geodata.base.messages import Language, sentence, text

_EXAMPLE_RULE = """\
[[rule]]
id = "workday"
name = "走访日"
role = "contact"
targets = ["village", "community"]
schedule = "FREQ=MONTHLY;BYMONTHDAY=5"
shift = "previous_workday"
makeup_days = 7
reported_by = "place_township"
"""


def write_guess(folder: Path, body: str, *, again: bool = False) -> Path:
    """Write the city.toml; ``again`` over the one just written, never over a person's.

    Raises RefusedError (``city_exists``, ``file_unwritable``).
    """
    path = folder / CITY_FILE
    try:
        with path.open("w" if again else "x", encoding="utf-8", newline="\n") as stream:
            stream.write(body)
    except FileExistsError as error:
        raise RefusedError("city_exists", file=path) from error
    except OSError as error:
        raise RefusedError("file_unwritable", file=path, detail=error.strerror) from error
    return path


def suspected_datums(summary: Summary) -> dict[str, str]:
    """Source → the datum its coordinates seem to be in."""
    return {
        str(values["source"]): str(values["datum"])
        for code, values in summary.warnings
        if code == "datum_suspected"
    }


def city_toml(found: Guess, language: Language, datums: Mapping[str, str] | None = None) -> str:
    """The text of the file; ``datums`` are asked about, never stated."""
    return "\n".join(_Writer(language, datums or {}).lines(found)) + "\n"


def quoted(value: str) -> str:
    """A basic string of TOML: that of JSON, which leaves one control character bare."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def keys_of(one: Proposal) -> Iterator[str]:
    """The source as city.toml states it, its shapes aside; a table for each part of it."""
    several = parts(one.fits)
    for fits in several:
        if fits is not several[0]:
            yield ""
        yield f"[[sources.{one.name}]]" if len(several) > 1 else f"[sources.{one.name}]"
        yield from _part_keys(one, fits)


def told_why(why: Why, language: Language) -> str:
    """Why something is left out or asked, as a sentence."""
    if isinstance(why, GuatuError):
        return sentence(why, language)
    values = dict(why.values)
    hint = ""
    if isinstance(missing := values.get("missing"), list):
        hint = _hint(str(values["source"]), missing, language)
        values["missing"] = ", ".join(map(str, missing))
    if "source" in values:
        values["source"] = called(str(values["source"]), language)
    return text("guess", why.key, language, **values) + hint


def _hint(source: str, missing: Sequence[str], language: Language) -> str:
    """How a day or month that alone is lacking is said for all rows of a file; nothing of others."""
    columns = {one.name: one for table in TABLES if table.name == source for one in table.columns}
    if len(missing) != 1 or columns[missing[0]].kind not in {"date", "month"}:
        return ""
    column = columns[missing[0]]
    return text("guess", "said_of_all", language, column=column.name, example=column.example)


def called(name: str, language: Language) -> str:
    """What a source is called to people: the kind of place, or the table."""
    if name in KINDS:
        return text("kind", name, language)
    table = next(one for one in TABLES if one.name == name)
    return title(table) if language == "zh_CN" else name


class _Writer:
    def __init__(self, language: Language, datums: Mapping[str, str]) -> None:
        self._language, self._datums = language, datums

    def lines(self, found: Guess) -> Iterator[str]:
        yield from self._note("opening")
        yield ""
        yield from self._root(found)
        yield ""
        yield from self._note("rule")
        yield from (f"# {line}" for line in _EXAMPLE_RULE.splitlines())
        for one in found.proposals:
            yield ""
            yield from self._source(one)
        if found.unused:
            yield ""
            yield from self._note("unused")
            for file, why in found.unused:
                yield from self._note("unused_file", file=file, why=told_why(why, self._language))

    def _root(self, found: Guess) -> Iterator[str]:
        root = found.root
        yield "[city]"
        yield from self._note(root.name_note.key, **root.name_note.values)
        yield f"name = {quoted(root.name)}"
        yield from self._note(root.code_note.key, **root.code_note.values)
        yield f"code = {quoted(root.code)}"
        if root.is_free:
            yield 'codes = "free"'
        else:
            yield from self._note("root_kind", digits=len(root.code))
        yield f"kind = {quoted(root.kind)}"

    def _source(self, one: Proposal) -> Iterator[str]:
        sure = text("guess", one.sure, self._language)
        yield from self._note("source", source=called(one.name, self._language), sure=sure)
        for fit in one.fits:
            yield from self._grounds(fit)
        if one.question:
            yield from self._note("question", why=told_why(one.question, self._language))
        mark = "# " if one.question else ""
        yield from (mark + line for line in keys_of(one))
        if one.codes:
            part = one.codes.part
            yield from self._note("codes_lent", file=part.shown)
            keys = {"file": part.file} | ({} if part.is_default else {"layer": part.layer or ""})
            yield f"{mark}codes = {literal(keys)}"
            if part.has_shapes:
                yield f"{mark}geometry = {literal({**keys, 'match': 'code'})}"
        if one.shapes and not one.codes:
            yield from self._shapes(one.shapes, mark)
        for layer in (one.name, f"{one.name}.geometry"):
            if layer in self._datums:
                yield from self._note("datum", datum=self._datums[layer], layer=layer)

    def _grounds(self, fit: Fit) -> Iterator[str]:
        """Which header became which column, and what is not used."""
        shown = [
            name if (header := fit.headings[at].shown.strip()) == name else f"{header} → {name}"
            for name, at in fit.positions.items()
            if name not in fit.columns
        ]
        rest = [
            one.shown
            for at, one in enumerate(fit.headings)
            if at not in fit.positions.values() and one.shown.strip()
        ]
        rows = "-".join(str(row) for row in dict.fromkeys((fit.header[0], fit.header[-1])))
        yield from self._note("matched", file=fit.part.shown, row=rows, matched=", ".join(shown))
        own = {column.name: column for column in fit.table.columns}
        for name, header in fit.columns.items():
            is_known = plain(header) in names_of(own[name])
            yield from self._note(
                "of_several" if is_known else "by_content", header=header, column=name
            )
        if rest:
            yield from self._note("rest", headers=", ".join(rest))
        for note in fit.notes:
            yield from self._note(note.key, **note.values)

    def _shapes(self, layers: Sequence[Shapes], mark: str) -> Iterator[str]:
        for one in layers:
            yield from self._note(
                "shapes", file=one.part.shown, column=one.column, match=one.match, found=one.found,
                rows=one.rows, share=round(100 * one.share), reached=len(one.reached),
            )  # fmt: skip
        first, part = layers[0], layers[0].part
        keys = [_stated("file", [part.file]), _stated("match", [first.match])]
        if part.layer and not part.is_default:
            keys.append(_stated("layer", [one.part.layer or "" for one in layers]))
        if first.column != first.match:
            keys.append(_stated("column", [first.column]))
        if part.crs:
            keys.append(_stated("crs", [part.crs]))
            mark = "# "
            yield from self._note("crs_question", crs=part.crs)
        yield mark + f"geometry = {{ {', '.join(keys)} }}"

    def _note(self, key: str, **values: object) -> Iterator[str]:
        """Lines of comment, in which no text of a file ends a line or hides one."""
        shown = {name: _plain(str(value)) for name, value in values.items()}
        for line in text("guess", key, self._language, **shown).splitlines():
            yield f"# {line}".rstrip()


def _part_keys(one: Proposal, fits: Sequence[Fit]) -> Iterator[str]:
    first = fits[0]
    part = first.part
    yield _stated("file", [fit.file_pattern or fit.part.file for fit in fits])
    encodings = {fit.part.encoding for fit in fits}
    if encodings == {"gb18030"} and not one.shapes:  # shapes are read in the encoding stated
        yield 'encoding = "gb18030"'
    is_split = len(fits) > len({fit.part.path for fit in fits})  # several sheets of one
    if first.sheet_pattern:
        yield _stated("sheet", [first.sheet_pattern])
    elif part.sheet and (is_split or not part.is_default):
        yield _stated("sheet", [fit.part.sheet or "" for fit in fits])
    if part.layer and (is_split or not part.is_default):
        yield _stated("layer", [fit.part.layer or "" for fit in fits])
    if first.is_deep:
        yield f"header_row = {first.header[-1]}"
    if first.stated:
        yield f"columns = {literal(first.stated)}"
    if first.constants:
        yield f"constants = {literal(dict(first.constants))}"
    for key, names in (
        ("fill_down", first.fill_down),
        ("split", first.split),
    ):
        if names:
            yield f"{key} = {literal(list(names))}"
    if first.wide:
        yield f"wide = {literal({key: said for key, said in asdict(first.wide).items() if said})}"
    if joined := part.joined:
        file = joined.file.name if joined.file else ""
        above = PurePosixPath(part.file).with_name(file).as_posix() if file else ""
        said = {"file": above, "sheet": joined.sheet, "by": joined.by, "to": joined.to}
        yield f"joined = {literal({key: text for key, text in said.items() if text})}"
    if any(fit.kind_by_name for fit in fits):
        yield "kind_by_name = true"
    if part.crs:
        yield f"crs = {quoted(part.crs)}"


def _stated(key: str, values: Iterable[str]) -> str:
    """One value, or a list of those that differ."""
    names = [quoted(value) for value in dict.fromkeys(values)]
    return f"{key} = {names[0]}" if len(names) == 1 else f"{key} = [{', '.join(names)}]"


def _plain(value: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in value)
