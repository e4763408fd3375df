"""Three faults that a sampling of deliberate ones found unnoticed, each with the value it would change."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from etl.city.settings import read_city
from geodata.base.codes import full_code
from geodata.figures import rates
from geodata.question.scope import scope
from months import BING, HEAD, JIA, TOML, YI, Office


def test_a_place_whose_window_is_open_may_still_be_visited(tmp_path: Path) -> None:
    """On 20 October the windows of the 15th are open until the 22nd: of three villages two (甲村, 乙村)
    have no visit yet, and may all have one in the end."""
    there = Office(tmp_path)
    there.write(**{"visits.csv": f"{HEAD}丙村,2026-10-15,赵敏\n甲村,2026-09-15,李文华\n"})
    there.load()
    asked = scope(there.snapshot, period="2026-10")
    figure = rates.figure(there.snapshot, "visit_coverage", asked)
    assert (figure.numerator, figure.denominator) == (1, 3)
    assert figure.bounds is not None
    assert [round(one, 3) for one in figure.bounds] == [0.333, 1.0]


def test_files_are_named_from_what_all_have_in_common_where_one_lies_elsewhere(
    tmp_path: Path,
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "more.csv").write_text(HEAD, encoding="utf-8")
    far = (tmp_path / "elsewhere" / "more.csv").as_posix()
    toml = TOML.replace('file = "visits.csv"', f'file = ["visits.csv", "{far}"]')
    there = Office(tmp_path, toml)
    source = read_city(there.folder).source("visit")
    assert source is not None
    assert [source.called(path) for path in source.files] == [
        "city/visits.csv",
        "elsewhere/more.csv",
    ]


def test_an_attribute_holds_on_the_day_asked_about_and_not_on_the_day_known(
    tmp_path: Path,
) -> None:
    """甲村 was poor until 31 March, 乙村 is since 1 May: March, asked in October, is of 甲村 alone."""
    there = Office(tmp_path)
    there.source(
        "place_attribute",
        f"代码,属性名称,是否,生效日期,失效日期\n{JIA},贫困村,是,,2026-03-31\n{YI},贫困村,是,2026-05-01,\n",
    )
    there.load()

    def of(month: str) -> set[str]:
        asked = scope(there.snapshot, period=month, attribute="贫困村")
        assert asked.known_on > date(2026, 9, 1)
        return set(rates.rows(there.snapshot, "visit_coverage", asked)["code"])

    assert of("2026-03") == {full_code(JIA)}
    assert of("2026-06") == {full_code(YI)}
    assert BING not in of("2026-03")
