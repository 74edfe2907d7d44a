"""The frozen view of each rule: what a superintendent or a designee may know of an incident, and nothing else of its case."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _l

from cases.gates import YES, incident_of
from cases.models import Case, GateAnswer, GateFacts, NotificationEntry
from tat.calendar.words import local_words
from tat.models import Obligation, User
from tat.models.prepared import Given, Prepared
from tat.statutes import RULES

POLICE = "NTF-LE"
Words = str | Promise
_INCIDENT = ("happened", "place", "what")
FACTS_OF: dict[str, tuple[str, ...]] = {
    "FIR-LE2": (*_INCIDENT, "weapon", "verified", "told"),
    "DRG-LE2": (*_INCIDENT, "drug", "verified", "told"),
    "BAT-LE": (*_INCIDENT, "personnel", "injury", "complaint", "told"),
    "FIR-SIRS": (*_INCIDENT, "weapon", "done_by", "injury", "verified", "told"),
    "DRG-SIRS": (*_INCIDENT, "drug", "done_by", "verified", "told"),
    "BAT-SIRS": (*_INCIDENT, "attack", "personnel", "done_by", "injury", "complaint", "told"),
}
"""What the page of each rule needs, in the order in which it stands there. A rule that is not here shows nothing of its case."""


@dataclass(frozen=True)
class Incident:
    """What is known of the incident behind one duty: the facts as they stand, the answer that verified it, when the police were told."""

    facts: GateFacts | None
    verified: GateAnswer | None
    told: Sequence[NotificationEntry]


@dataclass(frozen=True)
class DutyFacts:
    """What a person without the case may know of one duty: nothing but what the duty needs. `lines` are label and value."""

    code: str
    building: str
    district: str
    duty: str
    citation: str
    lines: tuple[tuple[Words, Words], ...] = ()
    incomplete: bool = False


def duty_facts(user: User, obligation: Obligation) -> DutyFacts:
    """The only door without case access: a frozen view per rule, for the superintendent and designees.

    The caller has opened the duty to who answers for it.
    """
    rule, names = RULES[obligation.rule], FACTS_OF.get(obligation.rule, ())
    found = incident_behind(obligation) if names else None
    return DutyFacts(
        code=obligation.code,
        building=obligation.building.name if obligation.building else "",
        district=obligation.district.name,
        duty=rule.duty,
        citation=rule.citation,
        lines=tuple(line for name in names if found for line in SHOWN[name](found)),
        incomplete=found is not None and found.facts is None,
    )


def incident_behind(obligation: Obligation) -> Incident:
    """The incident that started a duty of a gate. Of a case that was merged into another it went on there."""
    answers = answers_behind(obligation)
    facts = latest_facts(answers[:1]).get(answers[0].pk) if answers else None
    since = min([each.recorded_at for each in answers] + [obligation.triggered_at] + ([facts.happened_at] if facts else []))
    reached = NotificationEntry.Outcome.REACHED
    told = NotificationEntry.objects.filter(case__in=_cases(obligation), recipient=POLICE, outcome=reached, told_at__gte=since)
    known = told.select_related("case__key").order_by("told_at", "recorded_at")
    return Incident(facts, next((each for each in answers if each.is_verified), None), list(known))


def answers_behind(obligation: Obligation) -> list[GateAnswer]:
    """The answers of the incident that started a duty of a gate, the one that began it first; none where no gate did."""
    answer_id = uuid.UUID(obligation.trigger_ref.partition(":")[2])
    rows = GateAnswer.objects.filter(case__in=_cases(obligation)).select_related("case__key").order_by("recorded_at", "id")
    asked = next((each for each in rows if each.pk == answer_id), None)
    of_gate = [each for each in rows if asked and each.gate == asked.gate]
    return [each for each in of_gate if asked and each.answer == YES and _began(of_gate, each) == _began(of_gate, asked)]


def _cases(obligation: Obligation) -> Any:
    return Case.objects.filter(Q(pk=obligation.about_id) | Q(merged_into=obligation.about_id)).values("pk")


def _began(answers: Sequence[GateAnswer], asked: GateAnswer) -> uuid.UUID:
    return incident_of([(each.pk, each.moment, each.answer) for each in answers], asked.pk)


def incidents_of(case: Case, gates: Sequence[str]) -> list[tuple[GateAnswer, GateFacts | None]]:
    """Each incident of these gates with its facts as they stand, the first one first."""
    answers = GateAnswer.objects.filter(case__in=case.with_merged(), gate__in=gates)
    rows = list(answers.select_related("case__key").order_by("recorded_at", "id"))
    of_gate = {gate: [each for each in rows if each.gate == gate] for gate in gates}
    firsts = [row for row in rows if row.answer == YES and _began(of_gate[row.gate], row) == row.pk]
    latest = latest_facts(firsts)
    return [(row, latest.get(row.pk)) for row in firsts]


def latest_facts(answers: Sequence[GateAnswer]) -> dict[uuid.UUID, GateFacts]:
    """The facts as they stand, by the answer that began the incident."""
    rows = GateFacts.objects.filter(answer__in=[each.pk for each in answers]).select_related("case__key")
    return {row.answer_id: row for row in rows.order_by("recorded_at", "id")}


def start_of(obligation: Obligation, found: Incident) -> datetime:
    """The earliest moment at which the duty can have been done: when it began to run, or when it happened, where that is known."""
    return min([obligation.triggered_at, *([found.facts.happened_at] if found.facts else [])])


def police_words(entry: NotificationEntry) -> str:
    """One call to the police: when, which agency, which number. Whoever was spoken to is not said."""
    parts = (local_words(entry.told_at), entry.agency, entry.reference)
    return ", ".join(part for part in parts if part)


def _happened(found: Incident) -> tuple[tuple[Words, Words], ...]:
    return ((_l("When"), local_words(found.facts.happened_at)),) if found.facts else ()


def _place(found: Incident) -> tuple[tuple[Words, Words], ...]:
    if found.facts is None:
        return ()
    return ((_l("Where"), where_words(found.facts.place, str(found.facts.get_grounds_display()))),)


def where_words(place: str, grounds: str) -> str:
    """The place, and beside it which kind of place it is: "Gym (in the school)"."""
    return f"{place} ({grounds[0].lower()}{grounds[1:]})" if place else grounds


def _verified(found: Incident) -> tuple[tuple[Words, Words], ...]:
    if found.verified is None:
        return ()
    by, at = found.verified.recorded_position or _l("The school"), local_words(found.verified.recorded_at)
    return ((_l("Verified"), f"{by}, {at}"),)


def _injury(found: Incident) -> tuple[tuple[Words, Words], ...]:
    if found.facts is None or not found.facts.injury:
        return ()
    return ((_l("Injury"), ". ".join(filter(None, [found.facts.get_injury_display(), found.facts.injury_note]))),)


def _complaint(found: Incident) -> tuple[tuple[Words, Words], ...]:
    if found.facts is None or not found.facts.complaint:
        return ()
    at = local_words(found.facts.complaint_at) if found.facts.complaint_at else ""
    return ((_l("Complaint of the staff member"), ", ".join(filter(None, [found.facts.get_complaint_display(), at]))),)


def _told(found: Incident) -> tuple[tuple[Words, Words], ...]:
    return ((_l("Police told"), "; ".join(map(police_words, found.told))),) if found.told else ()


def _chosen(label: Words, name: str) -> Callable[[Incident], tuple[tuple[Words, Words], ...]]:
    def shown(found: Incident) -> tuple[tuple[Words, Words], ...]:
        words = getattr(found.facts, f"get_{name}_display")() if found.facts and getattr(found.facts, name) else ""
        return ((label, words),) if words else ()

    return shown


def _what(found: Incident) -> tuple[tuple[Words, Words], ...]:
    return ((_l("What"), found.facts.what),) if found.facts else ()


SHOWN: dict[str, Callable[[Incident], tuple[tuple[Words, Words], ...]]] = {
    "happened": _happened,
    "place": _place,
    "what": _what,
    "weapon": _chosen(_l("Weapon"), "weapon"),
    "drug": _chosen(_l("Drug"), "drug"),
    "attack": _chosen(_l("Kind of attack"), "attack"),
    "personnel": _chosen(_l("Attacked"), "personnel"),
    "done_by": _chosen(_l("By"), "done_by"),
    "injury": _injury,
    "complaint": _complaint,
    "verified": _verified,
    "told": _told,
}


def case_behind(obligation: Obligation) -> Case:
    """The case that a duty is about, with nobody asked: the caller opens it to who answers for that one duty, and shows what it needs.

    Raises Http404 for a duty about something else.
    """
    case: Case | None = next(iter(BEHIND(pk=obligation.about_id)), None) if obligation.about_kind == "case" else None
    if case is None:
        raise Http404
    return case


BEHIND: Prepared[Case] = Prepared(lambda: Case.objects.select_related("key", "district", "building", "team").filter(pk=Given("pk")))
