"""The move of an accepted case: seats, standings, walls, duties and signatures of the new team; nothing is copied and nothing lost."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from cases.access import excluded_people
from cases.actions.conflicts import backups_of, restrict, seats_in_force, stand
from cases.actions.duties import start_duty
from cases.actions.members import members_of
from cases.actions.places import places
from cases.actions.plan_facts import ids_of_carriers
from cases.actions.positions import release_seats
from cases.actions.signing import ask_for_positions, awaiting, valid_positions
from cases.models import Case, Plan, Transfer
from tat import obligations
from tat.models import Appointment, Obligation, Seat, Standing, User
from tat.roles import Role
from tat.statutes import local_date

Capacity = Standing.Capacity
OF_THE_OLD = (Capacity.LEAD, Capacity.BACKUP)
"""Named for the case in the old building: they need no seat, and so end with the move."""


def move_to(case: Case, row: Transfer, *, by: User, at: datetime) -> None:
    """Put a locked case into the building and team that took it. The handing team reads on until the new team's first update.

    It keeps its code, key, stage, level and every row. The calling action has judged the request, tells people and writes the log.
    """
    old = _old_people(case, row, at)
    same_team = row.from_team_id == row.to_team_id
    case.building, case.team = row.to_building, row.to_team
    case.version += 1
    case.facts_version += 1
    case.save(update_fields=["building", "team", "version", "facts_version"])
    row.reads_until = at + timedelta(days=case.district.update_days)
    row.save(update_fields=["reads_until"])
    old |= _end_standings(case, same_team, at)
    _let_in(case, row, by, at)
    if not same_team:
        _ask_the_new_seats(case, by, at)
    _move_duties(case, old, by, at)
    ask_for_carriers(case, row, by=by, at=at)


def _old_people(case: Case, row: Transfer, at: datetime) -> set[int]:
    """Whose duties fall to somebody else: the old building's principal, and the old team's seats."""
    leads = Appointment.objects.held_on(local_date(at)).filter(role=Role.PRINCIPAL, building=row.from_building)
    return {*leads.values_list("user_id", flat=True), *(seat.user_id for seat in seats_in_force(case, at) if seat.user_id)}


def _end_standings(case: Case, same_team: bool, at: datetime) -> set[int]:
    """Who was named for the case in the old place is so no more; what rests on a seat ends where the new team has none for the person."""
    here = {seat.user_id for seat in seats_in_force(case, at)}
    rows = Standing.objects.filter(about_kind="case", about_id=case.pk, until_at=None)
    named = rows.filter(capacity__in=(Capacity.LEAD,) if same_team else OF_THE_OLD)
    seated = rows.filter(capacity__in=Standing.OF_A_SEAT).exclude(person__in=here)
    panel = rows.filter(capacity=Capacity.PANEL) if not same_team else rows.none()
    ended = list((named | seated | panel).order_by("pk"))
    Standing.objects.filter(pk__in=[each.pk for each in ended]).update(until_at=at)
    return {each.person_id for each in ended}


def _let_in(case: Case, row: Transfer, by: User, at: datetime) -> None:
    """Those whom a seat alone does not let in: the acting lead, back-ups of those in conflict, the named of a restricted case."""
    shut_out = excluded_people(case, at)
    if row.acting_lead and row.acting_lead.is_active and row.acting_lead_id not in shut_out:
        stand(case, row.acting_lead, Capacity.LEAD, by=row.acting_named_by, at=at)
    for person in User.objects.filter(pk__in=shut_out).order_by("pk"):
        for backup in backups_of(case, person, at):
            stand(case, backup, Capacity.BACKUP, by=by, at=at)
    if case.restricted:
        restrict(case, by=by, at=at)


def _ask_the_new_seats(case: Case, by: User, at: datetime) -> None:
    """Positions that are in stay on record. What waits for a seat of the old team ends, and the new team's seats are asked."""
    release_seats(case, by=by, at=at)
    for classification in awaiting(case):
        classification.case = case
        given = {each.seat_id for each in valid_positions(classification)}
        ask_for_positions(case, classification, [place for place in places(case, at) if place.seat.pk not in given], by=by, at=at)


def _move_duties(case: Case, old: set[int], by: User, at: datetime) -> None:
    rows = list(Obligation.objects.open().about("case", case.pk).order_by("pk"))
    here = {seat.user_id for seat in seats_in_force(case, at)}
    actors = {row.actor_id for row in rows if row.actor_id} & old - here
    obligations.move_over(rows, building=case.building, team=case.team, actors=_in_their_place(case, actors, at), at=at, by=by)


def _in_their_place(case: Case, people: Iterable[int], at: datetime) -> dict[int, User | None]:
    """For each of these: who holds the same statutory seat in the new team and is in no conflict; nobody: the duty falls to its role."""
    shut_out = excluded_people(case, at)
    free = [seat for seat in seats_in_force(case, at) if seat.kind == Seat.Kind.CORE and seat.user_id not in shut_out]
    by_seat = {seat.statutory: seat.user for seat in reversed(free) if seat.statutory and seat.user and seat.user.is_active}
    held = Seat.objects.held_on(local_date(at)).filter(user__in=list(people), kind=Seat.Kind.CORE).exclude(team=case.team)
    had = dict(held.order_by("-pk").values_list("user_id", "statutory"))
    return {person: by_seat.get(had.get(person, "")) for person in people}


def ask_for_carriers(case: Case, row: Transfer, *, by: User | None, at: datetime) -> None:
    """The plan in force names somebody without a seat of the new team: a new version is due, which names its own people (4:190-AP2)."""
    asked = Obligation.objects.open().about("case", case.pk).filter(rule="PLAN").exists()
    if not asked and carriers_gone(case, at):
        start_duty("PLAN", case, trigger_ref=f"transfer:{row.id}", triggered_at=at, at=at, by=by)


def carriers_gone(case: Case, at: datetime) -> bool:
    """Whether one of those who carry the case, as the plan in force names them, holds no seat of the case's team."""
    plan = case.plan_set.filter(state=Plan.State.ADOPTED).first()
    named = {each for each in ids_of_carriers(plan).values() if each} if plan else set()
    return bool(named) and members_of(case, at).filter(pk__in=named).count() < len(named)
