"""The danger determination: a signed act of its own, apart from every level; “yes” starts its clock (430 ILCS 66/105)."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.actions.delegates import may_determine, submitters
from cases.actions.duties import start_duty
from cases.actions.locks import locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.moves import touch_facts
from cases.actions.stamps import stamp
from cases.actions.triggers import Kind, note_trigger
from cases.models import Case, DangerDetermination, of_case_and_merged
from tat import clock, obligations
from tat.models import Obligation, User
from tat.models.prepared import Given, Prepared
from tat.workflow import Blocked

ANSWER = "Choose “yes” or “no”. A clear and present danger is asked apart from every level."
CAPACITY = "Say in which capacity it was determined."
WHEN = "Write when it was determined; the clock runs from there, not from the incident and not from the level."
NOT_YET = "This time has not come yet. Enter when it was determined."
FACTS = "Write the behaviors and statements that the determination rests on."
REASON = "A reason is needed for “no” as much as for “yes”."
STUDENT = "Say whether the subject is a student. It decides who may submit the report."
REPLACED = "This determination was corrected meanwhile. Open the page again and look at what stands now."
WHY_CORRECT = "Write why the time was wrong. The old time stays in view."
SAME_TIME = "This is the time that stands already. Enter the right one."
Answer, Capacity = DangerDetermination.Answer, DangerDetermination.Capacity
DUTY_OF = {Capacity.ADMINISTRATOR: "CPD-ISP", Capacity.POLICE: "CPD-ISP", Capacity.CLINICIAN: "CPD-DHS"}
"""A clinician acting as such reports to Human Services; the State Police's report waits for an administrator's own determination."""


@dataclass(frozen=True, kw_only=True)
class DangerGiven:
    """A determination as it is typed; `determined_at` is a UTC instant, as stated."""

    answer: str
    capacity: str = Capacity.ADMINISTRATOR
    determined_at: datetime | None = None
    determined_by_name: str = ""
    facts: str = ""
    reason: str = ""
    subject_is_student: bool | None = None


def check_danger(given: DangerGiven, at: datetime) -> None:
    """Raise Unfit with what keeps the determination from being recorded."""
    yes = given.answer == Answer.YES
    refuse(
        ("answer", ANSWER, given.answer not in Answer.values),
        ("capacity", CAPACITY, given.capacity not in Capacity.values),
        ("determined_at", WHEN, given.determined_at is None),
        ("determined_at", NOT_YET, given.determined_at is not None and given.determined_at > at),
        ("facts", FACTS, yes and not given.facts.strip()),
        ("reason", REASON, given.answer == Answer.NO and not given.reason.strip()),
        ("subject_is_student", STUDENT, given.subject_is_student is None),
    )


@transaction.atomic
def determine_danger(*, case: Case, by: User, given: DangerGiven) -> DangerDetermination:
    """Record one answer; the latest governs, each “yes” starts its own 24 hours from `determined_at` (20 IAC 1230.120(b)).

    By the principal or acting lead; by a designee only where the subject is a student. A determination stated long ago opens its
    duty overdue. Raises PermissionDenied for others, Blocked with what is wrong.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at)
    if not may_determine(by, locked, at, student=bool(given.subject_is_student)):
        raise PermissionDenied
    check_danger(given, at)
    found = DangerDetermination.objects.create(case=locked, **vars(given), **stamp(by, at))
    touch_facts(locked)
    if found.answer == Answer.YES:
        rule, ref, said_at = DUTY_OF[Capacity(found.capacity)], f"danger:{found.id}", found.determined_at
        start_duty(rule, locked, trigger_ref=ref, triggered_at=said_at, at=at, by=by, in_person=not found.subject_is_student)
        note_trigger(locked, Kind.DANGER, ref=f"danger:{found.id}", by=by, at=at)
    log_case("danger_determined", locked, by=by, at=at, occurred_at=found.determined_at, detail=f"danger:{found.id}")
    return found


@transaction.atomic
def correct_danger(*, case: Case, by: User, determination_id: uuid.UUID, determined_at: datetime, reason: str) -> DangerDetermination:
    """The stated time was wrong: both stay in view. An earlier one moves the due time earlier; a later one leaves it (handbook 8.2).

    Raises PermissionDenied, or Blocked without a reason, for a time that has not come, and where it was corrected meanwhile.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at)
    earlier = DangerDetermination.objects.filter(case__in=locked.with_merged(), pk=determination_id, replaced_by=None).first()
    if earlier is None:
        raise Blocked((REPLACED,))
    if not may_determine(by, locked, at, student=earlier.subject_is_student):
        raise PermissionDenied
    refuse(
        ("determined_at", NOT_YET, determined_at > at),
        ("determined_at", SAME_TIME, determined_at == earlier.determined_at),
        ("reason", WHY_CORRECT, not reason.strip()),
    )
    kept = ("answer", "capacity", "determined_by_name", "facts", "subject_is_student")
    words = {name: getattr(earlier, name) for name in kept}
    corrected = DangerDetermination.objects.create(
        case=locked, **words, determined_at=determined_at, reason=reason.strip(), replaces=earlier, **stamp(by, at)
    )
    for duty in duties_of(locked, earlier):
        obligations.correct(duty, triggered_at=determined_at, at=at, by=by)
    log_case("danger_corrected", locked, by=by, at=at, occurred_at=determined_at, detail=f"danger:{corrected.id}")
    return corrected


def duties_of(case: Case, determination: DangerDetermination) -> list[Obligation]:
    """The duties that a determination started, found by the first row of its corrections."""
    refs = {f"danger:{each.id}" for each in history(case, determination)}
    return [duty for duty in STARTED(case=case.id) if duty.trigger_ref in refs]


STARTED: Prepared[Obligation] = Prepared(
    lambda: Obligation.objects.about("case", Given("case")).filter(trigger_ref__startswith="danger:").select_related("district")
)


def determination_of(case: Case, duty: Obligation) -> DangerDetermination:
    """The determination that started this duty, with its time as it stands now."""
    chains = (history(case, each) for each in standing(case))
    return next(chain[0] for chain in chains if duty.trigger_ref in {f"danger:{row.id}" for row in chain})


def may_submit(user: User, case: Case, duty: Obligation, at: datetime) -> bool:
    """Whether this person is accepted as submitter of the report that the duty asks for: by what was said of the subject."""
    return not case.practice and user in submitters(case, at, student=determination_of(case, duty).subject_is_student)


def history(case: Case, determination: DangerDetermination) -> list[DangerDetermination]:
    """The determination and the ones that it corrects, the latest first."""
    rows = {each.id: each for each in every(case)}
    chain = [determination]
    while chain[-1].replaces_id:
        chain.append(rows[chain[-1].replaces_id])
    return chain


def standing(case: Case) -> list[DangerDetermination]:
    """The determinations that no correction replaces, the latest first."""
    rows = every(case)
    replaced = {each.replaces_id for each in rows}
    return [each for each in rows if each.id not in replaced]


def every(case: Case) -> list[DangerDetermination]:
    """The determinations of the case, and of those merged into it: their duties went on with it. The latest first."""
    return EVERY(case_id=case.id)


EVERY: Prepared[DangerDetermination] = Prepared(
    lambda: (
        DangerDetermination.objects.filter(case__any_of=of_case_and_merged(Given("case_id")))
        .select_related("case__key")
        .order_by("-recorded_at", "-id")
    )
)


def may_record(user: User, case: Case, at: datetime) -> bool:
    """Whether the page offers this person the form at all."""
    return may_determine(user, case, at, student=True)
