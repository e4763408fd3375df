"""What the folder as a whole is about: the place that holds all the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.guess.cells import level, texts
from etl.guess.files import Note
from etl.guess.recipes import titles
from etl.guess.tables import Fit
from geodata.base.codes import KINDS, ROOT_KINDS, full_code

_DIGITS = {"province": 2, "city": 4, "county": 6}
_MOST = 0.95  # of the codes; a slip of the pen must not widen the root
_ENDINGS = {"province": "省|自治区|市", "city": "市|州|盟|地区", "county": "县|区|市|旗"}
_NO_NAME = re.compile(r"^[全各本县市区省乡镇村]")


@dataclass(frozen=True)
class Root:
    """The root as city.toml has it, and how its code and its name were come by."""

    code: str
    name: str
    kind: str
    is_free: bool
    code_note: Note
    name_note: Note


def root_of(folder: Path, chosen: Mapping[str, Sequence[Fit]]) -> Root:
    """The root of the places among what was chosen; there is at least one source of them."""
    widest = next(kind for kind in KINDS if kind in chosen)
    codes = [code for kind in KINDS for fit in chosen.get(kind, ()) for code in _codes(fit)]
    if not codes or sum(not level(code) for code in codes) > len(codes) / 2:
        name = folder.resolve().name
        kind = "county" if _has_townships(chosen) else "city"
        return Root(name, name, kind, True, Note("root_free", {}), Note("name_folder", {}))
    code, note = _code(chosen[widest], widest, [one for one in codes if level(one)])
    kind = next((one for one, digits in _DIGITS.items() if digits == len(code)), "city")
    name, name_note = _name(folder, chosen, code, kind)
    return Root(code, name, kind, False, note, name_note)


def holds_root_alone(kind: str, fits: Sequence[Fit], root: Root) -> bool:
    """Whether a source of places is nothing but the root's own row."""
    codes = {full_code(code) for fit in fits for code in _codes(fit)}
    return kind in ROOT_KINDS and codes == {full_code(root.code)}


def _has_townships(chosen: Mapping[str, Sequence[Fit]]) -> bool:
    told = any("township_name" in fit.positions for fits in chosen.values() for fit in fits)
    return told or "township" in chosen


def _codes(fit: Fit) -> list[str]:
    return texts(fit.cells("code"))


def _code(widest: Sequence[Fit], kind: str, codes: list[str]) -> tuple[str, Note]:
    own = {code for fit in widest for code in _codes(fit)}
    if kind in {"province", "city"} and len(own) == 1:
        return _cut(next(iter(own)), _DIGITS[kind]), Note("root_row", {})
    parents = Counter(code for fit in widest for code in texts(fit.cells("parent_code")))
    if parents:
        parent, count = parents.most_common(1)[0]
        above = level(parent)
        if above in ROOT_KINDS and count >= _MOST * parents.total():
            return _cut(parent, _DIGITS[above]), Note("root_parent", {"rows": count})
    most = {"county": 4, "city": 2, "province": 2}.get(kind, 6)
    full = [_cut(code, 12) for code in codes]
    for digits in (6, 4, 2):
        prefix, count = Counter(code[:digits] for code in full).most_common(1)[0]
        if digits <= most and (count >= _MOST * len(full) or digits == 2):
            return prefix, Note("root_prefix", {"count": count, "codes": len(full)})
    raise AssertionError("two digits are always taken")


def _cut(code: str, digits: int) -> str:
    return (full_code(code) or code)[:digits]


def _name(
    folder: Path, chosen: Mapping[str, Sequence[Fit]], code: str, kind: str
) -> tuple[str, Note]:
    for table, column in ((one, "code") for one in KINDS):
        for fit in chosen.get(table, ()):
            for own, name in zip(fit.cells(column), fit.cells("name"), strict=False):
                if full_code(own) == full_code(code) and name.strip():
                    return name.strip(), Note("name_row", {"file": fit.part.shown})
    for fit in chosen.get("unit", ()):
        for own, name in zip(fit.cells("place_code"), fit.cells("name"), strict=False):
            if full_code(own) == full_code(code) and name.strip().endswith("人民政府"):
                return name.strip()[: -len("人民政府")], Note("name_unit", {"unit": name.strip()})
    lines = [line for fits in chosen.values() for fit in fits for line in titles(fit.part.rows)]
    said = Counter(
        found[1]
        for line in lines
        if (
            found := re.match(
                rf"([\u4e00-\u9fff]{{1,5}}?(?:{_ENDINGS[kind]}))(?!级|直|委|管|领导)", line
            )
        )
        and not _NO_NAME.match(found[1])
    )
    if said:
        return said.most_common(1)[0][0], Note("name_file", {"file": said.most_common(1)[0][0]})
    files = [fit.part.path.stem for fits in chosen.values() for fit in fits]
    for text in (folder.resolve().name, *files):
        found = re.search(rf"[\u4e00-\u9fff]{{1,5}}?(?:{_ENDINGS[kind]})", text)
        is_name = found and len(found[0]) > 1 and not found[0].endswith("社区")
        if found and is_name and not _NO_NAME.match(found[0]):
            return found[0], Note("name_file", {"file": text})
    name = folder.resolve().name
    return (name, Note("name_folder", {})) if name.strip() else (code, Note("name_code", {}))
