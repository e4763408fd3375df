"""The names in one cell: separators, spread-out names, titles; nobody is lost on the way."""

from __future__ import annotations

import pytest

from etl.names.persons import read


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("李文华、王  强", "李文华 王强"),
        ("王 强 李 华 赵一", "王强 李华 赵一"),
        ("李文华，王强;赵一/钱二", "李文华 王强 赵一 钱二"),
        ("、李文华；", "李文华"),
        ("李文华（县委书记）", "李文华"),
        ("李文华(13800001111)，王强 副县长", "李文华 王强"),
        ("李文华 13800001111", "李文华"),
        ("书记 李文华", "李文华"),
        ("县委副书记李文华、王强", "李文华 王强"),
        ("局长李文华", "李文华"),
        ("县长 王 强", "王强"),
        ("王 强 局长", "王强"),
        ("李文华书记", "李文华"),
        ("李文华同志", "李文华"),
        ("李文华（女）", "李文华"),
        # not to be told from a person, or a person of whom the name is not told: it stays
        ("李文华、副县长", "李文华"),
        ("李文华 王处长", "李文华 王处长"),
        ("李处长 王强", "李处长 王强"),
        ("王书记", "王书记"),
        ("副县长", ""),
        ("李长春", "李长春"),
        ("王会长生", "王会长生"),
        ("", ""),
    ],
)
def test_the_names_in_a_cell(cell: str, names: str) -> None:
    assert " ".join(one.name for one in read(cell)) == names
