"""One open duty handed to a named person and taken back: by whom it waits for, to whom its rule allows (handbook 8.1 “Dlg”)."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases import access
from cases.actions.delegable import OF_THE_TEAM, STUDENTS_ALONE, why_not
from cases.actions.locks import refuse
from cases.models import Case
from cases.workflow import Circle
from tat import audit, clock, obligations
from tat.models import Obligation, User
from tat.models.prepared import Given, Prepared
from tat.obligations.people import may_be_told
from tat.obligations.roster import CLERKS, Roster, roster
from tat.roles import Permission, Role
from tat.statutes import RULES, ActorRole
from tat.workflow import Blocked

OVER = "This duty has already ended."
NOT_LISTED = "This person cannot be handed this duty: no designation for it runs, no seat is held, or the case is not open to them."
SAME = "It is with this person already."
NO_ONE = "Choose who has it from now on."
NO_REASON = "Say why it is handed over."
NOTHING_TO_TAKE = "This duty is with nobody to whom it was handed."
BACK, GONE = "taken_back", "no_longer_named"
OWN = frozenset({ActorRole.CASE_MANAGER, ActorRole.ENGAGER})


def handed(district_id: int | None = None) -> QuerySet[Obligation]:
    """The open duties that somebody handed to a person."""
    rows = Obligation.objects.open().filter(handed_by__isnull=False).select_related("district")
    return rows.filter(district_id=district_id) if district_id else rows


def may_hand_over(duty: Obligation, user_id: int, people: Roster) -> bool:
    """Whether this person may hand the duty on: who holds its office, leads the team, or was asked by name. A designee may not."""
    if user_id in people.blocked(duty) or duty.state != Obligation.State.OPEN:
        return False
    if duty.actor_role in (ActorRole.SUPERINTENDENT, ActorRole.BOARD):
        return user_id in people.office(Role.SUPERINTENDENT, duty)
    if duty.actor_role in CLERKS:
        return user_id in people.office(CLERKS[ActorRole(duty.actor_role)], duty)
    if user_id in people.lead(duty):
        return True
    if duty.actor_role not in OF_THE_TEAM or duty.handed_by_id:
        return False
    return user_id == duty.actor_id or (duty.actor_role in OWN and user_id in people.holders(duty))


def may_take_back(duty: Obligation, user_id: int, people: Roster) -> bool:
    """Whether this person may take it back: who handed it over, and who could hand it over now."""
    return duty.handed_by_id is not None and (duty.handed_by_id == user_id or may_hand_over(duty, user_id, people))


def candidates(duty: Obligation, by_id: int, people: Roster, case: Case | None = None) -> list[User]:
    """To whom the duty can go, by name: nobody in conflict, away, or kept out of a restricted case. `case`: its case, if already read."""
    found = set(people.may_be_handed(duty)) - people.blocked(duty) - people.absent - {duty.actor_id, by_id}
    if _is_of_the_triage_circle(duty, case):
        found &= {*people.lead(duty), *people.seated(duty, "triage")}
    able = [user_id for user_id in found if may_be_told(people, duty, user_id)]
    return ACTIVE(people=able) if able else []


ACTIVE: Prepared[User] = Prepared(lambda: User.objects.filter(pk__any_of=Given("people"), is_active=True).order_by("full_name", "pk"))


def why_it_stays(duty: Obligation) -> str:
    """The sentence where the duty may not be handed over at all, by its rule or by its subject; "" where it may."""
    if sentence := why_not(RULES[duty.rule]):
        return sentence
    return str(STUDENTS_ALONE) if duty.in_person else ""


@transaction.atomic
def delegate_duty(*, duty: Obligation, by: User, to: User | None, reason_code: str) -> Obligation:
    """Hand this one duty to somebody; the row's ladder goes on, and `by` is told when it is late. The view has opened it through its door.

    Raises PermissionDenied for who may not hand it on, Blocked where its rule or the person does not allow it.
    """
    at = clock.now()
    row = _locked(duty)
    if row.state != Obligation.State.OPEN:
        raise Blocked((_(OVER),))
    if stays := why_it_stays(row):
        raise Blocked((stays,))
    people = roster([row], at)
    if not may_hand_over(row, by.pk, people):
        raise PermissionDenied
    refuse(
        ("to", _(SAME), to is not None and to.pk == row.actor_id),
        ("to", _(NOT_LISTED), to is None or not _may_have_it(row, to, by, people, at)),
        ("reason_code", _(NO_REASON), not reason_code),
    )
    assert to is not None
    row = obligations.hand_over(row, to=to, reason_code=reason_code, at=at, by=by)
    _log("duty_handed_over", row, by, at, f"to:{to.pk}")
    return row


@transaction.atomic
def take_duty_back(*, duty: Obligation, by: User) -> Obligation:
    """It waits for the office or the role again; for `by` alone where that is no office of theirs. Raises PermissionDenied, Blocked."""
    at = clock.now()
    row = _locked(duty)
    people = roster([row], at)
    if row.handed_by_id is None or row.state != Obligation.State.OPEN:
        raise Blocked((_(NOTHING_TO_TAKE if row.state == Obligation.State.OPEN else OVER),))
    if not may_take_back(row, by.pk, people):
        raise PermissionDenied
    row = obligations.take_back(row, to=None if by.pk in people.holders(row) else by, reason_code=BACK, at=at, by=by)
    _log("duty_taken_back", row, by, at)
    return row


@transaction.atomic
def return_adrift() -> int:
    """What was handed to somebody who is no designee or member any more goes back to its office or role. Gives how many.

    Running it twice, or two at once, changes nothing more. One log entry, with count and digest, where it changed something.
    """
    at = clock.now()
    moved = give_back(handed(), at=at, by=None)
    if moved:
        digest = hashlib.sha256("\n".join(sorted(str(row.pk) for row in moved)).encode()).digest()
        audit.record("duties_returned", by=None, at=at, count=len(moved), digest=digest)
    return len(moved)


def give_back(rows: QuerySet[Obligation], *, at: datetime, by: User | None) -> list[Obligation]:
    """Those of these duties whose person is no designee or member any more go back. The calling action writes the log."""
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    people = roster(found, at) if found else Roster()
    return [obligations.take_back(each, to=None, reason_code=GONE, at=at, by=by) for each in _adrift(found, people)]


def _adrift(rows: Iterable[Obligation], people: Roster) -> list[Obligation]:
    return [row for row in rows if row.actor_id and not people.still_answers(row, row.actor_id)]


def _may_have_it(duty: Obligation, to: User, by: User, people: Roster, at: datetime) -> bool:
    """Listed, and for a duty of the team the case is open to them: a hand-over opens nothing."""
    if to not in candidates(duty, by.pk, people):
        return False
    if duty.about_kind != "case" or duty.actor_role not in OF_THE_TEAM:
        return True
    return access.can(access.door(to, at), Permission.VIEW_CASE, access.case_behind(duty))


def _is_of_the_triage_circle(duty: Obligation, case: Case | None) -> bool:
    of_case = duty.about_kind == "case" and duty.actor_role in OF_THE_TEAM
    return of_case and (case or access.case_behind(duty)).circle == Circle.TRIAGE


def _locked(duty: Obligation) -> Obligation:
    return Obligation.objects.select_for_update(of=("self",)).select_related("district").get(pk=duty.pk)


def _log(action: str, row: Obligation, by: User, at: datetime, detail: str = "") -> None:
    about = (row.about_kind, row.about_id)
    words = " ".join(filter(None, (f"{row.rule}:{row.id}", detail)))
    audit.record(action, by=by, at=at, code=row.code, about=about, district_id=row.district_id, detail=words)
