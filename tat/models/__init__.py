"""The tables of the ground floor."""

from tat.models.agencies import Agency, ReciprocalAgreement
from tat.models.drafts import Draft, IdempotencyKey, WaitingFile
from tat.models.feeds import CalendarFeed
from tat.models.keys import DataKey, StoredFile
from tat.models.log import AccessEntry, LogEntry, LogHead
from tat.models.lookups import AnyOf
from tat.models.mechanisms import MechanismCheck, ReportingMechanism
from tat.models.obligations import Heartbeat, Notice, Obligation, ObligationEvent
from tat.models.people import Absence, Appointment, User
from tat.models.portal import PortalAgreement, PortalLogin, PortalTest, PortalYear
from tat.models.roster_checks import RosterCheck
from tat.models.schools import Building, ClosedDay, District, SchoolYear
from tat.models.staff_imports import StaffImport, StaffLine
from tat.models.standing import Designation, Standing
from tat.models.teams import Seat, Team
from tat.models.training import Trained, Training

__all__ = [
    "Absence",
    "AccessEntry",
    "Agency",
    "AnyOf",
    "Appointment",
    "Building",
    "CalendarFeed",
    "ClosedDay",
    "DataKey",
    "Designation",
    "District",
    "Draft",
    "Heartbeat",
    "IdempotencyKey",
    "LogEntry",
    "LogHead",
    "MechanismCheck",
    "Notice",
    "Obligation",
    "ObligationEvent",
    "PortalAgreement",
    "PortalLogin",
    "PortalTest",
    "PortalYear",
    "ReciprocalAgreement",
    "ReportingMechanism",
    "RosterCheck",
    "SchoolYear",
    "Seat",
    "StaffImport",
    "StaffLine",
    "Standing",
    "StoredFile",
    "Team",
    "Trained",
    "Training",
    "User",
    "WaitingFile",
]
