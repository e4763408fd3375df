"""city.toml of the fictional city."""

from __future__ import annotations

from etl.demo.people import TIERS
from etl.demo.territory import Territory
from etl.demo.workdays import MAKEUP_DAYS, RULES, Workday

ACCEPTED_KINDS = ("micro", "livelihood")
"""The kinds of matter that this city does not close before the people accept the outcome."""
BOUNDARIES = "boundaries.gpkg"
TARGETS = "targets.csv"
FACILITIES, INDICATORS = "facilities.csv", "indicators.csv"
MILESTONES, BOTTLENECKS = "milestones.csv", "bottlenecks.csv"
CHAINS, COMPANIES, RESPONSIBILITIES = "chains.csv", "companies.csv", "responsibilities.csv"
ATTRIBUTES, FIRST_SECRETARIES = "attributes.csv", "first_secretaries.csv"
COMPANY_VISITS, COMPANY_ATTENDANCES = "company_visits.csv", "company_attendances.csv"
PROJECT_VISITS, PROJECT_ATTENDANCES = "project_visits.csv", "project_attendances.csv"
BRANCHES = "branches.csv"
_FILES = {
    "city": "cities.csv",
    "county": "counties.csv",
    "township": "townships.csv",
    "village": "villages.csv",
    "community": "communities.csv",
    "grid": "grids.xlsx",
}
_TABLES = {
    "place_attribute": ATTRIBUTES,
    "unit": "units.csv",
    "posting": "postings.csv",
    "pairing": "pairings.csv",
    "visit": "visits.csv",
    "attendance": "attendances.csv",
    "report": "reports.csv",
    "project": "projects.xlsx",
    "project_month": "project_months.csv",
    "milestone": MILESTONES,
    "bottleneck": BOTTLENECKS,
    "chain": CHAINS,
    "enterprise": COMPANIES,
    "target": TARGETS,
    "facility": FACILITIES,
    "indicator": INDICATORS,
    "matter": "matters.csv",
    "matter_event": "matter_events.csv",
}
#: What is told of companies, projects, grids and first secretaries stands in files of its own.
_FURTHER = {
    "pairing": (RESPONSIBILITIES, FIRST_SECRETARIES),
    "unit": (BRANCHES,),
    "visit": (COMPANY_VISITS, PROJECT_VISITS),
    "attendance": (COMPANY_ATTENDANCES, PROJECT_ATTENDANCES),
}
FILES = {"city.toml", BOUNDARIES, "officials.xlsx", "officials.csv"} | {
    *_FILES.values(),
    *_TABLES.values(),
    *(file for files in _FURTHER.values() for file in files),
}
"""Every file that the generator may write."""


_RANKING = """[[ranking]]
id = "township"
name = "乡镇月度排名"
level = "township"
weights = { fulfilment = 50, on_time = 30, days_since_visit = { weight = 20, best = 0, worst = 60 } }
fair_places = 10

[[ranking]]
id = "county"
name = "县(市、区)月度排名"
level = "county"
weights = { fulfilment = 40, closing_rate = 30, reopening_rate = { weight = 30, best = 0, worst = 0.5 } }
"""
_INDICATORS = """[[indicator]]
name = "集体经济收入"
unit = "元"
bands = [50000, 100000]
[[indicator]]
name = "清理坑塘"
unit = "个"
adds_up = true
[[indicator]]
name = "拆除残垣断壁"
unit = "处"
adds_up = true
"""


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
    parts += [_RANKING, _INDICATORS]
    for kind, file in _FILES.items():
        if kind != "city" or land.provincial:
            shape = f'{{ file = "{BOUNDARIES}", layer = "{kind}", match = "code" }}'
            parts.append(f'[sources.{kind}]\nfile = "{file}"\ngeometry = {shape}\n')
    for table, file in {"official": officials, **_TABLES}.items():
        encoding = 'encoding = "gb18030"\n' if table == "visit" else ""
        files = ", ".join(f'"{one}"' for one in (file, *_FURTHER.get(table, ())))
        files = f"[{files}]" if table in _FURTHER else files
        parts.append(f"[sources.{table}]\nfile = {files}\n{encoding}")
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
        f'[[rule]]\nid = "{rule.id}"\nname = "{rule.name}"\n{who}{shift}makeup_days = {MAKEUP_DAYS}\n'
        f'reported_by = "place_township"\nfrom = {rule.began.isoformat()}\n'
    )
