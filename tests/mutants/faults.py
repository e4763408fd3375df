"""Small faults in a text of SQL or Python: each one change at one place that should make some test fail.

A fault is what a tired hand writes: a bound one off, a condition left out, "or" for "and".
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """What stands from ``start`` to ``end`` (characters) becomes ``new``."""

    start: int
    end: int
    new: str

    def applied(self, text: str) -> str:
        return text[: self.start] + self.new + text[self.end :]

    def told(self, text: str) -> str:
        """The line it is on, and what becomes of it."""
        old = " ".join(text[self.start : self.end].split())
        return f"{text.count(chr(10), 0, self.start) + 1}: {old or '·'} → {self.new.strip() or '·'}"


#: Where no fault is made: comments, and what is in quotes.
_SPARED = re.compile(r"--[^\n]*|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_BOUNDS = {"<=": "<", ">=": ">", "<": "<=", ">": ">="}
_OTHER_WAY = {"min": "max", "max": "min", "least": "greatest", "greatest": "least"}
#: A bound value that is a day.
_DAYS = ("as_of", "known_on", "since", "until", "nominal_since", "nominal_until", "day")
_SQL: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    # <> and -> are no bounds
    (r"(?<![<>=\-])(?:<=|>=|<(?![>=])|>(?!=))", lambda found: _BOUNDS[found[0]]),
    (r"\bDISTINCT\s(?!FROM\b|ON\b)", lambda _: ""),
    (r"(?<!IS )\bNOT (?!NULL\b)", lambda _: ""),
    (r"\b(min|max|least|greatest)(?=\()", lambda found: _OTHER_WAY[found[0]]),
    (r"(?<=\w) [+-] 1\b", lambda _: ""),
    (rf"\$(?:{'|'.join(_DAYS)})\b", lambda found: f"({found[0]}::DATE + 1)"),
)


def in_sql(text: str) -> Iterator[Fault]:
    """Bounds moved by one, AND and OR exchanged, conditions, NOT and DISTINCT left out, a day later."""
    spared = _SPARED.sub(lambda found: " " * len(found[0]), text)
    for pattern, new in _SQL:
        for found in re.finditer(pattern, spared):
            yield Fault(found.start(), found.end(), new(found))
    for found in re.finditer(r"\b(AND|OR)\b", spared):
        if found[0] == "AND" and _is_of_between(spared[: found.start()]):
            continue
        yield Fault(found.start(), found.end(), "OR" if found[0] == "AND" else "AND")
    # a condition that has its line to itself; what ends it is kept
    for found in re.finditer(r"^[ \t]+AND ([^\n]+?)(?=[,;]?$)", spared, re.M):
        if found[1].count("(") == found[1].count(")") and not re.search(
            r"\bCASE\b|\bOR$", found[1]
        ):
            yield Fault(found.start(), found.end(), "")


def _is_of_between(before: str) -> bool:
    """Whether the AND that follows belongs to a BETWEEN."""
    last = re.split(r"\b(?:AND|OR|WHERE|ON|WHEN)\b", before)[-1]
    return re.search(r"\bBETWEEN\b", last) is not None


_COMPARED: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.LtE: ("<=", "<"), ast.GtE: (">=", ">"), ast.Lt: ("<", "<="), ast.Gt: (">", ">="),
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"), ast.Is: ("is", "is not"), ast.IsNot: ("is not", "is"),
}  # fmt: skip


def in_python(text: str) -> Iterator[Fault]:
    """Comparisons moved or turned round, "and" and "or" exchanged, "not" left out, numbers one more."""
    tree = ast.parse(text)
    where = _Places(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            for left, sort, right in zip(sides, node.ops, sides[1:], strict=False):
                yield from where.between(left, right, *_COMPARED[type(sort)])
        elif isinstance(node, ast.BoolOp):
            words = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
            for left, right in zip(node.values, node.values[1:], strict=False):
                yield from where.between(left, right, *words)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield Fault(where.start(node), where.start(node.operand), "")
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            yield Fault(where.start(node), where.end(node), str(node.value + 1))


class _Places:
    """Where nodes stand in a text, in characters: ast counts the bytes of a line."""

    def __init__(self, text: str) -> None:
        self.text, self.lines = text, text.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))

    def _at(self, line: int, column: int) -> int:
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())

    def start(self, node: ast.expr) -> int:
        return self._at(node.lineno, node.col_offset)

    def end(self, node: ast.expr) -> int:
        return self._at(node.end_lineno or 0, node.end_col_offset or 0)

    def between(self, left: ast.expr, right: ast.expr, old: str, new: str) -> Iterator[Fault]:
        """The operator between two nodes, brackets and comments passed over."""
        start, end = self.end(left), self.start(right)
        word = rf"\b{old}\b" if old.isalpha() else re.escape(old)
        found = re.search(word.replace(r"\ ", r"\s+"), self.text[start:end])
        if found:
            yield Fault(start + found.start(), start + found.end(), new)
