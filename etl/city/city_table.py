"""The tables of city.toml about the city as a whole."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from etl.city.toml_table import Text, TomlTable
from etl.tables.matter import MATTER_KINDS
from geodata.base.codes import full_code
from geodata.base.errors import RefusedError
from geodata.base.settings import Thresholds
from geodata.doubts.rules import DOUBTS
from geodata.figures.indicators import IndicatorKind

CodeSystem = Literal["division", "free"]
RootKind = Literal["province", "city", "county"]
_DEFAULTS = Thresholds()
_MOST_THRESHOLD = 100_000  # days: whatever is beyond is a slip
_MOST_BANDS = 4


class CityTable(TomlTable):
    """What the folder is about."""

    name: Text = Field(
        description="Name of the root (根), as screens show it. Required.", examples=["示例市"]
    )
    code: Text = Field(
        description="Code of the root: 2, 4 or 6 digits, or 12. Required.", examples=["9901"]
    )
    kind: RootKind = Field(
        default="city",
        description="`province`, `city` or `county`; `city` where left out. Levels that the folder "
        "does not give disappear from every screen.",
        examples=["county"],
    )
    codes: CodeSystem = Field(
        default="division",
        description="`division` (统计用区划代码, the default) or `free`: codes are then any unique "
        "text and are never made longer, and a place without `parent_code` lies directly under the "
        "root.",
        examples=["free"],
    )
    licence: Text | None = Field(
        default=None,
        description="Licence of the data; a source may state its own. Shown on the Data page (数据).",
        examples=["fictional data, free to use"],
    )
    data_to: date | None = Field(
        default=None,
        description="The last day that visits and reports speak for, where that is later than the "
        "last of them: nothing happened on the days between. A load made after the end of a month "
        "takes the month of the last visit as told whole by itself.",
        examples=[date(2026, 10, 31)],
    )

    @property
    def root_code(self) -> str | None:
        """The code as places refer to it; None where the text is no division code."""
        return full_code(self.code) if self.codes == "division" else self.code

    @model_validator(mode="after")
    def _has_a_code(self) -> CityTable:
        if self.root_code is None:
            raise RefusedError("city_value", key="city.code", value=self.code, example='"9901"')
        return self


def _known_kinds(given: bool | list[str]) -> bool | list[str]:
    if not isinstance(given, bool) and not set(given) <= set(MATTER_KINDS):
        raise ValueError("no kind of matter")
    return given


class MattersTable(TomlTable):
    """How matters (事项) are closed; see [matters.md](matters.md)."""

    closing_needs_acceptance: Annotated[bool | list[str], AfterValidator(_known_kinds)] = Field(
        default=False,
        description="Whether a matter may be closed only after the people have accepted the outcome "
        "(群众认可) since it was last opened: `true`, `false` (the default), or a list of the kinds of "
        "matter for which it is so. A closing without is quarantined.",
        examples=[["micro"]],
    )

    @property
    def acceptance_kinds(self) -> tuple[str, ...]:
        """All kinds of matter for true, none for false, else those listed."""
        given = self.closing_needs_acceptance
        if isinstance(given, bool):
            return MATTER_KINDS if given else ()
        return tuple(given)


class ThresholdsTable(TomlTable):
    """Where a figure turns (阈值); all optional."""

    neglected_days: int = Field(
        default=_DEFAULTS.neglected_days,
        gt=0,
        lt=_MOST_THRESHOLD,
        description="A place without a visit for longer is neglected (被遗忘), days.",
        examples=[_DEFAULTS.neglected_days],
    )
    behind_ratio: float = Field(
        default=_DEFAULTS.behind_ratio,
        gt=0,
        lt=_MOST_THRESHOLD,
        description="A project with less than this part of its plan to date is behind (滞后).",
        examples=[_DEFAULTS.behind_ratio],
    )
    ahead_ratio: float = Field(
        default=_DEFAULTS.ahead_ratio,
        gt=0,
        lt=_MOST_THRESHOLD,
        description="A project with more than this part of its plan to date is ahead (超前).",
        examples=[_DEFAULTS.ahead_ratio],
    )


_FAR, _APART, _SAME, _NOTHING, _ROUND = (one.threshold for one in DOUBTS.values())


class DoubtsTable(TomlTable):
    """From where on a visit is asked about (待核实); all optional. These change no figure."""

    far_m: float = Field(
        default=_FAR,
        gt=0,
        lt=_MOST_THRESHOLD,
        description="A visit whose point lies farther than this from the polygon of its place, metres.",
        examples=[_FAR],
    )
    apart_km: float = Field(
        default=_APART,
        gt=0,
        lt=_MOST_THRESHOLD,
        description="Visits of one official on one day to places farther apart than this in a straight "
        "line, kilometres.",
        examples=[_APART],
    )
    same_rows: int = Field(
        default=int(_SAME),
        gt=1,
        lt=_MOST_THRESHOLD,
        description="At least so many visits of one official in the period asked about with all counts "
        "alike.",
        examples=[int(_SAME)],
    )
    nothing_rows: int = Field(
        default=int(_NOTHING),
        gt=0,
        lt=_MOST_THRESHOLD,
        description="At least so many visits in one township that tell of disputes, matters or "
        "suggestions, and all of none.",
        examples=[int(_NOTHING)],
    )
    round_counts: int = Field(
        default=int(_ROUND),
        gt=0,
        lt=_MOST_THRESHOLD,
        description="At least so many counts above 0 in one township, and all of them multiples of 5.",
        examples=[int(_ROUND)],
    )

    def limits(self) -> dict[str, float]:
        """The threshold of each rule, by the rule's name."""
        return {name: float(getattr(self, one.key)) for name, one in DOUBTS.items()}


def _rising(bands: list[float]) -> list[float]:
    if bands != sorted(set(bands)):
        raise ValueError("not from the lowest to the highest")
    return bands


class IndicatorTable(TomlTable):
    """What an indicator (指标) means; one that is not declared has no unit and no bands."""

    name: Text = Field(
        description="The indicator, as the table writes it. Required.", examples=["集体经济收入"]
    )
    unit: str = Field(default="", description="Its unit.", examples=["元"])
    bands: Annotated[
        list[Annotated[float, Field(ge=0, allow_inf_nan=False)]],
        Field(max_length=_MOST_BANDS),
        AfterValidator(_rising),
    ] = Field(
        default=[],
        description="Up to four bounds between its classes on the map, lowest first; a number on a "
        "bound lies below it, so 100,000 is not over 100,000.",
        examples=[[50000, 100000]],
    )
    adds_up: bool = Field(
        default=False,
        description="Whether it is tallied over places and periods, as ponds cleaned are.",
        examples=[True],
    )

    def meant(self) -> IndicatorKind:
        """The indicator that is declared."""
        return IndicatorKind(self.name, self.unit, tuple(self.bands), self.adds_up)
