"""The receiving principal answers: a door of its own, which leads to what the answer needs and not to the case (handbook 7.9)."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from cases.access import can, door, excluded_people, locked_for_system
from cases.actions.changes import tell, tell_team
from cases.actions.locks import refuse
from cases.actions.logs import log_case
from cases.actions.moving import move_to
from cases.actions.transfers import ANSWERED, has_unread, ref_of, refuse_unready
from cases.models import Case, Transfer
from cases.workflow.transfers import held_here
from tat import clock, obligations
from tat.home import DESIGNATED
from tat.models import Absence, Appointment, Obligation, User
from tat.permissions import Scope, scope_of
from tat.roles import Permission, Role
from tat.statutes import HAND_OVER, local_date
from tat.workflow import Blocked

State = Transfer.State

WHY_NOT = "Write why the case is not taken. The lead who asked reads it."
LEADLESS = "Nobody leads this case in {building} who is free of conflict. The superintendent names an acting lead first (handbook 2.4)."
WHO = "Choose who answers in the principal’s place."
IN_CONFLICT = "This person cannot answer: in conflict with the case, or without an account that is open. Choose another."
WHY_NAMED = "Write why the principal does not answer."
NOT_NEEDED = "Somebody who can answer is there already. Open the page again to see who."


@dataclass(frozen=True)
class Opened:
    """One request as a person may see it: whether the answer is theirs, the naming of who answers, or was that naming."""

    row: Transfer
    answers: bool
    names: bool
    named: bool


def opened(transfer_id: uuid.UUID, scope: Scope) -> Opened:
    """The request for who answers it, and for the superintendent where nobody can. Raises Http404 to everybody else.

    Whoever is in conflict with the case or stepped aside is told nothing, whatever the office (handbook 2.4).
    """
    row = _rows().filter(pk=transfer_id, case__district_id=scope.district_id or 0).first()
    if row is None or row.case_id in scope.excluded:
        raise Http404
    found = Opened(row, _answers(row, scope), _names(row, scope), named=row.acting_named_by_id == scope.user_id)
    if not (found.answers or found.names or found.named):
        raise Http404
    return found


def may_open(transfer_id: uuid.UUID, scope: Scope) -> bool:
    """Whether the request's page is there for this person."""
    try:
        opened(transfer_id, scope)
    except Http404:
        return False
    return True


def _rows() -> QuerySet[Transfer]:
    places = ("from_building", "from_team", "to_building", "to_team", "recorded_by", "acting_lead")
    return Transfer.objects.select_related("case__key", "case__district", *places)


def _answers(row: Transfer, scope: Scope) -> bool:
    """The receiving principal, who is named in the principal's place, and who is designated to act for the principal in this duty."""
    if row.to_building_id in scope.principal_of or row.acting_lead_id == scope.user_id:
        return True
    return _designated(row, scope, Role.PRINCIPAL)


def _designated(row: Transfer, scope: Scope, office: Role) -> bool:
    given = DESIGNATED(user=scope.user_id, today=local_date(scope.at))
    here = [each for each in given if each.district_id == scope.district_id and each.building_id in (None, row.to_building_id)]
    return any(each.acts_for == office and HAND_OVER in each.rules for each in here)


def _names(row: Transfer, scope: Scope) -> bool:
    """The superintendent or designee, while the request waits and no principal can answer it."""
    office = Role.SUPERINTENDENT in scope.offices or _designated(row, scope, Role.SUPERINTENDENT)
    return office and row.state == State.ASKED and needs_lead(row, scope.at)


def needs_lead(row: Transfer, at: datetime) -> bool:
    """Whether the receiving building has no principal who is here, active and in no conflict, and nobody is named who is."""
    day, out = local_date(at), excluded_people(row.case, at)
    if row.acting_lead and row.acting_lead.is_active and row.acting_lead_id not in out:
        return False
    away = Absence.objects.filter(from_on__lte=day, until_on__gte=day)
    return not _principals(row, at).exclude(user__in=out).exclude(user__in=away.values("user_id")).exists()


def _principals(row: Transfer, at: datetime) -> QuerySet[Appointment]:
    held = Appointment.objects.held_on(local_date(at))
    return held.filter(role=Role.PRINCIPAL, building=row.to_building, user__is_active=True)


def _locked(transfer_id: uuid.UUID, by: User, at: datetime) -> tuple[Opened, Case]:
    """The case's row locked first, then the request as it stands behind that lock. Raises Blocked where it was answered meanwhile."""
    seen = opened(transfer_id, scope_of(by, at))
    case = locked_for_system(seen.row.case_id)
    found = opened(transfer_id, scope_of(by, at))
    if found.row.state != State.ASKED:
        raise Blocked((ANSWERED,))
    found.row.case = case
    return found, case


def _for_answer(transfer_id: uuid.UUID, by: User, at: datetime) -> tuple[Transfer, Case]:
    found, case = _locked(transfer_id, by, at)
    if not found.answers:
        raise Http404
    return found.row, case


@transaction.atomic
def accept_transfer(*, transfer_id: uuid.UUID, by: User) -> Transfer:
    """Take the case: building and team change in one transaction, and with them who sees it. Both teams are told.

    Raises Http404 for whom the answer is not, Blocked with what holds the case where it is.
    """
    at = clock.now()
    row, case = _for_answer(transfer_id, by, at)
    if why := held_here(case.stage, unread=has_unread(case)):
        raise Blocked((why,))
    refuse_unready(row, at)
    if row.acting_lead is None and not _principals(row, at).exclude(user__in=excluded_people(case, at)).exists():
        raise Blocked((LEADLESS.format(building=row.to_building.name),))
    _answer(row, State.ACCEPTED, by, at)
    move_to(case, row, by=by, at=at)
    tell_team(case, ref=ref_of(row), by=by, at=at)
    _tell_who_asked(row, case, by, at)
    log_case("transfer_accepted", case, by=by, at=at, detail=f"{ref_of(row)} {row.from_building.code}:{row.to_building.code}")
    return row


@transaction.atomic
def refuse_transfer(*, transfer_id: uuid.UUID, by: User, reason: str) -> Transfer:
    """Leave the case where it is, with a reason that the lead who asked reads. Raises Http404, or Blocked without one."""
    at = clock.now()
    row, case = _for_answer(transfer_id, by, at)
    refuse(("reason", WHY_NOT, not reason.strip()))
    row.answer_reason = reason.strip()
    _answer(row, State.REFUSED, by, at)
    _tell_who_asked(row, case, by, at)
    log_case("transfer_refused", case, by=by, at=at, detail=ref_of(row))
    return row


def _answer(row: Transfer, state: str, by: User, at: datetime) -> None:
    row.state, row.answered_by, row.answered_at = state, by, at
    row.save(update_fields=["state", "answered_by", "answered_at", "answer_reason"])
    obligations.meet_all(HAND_OVER, ("case", row.case_id), at=at, by=by, proof_ref=ref_of(row))


def _tell_who_asked(row: Transfer, case: Case, by: User, at: datetime) -> None:
    """The lead who asked, where the case can still be read there: an acting lead of the old building has nothing more to open."""
    asked = row.recorded_by
    if asked and asked.pk != by.pk and can(door(asked, at), Permission.VIEW_CASE, case):
        tell(case, [asked.pk], ref=ref_of(row), at=at)


@transaction.atomic
def name_acting_lead(*, transfer_id: uuid.UUID, by: User, person: User | None, reason: str) -> Transfer:
    """The superintendent names who answers in the place of a principal in conflict or away, dated, with the reason (handbook 2.4).

    Who is named leads the case once it is accepted. Raises Http404 for anybody else, Blocked where the principal answers.
    """
    at = clock.now()
    found, case = _locked(transfer_id, by, at)
    row = found.row
    if not found.names:
        raise Blocked((NOT_NEEDED,)) if found.named else Http404
    fit = person is not None and person.is_active and person.district_id == case.district_id
    refuse(
        ("person", WHO, person is None),
        ("person", IN_CONFLICT, person is not None and not (fit and person.pk not in excluded_people(case, at))),
        ("reason", WHY_NAMED, not reason.strip()),
    )
    assert person is not None
    row.acting_lead, row.acting_named_by, row.acting_named_at, row.acting_reason = person, by, at, reason.strip()
    row.save(update_fields=["acting_lead", "acting_named_by", "acting_named_at", "acting_reason"])
    for duty in Obligation.objects.open().about("case", case.pk).filter(rule=HAND_OVER):
        obligations.carry(duty, owner=person, at=at, by=by)
    log_case("acting_lead_named", case, by=by, at=at, detail=f"{ref_of(row)} user:{person.pk}")
    return row
