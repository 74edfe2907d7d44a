"""The cast: one district as the mockups draw it, its people by role, and cases made through the product's own actions."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cases.actions.imminence import Determining, declare_imminent
from cases.actions.opening import Incident
from cases.actions.parties import PartyGiven
from cases.concurrence import Answer
from cases.models import Affiliation, Case, Party
from tat import clock
from tat.models import (
    Absence,
    Acknowledgement,
    Appointment,
    Building,
    ClosedDay,
    District,
    Obligation,
    SchoolOfficial,
    SchoolYear,
    Seat,
    Standing,
    Team,
    User,
)
from tat.roles import Role
from tests.kept import kept, own_cache, the_cast
from triage.actions.given import ReporterGiven, ReportGiven
from triage.actions.reports import receive_report
from triage.actions.triage import OpinionGiven, begin_triage, convene_tat, give_opinion

SINCE = date(2020, 8, 1)
LONG_AFTER = datetime(2100, 1, 1, tzinfo=clock.UTC)
CALENDAR = Path(__file__).parent / "data" / "calendar_2026_27.json"
NATURE = "A ninth grader said in the hall: “one day they'll all be sorry.” Two classmates heard it and told a teacher."
NOT_IMMINENT = "The student is with the counselor, has no access to a weapon, and named nobody."


@dataclass(frozen=True)
class Cast:
    """Everybody of the district, by role."""

    district: District
    building: Building
    other_building: Building
    team: Team
    other_team: Team
    principal: User
    counselor: User
    teacher: User
    officer: User
    psychologist: User
    social_worker: User
    backup: User
    superintendent: User
    report_taker: User
    consultant: User
    outsider: User
    sysadmin: User

    def seat(self, user: User) -> Seat:
        """The seat that this person holds on the team."""
        return Seat.objects.get(team=self.team, user=user)


PEOPLE = {
    "principal": ("Dana Whitlow", "Building Principal"),
    "counselor": ("Sol Ortiz-Lane", "School Counselor"),
    "teacher": ("Tobin Boyce", "Teacher"),
    "officer": ("Rae Marsh", "School Resource Officer"),
    "psychologist": ("Ines Castell", "School Psychologist"),
    "social_worker": ("Mika Feld", "School Social Worker"),
    "backup": ("Robin Voss", "Assistant Principal"),
    "superintendent": ("Ursula Kemp", "Superintendent"),
    "report_taker": ("Alba Quill", "Office Secretary"),
    "consultant": ("Noor Haddad", "Community Counselor"),
    "outsider": ("Uri Castell", "Principal, Switchgrass Middle School"),
    "sysadmin": ("Pat Lindgren", "System Administrator"),
}


def a_person(district: District, email: str, full_name: str, position: str) -> User:
    """An account without a password: tests sign in by force_login. It has acknowledged for every year in which a test may stand."""
    person = User.objects.create_user(f"{email}@bluestem.example", full_name=full_name, position=position, district=district)
    words = {"text": "Confidentiality.", "recorded_by": person, "recorded_name": full_name, "recorded_position": position}
    Acknowledgement.objects.create(district=district, recorded_at=LONG_AFTER, **words)
    return person


def a_district() -> District:
    """Bluestem Bend CUSD 999, with the fictional calendar of 2026-27."""
    district = District.objects.create(name="Bluestem Bend CUSD 999", slug="bluestem-bend")
    days = {item["kind"]: item["dates"] for item in json.loads(CALENDAR.read_text())["items"]}
    SchoolYear.objects.create(district=district, starts_on=days["student_days"][0], ends_on=days["student_days"][-1])
    SchoolYear.objects.create(district=district, starts_on="2027-08-18", ends_on="2028-05-26")
    kinds = {"closed_days": "no_school", "institute_days": "institute", "office_holidays": "office_holiday"}
    ClosedDay.objects.bulk_create(ClosedDay(district=district, on=day, kind=kind) for name, kind in kinds.items() for day in days[name])
    return district


def a_cast() -> Cast:
    """The whole cast. The Triage Team is the principal, the counselor and the teacher; the back-up covers the teacher."""
    district = a_district()
    building = Building.objects.create(
        district=district, name="Cordgrass High School", code="CHS", rcdts="17-999-0010-26-0001", kind="high"
    )
    other = Building.objects.create(
        district=district, name="Switchgrass Middle School", code="SMS", rcdts="17-999-0010-26-1002", kind="middle"
    )
    people = {role: a_person(district, role.replace("_", "."), *words) for role, words in PEOPLE.items()}
    appoint(people["principal"], Role.PRINCIPAL, building)
    appoint(people["outsider"], Role.PRINCIPAL, other)
    appoint(people["report_taker"], Role.REPORT_TAKER, building)
    appoint(people["superintendent"], Role.SUPERINTENDENT)
    appoint(people["sysadmin"], Role.SYSADMIN)
    team, other_team = (
        Team.objects.create(district=district, name="Cordgrass High"),
        Team.objects.create(district=district, name="Switchgrass"),
    )
    team.buildings.add(building)
    other_team.buildings.add(other)
    a_seat(other_team, people["outsider"], "ADM", "EXP-ADM", triage=True)
    _fill(team, people)
    return Cast(district=district, building=building, other_building=other, team=team, other_team=other_team, **people)


def _fill(team: Team, people: dict[str, User]) -> None:
    a_seat(team, people["principal"], "ADM", "EXP-ADM", triage=True)
    taught = a_seat(team, people["teacher"], "TCH", "EXP-INS", triage=True)
    a_seat(team, people["counselor"], "CNS", "EXP-CNS", triage=True)
    a_seat(team, people["psychologist"], "PSY", "EXP-CNS")
    a_seat(team, people["social_worker"], "SWK", "EXP-CNS")
    a_seat(team, people["officer"], "LEO", "EXP-LE")
    an_official(people["officer"], by=people["superintendent"])
    a_seat(team, people["backup"], "", "EXP-INS", kind=Seat.Kind.BACKUP, covers=taught)


def an_official(user: User, by: User) -> SchoolOfficial:
    """The district's designation of an officer as a school official, on file for every day on which a test may stand."""
    words = {"function": "Under the principal's direction", "paper": "Cabinet 3", "from_on": SINCE, "until_on": LONG_AFTER.date()}
    return SchoolOfficial.objects.create(district=user.district, person=user, by=by, recorded_at=LONG_AFTER, **words)


def appoint(user: User, role: Role, building: Building | None = None) -> Appointment:
    return Appointment.objects.create(user=user, role=role, district=user.district, building=building, from_on=SINCE)


def a_seat(team: Team, user: User, statutory: str, *expertise: str, **fields: Any) -> Seat:
    return Seat.objects.create(team=team, user=user, statutory=statutory, expertise=list(expertise), from_on=SINCE, **fields)


def away(user: User, by: User, days: int = 3) -> Absence:
    """The person is away from today on, as `by` records it."""
    today = clock.now().astimezone(clock.CENTRAL).date()
    return Absence.objects.create(user=user, from_on=today, until_on=today + timedelta(days=days), by=by)


def a_report(cast: Cast, **changes: Any) -> ReportGiven:
    """A report of concern as the principal types it; `nature`, `weapon` and the other facts of the incident may stand beside its own."""
    incident = {name: changes.pop(name) for name in Incident.__dataclass_fields__ if name in changes}
    subject = changes.pop("subject_name", "Rowan Teller")
    fields: dict[str, Any] = {
        "building": cast.building,
        "incident": Incident(**{"nature": NATURE, "location": "Second-floor hall", **incident}),
        "reported_at": clock.now() - timedelta(minutes=8),
        "received_by": cast.principal,
        "subject": PartyGiven(role=Party.Role.SUBJECT, name=subject, affiliation=Affiliation.STUDENT_CURRENT),
        "reporter": ReporterGiven(name="Wren Abara", affiliation=Affiliation.STUDENT_CURRENT),
    }
    return ReportGiven(**{**fields, **changes})


@kept
def a_case(cast: Cast, stage: str = "intake", *, by: User | None = None, **changes: Any) -> Case:
    """A case walked to `intake`, `containment`, `triage`, `closed` (at triage) or `assessment` by the acts of the people themselves."""
    if stage in ("triage", "closed", "assessment"):
        changes.setdefault("determining", Determining(answer="no", rationale=NOT_IMMINENT))
    case = receive_report(by=by or cast.principal, given=a_report(cast, **changes)).case
    if stage == "containment":
        declare_imminent(case=case, by=cast.principal)
    if stage in ("triage", "closed", "assessment"):
        begin_triage(case=case, by=cast.principal)
    if stage == "closed":
        for member in (cast.principal, cast.counselor, cast.teacher):
            give_opinion(case=case, by=member, given=an_opinion())
    if stage == "assessment":
        convene_tat(case=case, by=cast.principal)
    case.refresh_from_db()
    assert case.stage == stage
    return case


def an_opinion(answer: str = Answer.NONE, **changes: Any) -> OpinionGiven:
    """An opinion with its reasons."""
    return OpinionGiven(**{"answer": answer, "reason": "I read the report and talked with both classmates.", **changes})


def low_and_addressed(cast: Cast, **changes: Any) -> OpinionGiven:
    """“Low, and dealt with”, with who follows it up and when."""
    today = clock.now().astimezone(clock.CENTRAL).date()
    follow_up = {
        "addressed_by": "Weekly talks with the counselor",
        "follow_up_by": cast.counselor,
        "follow_up_on": today + timedelta(days=14),
    }
    return an_opinion(Answer.LOW_ADDRESSED, **{**follow_up, **changes})


def as_practice(case: Case, *players: User) -> None:
    """The case and its duties turned into practice of these people, the first of whom leads: the product itself only opens such a case."""
    Case.objects.filter(pk=case.pk).update(practice=True, restricted=True)
    Obligation.objects.about("case", case.pk).update(practice=True, restricted=True)
    about = {"about_kind": "case", "about_id": case.pk, "from_at": case.opened_at}
    rows = [Standing(person=each, capacity=Standing.Capacity.PLAYER, **about) for each in players]
    leads = [Standing(person=each, capacity=Standing.Capacity.LEAD, **about) for each in players[:1]]
    Standing.objects.bulk_create([*rows, *leads])
    case.refresh_from_db()


def signed_in(user: User) -> Client:
    """A browser of this person."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with own_cache():
        yield the_cast(a_cast)


def _by_role(name: str) -> Any:
    @pytest.fixture(name=name)
    def one(cast: Cast) -> Any:
        return getattr(cast, name)

    return one


ROLES = tuple(Cast.__dataclass_fields__)
district, building, other_building, team, other_team = (_by_role(name) for name in ROLES[:5])
principal, counselor, teacher, officer, psychologist, social_worker = (_by_role(name) for name in ROLES[5:11])
backup, superintendent, report_taker, consultant, outsider, sysadmin = (_by_role(name) for name in ROLES[11:])
