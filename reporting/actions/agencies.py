"""The report to the State Police: its proof, which ends the duty, and the attempts, which do not (430 ILCS 66/105)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.access import case_behind, locked_for_system
from cases.actions.danger import determination_of, may_submit
from cases.actions.delegates import REPORT, submitters
from cases.actions.locks import refuse
from cases.actions.logs import log_case
from cases.actions.stamps import stamp
from cases.models import Case
from reporting.models import AgencyAttempt, AgencyReport
from tat import clock, obligations
from tat.models import Obligation, User
from tat.workflow import Blocked

MINUTE = timedelta(minutes=1)
NUMBER = "Write the confirmation number that the portal gave. Without it the duty stays open; record an attempt instead."
SUBMITTED = "Write when the report was submitted in the portal."
NOT_YET = "This time has not come yet. Enter when the report was submitted."
TOO_EARLY = "This is before the determination. Check both times; a wrong time of the determination is corrected on its own page."
SUBMITTER = (
    "This person was not accepted as submitter at that time. The principal submits; where the subject is a student also the acting lead "
    "or a designee, who is named for this report with dates (430 ILCS 66/105)."
)
ENDED = "This duty has already ended. What was recorded stands; add a note in the case if something is to be said about it."
TRIED = "Write what you tried and whom you reached. It becomes part of the proof."
TRIED_WHEN = "Write when you tried."
TRIED_NOT_YET = "This time has not come yet. Enter when you tried."


@dataclass(frozen=True, kw_only=True)
class ProofGiven:
    """The proof as it is typed; `submitted_at` is a UTC instant, as stated."""

    confirmation: str
    submitted_at: datetime | None
    submitted_by: User | None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class AttemptGiven:
    """An attempt as it is typed; `attempted_at` is a UTC instant, as stated."""

    attempted_at: datetime | None
    what_happened: str


@transaction.atomic
def prove_report(*, duty: Obligation, by: User, given: ProofGiven) -> AgencyReport:
    """Record the confirmation number, the submitter and the time: the duty ends, on time or late for ever by the stated time.

    The same proof once more gives the one on record. Raises PermissionDenied for who is not accepted as submitter, Blocked with
    what is wrong.
    """
    at = clock.now()
    locked, open_duty = _locked(duty, by, at)
    known = AgencyReport.objects.filter(obligation=open_duty, case=locked).select_related("submitted_by").first()
    if known and _is_same(known, given):
        return known
    _check_open(open_duty)
    determination = determination_of(locked, open_duty)
    submitted_at = given.submitted_at or at
    within = min(at, submitted_at + MINUTE)
    refuse(
        ("confirmation", NUMBER, not given.confirmation.strip()),
        ("submitted_at", SUBMITTED, given.submitted_at is None),
        ("submitted_at", NOT_YET, submitted_at > at),
        ("submitted_at", TOO_EARLY, submitted_at < _minute(determination.determined_at)),
        (
            "submitted_by",
            SUBMITTER,
            given.submitted_by not in submitters(locked, within, student=determination.subject_is_student),
        ),
    )
    words = {"confirmation": given.confirmation.strip(), "note": given.note.strip(), "submitted_by": given.submitted_by}
    report = AgencyReport.objects.create(case=locked, obligation=open_duty, submitted_at=submitted_at, **words, **stamp(by, at))
    obligations.meet(duty, at=at, by=by, proof_ref=f"agency_report:{report.id}", occurred_at=submitted_at)
    log_case("report_proven", locked, by=by, at=at, occurred_at=submitted_at, detail=f"agency_report:{report.id}")
    return report


@transaction.atomic
def attempt_report(*, duty: Obligation, by: User, given: AttemptGiven) -> AgencyAttempt:
    """Record that the report was tried and did not go through. The clock and the reminders go on.

    Raises PermissionDenied for who is not accepted as submitter, Blocked with what is wrong.
    """
    at = clock.now()
    locked, open_duty = _locked(duty, by, at)
    _check_open(open_duty)
    attempted_at = given.attempted_at or at
    refuse(
        ("attempted_at", TRIED_WHEN, given.attempted_at is None),
        ("attempted_at", TRIED_NOT_YET, attempted_at > at),
        ("attempted_at", TOO_EARLY, attempted_at < _minute(determination_of(locked, open_duty).determined_at)),
        ("what_happened", TRIED, not given.what_happened.strip()),
    )
    attempt = AgencyAttempt.objects.create(
        case=locked, obligation=open_duty, attempted_at=attempted_at, what_happened=given.what_happened.strip(), **stamp(by, at)
    )
    obligations.attempt(open_duty, at=at, by=by)
    log_case("report_attempted", locked, by=by, at=at, occurred_at=attempted_at, detail=f"agency_attempt:{attempt.id}")
    return attempt


def submitters_since(case: Case, duty: Obligation, at: datetime) -> list[User]:
    """Who was accepted as submitter when the duty began, or is now: those that the page offers."""
    student = determination_of(case, duty).subject_is_student
    found = submitters(case, at, student=student) + submitters(case, duty.triggered_at, student=student)
    return list(dict.fromkeys(found))


def _locked(duty: Obligation, by: User, at: datetime) -> tuple[Case, Obligation]:
    """The case, locked, and the duty as it stands after the lock."""
    locked = locked_for_system(case_behind(duty).id)
    row = Obligation.objects.select_related("district").get(pk=duty.pk)
    if row.rule != REPORT or not may_submit(by, locked, row, at):
        raise PermissionDenied
    return locked, row


def _check_open(duty: Obligation) -> None:
    if duty.state != Obligation.State.OPEN:
        raise Blocked((ENDED,))


def _is_same(known: AgencyReport, given: ProofGiven) -> bool:
    stated = (given.confirmation.strip(), given.submitted_at, given.submitted_by, given.note.strip())
    return stated == (known.confirmation, known.submitted_at, known.submitted_by, known.note)


def _minute(at: datetime) -> datetime:
    """Seconds are not asked on a form, so they make no time too early."""
    return at.replace(second=0, microsecond=0)


__all__ = ["AttemptGiven", "ProofGiven", "attempt_report", "prove_report", "submitters_since"]
