"""Derives duties from the facts of cases, so that a lost message or a bug cannot lose one (design 5; invariant I14)."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404

from cases import access
from cases.actions.date_alerts import owners_gone, pass_on_alerts
from cases.actions.duties import start_duty
from cases.actions.owed import Owed, all_owed
from cases.actions.positions import release_seats
from cases.actions.triggers import Kind, note_trigger, trigger_ref
from cases.models import Case, ReassessmentTrigger
from tat import audit, clock, obligations
from tat.models import Obligation, Seat
from tat.statutes import local_date

AT_A_TIME = 500


def reconcile() -> int:
    """Start what the facts of open cases ask for and no row stands for, under the key of the original act; end what waits for a
    seat that was given up, and pass on what waits for an owner who left. Gives how many.

    Running it twice, or two at once, changes nothing more. One log entry, with count and digest, where it changed something.
    """
    changed: list[str] = []
    last: UUID | None = None
    with transaction.atomic():
        at = clock.now()
        while case_ids := _open_cases(last):
            left = _with_seats_given_up(case_ids, at) | owners_gone(case_ids, at) | set(_missed(case_ids, at))
            for case_id in sorted({owed.case_id for owed in missing(case_ids, at)} | left):
                changed += _bring_on(case_id, at)
            last = case_ids[-1]
        if changed:
            digest = hashlib.sha256("\n".join(sorted(changed)).encode()).digest()
            audit.record("cases_reconciled", by=None, at=at, count=len(changed), digest=digest)
    return len(changed)


def _open_cases(after: UUID | None) -> list[UUID]:
    rows = Case.objects.open().order_by("id")
    return list((rows.filter(id__gt=after) if after else rows).values_list("id", flat=True)[:AT_A_TIME])


def _with_seats_given_up(case_ids: Iterable[UUID], at: datetime) -> set[UUID]:
    """The cases in which a position is asked of somebody who holds no seat of the team any more."""
    held = Seat.objects.held_on(local_date(at)).filter(user_id=OuterRef("actor_id"), team_id=OuterRef("team_id"), user__is_active=True)
    asked = Obligation.objects.open().filter(rule="SIG", about_kind="case", about_id__in=list(case_ids))
    return set(asked.exclude(Exists(held)).values_list("about_id", flat=True))


def _bring_on(case_id: UUID, at: datetime) -> list[str]:
    """Ask again with the case locked, then end and start. Gives the keys of the rows."""
    try:
        case = access.locked_for_system(case_id)
    except Http404:
        return []
    if not case.is_open():
        return []
    moved = [*release_seats(case, by=None, at=at), *pass_on_alerts(case, at=at)]
    noted = [note_trigger(case, Kind.UPDATE, ref=ref, by=None, at=at) for ref in _missed([case_id], at).get(case_id, ())]
    return [
        *(_key(duty.rule, case_id, duty.trigger_ref) for duty in moved),
        *(_key("REASSESS", case_id, trigger_ref(found)) for found in noted if found),
        *(_key(*owed.key) for owed in _start(case, at)),
    ]


def _missed(case_ids: Iterable[UUID], at: datetime) -> dict[UUID, list[str]]:
    """By case, each update that is late and has not asked for a new look yet (handbook 7.8)."""
    late = Obligation.objects.open().filter(rule="UPD-30", about_kind="case", about_id__in=list(case_ids), legal_due_at__lt=at)
    found = {f"duty:{pk}": case_id for pk, case_id in late.values_list("pk", "about_id")}
    known = ReassessmentTrigger.objects.filter(kind=Kind.UPDATE, ref__in=found).values_list("ref", flat=True) if found else ()
    by_case: dict[UUID, list[str]] = {}
    for ref in found.keys() - set(known):
        by_case.setdefault(found[ref], []).append(ref)
    return by_case


def _key(rule_code: str, case_id: UUID, trigger_ref: str) -> str:
    return f"{rule_code}:{case_id}:{trigger_ref}"


def _start(case: Case, at: datetime) -> list[Owed]:
    found = missing([case.id], at)
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
            in_person=owed.in_person,
            anchor=owed.anchor,
            building=owed.building,
            team=owed.team,
        )
        if owed.proof_ref:
            obligations.meet(duty, at=at, by=None, proof_ref=owed.proof_ref, occurred_at=owed.done_at or owed.triggered_at)
    return found


def missing(case_ids: Iterable[UUID], at: datetime) -> list[Owed]:
    """What these cases owe at `at` and no row, open or ended, stands for."""
    ids = list(case_ids)
    owed = all_owed(ids, at)
    rows = Obligation.objects.filter(about_kind="case", about_id__in=ids, rule__in={each.rule_code for each in owed})
    known = set(rows.values_list("rule", "about_id", "trigger_ref"))
    return [each for each in owed if each.key not in known]
