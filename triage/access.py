"""The only doors to public tips, low-level notes and questions to a team: who reads which, who reads a tip first, how an act locks one.

An officer without the district's designation reads none of them but the own ones (ADR 37).
"""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest

from cases.access import Door, door, request_door, visible_through
from tat.home import DESIGNATED
from tat.models import Building, Standing, Team, User
from tat.permissions import Scope
from tat.roles import Role
from tat.statutes import local_date
from triage.models import Consultation, LowLevelNote, Report, Tip
from triage.receipts import is_code

REVIEW = "RPT-REV"
WITH_IT = ("key", "report__building", "report__district", "report__case")
NOTE_WITH_IT = ("key", "person__key", "building", "district", "report__case")
REVIEWERS = (Standing.Capacity.LEAD, Standing.Capacity.PANEL)


def stands_for_superintendent(scope: Scope) -> bool:
    """Whether the person reads tips about staff first: the superintendent, or who is designated for the review of reports."""
    if Role.SUPERINTENDENT in scope.offices:
        return True
    given = DESIGNATED(user=scope.user_id, today=local_date(scope.at)) if scope.district_id else []
    return any(each.acts_for == Role.SUPERINTENDENT and REVIEW in each.rules for each in given)


def reads_tips(scope: Scope) -> bool:
    """Whether tips may wait for this person somewhere."""
    return not scope.is_outside and (bool(scope.principal_of or scope.triage_of) or stands_for_superintendent(scope))


def waiting_tips(way: Door) -> QuerySet[Tip]:
    """Tips that no case holds yet: of the buildings whose reports the person reviews, and those that the superintendent reads first."""
    scope = way.scope
    if scope.is_outside:
        return Tip.objects.none()
    theirs = Q(report__building_id__in=scope.principal_of) | Q(report__building__teams__in=scope.triage_of)
    where = Q(theirs, with_district=False)
    if stands_for_superintendent(scope):
        where |= Q(with_district=True)
    return Tip.objects.filter(where, report__district_id=scope.district_id or 0, report__case=None).distinct()


def unopened_reports(way: Door) -> QuerySet[Report]:
    """Reports in cases that the person reviews, which neither the principal nor a triage member has opened; the longest waiting first."""
    mine = Q(building_id__in=way.scope.principal_of) | Q(case__team_id__in=way.scope.triage_of)
    waiting = Report.objects.filter(mine, reviewed_at=None, case__in=visible_through(way))
    return waiting.select_related("case", "building").order_by("reported_at")


def visible_tips(way: Door) -> QuerySet[Tip]:
    """The tips that this person may read: those that wait for them, and those in a case whose reports they review."""
    scope = way.scope
    if scope.district_id is None or scope.is_outside:
        return Tip.objects.none()
    reviews = Q(report__case__building_id__in=scope.principal_of) | Q(report__case__team_id__in=scope.triage_of)
    reviews |= Q(report__case_id__in=scope.cases_as(*REVIEWERS))
    in_case = Q(reviews, report__case__in=visible_through(way))
    return Tip.objects.filter(Q(pk__in=waiting_tips(way).values("pk")) | in_case)


def open_tip_by_code(request: HttpRequest, code: str) -> Tip:
    """The tip behind a code, through the requester's door. Raises Http404 for the unseen."""
    if not is_code(code):
        raise Http404
    return _one(visible_tips(request_door(request)).select_related(*WITH_IT).filter(code=code))


def locked_tip(tip_id: uuid.UUID, *, by: User, at: datetime) -> Tip:
    """The tip, its row locked first; everything else is read after the lock. Call inside a transaction. Raises Http404 for the unseen."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A tip is locked inside a transaction.")
    tip = _one(Tip.objects.select_for_update(of=("self",)).select_related(*WITH_IT).filter(pk=tip_id))
    if not visible_tips(door(by, at)).filter(pk=tip.pk).exists():
        raise Http404
    return tip


def _one(rows: Any) -> Tip:
    tip: Tip | None = next(iter(rows), None)
    if tip is None:
        raise Http404
    return tip


def seen_notes(way: Door) -> Any:
    """The notes that this person may read: as principal or triage member of their building, and never one about oneself."""
    scope = way.scope
    if scope.district_id is None or scope.is_outside:
        return LowLevelNote.objects.none()
    served = Building.teams.through.objects.filter(building_id=OuterRef("building_id"), team_id__in=scope.triage_of)
    mine = Q(building_id__in=scope.principal_of) | Exists(served)
    rows = LowLevelNote.objects.filter(mine, district_id=scope.district_id).exclude(person__account_id=scope.user_id)
    return rows.filter(Q(report=None) | Q(report__case__in=visible_through(way))).select_related(*NOTE_WITH_IT)


def own_notes(way: Door) -> Any:
    """The notes that this person wrote: whoever may not read them is told one word about each, and may correct it."""
    rows = LowLevelNote.objects.filter(recorded_by_id=way.scope.user_id, district_id=way.scope.district_id or 0)
    return rows.select_related(*NOTE_WITH_IT)


def seen_consultations(scope: Scope) -> QuerySet[Consultation]:
    """The questions that this person may read: the own ones, and those to a team of which the person is a member or leads a building."""
    led = Team.buildings.through.objects.filter(team_id=OuterRef("team_id"), building_id__in=scope.principal_of)
    theirs: Any = Q(recorded_by_id=scope.user_id)
    if not scope.is_outside:
        theirs |= Q(team_id__in=scope.member_of | scope.triage_of) | Exists(led)
    rows = Consultation.objects.filter(theirs, district_id=scope.district_id or 0)
    return rows.select_related("key", "building", "team", "report__case")


def is_asked(scope: Scope, row: Consultation) -> bool:
    """Whether the person answers that question: of its team, or principal of a building that it serves, and never the asker."""
    if row.recorded_by_id == scope.user_id or scope.is_outside:
        return False
    return row.team_id in scope.member_of | scope.triage_of or row.team.buildings.filter(pk__in=scope.principal_of).exists()
