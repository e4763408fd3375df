"""city.toml of the fictional city."""

from __future__ import annotations

from etl.demo.matters import ACCEPTED_KINDS
from etl.demo.people import TIERS
from etl.demo.territory import Territory
from etl.demo.workdays import MAKEUP_DAYS, RULES, Workday

BOUNDARIES = "boundaries.gpkg"
_FILES = {
    "city": "cities.csv",
    "county": "counties.csv",
    "township": "townships.csv",
    "village": "villages.csv",
    "community": "communities.csv",
    "grid": "grids.xlsx",
}
_TABLES = {
    "unit": "units.csv",
    "posting": "postings.csv",
    "pairing": "pairings.csv",
    "visit": "visits.csv",
    "attendance": "attendances.csv",
    "report": "reports.csv",
    "project": "projects.xlsx",
    "project_month": "project_months.csv",
    "matter": "matters.csv",
    "matter_event": "matter_events.csv",
}
FILES = {"city.toml", BOUNDARIES, "officials.xlsx", "officials.csv"} | {
    *_FILES.values(),
    *_TABLES.values(),
}
"""Every file that the generator may write."""


def city_toml(land: Territory, officials: str) -> str:
    """The text of city.toml; ``officials`` is the file that holds the officials."""
    parts = [
        "# A fictional city: nothing and nobody in it exists.\n[city]\n"
        f'name = "{land.root_name}"\ncode = "{land.root_code}"\n'
        f'kind = "{"province" if land.provincial else "city"}"\n'
        'licence = "fictional data, free to use"\n'
    ]
    accepted = ", ".join(f'"{kind}"' for kind in ACCEPTED_KINDS)
    parts.append(f"[matters]\nclosing_needs_acceptance = [{accepted}]\n")
    parts += [_rule(rule) for rule in RULES]
    for kind, file in _FILES.items():
        if kind != "city" or land.provincial:
            shape = f'{{ file = "{BOUNDARIES}", layer = "{kind}", match = "code" }}'
            parts.append(f'[sources.{kind}]\nfile = "{file}"\ngeometry = {shape}\n')
    for table, file in {"official": officials, **_TABLES}.items():
        encoding = 'encoding = "gb18030"\n' if table == "visit" else ""
        parts.append(f'[sources.{table}]\nfile = "{file}"\n{encoding}')
    return "\n".join(parts)


def _rule(rule: Workday) -> str:
    if rule.tier is None:
        who = 'role = "grid"\ntargets = ["grid"]\nschedule = "FREQ=MONTHLY;BYDAY=1SA"\n'
        shift = 'shift = "next_same_weekday"\nshift_when = "public_holiday"\n'
    else:
        who = f'tier = "{TIERS[rule.tier]}"\nrole = "contact"\n'
        who += 'targets = ["village", "community"]\n'
        who += f'schedule = "FREQ=MONTHLY;BYMONTHDAY={rule.day}"\n'
        shift = 'shift = "previous_workday"\n'
    return (
        f'[[rule]]\nid = "{rule.id}"\n{who}{shift}makeup_days = {MAKEUP_DAYS}\n'
        f'reported_by = "place_township"\nfrom = {rule.began.isoformat()}\n'
    )
