"""The keys of city.toml: what each says, with an example; :mod:`etl.city.documentation` sets them."""

from __future__ import annotations

Key = tuple[str, str, str]  # its name, what it says, an example

CITY: tuple[Key, ...] = (
    ("name", "Name of the root (根), as screens show it. Required.", '"示例市"'),
    ("code", "Code of the root: 2, 4 or 6 digits, or 12. Required.", '"9901"'),
    ("kind", "`province`, `city` or `county`; `city` where left out. Levels that the folder does "
     "not give disappear from every screen.", '"county"'),
    ("codes", "`division` (统计用区划代码, the default) or `free`: codes are then any unique text "
     "and are never made longer, and a place without `parent_code` lies directly under the root.",
     '"free"'),
    ("licence", "Licence of the data; a source may state its own. Shown on the Data page (数据).",
     '"fictional data, free to use"'),
    ("data_to", "The last day that visits and reports speak for, where that is later than the last "
     "of them: nothing happened on the days between. A load made after the end of a month takes the "
     "month of the last visit as told whole by itself.", "2026-10-31"),
)  # fmt: skip

RULE: tuple[Key, ...] = (
    ("id", "Identifies the rule, unique. Required.", '"workday-city"'),
    ("name", "What people call it, on the screen; the `id` where left out.", '"市级干部工作日"'),
    ("role", "Which pairings (结对) it is about: their `role`. Required.", '"contact"'),
    ("targets", "What is to be visited: `village`, `community`, `grid` or another kind of place, "
     "`project`, `enterprise`, `chain`. Required.", '["village", "community"]'),
    ("schedule", "The days, as an RFC 5545 rule of whole days (see [ledger.md]"
     "(ledger.md)). Required.", '"FREQ=MONTHLY;BYMONTHDAY=25"'),
    ("tier", "Only officials posted at this tier (层级): `city`, `county`, `township`; all where "
     "left out.", '"city"'),
    ("rank", "Only officials of this rank (职级) and above: `staff`, `township`, `county`, `city`, "
     "`province`; all where left out.", '"county"'),
    ("shift", "Where a day moves that is no working day (遇节假日): `previous_workday`, "
     "`next_workday`, `next_same_weekday` or `none`, the default.", '"previous_workday"'),
    ("shift_when", "Which days move: `not_working`, the default, or `public_holiday`.",
     '"public_holiday"'),
    ("early_days", "How many days before the due day a visit already counts; 0 where left out.",
     "3"),
    ("makeup_days", "How many days after the due day a visit still counts as made up (补访); 0 "
     "where left out. A window never reaches into the next one.", "7"),
    ("opens", "`due`, the default: the window opens `early_days` before the due day; `period`: it "
     "opens the day after the due day before, so any day of the period counts.", '"period"'),
    ("reported_by", "Whose report (上报) tells a missed visit from an unknown one: "
     "`official_unit`, the default, or `place_township`, the unit of the place's township.",
     '"place_township"'),
    ("from", "First day of the rule; needed by schedules that count from a first day.",
     "2016-12-01"),
    ("to", "Last day of the rule.", "2026-12-31"),
)  # fmt: skip

RANKING: tuple[Key, ...] = (
    ("id", "Name of the ranking, unique. Required.", '"township"'),
    ("name", "Its title on the page; the id where left out.", '"乡镇月度排名"'),
    ("level", "`township`, the default, or `county`.", '"county"'),
    ("weights", "Figure → weight, over zero. A figure earns 1 point at `best` (1 where left out) and "
     "none at `worst` (0), on a straight line between; one that counts days or visits must say both "
     "ends. A figure an area has no data for, or of which more than half is not known, "
     "leaves its weight out. A figure about one kind of facility or one indicator says its `topic`, "
     "`indicator_over` also the number it is to be `over`. Required.",
     "{ fulfilment = 60, days_since_visit = { weight = 40, best = 0, worst = 60 } }"),
    ("fair_places", "Areas with fewer places are told apart and not ranked, and so are those that no "
     "figure is left of; 10 where left out.", "10"),
    ("from", "First month; earlier ones do not count for how often an area was first.",
     "2026-01-01"),
)  # fmt: skip

INDICATOR: tuple[Key, ...] = (
    ("name", "The indicator, as the table writes it. Required.", '"集体经济收入"'),
    ("unit", "Its unit.", '"元"'),
    ("bands", "Up to four bounds between its classes on the map, lowest first; a number on a bound "
     "lies below it, so 100,000 is not over 100,000.", "[50000, 100000]"),
    ("adds_up", "Whether it is tallied over places and periods, as ponds cleaned are.", "true"),
)  # fmt: skip

MATTERS: tuple[Key, ...] = (
    ("closing_needs_acceptance", "Whether a matter may be closed only after the people have accepted "
     "the outcome (群众认可) since it was last opened: `true`, `false` (the default), or a list of the "
     "kinds of matter for which it is so. A closing without is quarantined.", '["micro"]'),
)  # fmt: skip

THRESHOLDS = {
    "neglected_days": "A place without a visit for longer is neglected (被遗忘), days.",
    "behind_ratio": "A project with less than this part of its plan to date is behind (滞后).",
    "ahead_ratio": "A project with more than this part of its plan to date is ahead (超前).",
}

SOURCE: tuple[Key, ...] = (
    ("file", "The file, or a list of files that are read as one. Required. `.xlsx`, `.xlsm`, "
     "`.xls`; `.shp`, `.zip` (one shapefile), `.geojson`, `.json`, `.topojson`, `.gpkg`, `.kml`, "
     "`.kmz`, `.fgb`, `.parquet`, whose shapes come along; any other ending is read as text with "
     "commas, tabs or semicolons.", '"villages.csv"'),
    ("columns", "Column → header in the file, where the header is none of those known.",
     '{ visited_on = "到村日期" }'),
    ("header_row", "Row of the header (表头) as a spreadsheet numbers it, or its two rows. Where left "
     "out it is the row, or two, among the first ten in which most columns are found.", "[3, 4]"),
    ("encoding", "Of a text file or shapefile. Where left out: a byte order mark, else UTF-8, else "
     "GB18030, else the file is refused.", '"gb18030"'),
    ("sheet", "Sheet of an Excel file, or a list of sheets that are read one after the other, each "
     "under its own header; the first where left out. One of several that is called after a "
     "township (…乡, …镇, …街道) tells the township of its rows where no column does.",
     '["曹集乡", "会亭镇"]'),
    ("layer", "Layer of a spatial file (of KML: the folder), or a list of layers; the only one with "
     "shapes where left out.", '"villages"'),
    ("crs", "Coordinate system (坐标系) of a spatial file that states none, or states a wrong one; of "
     "a column of WKT; of `lon` and `lat`, or `x` and `y`, in a table.",
     '"EPSG:4549"'),
    ("datum", "What the coordinates are displaced by (坐标偏移), of shapes and of the columns `lon` "
     "and `lat` alike: `gcj02` (高德, 腾讯), `bd09` (百度), or `wgs84` and `cgcs2000`, which are not "
     "and count as one. Inside China they are moved back; a layer that seems displaced is said at "
     "load, never moved unasked.", '"gcj02"'),
    ("axes", "Order of the coordinates in a spatial file: `lon_lat`, the default, or `lat_lon`, also "
     "for metres with the northing first.", '"lat_lon"'),
    ("scale", "What numbers of shapes, `lon` and `lat` are multiplied by to be degrees, or `dms` where "
     "they are degrees, minutes and seconds in one (`1153900`).", "1e-6"),
    ("towgs84", "Local parameters of an old datum (北京54, 西安80) of a spatial file, as PROJ has them: "
     "dx, dy, dz in metres, or with rx, ry, rz in arc-seconds (position vector) and s in parts per "
     "million. Without them such a file is refused.", "[15.8, -154.4, -82.3]"),
    ("estimate", "Places only: `true` draws those with a point and no polygon as estimated cells "
     "(估算范围,非勘界), the land of their parent that is nearest to the point and on no surveyed "
     "sibling; never counted as area. Where left out they are points.", "true"),
    ("earlier", "Places only: the register of earlier years, or a list of them; each has the keys of "
     "a source and `until`, its last day. A place that only they know ends, one that only this "
     "source knows begins; `[sources.place_change]` says the exact days and what became of what.",
     '{ file = "villages-2023.csv", until = 2023-12-31 }'),
    ("attributes", "Places only: attributes (属性) that the register tells in columns of yes and no "
     "(是, 否; an empty cell says no), as attribute → header; they join those of `place_attribute`.",
     '{ 建档立卡贫困村 = "是否贫困村" }'),
    ("geometry", "Places only: a file of shapes (边界) beside the table; its keys are below.",
     '{ file = "villages.gpkg" }'),
    ("whole", "Only `visit`, `attendance`, `report` and `roster`: what the files are all there is of. "
     "`month`: of every month they have rows of, so that a corrected sheet replaces the one before and "
     "a visit moved to another village counts once; `file`: the same, but each file (or sheet) replaces "
     "only what a file of its name gave, for townships that hand in files of their own. A row is of the "
     "month of its day, or of the workday's where that was moved into another month; a few rows at the "
     "edge of a month, or with a slip in their day, replace nothing and are said. A file without rows "
     "is of no month. Where left out, rows of earlier loads stay until a file brings them again.",
     '"month"'),
    ("licence", "Licence of this source, where it is not the city's.", '"MIT"'),
    ("kind_by_name", "Places only: names that end in 居委会, 居民委员会 or 社区 are communities, "
     "all others villages; for a file that mixes them.", "true"),
    ("code_prefix", "Written before every `code` of the file and of its shapes.", '"KT"'),
    ("parent_prefix", "Written before every `parent_code` of the file.", '"KT"'),
)  # fmt: skip

GEOMETRY: tuple[Key, ...] = (
    ("file", "The spatial file. Required.", '"villages.gpkg"'),
    ("match", "`code`, the default, or `name`: exactly the same name, inside the parent that the "
     "file's `parent_code` states, and only where a single place bears it.", '"name"'),
    ("column", "The header that holds the code or name, where it is not a known one.", '"XZQDM"'),
    ("layer", "As above.", '"village"'),
    ("crs", "As above.", '"EPSG:4490"'),
    ("datum", "As above, for these shapes alone.", '"gcj02"'),
    ("axes", "As above.", '"lat_lon"'),
    ("scale", "As above.", "1e-6"),
    ("towgs84", "As above.", "[15.8, -154.4, -82.3]"),
    ("on", "The day whose places the shapes are of; where left out, the day of the load. A place "
     "with several versions gets the shape for the version of that day; shapes in the rows of the "
     "table itself belong to their row.", "2023-12-31"),
)  # fmt: skip
