"""The people whom a cell names: the one reading of names, for every column of a person.

A cell is what a clerk wrote: 张伟副书记, 领导：张伟, 张伟和王芳, 张伟(代李国庆), 张伟13812345678.
Titles, units, telephone numbers and company (等3人, 一行) are no part of a name. Of what a cell may
mean the longest reading that a list of persons confirms goes first, so 张局 of the list is 张局; a word
that no list confirms is a name only where it can be nothing else.

Long because it is one grammar: what a name is follows from all that is none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

from etl.names.one_word import Said, confirmed, is_empty, is_short_name, people_in
from etl.names.person_notes import (
    MARK,
    differ,
    in_brackets,
    is_note,
    says_left,
    sex_or_group,
    without_left,
)
from etl.names.person_words import (
    ABSENT,
    BEHALF,
    BRACKETS,
    CLOSE,
    COMES_ALONG,
    COMPANY,
    COMPOUND_SURNAMES,
    CUT_SHORT,
    HAN,
    IN_PLACE,
    LABEL,
    LABEL_ALONE,
    LATIN,
    LONGEST,
    NUMBER,
    NUMBERED,
    OPEN,
    PIECES,
    ROLES,
    SEPARATORS,
    STANDING,
    TITLES,
    UNIT,
    unit_in,
)
from etl.names.plain import even, plain_of
from geodata.base.privacy import SURNAMES

_SPREAD = re.compile(r"([\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff])")


def read(
    cell: str, known: Collection[str] = (), *, is_list: bool = False, is_register: bool = False
) -> list[Said]:
    """Whom a cell names, each once, in its order; nobody where it names but units, roles or nothing.

    ``known`` are the plain forms (:func:`etl.names.plain.plain_of`) of the names that a list gives. In a
    cell that ``is_list`` itself whoever was absent or has left is named all the same; where it
    ``is_register`` two characters are a name, though they may be told as a title (王镇).
    """
    text = even(_NUMBER_IN_CIRCLE.sub("、", cell))
    whole = plain_of(text)
    if not whole or len(text) > LONGEST:
        return []
    if whole in known:
        return [Said(_spelt(text), True, is_known=True)]
    found: dict[tuple[str, str | None], Said] = {}
    text = _SPREAD.sub(lambda found: _drawn_together(found, known), text)
    for one in _people(NUMBERED.sub("、", text), known):
        one = _as_known(one, known)
        if is_register and not one.is_name and is_short_name(one.name):
            one = replace(one, is_name=True)
        found.setdefault((plain_of(one.name), one.unit), one)
    people = [one for one in found.values() if is_list or not one.is_absent]
    return [] if is_empty(cell) and not any(one.is_known for one in people) else people


def told_apart(cells: Mapping[str, list[Said]]) -> dict[str, list[Said]]:
    """The same people of the same cells, but where those of one name differ in sex or ethnic group, what
    tells them apart stays with the name, and the name alone is nobody's."""
    notes: dict[str, list[tuple[str, ...]]] = {}
    for one in chain.from_iterable(cells.values()):
        notes.setdefault(plain_of(one.name), []).append(one.notes)
    several = {name for name, told in notes.items() if differ(told)}
    return {
        cell: [
            one
            if one.is_known or plain_of(one.name) not in several
            else replace(one, name=with_notes(one))
            if one.notes
            else replace(one, is_name=False)
            for one in people
        ]
        for cell, people in cells.items()
    }


def with_notes(one: Said) -> str:
    """王芳(女)."""
    return f"{one.name}({','.join(one.notes)})"


def _drawn_together(found: re.Match[str], known: Collection[str]) -> str:
    """A name of the list that a typist has spread out: 任　主 is no 任 with a title behind."""
    together = found[1] + found[2]
    return together if together in known else found[0]


def _as_known(one: Said, known: Collection[str]) -> Said:
    if one.notes and plain_of(with_notes(one)) in known:
        return replace(one, name=with_notes(one), is_name=True, is_known=True)
    return replace(one, is_name=True, is_known=True) if plain_of(one.name) in known else one


#: ①张伟②王芳
_NUMBER_IN_CIRCLE = re.compile("[①-⑳⑴-⒛]")


def _spelt(text: str) -> str:
    """A name without the spaces that only spread it out."""
    return re.sub(r"(?<=[一-鿿·])\s+(?=[一-鿿·])", "", text).strip()


def _people(text: str, known: Collection[str]) -> list[Said]:
    """The people of a cell, part by part; those of a part that begins with 陪同 only came along."""
    people: list[Said] = []
    along = False
    for part in _parts(text):
        while (colon := _outside(part, ":")) is not None:
            label, part = part[:colon].rstrip(), part[colon + 1 :]
            begins = _label_begins(label, known)
            if not along:  # 张伟 带队:王芳
                head = _part(label[:begins], known)
                people += [one for one in head if begins is None or _is_somebody(one, known)]
            if begins is not None:
                said = label[begins:]
                along = bool(COMES_ALONG.search(said)) and not re.search("带队|走访", said)
        bare = _spelt(part)
        if plain_of(bare) not in known:
            if bare.startswith(("陪同", "随行", "随同")) or bare.endswith(("陪同", "随行", "随同")):
                continue
            remarked = _remarked(people, bare)
            if remarked is not None:
                people = remarked
                continue
        if not along:
            people += _part(part, known)
    return people


def _label_begins(label: str, known: Collection[str]) -> int | None:
    """Where, in what stands before a colon, the label begins; None where it is none."""
    last = re.search(r"\S+$", label)
    if last and LABEL_ALONE.fullmatch(last[0]) and plain_of(last[0]) not in known:
        return last.start()
    found = LABEL.search(label)
    return found.start() if found else None


def _is_somebody(one: Said, known: Collection[str]) -> bool:
    return one.is_known or (one.is_name and (not known or one.name[0] in SURNAMES))


def _remarked(people: list[Said], words: str) -> list[Said] | None:
    """The people, of whom the last is told more by ``words``: 女, 已调离, 请假; None where these are no
    such remark."""
    if is_note(words):
        said = {"notes": (*(people[-1].notes if people else ()), *sex_or_group(words))}
        return _of_last(people, **said)
    if says_left(words):
        return _of_last(people, has_left=True)
    if ABSENT.match(words):
        return _of_last(people, is_absent=True)
    return people if re.fullmatch(STANDING, words) else None


def _of_last(people: list[Said], **said: Any) -> list[Said]:
    return [*people[:-1], replace(people[-1], **said)] if people else []


def _parts(text: str) -> Iterator[str]:
    """What stands between separators, those in brackets left alone."""
    begun = 0
    for at in _bare_signs(text):
        if text[at] in SEPARATORS:
            yield text[begun:at]
            begun = at + 1
    yield text[begun:]


def _outside(text: str, sign: str) -> int | None:
    """Where a sign first stands outside brackets."""
    return next((at for at in _bare_signs(text) if text[at] == sign), None)


def _bare_signs(text: str) -> Iterator[int]:
    """The positions outside brackets; a bracket that nobody closes opens nothing."""
    depth = 0
    last_close = max((at for at, sign in enumerate(text) if sign in CLOSE), default=-1)
    for at, sign in enumerate(text):
        if sign in OPEN and at < last_close:
            depth += 1
        elif sign in CLOSE:
            depth = max(depth - 1, 0)
        elif depth == 0:
            yield at


def _part(part: str, known: Collection[str]) -> list[Said]:
    """The people of a part, each told more by the brackets behind; those in front tell of the first."""
    if plain_of(part) in known:
        return [Said(_spelt(part), True, is_known=True)]
    text, people, waiting, at = _flat(NUMBER.sub(" ", part)), list[Said](), list[str](), 0
    for bracket in [*BRACKETS.finditer(text), None]:
        people = _with_words(people, text[at : bracket.start() if bracket else len(text)], known)
        if bracket:
            at = bracket.end()
            waiting.append(bracket[1].strip())
        if people:
            for words in waiting:
                people = _with_brackets(people, words, known)
            waiting = []
    for words in waiting:  # 财政局(张伟、王芳)
        people = _with_brackets(people, words, known) if people else _people(words, known)
    return people


def _flat(text: str) -> str:
    """The text without brackets inside brackets: (县委书记(挂职)) is (县委书记,挂职,)."""
    for match in BRACKETS.finditer(text):
        before = text[: match.start()]
        if sum(map(before.count, OPEN)) > sum(map(before.count, CLOSE)):
            return _flat(f"{before},{match[1]},{text[match.end() :]}")
    return text


def _with_words(people: list[Said], text: str, known: Collection[str]) -> list[Said]:
    """Those before, and whom the words of a text without brackets name."""
    for word in _words(text.strip(" :()[]{}【】〔〕〈〉《》「」-"), known):
        is_known = plain_of(word) in known
        remarked = None if is_known else _remarked(people, word)
        if remarked is not None:
            people = remarked
            continue
        bare, has_left = (word, False) if is_known else without_left(word)
        found = people_in(bare, known)
        people = [*people, *(_of_last(found, has_left=True) if has_left else found)]
    return people


def _with_brackets(people: list[Said], words: str, known: Collection[str]) -> list[Said]:
    """What stands in brackets says more of the last one before them, or who came for them."""
    *first, last = people
    if plain_of(words) and plain_of(last.name + words) in known:  # 张伟(大)
        return [*first, replace(last, name=f"{last.name}({words})", is_name=True, is_known=True)]
    bare, notes, has_left = in_brackets(_spelt(words))
    last = replace(last, notes=(*last.notes, *notes), has_left=last.has_left or has_left)
    people = [*first, last]
    if ABSENT.match(bare):
        return [*first, replace(last, is_absent=True)]
    if not bare or COMES_ALONG.search(bare) or not re.search(r"[^\d\W]", bare):
        return people
    if re.fullmatch(STANDING, bare):  # 张伟(挂职)
        return people
    behalf = BEHALF.match(bare)
    if behalf and plain_of(bare) not in known:
        meant = _people(behalf["by"].strip(":"), known) if behalf["by"].strip(":") else []
        return [*first, replace(last, on_behalf_of=meant[0].name if meant else None)]
    came = IN_PLACE.match(bare)
    if came and plain_of(bare) not in known:
        meant = _people(came["who"] or came["sent"], known)
        if meant:
            return [*first, replace(meant[0], on_behalf_of=last.name)]
    if COMPANY.fullmatch(bare) or ROLES.fullmatch(bare) or TITLES.search(bare):
        return [*first, _of_unit(last, bare)]
    if re.fullmatch(f"[一-鿿]{{1,16}}(?:{UNIT})", bare):
        return [*first, _of_unit(last, bare)]
    if MARK.fullmatch(bare) and not last.is_known:  # 张伟(大) and 张伟(小) are two
        return [*first, replace(last, name=f"{last.name}({bare})")]
    return people


def _of_unit(person: Said, unit: str) -> Said:
    return replace(person, unit=person.unit or unit_in(unit))


def _words(text: str, known: Collection[str]) -> Iterator[str]:
    """What spaces part, but a name that they only spread out (王 强, 阿不都 热合曼 of the list) is one."""
    pieces = text.split()
    is_known = [confirmed(one, known) is not None for one in pieces]
    at = 0
    while at < len(pieces):
        for end in range(min(len(pieces), at + PIECES), at + 1, -1):
            if (
                not all(is_known[at:end])
                and confirmed("".join(pieces[at:end]), known) is not None
                and not _loses_somebody(pieces[at:end], is_known[at:end], known)
            ):
                break
        else:
            end = _spread_until(pieces, at)
        is_latin = all(LATIN.fullmatch(one) for one in pieces[at:end])
        yield (" " if is_latin else "").join(pieces[at:end])
        at = end


def _loses_somebody(pieces: list[str], is_known: list[bool], known: Collection[str]) -> bool:
    """Whether one of the pieces beside a known name is somebody else and no title or unit of theirs."""
    return any(is_known) and any(
        one.name[0] in SURNAMES and (one.is_name or CUT_SHORT.fullmatch(one.name))
        for piece, is_one in zip(pieces, is_known, strict=True)
        if not is_one
        for one in people_in(piece, known)
    )


def _spread_until(pieces: list[str], at: int) -> int:
    """The end of a name that is spread out from ``at`` on: a single character is no name."""
    if re.fullmatch(COMPOUND_SURNAMES, pieces[at]) and at + 1 < len(pieces):
        return at + 2  # 欧阳 娜娜
    if LATIN.fullmatch(pieces[at]):
        end = at + 1
        while end < len(pieces) and LATIN.fullmatch(pieces[end]):
            end += 1
        return end
    if at + 1 < len(pieces) and is_note(pieces[at + 1]):
        return at + 1  # 王芳 女
    run = at
    while run < len(pieces) and len(pieces[run]) == 1 and HAN.fullmatch(pieces[run]):
        run += 1
    after = pieces[run] if run < len(pieces) else ""
    if run - at == 1 and after and len(after) <= 3 and HAN.fullmatch(after):
        return run + 1  # 王 小明, 王 局长
    if run - at > 1:
        return at + 2 if (run - at) % 2 == 0 else run  # 王 强 李 华; 王 小 明
    last_single = at + 1 < len(pieces) and len(pieces[at + 1]) == 1 and len(pieces[at]) == 2
    ends = at + 2 >= len(pieces) or len(pieces[at + 2]) > 1
    return at + 2 if last_single and ends and run == at else at + 1  # 李文 华
