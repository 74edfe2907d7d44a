"""Agencies' reports with their proof, filings, reviews, issued papers, findings across cases and the directions that answer them."""

from reporting.models.agencies import AgencyAttempt, AgencyReport
from reporting.models.directions import Direction, DirectionTeam
from reporting.models.filings import Agency, Filing, FilingRecipient, ProcedureEdition
from reporting.models.papers import IssuedDocument
from reporting.models.reviews import ReviewDay, ReviewInvitation, ReviewMeeting, ReviewReport
from reporting.models.system import CountedCase, EnvironmentalFinding, SystemDecision

__all__ = [
    "Agency",
    "AgencyAttempt",
    "AgencyReport",
    "CountedCase",
    "Direction",
    "DirectionTeam",
    "EnvironmentalFinding",
    "Filing",
    "FilingRecipient",
    "IssuedDocument",
    "ProcedureEdition",
    "ReviewDay",
    "ReviewInvitation",
    "ReviewMeeting",
    "ReviewReport",
    "SystemDecision",
]
