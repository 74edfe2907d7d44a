"""Derives duties from the facts of cases, so that a lost message or a bug cannot lose one (design 5; invariant I14)."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404

from cases import access
from cases.actions.duties import start_duty
from cases.actions.owed import Owed, all_owed
from cases.models import Case
from tat import audit, clock, obligations
from tat.models import Obligation

AT_A_TIME = 500


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
        duty = start_duty(
            owed.rule_code,
            case,
            trigger_ref=owed.trigger_ref,
            triggered_at=owed.triggered_at,
            at=at,
            by=None,
            actor=owed.actor,
            urgent=owed.urgent,
            anchor=owed.anchor,
        )
        if owed.proof_ref:
            obligations.meet(duty, at=at, by=None, proof_ref=owed.proof_ref, occurred_at=owed.triggered_at)
    return found


def missing(case_ids: Iterable[UUID]) -> list[Owed]:
    """What these cases owe and no row, open or ended, stands for."""
    ids = list(case_ids)
    owed = all_owed(ids)
    rows = Obligation.objects.filter(about_kind="case", about_id__in=ids, rule__in={each.rule_code for each in owed})
    known = set(rows.values_list("rule", "about_id", "trigger_ref"))
    return [each for each in owed if each.key not in known]
