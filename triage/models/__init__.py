"""What reports of concern, public tips and the panel's opinions are kept in."""

from triage.models.consultations import Consultation, ConsultationAnswer
from triage.models.notes import LowLevelNote
from triage.models.panel import TriageOpinion, TriageSeat
from triage.models.reports import Report, ReporterIdentity
from triage.models.tips import RawTip, SetAside, Tip, TipFile, TipMessage

__all__ = [
    "Consultation",
    "ConsultationAnswer",
    "LowLevelNote",
    "RawTip",
    "Report",
    "ReporterIdentity",
    "SetAside",
    "Tip",
    "TipFile",
    "TipMessage",
    "TriageOpinion",
    "TriageSeat",
]
