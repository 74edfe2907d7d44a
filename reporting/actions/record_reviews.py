"""Every four years, or when the student changes the attendance center, a case's file is reviewed as a temporary record (23 IAC 375.40)."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate

from cases.access import locked_case
from cases.actions.duties import start_duty
from cases.actions.locks import refuse, refuse_merged
from cases.actions.logs import log_case
from cases.actions.stamps import stamp
from cases.models import Affiliation, Case, Party, Transfer
from cases.workflow import Stage
from reporting.actions.record_duties import AT_A_TIME, day_ended
from reporting.models import RecordReview
from reporting.models.records import NOON
from tat import audit, clock, obligations
from tat.calendar.dates import add_months
from tat.models import Obligation, User
from tat.roles import Permission
from tat.statutes import CENTRAL, RULES, end_of_day, local_date, wall_time
from tat.statutes.limits import REVIEW_AHEAD_DAYS

RULE = "TMP-REV"
Kind = RecordReview.Kind
STUDENTS = [each for each in Affiliation if each.is_student]
AHEAD = timedelta(days=REVIEW_AHEAD_DAYS)

REVIEWED_ON = "Write on which day the file was reviewed."
NOT_YET = "This day has not come yet. Enter the review once it is done."
TOO_EARLY = "This is before the case was opened. Check the day."
NOTE = "Write what was looked at, and what was found out of date or not needed any more."
MOVED_ON = "Write from which day the student attends elsewhere."
BEFORE_REVIEW = "The file was reviewed since. Only a change after the last review asks for another one."
TWICE = "A change on this day is recorded already."


@dataclass(frozen=True)
class ReviewsOfFile:
    """Where the review of one file stands: what the clock counts from, and the first day on which a change asks for one sooner."""

    since_at: datetime
    ref: str
    moved: RecordReview | None
    reviews: list[RecordReview]

    @property
    def due_on(self) -> date:
        """The local day by which the file is reviewed next: four years on, or the change of attendance center, first of both."""
        last = add_months(local_date(self.since_at), RULES[RULE].clock.n or 0)
        return min(last, self.moved.on) if self.moved else last


def is_temporary_record(case: Case) -> bool:
    """Whether the file is a student's temporary record: its subject is, was or will be a student, and it is no practice."""
    return not case.practice and of_students().filter(pk=case.pk).exists()


def of_students() -> Any:
    """The cases whose file is a temporary record, merged ones and practice left out."""
    student = Q(person__affiliation__in=STUDENTS) | Q(affiliation__in=STUDENTS)
    subjects = Party.objects.filter(student, case=OuterRef("pk"), role=Party.Role.SUBJECT)
    return Case.objects.filter(Exists(subjects), practice=False, disposed_at=None).exclude(stage=Stage.MERGED)


def standing_of(case: Case) -> ReviewsOfFile:
    """Read it, in one statement."""
    rows = list(RecordReview.objects.filter(case=case).select_related("case__key").order_by("on", "recorded_at", "id"))
    last = next((row for row in reversed(rows) if row.kind == Kind.REVIEWED), None)
    moved = next((row for row in rows if row.kind == Kind.MOVED and (last is None or row.on > last.on)), None)
    since_at = wall_time(last.on, NOON) if last else case.opened_at
    return ReviewsOfFile(since_at, last.ref if last else f"case:{case.pk}", moved, rows)


@transaction.atomic
def review_record(*, case: Case, by: User, on: date | None, note: str) -> RecordReview:
    """The file was reviewed: whatever review waits is met by this note, and the next four years begin. A closed case's file too.

    Raises Http404, PermissionDenied, Blocked with what is missing.
    """
    at = clock.now()
    locked = _locked(case, by, at)
    refuse(
        ("on", REVIEWED_ON, on is None),
        ("on", NOT_YET, on is not None and on > local_date(at)),
        ("on", TOO_EARLY, on is not None and on < local_date(locked.opened_at)),
        ("note", NOTE, not note.strip()),
    )
    assert on is not None
    row = RecordReview.objects.create(case=locked, kind=Kind.REVIEWED, on=on, note=note.strip(), **stamp(by, at))
    obligations.meet_all(RULE, ("case", locked.pk), at=at, by=by, proof_ref=row.ref, occurred_at=day_ended(on, at))
    log_case("record_reviewed", locked, by=by, at=at, occurred_at=day_ended(on, at), detail=row.ref)
    return row


@transaction.atomic
def record_move(*, case: Case, by: User, on: date | None) -> RecordReview:
    """The student changes the attendance center on that day, past or to come: the review is due then, if no earlier one is (TMP-REV).

    Raises Http404, PermissionDenied, Blocked with what is missing.
    """
    at = clock.now()
    locked = _locked(case, by, at)
    stands = standing_of(locked)
    refuse(
        ("on", MOVED_ON, on is None),
        ("on", BEFORE_REVIEW, on is not None and on <= local_date(stands.since_at)),
        ("on", TWICE, any(row.kind == Kind.MOVED and row.on == on for row in stands.reviews)),
    )
    assert on is not None
    row = RecordReview.objects.create(case=locked, kind=Kind.MOVED, on=on, **stamp(by, at))
    _start(locked, row.ref, stands.since_at, row.on, at=at, by=by)
    log_case("attendance_center_changed", locked, by=by, at=at, detail=row.ref)
    return row


def _locked(case: Case, by: User, at: datetime) -> Case:
    locked = locked_case(case.id, by=by, permission=Permission.REVIEW_RECORD, at=at)
    refuse_merged(locked)
    return locked


def _start(case: Case, ref: str, since_at: datetime, moved_on: date | None, *, at: datetime, by: User | None) -> bool:
    """Start the review of one file, in the place of one due later; False where one is due sooner. The calling action writes the log."""
    waiting = list(Obligation.objects.open().about("case", case.pk).filter(rule=RULE).exclude(trigger_ref=ref))
    later = [row for row in waiting if moved_on and row.legal_due_at and row.legal_due_at > end_of_day(moved_on)]
    if len(later) < len(waiting):
        return False
    for row in later:
        obligations.supersede(row, at=at, by=by, reason_code="attendance_center")
    start_duty(RULE, case, trigger_ref=ref, triggered_at=since_at, at=at, by=by, anchor=moved_on)
    return True


def reconcile() -> int:
    """Start the reviews whose time comes near, and those that a change of attendance center asks for. Twice, or two at once, is harmless.

    One log entry, with count and digest, where it changed something. Returns how many.
    """
    with transaction.atomic():
        at = clock.now()
        changed = [*_moved(at), *_handed_over(at), *_coming(at)]
        if changed:
            digest = hashlib.sha256("\n".join(sorted(changed)).encode()).digest()
            audit.record("reviews_started", by=None, at=at, count=len(changed), digest=digest)
    return len(changed)


def _known(ref: Any) -> Exists:
    return Exists(Obligation.objects.filter(rule=RULE, about_kind="case", about_id=OuterRef("case_id"), trigger_ref=ref))


def _reference(kind: str, field: str) -> Concat:
    return Concat(Value(f"{kind}:"), Cast(field, CharField()), output_field=CharField())


def _coming(at: datetime) -> list[str]:
    """Files whose four years end soon, and of which no review waits."""
    latest = RecordReview.objects.filter(case=OuterRef("pk"), kind=Kind.REVIEWED).order_by("-on", "-recorded_at", "-id")
    cases = of_students().annotate(
        review=Subquery(latest.values("pk")[:1]),
        since=Coalesce(Subquery(latest.values("on")[:1]), TruncDate("opened_at", tzinfo=CENTRAL)),
        started=Coalesce(_reference("record_review", "review"), _reference("case", "pk")),
    )
    rows = Obligation.objects.filter(rule=RULE, about_kind="case", about_id=OuterRef("pk"))
    waits = Exists(rows.filter(Q(state=Obligation.State.OPEN) | Q(trigger_ref=OuterRef("started"))))
    before = add_months(local_date(at) + AHEAD, -(RULES[RULE].clock.n or 0))
    found = cases.filter(~waits, since__lte=before).select_related("district", "building", "team")[:AT_A_TIME]
    return [_started(case, at) for case in found]


def _started(case: Case, at: datetime) -> str:
    stands = standing_of(case)
    _start(case, stands.ref, stands.since_at, None, at=at, by=None)
    return stands.ref


def _moved(at: datetime) -> list[str]:
    """Changes that were recorded and whose review is neither there nor done since."""
    done = RecordReview.objects.filter(case=OuterRef("case_id"), kind=Kind.REVIEWED, on__gte=OuterRef("on"))
    moves = RecordReview.objects.filter(~Exists(done), kind=Kind.MOVED).annotate(started=_reference("record_review", "pk"))
    return _from(moves.filter(~_known(OuterRef("started"))), at, lambda row: (row.ref, row.on))


def _handed_over(at: datetime) -> list[str]:
    """A case that another building has taken: its student attends there from now on."""
    done = RecordReview.objects.filter(case=OuterRef("case_id"), kind=Kind.REVIEWED, recorded_at__gte=OuterRef("answered_at"))
    taken = Transfer.objects.filter(~Exists(done), state=Transfer.State.ACCEPTED, case__in=of_students().values("pk"))
    rows = taken.annotate(started=_reference("transfer", "pk")).filter(~_known(OuterRef("started")))
    return _from(rows, at, lambda row: (f"transfer:{row.pk}", local_date(row.answered_at)))


def _from(rows: Any, at: datetime, moved: Callable[[Any], tuple[str, date]]) -> list[str]:
    """Start the review of each, but where one is due sooner."""
    found: Iterable[Any] = rows.select_related("case__district", "case__building", "case__team").order_by("recorded_at")[:AT_A_TIME]
    asked = [(row.case, *moved(row)) for row in found]
    return [ref for case, ref, on in asked if _start(case, ref, standing_of(case).since_at, on, at=at, by=None)]
