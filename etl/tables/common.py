"""Columns that several tables share, so that one thing has one name and one rule everywhere.

Long because it is a list of columns.
"""

from __future__ import annotations

from etl.tables.declare import Column, Naming

#: The kinds of place that people are sent to.
VISITED_KINDS = ("village", "community", "grid")
TARGET_KINDS = {
    "place": ("村居", "村", "社区", "网格", "行政村", "village", "community", "grid"),
    "project": ("项目", "重点项目"),
    "enterprise": ("企业", "公司"),
    "chain": ("产业链",),
}
#: Headers of cells that hold the first day and the last: 10月8日—10月31日.
RANGE_HEADERS = (
    "起止时间",
    "起止日期",
    "起讫时间",
    "起讫日期",
    "请假时间",
    "休假时间",
    "请假起止时间",
)
#: Behind a number of households: 8人 or 12次 are none.
HOUSEHOLDS = ("户", "户次")
#: Behind a number of talks.
TALKS = ("人次", "人", "次", "名", "场")
#: What a cell says that answers a question.
YES = ("是", "1", "yes", "y", "√", "✓")
NO = ("否", "0", "no", "n", "×")
RESPONSIBLE_KINDS = {"official": ("干部", "领导", "个人"), "unit": ("单位", "部门")}


def is_meant(name: str, doc: str, headers: tuple[str, ...], yes: str, no: str) -> Column:
    """Whether a row holds at all, where a file says so; ``yes`` and ``no`` are its further words,
    between spaces. A row that says no is put aside by name."""
    choices = {"true": (*YES, *yes.split()), "false": (*NO, "x", "无", *no.split())}
    return Column(name, "flag", doc, "是", headers, choices=choices, default="true", stored=False)


def is_current() -> Column:
    """Whether a posting or pairing holds today."""
    return is_meant(
        "is_current",
        "Whether the row still holds; one that says no is put aside. Say since when in the last day "
        "instead, and the days before count.",
        ("状态", "是否在岗", "在岗情况", "在岗状态", "人员状态", "结对状态", "包联状态",
         "是否有效", "是否结对", "是否在职", "任职状态"),
        "在岗 在职 在任 有效 正常 结对中 包联中 已结对 现任 生效",
        "已调离 调离 调出 已调出 已退休 退休 离岗 离职 已离职 离任 已离任 已免职 免职 不在岗 借调 "
        "解除 已解除 已解除结对 解除结对 失效 已失效 无效 终止 已终止 结束 已结束 撤销 已撤销 停用 未结对",
    )  # fmt: skip


def valid_from(doc: str = "First day it holds, included; empty: always has.") -> Column:
    """The first day of a validity."""
    return Column(
        "valid_from",
        "date",
        doc,
        "2016-12-01",
        (
            *("生效日期", "开始日期", "起始日期", "开始时间", "起始时间", "任职时间", "结对时间"),
            *RANGE_HEADERS,
        ),
        part_means="first",
    )


def valid_to(doc: str = "Last day it holds, included; empty: still does.") -> Column:
    """The last day of a validity."""
    return Column(
        "valid_to",
        "date",
        doc,
        "2026-06-30",
        ("失效日期", "结束日期", "终止日期", "结束时间", "终止时间", "截止日期"),
        part_means="last",
        ends="valid_from",
        shared=RANGE_HEADERS,
    )


def target_kind() -> Column:
    """What kind of thing a pairing or a visit is about."""
    return Column(
        "target_kind",
        "choice",
        "What it is about; a place unless said otherwise.",
        "place",
        ("对象类型", "走访对象类型", "联系对象类型", "结对对象类型"),
        choices=TARGET_KINDS,
        default="place",
    )


def _name(name: str, doc: str, example: str, *headers: str) -> Column:
    return Column(name, "text", doc, example, headers, stored=False)


def target_name() -> Column:
    """What a clerk writes instead of a code."""
    return _name(
        "target_name",
        "Its name instead of its code, or beside it.",
        "曹集乡曹西村",
        *(
            "对象名称",
            "联系对象",
            "结对对象",
            "村居",
            "村居名称",
            "村(社区)",
            "村(社区)名称",
        ),
        *(
            "村名",
            "村名称",
            "行政村",
            "行政村名称",
            "社区名称",
            "网格名称",
        ),
        *("走访村", "结对村", "联系村", "帮扶村", "地点", "走访地点"),
        *(
            "所属村",
            "所在村",
            "所包村",
            "包联村",
            "包保村",
            "包村名称",
            "走访社区",
            "联系社区",
            "所属社区",
        ),
        *("所包社区", "包联社区", "走访村居", "联系村居", "所属村居", "包联村居", "村", "社区"),
    )


def township_name() -> Column:
    """The township that a named place lies in."""
    return _name(
        "township_name",
        "The township in which the name is meant.",
        "曹集乡",
        *(
            "乡镇",
            "乡镇名称",
            "所属乡镇",
            "所在乡镇",
            "镇街",
            "乡镇街道",
            "乡镇(街道)",
            "联系乡镇",
            "联系街道",
            "包联街道",
            "走访乡镇",
            "街道",
            "镇",
        ),
        *("乡(镇、街道)", "街道(镇)", "镇(街道)", "乡(镇)", "乡镇(办事处)", "所属街道", "所属镇街"),
    )


def county_name() -> Column:
    """The county that a named place or township lies in."""
    return _name(
        "county_name",
        "The county in which the name is meant.",
        "夏邑县",
        *(
            "县区",
            "区县",
            "县区名称",
            "所属县区",
            "所在县区",
            "县(市、区)",
            "县市区",
        ),
    )


def unit_name(doc: str, *headers: str) -> Column:
    """A unit by its name."""
    return _name("unit_name", doc, "曹集乡人民政府", "单位", "单位名称", "工作单位", *headers)


def tier(doc: str, *, required: bool = False, stored: bool = True) -> Column:
    """The tier an official works at."""
    return Column(
        "tier",
        "choice",
        doc,
        "city",
        ("层级", "级别", "任职层级"),
        required=required,
        choices={
            "city": ("市", "市级", "市直"),
            "county": ("县", "县级", "区级", "县区级", "县(市、区)"),
            "township": ("乡", "乡镇", "乡级", "乡镇级", "街道"),
        },
        stored=stored,
    )


def rank(doc: str, *, stored: bool = True) -> Column:
    """An official's own rank."""
    return Column(
        "rank",
        "choice",
        doc,
        "county",
        ("职级", "职务层次", "职务级别", "行政级别"),
        choices={
            "staff": ("科员", "一般干部", "工作人员"),
            "township": ("乡科级", "科级", "正科级", "副科级"),
            "county": ("县处级", "处级", "正处级", "副处级"),
            "city": ("厅局级", "厅级", "正厅级", "副厅级"),
            "province": ("省部级",),
        },
        stored=stored,
    )


def official_name(doc: str, *headers: str) -> Column:
    """An official by name."""
    return _name("official_name", doc, "李文华", "干部姓名", "领导姓名", *headers)


def target_id(doc: str, naming: Naming) -> Column:
    """The code of the place, or the id of the project, company or chain."""
    return Column(
        "target_id",
        "target",
        doc,
        "990101100201",
        (
            "对象代码",
            "村居代码",
            "行政村代码",
            "村代码",
            "社区代码",
            "网格代码",
            "村(社区)代码",
            "走访对象代码",
            "联系对象代码",
            "村编码",
            "行政村编码",
            "place_code",
            "village_code",
        ),
        required=True,
        naming=naming,
    )


def longitude() -> Column:
    """A longitude in EPSG:4490."""
    return Column(
        "lon",
        "lon",
        "Longitude, EPSG:4490.",
        "115.6500",
        ("经度", "东经", "lng", "long", "longitude"),
        unit="°",
        ends="lat",
        shared=("geopoint (ODK)",),
    )


def latitude() -> Column:
    """A latitude in EPSG:4490."""
    return Column(
        "lat",
        "lat",
        "Latitude, EPSG:4490. A cell `34.41 115.65 0 0` of ODK or KoboToolbox tells both, latitude first.",
        "34.4100",
        ("纬度", "北纬", "latitude", "geopoint (ODK)"),
        unit="°",
    )


def official_id(doc: str, *, required: bool = True, naming: Naming | None = None) -> Column:
    """The id of an official who is in the official table."""
    return Column(
        "official_id",
        "text",
        doc,
        "G000123",
        ("干部编号", "领导编号", "人员编号", "干部编码", "干部代码", "人员编码", "工号"),
        required=required,
        refers_to=("official", "official_id"),
        naming=naming,
    )


def unit_id(doc: str, *, required: bool = True, naming: Naming | None = None) -> Column:
    """The id of a unit that is in the unit table."""
    return Column(
        "unit_id",
        "text",
        doc,
        "U0012",
        ("单位编号", "单位代码", "部门编号", "责任单位编号", "单位编码", "机构编码", "部门编码"),
        required=required,
        refers_to=("unit", "unit_id"),
        naming=naming,
    )


def satisfaction(doc: str) -> Column:
    """How satisfied people were; the words are the five grades of 好差评."""
    return Column(
        "satisfaction",
        "count",
        doc,
        "5",
        (
            "满意度",
            "满意度评价",
            "企业评价",
            "群众评价",
            "评价结果",
            "群众满意度",
            "满意情况",
            "回访评价",
        ),
        choices={
            "5": ("非常满意", "很满意"),
            "4": ("满意",),
            "3": ("基本满意", "一般"),
            "2": ("不满意",),
            "1": ("非常不满意", "很不满意"),
        },
    )


def chain_id(doc: str) -> Column:
    """The id of an industrial chain that is in the chain table."""
    return Column(
        "chain_id",
        "text",
        doc,
        "C01",
        ("产业链编号",),
        refers_to=("chain", "chain_id"),
        naming=Naming("chain_name", "'chain'"),
    )


def chain_name() -> Column:
    """The name of an industrial chain."""
    doc = "Name of the chain instead of its id, or beside it."
    return _name("chain_name", doc, "绿色食品", "所属产业链", "产业链名称", "产业链")


def project_name() -> Column:
    """The name of a project."""
    doc = "Name of the project instead of its id, or beside it."
    return _name("project_name", doc, "东城污水处理厂", "项目名称", "项目", "工程名称")


def project_id(*, refers: bool, doc: str = "Id of the project, unique.") -> Column:
    """The id of a project; ``refers`` where the project table must know it."""
    return Column(
        "project_id",
        "text",
        doc if refers else f"{doc} In a file that gives none at all it is made of the name.",
        "P001",
        ("项目编号", "项目代码", "项目编码"),
        required=True,
        refers_to=("project", "project_id") if refers else None,
        naming=Naming("project_name", "'project'") if refers else None,
        made_of=() if refers else ("name",),
    )
