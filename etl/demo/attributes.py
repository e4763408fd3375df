"""Attributes of places in the fictional city: registered-poor villages, and weak organisations, each
with its first secretary but one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from etl.demo.arrays import Ints, Rng, rank_within
from etl.demo.files import CsvFile, write_csv
from etl.demo.manifest import ATTRIBUTES, FIRST_SECRETARIES
from etl.demo.people import Officials
from etl.demo.story import Story
from etl.demo.territory import Territory

POOR, WEAK = "建档立卡贫困村", "软弱涣散党组织"
ROLE = "first_secretary"
SINCE = date(2026, 1, 1)
"""The day on which the weak organisations were named, and the first secretaries sent."""
_POOR, _WEAK = 920 / 3887, 31 / 653  # of the villages, as two programmes published them


def write_attributes(
    folder: Path, land: Territory, officials: Officials, story: Story, rng: Rng
) -> None:
    """The attributes, and the pairings of first secretaries."""
    villages = np.flatnonzero(~land.is_community)
    poor = np.sort(rng.permutation(villages)[: round(_POOR * len(villages))])
    weak = _weak(villages, officials, story, rng)
    since = np.datetime64(SINCE)
    with CsvFile(folder / ATTRIBUTES, ["code", "attribute", "valid_from"]) as file:
        for places, attribute, first in ((poor, POOR, np.datetime64("NaT")), (weak, WEAK, since)):
            some = len(places)
            file.write(
                [
                    land.places.code[places],
                    np.full(some, attribute, dtype=object),
                    np.full(some, first, dtype="datetime64[D]"),
                ]
            )
    led = weak[1:]  # the first of them waits for its first secretary
    sent = _sent(land, officials, story, led, weak)
    write_csv(
        folder / FIRST_SECRETARIES,
        {
            "responsible_id": officials.id[sent],
            "target_id": land.places.code[led],
            "role": np.full(len(led), ROLE, dtype=object),
            "valid_from": np.full(len(led), since),
        },
    )


def _weak(villages: Ints, officials: Officials, story: Story, rng: Rng) -> Ints:
    """None of the places that the transfer left unpaired: they stay so."""
    free = villages[~np.isin(villages, officials.place[story.transferred])]
    count = max(2, round(_WEAK * len(villages)))
    found: Ints = np.sort(rng.permutation(free)[:count])
    return found


def _sent(land: Territory, officials: Officials, story: Story, led: Ints, weak: Ints) -> Ints:
    """For each village an official of its own, of those who serve in its county and stay, from the
    city first, then from the county."""
    stays = (officials.place >= 0) & ~story.transferred & ~np.isin(officials.place, weak)
    some = np.flatnonzero(stays)
    some = some[np.lexsort((officials.tier[some], officials.county[some]))]
    county = officials.county[some]
    begins = np.searchsorted(county, np.arange(len(land.counties.code)))
    where = land.county_of_place[led]
    sent: Ints = some[begins[where] + rank_within(where)]
    return sent
