"""What leaves the school or is filed: reports outside, filings, papers, pictures of documents, reviews, exercises, findings, records."""

from reporting.models.agencies import AgencyAttempt, AgencyReport
from reporting.models.audits import AuditDraw, AuditedFile
from reporting.models.directions import Direction, DirectionTeam
from reporting.models.disposals import DisposalAgreement, DisposalCase, Tombstone
from reporting.models.exercises import Exercise, ExerciseDecision, ExerciseInject, ExercisePlayer
from reporting.models.filings import Filing, FilingRecipient, FilingSupplement, ProcedureEdition
from reporting.models.kits import KitHolder
from reporting.models.packets import PreparedPacket
from reporting.models.papers import IssuedDocument
from reporting.models.pictures import PictureCopy
from reporting.models.police_information import PoliceInformation, PoliceInformationReader
from reporting.models.record_facts import (
    FACTS,
    AccessRequest,
    Challenge,
    CourtOrder,
    Disposal,
    HearingRequest,
    MatterFacts,
    PersonnelRequest,
)
from reporting.models.record_reviews import RecordReview
from reporting.models.records import Method, RecordsMatter, RecordsStep
from reporting.models.retention import LegalHold, RetentionSchedule
from reporting.models.reviews import ReviewCorrection, ReviewDay, ReviewInvitation, ReviewMeeting, ReviewReport
from reporting.models.searches import SavedFilter
from reporting.models.sirs import SirsEntry
from reporting.models.system import CountedCase, EnvironmentalFinding, SystemDecision

__all__ = [
    "FACTS",
    "AccessRequest",
    "AgencyAttempt",
    "AgencyReport",
    "AuditDraw",
    "AuditedFile",
    "Challenge",
    "CountedCase",
    "CourtOrder",
    "Direction",
    "DirectionTeam",
    "Disposal",
    "DisposalAgreement",
    "DisposalCase",
    "EnvironmentalFinding",
    "Exercise",
    "ExerciseDecision",
    "ExerciseInject",
    "ExercisePlayer",
    "Filing",
    "FilingRecipient",
    "FilingSupplement",
    "HearingRequest",
    "IssuedDocument",
    "KitHolder",
    "LegalHold",
    "MatterFacts",
    "Method",
    "PersonnelRequest",
    "PictureCopy",
    "PoliceInformation",
    "PoliceInformationReader",
    "PreparedPacket",
    "ProcedureEdition",
    "RecordReview",
    "RecordsMatter",
    "RecordsStep",
    "RetentionSchedule",
    "ReviewCorrection",
    "ReviewDay",
    "ReviewInvitation",
    "ReviewMeeting",
    "ReviewReport",
    "SavedFilter",
    "SirsEntry",
    "SystemDecision",
    "Tombstone",
]
