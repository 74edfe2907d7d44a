"""What is done in a matter of records law, step by step: answered, extended, told, complied, appealed, certified; never changed."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from cases.actions.locks import refuse
from cases.actions.stamps import stamp
from reporting.actions import hearings
from reporting.actions.record_duties import close, day_ended, duty_of, has_duty, keeps
from reporting.actions.record_rights import MINOR, bar_on, bar_words, order_on_file
from reporting.actions.records import log_matter
from reporting.models import AccessRequest, Method, RecordsMatter, RecordsStep
from tat import clock, obligations
from tat.models import Obligation, User
from tat.permissions import scope_of
from tat.statutes import local_date
from tat.templatetags.moments import on
from tat.workflow import Blocked

Kind, What, Reason = RecordsMatter.Kind, RecordsStep.What, RecordsStep.Reason
ANSWERS = (What.GRANTED, What.PART, What.DENIED, What.WITHDRAWN)
GRANTS = (What.GRANTED, What.PART)
LETTERS = (What.NO_APPEAL, What.APPEALED, What.FORWARDED, What.DECIDED)
CERTIFICATES = (What.SENT, What.APPROVED)
REASONS: dict[str, tuple[RecordsStep.Reason, ...]] = {
    Kind.ACCESS: (Reason.ELSEWHERE, Reason.MANY, Reason.BROAD, Reason.NOT_FOUND, Reason.BURDEN, Reason.CONSULT),
    Kind.PERSONNEL: (Reason.EMPLOYER,),
}
"""The lawful reasons of an extension: 105 ILCS 10/5(c-5), our own short words, unverified; 820 ILCS 40."""
MAY: dict[str, tuple[RecordsStep.What, ...]] = {
    Kind.ACCESS: (*ANSWERS, What.EXTENDED),
    Kind.PERSONNEL: (*ANSWERS, What.EXTENDED),
    Kind.ORDER: (What.NOTICE, What.COMPLIED),
    Kind.HEARING: (*hearings.STEPS, *LETTERS),
    Kind.CHALLENGE: LETTERS,
    Kind.DISPOSAL: CERTIFICATES,
}

WHAT = "Choose what happened."
DAY = "Write on which day."
TIME = "Write at what time. The notice is to be prompt."
NOT_YET = "This has not come yet. Enter it once it has happened."
TOO_EARLY = "This is before the matter began. Check the day."
HOW = "Choose how."
WHOM = "Write who was told."
WHY = "Write why. The letter says it too."
REASON = "Choose one of the reasons that the law lists. There is no other (105 ILCS 10/5)."
ONCE = "The time was extended already, once and for all."
PAST = "The time has passed, so it cannot be extended any more. Answer the request now; it stays late."
ENDED = "This matter has ended already. Nothing more was saved."
TWICE = "This was recorded already. Nothing more was saved."
NO_CLOCK = "No judge has signed this paper, so it is no order and nothing is answered here. Ask the district’s attorney."
NO_NOTICE = "Tell the parents first, or the student once the rights have passed, and record it. The law asks for prompt notice."
EARLIEST = "The order is answered on %(day)s at the earliest: five school days after it was received."
GIVEN = "Write what was given to the court."
RUNNING = "The time for an appeal has not ended. Record this once it has."
NO_LETTER = "No appeal is recorded. Record it first, with its day."
NOT_FORWARDED = "The papers are not recorded as forwarded. Record that first, with its day."
EXPLAINED = (
    "A qualified professional was to be present. Name who explained the record, with the position; without that the request is not done "
    "(105 ILCS 10/5(b))."
)
OUTCOME = "Write what was decided."
NOT_SENT = "The certificate is not recorded as sent. Record that first, with its day."
NUMBER = "Write the number of the approved certificate."
ON_FILE = "An order is on file with the district that may bar this person from this student’s record. Ask the district’s attorney first."


@dataclass(frozen=True, kw_only=True)
class StepGiven:
    """One step as it is typed: on a local day, or at an instant (UTC) where the hour counts."""

    what: str
    on: date | None = None
    at: datetime | None = None
    method: str = ""
    reason: str = ""
    person: str = ""
    text: str = ""
    outcome: str = ""
    until_on: date | None = None
    elsewhere: bool = False
    without: bool = False


@transaction.atomic
def take_step(*, matter_id: uuid.UUID, by: User, given: StepGiven) -> RecordsStep:
    """Record one step of a matter; the one that proves its duty closes it, and an extension moves its due time once.

    Raises Http404 for a matter of another district, PermissionDenied, Blocked with what is missing or stands against it.
    """
    at = clock.now()
    matter = _locked(matter_id, by, at)
    if given.what not in MAY[matter.kind]:
        refuse(("what", WHAT, True))
    if not has_duty(matter):
        raise Blocked((NO_CLOCK,))
    before = list(matter.steps.order_by("recorded_at", "id"))
    duty = duty_of(matter, at=at, by=by)
    _judge(matter, given, before, duty, at)
    step = RecordsStep.objects.create(
        matter=matter,
        what=given.what,
        happened_at=given.at or day_ended(given.on or local_date(at), at),
        **{name: getattr(given, name).strip() for name in ("method", "reason", "person", "text")},
        outcome=given.outcome,
        until_on=given.until_on,
        **stamp(by, at),
    )
    if given.what == What.EXTENDED:
        obligations.extend(duty, reason_code=given.reason, at=at, by=by)
    elif matter.kind == Kind.HEARING and given.what in hearings.STEPS:
        hearings.follow(matter, step, duty, at=at, by=by)
    else:
        close(duty, step, before, at=at, by=by)
    log_matter("records_step_taken", matter, by=by, at=at, detail=step.what, occurred_at=step.happened_at)
    return step


def _locked(matter_id: uuid.UUID, by: User, at: datetime) -> RecordsMatter:
    rows = RecordsMatter.objects.select_for_update(of=("self",)).select_related("key", "district", "building")
    matter = rows.filter(pk=matter_id, district=by.district_id or 0).first()
    if matter is None:
        raise Http404
    if not keeps(scope_of(by, at), matter.kind, matter.building_id):
        raise PermissionDenied
    return matter


def _judge(matter: RecordsMatter, given: StepGiven, before: Sequence[RecordsStep], duty: Obligation, at: datetime) -> None:
    taken = {step.what for step in before}
    if duty.state != Obligation.State.OPEN and given.what != What.DECIDED:
        raise Blocked((ENDED,))
    if given.what in taken and given.what not in (What.NOTICE, What.EXTENDED, What.POSTPONED):
        raise Blocked((TWICE,))
    if given.what != What.EXTENDED:
        refuse(*_when(matter, given, at))
    if matter.kind == Kind.HEARING and given.what in hearings.STEPS:
        hearings.judge(matter, given, list(before), duty)
        return
    JUDGES[given.what](matter, given, taken, duty, at)


def _when(matter: RecordsMatter, given: StepGiven, at: datetime) -> Sequence[tuple[str, str, bool]]:
    """The day or the hour, as typed: there, not to come, and not before the matter."""
    if given.what == What.NOTICE:
        early = given.at is not None and local_date(given.at) < matter.since_on
        return (
            ("at", TIME, given.at is None),
            ("at", NOT_YET, given.at is not None and given.at > at),
            ("at", TOO_EARLY, early),
            ("method", HOW, given.method not in Method.values),
        )
    return (
        ("on", DAY, given.on is None),
        ("on", NOT_YET, given.on is not None and given.on > local_date(at)),
        ("on", TOO_EARLY, given.on is not None and given.on < matter.since_on),
        ("method", HOW, given.method not in Method.values and given.what not in (What.NO_APPEAL, What.APPROVED, *hearings.STEPS)),
    )


def _judge_answer(matter: RecordsMatter, given: StepGiven, taken: set[str], duty: Obligation, at: datetime) -> None:
    refuse(("text", WHY, given.what in (What.PART, What.DENIED) and not given.text.strip()))
    if matter.kind != Kind.ACCESS or given.what not in GRANTS:
        return
    refuse(("person", EXPLAINED, needs_professional(matter.access, without=given.without) and not given.person.strip()))
    request, day = matter.access, given.on or local_date(at)
    bar, words = bar_on(request, day), bar_words(request, day)
    part_of_both = bar == MINOR and given.what == What.PART and request.record == request.Record.BOTH
    other_basis = bar not in ("", MINOR) and not request.barred and bool(given.text.strip())
    refuse(("what", words, bool(bar) and not part_of_both and not other_basis))
    on_file = order_on_file(district_id=matter.district_id, student=request.student, person=request.person, day=day)
    refuse(("what", ON_FILE, on_file))


def needs_professional(request: AccessRequest, *, without: bool = False) -> bool:
    """Whether a grant names who explained the temporary record: the school requires one, or who asked has not done without."""
    if request.record == request.Record.PERMANENT:
        return False
    wanted = request.Professional
    return request.professional == wanted.SCHOOL or (request.professional == wanted.REQUESTER and not without)


def _judge_extension(matter: RecordsMatter, given: StepGiven, taken: set[str], duty: Obligation, at: datetime) -> None:
    refuse(("reason", REASON, given.reason not in REASONS[matter.kind]), ("text", WHY, not given.text.strip()))
    if What.EXTENDED in taken:
        raise Blocked((ONCE,))
    if duty.is_overdue(at):
        raise Blocked((PAST,))


def _judge_notice(matter: RecordsMatter, given: StepGiven, taken: set[str], duty: Obligation, at: datetime) -> None:
    refuse(("person", WHOM, not given.person.strip()))


def _judge_order(matter: RecordsMatter, given: StepGiven, taken: set[str], duty: Obligation, at: datetime) -> None:
    refuse(("text", GIVEN, not given.text.strip()))
    first = duty.not_before_at
    if What.NOTICE not in taken:
        raise Blocked((NO_NOTICE,))
    if first is not None and given.on is not None and given.on < local_date(first):
        refuse(("on", EARLIEST % {"day": on(first)}, True))


def _judge_letter(matter: RecordsMatter, given: StepGiven, taken: set[str], duty: Obligation, at: datetime) -> None:
    appealed, due = What.APPEALED in taken, duty.due_at()
    refuse(
        ("what", RUNNING, given.what == What.NO_APPEAL and due is not None and due > at),
        ("what", ENDED, given.what == What.NO_APPEAL and appealed),
        ("what", NO_LETTER, given.what in (What.FORWARDED, What.DECIDED) and not appealed),
        ("what", NOT_FORWARDED, given.what == What.DECIDED and What.FORWARDED not in taken),
        ("text", OUTCOME, given.what == What.DECIDED and not given.text.strip()),
    )


def _judge_certificate(matter: RecordsMatter, given: StepGiven, taken: set[str], duty: Obligation, at: datetime) -> None:
    refuse(
        ("what", NOT_SENT, given.what == What.APPROVED and What.SENT not in taken),
        ("text", NUMBER, given.what == What.APPROVED and not given.text.strip()),
    )


Judge = Callable[[RecordsMatter, StepGiven, set[str], Obligation, datetime], None]
JUDGES: dict[str, Judge] = {
    **dict.fromkeys(ANSWERS, _judge_answer),
    What.EXTENDED: _judge_extension,
    What.NOTICE: _judge_notice,
    What.COMPLIED: _judge_order,
    **dict.fromkeys(LETTERS, _judge_letter),
    **dict.fromkeys(CERTIFICATES, _judge_certificate),
}
