"""A small district for the engine's tests: one building, one team, people named by what they are."""

import datetime
import itertools
import uuid

from tat.models import Absence, Appointment, Building, ClosedDay, Designation, District, SchoolYear, Seat, Standing, Team, User
from tat.roles import Role

NUMBERS = itertools.count(1)
LONG_AGO = datetime.date(2020, 1, 1)


class School:
    """People by role as attributes: principal, counselor, teacher, backup, superintendent, second_contact, custodian."""

    def __init__(self, slug: str = "cedar") -> None:
        self.district = District.objects.create(name="Cedar Falls", slug=slug)
        self.building = Building.objects.create(
            district=self.district, name="Cedar High", code="CHS", rcdts=f"55-123-4567-26-{next(NUMBERS):04}", kind="high"
        )
        self.team = Team.objects.create(district=self.district, name="Cedar team")
        self.team.buildings.add(self.building)
        for role in ("principal", "counselor", "teacher", "backup", "superintendent", "second_contact", "custodian", "outsider"):
            setattr(self, role, self.person(role))
        self.office(self.principal, Role.PRINCIPAL, self.building)
        self.office(self.superintendent, Role.SUPERINTENDENT)
        self.office(self.custodian, Role.CUSTODIAN)
        self.counselor_seat = self.seat(self.counselor, "CNS", triage=True)
        self.teacher_seat = self.seat(self.teacher, "TCH", triage=True, expertise=["EXP-INS"])
        self.seat(self.backup, "", kind="backup", covers=self.counselor_seat)
        self.district.second_contact = self.second_contact
        self.district.save()

    def person(self, name: str) -> User:
        email = f"{name}@{self.district.slug}.example"
        return User.objects.create(email=email, full_name=f"{name.title()} Person", position=name, district=self.district, password="!")

    def office(self, user: User, role: Role, building: Building | None = None) -> Appointment:
        return Appointment.objects.create(user=user, role=role, district=self.district, building=building, from_on=LONG_AGO)

    def seat(self, user: User, statutory: str, **fields: object) -> Seat:
        fields = {"expertise": ["EXP-CNS"], "from_on": LONG_AGO} | fields
        return Seat.objects.create(team=self.team, user=user, statutory=statutory, **fields)

    def about(self) -> tuple[str, uuid.UUID]:
        return ("case", uuid.uuid4())

    def opening(self, **fields: object) -> dict:
        """The arguments of start() that most tests do not care about."""
        given = {"about": self.about(), "trigger_ref": f"fact:{uuid.uuid4()}", "district": self.district, "building": self.building}
        return given | {"team": self.team, "code": "CHS-26-K7Q2"} | fields

    def stands(self, user: User, capacity: str, about: tuple[str, uuid.UUID], at: datetime.datetime) -> Standing:
        kind, about_id = about
        return Standing.objects.create(
            about_kind=kind, about_id=about_id, person=user, capacity=capacity, from_at=at, by=self.superintendent
        )

    def away(self, user: User, at: datetime.datetime) -> Absence:
        until_on = at.date() + datetime.timedelta(days=60)
        return Absence.objects.create(user=user, from_on=at.date(), until_on=until_on, by=self.superintendent)

    def designate(self, user: User, acts_for: str, *rules: str) -> Designation:
        building = self.building if acts_for == "principal" else None
        place = {"district": self.district, "building": building, "from_on": LONG_AGO, "by": self.superintendent}
        return Designation.objects.create(acts_for=acts_for, designee=user, rules=list(rules), **place)

    def close(self, on: datetime.date) -> None:
        ClosedDay.objects.create(district=self.district, on=on, kind="emergency")

    def test_year(self) -> None:
        """The calendar 2026-27 of the handbook's worked examples, as far as these tests need it."""
        day = datetime.date
        SchoolYear.objects.create(district=self.district, starts_on=day(2026, 8, 19), ends_on=day(2027, 5, 27))
        SchoolYear.objects.create(district=self.district, starts_on=day(2027, 8, 18), ends_on=day(2028, 5, 26))
        breaks = [day(2026, 12, 21) + datetime.timedelta(days=n) for n in range(15)]
        shut = [day(2026, 9, 7), day(2026, 10, 12), day(2026, 11, 3), *(day(2026, 11, n) for n in (11, 25, 26, 27)), *breaks]
        holidays = [day(2026, 9, 7), day(2026, 10, 12), day(2026, 11, 11), day(2026, 11, 26), day(2026, 11, 27)]
        holidays += [day(2026, 12, 25), day(2027, 1, 1), day(2027, 1, 18)]
        rows = [(on, "no_school") for on in shut] + [(on, "office_holiday") for on in holidays]
        ClosedDay.objects.bulk_create(ClosedDay(district=self.district, on=on, kind=kind) for on, kind in rows)
