"""The full team's meeting, and crisis responses that triage starts."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from cases.access import locked_case
from cases.actions.conflicts import principals_of, seats_in_force
from cases.actions.logs import log_case
from cases.actions.stamps import stamp
from cases.models import Case, CrisisResponse, Meeting
from cases.workflow import Stage
from tat import clock, obligations
from tat.models import Seat, Standing, User
from tat.roles import Permission
from tat.workflow import Blocked
from triage.workflow import crisis_problems, meeting_problems

CLINICAL = frozenset({Seat.Statutory.CNS, Seat.Statutory.PSY, Seat.Statutory.SWK})


@transaction.atomic
def record_meeting(*, case: Case, by: User, held_at: datetime, attended: Iterable[int], police: str, shortfall_reason: str = "") -> Meeting:
    """The meeting that convenes the team: when (UTC, as stated), which seats came, police present or consulted. Meets TAT-CONV.

    Raises Blocked where the team was not convened, and for a thin attendance without a reason (handbook 4.3).
    """
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.RECORD_TRIAGE, at=at)
    seats = {seat.pk: seat for seat in seats_in_force(locked, at)}
    came = [seat for pk, seat in seats.items() if pk in set(attended)]
    thin = is_thin(locked, came, by, at)
    convened, since = bool(locked.convened_at), locked.reported_at
    if problems := meeting_problems(convened, held_at, since, at, bool(came), police, thin, shortfall_reason):
        raise Blocked(problems)
    meeting = Meeting.objects.create(
        case=locked,
        held_at=held_at,
        attended=sorted(seat.pk for seat in came),
        absent=sorted(pk for pk, seat in seats.items() if seat.kind == Seat.Kind.CORE and seat not in came),
        police=police,
        shortfall_reason=shortfall_reason.strip(),
        **stamp(by, at),
    )
    obligations.meet_all("TAT-CONV", ("case", locked.id), at=at, by=by, proof_ref=f"meeting:{meeting.id}", occurred_at=held_at)
    log_case("meeting_recorded", locked, by=by, at=at, occurred_at=held_at)
    return meeting


def is_thin(case: Case, came: list[Seat], by: User, at: datetime) -> bool:
    """Fewer than the lead and two seats, one of them a counselor, psychologist or social worker (handbook 4.3, product)."""
    leads = {user.pk for user in principals_of(case, at)}
    acting = Standing.objects.filter(about_kind="case", about_id=case.id, capacity=Standing.Capacity.LEAD, until_at=None)
    leads |= set(acting.values_list("person_id", flat=True))
    others = [seat for seat in came if seat.user_id not in leads]
    lead_came = by.pk in leads or len(others) < len(came)
    return not lead_came or len(others) < 2 or not any(seat.statutory in CLINICAL for seat in others)


@transaction.atomic
def start_crisis_response(*, case: Case, by: User, kind: str, started_at: datetime, started_by: str = "", note: str = "") -> CrisisResponse:
    """Record a crisis response: time (UTC, as stated), kind, by. No imminence is needed, and the case stays where it is (handbook 4.1)."""
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.RECORD_TRIAGE, at=at)
    closed = locked.stage in (Stage.CLOSED, Stage.MERGED)
    if problems := crisis_problems(closed, kind, started_at, at):
        raise Blocked(problems)
    response = CrisisResponse.objects.create(
        case=locked, kind=kind, started_at=started_at, started_by=started_by.strip() or by.full_name, note=note.strip(), **stamp(by, at)
    )
    log_case("crisis_response_started", locked, by=by, at=at, occurred_at=started_at)
    return response
