"""How much of everything a fictional city of a given size has."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.base.errors import RefusedError

DEFAULT_PLACES = 4079
"""Villages and communities of the default city (the published figure of programme P1)."""

SMALLEST, LARGEST = 50, 620_000
PROVINCE_ABOVE = 20_000
"""Above this many places the root is a province; 99 counties of a city would not do."""


@dataclass(frozen=True)
class Plan:
    """Counts that the generator must meet; all scale from the default city."""

    places: int
    provincial: bool
    cities: int
    counties: int
    townships: int
    communities: int
    divided: int  # communities of the centre that consist of grids
    grids: int
    upper_officials: int  # county rank and above, posted at city and county tier
    city_officials: int  # of these at city tier
    leaders: int  # of these with the rank of a city leader
    projects: int
    forgotten: int  # villages of the corner where nobody goes any more
    never: int  # of these without a single visit
    unpaired: int  # places whose official was transferred without a successor

    @property
    def cells(self) -> int:
        """Smallest areas: undivided places and grids."""
        return self.places - self.divided + self.grids


def scaled(amount: int, places: int, least: int = 1) -> int:
    """``amount`` of the default city in proportion to ``places``, at least ``least``."""
    return max(least, round(amount * places / DEFAULT_PLACES))


def make_plan(places: int) -> Plan:
    """Work out the counts; refuses sizes that the division codes cannot number."""
    if not SMALLEST <= places <= LARGEST:
        raise RefusedError("demo_places", value=places)
    provincial = places > PROVINCE_ABOVE
    upper = scaled(996, places, 3)
    city_officials = max(2, round(upper * 305 / 996))
    # A story is told at one spot of the map: it does not grow beyond the default city's.
    told = min(places, DEFAULT_PLACES)
    forgotten = scaled(70, told)
    return Plan(
        places=places,
        provincial=provincial,
        cities=min(99, scaled(1, places, 2)) if provincial else 1,
        counties=scaled(9, places),
        townships=scaled(190, places, 2),
        communities=scaled(192, places, 2),
        divided=scaled(40, places),
        grids=scaled(199, places, 2),
        upper_officials=upper,
        city_officials=city_officials,
        leaders=min(city_officials - 1, scaled(35, places)),
        projects=scaled(160, places, 10),
        forgotten=forgotten,
        never=max(1, round(forgotten * 12 / 70)) if forgotten > 1 else 0,
        unpaired=scaled(45, told),
    )
