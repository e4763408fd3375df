"""Nobody is invented: whatever a column of people says, it means whom the lists know, or asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from etl.names.persons import read
from etl.names.plain import plain_of
from etl.pipeline import load
from geodata.store.snapshots import Store
from test_unlisted import A_VILLAGE, B_VILLAGE, bare, owed, paired, put_aside, write

__all__ = ["bare"]

PAIRINGS = f"{A_VILLAGE},张伟,\n{B_VILLAGE},王芳,\n"


def add_source(folder: Path, table: str, rows: str) -> None:
    toml = folder / "city.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8") + f'\n[sources.{table}]\nfile = "{table}_x.csv"\n', "utf-8"
    )
    (folder / f"{table}_x.csv").write_text(rows, encoding="utf-8")


def officials(store: Store) -> list[str]:
    return [name for (name,) in store.current().rows("SELECT name FROM official ORDER BY name")]


def unknown(store: Store) -> list[tuple[str, str]]:
    return store.current().rows("SELECT written, reason FROM unknown_person ORDER BY ALL")


def settled(store: Store) -> tuple[int, int]:
    """Of the obligations of January 2026: how many are settled, and how many there are."""
    january = [is_settled for (_, _, month), is_settled in owed(store).items() if month == 1]
    return sum(january), len(january)


@pytest.mark.parametrize(
    ("cell", "more"),
    [
        ("张伟副书记", []),
        ("张伟等3人", []),
        ("张伟一行", []),
        ("张伟和王芳", []),
        ("张伟及王芳", []),
        ("领导：张伟", []),
        ("张伟(陪同:王芳)", []),
        ("张伟（陪同：村支书赵大山）", []),
        ("张伟13812345678", []),
        ("张　伟（县委书记，13812345678）", []),
        ("县财政局局长张伟", []),
        ("張偉", []),
        ("张伟、办公室工作人员", []),
        ("张伟(代李国庆)", [("代李国庆", "unknown")]),
        ("张伟、王书记", [("王书记", "no_name")]),
        ("张伟 李四", [("李四", "unknown")]),
    ],
)
def test_however_a_name_is_written_it_is_the_one_of_the_list(
    bare: Path, store: Store, now: datetime, cell: str, more: list[tuple[str, str]]
) -> None:
    write(bare, PAIRINGS, f'{A_VILLAGE},2026-01-05,"{cell}",\n{B_VILLAGE},2026-01-05,王芳等,\n')
    load(bare, store, now=now)
    assert officials(store) == ["张伟", "王芳"]
    assert settled(store) == (2, 2)
    assert put_aside(store) == []
    assert unknown(store) == more


def test_who_is_no_name_leaves_the_visit_and_is_asked_for(
    bare: Path, store: Store, now: datetime, run: Callable[..., Result]
) -> None:
    """The place was visited; who came is not known, and nobody else is said to have come."""
    write(
        bare,
        PAIRINGS,
        f"{A_VILLAGE},2026-01-05,办公室工作人员,\n{B_VILLAGE},2026-01-05,王方,\n{B_VILLAGE},2026-01-06,无,\n",
    )
    summary = load(bare, store, now=now)
    snapshot = store.current()
    assert officials(store) == ["张伟", "王芳"]
    assert settled(store) == (0, 2)
    assert snapshot.rows("SELECT count(*) FROM visit") == [(3,)]
    assert put_aside(store) == []
    assert snapshot.rows("SELECT written, reason, candidates FROM unknown_person ORDER BY 1") == [
        ("办公室工作人员", "no_name", None), ("王方", "unknown", "王芳"),
    ]  # fmt: skip
    assert ("people_unknown", {"rows": 2, "people": 2, "visits": 2}) in summary.warnings
    told = run("check", bare, "--store", store.folder)
    assert "2 个人对不上名单" in told.output


def test_a_title_in_the_project_file_makes_nobody(bare: Path, store: Store, now: datetime) -> None:
    """The projects are read before the pairings, and their leaders are those of the pairings."""
    write(
        bare,
        f"{A_VILLAGE},李杰,县委办\n{B_VILLAGE},王芳,\n",
        f"{A_VILLAGE},2026-01-05,李杰,\n{B_VILLAGE},2026-01-05,王芳,\n",
    )
    add_source(
        bare,
        "project",
        "project_id,name,责任领导\nP1,甲厂,李杰（县委书记）\nP2,乙厂,钱多多（副县长）\nP3,丙厂,县长 王　芳\n",
    )
    add_source(bare, "milestone", "project_id,节点,到期日,责任人\nP1,封顶,2026-03-01,李杰书记\n")
    load(bare, store, now=now)
    assert officials(store) == ["李杰", "王芳"]
    assert settled(store) == (2, 2)
    leaders = (
        "SELECT project_id, official.name FROM project LEFT JOIN official USING (official_id)"
        " ORDER BY 1"
    )
    assert store.current().rows(leaders) == [("P1", "李杰"), ("P2", None), ("P3", "王芳")]
    milestone = "SELECT official.name FROM milestone JOIN official USING (official_id)"
    assert store.current().rows(milestone) == [("李杰",)]
    assert unknown(store) == [("钱多多", "unknown")]
    assert put_aside(store) == []


def test_a_unit_beside_two_names_is_not_that_of_each(
    bare: Path, store: Store, now: datetime
) -> None:
    write(
        bare,
        f"{A_VILLAGE},张伟,县财政局\n{B_VILLAGE},王芳,县教育局\n",
        f"{A_VILLAGE},2026-01-05,张伟、王芳,县财政局\n{B_VILLAGE},2026-01-05,张伟、王芳,县财政局\n",
    )
    load(bare, store, now=now)
    assert officials(store) == ["张伟", "王芳"]
    assert settled(store) == (2, 2)
    assert unknown(store) == []


def test_a_unit_beside_two_names_of_a_list_is_not_that_of_one_known_elsewhere(
    bare: Path, store: Store, now: datetime
) -> None:
    write(bare, f"{A_VILLAGE},张伟、王芳,县财政局\n{B_VILLAGE},王芳,县教育局\n")
    for _ in range(2):
        load(bare, store, now=now)
        assert paired(store) == [
            (A_VILLAGE, "张伟", "县财政局"), (A_VILLAGE, "王芳", "县教育局"),
            (B_VILLAGE, "王芳", "县教育局"),
        ]  # fmt: skip
        assert officials(store) == ["张伟", "王芳"]


def test_units_in_some_rows_make_no_others_ambiguous(
    bare: Path, store: Store, now: datetime
) -> None:
    """55 rows give a unit (of two writings), 210 give none: all are of the two whom the list knows."""
    rows = [f"{A_VILLAGE},2026-01-05,张伟,县财政局"] * 30 + [
        f"{A_VILLAGE},2026-01-06,张伟,财政局"
    ] * 25
    rows += [f"{B_VILLAGE},2026-01-05,王芳,"] * 100 + [f"{A_VILLAGE},2026-02-05,张伟,"] * 110
    dated = [row.replace(",2026", f",{number}户,2026") for number, row in enumerate(rows)]
    write(bare, PAIRINGS)
    (bare / "visits.csv").write_text(
        "村代码,备注,走访日期,走访干部,走访单位,visit_id\n"
        + "".join(f"{row},V{number}\n" for number, row in enumerate(dated)),
        encoding="utf-8",
    )
    load(bare, store, now=now)
    assert put_aside(store) == []
    assert unknown(store) == []
    assert officials(store) == ["张伟", "王芳"]
    assert store.current().rows("SELECT count(*) FROM attendance") == [(265,)]
    assert settled(store) == (2, 2)


@pytest.mark.parametrize(
    ("row", "who"),
    [
        (f"{A_VILLAGE},2026-01-05,李文华,税务局", "税务局"),
        (f"{A_VILLAGE},2026-01-05,李文华（税务局）,", "税务局"),
        (f"{A_VILLAGE},2026-01-05,李文华,", "教育局"),  # paired with that very village
        (f"{B_VILLAGE},2026-01-05,李文华,", "税务局"),
        ("990121200202,2026-01-05,李文华,", "南乡人民政府"),  # whose township it is
        ("990101001001,2026-01-05,李文华,", None),
    ],
)
def test_of_one_name_the_unit_decides_then_the_pairing_then_the_township(
    bare: Path, store: Store, now: datetime, row: str, who: str | None
) -> None:
    write(
        bare,
        f"{A_VILLAGE},李文华,教育局\n{B_VILLAGE},李文华,税务局\n990121200201,李文华,南乡人民政府\n",
        row + "\n",
    )
    load(bare, store, now=now)
    came = store.current().rows(
        "SELECT unit.name FROM attendance JOIN posting USING (official_id) JOIN unit USING (unit_id)"
    )
    assert came == ([(who,)] if who else [])
    asked = store.current().rows("SELECT written, reason, candidates FROM unknown_person")
    units = "李文华 南乡人民政府, 李文华 教育局, 李文华 税务局"
    assert [(*one[:2], ", ".join(sorted(one[2].split(", ")))) for one in asked] == (
        [] if who else [("李文华", "several", units)]
    )


def test_an_alias_settles_a_person(bare: Path, store: Store, now: datetime) -> None:
    """老张局 is Zhang Wei; and of two of one name an alias with the unit says which is meant."""
    write(
        bare,
        f"{A_VILLAGE},张伟,县财政局\n{B_VILLAGE},张伟,县教育局\n",
        f"{A_VILLAGE},2026-01-05,老张局,\n{B_VILLAGE},2026-01-05,小张局长,\n",
    )
    load(bare, store, now=now)
    assert settled(store) == (0, 2)
    assert unknown(store) == [("小张局长", "no_name"), ("老张局", "no_name")]
    add_source(
        bare,
        "alias",
        "写法,干部姓名,单位\n老张局,张伟,财政局\n小张局长,张伟,县教育局\n什么都不是,,\n",
    )
    load(bare, store, now=now)
    assert settled(store) == (2, 2)
    assert unknown(store) == []
    assert put_aside(store) == [("alias", 4, [("missing", "code")])]


def test_an_answer_settles_what_earlier_months_asked(
    bare: Path, store: Store, now: datetime
) -> None:
    write(bare, PAIRINGS, f"{A_VILLAGE},2026-01-05,老张、钱二,\n")
    load(bare, store, now=now)
    write(bare, PAIRINGS, f"{B_VILLAGE},2026-02-05,王芳,\n")
    load(bare, store, now=now)
    assert unknown(store) == [("老张", "no_name"), ("钱二", "unknown")]
    add_source(bare, "alias", "写法,干部姓名\n老张,张伟\n")
    load(bare, store, now=now)
    assert unknown(store) == [("钱二", "unknown")]
    assert owed(store)[A_VILLAGE, "张伟", 1]


def test_whoever_stands_in_comes_on_behalf(bare: Path, store: Store, now: datetime) -> None:
    write(
        bare, f"{PAIRINGS}990121200201,李国庆,\n",
        f"990121200201,2026-01-05,张伟(代李国庆),\n{A_VILLAGE},2026-01-05,张伟,\n"
        f"{B_VILLAGE},2026-01-06,王芳,\n",
    )  # fmt: skip
    load(bare, store, now=now)
    assert settled(store) == (3, 3)
    behalf = (
        "SELECT who.name, meant.name FROM attendance JOIN official AS who USING (official_id)"
        " JOIN official AS meant ON meant.official_id = on_behalf_of"
    )
    assert store.current().rows(behalf) == [("张伟", "李国庆")]
    write(bare, f"{PAIRINGS}990121200201,李国庆,\n")  # next month: it stays as it was
    load(bare, store, now=now)
    assert store.current().rows(behalf) == [("张伟", "李国庆")]
    assert settled(store) == (3, 3)


def test_attendance_and_exemptions_read_names_alike(
    bare: Path, store: Store, now: datetime
) -> None:
    write(bare, PAIRINGS)
    (bare / "visits.csv").write_text(
        f"visit_id,村代码,走访日期\nV1,{A_VILLAGE},2026-01-05\nV2,{B_VILLAGE},2026-01-05\n", "utf-8"
    )
    add_source(
        bare, "attendance", "visit_id,姓名\nV1,张伟副书记、钱二\nV2,王芳（副县长）和张伟\nV2,司机\n"
    )
    add_source(
        bare, "exemption",
        "豁免类型,姓名,生效日期,失效日期\n干部,张伟局长、王芳,2026-02-01,2026-02-28\n干部,钱二,2026-02-01,\n",
    )  # fmt: skip
    load(bare, store, now=now)
    snapshot = store.current()
    came = "SELECT visit_id, name FROM attendance JOIN official USING (official_id) ORDER BY ALL"
    assert snapshot.rows(came) == [("V1", "张伟"), ("V2", "张伟"), ("V2", "王芳")]
    free = (
        "SELECT name, valid_to FROM exemption JOIN official ON official_id = subject_id ORDER BY 1"
    )
    assert snapshot.rows(free) == [("张伟", date(2026, 2, 28)), ("王芳", date(2026, 2, 28))]
    assert officials(store) == ["张伟", "王芳"]
    assert unknown(store) == [("司机", "unknown"), ("钱二", "unknown"), ("钱二", "unknown")]
    assert [(table, row) for table, row, _ in put_aside(store)] == [
        ("attendance", 4), ("exemption", 3),
    ]  # fmt: skip


def test_titles_in_the_lists_themselves(bare: Path, store: Store, now: datetime) -> None:
    """张局 may be short for a head of office; only a register knows whether it is a name."""
    write(
        bare,
        f"{A_VILLAGE},李　杰（县委书记）,\n{B_VILLAGE},张局、李杰,\n990121200201,王书记,\n",
        f"{A_VILLAGE},2026-01-05,李杰,\n{B_VILLAGE},2026-01-05,张局 李杰,\n",
    )
    load(bare, store, now=now)
    assert officials(store) == ["李杰"]
    assert settled(store) == (1, 1)
    aside = [("name_unknown", "responsible_name")]
    assert put_aside(store) == [("pairing", 3, aside), ("pairing", 4, aside)]
    assert unknown(store) == [("张局", "no_name")]
    add_source(bare, "official", "干部编号,姓名\nG1,张局\nG2,李杰\n")
    load(bare, Store(store.folder / "other"), now=now)
    assert officials(Store(store.folder / "other")) == ["张局", "李杰"]
    assert settled(Store(store.folder / "other")) == (3, 3)


def test_a_register_with_titles(bare: Path, store: Store, now: datetime) -> None:
    add_source(
        bare, "official", "干部编号,姓名\nG1,张伟（县委书记）\nG2,张伟民\nG3,任主\nG4,任主任\n"
    )
    write(
        bare,
        f"{A_VILLAGE},张伟,\n{B_VILLAGE},任主任,\n990121200201,任主,\n",
        f"{A_VILLAGE},2026-01-05,张伟民主任,\n{A_VILLAGE},2026-01-06,张伟主任,\n{B_VILLAGE},2026-01-05,任主,\n"
        f"990121200201,2026-01-05,任主主任,\n",
    )
    load(bare, store, now=now)
    assert officials(store) == ["任主", "任主任", "张伟", "张伟民"]
    came = store.current().rows(
        "SELECT target_id, day(visited_on), official_id FROM visit JOIN attendance USING (visit_id)"
        " ORDER BY ALL"
    )
    assert came == [
        (A_VILLAGE, 5, "G2"), (A_VILLAGE, 6, "G1"), (B_VILLAGE, 5, "G3"), ("990121200201", 5, "G3"),
    ]  # fmt: skip


def test_visits_alone_make_the_people_whom_they_name(
    bare: Path, store: Store, now: datetime
) -> None:
    """Without any list: those whom the visits name for certain; a title is still nobody."""
    toml = bare / "city.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(
        text.replace('[sources.pairing]\nfile = "pairings.csv"\n', ""), encoding="utf-8"
    )
    write(
        bare, "", f"{A_VILLAGE},2026-01-05,张伟副书记和王芳,\n{B_VILLAGE},2026-01-05,张局、相关领导,\n"
    )  # fmt: skip
    load(bare, store, now=now)
    assert officials(store) == ["张伟", "王芳"]
    assert unknown(store) == [("张局", "no_name")]


NAMES = [
    "张伟",
    "王芳",
    "李国庆",
    "欧阳娜娜",
    "阿不都·热合曼",
    "任主",
    "张局",
    "司马光",
    "张和平",
    "何书",
    "王代兵",
]
BEFORE = [
    "",
    "领导：",
    "带队:",
    "县委书记",
    "副县长 ",
    "县财政局局长",
    "县委常委、",
    "走访领导：",
    "主任",
]
AFTER = [
    "", "副书记", "（县委书记）", "(13812345678)", "13812345678", " 13812345678", "等3人", "一行",
    "同志", "等", "书记", "副局长", " 局长", "（县财政局）", "主任等一行5人", "(陪同:赵六)",
    "带队", "【镇长】", "(女)",
]  # fmt: skip
BETWEEN = ["、", "，", ",", "；", "/", " ", "和", "及", "与", "\n"]


def spread(name: str) -> str:
    """A name of two characters as a typist spreads it out."""
    return "　".join(name) if len(name) == 2 else name


one = st.tuples(
    st.sampled_from(BEFORE), st.sampled_from(NAMES), st.booleans(), st.sampled_from(AFTER)
)


@given(people=st.lists(one, min_size=1, max_size=4, unique_by=lambda one: one[1]), data=st.data())
def test_any_decoration_leaves_the_names_of_the_list(
    people: list[tuple[str, str, bool, str]], data: st.DataObject
) -> None:
    known = {plain_of(name) for name in NAMES}
    cell = ""
    for before, name, is_spread, after in people:
        cell += data.draw(st.sampled_from(BETWEEN)) if cell else ""
        cell += before + (spread(name) if is_spread and not after.strip("（(【") else name) + after
    found = read(cell, known)
    assert [one.name for one in found if one.is_known] == [name for _, name, *_ in people]
    assert all(one.is_known for one in found)


@given(
    before=st.sampled_from(BEFORE),
    name=st.sampled_from(NAMES[:5]),
    after=st.sampled_from(AFTER[:-1]),
)
def test_without_a_list_a_decoration_makes_no_other_name(
    before: str, name: str, after: str
) -> None:
    found = [one.name for one in read(before + name + after) if one.is_name]
    assert found in ([name], [])


@given(st.text(max_size=40))
def test_any_text_is_read(cell: str) -> None:
    for one in read(cell, {"张伟"}):
        assert one.name


@pytest.mark.parametrize(
    "cell",
    [
        "暂缺", "待落实", "未安排", "空岗", "待补", "调整中", "暂无人", "未结对", "缺岗", "选派中", "不需要",
        "未明确", "新任书记", "待任命", "尚未确定", "空编", "离任", "安排中",
    ],
)  # fmt: skip
def test_a_word_for_nobody_makes_nobody(bare: Path, store: Store, now: datetime, cell: str) -> None:
    """Also where the list itself says who there is."""
    write(bare, f"{A_VILLAGE},{cell},\n{B_VILLAGE},王芳,\n", f"{B_VILLAGE},2026-01-05,王芳,\n")
    load(bare, store, now=now)
    assert officials(store) == ["王芳"]
    assert settled(store) == (1, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "张伟（拟退休）",
        "张伟（调入）",
        "张伟（拟任）",
        "张伟兼",
        "张伟(新任)",
        "张伟（代理）",
        "张伟主持",
        "张伟代管",
    ],
)
def test_how_it_stands_with_somebody_is_no_part_of_the_name(
    bare: Path, store: Store, now: datetime, cell: str
) -> None:
    write(bare, f"{A_VILLAGE},{cell},\n{B_VILLAGE},王芳,\n", f"{A_VILLAGE},2026-01-05,张伟,\n")
    load(bare, store, now=now)
    assert officials(store) == ["张伟", "王芳"]
    assert settled(store) == (1, 2)


@pytest.mark.parametrize("name", ["张无忌", "尚小云", "王明确", "李安排", "未央歌", "孔空"])
def test_names_that_such_words_are_made_of(name: str) -> None:
    assert [one.name for one in read(name, {plain_of(name)})] == [name]


@pytest.mark.parametrize(
    ("cell", "unit", "came"),
    [
        ("县财政局局长张伟", "", ["县财政局"]), ("财政局局长张伟", "", ["县财政局"]),
        ("张伟（财政局长）", "", ["县财政局"]), ("张伟（县财政局副局长）", "", ["县财政局"]),
        ("县水利局 张伟", "", ["县水利局"]), ("张伟", "财政局", ["县财政局"]),
        ("张伟（县水利局）", "县财政局", []),  # the two contradict each other
        ("张伟（水利局）", "县水利局", ["县水利局"]), ("王芳（县水利局）", "", []),
        ("副镇长张伟", "", ["县水利局"]),  # no unit: the pairing with the very village decides
    ],
)  # fmt: skip
def test_the_unit_in_the_cell_tells_two_of_one_name_apart(
    bare: Path, store: Store, now: datetime, cell: str, unit: str, came: list[str]
) -> None:
    """张伟 of 财政局 goes to village A, 张伟 of 水利局 to B, where this visit was."""
    pairings = f"{A_VILLAGE},张伟,县财政局\n{B_VILLAGE},张伟,县水利局\n{A_VILLAGE},王芳,县教育局\n"
    write(bare, pairings, f"{B_VILLAGE},2026-01-05,{cell},{unit}\n")
    load(bare, store, now=now)
    assert store.current().rows(
        "SELECT unit.name FROM attendance JOIN posting USING (official_id) JOIN unit USING (unit_id)"
    ) == [(one,) for one in came]


def test_whoever_did_not_come_did_not_come(bare: Path, store: Store, now: datetime) -> None:
    """Of two names one in brackets was on leave; a row that says nobody went is no visit."""
    write(
        bare,
        PAIRINGS,
        f'{A_VILLAGE},2026-01-05,"王芳、张伟（未到）",\n{B_VILLAGE},2026-01-05,王芳（请假）,\n'
        f"{B_VILLAGE},2026-01-06,未走访,\n{B_VILLAGE},2026-01-07,因雨取消,\n",
    )
    load(bare, store, now=now)
    assert officials(store) == ["张伟", "王芳"]
    assert settled(store) == (0, 2)
    assert [reasons[0][0] for *_, reasons in put_aside(store)] == ["not_held", "not_held"]
    seen = store.current().rows("SELECT target_id, visited_on FROM visit ORDER BY 1")
    assert seen == [(A_VILLAGE, date(2026, 1, 5)), (B_VILLAGE, date(2026, 1, 5))]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("是否走访", ("是", "否", "×")), ("是否到访", ("√", "", "未到访")),
        ("是否入村", ("已入村", "未入村", "取消")),
    ],
)  # fmt: skip
def test_a_column_that_says_whether_anybody_went(
    bare: Path, store: Store, now: datetime, header: str, words: tuple[str, ...]
) -> None:
    """An empty cell says nothing: the row counts as it always did."""
    rows = "".join(f"{A_VILLAGE},2026-01-0{day},张伟,{word}\n" for day, word in enumerate(words, 5))
    write(bare, PAIRINGS)
    (bare / "visits.csv").write_text(f"村代码,走访日期,走访干部,{header}\n{rows}", encoding="utf-8")
    load(bare, store, now=now)
    went = [
        date(2026, 1, day) for day, word in enumerate(words, 5) if word in {"是", "√", "", "已入村"}
    ]
    assert store.current().rows("SELECT visited_on FROM visit ORDER BY 1") == [
        (one,) for one in went
    ]


def test_a_pairing_that_is_over_is_none(bare: Path, store: Store, now: datetime) -> None:
    """Loaded again with 已调离 beside it, a pairing without days has ended, and is not kept as doubtful."""
    head = "村代码,联系干部,状态\n"
    write(bare, "", f"{A_VILLAGE},2026-01-05,张伟,\n{B_VILLAGE},2026-01-05,王芳,\n")
    file = bare / "pairings.csv"
    file.write_text(f"{head}{A_VILLAGE},张伟,在岗\n{B_VILLAGE},王芳,已调离\n", encoding="utf-8")
    load(bare, store, now=now)
    assert [row[:2] for row in paired(store)] == [(A_VILLAGE, "张伟")]
    assert [reasons[0][0] for *_, reasons in put_aside(store)] == ["not_in_force"]
    file.write_text(f"{head}{A_VILLAGE},张伟,\n{B_VILLAGE},王芳,\n", encoding="utf-8")
    later = now + timedelta(days=1)
    load(bare, store, now=later)
    file.write_text(f"{head}{A_VILLAGE},张伟,\n{B_VILLAGE},王芳,已解除结对\n", encoding="utf-8")
    load(bare, store, now=later + timedelta(days=1), allow_fewer=["pairing"])
    ends = store.current().rows("SELECT target_id, valid_to FROM pairing ORDER BY 1")
    assert ends == [(A_VILLAGE, None), (B_VILLAGE, later.date())]


def test_an_exemption_that_was_refused_exempts_nobody(
    bare: Path, store: Store, now: datetime
) -> None:
    write(bare, PAIRINGS, f"{A_VILLAGE},2026-01-05,张伟,\n")
    add_source(
        bare,
        "exemption",
        "豁免类型,姓名,生效日期,结束日期,是否批准\n干部,张伟,2026-01-01,2026-01-31,否\n"
        "干部,王芳,2026-01-01,2026-01-31,同意\n",
    )
    load(bare, store, now=now)
    assert [reasons[0][0] for *_, reasons in put_aside(store)] == ["not_in_force"]
    assert len(store.current().rows("SELECT 1 FROM exemption")) == 1


def test_visits_that_name_a_unit_alone_are_said(bare: Path, store: Store, now: datetime) -> None:
    write(
        bare,
        f"{A_VILLAGE},,县财政局\n",
        f"{A_VILLAGE},2026-01-05,,县财政局\n{B_VILLAGE},2026-01-05,,\n",
    )
    told = load(bare, store, now=now).warnings
    assert ("visits_of_units", {"source": "visit", "visits": 1}) in told
