"""``city.toml`` itself."""

from __future__ import annotations

from pathlib import Path

from awkward.case import Case, Loads, Refused, Write
from awkward.plain import TOML, put, steps, toml

_VISITS = 'file = "visits.csv"'


def _beside(folder: Path) -> None:
    """The table of visits one folder up."""
    (folder / "visits.csv").rename(folder.parent / "visits.csv")


def _source(line: str) -> Write:
    """One more line in the source of visits."""
    return toml(_VISITS, f"{_VISITS}\n{line}")


CASES = [
    Case("no city.toml", "sent the tables alone", lambda folder: (folder / "city.toml").unlink(),
         Refused("city_missing", "guatu check")),
    Case("city.toml with a mark", "saved city.toml with Windows Notepad", put("city.toml", TOML, "utf-8-sig"), Loads()),
    Case("city.toml in GBK", "saved city.toml in the encoding of Windows", put("city.toml", TOML, "gbk"),
         Refused("city_unreadable", "city.toml")),
    Case("Chinese quotes", "typed the quotes of city.toml with a Chinese keyboard", toml('"东县"', "“东县”"),
         Refused("city_unreadable", "city.toml")),
    Case("a source twice", "pasted the source of visits once more", put("city.toml", TOML + '[sources.visit]\nfile = "b.csv"\n'),
         Refused("city_unreadable", "city.toml")),
    Case("an unknown key", "wrote files for file", toml(_VISITS, 'files = "visits.csv"'), Refused("city_key_unknown", "files")),
    Case("an unknown table", "wrote visits for visit", toml("[sources.visit]", "[sources.visits]"), Refused("source_unknown", "visits")),
    Case("a file that is a number", "left the quotes out", toml(_VISITS, "file = 3"), Refused("city_value", "sources.visit.file")),
    Case("a list that is a text", "wrote one text where columns are due", _source('columns = "走访日期"'),
         Refused("city_table_missing", "sources.visit.columns")),
    Case("a column nobody knows by name", "named a column that no visit has", _source('columns = { weather = "天气" }'),
         Refused("column_unknown", "weather")),
    Case("a file that is not there", "renamed the table and forgot city.toml", toml(_VISITS, 'file = "visits-2.csv"'),
         Refused("file_missing", "visits-2.csv")),
    Case("a file that is a folder", "named the folder and not the file in it", toml(_VISITS, 'file = "."'),
         Refused("file_missing", "sources.visit.file")),
    Case("a file with a Windows path", "copied the whole path of the file from Windows",
         toml(_VISITS, "file = 'D:\\数据\\visits.csv'"), Refused("file_missing", "visits.csv")),
    Case("a path with a slip", "copied a Windows path between double quotes", toml(_VISITS, 'file = "D:\\数据\\visits.csv"'),
         Refused("city_unreadable", "city.toml")),
    Case("a file beside the folder", "kept the table one folder up", steps(_beside, toml(_VISITS, 'file = "../visits.csv"')), Loads()),
    Case("a file twice", "named one table twice", toml(_VISITS, 'file = ["visits.csv", "./visits.csv"]'),
         Refused("file_twice", "sources.visit.file")),
    Case("an encoding nobody knows", "wrote the encoding as people call it", _source('encoding = "国标"'), Refused("encoding_wrong", "国标")),
    Case("a header row of nothing", "counted the rows from 0", _source("header_row = 0"), Refused("city_value", "header_row")),
    Case("a code of five digits", "lost a digit of the county's code", toml('"990121"', '"99012"'), Refused("city_value", "99012")),
    Case("a code that is a number", "wrote the county's code without quotes", toml('"990121"', "990121"), Refused("city_value", "990121")),
    Case("a county without a name", "left the name of the county empty", toml('"东县"', '""'), Refused("city_value", "city.name")),
    Case("a root below its sources", "called a county a city's", toml("[sources.township]", "[sources.county]"),
         Refused("source_above_root", "county")),
    Case("no places", "gave visits and no register",
         put("city.toml", TOML.split("[sources.township]")[0] + '[sources.visit]\nfile = "visits.csv"\n'), Refused("places_missing")),
    Case("a schedule that never comes", "wrote 31 February as the day of the visits",
         toml("[sources.township]", '[[rule]]\nid = "r"\nrole = "contact"\nschedule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"\n'
              'targets = ["village"]\n\n[sources.township]'), Refused("rule_schedule_never")),
    Case("a threshold of words", "wrote a threshold as text", put("city.toml", TOML + '[thresholds]\nneglected_days = "六十"\n'),
         Refused("city_value", "neglected_days")),
]  # fmt: skip
