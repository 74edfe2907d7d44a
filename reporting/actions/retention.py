"""The retention clock of closed cases, what stands against their disposal, and holds. Nothing here deletes anything (handbook 9.8)."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from cases.access import locked_case, locked_for_system
from cases.actions.locks import refuse, refuse_merged
from cases.actions.logs import log_case
from cases.actions.people import agree
from cases.actions.stamps import stamp
from cases.models import Affiliation, Case, Party
from cases.workflow import Stage
from reporting.actions.record_reviews import of_students
from reporting.models import AccessRequest, Challenge, CourtOrder, HearingRequest, LegalHold, RecordReview, RetentionSchedule
from reporting.models.records import ABOUT
from reporting.workflow import ADULT, PERSONNEL, STUDENT, RetentionFacts, disposal_problems
from tat import audit, clock
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
WHICH_CLASS = "Choose whose files the schedule is for."
YEARS = "Write how many years the approved schedule says."
SCHEDULE = "Write the number of the approved schedule. No period is assumed without one (handbook 9.8)."
APPROVED_ON = "Write on which day the Local Records Commission approved it."
TO_COME = "This day has not come yet."
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
    """The closed cases whose retention this person looks after."""
    return looked_after(scope).filter(stage=Stage.CLOSED).select_related("building")


def looked_after(scope: Scope) -> QuerySet[Case]:
    """The records custodian looks after all that are not restricted, but for current employees'; those are the personnel officer's,
    restricted ones too (820 ILCS 40). By code and day, never by content.
    """
    employees = Q(person__affiliation=Affiliation.EMPLOYEE_CURRENT) | Q(affiliation=Affiliation.EMPLOYEE_CURRENT)
    personnel = Exists(Party.objects.filter(employees, case=OuterRef("pk"), role=Party.Role.SUBJECT))
    whose = Q(personnel) if may(scope, Permission.KEEP_PERSONNEL_RECORDS) else Q(pk=None)
    if may(scope, Permission.KEEP_RECORDS):
        whose |= ~Q(personnel) & Q(restricted=False)
    return Case.objects.filter(whose, district_id=scope.district_id or 0, practice=False, disposed_at=None).exclude(pk__in=scope.excluded)


def classes_of(cases: Sequence[Case]) -> dict[uuid.UUID, str]:
    """By case, the class of its file; a student's where its subject is, was or will be one."""
    ids = [case.pk for case in cases]
    students = set(of_students().filter(pk__in=ids).values_list("pk", flat=True))
    employees = Q(person__affiliation=Affiliation.EMPLOYEE_CURRENT) | Q(affiliation=Affiliation.EMPLOYEE_CURRENT)
    rows = Party.objects.filter(employees, case__in=ids, role=Party.Role.SUBJECT)
    personnel = set(rows.values_list("case_id", flat=True))
    return {pk: STUDENT if pk in students else PERSONNEL if pk in personnel else ADULT for pk in ids}


def schedules_of(district_id: int) -> dict[str, RetentionSchedule]:
    """The schedule in force for each class of adults' files."""
    rows = RetentionSchedule.objects.filter(district=district_id).order_by("recorded_at", "id")
    return {row.record_class: row for row in rows}


def _ends_on(case: Case, record_class: str, left: list[date], schedules: Mapping[str, RetentionSchedule]) -> date | None:
    """The first local day after the years: of a student from the last leaving, of an adult from the closing by the approved schedule."""
    if record_class == STUDENT:
        return eligible_from(left) if left else None
    row = schedules.get(record_class)
    return eligible_from([local_date(case.closed_at)], row.years) if row and case.closed_at else None


def retention_of(cases: Sequence[Case], day: date) -> list[Kept]:
    """How each of these stands on that local day; the statements are the same for one and for many."""
    ids = [case.pk for case in cases]
    classes = classes_of(cases)
    schedules = schedules_of(cases[0].district_id) if cases and set(classes.values()) != {STUDENT} else {}
    left: dict[uuid.UUID, list[date]] = {}
    for case_id, on in RecordReview.objects.filter(case__in=ids, kind=RecordReview.Kind.LEFT).values_list("case_id", "on"):
        left.setdefault(case_id, []).append(on)
    held = list(LegalHold.objects.filter(case__in=ids, lifted_at=None).values_list("case_id", flat=True))
    owed = list(Obligation.objects.open().filter(about_kind="case", about_id__in=ids).values_list("about_id", flat=True))
    asked = asked_about(cases)
    found = []
    for case in cases:
        record_class = classes[case.pk]
        ends_on = _ends_on(case, record_class, left.get(case.pk, []), schedules)
        facts = RetentionFacts(
            closed=case.stage == Stage.CLOSED,
            record_class=record_class,
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
    return LegalHold.objects.filter(case__in=looked_after(scope)).select_related("case__key", "recorded_by").order_by("recorded_at", "id")


@transaction.atomic
def place_hold(*, by: User, case: str, reason: str) -> LegalHold:
    """Keep the records of the case of that code from any disposal until somebody ends it.

    Raises PermissionDenied, Blocked with what is missing.
    """
    at = clock.now()
    scope = _keeper(by, at)
    found = looked_after(scope).filter(code=case.strip().upper()).first()
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
    if row is None or not looked_after(scope).filter(pk=row.case_id).exists():
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
    if by.district_id is None or not may(scope, Permission.KEEP_RETENTION):
        raise PermissionDenied
    return scope


@dataclass(frozen=True, kw_only=True)
class ScheduleGiven:
    """An approved schedule as it is typed; `approved_on` is a local day."""

    record_class: str = ""
    years: int | None = None
    number: str = ""
    approved_on: date | None = None


@transaction.atomic
def enter_schedule(*, by: User, given: ScheduleGiven) -> RetentionSchedule:
    """Enter how long files about adults are kept; the personnel officer for employees', the custodian for the others.

    Raises PermissionDenied, Blocked with what is missing.
    """
    at = clock.now()
    scope = _keeper(by, at)
    refuse(
        ("record_class", WHICH_CLASS, given.record_class not in schedules_for(scope)),
        ("years", YEARS, not given.years),
        ("number", SCHEDULE, not given.number.strip()),
        ("approved_on", APPROVED_ON, given.approved_on is None),
        ("approved_on", TO_COME, given.approved_on is not None and given.approved_on > local_date(at)),
    )
    words = {"record_class": given.record_class, "years": given.years, "number": given.number.strip(), "approved_on": given.approved_on}
    row = RetentionSchedule.objects.create(district_id=scope.district_id or 0, **words, **stamp(by, at))
    about = {"about": ("retention_schedule", row.pk), "district_id": scope.district_id}
    audit.record("schedule_entered", by=by, at=at, detail=f"{row.record_class} {row.years}", **about)  # type: ignore[arg-type]
    return row


def schedules_for(scope: Scope) -> list[str]:
    """The classes of which this person enters the schedule."""
    own = {PERSONNEL: Permission.KEEP_PERSONNEL_RECORDS, ADULT: Permission.KEEP_RECORDS}
    return [record_class for record_class, permission in own.items() if may(scope, permission)]


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
