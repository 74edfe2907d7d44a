"""The duties of records law that are about no case: one for each matter, derived again from the facts, so that a fault loses none."""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cases.actions.codes import ALPHABET
from reporting.models import CourtOrder, RecordsMatter, RecordsStep
from reporting.models.records import ABOUT
from tat import audit, clock, obligations
from tat.models import Obligation, User
from tat.obligations import Opening
from tat.permissions import Scope, may_in_building
from tat.roles import Permission
from tat.statutes import end_of_day

Kind, What = RecordsMatter.Kind, RecordsStep.What
RULE_OF: dict[str, str] = {
    Kind.ACCESS: "ACC-10",
    Kind.PERSONNEL: "PRR-7",
    Kind.ORDER: "CRT-5",
    Kind.HEARING: "CHL-CONF",
    Kind.CHALLENGE: "CHL-APP",
    Kind.DISPOSAL: "DSP-CERT",
}
KEPT_BY: dict[str, Permission] = {
    Kind.ACCESS: Permission.KEEP_RECORDS,
    Kind.PERSONNEL: Permission.KEEP_PERSONNEL_RECORDS,
    Kind.ORDER: Permission.ANSWER_ORDER,
    Kind.HEARING: Permission.KEEP_RECORDS,
    Kind.CHALLENGE: Permission.KEEP_RECORDS,
    Kind.DISPOSAL: Permission.KEEP_RETENTION,
}
"""Who reads a matter of each kind and acts in it; a principal in the own building alone."""
CLOSES = (What.GRANTED, What.PART, What.DENIED, What.COMPLIED, What.NO_APPEAL, What.FORWARDED, What.APPROVED)
WITHDRAWN = "withdrawn"
NO_ORDER = Q(kind=Kind.ORDER) & ~Q(order__signer=CourtOrder.Signer.JUDGE)
TAIL, HEAD = 5, "REC-"
AT_A_TIME = 500


def keeps(scope: Scope, kind: str, building_id: int | None) -> bool:
    """Whether this person reads and acts in matters of this kind there."""
    return scope.district_id is not None and may_in_building(scope, KEPT_BY[kind], building_id or 0, [])


def new_code() -> str:
    """A code that no matter has; without a building, a year or a number that would say something."""
    while True:
        code = HEAD + "".join(secrets.choice(ALPHABET) for _ in range(TAIL))
        if not RecordsMatter.objects.filter(code=code).exists():
            return code


def has_duty(matter: RecordsMatter) -> bool:
    """Whether the law asks for something: a paper that no judge has signed is no order."""
    return matter.kind != Kind.ORDER or matter.order.signer == CourtOrder.Signer.JUDGE


def start_duties(matters: Sequence[RecordsMatter], *, at: datetime, by: User | None) -> list[Obligation]:
    """Start the duty of each; the row there already is kept. The calling action writes the log."""
    openings = [
        Opening(
            rule_code=RULE_OF[matter.kind],
            about=(ABOUT, matter.pk),
            trigger_ref=matter.ref,
            triggered_at=matter.since_at,
            district=matter.district,
            building=matter.building,
            code=matter.code,
            anchor=matter.disposal.planned_on if matter.kind == Kind.DISPOSAL else None,
        )
        for matter in matters
    ]
    return obligations.start_all(openings, at=at, by=by) if openings else []


def duty_of(matter: RecordsMatter, *, at: datetime, by: User | None) -> Obligation:
    """Its duty, started where a fault has lost it; of a hearing the last one, for one follows the other."""
    first = start_duties([matter], at=at, by=by)[0]
    return the_one(Obligation.objects.about(ABOUT, matter.pk)) or first


def the_one(rows: Iterable[Obligation]) -> Obligation | None:
    """Of the duties of one matter the open one, else the one that began last."""
    return max(rows, key=lambda row: (row.state == Obligation.State.OPEN, row.triggered_at), default=None)


def done_at(step: RecordsStep, before: Iterable[RecordsStep], duty: Obligation, at: datetime) -> datetime:
    """When the step did what the duty asks: an appeal counts when it came, a certificate when it was sent; that no appeal came is known
    once the time has ended.
    """
    earlier = {each.what: each.happened_at for each in before}
    match step.what:
        case What.FORWARDED:
            return earlier.get(What.APPEALED, step.happened_at)
        case What.APPROVED:
            return earlier.get(What.SENT, step.happened_at)
        case What.NO_APPEAL:
            return duty.due_at() or step.happened_at
    return min(step.happened_at, at)


def close(duty: Obligation, step: RecordsStep, before: Iterable[RecordsStep], *, at: datetime, by: User | None) -> None:
    """End the duty by the step that proves it. The calling action writes the log."""
    if step.what == What.WITHDRAWN:
        obligations.supersede(duty, at=at, by=by, reason_code=WITHDRAWN)
    elif step.what in CLOSES:
        obligations.meet(duty, at=at, by=by, proof_ref=step.ref, occurred_at=done_at(step, before, duty, at))


def day_ended(day: Any, at: datetime) -> datetime:
    """The instant of something of which only the local day is stated: its end, or now where that is earlier."""
    return min(end_of_day(day), at)


def reconcile(more: Callable[[datetime], list[str]] = lambda at: []) -> int:
    """Start duties that are missing, end those whose proof is there. Running it twice, or two at once, changes nothing more.

    `more` is what follows step by step, as a hearing does. One log entry with count and digest, if it changed something. Returns how many.
    """
    with transaction.atomic():
        at = clock.now()
        changed = [*_started(at), *_ended(at), *more(at)]
        if changed:
            digest = hashlib.sha256("\n".join(sorted(changed)).encode()).digest()
            audit.record("records_reconciled", by=None, at=at, count=len(changed), digest=digest)
    return len(changed)


def _started(at: datetime) -> list[str]:
    known = Obligation.objects.filter(about_kind=ABOUT, about_id=OuterRef("pk"))
    rows = RecordsMatter.objects.filter(~Exists(known)).exclude(NO_ORDER).select_related("district", "building", "disposal")
    found = list(rows.order_by("recorded_at", "id")[:AT_A_TIME])
    start_duties(found, at=at, by=None)
    return [matter.ref for matter in found]


def _ended(at: datetime) -> list[str]:
    waiting = Obligation.objects.open().filter(about_kind=ABOUT, about_id=OuterRef("matter_id"))
    steps = RecordsStep.objects.filter(Exists(waiting), what__in=[*CLOSES, What.WITHDRAWN]).select_related("recorded_by")
    left = list(steps.order_by("recorded_at", "id")[:AT_A_TIME])
    duties = {duty.about_id: duty for duty in Obligation.objects.open().filter(about_kind=ABOUT, about_id__in=[x.matter_id for x in left])}
    for step in left:
        before = RecordsStep.objects.filter(matter=step.matter_id).exclude(pk=step.pk)
        close(duties[step.matter_id], step, before, at=at, by=step.recorded_by)
    return [step.ref for step in left]
