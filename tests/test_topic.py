"""A figure about one thing alone: `guatu rate NAME --topic`."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from click.testing import Result

from geodata.store.snapshots import Store

Run = Callable[..., Result]


@pytest.fixture
def asked(run: Run, demo_store: Store) -> Callable[..., dict[str, str]]:
    def asked(*words: str) -> dict[str, str]:
        found = run("rate", *words, "--store", demo_store.folder, "--format", "csv")
        assert found.exit_code == 0, found.output
        (row,) = csv.DictReader(StringIO(found.stdout))
        return row

    return asked


def test_a_kind_of_facility_an_indicator_an_attribute_and_what_is_covered(
    asked: Callable[..., dict[str, str]], demo_store: Store
) -> None:
    """Beside each a count straight from the tables, on the last day with data."""

    def count(query: str) -> str:
        return str(demo_store.current().rows(query)[0][0])

    places = "SELECT code FROM place WHERE kind IN ('village', 'community')"
    home = asked("facility_coverage", "--topic", "儿童之家")
    assert home["numerator"] == count(
        "SELECT count(DISTINCT place_code) FROM facility"
        f" WHERE facility_kind = '儿童之家' AND place_code IN ({places})"
    )
    income = asked("indicator_over", "--topic", "集体经济收入", "--over", "100000")
    assert income["numerator"] == count(
        "SELECT count(*) FROM indicator WHERE indicator = '集体经济收入' AND period = '2025'"
        f" AND amount > 100000 AND place_code IN ({places})"
    )
    assert 0 < int(income["numerator"]) < int(income["denominator"])
    weak = asked("attribute_share", "--topic", "软弱涣散党组织")
    assert weak["numerator"] == count(
        "SELECT count(DISTINCT code) FROM place_attribute"
        f" WHERE attribute = '软弱涣散党组织' AND code IN ({places})"
    )
    assert asked("cover_rate", "--topic", "chain")["value"] == "1.0"


@pytest.mark.parametrize("words", [("facility_coverage", "泳池"), ("fulfilment", "儿童之家")])
def test_what_a_figure_is_not_about_is_refused(
    run: Run, demo_store: Store, words: tuple[str, str]
) -> None:
    refused = run("rate", words[0], "--topic", words[1], "--store", demo_store.folder)
    assert refused.exit_code == 1
    assert words[1] in refused.stderr
