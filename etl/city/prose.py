"""What docs/city-folder.md says of databases and of cells besides what is generated."""

from __future__ import annotations

DATABASES = """\
## A database instead of a file · 从数据库取数

An office that keeps its rows in a database need not save them as files. A source, or a part of one, \
may have a `database` and a `query` in the place of `file`:

```toml
[sources.visit]
database = "postgresql://reader@10.1.1.5:5432/jcgz"
query = "SELECT 编号, 村代码, 走访日期, 户数 FROM 走访 WHERE 走访日期 >= '2026-01-01' ORDER BY 编号"

[sources.township]
database = "乡镇.sqlite"
query = "SELECT 代码, 名称 FROM 乡镇"
```

- What the query gives is read as a file is: its columns are the headers (表头), in row 1, and the \
rows below are numbered in the order in which they come (`ORDER BY` keeps it the same). A load asks \
once, and what it tells of the rows (`SHA-256`) says whether they changed. `check` and `load` call \
them by the name of the database and of the source, `jcgz：走访`.
- **PostgreSQL**, from version 10 on (tried with 15). One transaction that cannot write, ten \
minutes for an answer, and nothing is left behind; the account should be one that may read what it has \
to and no more (只读账号).
- **The password** is in the environment alone, as `GUATU_DATABASE_PASSWORD` (环境变量); a `city.toml` \
with a password in it is not read. It is a name of its own so that `PGPASSWORD` and `.pgpass`, which are \
set for other programs, are sent to no host that a city.toml names. It goes to the host of each \
`postgresql://`: before you load a folder that others made, see which that is, or load it with `--enclosed`.
- No password goes over the line as it is, whatever the server asks for, unless `?sslmode=require` (or \
`verify-full`) hides the line.
- **SQLite**: a file in the folder, opened for reading only; it can attach, write and load nothing.
- **A folder that others send**, or that is opened in the browser, may name a file of SQLite inside \
itself and no server: it is refused before anybody is asked anything.
- **Shapes**: a column of PostGIS (`geometry`, `geography`) is taken as it comes, with the coordinate \
system that it states (SRID); a `crs` beside it that says something else is refused. Of SQLite shapes \
are WKT or WKB.
- **Types**: a day, a number and a text are what a file would say; a time with a zone is that of \
Beijing (北京时间); true and false are `true` and `false`; NULL is an empty cell; a list (array) is its \
entries with `、` between them. 10.1 as a number may be 10.10, as in a spreadsheet; a column of days \
has no such doubt. The name of a database tells no year.
- `sheet`, `layer`, `joined`, `encoding` and `header_row` are of files alone. Rows that were put aside are \
mended in the database, or in a file that is a further part of the table (`[[sources.visit]]`).
"""

CELLS = """\
## How cells are read

- **Headers** match without regard to case, width, spaces, line breaks and a leading or trailing \
`*`. Titles and unit lines above them are passed over; a header of two rows is read as group and \
column (走访情况 / 户数). A header \
that is no column of ours is listed as unused and never stored: what is not declared here does not \
enter. `guatu check` lists which header became which column.
- **Units.** An amount is read in the unit stated nearest to it, and kept in that of its column to \
the fen: in its cell (1.2亿, 3000万元), its header (总投资（亿元）), the row of units below the header or \
the group above it; else, for all columns that state none of their own, in a title or line above \
(单位：亿元), in a note below (注：金额单位为亿元), in the name of the sheet or file. A unit alone in a \
corner holds for all amounts, units over several columns each for its own. Refused with a sentence: \
two units of one rank, a note against the header of the column that it names, a unit of which nobody \
can tell whose it is, and what cannot be converted (万美元, 元/亩, 户 in thousands; 工作日 in one column of \
days and 天 in another). An indicator (指标) goes by the `unit` that city.toml declares for it. \
`guatu check` shows what was applied: 总投资 → investment_wan_yuan (亿元 → 万元,×10000).
- **Totals, notes and signatures** (注:…, 填表人:… at the beginning of a line, 合计 in any column) whose \
other cells hold nothing that a row needs are set aside by number, neither accepted nor quarantined.
- **Names of people.** Title, unit, telephone, sex, ethnic group, party, age and schooling beside a \
name are no part of it (王芳（女，回族）); each label names its own (组长：赵军 副组长：李娜). Two of one \
name whom a table tells apart by sex or group stay two. Whoever a list of pairings or postings says has \
left (已调离, 退休, 调任…, 借调) is put aside with the row, as by that word in 状态. A title cut short \
(王局, 陈总) is nobody's name unless a register of officials or postings has it (王镇). Of several of one \
name the unit decides, else who is paired that day with the very place, else who alone serves that day in \
its township or is paired with a place of it, which the load says; else it is asked.
- **Residents.** In what is written in words (title, category, state, note, reason, name of a facility or \
target) telephone, identity and card numbers, a name directly beside one or behind a label \
(反映人：…), and whatever a column such as 反映人 or 户主 says of the same row become `▓▓▓`, and the load \
says in how many cells of which column. Names of places, units, projects, companies and chains stay \
as they are. Whom a column of officials names, no list knows and such a column calls a resident is 某某.
- **Merged cells** of a sheet: a block merged downwards gives its text to each of its rows, but a \
number to the first alone, because it would be counted twice.
- **Empty cells** are unknown, never zero. Full-width digits count as digits.
- **Codes (代码)** are text: 12 digits, or the 6 or 9 of a county or township, or 15 for a grid.
- **Days**: `2026-06-24`, `2026/6/24`, `2026.6.24`, `2026年6月24日`, `20260624`, or a day of Excel; \
from 1949-10-01 to 2199-12-31. A day without its year (10.16, 10月16日, 16日) is of the year and month that \
the sheet, the title, the file's name or its folder tell, where they tell one alone, or of the `year` \
of its source; far from the month of its sheet it is put aside. A month alone (10月) is enough for a \
visit, which then counts for the month and for no day, and stands for the last day of a deadline; so do \
6月底前 and 年底; 15日内 counts from the day a matter was raised; 10月8日—10月31日 tells two days. 10.1 \
that a spreadsheet holds as a number may be 10.10, and tells the month alone; a moment with its \
zone (2026-10-16T23:30:00Z) is of the day that it was in China, the 17th. \
**Months**: `2026-06`, `2026年6月`, `202606`, or a day in the month.
- **Counts** are whole numbers from 0, also with what they count (12户) or 约 before them; where words \
stand in the place of what a visit brought about (解决问题：路灯已修) they become its `note` and the count \
is unknown. **Amounts** are numbers from 0 with or without `1,000` commas.
- **Validity** (`valid_from`, `valid_to`) includes both days; empty is open-ended. A change of \
post, pairing or code is a second row, not a corrected first one.
- **Shapes** become EPSG:4490 (CGCS2000), longitude first, from any coordinate system that PROJ \
knows: EPSG codes, ESRI names in `.prj`, Gauss–Krüger zones with and without their number. Points \
are taken where there is no polygon. A parent without a polygon is drawn from its children. In a \
table of places a column called `wkt`, `geometry`, `the_geom`, 几何 or as \
`columns = { geometry = "…" }` says holds the shape, as WKT, GeoJSON, a geoshape \
of ODK or hexadecimal WKB; without `crs` it must be in degrees. With `crs`, columns `x` and \
`y` (横坐标, 纵坐标) are points.
- **A shape that cannot be drawn** (empty, collapsed, a line, metres taken for degrees) takes nobody \
away: in a table of places or projects its row is accepted without it, and the load says which rows; \
in a file of shapes beside the table the row of the shape is put aside. Rows alike in all but their \
polygons, which lie apart, are parts of one place (飞地) and joined.
- **What lies in no township** or county (不在任何乡镇), because its register lacks it, counts in \
every figure and is a row of its own wherever areas of the level are listed; the load says how many.
- **Lost letters** (U+FFFD, ■, private fonts, 锟斤拷), **NUL characters** and **hidden or filtered rows** \
of an .xlsx are read, counted, and said at load and on the Data page. NULs are taken out.
- **A bad row** goes to quarantine (隔离) with every reason, its file and its row as a spreadsheet \
numbers it; the good rows go on. Rows in = accepted + quarantined, always. Its cells under declared \
columns are kept, without residents' data: telephone, identity and card numbers, and whatever stands \
under a header such as 反映人 or 家庭住址, become `▓▓▓`, which no load takes for a value. To be mended it \
is in `rejects.xlsx`, as it came where `--out` wrote it; the columns 原文件行号 and 退回原因 are passed over \
when a mended sheet is loaded.
"""
