"""``make bench``: the budgets of the design beside what was measured on this machine.

``--full`` adds the province of 620,000 places (about 20 minutes and 10 GB).
"""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import browser, city, intake, ledger, matters, office, page
from benchmarks.report import Report


def main() -> None:
    """Measure a city, a large city and, with ``--full``, a province."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="also 620,000 places")
    full = parser.parse_args().full
    report = Report()
    sizes = [4_079, 50_000, *([620_000] if full else [])]
    with TemporaryDirectory() as folder:
        for places in sizes:
            here = Path(folder) / str(places)
            report.section(f"{places:,} places, 12 months")
            store = city.measure(report, here, places)
            page.measure(report, store, against_folium=places == sizes[0])
            browser.measure(report, store, places)
    report.section("the ledger alone")
    ledger.main()
    matters.main()
    intake.measure(report)
    office.measure(report)


if __name__ == "__main__":
    main()
