"""The tables of a case."""

from cases.models.assessment import AssessmentRound, Finding, InformationGap, Interview, KeyAnswer, PathwayStage, RecordsReview
from cases.models.case import Case, CaseFact, CaseGrant, Merging, Party, of_case_and_merged
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
from cases.models.intake import Containment, GateAnswer, ImminenceDetermination, IncidentFacts
from cases.models.notes import Attachment, Brief, BriefReader, CrisisResponse, Meeting, Note
from cases.models.notices import Disclosure, FamilyRule
from cases.models.people import Affiliation, NameToken, Person
from cases.models.plan import CaseUpdate, Closing, Plan, PlanStrategy, SafeguardAnswer
from cases.models.questioning import ProtectedStatement, Questioning

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
    "Containment",
    "CrisisResponse",
    "DangerDetermination",
    "Disclosure",
    "Factor",
    "FamilyRule",
    "Finding",
    "GateAnswer",
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
    "PlanStrategy",
    "Position",
    "Prompt",
    "ProtectedStatement",
    "Questioning",
    "Recipient",
    "RecordsReview",
    "ResponseOption",
    "SafeguardAnswer",
    "Strategy",
    "WatchKind",
    "instrument",
    "of_case_and_merged",
]
