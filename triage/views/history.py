"""What is on record already about the subjects of a case, as far as the person may see it: other cases and low-level notes."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.access import Door, can, case_view, request_door, visible_through
from cases.actions.people import people_like_subjects
from cases.models import Case, Party
from cases.views.rail import rail
from tat import audit
from tat.roles import Permission
from triage.access import seen_notes
from triage.models import LowLevelNote

MOST = 50
WALLED = (Party.Role.SUBJECT, Party.Role.TARGET)


@case_view(Permission.VIEW_CASE, "GET")
def case_history(request: HttpRequest, case: Case) -> HttpResponse:
    """Prior history (handbook 4.1, TRI-2): the same name in letters or in sound, as subject or target, the latest first."""
    way, people = request_door(request), people_like_subjects(case.pk, district_id=case.district_id)
    parts, notes = list(other_parts(case, people, way)), [] if case.practice else list(notes_on(people, way))
    may_record = case.is_open() and can(way, Permission.ASSESS, case)
    context = {"case": case, "stages": rail(case, 2), "parts": parts, "notes": notes, "may_record": may_record}
    response = render(request, "triage/history.html", context)
    response.shown = audit.digest_of([part.case.code for part in parts])  # type: ignore[attr-defined]
    return response


def other_parts(case: Case, people: set[UUID], way: Door) -> QuerySet[Party]:
    """Their parts in other cases that this person may see; what is practice is history of practice alone."""
    cases = visible_through(way).filter(practice=case.practice)
    theirs = Party.objects.filter(person_id__in=people, role__in=WALLED, case__in=cases).exclude(case=case)
    return theirs.select_related("case__building", "person__key").order_by("-case__opened_at", "case__code")[:MOST]


def notes_on(people: set[UUID], way: Door) -> Any:
    """Low-level notes on them, for who reads such notes."""
    notes: QuerySet[LowLevelNote] = seen_notes(way).filter(person_id__in=people).order_by("-recorded_at")
    return notes[:MOST]
