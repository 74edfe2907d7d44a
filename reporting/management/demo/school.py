"""The invented district: buildings, sixty people, rosters complete and incomplete, and a directory of help."""

import json
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from reporting.management.demo.agencies import make_agencies
from reporting.management.demo.calendar import make_calendar
from reporting.management.demo.directory import make_directory
from tat.actions.school_years import begun, years_of
from tat.models import Acknowledgement, Appointment, Building, District, SchoolOfficial, Seat, Team, User
from tat.statutes import wall_time

SOURCE = Path(settings.ROOT) / "fixtures" / "demo_district.json"
PASSWORD = "prairie-dock-lantern"  # noqa: S105  printed by the demo; nothing real stands behind it
DOMAIN = "bluestem-bend.example"
SEVEN = time(7)


def account(short: str) -> str:
    """The sign-in name of a person of the demonstration."""
    return f"{short}@{DOMAIN}"


def make_school(today: date) -> District:
    """Write the district as it stands on `today` (local date)."""
    plan = json.loads(SOURCE.read_text())
    district = District.objects.create(**plan["district"])
    make_calendar(district, today)
    buildings = {each["code"]: Building.objects.create(district=district, **each) for each in plan["buildings"]}
    people = _people(plan, district)
    since = date(today.year - 1, 7, 1)
    _appoint(plan, district, buildings, people, since)
    _seat(plan, district, buildings, people, since)
    _designate_officers(people["superintendent"], since, today)
    _came_later(plan, people, today)
    _acknowledge(plan, district, people, today)
    district.second_contact = people["second"]
    district.save(update_fields=["second_contact"])
    make_directory(district, people["superintendent"])
    make_agencies(district, people, buildings, today)
    return district


def _people(plan: dict[str, Any], district: District) -> dict[str, User]:
    """One password for all, hashed once: the demonstration starts in seconds."""
    password = make_password(PASSWORD)
    named = [(short, name, position) for short, name, position, *_ in plan["people"]]
    named += [(name.lower().replace(" ", "."), name, "Teacher") for name in plan["staff"]]
    same = {"district": district, "password": password}
    rows = [User(email=account(short), full_name=name, position=position, **same) for short, name, position in named]
    User.objects.bulk_create(rows)
    return {short: row for (short, *_), row in zip(named, rows, strict=True)}


def _appoint(plan: dict[str, Any], district: District, buildings: dict[str, Building], people: dict[str, User], since: date) -> None:
    for short, _, _, code, role in plan["people"]:
        if role:
            Appointment.objects.create(user=people[short], role=role, district=district, building=buildings.get(code), from_on=since)


def _seat(plan: dict[str, Any], district: District, buildings: dict[str, Building], people: dict[str, User], since: date) -> None:
    for each in plan["teams"]:
        team = Team.objects.create(district=district, name=each["name"])
        team.buildings.set(buildings[code] for code in each["buildings"])
        _seat_team(team, plan["seats"][team.name], people, since)
        for name, statutory, reason in plan["empty_seats"]:
            if name == team.name:
                Seat.objects.create(team=team, statutory=statutory, unavailable_reason=reason, from_on=since)


def _seat_team(team: Team, rows: list[Any], people: dict[str, User], since: date) -> None:
    seats: dict[str, Seat] = {}
    for short, statutory, expertise, triage, covers, *_days in rows:
        seats[short] = Seat.objects.create(
            team=team,
            user=people[short],
            statutory=statutory,
            expertise=expertise,
            triage=triage,
            kind=Seat.Kind.BACKUP if covers else Seat.Kind.CORE,
            covers=seats.get(covers),
            from_on=since,
        )


def _designate_officers(by: User, since: date, today: date) -> None:
    """The district has designated the officers of its teams as school officials, until some day of next year."""
    words = {"function": "School resource officer under the principal’s direction", "paper": "District office, file 12"}
    held = Seat.objects.filter(team__district=by.district, statutory=Seat.Statutory.LEO, kind=Seat.Kind.CORE, user__isnull=False)
    days = {"from_on": since, "until_on": today + timedelta(days=200)}
    for seat in held:
        SchoolOfficial.objects.create(
            district=seat.team.district, person=seat.user, by=by, recorded_at=wall_time(since, SEVEN), **words, **days
        )


def _came_later(plan: dict[str, Any], people: dict[str, User], today: date) -> None:
    """Who took the seat so many days ago, and waits for the initial training."""
    for rows in plan["seats"].values():
        for short, _statutory, _expertise, _triage, _covers, *days in rows:
            if days:
                Seat.objects.filter(user=people[short]).update(from_on=today - timedelta(days=days[0]))


def _acknowledge(plan: dict[str, Any], district: District, people: dict[str, User], today: date) -> None:
    """Everybody but two has taken on the running year's confidentiality, on its first morning."""
    year = begun(years_of(district), today)
    assert year is not None
    same = {"district": district, "school_year": year, "text": plan["acknowledged"], "recorded_at": wall_time(year.starts_on, SEVEN)}
    rows = [
        Acknowledgement(recorded_by=person, recorded_name=person.full_name, recorded_position=person.position, **same)
        for short, person in people.items()
        if short not in plan["not_acknowledged"]
    ]
    Acknowledgement.objects.bulk_create(rows)
