"""The keys of ``[sources.X]`` that say where its rows are: files, or a database and what it is asked."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from etl.city.toml_table import Text, Texts, TomlTable


class OriginTable(TomlTable):
    """Where the rows of a source are; :func:`etl.city.origin.origin` finds them."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["file"]}, {"required": ["database", "query"]}]}
    )

    file: Texts = Field(
        default=[],
        description="The file, or a list of files that are read as one; `*` is any part of a name and "
        "`**` any folders, so that files that are yet to come are read too. Required, unless a "
        "`database` is asked. `.xlsx`, `.xlsm`, `.xlsb`, `.xls`, `.ods`; `.shp`, `.gdb` (the folder), "
        "`.zip` (one shapefile or one `.gdb`), `.geojson`, `.json`, `.topojson`, `.geojsonl`, "
        "`.geojsons`, `.ndjson`, `.gpkg`, `.kml`, `.kmz`, `.gml`, `.fgb`, `.tab`, `.mif`, `.parquet`, "
        "whose shapes come along; any other ending is read as text with commas, tabs, semicolons or "
        "`|`, also packed (`.csv.gz`).",
        examples=["villages.csv"],
    )
    database: Text | None = Field(
        default=None,
        description="A database that is asked instead of a file: `postgresql://user@host:5432/database`, "
        "behind which `?sslmode=require` may stand, or a file of SQLite in the folder. It is opened for "
        "reading only. Its password is never written here: it is in the environment, as "
        "`GUATU_DATABASE_PASSWORD`.",
        examples=["postgresql://reader@10.1.1.5:5432/jcgz"],
    )
    query: Text | None = Field(
        default=None,
        description="What a `database` is asked: one `SELECT`, whose columns are the headers.",
        examples=["SELECT 编号, 村代码, 走访日期 FROM 走访"],
    )
