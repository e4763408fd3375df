"""The oracle held against tiny worlds worked out by hand."""

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from .ledger import (
    STATUSES,
    Attendance,
    Exemption,
    Official,
    Override,
    Pairing,
    Place,
    Posting,
    Report,
    Row,
    Rule,
    RuleDate,
    Unit,
    Visit,
    World,
    ledger,
    refused,
    rule_dates,
)
from .strategies import Case, worlds


def on(month: int, day: int, year: int = 2020) -> dt.date:
    return dt.date(year, month, day)


# 25 June 2020 is the Dragon Boat Festival (25 to 27 June off, Sunday 28 June worked), so the
# workday is 24 June; with seven days to make up, its window closes on 1 July.
WORKDAY = Rule(
    id="workday",
    role="contact",
    targets=("village", "community"),
    schedule="FREQ=MONTHLY;BYMONTHDAY=25",
    tier="city",
    shift="previous_workday",
    makeup_days=7,
    valid_from=on(6, 1),
)
WORLD = World(
    rules=(WORKDAY,),
    officials=(Official("ann"), Official("bo")),
    units=(Unit("town", "T1"), Unit("town2", "T2"), Unit("office")),
    postings=(Posting("ann", "office", "city", "county"), Posting("bo", "town", "city", "staff")),
    places=(
        Place("C", "county"),
        Place("T1", "township", "C"),
        Place("T2", "township", "C"),
        Place("V", "village", "T1"),
        Place("W", "village", "T1"),
    ),
    pairings=(Pairing("official", "ann", "place", "V", "contact"),),
    reports=(Report("town", on(6, 24)),),
)
AFTERWARDS = on(7, 2)


def june(world: World, as_of: dt.date = AFTERWARDS) -> list[Row]:
    return ledger(world, as_of, on(6, 1), on(6, 30))


def only(world: World, as_of: dt.date = AFTERWARDS) -> Row:
    (row,) = june(world, as_of)
    return row


def visited(
    *days: dt.date, world: World = WORLD, by: str = "ann", instead_of: str | None = None
) -> World:
    """V visited on those days (v1, v2 … in that order) by one official."""
    visits = tuple(Visit(f"v{i + 1}", "place", "V", day) for i, day in enumerate(days))
    attendances = tuple(Attendance(visit.visit_id, by, instead_of) for visit in visits)
    return replace(world, visits=visits, attendances=attendances)


def with_rule(rule: Rule, world: World = WORLD) -> World:
    return replace(world, rules=(rule,))


# One world a status


def test_workday_before_the_festival_and_missed() -> None:
    assert only(WORLD) == Row(
        "workday",
        "official",
        "ann",
        "place",
        "V",
        nominal_on=on(6, 25),
        due_on=on(6, 24),
        opens_on=on(6, 24),
        closes_on=on(7, 1),
        status="missed",
    )


def test_done_on_the_day() -> None:
    row = only(visited(on(6, 24)))
    assert (row.status, row.visit_id, row.settled_on) == ("done", "v1", on(6, 24))


def test_made_up_on_the_last_day_of_the_window_and_not_after() -> None:
    row = only(visited(on(7, 1)))
    assert (row.status, row.visit_id, row.settled_on) == ("made_up", "v1", on(7, 1))
    assert only(visited(on(7, 2))).status == "missed"


def test_a_visit_after_as_of_is_not_known_of() -> None:
    row = only(visited(on(6, 30)), as_of=on(6, 29))
    assert (row.status, row.visit_id, row.settled_on) == ("pending", None, None)
    assert only(visited(on(6, 30)), as_of=on(6, 30)).status == "made_up"


def test_a_visit_ahead_of_time_is_done_before_it_is_due() -> None:
    early = visited(on(6, 20), world=with_rule(replace(WORKDAY, early_days=4)))
    assert only(early, as_of=on(6, 19)).status == "upcoming"
    assert only(early, as_of=on(6, 20)).status == "done"


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        (on(6, 23), "upcoming"),
        (on(6, 24), "pending"),
        (on(7, 1), "pending"),
        (on(7, 2), "missed"),
    ],
)
def test_the_course_of_time(as_of: dt.date, status: str) -> None:
    assert only(WORLD, as_of).status == status


def test_no_report_where_the_township_reported_another_day_or_another_township_did() -> None:
    elsewhere = (Report("town", on(6, 25)), Report("town2", on(6, 24)))
    assert only(replace(WORLD, reports=elsewhere)).status == "no_report"


def test_exempt_comes_before_everything() -> None:
    done = visited(on(6, 24))
    for kind, who in (("official", "ann"), ("place", "V")):
        covered = Exemption(kind, who, on(6, 24), on(6, 24))  # type: ignore[arg-type]
        row = only(replace(done, exemptions=(covered,)))
        assert (row.status, row.visit_id, row.settled_on) == ("exempt", None, None)
        assert only(replace(done, exemptions=(covered,)), as_of=on(6, 1)).status == "exempt"


def test_exemptions_of_others_or_of_other_days_exempt_nothing() -> None:
    others = (
        Exemption("official", "ann", on(6, 25)),  # the nominal date, but not the due one
        Exemption("place", "V", None, on(6, 23)),
        Exemption("unit", "office"),  # the official's unit
        Exemption("place", "T1"),  # the place above
        Exemption("official", "V"),  # the right name, the wrong kind
    )
    assert only(replace(WORLD, exemptions=others)).status == "missed"


# Dates and windows


def dates_of(rule: Rule, *overrides: Override, until: dt.date) -> list[RuleDate]:
    return rule_dates(rule, overrides, until)


def test_nominal_dates_on_one_due_date_make_one_obligation_of_the_first() -> None:
    # 25 to 27 June are off; 28 June, a Sunday, is worked.
    daily = replace(
        WORKDAY, schedule="FREQ=DAILY", makeup_days=0, valid_from=on(6, 24), valid_to=on(6, 29)
    )
    back = dates_of(daily, until=on(6, 30))
    assert [(d.nominal_on, d.due_on) for d in back] == [
        (on(6, 24), on(6, 24)),
        (on(6, 28), on(6, 28)),
        (on(6, 29), on(6, 29)),
    ]
    forth = dates_of(replace(daily, shift="next_workday"), until=on(6, 30))
    assert [(d.nominal_on, d.due_on) for d in forth] == [
        (on(6, 24), on(6, 24)),
        (on(6, 25), on(6, 28)),
        (on(6, 29), on(6, 29)),
    ]


def test_first_saturday_moves_a_week_when_it_is_a_public_holiday_only() -> None:
    # National Day 2020: 1 to 8 October off. Saturday 3 October moves to the 10th, which is worked;
    # 7 November is an everyday Saturday and stays, as 5 September does.
    saturdays = replace(
        WORKDAY,
        schedule="FREQ=MONTHLY;BYDAY=1SA",
        shift="next_same_weekday",
        shift_when="public_holiday",
        makeup_days=0,
        valid_from=on(9, 1),
    )
    assert [d.due_on for d in dates_of(saturdays, until=on(11, 30))] == [
        on(9, 5),
        on(10, 10),
        on(11, 7),
    ]
    weekly = replace(saturdays, schedule="FREQ=WEEKLY;BYDAY=SA", valid_from=on(9, 26))
    assert [(d.nominal_on, d.due_on) for d in dates_of(weekly, until=on(10, 17))] == [
        (on(9, 26), on(9, 26)),
        (on(10, 3), on(10, 10)),
        (on(10, 17), on(10, 17)),
    ]


def test_an_override_turns_a_day_into_what_it_says() -> None:
    worked = Override(on(6, 25), working=True)
    off = Override(on(6, 24), working=False)
    assert dates_of(WORKDAY, worked, until=on(6, 30))[0].due_on == on(6, 25)
    assert dates_of(WORKDAY, off, until=on(6, 30))[0].due_on == on(6, 23)
    by_holiday = replace(WORKDAY, shift_when="public_holiday", valid_from=on(7, 1))
    # 25 July 2020 is a Saturday, no public holiday unless told so; Friday is the 24th.
    assert dates_of(by_holiday, until=on(7, 31))[0].due_on == on(7, 25)
    told = Override(on(7, 25), working=False, public_holiday=True)
    assert dates_of(by_holiday, told, until=on(7, 31))[0].due_on == on(7, 24)


def test_windows_of_a_rule_with_early_and_makeup_days_do_not_overlap() -> None:
    # The 10th and 20th; 10 October 2020 is worked, 20 October too. Early days cut the making-up.
    rule = replace(
        WORKDAY,
        schedule="FREQ=MONTHLY;BYMONTHDAY=10,20",
        early_days=4,
        makeup_days=8,
        valid_from=on(10, 1),
        valid_to=on(10, 31),
    )
    assert dates_of(rule, until=on(10, 31)) == [
        RuleDate(on(10, 10), on(10, 10), on(10, 6), on(10, 15)),
        RuleDate(on(10, 20), on(10, 20), on(10, 16), on(10, 28)),
    ]


def test_windows_of_a_period() -> None:
    # 25 July is a Saturday and moves to the 24th; June's due date was the 24th, too. Nothing can be
    # made up, since the next period opens at once; only after the last date is there time.
    rule = replace(WORKDAY, opens="period", valid_to=on(7, 31))
    assert dates_of(rule, until=on(7, 31)) == [
        RuleDate(on(6, 25), on(6, 24), on(6, 1), on(6, 24)),
        RuleDate(on(7, 25), on(7, 24), on(6, 25), on(7, 31)),
    ]
    world = visited(on(6, 1), world=with_rule(rule))
    assert only(world).status == "done"


def test_the_first_period_opens_on_the_first_day_or_on_an_earlier_due_date() -> None:
    rule = replace(WORKDAY, opens="period", valid_from=on(6, 25), valid_to=on(6, 30), makeup_days=0)
    assert dates_of(rule, until=on(6, 30)) == [RuleDate(on(6, 25), on(6, 24), on(6, 24), on(6, 24))]


def test_rule_validity_goes_by_nominal_date() -> None:
    assert june(with_rule(replace(WORKDAY, valid_from=on(6, 25))))[0].due_on == on(6, 24)
    assert june(with_rule(replace(WORKDAY, valid_to=on(6, 24)))) == []
    forth = replace(WORKDAY, shift="next_workday", valid_to=on(6, 25))
    assert june(with_rule(forth))[0].due_on == on(6, 28)


def test_the_month_goes_by_nominal_date() -> None:
    # 1 May 2020 is a holiday: due on 30 April, but of May.
    rule = replace(WORKDAY, schedule="FREQ=MONTHLY;BYMONTHDAY=1", valid_from=on(4, 2))
    world = with_rule(rule)
    assert ledger(world, AFTERWARDS, on(4, 1), on(4, 30)) == []
    (row,) = ledger(world, AFTERWARDS, on(5, 1), on(5, 31))
    assert (row.nominal_on, row.due_on) == (on(5, 1), on(4, 30))


def test_a_distant_next_date_still_ends_a_period() -> None:
    rule = replace(
        WORKDAY,
        schedule="FREQ=YEARLY;INTERVAL=4;BYMONTH=6;BYMONTHDAY=25",
        opens="period",
        valid_from=on(6, 1),
    )
    assert dates_of(rule, until=on(6, 30))[0].closes_on == on(6, 24)


@pytest.mark.parametrize(
    ("rule", "is_refused"),
    [
        (WORKDAY, False),
        # Due on 24 June and 24 July, open from the 4th: far from each other.
        (replace(WORKDAY, early_days=20), False),
        # Daily, one day early: each window would close the day before it is due.
        (replace(WORKDAY, schedule="FREQ=DAILY", shift="none", early_days=1), True),
        # Spring Festival 2026 (15 to 23 February) moves 20 February to Saturday the 14th, worked,
        # four days after the 10th: a window open four days early would open on the 10th itself.
        (replace(WORKDAY, schedule="FREQ=MONTHLY;BYMONTHDAY=10,20", early_days=4), True),
        (replace(WORKDAY, schedule="FREQ=MONTHLY;BYMONTHDAY=10,20", early_days=3), False),
        # No Saturday is worked for ever after: the shift never lands.
        (
            replace(WORKDAY, schedule="FREQ=WEEKLY;BYDAY=SA", shift="next_same_weekday"),
            True,
        ),
    ],
)
def test_refused(rule: Rule, is_refused: bool) -> None:
    assert refused(rule, WORLD) is is_refused


# Who owes


def test_pairing_posting_and_place_are_looked_up_on_the_due_date() -> None:
    pairing, posting, village = WORLD.pairings[0], WORLD.postings[0], WORLD.places[3]
    for begin, end, owed in (
        (on(6, 24), on(6, 24), True),
        (on(6, 25), None, False),
        (None, on(6, 23), False),
    ):
        for world in (
            replace(WORLD, pairings=(replace(pairing, valid_from=begin, valid_to=end),)),
            replace(WORLD, postings=(replace(posting, valid_from=begin, valid_to=end),)),
            replace(
                WORLD, places=(*WORLD.places[:3], replace(village, valid_from=begin, valid_to=end))
            ),
        ):
            assert bool(june(world)) is owed


def test_tier_and_rank_must_be_of_one_posting() -> None:
    rule = replace(WORKDAY, tier="county", rank="county")
    ranks = (
        Posting("ann", "office", "city", "county"),
        Posting("ann", "town", "county", "township"),
    )
    assert june(replace(with_rule(rule), postings=ranks)) == []
    higher = (*ranks, Posting("ann", "town2", "county", "city"))
    assert len(june(replace(with_rule(rule), postings=higher))) == 1


def test_any_posting_will_do_without_tier_and_rank() -> None:
    world = with_rule(replace(WORKDAY, tier=None))
    assert len(june(world)) == 1
    over = replace(WORLD.postings[0], valid_to=on(6, 1))
    assert june(replace(world, postings=(over, *WORLD.postings[1:]))) == []
    # nobody ever told where: the pairing is enough, unless a tier or a rank is asked for
    untold = replace(world, postings=WORLD.postings[1:])
    assert len(june(untold)) == 1
    assert june(replace(with_rule(WORKDAY), postings=WORLD.postings[1:])) == []


def test_role_and_kind_of_target() -> None:
    assert june(with_rule(replace(WORKDAY, role="help"))) == []
    assert june(with_rule(replace(WORKDAY, targets=("community", "project")))) == []
    grown = (
        *WORLD.places[:3],
        Place("V", "village", "T1", None, on(6, 23)),
        Place("V", "community", "T1", on(6, 24)),
    )
    assert (
        len(june(replace(with_rule(replace(WORKDAY, targets=("community",))), places=grown))) == 1
    )
    project = replace(
        with_rule(replace(WORKDAY, targets=("project",))),
        pairings=(Pairing("official", "ann", "project", "P", "contact"),),
    )
    assert only(project).target_id == "P"


def test_overlapping_pairings_owe_once() -> None:
    first = WORLD.pairings[0]
    twice = (replace(first, valid_to=on(6, 30)), replace(first, valid_from=on(6, 20)))
    assert len(june(replace(WORLD, pairings=twice))) == 1


def test_it_stays_with_whoever_held_the_pairing() -> None:
    first = WORLD.pairings[0]
    handed_over = (
        replace(first, valid_to=on(6, 24)),
        replace(first, responsible_id="bo", valid_from=on(6, 25)),
    )
    world = replace(WORLD, pairings=handed_over)
    assert only(visited(on(6, 26), world=world, by="bo")).status == "missed"
    assert only(visited(on(6, 26), world=world, by="ann")).status == "made_up"


# What settles it


def test_the_earliest_visit_in_the_window_settles() -> None:
    row = only(visited(on(6, 23), on(6, 30), on(6, 26), on(6, 26)))
    assert (row.visit_id, row.settled_on) == ("v3", on(6, 26))


def test_a_visit_elsewhere_or_by_someone_else_settles_nothing() -> None:
    assert only(visited(on(6, 24), by="bo")).status == "missed"
    elsewhere = replace(visited(on(6, 24)), visits=(Visit("v1", "place", "W", on(6, 24)),))
    assert only(elsewhere).status == "missed"
    namesake = replace(visited(on(6, 24)), visits=(Visit("v1", "project", "V", on(6, 24)),))
    assert only(namesake).status == "missed"


def test_a_joint_visit_settles_for_each_and_a_stand_in_for_both() -> None:
    paired = (*WORLD.pairings, Pairing("official", "bo", "place", "V", "contact"))
    world = replace(WORLD, pairings=paired)
    joint = replace(
        visited(on(6, 24), world=world),
        attendances=(Attendance("v1", "ann"), Attendance("v1", "bo")),
    )
    assert [row.status for row in june(joint)] == ["done", "done"]
    stand_in = visited(on(6, 24), world=world, by="bo", instead_of="ann")
    assert [row.status for row in june(stand_in)] == ["done", "done"]
    assert only(visited(on(6, 24), by="bo", instead_of="ann")).status == "done"


def test_a_paired_unit_is_served_by_whoever_is_posted_to_it_that_day() -> None:
    unit = replace(
        WORLD,
        pairings=(Pairing("unit", "office", "place", "V", "contact"),),
        postings=(
            Posting("ann", "office", "township", "staff", None, on(6, 25)),
            Posting("bo", "office", "township", "staff", on(6, 26)),
        ),
    )
    assert only(unit).responsible_kind == "unit"  # whatever the tier
    assert only(visited(on(6, 25), world=unit, by="ann")).status == "made_up"
    assert only(visited(on(6, 26), world=unit, by="ann")).status == "missed"
    assert only(visited(on(6, 26), world=unit, by="bo")).status == "made_up"
    # Standing in for somebody of the unit is no attendance by the unit.
    assert only(visited(on(6, 24), world=unit, by="bo", instead_of="ann")).status == "missed"


# Reports


def test_the_township_reports_in_which_the_place_lay_on_the_due_date() -> None:
    moved = (
        *WORLD.places[:3],
        Place("V", "village", "T2", None, on(6, 24)),
        Place("V", "village", "T1", on(6, 25)),
    )
    assert only(replace(WORLD, places=moved)).status == "no_report"
    report = (Report("town2", on(6, 24)),)
    assert only(replace(WORLD, places=moved, reports=report)).status == "missed"


def test_a_township_without_a_unit_sends_no_report_but_may_be_seen_to_work() -> None:
    without = replace(WORLD, units=WORLD.units[1:])
    assert only(without).status == "no_report"
    unlooked_for = replace(without, reports=())
    assert only(unlooked_for).status == "no_report"
    assert only(visited(on(6, 24), by="bo", world=unlooked_for)).status == "missed"


def test_where_there_is_no_township_the_official_s_unit_reports() -> None:
    directly = replace(WORLD, places=(Place("C", "county"), Place("V", "village", "C")))
    assert only(directly).status == "no_report"
    assert only(replace(directly, reports=(Report("office", on(6, 24)),))).status == "missed"


def test_a_township_that_has_ended_keeps_what_still_names_it() -> None:
    gone = (*WORLD.places[:1], replace(WORLD.places[1], valid_to=on(6, 23)), *WORLD.places[2:])
    assert only(replace(WORLD, places=gone)).status == "missed"
    to_come = (*WORLD.places[:1], replace(WORLD.places[1], valid_from=on(6, 25)), *WORLD.places[2:])
    assert only(replace(WORLD, places=to_come)).status == "missed"


def test_a_grid_lies_where_its_community_lay_on_the_due_date() -> None:
    places = (
        *WORLD.places[:3],
        Place("V", "grid", "N"),
        Place("N", "community", "T2", None, on(6, 24)),
        Place("N", "community", "T1", on(6, 25)),
    )
    world = replace(with_rule(replace(WORKDAY, targets=("grid",))), places=places)
    assert only(world).status == "no_report"
    assert only(replace(world, reports=(Report("town2", on(6, 24)),))).status == "missed"


def test_a_grid_finds_its_township_through_its_community() -> None:
    places = (
        *WORLD.places[:3],
        Place("V", "grid", "N"),
        Place("N", "community", "T1"),
    )
    world = replace(with_rule(replace(WORKDAY, targets=("grid",))), places=places)
    assert only(world).status == "missed"


def test_the_official_s_unit_reports() -> None:
    world = with_rule(replace(WORKDAY, reported_by="official_unit"))
    assert only(world).status == "no_report"
    assert only(replace(world, reports=(Report("office", on(6, 24)),))).status == "missed"


def test_a_project_has_no_township_and_is_reported_by_the_official_s_unit() -> None:
    world = replace(
        with_rule(replace(WORKDAY, targets=("project",))),
        pairings=(Pairing("official", "ann", "project", "P", "contact"),),
    )
    assert only(world).status == "no_report"
    assert only(replace(world, reports=(Report("office", on(6, 24)),))).status == "missed"
    assert only(replace(world, exemptions=(Exemption("project", "P"),))).status == "exempt"
    assert only(replace(world, exemptions=(Exemption("place", "P"),))).status == "no_report"


def test_with_no_reports_at_all_any_visit_of_the_unit_in_the_window_is_one() -> None:
    silent = replace(WORLD, reports=())
    assert only(silent).status == "no_report"

    def neighbour(day: dt.date, target: str = "W") -> World:
        return replace(
            silent,
            visits=(Visit("v1", "place", target, day),),
            attendances=(Attendance("v1", "bo"),),
        )

    assert only(neighbour(on(7, 1))).status == "missed"
    assert only(neighbour(on(7, 2))).status == "no_report"
    assert only(neighbour(on(6, 24), "T1")).status == "missed"
    assert only(neighbour(on(6, 24), "T2")).status == "no_report"

    by_unit = replace(neighbour(on(6, 24)), rules=(replace(WORKDAY, reported_by="official_unit"),))
    assert only(by_unit).status == "no_report"  # bo is of another unit
    colleagues = (*WORLD.postings, Posting("bo", "office", "city", "staff"))
    assert only(replace(by_unit, postings=colleagues)).status == "missed"


def test_one_report_at_any_day_ends_the_inference() -> None:
    one = replace(visited(on(6, 24), by="bo"), reports=(Report("town2", on(1, 1, 2019)),))
    assert only(one).status == "no_report"
    assert only(replace(one, reports=())).status == "missed"


# The strategies


def test_every_status_occurs_and_the_ledger_is_sound() -> None:
    counted: Counter[str] = Counter()

    @seed(20200624)
    @settings(
        max_examples=200,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(worlds())
    def look(case: Case) -> None:
        assert not any(refused(rule, case.world) for rule in case.world.rules)
        rows = ledger(case.world, case.as_of, case.first, case.last)
        counted.update({row.status for row in rows})
        keys = [replace(row, status="done", visit_id=None, settled_on=None) for row in rows]
        assert len(set(keys)) == len(rows)
        for row in rows:
            assert case.first <= row.nominal_on <= case.last
            assert (row.visit_id is not None) == (row.status in ("done", "made_up"))
            if row.settled_on is not None:
                assert row.opens_on <= row.settled_on <= min(row.closes_on, case.as_of)

    look()
    assert set(counted) == set(STATUSES)
    assert min(counted.values()) >= 5
