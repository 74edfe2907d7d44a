"""The retention clock of closed cases, what stands against their disposal, and holds. Nothing here deletes anything (handbook 9.8)."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from cases.access import locked_case, locked_for_system
from cases.actions.locks import refuse, refuse_merged
from cases.actions.logs import log_case
from cases.actions.people import agree
from cases.actions.stamps import stamp
from cases.models import Case, Party
from cases.workflow import Stage
from reporting.actions.record_reviews import of_students
from reporting.models import AccessRequest, Challenge, CourtOrder, HearingRequest, LegalHold, RecordReview
from reporting.models.records import ABOUT
from reporting.workflow import ADULT, STUDENT, RetentionFacts, disposal_problems
from tat import clock
from tat.calendar.dates import eligible_from
from tat.models import Obligation, User
from tat.models.obligations import SHORTEST_REASON
from tat.permissions import Scope, may, scope_of
from tat.roles import Permission
from tat.statutes import local_date

NO_CASE = "There is no case of this code whose records you keep."
REASON = "Write what asks for the hold, in {least} characters or more."
LIFTED = "This hold has ended already. Nothing was changed."
WHY = "Write why the hold ends, in {least} characters or more."
LEFT_ON = "Write on which day the student left for good."
NOT_YET = "This day has not come yet. Record it once the student has left."
LEFT_WHY = "Write why: withdrawal, graduation or transfer, and where that is on record."


@dataclass(frozen=True)
class Kept:
    """One closed case as who keeps records sees it: no name and no content."""

    case: Case
    facts: RetentionFacts
    ends_on: date | None
    problems: tuple[str, ...]


def kept_by(scope: Scope) -> QuerySet[Case]:
    """The cases whose retention the records custodian looks after: of the district, closed, neither restricted nor practice."""
    rows = Case.objects.filter(district_id=scope.district_id or 0, stage=Stage.CLOSED, restricted=False, practice=False, disposed_at=None)
    return rows.exclude(pk__in=scope.excluded).select_related("building")


def retention_of(cases: Sequence[Case], day: date) -> list[Kept]:
    """How each of these stands on that local day; the statements are the same for one and for many."""
    ids = [case.pk for case in cases]
    students = set(of_students().filter(pk__in=ids).values_list("pk", flat=True))
    left: dict[uuid.UUID, list[date]] = {}
    for case_id, on in RecordReview.objects.filter(case__in=ids, kind=RecordReview.Kind.LEFT).values_list("case_id", "on"):
        left.setdefault(case_id, []).append(on)
    held = list(LegalHold.objects.filter(case__in=ids, lifted_at=None).values_list("case_id", flat=True))
    owed = list(Obligation.objects.open().filter(about_kind="case", about_id__in=ids).values_list("about_id", flat=True))
    asked = asked_about(cases)
    found = []
    for case in cases:
        starts, student = left.get(case.pk, []), case.pk in students
        ends_on = eligible_from(starts) if starts and student else None
        facts = RetentionFacts(
            closed=case.stage == Stage.CLOSED,
            record_class=STUDENT if student else ADULT,
            ends_on=ends_on,
            day=day,
            holds=held.count(case.pk),
            duties=owed.count(case.pk),
            requests=case.pk in asked,
        )
        found.append(Kept(case, facts, ends_on, disposal_problems(facts)))
    return found


def asked_about(cases: Sequence[Case]) -> set[uuid.UUID]:
    """Which of these an open request, order or challenge may be about: by the name of the student, as it was written there."""
    waiting = Obligation.objects.open().filter(about_kind=ABOUT).values("about_id")
    names = [row.student for kind in (AccessRequest, CourtOrder, HearingRequest, Challenge) for row in _open(kind, waiting)]
    if not names:
        return set()
    rows = Party.objects.filter(case__in=[case.pk for case in cases], role=Party.Role.SUBJECT, person__isnull=False)
    subjects = [(row.case_id, row.person.name) for row in rows.select_related("person__key") if row.person]
    return {case_id for case_id, subject in subjects if any(agree(subject, name) for name in names)}


def _open(kind: Any, waiting: Any) -> Iterable[Any]:
    return kind.objects.filter(matter__in=waiting).select_related("matter__key")  # type: ignore[no-any-return]


def holds_of(scope: Scope) -> QuerySet[LegalHold]:
    """The holds, ended ones among them, on cases whose records this person keeps."""
    kept = Case.objects.filter(district_id=scope.district_id or 0, restricted=False, practice=False).exclude(pk__in=scope.excluded)
    return LegalHold.objects.filter(case__in=kept).select_related("case__key", "recorded_by").order_by("recorded_at", "id")


@transaction.atomic
def place_hold(*, by: User, case: str, reason: str) -> LegalHold:
    """Keep the records of the case of that code from any disposal until somebody ends it.

    Raises PermissionDenied, Blocked with what is missing.
    """
    at = clock.now()
    scope = _keeper(by, at)
    kept = Case.objects.filter(district_id=scope.district_id or 0, restricted=False, practice=False, disposed_at=None)
    found = kept.exclude(pk__in=scope.excluded).filter(code=case.strip().upper()).first()
    least = len(reason.strip()) >= SHORTEST_REASON
    refuse(("case", _(NO_CASE), found is None), ("reason", _(REASON).format(least=SHORTEST_REASON), not least))
    assert found is not None
    locked = locked_for_system(found.pk)
    row = LegalHold.objects.create(case=locked, reason=reason.strip(), **stamp(by, at))
    log_case("hold_placed", locked, by=by, at=at, detail=row.ref)
    return row


@transaction.atomic
def lift_hold(*, hold_id: uuid.UUID, by: User, reason: str) -> LegalHold:
    """End a hold, with the reason. Raises Http404 for one that is not this person's to see, PermissionDenied, Blocked."""
    at = clock.now()
    scope = _keeper(by, at)
    row = LegalHold.objects.select_for_update(of=("self",)).select_related("case__key").filter(pk=hold_id).first()
    if row is None or row.case.district_id != scope.district_id or row.case.restricted or row.case_id in scope.excluded:
        raise Http404
    least = len(reason.strip()) >= SHORTEST_REASON
    refuse(("reason", _(LIFTED), row.lifted_at is not None), ("reason", _(WHY).format(least=SHORTEST_REASON), not least))
    row.lifted_at, row.lifted_by, row.lifted_name, row.lifted_position = at, by, by.full_name, by.position
    row.lifted_reason = reason.strip()
    row.save(update_fields=["lifted_at", "lifted_by", "lifted_name", "lifted_position", "lifted_reason"])
    log_case("hold_lifted", row.case, by=by, at=at, detail=row.ref)
    return row


def _keeper(by: User, at: datetime) -> Scope:
    scope = scope_of(by, at)
    if by.district_id is None or not may(scope, Permission.KEEP_RECORDS):
        raise PermissionDenied
    return scope


@transaction.atomic
def record_left(*, case: Case, by: User, on: date | None, note: str) -> RecordReview:
    """The student left for good on that day: the years of retention count from it, the latest such day governs (105 ILCS 10/4(f)).

    Raises Http404, PermissionDenied, Blocked with what is missing.
    """
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.REVIEW_RECORD, at=at)
    refuse_merged(locked)
    refuse(
        ("on", _(LEFT_ON), on is None),
        ("on", _(NOT_YET), on is not None and on > local_date(at)),
        ("note", _(LEFT_WHY), not note.strip()),
    )
    assert on is not None
    row = RecordReview.objects.create(case=locked, kind=RecordReview.Kind.LEFT, on=on, note=note.strip(), **stamp(by, at))
    log_case("student_left", locked, by=by, at=at, detail=row.ref)
    return row
