"""The case file: one case read whole, in a fixed number of queries, for print (4:190-AP2; 105 ILCS 10)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.actions.conflicts import principals_of
from cases.levels import Level
from cases.models import Affiliation, Case, Party, Plan
from reporting.documents.assessment import assessment_part
from reporting.documents.classification import classification_part
from reporting.documents.intake import intake_part
from reporting.documents.plan import plan_part
from reporting.documents.record import record_part
from reporting.documents.timeline_part import timeline_part
from reporting.documents.triage import triage_part

STUDENT_RECORD = "Confidential school student record · 105 ILCS 10"
PERSONNEL_RECORD = "Confidential personnel record · 820 ILCS 40"
OTHER_RECORD = "Confidential"


@dataclass(frozen=True)
class Section:
    """One numbered part of the file: its template, and which reading it prints."""

    template: str
    reading: str


SECTIONS: dict[str, Section] = {
    "intake": Section("documents/_intake.html", "intake"),
    "triage": Section("documents/_triage.html", "triage"),
    "assessment": Section("documents/_assessment.html", "assessment"),
    "classification": Section("documents/_classification.html", "classification"),
    "notices": Section("documents/_notices.html", "classification"),
    "plan": Section("documents/_plan.html", "plan"),
    "updates": Section("documents/_updates.html", "plan"),
    "duties": Section("documents/_duties.html", "record"),
    "briefs": Section("documents/_briefs.html", "record"),
    "opened": Section("documents/_opened.html", "record"),
    "releases": Section("documents/_releases.html", "record"),
}
"""The parts of a case file in the order of printing."""
ALL_SECTIONS = SECTIONS | {"timeline": Section("documents/_timeline.html", "timeline")}
"""With what is a paper of its own only: the file says the same things part by part."""


def case_file(case: Case, at: datetime) -> dict[str, Any]:
    """What the template prints. `case` comes with key, district, building and team; nothing sealed is among it.

    Each entry is read through the case, so that its key is opened once.
    """
    parties = parties_in(case)
    parts = read_parts(case, parties, at, (section.reading for section in SECTIONS.values()))
    return heading_of(case, parties, at) | {"sections": sections_of(SECTIONS, parts), "left_out": left_out(parts)}


READINGS: dict[str, Callable[[Case, list[Party], datetime], dict[str, Any]]] = {
    "intake": lambda case, parties, at: intake_part(case),
    "triage": lambda case, parties, at: triage_part(case),
    "assessment": lambda case, parties, at: assessment_part(case, parties),
    "classification": classification_part,
    "plan": lambda case, parties, at: plan_part(case),
    "record": lambda case, parties, at: record_part(case),
    "timeline": lambda case, parties, at: timeline_part(case, at),
}


def read_parts(case: Case, parties: list[Party], at: datetime, wanted: Iterable[str]) -> dict[str, Any]:
    """Each of these readings by its name."""
    return {name: READINGS[name](case, parties, at) for name in dict.fromkeys(wanted)}


def sections_of(names: Iterable[str], parts: dict[str, Any]) -> list[dict[str, Any]]:
    """What the template of a paper prints, in this order: each template with its reading."""
    return [{"template": ALL_SECTIONS[name].template, "part": parts[ALL_SECTIONS[name].reading]} for name in names]


def parties_in(case: Case) -> list[Party]:
    """Everybody of the case, the first recorded first."""
    return list(case.party_set.select_related("person__key").order_by("recorded_at"))


def heading_of(case: Case, parties: list[Party], at: datetime) -> dict[str, Any]:
    """What stands at the head of every paper about a case; who reported is not among it."""
    return {
        "case": case,
        "at": at,
        "language": "en",
        "subject": next((party for party in parties if party.role == Party.Role.SUBJECT), None),
        "others": [party for party in parties if party.role not in (Party.Role.SUBJECT, Party.Role.REPORTING)],
        "people": [party for party in parties if party.role != Party.Role.REPORTING],
        "leads": principals_of(case, at),
        "level": Level(case.level).label if case.level else _("Not classified yet"),
        "plan_in_force": case.plan_set.filter(state=Plan.State.ADOPTED).select_related("case_manager").first(),
        "record_class": record_class(parties),
    }


def record_class(parties: list[Party]) -> str:
    """Which law keeps the file: a student's, unless the subject is known to be none (handbook 9.1)."""
    kinds = {party.connection() for party in parties if party.role == Party.Role.SUBJECT}
    if not kinds or any(kind.is_student or kind == Affiliation.UNKNOWN for kind in kinds):
        return STUDENT_RECORD
    return PERSONNEL_RECORD if all(kind.value.startswith("employee_") for kind in kinds) else OTHER_RECORD


def left_out(parts: dict[str, Any]) -> list[str]:
    """What stands in the case and not on this paper, as sentences with their numbers."""
    reporters, tips, merged = parts["intake"]["reporters"], parts["intake"]["tips"], parts["intake"]["merged"]
    sealed, attached = parts["triage"]["sealed"], len(parts["triage"]["attachments"])
    statements, notes = parts["assessment"]["statements_left_out"], parts["record"]["notes"]
    family = parts["record"]["family_rules"]
    counted = (
        (reporters, ngettext("The identity of %d reporting party.", "The identities of %d reporting parties.", reporters)),
        (tips, ngettext("The own text of %d tip (5 ILCS 860).", "The own texts of %d tips (5 ILCS 860).", tips)),
        (statements, ngettext("%d statement of a reporting party.", "%d statements of reporting parties.", statements)),
        (sealed, ngettext("%d opinion that is sealed still.", "%d opinions that are sealed still.", sealed)),
        (attached, ngettext("The content of %d file.", "The content of %d files.", attached)),
        (notes, ngettext("%d note of the team.", "%d notes of the team.", notes)),
        (
            family,
            ngettext("%d entry on who is told in a student’s place.", "%d entries on who is told in a student’s place.", family),
        ),
        (
            merged,
            ngettext(
                "What else stands in %d case that was merged into this one; it has a file of its own.",
                "What else stands in %d cases that were merged into this one; each has a file of its own.",
                merged,
            ),
        ),
    )
    return [words % count for count, words in counted if count]
