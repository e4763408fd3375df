"""The bare folder of a county office: how much of it is understood as it lies there, and what it costs."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.report import Report
from etl.guess.folder import Guess, guess
from etl.guess.toml import city_toml
from etl.pipeline import load
from geodata.figures import layers
from geodata.figures.rates import figure
from geodata.lists import matters
from geodata.question.scope import scope
from geodata.store.snapshots import Snapshot, Store

OFFICE = Path(__file__).parents[2] / "shared" / "office"
_LOADED = datetime(2026, 11, 2, 9)
#: What each file, or sheet of it, is. Of a file that is not named every sheet is the same.
_TRUE = {
    "走访记录": "visit", "走访小程序": "visit", "联系村": "pairing", "乡镇报送材料": "pairing",
    "名册": "village", "XZQ": "township", "CJDCQ": "village", "网格划分": "grid", "重点项目": "project",
    "群众反映问题]": "matter", "请假": "exemption",
}  # fmt: skip
_TABLES = 29


def measure(report: Report) -> None:
    """Print the table; nothing where the folder is not there."""
    report.section("a county office's own folder, as it lies there")
    if not OFFICE.is_dir():
        print("not measured: the folder is not there")
        return
    truth = json.loads((OFFICE / "qingyuan-truth.json").read_text(encoding="utf-8"))
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "青原"
        shutil.copytree(OFFICE / "qingyuan", folder)
        folder.chmod(0o755)
        found = guess(folder)
        (folder / "city.toml").write_text(city_toml(found, "zh_CN"), encoding="utf-8")
        store = Store(Path(scratch) / "store")
        summary = load(folder, store, now=_LOADED)
        right, wrong = _judged(found)
        report.line(f"tables found and right, of {_TABLES}", right, "")
        report.line("tables that are not", _TABLES - right, "", 3)
        report.line("tables wrong at high confidence", wrong, "", 0)
        report.line("lines of city.toml by hand", 0, "", 10)
        report.line("cells retyped", 0, "", 0)
        rejected = sum(aside for *_, aside in summary.files)
        report.line("rows put aside", rejected, "", 0)
        for name, is_so in _figures(store.current(), truth).items():
            report.line(f"{name}: other than the truth", not is_so, "", 0)


def _judged(found: Guess) -> tuple[int, int]:
    """How many sheets and layers are what they are taken for, each once, and how many are not at 把握：高."""
    right: set[tuple[str, bool]] = set()
    wrong: set[tuple[str, bool]] = set()
    for one in found.proposals:
        fits = [*one.fits, *filter(None, [one.codes])]
        for fit in fits:
            told = next((name for word, name in _TRUE.items() if word in fit.part.shown), "")
            own = "project" if one.name == "project_month" else one.name
            where = fit.part.file if fit.part.layer else fit.part.shown
            (right if own == told else wrong).add((where, one.sure == "high"))
    return len({where for where, _ in right}), sum(is_sure for _, is_sure in wrong)


def _figures(snapshot: Snapshot, truth: dict[str, Any]) -> dict[str, bool]:
    """October as it is told, beside the truth."""
    asked = scope(snapshot, period="2026-10")
    covered = figure(snapshot, "visit_coverage", asked)
    projects = layers.projects(snapshot, asked)
    stood = matters.matters(snapshot, asked)
    places = truth["villages"] + truth["communities"]
    unvisited, behind, overdue = truth["unvisited_oct"], truth["behind"], truth["overdue"]
    return {
        "places without a visit": (covered.numerator, covered.denominator)
        == (places - len(unvisited), places),
        "projects behind": set(projects[projects["status"] == "behind"]["name"])
        == {name for name, _ in behind},
        "matters overdue": int((stood["days_overdue"] > 0).sum()) == len(overdue),
    }
