"""A hearing on a record: conference, officer, hearing, decision, one clock after the other, then the time for an appeal (23 IAC 375.90)."""

from datetime import datetime, timedelta
from typing import Any

from cases.actions.locks import refuse
from reporting.models import RecordsMatter, RecordsStep
from reporting.models.records import ABOUT
from tat import obligations
from tat.models import Obligation, User
from tat.obligations import Opening
from tat.statutes import local_date
from tat.statutes.limits import HEARING_DAYS
from tat.workflow import Blocked

What, Outcome = RecordsStep.What, RecordsStep.Outcome
CONFERENCE, HEARING, DECISION, APPEAL = "CHL-CONF", "CHL-HRG", "CHL-DEC", "CHL-APP"
STEPS = (What.CONFERRED, What.OFFICER, What.POSTPONED, What.HEARD, What.RULED, What.WITHDRAWN)
OF_A_CONFERENCE = (Outcome.RESOLVED, Outcome.NOT_RESOLVED)
OF_A_DECISION = (Outcome.RETAIN, Outcome.REMOVE, Outcome.CHANGE)
LATER = "agreed_later"

RESULT = "Choose what came of it."
NO_CONFERENCE = "The informal conference is not recorded. Record it first, with what came of it."
WAS_RESOLVED = "The conference resolved the challenge. No hearing follows."
OFFICER = "Write the name of the hearing officer."
ELSEWHERE = "The hearing officer is not employed in the attendance center of the student. Appoint somebody who is not (23 IAC 375.90(c))."
NO_OFFICER = "No hearing officer is recorded. Record the appointment first."
UNTIL = "Write on which later day parents and school agreed."
NOT_LATER = "This is no later than the day that stands. Only a later day needs an agreement."
AGREED = "Write who agreed, and when."
VERBATIM = "Write how the hearing was recorded word for word, and where that is kept."
NOT_HEARD = "The hearing is not recorded as held. Record that first, with its day."
REASONS = "Write the decision and its reasons, from the hearing alone."
BEFORE = "This is before the step that it follows. Check the day."


def judge(matter: RecordsMatter, given: Any, before: list[RecordsStep], duty: Obligation) -> None:
    """Raise Unfit or Blocked with what is missing for this step of a hearing."""
    taken = {step.what: step for step in before}
    conferred = taken.get(What.CONFERRED)
    if given.what not in (What.CONFERRED, What.WITHDRAWN):
        if conferred is None:
            raise Blocked((NO_CONFERENCE,))
        if conferred.outcome == Outcome.RESOLVED:
            raise Blocked((WAS_RESOLVED,))
    if given.what == What.HEARD and What.OFFICER not in taken:
        raise Blocked((NO_OFFICER,))
    if given.what == What.RULED and What.HEARD not in taken:
        raise Blocked((NOT_HEARD,))
    last = max((step.happened_at for step in before), default=None)
    early = last is not None and given.on is not None and given.on < local_date(last)
    refuse(
        ("on", BEFORE, early and given.what in (What.HEARD, What.RULED)),
        ("outcome", RESULT, given.what == What.CONFERRED and given.outcome not in OF_A_CONFERENCE),
        ("outcome", RESULT, given.what == What.RULED and given.outcome not in OF_A_DECISION),
        ("person", OFFICER, given.what == What.OFFICER and not given.person.strip()),
        ("elsewhere", ELSEWHERE, given.what == What.OFFICER and not given.elsewhere),
        ("until_on", UNTIL, given.what == What.POSTPONED and given.until_on is None),
        ("until_on", NOT_LATER, given.what == What.POSTPONED and given.until_on is not None and given.until_on <= last_day(duty)),
        ("text", AGREED, given.what == What.POSTPONED and not given.text.strip()),
        ("text", VERBATIM, given.what == What.HEARD and not given.text.strip()),
        ("text", REASONS, given.what == What.RULED and not given.text.strip()),
    )


def last_day(duty: Obligation) -> Any:
    """The last local day for the hearing: its row is due at the end of the day before its anchor."""
    due = duty.due_at()
    return local_date(due) if due else local_date(duty.triggered_at)


def follow(matter: RecordsMatter, step: RecordsStep, duty: Obligation, *, at: datetime, by: User | None) -> None:
    """End the duty that the step proves, and start the one that follows. The calling action writes the log."""
    if step.what == What.WITHDRAWN:
        obligations.supersede(duty, at=at, by=by, reason_code="withdrawn")
    elif step.what == What.POSTPONED:
        obligations.supersede(duty, at=at, by=by, reason_code=LATER)
        assert step.until_on
        _start(HEARING, matter, step, at=at, by=by, anchor=step.until_on + timedelta(days=1))
    elif step.what in ENDS:
        when = min(step.happened_at, at)
        obligations.meet(duty, at=at, by=by, proof_ref=step.ref, occurred_at=when)
        after = ENDS[step.what]
        if after == HEARING and step.outcome == Outcome.NOT_RESOLVED:
            _start(HEARING, matter, step, at=at, by=by, anchor=local_date(step.happened_at) + timedelta(days=HEARING_DAYS + 1))
        elif after in (DECISION, APPEAL):
            _start(after, matter, step, at=at, by=by)


ENDS: dict[str, str] = {What.CONFERRED: HEARING, What.HEARD: DECISION, What.RULED: APPEAL}
"""A step that ends a duty, and the rule of the duty that follows."""


def _start(rule: str, matter: RecordsMatter, step: RecordsStep, *, at: datetime, by: User | None, anchor: Any = None) -> None:
    opening = Opening(
        rule_code=rule,
        about=(ABOUT, matter.pk),
        trigger_ref=step.ref,
        triggered_at=step.happened_at,
        district=matter.district,
        building=matter.building,
        code=matter.code,
        anchor=anchor,
    )
    obligations.start_all([opening], at=at, by=by)


def reconcile_hearings(at: datetime) -> list[str]:
    """Start the duty that a step asks for and that is missing; for the sweep. References of the steps."""
    steps = RecordsStep.objects.filter(matter__kind=RecordsMatter.Kind.HEARING, what__in=[*ENDS, What.POSTPONED])
    known = set(Obligation.objects.filter(about_kind=ABOUT, trigger_ref__startswith="records_step:").values_list("trigger_ref", flat=True))
    found = []
    for step in steps.select_related("matter__district", "matter__building").order_by("recorded_at", "id"):
        last = not RecordsStep.objects.filter(matter=step.matter_id, recorded_at__gt=step.recorded_at).exclude(what=What.OFFICER).exists()
        needs = last and step.ref not in known and step.outcome != Outcome.RESOLVED
        if needs:
            rule = HEARING if step.what == What.POSTPONED else ENDS[step.what]
            day = step.until_on or local_date(step.happened_at) + timedelta(days=HEARING_DAYS)
            _start(rule, step.matter, step, at=at, by=None, anchor=day + timedelta(days=1) if rule == HEARING else None)
            found.append(step.ref)
    return found
