"""What is written beside a name and is no part of it; whoever a list says has left is paired no more."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from etl.names.persons import read
from etl.pipeline import load
from geodata.store.snapshots import Store
from test_people import add_source, officials, settled, unknown
from test_unlisted import A_VILLAGE, B_VILLAGE, bare, paired, put_aside, write

__all__ = ["bare"]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("王芳（女）", "王芳"),
        ("王芳（女，回族）", "王芳"),
        ("王芳 女", "王芳"),
        ("王芳，女，回族", "王芳"),
        ("李 亚 男", "李亚男"),
        ("马小明（回族）", "马小明"),
        ("马小明(回)", "马小明"),
        ("买买提·吐尔逊（维吾尔族）", "买买提·吐尔逊"),
        ("阿依古丽（女，哈萨克族，中共党员）", "阿依古丽"),
        ("张伟（党员）", "张伟"),
        ("张伟（中共党员）", "张伟"),
        ("张伟（预备党员）", "张伟"),
        ("张伟（民盟盟员）", "张伟"),
        ("张伟（45岁）", "张伟"),
        ("张伟（1975年5月生）", "张伟"),
        ("张伟（1975.05）", "张伟"),
        ("张伟（80后）", "张伟"),
        ("张伟（本科）", "张伟"),
        ("张伟（大专学历）", "张伟"),
        ("张伟 硕士研究生", "张伟"),
        ("张伟（男，汉族，1975年5月生，中共党员，本科）、王芳（女）", "张伟 王芳"),
        ("姓名：张伟 性别：男 民族：汉族 电话：13812345678", "张伟"),
        ("王芳（女，县财政局副局长）", "王芳"),
        ("王芳（县委常委（挂职））", "王芳"),
        ("张伟（曾用名张卫）", "张伟"),
        ("张伟（大）、张伟（小）", "张伟(大) 张伟(小)"),
        ("组长：赵军 副组长：李娜", "赵军 李娜"),
        ("组长： 赵 军 副组长： 李 娜", "赵军 李娜"),
        ("组长：赵军副组长：李娜", "赵军 李娜"),
        ("组长赵军副组长李娜", "赵军 李娜"),
        ("赵军组长李娜副组长", "赵军 李娜"),
        ("组长：赵军\n副组长：李娜\n成员：王芳 李杰", "赵军 李娜 王芳 李杰"),
        ("牵头：王强 成员：李娜、赵军", "王强 李娜 赵军"),
        ("第一责任人：张三丰 直接责任人：李四光", "张三丰 李四光"),
        ("县级：张伟 乡级：李杰 村级：王芳", "张伟 李杰 王芳"),
        ("A岗：张伟 B岗：王芳", "张伟 王芳"),
        ("主：张伟 副：王芳", "张伟 王芳"),
        ("包村领导张伟 包村干部王芳", "张伟 王芳"),
        ("队长张伟 队员王芳、李杰", "张伟 王芳 李杰"),
        ("1.张伟 2.王芳", "张伟 王芳"),
        ("1、张伟 2、王芳", "张伟 王芳"),
        ("①张伟②王芳", "张伟 王芳"),
        ("由张伟牵头，王芳负责", "张伟 王芳"),
        ("张伟担任组长", "张伟"),
        ("责任人:张伟 电话:13812345678", "张伟"),
        ("牵头县领导：张伟 责任单位：县财政局 责任人：王芳", "张伟 王芳"),
    ],
)
@pytest.mark.parametrize("is_list", [True, False])
def test_what_is_no_part_of_a_name(cell: str, names: str, *, is_list: bool) -> None:
    found = read(cell, is_list=is_list)
    assert " ".join(one.name for one in found) == names
    assert all(one.is_name and not one.has_left for one in found)
    known = {"王芳"}  # of somebody who is in no list yet the reading is the same
    assert [one.name for one in read(cell, known, is_list=is_list)] == names.split(" ")


@pytest.mark.parametrize(
    "cell",
    [
        "王局",
        "李县",
        "张镇",
        "陈总",
        "刘主任",
        "王副局",
        "李副县",
        "王副科",
        "李市",
        "王区",
        "赵队",
        "孙所",
        "周处",
        "吴科",
        "王副",
        "欧阳局",
        "张工",
        "王秘",
        "刘姐",
        "王哥",
        "县长王",
        "老王",
        "张伟任组长",
        "王局和李县",
    ],
)
def test_a_title_cut_short_is_nobody_s_name(cell: str) -> None:
    for is_list in (True, False):
        assert [one.is_name for one in read(cell, is_list=is_list)] == [False]
        assert [one.is_name for one in read(f"{cell}、王芳", is_list=is_list)] == [False, True]


@pytest.mark.parametrize("cell", ["王镇", "李县", "王镇（副镇长）", "副镇长王镇", "王镇同志"])
def test_but_a_register_may_know_it_for_a_name(cell: str) -> None:
    assert [one.is_known for one in read(cell, {"王镇", "李县"})] == [True]


@pytest.mark.parametrize(
    "cell",
    [
        "吴刚（已调离）",
        "吴刚（已退休）",
        "吴刚（退休）",
        "吴刚（调任县委办主任）",
        "吴刚（借调）",
        "吴刚（借调至县委办）",
        "吴刚（2026年3月调离）",
        "吴刚（女，已调离）",
        "吴刚（县财政局，已离任）",
        "吴刚（已故）",
        "吴刚（免职）",
        "吴刚已调离",
        "吴刚 已调离",
        "吴刚，已退休",
        "吴刚调任县委办主任",
        "吴刚-已退休",
        "吴刚（副局长）（已调离）",
    ],
)
def test_whoever_left_is_told(cell: str) -> None:
    for known in (set[str](), {"吴刚"}):
        assert [(one.name, one.has_left) for one in read(cell, known, is_list=True)] == [
            ("吴刚", True)
        ]


@pytest.mark.parametrize(
    "cell",
    [
        "吴刚（拟退休）",
        "吴刚（即将退休）",
        "吴刚（未调离）",
        "吴刚（调入）",
        "吴刚（新任）",
        "吴刚（挂职）",
        "吴刚（兼）",
        "吴刚（主持工作）",
        "吴刚（借调人员）",
        "吴刚（由县委办调任）",
        "吴刚（调至本村）",
        "吴刚（病休）",
        "吴刚（一级主任科员）",
    ],
)
def test_and_whoever_did_not_is_not(cell: str) -> None:
    assert [(one.name, one.has_left) for one in read(cell, is_list=True)] == [("吴刚", False)]


def test_a_bracket_is_of_the_name_before_it() -> None:
    found = read("吴刚（已调离）王芳（女）", is_list=True)
    assert [(one.name, one.has_left, one.notes) for one in found] == [
        ("吴刚", True, ()), ("王芳", False, ("女",)),
    ]  # fmt: skip


def test_a_list_with_notes_is_of_those_whom_the_visits_name(
    bare: Path, store: Store, now: datetime
) -> None:
    write(
        bare,
        f"{A_VILLAGE},王芳（女，回族）,\n{B_VILLAGE},张伟、王芳（女）,\n",
        f"{A_VILLAGE},2026-01-05,王芳,\n{B_VILLAGE},2026-01-05,张伟、王芳,\n",
    )
    load(bare, store, now=now)
    assert officials(store) == ["张伟", "王芳"]
    assert settled(store) == (3, 3)
    assert unknown(store) == []


def test_two_of_one_name_who_differ_in_sex_stay_two(
    bare: Path, store: Store, now: datetime
) -> None:
    """Whoever the name alone means, nobody can tell: it is asked."""
    write(
        bare,
        f"{A_VILLAGE},李文华（女）,\n{B_VILLAGE},李文华（男）,\n",
        f"{A_VILLAGE},2026-01-05,李文华（女）副局长,\n{B_VILLAGE},2026-01-05,李文华,\n",
    )
    load(bare, store, now=now)
    assert officials(store) == ["李文华(女)", "李文华(男)"]
    assert settled(store) == (1, 2)
    assert unknown(store) == [("李文华", "unknown")]


def test_a_register_tells_them_apart_by_what_it_says(
    bare: Path, store: Store, now: datetime
) -> None:
    add_source(bare, "official", "干部编号,姓名\nG1,李文华\nG2,李文华（女）\nG3,王芳（女）\n")
    write(
        bare,
        f"{A_VILLAGE},李文华（女）,\n{B_VILLAGE},李文华,\n990121200201,王芳,\n",
        f"{A_VILLAGE},2026-01-05,李文华（女）,\n990121200201,2026-01-05,王芳（女）,\n",
    )
    load(bare, store, now=now)
    assert officials(store) == ["李文华", "李文华(女)", "王芳"]
    assert put_aside(store) == []
    assert settled(store) == (2, 3)


def test_a_list_that_says_somebody_left_pairs_nobody_with_it(
    bare: Path, store: Store, now: datetime
) -> None:
    """As 已调离 in a column 状态 does; a visit of before is theirs all the same."""
    write(
        bare,
        f"{A_VILLAGE},吴刚（已调离）,\n{B_VILLAGE},吴刚,\n",
        f"{B_VILLAGE},2026-01-05,吴刚（已调离）,\n",
    )
    load(bare, store, now=now)
    assert paired(store) == [(B_VILLAGE, "吴刚", None)]
    assert put_aside(store) == [("pairing", 2, [("not_in_force", "responsible_name")])]
    assert settled(store) == (1, 1)


def test_whoever_leaves_ends_like_a_row_that_is_gone(
    bare: Path, store: Store, now: datetime
) -> None:
    write(bare, f"{A_VILLAGE},吴刚,\n{B_VILLAGE},王芳,\n")
    load(bare, store, now=now)
    write(bare, f"{A_VILLAGE},吴刚（已调离）,\n{B_VILLAGE},王芳,\n")
    load(bare, store, now=now, allow_fewer=["pairing"])
    ended = store.current().rows(
        "SELECT name, valid_to IS NOT NULL FROM pairing JOIN official"
        " ON official_id = responsible_id ORDER BY 1"
    )
    assert ended == [("吴刚", True), ("王芳", False)]
