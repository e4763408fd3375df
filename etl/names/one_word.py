"""One word of a cell of people, without separators in it: whom it names.

The longest reading that a list of persons confirms goes first; a word that no list confirms is a name
only where it can be nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache

from etl.names.person_words import (
    ACTS,
    CALLED,
    CLEARLY_A_UNIT,
    COMPANY,
    COMPANY_BEFORE,
    COMPOUND_SURNAMES,
    CONJUNCTION,
    CUT_SHORT,
    DEPARTMENTS,
    ENDS_AS_UNIT,
    HAN,
    LATIN,
    NOBODY,
    NONE,
    PREFIX,
    ROLE,
    ROLES,
    SERVES_AS,
    SOUNDS,
    SUFFIX,
    TELLS_OF_UNIT,
    TITLE,
    TITLES,
    WORD,
    unit_in,
)
from etl.names.plain import even, plain_of
from geodata.base.privacy import SURNAMES


@dataclass(frozen=True)
class Said:
    """One whom a cell names."""

    name: str
    """As the list knows it where it does, else as it was written, without what is no part of it."""
    is_name: bool
    """Whether the word can be nothing but a name: no list is then needed to believe it."""
    on_behalf_of: str | None = None
    """The name of whom they stood in for."""
    unit: str | None = None
    """The unit that stands beside the name in the cell."""
    is_known: bool = False
    is_absent: bool = False
    """Whether the cell says that they were not there."""
    has_left: bool = False
    """Whether the cell says that they left: no longer paired, no longer posted."""
    notes: tuple[str, ...] = ()
    """Sex and ethnic group, where the cell tells them: 女, 回族."""


def is_empty(cell: str) -> bool:
    """Whether a cell says that there is nobody: 无, 待定, a dash."""
    whole = plain_of(even(cell))
    return not whole or whole in NONE or (len(whole) < 12 and NOBODY.search(whole) is not None)


def people_in(word: str, known: Collection[str]) -> list[Said]:
    """The people of a word without separators: as the list confirms, else as can be nothing else."""
    word = word.strip(" :.-·'\"“”‘’*#@!?")
    found = confirmed(word, known)
    if found is not None:
        return found
    bare = COMPANY.sub("", word)
    for people in (_joined(bare, known), _stood_in(bare, known)):
        if people is not None:
            return people
    return _guessed(bare)


def confirmed(word: str, known: Collection[str]) -> list[Said] | None:
    """The longest names of the list that the word is made of, all else in it being no name."""
    if not known or len(word) > 60:
        return None
    for size in range(len(word), 1, -1):
        for at in range(len(word) - size + 1):
            name = word[at : at + size]
            if plain_of(name) not in known or len(plain_of(name)) < 2 or name != name.strip():
                continue
            before = _beside(word[:at], known, PREFIX)
            after = _beside(word[at + size :], known, SUFFIX)
            if before is not None and after is not None:
                unit = unit_in(word[:at]) or unit_in(word[at + size :])
                return [*before, Said(name, True, is_known=True, unit=unit), *after]
    return None


def _beside(words: str, known: Collection[str], pattern: re.Pattern[str]) -> list[Said] | None:
    """The people of what stands beside a name of the list; None where it can be part of the name."""
    bare = words.strip(" :-·")
    if not bare:
        return []
    more = confirmed(bare, known)
    if more is not None:
        return more
    bare = COMPANY_BEFORE.sub("", COMPANY.sub("", bare))
    if not bare:
        return []
    if several := _titled_before(bare):  # 组长赵军副组长 before 李娜
        return several
    if pattern.fullmatch(bare):  # but nobody of the list is lost among titles
        spans = ((at, end) for at in range(len(bare)) for end in range(at + 2, len(bare) + 1))
        return None if any(plain_of(bare[at:end]) in known for at, end in spans) else []
    for conjunction in CONJUNCTION.finditer(bare):
        sides = bare[: conjunction.start()], bare[conjunction.end() :]
        people = [_side(one, known, pattern) for one in sides]
        if None not in people:
            return [one for side in people if side for one in side]
    return None


def _titled_before(words: str) -> list[Said]:
    """The people of 组长赵军副组长, each behind a title; nobody where anything else stands there."""
    first, *others = _TITLED.split(words)
    names = [name for name in others if name]
    return [Said(name, True) for name in names] if not first and all(map(_is_usual, names)) else []


def _side(words: str, known: Collection[str], pattern: re.Pattern[str]) -> list[Said] | None:
    """The people on one side of a conjunction; None where it can be part of a name."""
    people = _beside(words, known, pattern)
    if people is not None or ROLES.fullmatch(words):
        return people or []
    people = people_in(words, known)
    return people if any(one.is_name for one in people) else None


def _joined(word: str, known: Collection[str]) -> list[Said] | None:
    """张伟和王芳: two, where on both sides somebody stands; 张和平 is one."""
    for conjunction in CONJUNCTION.finditer(word):
        left, right = word[: conjunction.start()], word[conjunction.end() :]
        if len(left) < 2 or len(right) < 2:
            continue
        people = [*people_in(left, known), *people_in(right, known)]
        sides = [_is_somebody(side, known) or ROLES.fullmatch(side) for side in (left, right)]
        if all(sides) and any(one.is_name for one in people):
            return people
    return None


def _stood_in(word: str, known: Collection[str]) -> list[Said] | None:
    """张伟代李国庆."""
    for between in re.finditer("代表|代替|代", word):
        came = people_in(word[: between.start()], known) if between.start() > 1 else []
        meant = people_in(word[between.end() :], known) if between.end() < len(word) - 1 else []
        if len(came) == len(meant) == 1 and came[0].is_name and meant[0].is_name:
            return [replace(came[0], on_behalf_of=meant[0].name)]
    return None


def _is_somebody(word: str, known: Collection[str]) -> bool:
    return any(one.is_name for one in people_in(word, known))


def _guessed(word: str) -> list[Said]:
    """A word that no list confirms, without titles; a title with a surname at most is nobody's name."""
    if not word or is_empty(word):
        return []
    if _has_surname_alone(word) or SERVES_AS.fullmatch(word):
        return [Said(word, False)]
    if ROLES.fullmatch(word) or (len(word) > 3 and re.search(CLEARLY_A_UNIT, word)):
        return []
    first, *others = _TITLED.split(word)
    several = others if not first else [first, *others[:-1]] if not others or not others[-1] else []
    if len(several) > 1 and all(map(_is_usual, several)):  # 组长赵军副组长李娜, 赵军组长李娜副组长
        return [Said(name, True) for name in several]
    if word[0] in "由请" and _is_usual(word[1:3]) and ACTS.search(word):
        return _guessed(word[1:])
    for size in range(2, min(len(word), 26 if "·" in word else 11)):
        name, title = word[:size], word[size:]
        if _is_name(name) and not re.fullmatch(COMPOUND_SURNAMES, name) and SUFFIX.fullmatch(title):
            return [Said(name, True)]
    for match in reversed(list(CALLED.finditer(word))):
        name = word[match.end() :]
        if _is_usual(name) and ROLES.fullmatch(word[: match.end()]):  # 包村干部王芳
            return [Said(name, True)]
    for match in reversed(list(TITLES.finditer(word))):
        name, beside = word[match.end() :], word[: match.start()]
        is_surname = len(beside) == 1 and not re.fullmatch(WORD, beside)
        if len(name) < 2 or is_surname or re.fullmatch(COMPOUND_SURNAMES, beside):
            continue
        people = _guessed(name)
        if people and people[0].is_name:
            return people
    return [Said(word, _is_name(word))]


_TITLED = re.compile(f"(?:副|常务|第一|执行|总|正)*(?:{TITLE}|{CALLED.pattern})")


def _has_surname_alone(word: str) -> bool:
    """王书记, 王局, 书记王: somebody, but nobody can tell who."""
    if re.fullmatch(f"(?:{WORD})+(?:{TITLE})", word):
        return False
    surname, title = f"(?:{COMPOUND_SURNAMES}|[一-鿿])", f"(?:{WORD})*(?:{TITLE})"
    return re.fullmatch(f"{surname}{title}|{title}{surname}", word) is not None


def _is_usual(name: str) -> bool:
    """Whether a word is a name of a usual length, under a usual surname."""
    return 1 < len(name) < 5 and name[0] in SURNAMES and _is_name(name)


def is_short_name(word: str) -> bool:
    """Whether two characters are a name where a register says so, though they may be told as a title."""
    return (
        len(word) == 2
        and HAN.fullmatch(word) is not None
        and not ROLES.fullmatch(word)
        and not re.match("[老小大]", word)
        and not re.fullmatch(COMPOUND_SURNAMES, word)
    )


@cache
def _is_name(word: str) -> bool:
    """Whether a word can be nothing but the name of a person."""
    if LATIN.fullmatch(word):
        return True
    if "·" in word:
        parts = word.split("·")
        is_titled = re.search(f"{TITLE}|{ROLE}", word) is not None
        return not is_titled and all(HAN.fullmatch(one) or LATIN.fullmatch(one) for one in parts)
    if not HAN.fullmatch(word) or len(word) < 2 or CUT_SHORT.fullmatch(word) or "某" in word:
        return False
    if TELLS_OF_UNIT.search(word) or ROLES.fullmatch(word):
        return False
    if re.match("[老小大][一-鿿]$", word) or re.fullmatch(f"(?:{COMPOUND_SURNAMES})", word):
        return False
    if re.search(f"(?:{TITLE}|{ROLE})$", word):
        return False
    if ENDS_AS_UNIT.search(word):
        given = len(word) == 3 and word[2] in "科工书校" and word[:2] not in DEPARTMENTS
        if not given:
            return False
    if len(word) == 4 and re.match(f"(?:{COMPOUND_SURNAMES})", word):
        return True
    return len(word) <= 3 or (len(word) <= 10 and set(word) <= SOUNDS)
