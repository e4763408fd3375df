"""What docs/city-folder.md says of databases besides what is generated."""

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
