"""The tables of a case."""

from cases.models.assessment import AssessmentRound, Finding, InformationGap, Interview, KeyAnswer, PathwayStage, RecordsReview
from cases.models.case import Case, CaseFact, CaseGrant, Merging, Party, excluded_people, of_case_and_merged
from cases.models.catalogue import (
    Factor,
    Indicator,
    InterviewTopic,
    KeyQuestion,
    Prompt,
    Recipient,
    ResponseOption,
    Strategy,
    WatchKind,
    instrument,
)
from cases.models.classification import Classification, DangerDetermination, LevelMeasure, NotificationEntry, Position
from cases.models.contacts import Contact
from cases.models.emergencies import EmergencyOpening, EmergencyRequest
from cases.models.incidents import GateFacts
from cases.models.intake import Containment, GateAnswer, ImminenceDetermination, IncidentFacts
from cases.models.notes import Attachment, Brief, BriefReader, CrisisResponse, Meeting, Note
from cases.models.notices import Disclosure, FamilyRule
from cases.models.people import Affiliation, NameToken, Person
from cases.models.plan import CaseUpdate, Closing, Handover, Plan, PlanPosition, PlanStrategy, SafeguardAnswer
from cases.models.questioning import ProtectedStatement, Questioning
from cases.models.reassessment import ReassessmentTrigger
from cases.models.record_statements import RecordStatement
from cases.models.referrals import Referral, ReferralAnswer
from cases.models.services import Service
from cases.models.target_plans import TargetOffer, TargetPlan, TargetPlanVersion, TargetStrategy
from cases.models.transfers import Departure, Transfer, granted_by_transfer, still_read
from cases.models.watching import ContagionSweep, SweepAnswer, SweepCheck, WatchEntry, WatchItem

__all__ = [
    "Affiliation",
    "AssessmentRound",
    "Attachment",
    "Brief",
    "BriefReader",
    "Case",
    "CaseFact",
    "CaseGrant",
    "CaseUpdate",
    "Classification",
    "Closing",
    "Contact",
    "ContagionSweep",
    "Containment",
    "CrisisResponse",
    "DangerDetermination",
    "Departure",
    "Disclosure",
    "EmergencyOpening",
    "EmergencyRequest",
    "Factor",
    "FamilyRule",
    "Finding",
    "GateAnswer",
    "GateFacts",
    "Handover",
    "ImminenceDetermination",
    "IncidentFacts",
    "Indicator",
    "InformationGap",
    "Interview",
    "InterviewTopic",
    "KeyAnswer",
    "KeyQuestion",
    "LevelMeasure",
    "Meeting",
    "Merging",
    "NameToken",
    "Note",
    "NotificationEntry",
    "Party",
    "PathwayStage",
    "Person",
    "Plan",
    "PlanPosition",
    "PlanStrategy",
    "Position",
    "Prompt",
    "ProtectedStatement",
    "Questioning",
    "ReassessmentTrigger",
    "Recipient",
    "RecordStatement",
    "RecordsReview",
    "Referral",
    "ReferralAnswer",
    "ResponseOption",
    "SafeguardAnswer",
    "Service",
    "Strategy",
    "SweepAnswer",
    "SweepCheck",
    "TargetOffer",
    "TargetPlan",
    "TargetPlanVersion",
    "TargetStrategy",
    "Transfer",
    "WatchEntry",
    "WatchItem",
    "WatchKind",
    "excluded_people",
    "granted_by_transfer",
    "instrument",
    "of_case_and_merged",
    "still_read",
]
