"""Invented districts, buildings, teams and people in a state's proportions: 263 cases and ten people to a building."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from math import ceil

from django.contrib.auth.hashers import make_password

from reporting.management.demo.calendar import make_calendar
from reporting.management.demo.school import DOMAIN, PASSWORD
from tat import clock
from tat.calendar import SchoolCalendar
from tat.models import Acknowledgement, Appointment, Building, District, SchoolOfficial, Seat, Team, User
from tat.obligations.due import calendar_of
from tat.roles import Role
from tat.statutes import wall_time

CASES_TO_A_BUILDING = 263
LARGEST_SHARE = 640 / 3800  # of the buildings, in the one largest district, which has one person on every team
BUILDINGS_TO_A_DISTRICT = 4
KINDS = (Building.Kind.ELEMENTARY, Building.Kind.ELEMENTARY, Building.Kind.MIDDLE, Building.Kind.HIGH)
SEATS = (  # position, statutory seat, on the Triage Team
    ("Building Principal", Seat.Statutory.ADM, True),
    ("School Counselor", Seat.Statutory.CNS, True),
    ("School Social Worker", Seat.Statutory.SWK, True),
    ("Teacher", Seat.Statutory.TCH, False),
    ("School Psychologist", Seat.Statutory.PSY, False),
    ("School Resource Officer", Seat.Statutory.LEO, False),
)
PLAIN_STAFF = 4


@dataclass(frozen=True)
class Place:
    """Where cases arise: a building, the calendar of its district, its team, its principal, and who sits on a panel now."""

    building: Building
    calendar: SchoolCalendar
    team: Team
    principal: User
    panel: tuple[User, ...]


def places(cases: int, today: date) -> list[Place]:
    """The buildings that so many cases take: those that have a principal and a panel already, and as many new ones as are missing."""
    found = list(_standing())
    missing = ceil(cases / CASES_TO_A_BUILDING) - len(found)
    sizes = list(_sizes(missing)) if missing > 0 else []
    password, since = make_password(PASSWORD), date(today.year - 1, 7, 1)
    for number, size in enumerate(sizes):
        district = _district(password, since, today)
        on_every_team = _people(district, "coordinator", ["Threat Assessment Coordinator"], password) if number == 0 else []
        found += [_place(district, on_every_team, password, since) for _ in range(size)]
    return found


def _sizes(buildings: int) -> Iterator[int]:
    """How many buildings each new district has, the largest first."""
    largest = max(1, round(buildings * LARGEST_SHARE))
    yield largest
    for first in range(largest, buildings, BUILDINGS_TO_A_DISTRICT):
        yield min(BUILDINGS_TO_A_DISTRICT, buildings - first)


def _standing() -> Iterator[Place]:
    seats = Seat.objects.filter(triage=True, kind=Seat.Kind.CORE, until_on=None, user__isnull=False).select_related("user").order_by("id")
    panels: dict[int, list[User]] = {}
    for seat in seats:
        panels.setdefault(seat.team_id, []).append(seat.user)
    offices = Appointment.objects.filter(role=Role.PRINCIPAL, until_on=None).select_related("user").order_by("-id")
    principals = {office.building_id: office.user for office in offices}
    for building in Building.objects.select_related("district").prefetch_related("teams").order_by("id"):
        team = min(building.teams.all(), key=lambda each: each.id, default=None)
        if team and team.id in panels and building.id in principals:
            yield Place(building, calendar_of(building.district), team, principals[building.id], tuple(panels[team.id]))


def _district(password: str, since: date, today: date) -> District:
    number = District.objects.count() + 1
    district = District.objects.create(name=f"Tallgrass CUSD {number}", slug=f"tallgrass-{number}")
    make_calendar(district, today)
    chief = _people(district, f"d{number}", ["Superintendent"], password)[0]
    Appointment.objects.create(user=chief, role=Role.SUPERINTENDENT, district=district, from_on=since)
    return district


def _place(district: District, on_every_team: list[User], password: str, since: date) -> Place:
    number = Building.objects.count() + 1
    building = Building.objects.create(
        district=district,
        name=f"Tallgrass School {number}",
        code="T" + "".join(chr(65 + number // 26**power % 26) for power in (3, 2, 1, 0)),
        rcdts=f"98-{number // 10_000:03d}-{number % 10_000:04d}-26-0001",
        kind=KINDS[number % len(KINDS)],
    )
    people = _people(district, f"b{number}", [position for position, *_ in SEATS] + ["Teacher"] * PLAIN_STAFF, password)
    Appointment.objects.create(user=people[0], role=Role.PRINCIPAL, district=district, building=building, from_on=since)
    seats = [(user, statutory, triage) for user, (_, statutory, triage) in zip(people, SEATS, strict=False)]
    seats += [(user, Seat.Statutory.ADM, True) for user in on_every_team]
    team = Team.objects.create(district=district, name=f"{building.name} team")
    team.buildings.add(building)
    Seat.objects.bulk_create(Seat(team=team, user=user, statutory=word, triage=triage, from_on=since) for user, word, triage in seats)
    for user, word, _triage in seats:
        if word == Seat.Statutory.LEO:
            days = {"from_on": since, "until_on": since + timedelta(days=2000), "recorded_at": wall_time(since, time(8))}
            SchoolOfficial.objects.create(district=district, person=user, function="Officer", paper="File", by=people[0], **days)
    return Place(building, calendar_of(district), team, people[0], tuple(user for user, _, triage in seats if triage))


def _people(district: District, prefix: str, positions: list[str], password: str) -> list[User]:
    rows = [
        User(
            email=f"{prefix}.{number}.{district.slug}@{DOMAIN}",
            full_name=f"{position.split()[-1]} {prefix.upper()}-{number}",
            position=position,
            district=district,
            password=password,
        )
        for number, position in enumerate(positions)
    ]
    people = User.objects.bulk_create(rows)
    same = {"district": district, "text": "Confidentiality.", "recorded_at": clock.now()}
    names = [{"recorded_name": person.full_name, "recorded_position": person.position} for person in people]
    Acknowledgement.objects.bulk_create(
        Acknowledgement(recorded_by=each, **words, **same) for each, words in zip(people, names, strict=True)
    )
    return people
