"""What holds the house together: arrows, sizes, texts in two languages, nothing from elsewhere."""

from __future__ import annotations

import ast
import re
import string
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from etl.tables import PLACE, TABLES
from geodata.base import errors
from geodata.base.messages import LANGUAGES, text, texts
from geodata.figures.catalog import DEFINITIONS

ROOT = Path(__file__).parents[1]
PACKAGES = ("geodata", "etl", "dashboard")
#: What each package may import of the others.
ARROWS = {"geodata": set(), "etl": {"geodata"}, "dashboard": {"geodata"}}
MOST_LINES, MANY_LINES = 400, 300
MODULES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
ERRORS = {
    name
    for name, one in vars(errors).items()
    if isinstance(one, type) and issubclass(one, errors.GuatuError)
}
#: An error whose code or values are chosen at run time, with the values it is raised with.
CHOSEN = {
    "rule_windows_overlap": {"rule", "early_days", "due_on", "next_due_on"},
    "encoding_wrong": {"file", "encoding"},
    "file_unwritable": {"file", "detail"},
    "file_unreadable": {"file", "detail"},
}
#: Where a figure is told beside another, or a kind of layer has a choice of its own.
ALLOWED = ["dashboard/panels/layer_filters.py", "geodata/output/brief.py"]
#: Chinese writes a day in parts.
DAY = {"day", "year", "month", "dom"}


def module_id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> set[str]:
    """The packages that a module imports."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            found.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "import_module":
            named = (
                node.args[0].values[0] if isinstance(node.args[0], ast.JoinedStr) else node.args[0]
            )
            assert isinstance(named, ast.Constant)  # of a package that is written there
            found.add(str(named.value).split(".")[0])
    return found


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_the_arrows(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    others = {*PACKAGES, "tests", "benchmarks"} - {package}
    assert imported(path) & others <= ARROWS[package]


def test_the_floors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


MOST_ROOMS = 14  # modules and folders of a folder; of tables, of what a file may be, one each


def test_a_floor_has_few_rooms() -> None:
    for folder in {path.parent for path in MODULES} - {ROOT / "etl/tables", ROOT / "etl/demo"}:
        rooms = [one for one in folder.iterdir() if one.suffix == ".py" and one.stem != "__init__"]
        assert len(rooms) <= MOST_ROOMS or folder.name == "pages", folder


def test_only_the_map_imports_folium() -> None:
    drawing = {module_id(path) for path in MODULES if imported(path) & {"folium", "branca"}}
    assert drawing == {"dashboard/map.py"}


def test_the_dashboard_asks_no_sql() -> None:
    for path in (ROOT / "dashboard").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "geodata.base.queries" not in text, path
        assert not re.search(r"\b(SELECT|FROM) \w", text), path


def test_rows_are_written_where_names_are_masked() -> None:
    """Whoever writes rows as a file of text goes through one module, and whoever prints them through
    another; names of officials are masked by `geodata.base.people` alone."""

    def holding(pattern: str) -> set[str]:
        return {module_id(one) for one in MODULES if re.search(pattern, one.read_text("utf-8"))}

    assert holding(r"(?<!paper)\.to_(csv|excel|json|html|markdown|string)\(\w") == {
        "geodata/output/export.py", "etl/cli/common.py"}  # fmt: skip
    assert holding(r'"\*" \*') == {"geodata/base/people.py"}
    assert holding(r"\btable_text\(") == {"etl/cli/common.py"}


def test_a_figure_is_known_by_its_record() -> None:
    """Nothing asks a figure for its name to tell what it is."""
    names = "|".join(DEFINITIONS)
    asks = re.compile(rf'(==|!=|\bin \{{)\s*"({names})"')
    assert [module_id(one) for one in MODULES if asks.search(one.read_text("utf-8"))] == ALLOWED


def test_a_working_table_means_one_thing() -> None:
    """Tables that a load makes for itself: each name belongs to one package."""
    made = re.compile(r'CREATE (?:OR REPLACE )?TEMP (?:TABLE|VIEW) "?([a-z_]+)')
    owners: dict[str, set[str]] = {}
    for path in (*(ROOT / "etl").rglob("*.sql"), *(ROOT / "etl").rglob("*.py")):
        for name in made.findall(path.read_text("utf-8")):
            owners.setdefault(name, set()).add(path.relative_to(ROOT / "etl").parts[0])
    assert len(owners) > 100
    assert {name: found for name, found in owners.items() if len(found) > 1} == {}


def test_only_the_dashboard_imports_streamlit() -> None:
    served = {module_id(path).split("/")[0] for path in MODULES if "streamlit" in imported(path)}
    assert served == {"dashboard"}


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_a_module_can_be_held_in_the_head(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES
    if lines > MANY_LINES:
        assert "Long because" in (ast.get_docstring(tree(path)) or ""), "split it, or say why not"


# Texts


def keys(folder: str, language: str) -> dict[str, set[str]]:
    """``section.key`` → the names its template is filled with."""
    with (ROOT / folder / "text" / f"{language}.toml").open("rb") as file:
        sections = tomllib.load(file)
    return {
        f"{section}.{key}": placeholders(template)
        for section, templates in sections.items()
        for key, template in templates.items()
    }


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def without_days(names: set[str]) -> set[str]:
    return {"a day" if name in DAY else name for name in names}


@pytest.mark.parametrize("folder", ["geodata", "dashboard"])
def test_both_languages_say_the_same(folder: str) -> None:
    chinese, english = (keys(folder, language) for language in LANGUAGES)
    assert set(chinese) == set(english)
    for key, names in chinese.items():
        assert without_days(names) == without_days(english[key]), key


# Errors and reasons


def raised() -> Iterator[tuple[str, str, set[str]]]:
    """(module, code, names of its values) of every error raised with its code written down.

    A helper that takes the code first and passes its values on counts as raising it.
    """
    known = texts("en")["error"]
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            first = node.args[0]
            if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if any(keyword.arg is None for keyword in node.keywords):
                assert name not in ERRORS or first.value in CHOSEN
            elif name in ERRORS or first.value in known:
                values = {keyword.arg for keyword in node.keywords if keyword.arg}
                is_rule = path.name == "rule.py" and name not in ERRORS
                yield module_id(path), first.value, values | ({"rule"} if is_rule else set())


def written() -> set[str]:
    """Every string that stands anywhere in the code."""
    return {
        node.value
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_error_has_a_sentence_that_its_values_fill() -> None:
    found = [*raised(), *(("", code, values) for code, values in CHOSEN.items())]
    assert len(found) > 50
    for module, code, values in found:
        for language in LANGUAGES:
            assert code in texts(language)["error"], (module, code)
            said = text("error", code, language, **dict.fromkeys(values, "VALUE"))
            assert "{rule}" not in said


def test_no_sentence_is_for_an_error_that_nobody_raises() -> None:
    assert set(texts("en")["error"]) <= written()


def reasons() -> set[str]:
    """Every reason for quarantine that the code can give."""
    files = ROOT.glob("etl/*/sql/**/*.sql")
    checks = [path.read_text(encoding="utf-8") for path in files]
    gates = (
        ROOT / "etl/gate/stage.py",
        ROOT / "etl/gate/cell_checks.py",
        ROOT / "etl/gate/typed.py",
        ROOT / "etl/derive/indicators.py",
    )
    stage = "".join(path.read_text(encoding="utf-8") for path in gates)
    geometry = (ROOT / "geodata/land/geometry.py").read_text(encoding="utf-8")
    found = {code for sql in checks for code in re.findall(r"_row, '(\w+)'", sql)}
    found |= set(re.findall(r"_row, '(\w+)'", stage)) | set(re.findall(r"'(doubled_\w+)'", stage))
    found |= set(re.findall(r'"(bad_\w+)"', stage)) | set(re.findall(r'yield "(\w+)"', stage))
    found |= set(re.findall(r'row\.number, "(\w+)"', stage))
    found |= set(re.findall(r'faults\[i\](?:, values\[i\])? = "(\w+)"', geometry))
    columns = [column for table in (PLACE, *TABLES) for column in table.columns]
    return found | {f"unknown_{column.refers_to[0]}" for column in columns if column.refers_to}


def test_every_reason_is_told_in_words_and_no_other() -> None:
    for language in LANGUAGES:
        assert set(texts(language)["reason"]) == reasons()


def test_every_reason_has_a_remedy() -> None:
    for language in LANGUAGES:
        assert set(texts(language)["remedy"]) == reasons()
        assert all(remedy.strip() for remedy in texts(language)["remedy"].values())


# Nothing from elsewhere


def own_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_names_a_registry_or_a_place_of_one_machine() -> None:
    hosts = ["pypi" + ".org", "files" + ".pythonhosted", "registry" + ".npmjs"]
    pattern = "|".join([*map(re.escape, hosts), r"(?<![\w.~-])/(?:work|tmp)/"])
    guilty = [
        f"{module_id(path)}: {match.group()!r}"
        for path in own_files()
        if (match := re.search(pattern.encode(), path.read_bytes()))
    ]
    assert guilty == []
