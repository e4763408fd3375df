"""Going from one page to another never changes what is asked; what a page cannot take is said."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.answers.ask import ask, current_id, forget
from dashboard.answers.ask import snapshot as snapshot_of
from etl import demo
from etl.pipeline import load
from geodata.question import areas
from geodata.question.scope import city_of
from geodata.store.snapshots import Store

TINY = Path(__file__).parent / "cities" / "tiny"

pytestmark = pytest.mark.usefixtures("served_demo")

APP = Path(__file__).parent / "served" / "app.py"
#: Each filter that pages share: a value that is nobody's default, or the question that finds one;
#: what makes it appear; and the pages that have it.
SHARED: dict[str, tuple[object, dict[str, str], tuple[str, ...]]] = {
    "layer": ("on_time", {}, ("coverage", "export")),
    "rule": ("SELECT max(rule_id) FROM rule", {"layer": "on_time"},
             ("coverage", "export", "officials")),
    "kinds": (["village"], {"layer": "on_time"}, ("coverage", "officials", "export")),
    "role": ("SELECT max(role) FROM pairing WHERE target_kind = 'place'",
             {"layer": "pairing_coverage"}, ("coverage", "export")),
    "drawn": ("SELECT max(attribute) FROM place_attribute", {"layer": "place_attribute"},
              ("coverage", "export")),
    "days": (45, {"layer": "neglected"}, ("neglected", "export")),
    "chain": ("SELECT max(chain_id) FROM chain", {"layer": "projects"},
              ("projects", "companies", "export")),
    "project_level": (["county"], {"layer": "projects"}, ("projects", "export")),
    "protected": ("1", {"layer": "projects"}, ("projects", "export")),
    "topic_facilities": ("SELECT max(facility_kind) FROM facility",
                         {"layer": "facility_coverage", "about": "facilities"}, ("facts", "export")),
    "topic_indicators": ("SELECT max(indicator) FROM indicator",
                         {"layer": "indicator_over", "about": "indicators"}, ("facts", "export")),
    "unit": ("SELECT max(unit_id) FROM obligation SEMI JOIN matter_unit USING (unit_id)", {},
             ("officials", "matters")),
}  # fmt: skip
#: In the bar above the page or beside it, and so on every page.
EVERYWHERE: dict[str, object] = {
    "area": "SELECT max(code) FROM place WHERE kind = 'county'",
    "attribute": "SELECT max(attribute) FROM place_attribute",
    "lang": "en",
    "as_of": date(2026, 9, 30),
}
PAGES = ("overview", "movement", "balance", "coverage", "neglected", "workday", "roster", "officials",
         "projects",
         "companies", "matters", "facts", "rankings", "targets", "export", "data", "doubts")  # fmt: skip


@pytest.fixture(scope="module")
def demo_here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("walked")
    demo.write(folder / "city", places=300, seed=1)
    load(folder / "city", Store(folder / "store"), now=datetime(2026, 11, 1))
    return folder / "store"


@pytest.fixture
def served_demo(demo_here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUATU_STORE", str(demo_here))
    forget()


def widget(app: AppTest, key: str) -> Any:
    boxes = [*app.selectbox, *app.multiselect, *app.number_input, *app.button_group,
             *app.date_input]  # fmt: skip
    return next((one for one in boxes if one.key == key), None)


def page(name: str, **query: str) -> AppTest:
    """A page as a link opens it."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    return go(app, name)


def go(app: AppTest, name: str) -> AppTest:
    app._page_hash = calc_hash("" if name == "overview" else name)
    app.run()
    assert not app.exception, f"{name}: {app.exception}"
    return app


def choose(app: AppTest, key: str, value: object) -> None:
    """Change a filter as a person does."""
    box = widget(app, key)
    assert box is not None, f"no {key}"
    box.set_value(value).run()
    assert not app.exception, f"{key}: {app.exception}"


def resolved(value: object) -> object:
    if isinstance(value, str) and value.startswith("SELECT"):
        ((value,),) = snapshot_of(current_id()).rows(value)
        assert value, "the demo has none"
    return value


def test_the_table_above_knows_every_shared_filter() -> None:
    """Whatever two pages share is walked; a new one has to be named above."""
    seen: dict[str, set[str]] = {}
    links = [{"layer": one} for one in ("on_time", "pairing_coverage", "place_attribute", "neglected",
                                         "projects", "facility_coverage", "indicator_over")]  # fmt: skip
    links += [{"about": one} for one in ("facilities", "indicators")]
    links += [{"projects_show": one} for one in ("board", "table", "due")]
    for name in PAGES:
        for query in links if name in {"coverage", "export", "facts", "projects"} else [{}]:
            app = page(name, **query)
            for box in [*app.main.selectbox, *app.main.multiselect, *app.main.number_input,
                        *app.main.button_group, *app.main.date_input]:  # fmt: skip
                if box.key and not box.key.startswith("_"):
                    seen.setdefault(box.key, set()).add(name)
    shared = {key: pages for key, pages in seen.items() if len(pages) > 1 and key != "window"}
    bar = {key: shared.pop(key) for key in EVERYWHERE if key in shared}
    assert bar == {key: set(PAGES) for key in EVERYWHERE if key != "lang"}  # that is beside it
    assert shared == {key: set(pages) for key, (_, _, pages) in SHARED.items()}


@pytest.mark.parametrize("key", SHARED)
def test_a_filter_holds_on_every_other_page_that_has_it(key: str) -> None:
    value, query, pages = SHARED[key]
    value = resolved(value)
    for first, second in permutations(pages, 2):
        app = page(first, **query)
        choose(app, key, value)
        for name in (second, "data", second, first):  # at once, and over a page without it
            go(app, name)
            if name != "data":
                assert widget(app, key).value == value, f"{first} → {name}"
                assert app.session_state[key] == value
        assert not app.warning, [one.value for one in app.warning]


@pytest.mark.parametrize("key", SHARED)
def test_an_untouched_filter_has_one_default(key: str) -> None:
    _, query, pages = SHARED[key]
    if key == "layer":
        query = {}
    shown = {str(widget(page(name, **query), key).value) for name in pages}
    assert len(shown) == 1


@pytest.mark.parametrize("key", EVERYWHERE)
def test_what_the_bar_says_holds_on_every_page(key: str) -> None:
    value = resolved(EVERYWHERE[key])
    app = page("overview")
    choose(app, key, value)
    for name in [*PAGES, *reversed(PAGES)]:
        go(app, name)
        assert widget(app, key).value == value, name


def test_a_choice_on_the_second_page_holds_on_the_first() -> None:
    app = page("coverage", layer="on_time")
    go(app, "export")
    choose(app, "layer", "visit_coverage")
    go(app, "data")
    go(app, "coverage")
    assert widget(app, "layer").value == "visit_coverage"


def test_a_link_into_one_page_holds_on_the_next() -> None:
    app = go(page("coverage", layer="on_time", kinds="village"), "export")
    assert widget(app, "layer").value == "on_time"
    assert widget(app, "kinds").value == ["village"]


def said(app: AppTest) -> str:
    return " ".join(str(one.value) for one in app.warning)


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("overview", "area", "999999"), ("coverage", "layer", "love"), ("coverage", "level", "street"),
        ("coverage", "kinds", "village,castle"), ("overview", "as_of", "2031-01-01"),
        ("overview", "as_of", "yesterday"), ("neglected", "days", "soon"),
        ("neglected", "days", "99999"), ("officials", "unit", "U-nobody"), ("overview", "lang", "fr"),
    ],
)  # fmt: skip
def test_a_value_of_a_link_that_the_page_cannot_take_is_said(
    name: str, key: str, value: str
) -> None:
    app = page(name, **{key: value})
    assert len(app.warning) == 1
    assert value.split(",")[-1] in said(app).replace("\\", "")


def test_a_filter_of_a_link_that_the_page_has_not_is_said_there_alone() -> None:
    app = page("overview", layer="on_time")
    assert "layer=on_time" in said(app).replace("\\", "")
    app.run()
    assert "layer=on_time" in said(app).replace("\\", "")
    go(app, "data")
    assert not app.warning
    go(app, "export")  # which can take it
    assert not app.warning
    assert widget(app, "layer").value == "on_time"


def test_what_one_page_can_draw_and_another_cannot_is_said_and_kept() -> None:
    app = page("export")
    choose(app, "layer", "projects")
    go(app, "coverage")
    assert widget(app, "layer").value == "visit_coverage"
    assert "projects" in said(app)
    go(app, "export")
    assert widget(app, "layer").value == "projects"
    assert not app.warning


def test_another_area_forgets_the_township_inside_the_one_before(
    tiny_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUATU_STORE", str(tiny_store.folder))
    forget()
    here, day = current_id(), city_of(snapshot_of(current_id())).today
    _, one, other, *_ = ask(areas.names, here, day)
    app = page("overview", area=one)
    inside = next(iter(ask(areas.inside, here, one, day)))
    choose(app, "inside", inside)
    choose(app, "area", other)
    assert widget(app, "inside").value == other
    assert not app.warning


def test_whoever_chose_no_day_sees_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new snapshot moves the default; what was chosen stays."""
    shutil.copytree(TINY, tmp_path / "tiny")
    store = Store(tmp_path / "store")
    monkeypatch.setenv("GUATU_STORE", str(store.folder))
    forget()
    load(tmp_path / "tiny", store, now=datetime(2026, 4, 20, 9))
    untouched, chosen = page("overview"), page("overview", as_of="2026-03-12")
    first = widget(untouched, "as_of").value
    visits = tmp_path / "tiny" / "visits.csv"
    assert visits.exists()
    lines = visits.read_text(encoding="utf-8").splitlines()
    newer = lines[-1].split(",")
    newer = ["V-new" if one == lines[-1].split(",")[0] else one for one in newer]
    newer = ["2026-04-19" if one[:4].isdigit() and one[4:5] == "-" else one for one in newer]
    visits.write_text("\n".join([*lines, ",".join(newer)]) + "\n", encoding="utf-8")
    load(tmp_path / "tiny", store, now=datetime(2026, 4, 21, 9))
    for app in (untouched, chosen):
        app.run()
    assert widget(untouched, "as_of").value > first
    assert widget(chosen, "as_of").value == date(2026, 3, 12)


def test_a_link_pins_an_older_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path / "store")
    monkeypatch.setenv("GUATU_STORE", str(store.folder))
    forget()
    for day in (20, 21):
        load(TINY, store, now=datetime(2026, 4, day, 9))
    older, newer = sorted(one.stem for one in (store.folder / "snapshots").glob("*.duckdb"))
    app = page("overview", snapshot=older)
    assert older in app.info[0].value.replace("\\", "")
    go(app, "coverage")
    assert app.session_state["_view"].snapshot_id == older
    next(one for one in app.button if one.label == "查看当前快照").click().run()
    assert app.session_state["_view"].snapshot_id == newer
    assert "nothing" in said(page("overview", snapshot="nothing"))


def test_a_period_that_is_none_is_said_until_another_is_chosen() -> None:
    app = page("overview", period="foo")
    assert ["foo" in one.value for one in app.warning] == [True]
    app.run()
    assert ["foo" in one.value for one in app.warning] == [True]
    choose(app, "_period_month", "2026-08")
    assert not app.warning
    assert app.query_params["period"] == "2026-08"


def test_the_workdays_to_choose_are_those_of_the_period() -> None:
    app = page("workday", period="2026-08")
    days = widget(app, "day").options
    snapshot = snapshot_of(current_id())
    ((first, last),) = snapshot.rows(
        "SELECT min(due_on), max(due_on) FROM rule_date SEMI JOIN obligation USING (rule_id, due_on)"
        " WHERE nominal_on BETWEEN DATE '2026-08-01' AND DATE '2026-08-31'"
    )
    assert (days[-1][:10], days[0][:10]) == (f"{first}", f"{last}")
    choose(app, "day", f"{first}")
    choose(app, "_period_month", "2026-09")  # a day of August means nothing there
    assert not app.warning
    assert widget(app, "day").value > f"{last}"


def test_a_period_without_workdays_says_so() -> None:
    app = page("workday", period="2026-08-02..2026-08-02")
    assert len(app.info) == 1
    assert not app.metric


def test_a_period_without_data_offers_no_brief() -> None:
    assert len(page("overview", period="2026-10").get("download_button")) >= 2
    app = page("overview", period="2026-11")
    assert "没有简报" in " ".join(one.value for one in app.caption)
    assert not [one for one in app.get("download_button") if "简报" in one.proto.label]
