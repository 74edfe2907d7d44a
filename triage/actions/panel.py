"""The panel of a case: frozen when triage begins, each seat asked for its opinion, left only by its member or an absence."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max, Min, QuerySet

from cases.access import excluded_people
from cases.actions.conflicts import backups_of, seats_in_force, stand
from cases.actions.duties import start_duty
from cases.actions.facts import latest_determination
from cases.actions.imminence import with_the_team
from cases.concurrence import SMALLEST_PANEL, Answer, Opinion, PanelSeat
from cases.models import Case, ImminenceDetermination
from cases.workflow import CaseFacts, Circle, Stage
from tat import obligations
from tat.clock import CENTRAL
from tat.models import Absence, Appointment, Obligation, Seat, Standing, User
from tat.models.prepared import Given, Prepared
from tat.obligations.due import reckon
from tat.roles import Role
from triage.models import TriageOpinion, TriageSeat

RULE = "TRI-DONE"
Capacity = Standing.Capacity
Left = TriageSeat.Left


def current_panel(case: Case) -> list[TriageSeat]:
    """The seats of the panel that triage froze last, those left included; none while triage has not begun."""
    if case.triage_at is None:
        return []
    every = SEATS(case=case)
    latest = max((seat.panel for seat in every), default=None)
    return [seat for seat in every if seat.panel == latest]


SEATS: Prepared[TriageSeat] = Prepared(
    lambda: (
        TriageSeat.objects.filter(case=Given("case"))
        .select_related("member", "in_place_of__member")
        .order_by("seated_at", "member_name", "id")
    )
)


def remaining(seats: Iterable[TriageSeat]) -> list[TriageSeat]:
    """The seats whose members still owe or stand by an opinion."""
    return [seat for seat in seats if seat.left_at is None]


def panel_facts(case: Case, seats: Iterable[TriageSeat], *, silence: bool = False) -> CaseFacts:
    """What triage's moves are judged by."""
    held = list(seats)
    opinions = TriageOpinion.objects.filter(seat__in=held).order_by("recorded_at")
    return CaseFacts(
        stage=Stage(case.stage),
        facts_version=case.facts_version,
        panel=tuple(PanelSeat(seat.id, seat.left_at is not None) for seat in held),
        opinions=tuple(Opinion(each.seat_id, Answer(each.answer), each.facts_version, each.recorded_at) for each in opinions),
        silence=silence,
        full_team_asked=case.circle == Circle.TAT,
    )


def seat_panel(case: Case, *, by: User | None, at: datetime) -> list[TriageSeat]:
    """Freeze the panel: everyone who holds a triage seat now, an absent member's back-up instead, nobody in conflict.

    Fewer than two: the back-ups of those in conflict too (handbook 2.3, 4.2). Each seat gets its duty.
    """
    number = (TriageSeat.objects.filter(case=case).aggregate(number=Max("panel"))["number"] or 0) + 1
    recused = _removed(case, at)
    missing: list[User] = []
    for seat in [seat for seat in seats_in_force(case, at) if seat.triage and seat.kind == Seat.Kind.CORE]:
        if seat.user is None or not seat.user.is_active or seat.user_id in recused:
            missing += [seat.user] if seat.user else []
        else:
            _seat_or_replace(case, number, seat.user, by, at)
    seats = remaining(current_panel(case))
    for member in missing if len(seats) < SMALLEST_PANEL else []:
        _seat_backup(case, number, member, None, by, at)
    with_the_team(case, proof_ref=f"panel:{case.id}", by=by, at=at)
    return current_panel(case)


def _seat_or_replace(case: Case, number: int, member: User, by: User | None, at: datetime) -> None:
    """An absent member gives way to the back-up; without one only where the member or the superintendent recorded the absence."""
    absence = absences(case, at).filter(user=member)
    if not absence.exists():
        _seat(case, number, member, None, by, at)
        return
    if not free_backups(case, member, at) and not may_remove(case, absence, member, at):
        _seat(case, number, member, None, by, at)
        return
    place = _seat(case, number, member, None, by, at)
    leave(case, place, Left.ABSENT, by=by, at=at)


def _seat(case: Case, number: int, member: User, in_place_of: TriageSeat | None, by: User | None, at: datetime) -> TriageSeat:
    seat = TriageSeat.objects.create(
        case=case,
        panel=number,
        member=member,
        member_name=member.full_name,
        member_position=member.position,
        in_place_of=in_place_of,
        seated_at=at,
    )
    stand(case, member, Capacity.PANEL, by=by, at=at)
    ask(case, seat, by=by, at=at)
    return seat


def _seat_backup(case: Case, number: int, member: User, place: TriageSeat | None, by: User | None, at: datetime) -> None:
    for backup in free_backups(case, member, at)[:1]:
        _seat(case, number, backup, place, by, at)


def leave(case: Case, seat: TriageSeat, why: str, *, by: User | None, at: datetime) -> None:
    """A member leaves the panel; an opinion already given stays. A back-up follows an absent member, or where fewer than two are left."""
    seat.left, seat.left_at, seat.left_recorded_by = why, at, by
    seat.save(update_fields=["left", "left_at", "left_recorded_by"])
    _end_standing(case, seat.member, at)
    for row in rows_of(case).filter(actor_id=seat.member_id):
        obligations.supersede(row, at=at, by=by, reason_code=f"seat_{why}")
    others = TriageSeat.objects.filter(case=case, panel=seat.panel, left_at=None).count()
    if why == Left.ABSENT or others < SMALLEST_PANEL:
        _seat_backup(case, seat.panel, seat.member, seat, by, at)


def _end_standing(case: Case, member: User, at: datetime) -> None:
    Standing.objects.filter(about_kind="case", about_id=case.id, person=member, capacity=Capacity.PANEL, until_at=None).update(until_at=at)


def free_backups(case: Case, member: User, at: datetime) -> list[User]:
    """Back-ups of this member's seat who are here, in no conflict and not on the panel yet."""
    away = set(absences(case, at).values_list("user_id", flat=True))
    seated = set(TriageSeat.objects.filter(case=case, seated_at__gte=case.triage_at).values_list("member_id", flat=True))
    return [user for user in backups_of(case, member, at) if user.pk not in away | seated | _removed(case, at)]


def absences(case: Case, at: datetime) -> QuerySet[Absence]:
    """Absences of people of the district on the local day of `at`."""
    day = at.astimezone(CENTRAL).date()
    return Absence.objects.filter(user__district_id=case.district_id, from_on__lte=day, until_on__gte=day)


def may_remove(case: Case, absence: QuerySet[Absence], member: User, at: datetime) -> bool:
    """Only the member or the superintendent takes a seat away by an absence: nobody else removes who may dissent."""
    day = at.astimezone(CENTRAL).date()
    chiefs = Appointment.objects.held_on(day).filter(role=Role.SUPERINTENDENT, district_id=case.district_id)
    return absence.filter(by_id__in=[member.pk, *chiefs.values_list("user_id", flat=True)]).exists()


def _removed(case: Case, at: datetime) -> set[int]:
    """Who is in conflict with the case or has stepped aside from it."""
    aside = Standing.objects.filter(about_kind="case", about_id=case.id, capacity=Capacity.ASIDE, until_at=None)
    return excluded_people(case, at) | set(aside.values_list("person_id", flat=True))


def ask(case: Case, seat: TriageSeat, *, by: User | None, at: datetime, anew: bool = False) -> Obligation:
    """The seat's duty to give an opinion; `anew` where facts came after the opinion. All seats share one end, which never moves later."""
    trigger_ref = f"triageseat:{seat.id}:{case.facts_version}" if anew else f"triageseat:{seat.id}"
    return start_duty(RULE, case, trigger_ref=trigger_ref, triggered_at=clock_start(case, at), at=at, by=by, actor=seat.member)


def ask_anew(case: Case, seats: Iterable[TriageSeat], *, by: User | None, at: datetime) -> None:
    """New facts came after these seats' opinions: each confirms or replaces its own, and has a duty for it again."""
    waiting = set(rows_of(case).filter(state=Obligation.State.OPEN).values_list("actor_id", flat=True))
    for seat in seats:
        if seat.member_id not in waiting:
            ask(case, seat, by=by, at=at, anew=True)


def unseat_conflicted(case: Case, *, by: User | None, at: datetime) -> list[TriageSeat]:
    """A conflict found after triage began takes the seat: no view, no opinion, no count (handbook 2.4)."""
    kept_out = excluded_people(case, at)
    gone = [seat for seat in remaining(current_panel(case)) if seat.member_id in kept_out]
    for seat in gone:
        leave(case, seat, Left.CONFLICT, by=by, at=at)
    return gone


def unseat_absent(case: Case, *, at: datetime) -> list[TriageSeat]:
    """An absence that the member or the superintendent has put on the roster takes the seat; the back-up is seated."""
    gone = []
    for seat in remaining(current_panel(case)):
        absence = absences(case, at).filter(user_id=seat.member_id)
        if absence.exists() and may_remove(case, absence, seat.member, at):
            leave(case, seat, Left.ABSENT, by=None, at=at)
            gone.append(seat)
    return gone


def rows_of(case: Case) -> QuerySet[Obligation]:
    """The opinion duties of the triage that runs now."""
    return Obligation.objects.about("case", case.id).filter(rule=RULE, recorded_at__gte=case.triage_at)


def clock_start(case: Case, at: datetime) -> datetime:
    """When the time for triage began: with “no imminent threat” or with containment, unless that time has run out by now."""
    running = rows_of(case).aggregate(first=Min("triggered_at"))["first"]
    if running:
        return running
    found = latest_determination(case)
    began = _decided_at(found) if found else None
    if began is None or began > at:
        return at
    ends_at = reckon(RULE, began, case.district).target_due
    return began if ends_at and ends_at > at else at


def _decided_at(found: ImminenceDetermination) -> datetime | None:
    containment = getattr(found, "containment", None)
    return containment.confirmed_at if containment else found.determined_at
