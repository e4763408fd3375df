"""The brief of a period: two pages for leadership about the root, a county or a township.

Long because it is one document: its blocks stand here in the order in which they are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from geodata.base import people
from geodata.base.codes import AREA_KINDS
from geodata.base.errors import QuestionError
from geodata.base.messages import Language, text
from geodata.figures import layers, neglect, rates, scope_words
from geodata.figures.comparison import Comparison, compared
from geodata.figures.layers import PLACES, Layer, LayerQuery
from geodata.figures.legend import NEGLECTED
from geodata.figures.overview import look_first
from geodata.land import places
from geodata.lists.matters import matters
from geodata.output import wording
from geodata.output.drawing import layer_svg
from geodata.output.export import class_label
from geodata.output.paper import Block, Card, Cards, Document, Heading, Picture, Swatch, Table, Text
from geodata.question.areas import name_gap
from geodata.question.scope import City, Scope, city_of
from geodata.store.snapshots import Snapshot

#: The figures of a brief, in this order; those whose source was not given are left out and named.
FIGURES = (
    "fulfilment", "on_time", "visit_coverage", "pairing_coverage", "days_since_visit",
    "investment_rate", "closing_rate", "overdue_rate", "satisfaction",
)  # fmt: skip
_NO_DATA = ("before_data", "beyond_data")
_JUDGED = ("fulfilment", "visit_coverage", "pairing_coverage")
_EACH = 3  # best and worst areas
_PROJECTS = 8
_PLACES = 12
_MATTERS = 6
_MOST_DRAWN = 20_000  # places on one A4 page; more are drawn by township


def is_told(snapshot: Snapshot, scope: Scope) -> bool:
    """Whether there is a brief of the period: data reach into it."""
    return rates.unvisited(snapshot, scope) not in _NO_DATA


def brief(snapshot: Snapshot, scope: Scope, *, language: Language, masked: bool = True) -> Document:
    """The brief of a period; raises QuestionError (``period_without_data``, ``area_unknown``)."""
    city = city_of(snapshot)
    if not is_told(snapshot, scope):
        raise QuestionError(
            "period_without_data",
            period=scope.period, data_from=city.data_from or "—", data_to=city.today,
        )  # fmt: skip
    writer = _Writer(snapshot, city, scope, language, masked)
    return Document(
        title=writer.title(),
        subtitle=writer.say("subtitle", scope=writer.scope_words()),
        footer=writer.say("footer", snapshot=snapshot.snapshot_id),
        language=language,
        blocks=tuple(writer.blocks()),
    )


class _Writer:
    """Turns one scope into blocks, section by section."""

    def __init__(
        self, snapshot: Snapshot, city: City, scope: Scope, language: Language, masked: bool
    ) -> None:
        self.snapshot, self.city, self.scope = snapshot, city, scope
        self.language, self.masked = language, masked
        self.given = [name for name in FIGURES if rates.is_given(snapshot, name)]
        self.kind = self._area_row()[1]

    def _shown(self, rows: pd.DataFrame) -> pd.DataFrame:
        return people.masked(rows) if self.masked else rows

    def say(self, key: str, **values: object) -> str:
        return text("brief", key, self.language, **values)

    def title(self) -> str:
        """Of which area and period, and of which places alone."""
        period = scope_words.told_for(self.snapshot, self.scope, self.language)
        whole = self.say("title", area=self.area_name(), period=period)
        if self.scope.attribute is None:
            return whole
        return f"{whole} · {self.say('only', attribute=self.scope.attribute)}"

    def scope_words(self) -> str:
        """What the figures of places were asked about."""
        return scope_words.scope_text(self.snapshot, self.scope, "visit_coverage", self.language)

    def area_name(self) -> str:
        return self._area_row()[0]

    def _area_row(self) -> tuple[str, str]:
        if self.scope.area is None:
            return self.city.name, self.city.kind
        found = places.place(self.snapshot, self.scope.area, self.scope.as_of)
        if found is None:
            raise QuestionError("area_unknown", area=self.scope.area)
        return found.name, found.kind

    def blocks(self) -> Iterator[Block]:
        yield from self._figures()
        causes = layers.layer(self.snapshot, LayerQuery("neglected", PLACES, self.scope))
        yield from self._picture(causes)
        yield from self._causes(causes)
        yield from self._areas(causes)
        yield from self._look_first()
        yield from self._projects()
        yield from self._matters()
        yield from self._definitions()

    def _figures(self) -> Iterator[Block]:
        cards = []
        for name in self.given:
            found = compared(self.snapshot, name, self.scope)
            now = found.now
            parts = [wording.figure_parts(now, self.language), self._moved(found)]
            if name == "satisfaction":  # means little without how many answered
                asked = rates.figure(self.snapshot, "satisfaction_response", self.scope)
                rate = text("rate", asked.name, self.language)
                parts.append(f"{rate} {wording.figure_text(asked, self.language)}")
            if now.is_provisional:
                parts.append(self.say("provisional", pending=f"{now.pending:,}"))
            if unsure := wording.bounds_text(now, self.language):
                parts.append(unsure)
            cards.append(
                Card(
                    text("rate", name, self.language),
                    wording.figure_text(now, self.language),
                    " · ".join(parts),
                )
            )
        if cards:
            yield Cards(tuple(cards))
        missing = [text("rate", one, self.language) for one in FIGURES if one not in self.given]
        if missing:
            yield Text(self.say("not_given", names=self.say("comma").join(missing)), is_note=True)

    def _moved(self, found: Comparison) -> str:
        if found.before is None:
            return text("incomparable", str(found.reason), self.language)
        before = scope_words.period_text(self.snapshot, found.before.scope.period, self.language)
        change = wording.change_text(found, self.language)
        return self.say("moved" if change else "unmoved", change=change, before=before)

    def _picture(self, causes: Layer) -> Iterator[Block]:
        shown = causes
        outline = self._below()
        if len(causes.rows) > _MOST_DRAWN:
            shown = layers.layer(
                self.snapshot, LayerQuery("neglected", outline or PLACES, self.scope)
            )
        svg = layer_svg(self.snapshot, shown, outline=outline)
        if svg is None:
            yield Text(self.say("no_picture"), is_note=True)
            return
        yield Picture(
            svg,
            self.say("picture", as_of=shown.as_of, days=self.city.neglected_days),
            tuple(
                Swatch(
                    f"{class_label(one.key, one.bounds, self.language)} {one.count:,}",
                    one.color,
                    one.is_hatched,
                )
                for one in shown.legend
                if one.count
            ),
        )

    def _causes(self, causes: Layer) -> Iterator[Block]:
        counts = {one.key: one.count for one in causes.legend if one.key in NEGLECTED and one.count}
        total = len(causes.rows)
        yield Heading(self.say("causes"))
        untold = neglect.untested(self.snapshot, self.scope)
        if untold:
            yield Text(wording.untold_causes(untold, self.language), is_note=True)
        if not counts:
            if len(untold) < len(NEGLECTED):
                yield Text(self.say("no_causes"))
            return
        parts = (
            self.say(
                "cause_part",
                cause=text("class", key, self.language),
                count=f"{count:,}",
                share=wording.percent(count / total),
            )
            for key, count in counts.items()
        )
        neglected = sum(counts.values())
        yield Text(
            self.say(
                "causes_line",
                neglected=f"{neglected:,}",
                total=f"{total:,}",
                share=wording.percent(neglected / total),
                parts=self.say("semicolon").join(parts),
            )
        )

    def _below(self) -> str | None:
        """The next narrower kind of area that has any place in scope."""
        order = [*AREA_KINDS]
        for kind in order[order.index(self.kind) + 1 :] if self.kind in order else ():
            if self.snapshot.rows(
                "SELECT 1 FROM places_of($day, $area, [$kind]) LIMIT 1",
                {"day": self.scope.as_of, "area": self.scope.area, "kind": kind},
            ):
                return kind
        return None

    def _areas(self, causes: Layer) -> Iterator[Block]:
        level = self._below()
        if level is None:
            yield from self._places(causes)
        name = next((one for one in _JUDGED if one in self.given), None)
        if level is None or name is None:
            return
        rows = rates.by_area(self.snapshot, name, self.scope, level)
        rows = name_gap(rows[rows["denominator"] > 0], level, self.language).sort_values(
            ["value", "code"], ascending=[False, True], kind="stable"
        )
        if rows.empty:
            return
        ranked = rows[rows["value"].notna()]
        is_all = len(rows) <= 2 * _EACH or len(ranked) <= 2 * _EACH
        shown = rows if is_all else pd.concat([ranked.head(_EACH), ranked.tail(_EACH)])
        key = "areas_all" if is_all else "areas"
        yield Heading(
            self.say(
                key, rate=text("rate", name, self.language), count=f"{len(rows):,}", each=_EACH
            )
        )
        yield Table(
            (
                text("kind", level, self.language),
                text("rate", name, self.language),
                self.say("parts"),
            ),
            tuple(
                (
                    wording.area_name(row, shown),
                    wording.row_value_text(row, name, self.language),
                    wording.row_parts(row, self.language),
                )
                for row in shown.to_dict("records")
            ),
            numbers=(1, 2),
        )

        if not is_all and len(ranked) < len(rows):
            count = f"{len(rows) - len(ranked):,}"
            yield Text(self.say("areas_unknown", count=count), is_note=True)

    def _places(self, causes: Layer) -> Iterator[Block]:
        """Where there is no narrower kind of area, the neglected places themselves."""
        rows = self._shown(causes.rows[causes.rows["cause"].isin(NEGLECTED)])
        if rows.empty:
            return
        yield Table(
            tuple(self.say(f"head_{one}") for one in ("place", "cause", "days", "responsible")),
            tuple(
                (
                    str(row["name"]),
                    text("class", str(row["cause"]), self.language),
                    _or_dash(f"{row['days']:g}" if pd.notna(row["days"]) else None),
                    _or_dash(row["responsible"]),
                )
                for row in rows.head(_PLACES).to_dict("records")
            ),
            numbers=(2,),
        )
        if len(rows) > _PLACES:
            yield Text(self.say("more_places", count=len(rows) - _PLACES), is_note=True)

    def _look_first(self) -> Iterator[Block]:
        found = look_first(self.snapshot, self.scope, self.city.neglected_days)
        if not found or self._below() is None:
            return
        yield Heading(self.say("first"))
        for place in found:
            causes = self.say("comma").join(
                f"{text('class', cause, self.language)} {count}" for cause, count in place.causes
            )
            yield Text(
                self.say(
                    "first_line",
                    name=f"{place.county} {place.called(self.language)}".strip(),
                    neglected=place.neglected,
                    places=place.places,
                    causes=causes,
                )
            )

    def _projects(self) -> Iterator[Block]:
        if not rates.is_given(self.snapshot, "started_rate"):
            return
        rows = layers.projects(self.snapshot, self.scope)
        if rows.empty:
            return
        late = self._shown(rows[rows["status"].isin(("behind", "stopped"))]).sort_values(
            ["status", "progress"], ascending=[False, True], na_position="last", kind="stable"
        )
        yield Heading(self.say("projects", late=len(late), all=f"{len(rows):,}"))
        if self.scope.attribute:
            yield Text(self.say("not_cut", attribute=self.scope.attribute), is_note=True)
        if late.empty:
            yield Text(self.say("no_late"))
            return
        heads = ("project", "area", "status", "progress", "leader", "reason")
        yield Table(
            tuple(self.say(f"head_{one}") for one in heads),
            tuple(
                (
                    str(row["name"]),
                    _or_dash(row["county"]),
                    text("class", str(row["status"]), self.language),
                    wording.percent(row["progress"]),
                    _or_dash(row["leader"]),
                    self._reason(row["stop_reason"]),
                )
                for row in late.head(_PROJECTS).to_dict("records")
            ),
            numbers=(3,),
        )
        if len(late) > _PROJECTS:
            yield Text(self.say("more", count=len(late) - _PROJECTS), is_note=True)

    def _reason(self, stopped: Any) -> str:
        """Why a project was stopped: a kind of bottleneck, or words of the city's own."""
        if pd.isna(stopped):
            return "—"
        return wording.word("bottleneck_kind", str(stopped), self.language)

    def _matters(self) -> Iterator[Block]:
        if not rates.is_given(self.snapshot, "overdue_rate"):
            return
        rows = matters(self.snapshot, self.scope, "overdue")
        rows = rows[rows["is_overdue"]]
        yield Heading(self.say("matters", overdue=f"{len(rows):,}"))
        if rows.empty:
            yield Text(self.say("no_overdue"))
            return
        units = rows["lead_unit"].fillna("—").value_counts()
        yield Text(self.say("held_up", unit=units.index[0], count=f"{units.iloc[0]:,}"))
        heads = ("matter", "about", "unit", "due_on", "overdue")
        yield Table(
            tuple(self.say(f"head_{one}") for one in heads),
            tuple(
                (
                    str(row["title"]),
                    _or_dash(row["place"]),
                    _or_dash(row["lead_unit"]),
                    f"{row['due_on']:%Y-%m-%d}",
                    f"{row['days_overdue']:g}",
                )
                for row in rows.head(_MATTERS).to_dict("records")
            ),
            numbers=(4,),
        )

    def _definitions(self) -> Iterator[Block]:
        yield Heading(self.say("definitions"))
        for name in self.given:
            yield Text(
                self.say(
                    "definition",
                    rate=text("rate", name, self.language),
                    how=text("how", name, self.language),
                ),
                is_note=True,
            )
        yield Text(self.say("neglect", days=self.city.neglected_days), is_note=True)


def _or_dash(value: Any) -> str:
    return "—" if value is None or pd.isna(value) else str(value)
