"""One module a table; :data:`TABLES` holds them in the order in which they are loaded."""

from __future__ import annotations

from etl.tables.alias import ALIAS
from etl.tables.attendance import ATTENDANCE
from etl.tables.bottleneck import BOTTLENECK
from etl.tables.calendar_override import CALENDAR_OVERRIDE
from etl.tables.chain import CHAIN
from etl.tables.declare import Table
from etl.tables.dismissal import DISMISSAL
from etl.tables.enterprise import ENTERPRISE
from etl.tables.exemption import EXEMPTION
from etl.tables.facility import FACILITY
from etl.tables.indicator import INDICATOR
from etl.tables.matter import MATTER
from etl.tables.matter_event import MATTER_EVENT
from etl.tables.milestone import MILESTONE
from etl.tables.official import OFFICIAL
from etl.tables.pairing import PAIRING
from etl.tables.place import PLACE
from etl.tables.place_attribute import PLACE_ATTRIBUTE
from etl.tables.place_change import PLACE_CHANGE
from etl.tables.posting import POSTING
from etl.tables.project import PROJECT
from etl.tables.project_month import PROJECT_MONTH
from etl.tables.report import REPORT
from etl.tables.roster import ROSTER
from etl.tables.target import TARGET
from etl.tables.unit import UNIT
from etl.tables.visit import VISIT

#: Later tables refer to earlier ones. Places come first, one source for each kind.
TABLES: tuple[Table, ...] = (
    PLACE_CHANGE,
    ALIAS,
    PLACE_ATTRIBUTE,
    UNIT,
    OFFICIAL,
    POSTING,
    CHAIN,
    ENTERPRISE,
    PROJECT,
    PROJECT_MONTH,
    MILESTONE,
    BOTTLENECK,
    PAIRING,
    VISIT,
    ATTENDANCE,
    DISMISSAL,
    MATTER,
    MATTER_EVENT,
    REPORT,
    ROSTER,
    EXEMPTION,
    CALENDAR_OVERRIDE,
    TARGET,
    FACILITY,
    INDICATOR,
)

__all__ = ["PLACE", "TABLES"]
