"""Agencies' reports with their proof, filings, reviews, issued papers, findings across cases and directions, matters of records law."""

from reporting.models.agencies import AgencyAttempt, AgencyReport
from reporting.models.directions import Direction, DirectionTeam
from reporting.models.filings import Filing, FilingRecipient, FilingSupplement, ProcedureEdition
from reporting.models.papers import IssuedDocument
from reporting.models.record_facts import FACTS, AccessRequest, Challenge, CourtOrder, Disposal, MatterFacts, PersonnelRequest
from reporting.models.record_reviews import RecordReview
from reporting.models.records import Method, RecordsMatter, RecordsStep
from reporting.models.reviews import ReviewDay, ReviewInvitation, ReviewMeeting, ReviewReport
from reporting.models.sirs import SirsEntry
from reporting.models.system import CountedCase, EnvironmentalFinding, SystemDecision

__all__ = [
    "FACTS",
    "AccessRequest",
    "AgencyAttempt",
    "AgencyReport",
    "Challenge",
    "CountedCase",
    "CourtOrder",
    "Direction",
    "DirectionTeam",
    "Disposal",
    "EnvironmentalFinding",
    "Filing",
    "FilingRecipient",
    "FilingSupplement",
    "IssuedDocument",
    "MatterFacts",
    "Method",
    "PersonnelRequest",
    "ProcedureEdition",
    "RecordReview",
    "RecordsMatter",
    "RecordsStep",
    "ReviewDay",
    "ReviewInvitation",
    "ReviewMeeting",
    "ReviewReport",
    "SirsEntry",
    "SystemDecision",
]
