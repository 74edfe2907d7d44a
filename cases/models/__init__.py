"""The tables of a case."""

from cases.models.assessment import Finding, InformationGap, Interview, KeyAnswer, PathwayStage, RecordsReview
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
)
from cases.models.classification import Classification, DangerDetermination, LevelMeasure, NotificationEntry, Position
from cases.models.intake import Containment, GateAnswer, ImminenceDetermination, IncidentFacts
from cases.models.notes import Attachment, CrisisResponse, Meeting, Note
from cases.models.people import Affiliation, NameToken, Person
from cases.models.plan import CaseUpdate, Closing, Plan, PlanStrategy, SafeguardAnswer

__all__ = [
    "Affiliation",
    "Attachment",
    "Case",
    "CaseFact",
    "CaseGrant",
    "CaseUpdate",
    "Classification",
    "Closing",
    "Containment",
    "CrisisResponse",
    "DangerDetermination",
    "Factor",
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
    "Recipient",
    "RecordsReview",
    "ResponseOption",
    "SafeguardAnswer",
    "Strategy",
    "WatchKind",
    "of_case_and_merged",
]
