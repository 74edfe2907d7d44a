"""Prior history of one party of a case: the other cases and notes under the same name, as far as the reader may see them."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cases.access import Door, visible_through
from cases.actions.people import people_named
from cases.models import Case, Party
from cases.workflow import ClosingReason
from reporting.actions.sought_names import FAMILIAR, SAME, SOUNDS, SPELLED, TOLD
from triage.access import seen_notes
from triage.actions.likeness import familiar, same_name, spelled_alike
from triage.models import LowLevelNote

MOST, MOST_SPELLED = 50, 400
"""Entries of the history; names of the newest other cases that are opened to compare their spelling."""


@dataclass(frozen=True)
class Earlier:
    """The person's part in another case, and why it is shown; `possible`: another spelling, which a person judges."""

    part: Party
    why: Any
    possible: bool

    @property
    def outcome(self) -> str:
        """How the case ended, in words; "" while it is open."""
        reason = self.part.case.closed_reason
        return str(ClosingReason(reason).label) if reason in ClosingReason.values else ""


def party_of(case: Case, party_id: uuid.UUID) -> Party | None:
    """A party of this case whose history is told: a person by name, and neither who reported nor who received it."""
    rows = Party.objects.filter(pk=party_id, case=case, role__in=TOLD, person__isnull=False, person__key__shredded_at=None)
    return rows.select_related("person__key").first()


def earlier_cases(case: Case, party: Party, way: Door) -> list[Earlier]:
    """Other cases with this person or somebody of a like name, the latest first; what is practice is history of practice alone."""
    assert party.person is not None
    name = party.person.name
    people = {party.person.pk, *people_named(name, district_id=case.district_id)}
    theirs = _parts(case, way)
    found = {part.pk: part for part in theirs.filter(person_id__in=people)[:MOST]}
    near = (part for part in theirs[:MOST_SPELLED] if part.pk not in found and spelled_alike(name, part.shown_name()))
    found |= {part.pk: part for part in near}
    rows = [_judged(part, party, name) for part in found.values()]
    return sorted(rows, key=lambda row: (row.part.case.opened_at, row.part.case.code), reverse=True)[:MOST]


def _parts(case: Case, way: Door) -> QuerySet[Party]:
    cases = visible_through(way).filter(practice=case.practice)
    rows = Party.objects.filter(role__in=TOLD, case__in=cases, person__isnull=False, person__key__shredded_at=None).exclude(case=case)
    return rows.select_related("case__building", "person__key").order_by("-case__opened_at", "case__code", "pk")


def _judged(part: Party, party: Party, name: str) -> Earlier:
    theirs = part.shown_name()
    if part.person_id == party.person_id or same_name(name, theirs):
        return Earlier(part, SAME, possible=False)
    why = FAMILIAR if familiar(name, theirs) else SPELLED if spelled_alike(name, theirs) else SOUNDS
    return Earlier(part, why, possible=True)


def notes_about(case: Case, party: Party, way: Door) -> list[LowLevelNote]:
    """Low-level notes under the name, for who reads such notes; none in a practice case."""
    if case.practice or party.person is None:
        return []
    people = {party.person.pk, *people_named(party.person.name, district_id=case.district_id)}
    return list(seen_notes(way).filter(person_id__in=people).order_by("-recorded_at")[:MOST])
