"""Everybody who knocks: the cast and those who stand outside it, each by the name that the table uses."""

from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from tat import clock
from tat.models import Appointment, Building, District, Seat, Team, User
from tests.cast import SINCE, Cast, a_person, a_seat, away

ANONYMOUS = "anonymous"
OF_THE_CAST = {
    "principal": "principal",
    "triage member": "counselor",
    "team member": "psychologist",
    "case manager": "social_worker",
    "absent member": "officer",
    "back-up not activated": "backup",
    "superintendent": "superintendent",
    "report taker": "report_taker",
    "consultant": "consultant",
    "principal of another building": "outsider",
    "system administrator": "sysadmin",
}
# Name in the table: name of the account, position.
OTHERS = {
    "back-up activated": ("Lena Ruiz", "School Resource Officer, second post"),
    "back-up seated by name": ("Karl Osei", "Dean of Students"),
    "acting lead": ("Vera Stamm", "Assistant Superintendent"),
    "another report taker": ("Jo Pell", "Office Secretary"),
    "consultant whose date has passed": ("Ada Brink", "Community Counselor"),
    "member in conflict": ("Milo Hart", "Coach"),
    "member who stepped aside": ("Lio Brandt", "Instructional Coach"),
    "member who is the subject": ("Otis Varga", "Shop Teacher"),
    "member who moved": ("Pia Lund", "Teacher"),
    "member who left": ("Gil Amory", "Teacher"),
    "records custodian": ("Cora Linde", "Registrar"),
    "prevention team member": ("Bo Tran", "District Safety Coordinator"),
    "personnel officer": ("Hedy Marks", "Personnel Officer"),
    "FOIA officer": ("Fay Ito", "FOIA Officer"),
    "district secretary": ("Opal Wren", "Secretary to the Superintendent"),
    "superuser": ("Sid Root", "Database Operator"),
    "teacher without a seat": ("Tess Vane", "Teacher"),
}
FAR_AWAY = {
    "principal of another district": ("Zia Orr", "Principal, Far High School"),
    "superintendent of another district": ("Wim Ash", "Superintendent"),
}
OFFICES = {
    "records custodian": "custodian",
    "prevention team member": "svp_team",
    "personnel officer": "hr",
    "FOIA officer": "foia_officer",
    "district secretary": "secretary",
}
NAMES = (ANONYMOUS, *OF_THE_CAST, *OTHERS, *FAR_AWAY)


def everybody(cast: Cast) -> dict[str, User]:
    """All identities but the anonymous, with their offices and seats; who left is still active here."""
    found = {name: getattr(cast, role) for name, role in OF_THE_CAST.items()}
    found |= {name: a_person(cast.district, _mail(name), *words) for name, words in OTHERS.items()}
    for name, role in OFFICES.items():
        _appoint(found[name], role)
    _appoint(found["another report taker"], "report_taker", cast.building)
    _seat(cast, found)
    _cover(cast, found)
    return found | _far_away()


def _mail(name: str) -> str:
    return "access." + name.lower().replace(" ", ".")


def _appoint(user: User, office: str, building: Building | None = None) -> None:
    Appointment.objects.create(user=user, role=office, district=user.district, building=building, from_on=SINCE)


def _seat(cast: Cast, found: dict[str, User]) -> None:
    a_seat(cast.team, found["member who stepped aside"], "", "EXP-INS", triage=True)
    a_seat(cast.team, found["member who left"], "", "EXP-INS")
    a_seat(cast.team, found["member who moved"], "", "EXP-INS", triage=True)
    a_seat(cast.other_team, found["member who moved"], "TCH", "EXP-INS", triage=True)
    for empty in ("CNS", "PSY", "SWK", "LEO"):
        Seat.objects.create(
            team=cast.other_team, statutory=empty, unavailable_reason="None available to serve; asked in August.", from_on=SINCE
        )


def _cover(cast: Cast, found: dict[str, User]) -> None:
    """One back-up for a member who is away, one for a member about whom a case is."""
    a_seat(cast.team, found["back-up activated"], "", "EXP-LE", kind="backup", covers=cast.seat(cast.officer))
    covered = a_seat(cast.team, found["member who is the subject"], "", "EXP-BLD")
    a_seat(cast.team, found["back-up seated by name"], "", "EXP-BLD", kind="backup", covers=covered)


def _far_away() -> dict[str, User]:
    district = District.objects.create(name="Farland CUSD 1", slug="farland")
    building = Building.objects.create(district=district, name="Far High School", code="FAR", rcdts="18-999-0010-26-0001", kind="high")
    team = Team.objects.create(district=district, name="Far High")
    team.buildings.add(building)
    found = {name: a_person(district, _mail(name), *words) for name, words in FAR_AWAY.items()}
    _appoint(found["principal of another district"], "principal", building)
    _appoint(found["superintendent of another district"], "superintendent")
    a_seat(team, found["principal of another district"], "ADM", "EXP-ADM", triage=True)
    return found


def as_time_went_by(cast: Cast, found: dict[str, User]) -> None:
    """What happened to people after their cases: a seat taken late, one given up, an absence, an account ended, a superuser made."""
    yesterday = _today() - timedelta(days=1)
    a_seat(cast.team, found["member in conflict"], "", "EXP-INS", triage=True)
    moved = cast.seat(found["member who moved"])
    moved.until_on = yesterday
    moved.save(update_fields=["until_on"])
    away(cast.officer, cast.superintendent)
    User.objects.filter(pk=found["superuser"].pk).update(is_superuser=True)
    password = make_password("prairie-dock-lantern")
    for person in found.values():
        person.password = password
        person.save(update_fields=["password"])


def leave(person: User) -> None:
    """The account ends; seats and whatever else stood open are left as they were."""
    User.objects.filter(pk=person.pk).update(is_active=False)


def _today() -> date:
    return clock.now().astimezone(clock.CENTRAL).date()
