"""Residents in rows that are accepted: hidden in words, told at load, and kept nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.base.privacy import is_resident, masked_prose
from months import FIRST, HEAD, Office


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("吴八两（13977778888）反映水渠", "▓▓▓（▓▓▓）反映水渠"),
        ("村民吴八两13977778888要求修路", "村民▓▓▓▓▓▓要求修路"),
        ("吴平，电话：13977778888", "▓▓▓，电话：▓▓▓"),
        ("13977778888（吴八两）来电", "▓▓▓（▓▓▓）来电"),
        ("反映人：吴八两，路灯不亮", "反映人：▓▓▓，路灯不亮"),
        ("身份证41010519491231002X 低保", "身份证▓▓▓ 低保"),
        ("联系张庄村 13977778888", "联系张庄村 ▓▓▓"),
        ("村口路灯不亮，共 12 盏", "村口路灯不亮，共 12 盏"),
        ("2026-10-04 会议第 3 项：修路", "2026-10-04 会议第 3 项：修路"),
    ],
)
def test_what_is_hidden_in_words(text: str, shown: str) -> None:
    assert masked_prose(text) == shown


def test_who_is_a_resident_for_certain() -> None:
    assert [is_resident(one) for one in ("反映人", "户主", "联系人", "姓名", "群众反映问题")] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_titles_of_accepted_rows_name_and_number_nobody(tmp_path: Path) -> None:
    """Four rows, of which three tell of somebody: by number, by a column that is not kept, by a label."""
    matters = (
        "村名,事项名称,提出日期,反映人,联系方式,办结情况\n"
        "甲村,吴八两（13977778888）反映水渠,2026-09-04,吴八两,13977778888,正在办理\n"
        "乙村,钱四宝家屋漏,2026-09-05,钱四宝,,正在办理\n"
        "丙村,诉求人：孙三娃 路灯,2026-09-06,,,正在办理\n"
        "丙村,修路 3 公里,2026-09-07,,,正在办理\n"
    )
    there = Office(tmp_path)
    there.source("matter", matters)
    summary = there.load(FIRST)
    assert there.snapshot.rows("SELECT title FROM matter ORDER BY proposed_on") == [
        ("▓▓▓（▓▓▓）反映水渠",), ("▓▓▓家屋漏",), ("诉求人：▓▓▓ 路灯",), ("修路 3 公里",),
    ]  # fmt: skip
    told = [values for code, values in summary.warnings if code == "residents_hidden"]
    assert [(one["file"], one["column"], one["cells"]) for one in told] == [
        ("matter.csv", "事项名称", 3)
    ]
    body = there.snapshot.path.read_bytes()
    assert not [
        one for one in ("吴八两", "钱四宝", "孙三娃", "13977778888") if one.encode() in body
    ]


def test_a_resident_in_a_column_of_officials_is_somebody(tmp_path: Path) -> None:
    """孙三娃 is called a resident by the row itself; 赵敏 is on the list, whatever else the row calls her,
    and 钱七 is asked for by name."""
    head = HEAD.replace("\n", ",户主,联系电话\n")
    visits = (
        "甲村,2026-09-15,李文华、孙三娃,孙三娃,13933334444\n"
        "乙村,2026-09-15,王强 陈阿婆,陈阿婆,\n"
        "丙村,2026-09-16,赵敏,赵敏,\n"
        "丙村,2026-09-17,赵敏、钱七,周五福,\n"
    )
    there = Office(tmp_path, files={"visits.csv": head + visits})
    there.load(FIRST)
    asked = "SELECT written, reason FROM unknown_person ORDER BY source_row"
    assert there.snapshot.rows(asked) == [
        ("某某", "no_name"), ("某某", "no_name"), ("钱七", "unknown"),
    ]  # fmt: skip
    assert there.snapshot.rows("SELECT count(*) FROM attendance") == [(4,)]
    body = there.snapshot.path.read_bytes()
    assert not [one for one in ("孙三娃", "陈阿婆", "周五福") if one.encode() in body]
    there.write(**{"visits.csv": HEAD + "甲村,2026-10-15,李文华\n"})  # and so it stays
    there.load()
    assert there.snapshot.rows("SELECT count(*) FROM unknown_person") == [(3,)]
    assert there.snapshot.rows("SELECT count(*) FROM quarantine") == [(0,)]
