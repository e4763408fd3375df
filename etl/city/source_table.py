"""The tables ``[sources.X]`` of city.toml, and what stands inside them.

Long because each key is described where it is declared.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    model_validator,
)

from etl.city.origin_table import OriginTable
from etl.city.toml_table import Names, Text, TomlTable, listed
from etl.coordinates.reference import Axes, Reference
from geodata.land.datum import Datum

Whole = Literal["month", "file"]
Match = Literal["code", "name"]
_LAST_ROW = 1_048_576  # of a sheet of Excel
_Number = Annotated[float, Field(allow_inf_nan=False)]


def _one_below_the_other(rows: list[int]) -> list[int]:
    if rows != [rows[0] + number for number in range(len(rows))]:
        raise ValueError("not one below the other")
    return rows


_Row = Annotated[int, Field(ge=1, lt=_LAST_ROW)]
_Rows = Annotated[
    list[_Row],
    Field(max_length=3),
    BeforeValidator(listed, json_schema_input_type=_Row | list[_Row]),
    AfterValidator(_one_below_the_other),
]


def _dx_dy_dz(numbers: list[float]) -> list[float]:
    if len(numbers) not in {3, 7}:
        raise ValueError("neither three nor seven")
    return numbers


class ReferenceTable(TomlTable):
    """The keys about coordinates, of tables and of shapes alike."""

    crs: Text | None = Field(
        default=None,
        description="Coordinate system (坐标系) of a spatial file that states none, or states a wrong "
        "one; of a column of WKT; of `lon` and `lat`, or `x` and `y`, in a table.",
        examples=["EPSG:4549"],
    )
    datum: Datum | None = Field(
        default=None,
        description="What the coordinates are displaced by (坐标偏移), of shapes and of the columns "
        "`lon` and `lat` alike: `gcj02` (高德, 腾讯), `bd09` (百度), or `wgs84` and `cgcs2000`, which "
        "are not and count as one. Inside China they are moved back; a layer that seems displaced is "
        "said at load, never moved unasked.",
        examples=["gcj02"],
    )
    axes: Axes | None = Field(
        default=None,
        description="Order of the coordinates in a spatial file: `lon_lat`, the default, or "
        "`lat_lon`, also for metres with the northing first.",
        examples=["lat_lon"],
    )
    scale: Annotated[float, Field(gt=0, le=1)] | Literal["dms"] | None = Field(
        default=None,
        description="What numbers of shapes, `lon` and `lat` are multiplied by to be degrees, or "
        "`dms` where they are degrees, minutes and seconds in one (`1153900`).",
        examples=[1e-6],
    )
    towgs84: Annotated[list[_Number], AfterValidator(_dx_dy_dz)] | None = Field(
        default=None,
        description="Local parameters of an old datum (北京54, 西安80) of a spatial file, as PROJ has "
        "them: dx, dy, dz in metres, or with rx, ry, rz in arc-seconds (position vector) and s in "
        "parts per million. Without them such a file is refused.",
        examples=[[15.8, -154.4, -82.3]],
    )

    def reference(self) -> Reference:
        """What is stated about the coordinates."""
        return Reference(
            crs=self.crs,
            datum=self.datum,
            axes=self.axes,
            scale=self.scale,
            towgs84=tuple(self.towgs84 or ()),
        )


class GeometryTable(ReferenceTable):
    """Inside `[sources.X]` of a kind of place."""

    file: Text = Field(description="The spatial file. Required.", examples=["villages.gpkg"])
    match: Match = Field(
        default="code",
        description="`code`, the default, or `name`: exactly the same name, inside the parent that "
        "the file's `parent_code` states, and only where a single place bears it.",
        examples=["name"],
    )
    column: Text | None = Field(
        default=None,
        description="The header that holds the code or name, where it is not a known one.",
        examples=["XZQDM"],
    )
    layer: Names = Field(default=[], description="As above.", examples=["village"])
    on: date | None = Field(
        default=None,
        description="The day whose places the shapes are of; where left out, the day of the load. A "
        "place with several versions gets the shape for the version of that day; shapes in the rows "
        "of the table itself belong to their row.",
        examples=[date(2023, 12, 31)],
    )


class WideTable(TomlTable):
    """Inside `[sources.X]`: columns that stand side by side for what should be rows."""

    headers: Text = Field(
        description="The headers that repeat, with `*` for what differs between them: `*月`, "
        "`第*次走访`, `2026-*`. Under headers of several rows, the row in which they stand. With `…` at "
        "the end what follows says which column the cell is: `*月…` of 10月计划, 10月完成. Required.",
        examples=["*月"],
    )
    label: Text | None = Field(
        default=None,
        description="Column that takes what such a header says: the month, the day.",
        examples=["month"],
    )
    value: Text | None = Field(
        default=None,
        description="Column that takes the cell below it. Where left out, the headers below the one "
        "that repeats (计划, 完成) say which columns their cells are.",
        examples=["visited_on"],
    )
    by: Text | None = Field(
        default=None,
        description="Where the plan stands in one row and what was done in the next: the header of what "
        "tells them apart. Rows below each other that tell different ones of the same make one row; "
        "without `label` that is all, and the columns that repeat are not read.",
        examples=["类别"],
    )
    values: dict[str, Text] = Field(
        default={},
        description="With `by`: what it tells → the column that the cells of such a row are.",
        examples=[{"计划": "planned_wan_yuan", "完成": "invested_wan_yuan"}],
    )

    @model_validator(mode="after")
    def _says_something(self) -> WideTable:
        if "*" not in self.headers or not (self.label or self.value or self.by):
            raise ValueError("nothing differs, or nothing is taken")
        if (self.by is None) != (not self.values) or (self.by and self.value):
            raise ValueError("by and values belong together, without a value")
        return self


class JoinedTable(TomlTable):
    """Inside `[sources.X]`: the sheet or file that each row belongs to a row of, as the repeats of survey
    apps do."""

    by: Text = Field(
        description="The header, of each row, of what ties it to the one above. Required.",
        examples=["_parent_index"],
    )
    to: Text = Field(description="The header of the same above. Required.", examples=["_index"])
    sheet: Text | None = Field(
        default=None,
        description="The sheet above, of the same workbook, or of `file`.",
        examples=["走访记录"],
    )
    file: Text | None = Field(
        default=None,
        description="The file above, where it is another one.",
        examples=["Visits.csv"],
    )

    @model_validator(mode="after")
    def _is_somewhere(self) -> JoinedTable:
        if self.sheet is None and self.file is None:
            raise ValueError("neither sheet nor file")
        return self


class SourceTable(ReferenceTable, OriginTable):
    """Where the rows of a table come from."""

    columns: dict[str, Annotated[str, StringConstraints(strip_whitespace=True)]] = Field(
        default={},
        description="Column → header in the file, where the header is none of those known; an empty "
        "one says that no header of the file is this column, whatever it is called.",
        examples=[{"visited_on": "到村日期", "talks": ""}],
    )
    constants: dict[str, Text] = Field(
        default={},
        description="Column → what it says in every row, where the files leave it out because all their "
        "rows share it: the tier, the role, the township. A column that a header of the file gives too "
        "is refused, for nobody can tell which of the two is meant. `{folder}`, `{file}` and `{sheet}` "
        "stand for the names of the folder and of the file (without its ending) that a row comes from, "
        "and of its sheet, `{title}` for the line above the header, `{month}` for the month "
        "that these tell, where they tell one alone (本月完成 of 2026年10月进度表 is of 2026-10); as "
        "`township_name` each is the township that is called so in it (2026年柳河镇包村表 is 柳河镇).",
        examples=[{"role": "包村干部", "township_name": "{folder}"}],
    )
    fill_down: Names = Field(
        default=[],
        description="Columns whose cells are written once and left empty in the rows below that mean "
        "the same; cells that are merged are filled without being asked.",
        examples=[["township_name"]],
    )
    split: Names = Field(
        default=[],
        description="Columns of which a cell may hold several, with `、`, a comma, a semicolon or a line "
        "break between them (曹西村、曹东村), in the export of a survey app a space too: each becomes a row. "
        "Of two such columns the first goes with the first and so on, where both hold as many; of fewer "
        "townships each village lies in one. A number stays with the first, for in each it would count "
        "again.",
        examples=[["target_name"]],
    )
    wide: WideTable | None = Field(
        default=None,
        description="Columns that stand side by side for what should be rows, as months or visits do; "
        "its keys are below. A group without a cell that says anything gives no row.",
        examples=[{"headers": "第*次走访", "value": "visited_on"}],
    )
    joined: JoinedTable | None = Field(
        default=None,
        description="The sheet or file that each row belongs to one row of; its keys are below. The row "
        "takes over the columns of that one whose headers it has not itself, a number only in the first "
        "row that belongs to it. A row with none above, or several, is put aside; how many above have "
        "none below is said, and they are no rows.",
        examples=[{"sheet": "走访记录", "by": "_parent_index", "to": "_index"}],
    )
    year: Annotated[int, Field(ge=1950, le=2199)] | None = Field(
        default=None,
        description="Year of the days that are written without one (10.16, 10月16日). Where left out it "
        "is the one that the sheet, the title, the file's name and its folder tell, where they tell one "
        "alone.",
        examples=[2026],
    )
    code_digits: Annotated[int, Field(ge=2, le=24)] | None = Field(
        default=None,
        description="How many digits every code has, where a spreadsheet has taken the zeros before "
        "them away: shorter numbers are filled up. Of a register it is `code` (and that of its shapes), "
        "of other tables the place that a row is about.",
        examples=[12],
    )
    header_row: _Rows | None = Field(
        default=None,
        description="Row of the header (表头) as a spreadsheet numbers it, or its two or three rows. "
        "Where left out it is the row, or the rows, among the first ten in which most columns are found.",
        examples=[[3, 4]],
    )
    encoding: Text | None = Field(
        default=None,
        description="Of a text file or shapefile. Where left out: a byte order mark, else UTF-8, else "
        "GB18030, else the file is refused.",
        examples=["gb18030"],
    )
    sheet: Names = Field(
        default=[],
        description="Sheet of an Excel file, or a list of sheets that are read one after the other, "
        "each under its own header, with `*` for any part of a name (`*月`); the first where left "
        "out. One of several that is called after a township (…乡, …镇, …街道) tells the township of its "
        "rows where no column does.",
        examples=[["曹集乡", "会亭镇"]],
    )
    layer: Names = Field(
        default=[],
        description="Layer of a spatial file (of KML: the folder), or a list of layers; the only one "
        "with shapes where left out.",
        examples=["villages"],
    )
    licence: Text | None = Field(
        default=None,
        description="Licence of this source, where it is not the city's.",
        examples=["MIT"],
    )


class EventSourceTable(SourceTable):
    """Where the rows of a table come from that accumulates."""

    whole: Whole | None = Field(
        default=None,
        description="Only `visit`, `attendance`, `report` and `roster`: what the files are all there "
        "is of. `month`: of every month they have rows of, so that a corrected sheet replaces the one "
        "before and a visit moved to another village counts once; `file`: the same, but each file (or "
        "sheet) replaces only what a file of its name gave, for townships that hand in files of their "
        "own. A row is of the month of its day, or of the workday's where that was moved into another "
        "month; a few rows at the edge of a month, or with a slip in their day, replace nothing and "
        "are said. A file without rows is of no month. Where left out, rows of earlier loads stay "
        "until a file brings them again.",
        examples=["month"],
    )


class RegisterTable(SourceTable):
    """A register of places, of today or of earlier years."""

    geometry: GeometryTable | None = Field(
        default=None,
        description="Places only: a file of shapes (边界) beside the table; its keys are below.",
        examples=[{"file": "villages.gpkg"}],
    )
    kind_by_name: bool = Field(
        default=False,
        description="Places only: names that end in 居委会, 居民委员会 or 社区 are communities, all "
        "others villages; for a file that mixes them.",
        examples=[True],
    )
    code_prefix: Text = Field(
        default="",
        description="Places only: written before every `code` of the file and of its shapes.",
        examples=["KT"],
    )
    parent_prefix: Text = Field(
        default="",
        description="Places only: written before every `parent_code` of the file.",
        examples=["KT"],
    )
    codes: SourceTable | None = Field(
        default=None,
        description="Places only: where the codes come from, where the register itself has none: a "
        "table or layer of codes and names, as 三调 has them. Each place gets the code of what bears "
        "its name in its township, spelt as tolerantly as visits are; has the keys of a source.",
        examples=[{"file": "三调/CJDCQ.shp"}],
    )
    estimate: bool = Field(
        default=False,
        description="Places only: `true` draws those with a point and no polygon as estimated cells "
        "(估算范围,非勘界), the land of their parent that is nearest to the point and on no surveyed "
        "sibling; never counted as area. Where left out they are points.",
        examples=[True],
    )


class EarlierTable(RegisterTable):
    """A register of earlier years."""

    until: date = Field(description="Its last day. Required.", examples=[date(2023, 12, 31)])


def _registers(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _one_for_each_day(registers: list[EarlierTable]) -> list[EarlierTable]:
    if len({register.until for register in registers}) < len(registers):
        raise ValueError("two until one day")
    return registers


class PlaceSourceTable(RegisterTable):
    """Where places of a kind come from."""

    earlier: Annotated[
        list[EarlierTable],
        BeforeValidator(_registers, json_schema_input_type=EarlierTable | list[EarlierTable]),
        AfterValidator(_one_for_each_day),
    ] = Field(
        default=[],
        description="Places only: the register of earlier years, or a list of them; each has the keys "
        "of a source and `until`, its last day. A place that only they know ends, one that only this "
        "source knows begins; `[sources.place_change]` says the exact days and what became of what.",
        examples=[{"file": "villages-2023.csv", "until": date(2023, 12, 31)}],
    )
    attributes: dict[str, Text] = Field(
        default={},
        description="Places only: attributes (属性) that the register tells in columns of yes and no "
        "(是, 否; an empty cell says no), as attribute → header; they join those of `place_attribute`.",
        examples=[{"建档立卡贫困村": "是否贫困村"}],
    )
