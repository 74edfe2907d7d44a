"""The STEP framework's fixed words: its domains, the kinds of factor, whom a case interviews, the pathway, quotations."""

from django.db.models import TextChoices


class StepDomain(TextChoices):
    """One list for findings, questions, strategies and watch items (4:190-AP2-E1)."""

    SUBJECT = "S", "Subject"
    TARGET = "T", "Target"
    ENVIRONMENT = "E", "Environment"
    PRECIPITATING = "P", "Precipitating events"


class FactorKind(TextChoices):
    """What a factor says; the kinds are kept apart on every page and never added up."""

    WARNING_SIGN = "WS", "Warning sign"
    RISK_FACTOR = "RF", "Risk factor"
    PROTECTIVE_FACTOR = "PF", "Protective factor"
    PRECIPITANT = "PE", "Precipitating event"


class Interviewee(TextChoices):
    """Whom a case interviews, or says why not (4:190-AP2, Triage)."""

    REPORTER = "reporter", "Reporting party"
    TARGET = "target", "Target or recipient"
    WITNESS = "witness", "Witness"
    SUBJECT = "subject", "Subject of concern"
    PARENT = "parent", "Subject's parent or guardian"
    COLLATERAL = "collateral", "Staff or other collateral"


class Grievance(TextChoices):
    """Whether there is a grievance: asked beside the stage, and apart from every stage (handbook 5.4)."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known"


PATHWAY_LOOKS_LIKE: dict[str, str] = {
    "none": "no movement seen",
    "idea": "thinks or talks of violence as an answer",
    "planning": "works out when, where, how or whom; does research",
    "preparation": "gets means, rehearses, gains access",
    "violence": "approaches, breaches, acts",
}
"""Help text beside each stage of the Pathway to Violence: our own words, not an official list."""

QUOTATION_MARKS = frozenset('“”„«»"')


def as_said(text: str) -> str:
    """Somebody's exact words in quotation marks; words that have marks of their own stay as they are."""
    return text if QUOTATION_MARKS & set(text) else f"“{text}”"
