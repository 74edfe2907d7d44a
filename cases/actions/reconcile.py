"""Derives duties from the facts of cases, so that a lost message or a bug cannot lose one (design 5; invariant I14)."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.http import Http404

from cases import access
from cases.actions.duties import start_duty
from cases.models import Case, CaseUpdate, Closing, ImminenceDetermination, Plan
from cases.workflow.updates import DayZero, Mark, counts_from
from tat import audit, clock
from tat.models import Obligation, User

AT_A_TIME = 500


@dataclass(frozen=True)
class Owed:
    """One duty that the facts of a case ask for, under the key with which the act itself starts it."""

    rule_code: str
    case_id: UUID
    trigger_ref: str
    triggered_at: datetime
    actor: User | None = None

    @property
    def key(self) -> tuple[str, UUID, str]:
        return (self.rule_code, self.case_id, self.trigger_ref)


def reconcile() -> int:
    """Start what the facts of open cases ask for and no row stands for, under the key of the original act. Gives how many.

    Running it twice, or two at once, changes nothing more. One log entry, with count and digest, where it started something.
    """
    started: list[Owed] = []
    last: UUID | None = None
    with transaction.atomic():
        at = clock.now()
        while case_ids := _open_cases(last):
            for case_id in sorted({owed.case_id for owed in missing(case_ids)}):
                started += _start(case_id, at)
            last = case_ids[-1]
        if started:
            keys = sorted(f"{owed.rule_code}:{owed.case_id}:{owed.trigger_ref}" for owed in started)
            digest = hashlib.sha256("\n".join(keys).encode()).digest()
            audit.record("cases_reconciled", by=None, at=at, count=len(started), digest=digest)
    return len(started)


def _open_cases(after: UUID | None) -> list[UUID]:
    rows = Case.objects.open().order_by("id")
    return list((rows.filter(id__gt=after) if after else rows).values_list("id", flat=True)[:AT_A_TIME])


def _start(case_id: UUID, at: datetime) -> list[Owed]:
    """Ask again with the case locked, then start what is missing."""
    try:
        case = access.locked_for_system(case_id)
    except Http404:
        return []
    found = missing([case_id]) if case.is_open() else []
    for owed in found:
        start_duty(
            owed.rule_code, case, trigger_ref=owed.trigger_ref, triggered_at=owed.triggered_at, at=at, by=None, actor=owed.actor
        )
    return found


def missing(case_ids: Iterable[UUID]) -> list[Owed]:
    """What these cases owe and no row, open or ended, stands for."""
    ids = list(case_ids)
    owed = [*_updates(ids), *_imminence(ids), *_reopened(ids)]
    rows = Obligation.objects.filter(about_kind="case", about_id__in=ids, rule__in={each.rule_code for each in owed})
    known = set(rows.values_list("rule", "about_id", "trigger_ref"))
    return [each for each in owed if each.key not in known]


def _updates(case_ids: list[UUID]) -> list[Owed]:
    """The running days between updates of each case with an adopted plan."""
    facts: dict[UUID, list[DayZero]] = defaultdict(list)
    plans = Plan.objects.filter(case__in=case_ids, adopted_at__isnull=False)
    for plan in plans.only("id", "case_id", "adopted_at"):
        if plan.adopted_at:
            facts[plan.case_id].append(DayZero(Mark.PLAN, f"plan:{plan.id}", plan.adopted_at))
    for row_id, case_id, at in CaseUpdate.objects.filter(case__in=case_ids).values_list("id", "case_id", "recorded_at"):
        facts[case_id].append(DayZero(Mark.UPDATE, f"update:{row_id}", at))
    for row_id, case_id, at, kind in Closing.objects.filter(case__in=case_ids).values_list("id", "case_id", "recorded_at", "kind"):
        mark = Mark.CLOSED if kind == Closing.Kind.CLOSED else Mark.REOPENED
        facts[case_id].append(DayZero(mark, f"closing:{row_id}", at))
    found = ((case_id, counts_from(rows)) for case_id, rows in facts.items())
    return [Owed("UPD-30", case_id, day_zero.ref, day_zero.at) for case_id, day_zero in found if day_zero]


def _imminence(case_ids: list[UUID]) -> list[Owed]:
    """The two duties of each “yes” (4:190-AP2, Intake)."""
    said = ImminenceDetermination.objects.filter(case__in=case_ids, answer=ImminenceDetermination.Answer.YES)
    return [
        Owed(rule_code, case_id, f"imminence:{row_id}", at)
        for row_id, case_id, at in said.values_list("id", "case_id", "determined_at")
        for rule_code in ("IMM-SEO", "IMM-LE")
    ]


def _reopened(case_ids: list[UUID]) -> list[Owed]:
    """The classification that is due again in each case reopened into assessment and not classified since."""
    not_triaged = Q(case__triage_at=None) | Q(case__triage_at__lt=F("recorded_at"))
    last: dict[UUID, tuple[UUID, datetime]] = {}
    rows = Closing.objects.filter(case__in=case_ids, kind=Closing.Kind.REOPENED, case__stage="assessment", case__level="")
    for row_id, case_id, at in rows.filter(not_triaged).order_by("recorded_at").values_list("id", "case_id", "recorded_at"):
        last[case_id] = (row_id, at)
    return [Owed("TAT-CLS", case_id, f"closing:{row_id}", at) for case_id, (row_id, at) in last.items()]
