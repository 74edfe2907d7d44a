"""The wall between a case and those it concerns: found at intake, stronger than every grant and seat (handbook 2.4)."""

from collections.abc import Iterable
from datetime import datetime, time

from django.db.models import QuerySet

from cases import access
from cases.actions.parties import WALLED
from cases.actions.players import players_of
from cases.models import Affiliation, Case, Party
from tat import obligations
from tat.clock import CENTRAL
from tat.models import ActingLead, Appointment, Seat, Standing, User
from tat.models.prepared import Given, Prepared
from tat.roles import Role
from tat.statutes import end_of_day, wall_time

Capacity = Standing.Capacity


def wall_off(case: Case, parties: Iterable[Party], *, by: User | None, at: datetime) -> list[User]:
    """Exclude each subject or target who has an account, seat the back-ups, and restrict a case about somebody who works here.

    `by` None is the system. Nobody is walled off from practice: its people are invented. Returns those excluded. The calling action
    writes the log.
    """
    if case.practice:
        return []
    walled = [party for party in parties if party.role in WALLED]
    concerned = {party.person.account_id: party.person.account for party in walled if party.person and party.person.account_id}
    excluded = [person for person in concerned.values() if person]
    for person in excluded:
        exclude(case, person, by=by, at=at)
    if any(works_here(party) for party in walled if party.role == Party.Role.SUBJECT):
        restrict(case, by=by, at=at)
    return excluded


def works_here(party: Party) -> bool:
    """Whether the party is on the district's staff: by account, or as stated."""
    return bool(party.person and party.person.account_id) or party.connection() == Affiliation.EMPLOYEE_CURRENT


def exclude(case: Case, person: User, *, by: User | None, at: datetime) -> Standing:
    """Close a locked case to this person, end what let them in, and seat the back-ups of their seats."""
    kept_out = stand(case, person, Capacity.EXCLUDED, by=by, at=at)
    Standing.objects.filter(about_kind="case", about_id=case.id, person=person, until_at=None).exclude(pk=kept_out.pk).update(until_at=at)
    access.revoke(case, user=person)
    for backup in backups_of(case, person, at):
        stand(case, backup, Capacity.BACKUP, by=by, at=at)
    if person in principals_of(case, at):
        put_in_place(case, ActingLead.Ground.CONCERNED, by=by, at=at)
    return kept_out


def put_in_place(case: Case, ground: str, *, by: User | None, at: datetime) -> None:
    """Let whoever is named in the principal's place on this ground lead this case until the last day of the naming (handbook 2.4)."""
    rows = ActingLead.objects.held_on(at.astimezone(CENTRAL).date()).filter(building_id=case.building_id, ground=ground)
    for row in rows.select_related("person"):
        lead_until(case, row, by=by, at=at)


def lead_until(case: Case, naming: ActingLead, *, by: User | None, at: datetime) -> None:
    """Let the named person lead this case while the naming runs; nobody in conflict with it, and nobody twice."""
    out = Standing.objects.filter(about_kind="case", about_id=case.id, person=naming.person, from_at__lte=at).exclude(until_at__lte=at)
    if out.filter(capacity__in=[Capacity.EXCLUDED, Capacity.ASIDE, Capacity.LEAD]).exists() or not naming.person.is_active:
        return
    from_at, until_at = max(at, wall_time(naming.from_on, time.min)), end_of_day(naming.until_on)
    Standing.objects.create(
        about_kind="case", about_id=case.id, person=naming.person, capacity=Capacity.LEAD, from_at=from_at, until_at=until_at, by=by
    )


def backups_of(case: Case, person: User, at: datetime) -> list[User]:
    """Who is seated for this person in the case's team: the back-up of the seat, else one of a shared expertise; nobody in conflict."""
    seats = seats_in_force(case, at)
    own = [seat for seat in seats if seat.user_id == person.pk and seat.kind == Seat.Kind.CORE]
    bench = [seat for seat in seats if seat.kind == Seat.Kind.BACKUP and seat.user_id not in access.excluded_people(case, at)]
    covering = [seat for seat in bench if seat.covers_id in {seat.pk for seat in own}]
    skills = {skill for seat in own for skill in seat.expertise}
    found = covering or [seat for seat in bench if skills & set(seat.expertise)]
    return [seat.user for seat in found if seat.user and seat.user.is_active]


def seats_in_force(case: Case, at: datetime) -> list[Seat]:
    """Seats of the case's team that people hold on the local day of `at`, in the order they were made; of practice those of its players."""
    rows = HELD(team=case.team_id, day=at.astimezone(CENTRAL).date())
    playing = players_of(case) if case.practice else None
    return rows if playing is None else [seat for seat in rows if seat.user_id in playing]


def _held() -> QuerySet[Seat]:
    held = Seat.objects.held_on(Given("day")).filter(team_id=Given("team"), user__isnull=False)
    return held.select_related("user").order_by("pk")


HELD: Prepared[Seat] = Prepared(_held)


def restrict(case: Case, *, by: User | None, at: datetime) -> None:
    """Open the case to named people only: its principal and the Triage Team, without those in conflict; its duties with it."""
    case.restricted = True
    case.save(update_fields=["restricted"])
    obligations.restrict_all(("case", case.id))
    kept_out = access.excluded_people(case, at)
    named = [(user, Capacity.LEAD) for user in principals_of(case, at, acting=False)]
    named += [(seat.user, Capacity.PANEL) for seat in seats_in_force(case, at) if seat.triage and seat.user]
    for user, capacity in named:
        if user.pk not in kept_out:
            stand(case, user, capacity, by=by, at=at)
    put_in_place(case, ActingLead.Ground.ABSENT, by=by, at=at)


def principals_of(case: Case, at: datetime, *, acting: bool = True) -> list[User]:
    """The building's principal on the local day of `at`, and who is named in the place of an absent one, unless `acting` is False."""
    day = at.astimezone(CENTRAL).date()
    return [row.user for row in PRINCIPALS(building=case.building_id, day=day) if acting or row.acting_id is None]


def _principals() -> QuerySet[Appointment]:
    building, day = Given("building"), Given("day")
    rows = Appointment.objects.held_on(day).filter(role=Role.PRINCIPAL, building_id=building, user__is_active=True)
    return rows.select_related("user")


PRINCIPALS: Prepared[Appointment] = Prepared(_principals)


def stand(case: Case, person: User, capacity: str, *, by: User | None, at: datetime) -> Standing:
    """Let a person stand in this capacity from now on; harmless where they do."""
    standing, _ = Standing.objects.get_or_create(
        about_kind="case", about_id=case.id, person=person, capacity=capacity, until_at=None, defaults={"from_at": at, "by": by}
    )
    return standing
