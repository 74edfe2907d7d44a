"""The tables of the ground floor."""

from tat.models.acknowledgements import Acknowledgement
from tat.models.acting import ActingLead
from tat.models.agencies import Agency, ReciprocalAgreement
from tat.models.checkpoints import Checkpoint, LogCheck, Restore, SentBefore
from tat.models.drafts import Draft, IdempotencyKey, WaitingFile
from tat.models.exhibits import Exhibit, ExhibitEdition, ExhibitRead
from tat.models.feeds import CalendarFeed
from tat.models.keys import DataKey, StoredFile
from tat.models.log import AccessEntry, LogEntry, LogHead
from tat.models.lookups import AnyOf
from tat.models.mechanisms import MechanismCheck, ReportingMechanism
from tat.models.obligations import Heartbeat, Notice, Obligation, ObligationEvent
from tat.models.officials import SchoolOfficial
from tat.models.people import Absence, Appointment, User
from tat.models.portal import PortalAgreement, PortalLogin, PortalTest, PortalYear
from tat.models.roster_checks import RosterCheck
from tat.models.schools import Building, ClosedDay, District, SchoolYear
from tat.models.sign_in import FactorRelease, ProviderTie, SetUpWord
from tat.models.staff_imports import StaffImport, StaffLine
from tat.models.standing import Designation, Standing
from tat.models.teams import Seat, SeatVersion, Team, TeamVersion
from tat.models.training import Trained, Training, TrainingFile
from tat.models.translations import TranslationReview
from tat.models.watch import ExportRequest, ReadingAlert

__all__ = [
    "Absence",
    "AccessEntry",
    "Acknowledgement",
    "ActingLead",
    "Agency",
    "AnyOf",
    "Appointment",
    "Building",
    "CalendarFeed",
    "Checkpoint",
    "ClosedDay",
    "DataKey",
    "Designation",
    "District",
    "Draft",
    "Exhibit",
    "ExhibitEdition",
    "ExhibitRead",
    "ExportRequest",
    "FactorRelease",
    "Heartbeat",
    "IdempotencyKey",
    "LogCheck",
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
    "ProviderTie",
    "ReadingAlert",
    "ReciprocalAgreement",
    "ReportingMechanism",
    "Restore",
    "RosterCheck",
    "SchoolOfficial",
    "SchoolYear",
    "Seat",
    "SeatVersion",
    "SentBefore",
    "SetUpWord",
    "StaffImport",
    "StaffLine",
    "Standing",
    "StoredFile",
    "Team",
    "TeamVersion",
    "Trained",
    "Training",
    "TrainingFile",
    "TranslationReview",
    "User",
    "WaitingFile",
]
