"""Asking to hand a case to another building, and taking the request back; until it is answered everything stays (handbook 7.9)."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from cases.access import excluded_people, locked_case
from cases.actions.duties import start_duty
from cases.actions.locks import locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.names import Mask, name_of
from cases.actions.stamps import stamp
from cases.models import Case, Party, Transfer, still_read
from cases.workflow import Circle
from cases.workflow.transfers import held_here, lacking
from tat import clock, obligations
from tat.models import Appointment, Building, Obligation, Seat, Team, User
from tat.models.prepared import Given, Prepared
from tat.roles import Permission, Role
from tat.statutes import HAND_OVER, RULES, local_date
from tat.workflow import Blocked

State = Transfer.State

WHERE = "Choose the building that takes the case over."
HERE = "This case is in that building already. Choose another one."
OPEN = "A request to hand this case over waits for its answer already. Take that one back first."
REASON = "Write why the case goes to another building."
CONCERN = "Write in one line what it is about."
IN_PLACE = "Write in one line what keeps people safe now."
COMING_UP = "Write in one line what comes next, and by when."
NAMED = "This line has the name of somebody in the case in it. Leave it out: the line is read before the case is theirs."
ANSWERED = "This request was answered or taken back meanwhile. Open the page again to see how it stands."
LINES = {"concern": CONCERN, "in_place": IN_PLACE, "coming_up": COMING_UP}


@dataclass(frozen=True, kw_only=True)
class TransferGiven:
    """A request as it is typed: where to, why, and the three lines that the receiving principal reads before the answer."""

    building_id: int | None
    reason: str = ""
    concern: str = ""
    in_place: str = ""
    coming_up: str = ""


@transaction.atomic
def ask_transfer(*, case: Case, by: User, given: TransferGiven) -> Transfer:
    """Ask another building of the district to take the case, by its principal or acting lead. Nothing moves by this.

    The receiving principal has the duty TRF-ANS from this moment. Raises Blocked with what stands in the way.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.HAND_OVER_CASE)
    to = Building.objects.filter(district=locked.district, pk=given.building_id or 0).first()
    if why := held_here(locked.stage, unread=has_unread(locked)):
        raise Blocked((why,))
    if open_transfer(locked):
        raise Blocked((OPEN,))
    _judge(locked, given, to, at)
    assert to is not None
    words = {name: getattr(given, name).strip() for name in ("reason", *LINES)}
    places = {"from_building": locked.building, "from_team": locked.team, "to_building": to, "to_team": team_for(locked, to)}
    row = Transfer.objects.create(case=locked, duties=_still_open(locked), **words, **places, **stamp(by, at))
    start_answer(row, at=at, by=by)
    log_case("transfer_asked", locked, by=by, at=at, detail=f"transfer:{row.id} to:{to.code}")
    return row


def start_answer(row: Transfer, *, at: datetime, by: User | None) -> Obligation:
    """The receiving principal's duty to answer; the calling action writes the log."""
    ref, since = ref_of(row), row.recorded_at
    return start_duty(HAND_OVER, row.case, trigger_ref=ref, triggered_at=since, at=at, by=by, building=row.to_building, team=row.to_team)


def _judge(case: Case, given: TransferGiven, to: Building | None, at: datetime) -> None:
    parties = Party.objects.filter(case__in=case.with_merged()).select_related("person__key", "case__key")
    names = Mask([("", name_of(party)) for party in parties])
    missing = _lacks(case, to, at) if to else ""
    refuse(
        ("building", WHERE, to is None),
        ("building", HERE, to is not None and to.pk == case.building_id),
        ("building", missing, bool(missing)),
        ("reason", REASON, not given.reason.strip()),
        *((name, sentence, not getattr(given, name).strip()) for name, sentence in LINES.items()),
        *((name, NAMED, names.over(getattr(given, name)) != getattr(given, name)) for name in LINES),
    )


def has_unread(case: Case) -> bool:
    """Whether a report of the case waits to be opened."""
    return case.reviewed_at is None or Obligation.objects.open().about("case", case.pk).filter(rule="RPT-REV").exists()


def _lacks(case: Case, to: Building, at: datetime) -> str:
    """What the building lacks to take the case on the local day of `at`; "" for nothing."""
    day, team = local_date(at), team_for(case, to)
    leads = Appointment.objects.held_on(day).filter(role=Role.PRINCIPAL, building=to, user__is_active=True)
    seats = Seat.objects.held_on(day).filter(team=team, triage=True, kind=Seat.Kind.CORE, user__is_active=True) if team else None
    return lacking(to.name, has_team=team is not None, has_principal=leads.exists(), triage_seats=seats.count() if seats is not None else 0)


def refuse_unready(row: Transfer, at: datetime) -> None:
    """Raise Blocked where the receiving building is not, or not any more, what was asked."""
    if team_for(row.case, row.to_building) != row.to_team:
        raise Blocked((f"Another team serves {row.to_building.name} now. The request is taken back and asked again.",))
    if missing := _lacks(row.case, row.to_building, at):
        raise Blocked((missing,))


def team_for(case: Case, to: Building) -> Team | None:
    """The team that takes it: the case's own where that one serves the building too, else the building's first."""
    served: list[Team] = to.served_by
    return next((team for team in served if team.pk == case.team_id), None) or next(iter(served), None)


def _still_open(case: Case) -> list[list[str]]:
    """Rule and due time of each open duty, the first one due first."""
    rows = [(row.rule, due.isoformat() if (due := row.due_at()) else "") for row in Obligation.objects.open().about("case", case.pk)]
    return [list(row) for row in sorted(rows, key=lambda row: (row[1] == "", row[1], row[0]))]


def frozen_duties(row: Transfer) -> list[tuple[str, datetime | None]]:
    """The same in words, for people."""
    return [(RULES[rule].duty, datetime.fromisoformat(due) if due else None) for rule, due in row.duties]


def ref_of(row: Transfer) -> str:
    """How duties and notices name the request."""
    return f"transfer:{row.id}"


def open_transfer(case: Case) -> Transfer | None:
    """The request that waits for its answer."""
    return case.transfer_set.filter(state=State.ASKED).first()


@transaction.atomic
def withdraw_transfer(*, case: Case, by: User, transfer_id: uuid.UUID) -> Transfer:
    """Take a request back before it is answered; the duty to answer ends. Raises Blocked where it was answered meanwhile."""
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.HAND_OVER_CASE, at=at)
    row = locked.transfer_set.filter(pk=transfer_id, state=State.ASKED).first()
    if row is None:
        raise Blocked((ANSWERED,))
    _withdraw(row, locked, by=by, at=at)
    return row


def _withdraw(row: Transfer, case: Case, *, by: User | None, at: datetime) -> None:
    row.state, row.answered_by, row.answered_at = State.WITHDRAWN, by, at
    row.save(update_fields=["state", "answered_by", "answered_at"])
    obligations.supersede_all(HAND_OVER, ("case", case.pk), at=at, by=by, reason_code="withdrawn")
    log_case("transfer_withdrawn", case, by=by, at=at, detail=ref_of(row))


def fall_away(case: Case, *, by: User | None, at: datetime) -> None:
    """The case ended while a request waited: nobody is asked any more. The calling action holds the lock."""
    if row := open_transfer(case):
        _withdraw(row, case, by=by, at=at)


def transfers_of(case: Case) -> list[Transfer]:
    """Every request about the case, the latest first, in one statement."""
    return TRANSFERS(case=case)


def _transfers() -> QuerySet[Transfer]:
    people = ("from_building", "to_building", "answered_by", "acting_lead", "acting_named_by")
    return Transfer.objects.filter(case=Given("case")).select_related(*people).order_by("-recorded_at", "id")


TRANSFERS: Prepared[Transfer] = Prepared(_transfers)


def still_read_by(case: Case, at: datetime) -> list[User]:
    """Who handed the case over and still reads it, as the door lets them in: by the offices and seats they hold on this local day."""
    found: dict[int, User] = {}
    for row in READ_ON(case=case, at=at):
        day = local_date(at)
        leads = Appointment.objects.held_on(day).filter(role=Role.PRINCIPAL, building_id=row.from_building_id, user__is_active=True)
        seats = Seat.objects.held_on(day).filter(team_id=row.from_team_id, kind=Seat.Kind.CORE, user__is_active=True)
        if case.circle == Circle.TRIAGE:
            seats = seats.filter(triage=True)
        people = User.objects.filter(pk__in=leads.values("user_id")) | User.objects.filter(pk__in=seats.values("user_id"))
        found |= {person.pk: person for person in people if not case.restricted or person.pk == row.recorded_by_id}
    out = excluded_people(case, at) if found else set()
    return [person for person in found.values() if person.pk not in out]


READ_ON: Prepared[Transfer] = Prepared(lambda: still_read().filter(case=Given("case")))
