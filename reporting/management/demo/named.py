"""Designees of the demonstration: of the superintendent, of a principal, one whose time has ended; and an acting lead."""

from datetime import date, timedelta

from cases.actions.acting_leads import ActingGiven, name_acting_lead
from cases.actions.designations import DesignationGiven, end_designation, make_designation
from reporting.management.demo.school import account
from tat import clock
from tat.models import ActingLead, Building, Designation, User
from tat.roles import Role
from tat.statutes import local_date

# Who names, whom, for which building's principal ("" for the superintendent), for which duties, since how many days.
NAMED = (
    ("superintendent", "second", "", ("FIR-LE2", "DRG-LE2", "BAT-LE"), 40),
    ("principal.chs", "ap.chs", "CHS", ("CPD-ISP", "FIR-LE", "FIR-PG"), 30),
    ("superintendent", "ap.sms", "SMS", ("MECH-CHK",), 60),
)
ENDED = "ap.sms"


def make_designations() -> int:
    """Name them by the acts of those who may; returns how many. The clock is afterwards as it was, whatever happens."""
    moved = clock.moved_by()
    try:
        for by, to, code, rules, days in NAMED:
            clock.offset(moved - timedelta(days=days))
            _name(_person(by), _person(to), Building.objects.filter(code=code).first(), rules, local_date(clock.now()))
    finally:
        clock.offset(moved)
    _lead(local_date(clock.now()))
    row = Designation.objects.get(designee=_person(ENDED))
    end_designation(designation_id=row.pk, by=row.by, last_on=None)
    return len(NAMED)


def _name(by: User, to: User, building: Building | None, rules: tuple[str, ...], today: date) -> Designation:
    office = Role.PRINCIPAL if building else Role.SUPERINTENDENT
    words = f"{to.full_name} acts for me in these duties while I cannot be reached in time."
    place = {"acts_for": office, "building": building, "designee": to, "rules": rules}
    paper = "District office, personnel cabinet, folder “Designations”"
    return make_designation(by=by, given=DesignationGiven(**place, from_on=today, until_on=None, words=words, paper=paper))


def _lead(today: date) -> None:
    """The principal of the alternative program will be away for a week."""
    days = {"from_on": today + timedelta(days=9), "until_on": today + timedelta(days=15)}
    place = {"building": Building.objects.get(code="PDA"), "person": _person("principal.lbe"), "ground": ActingLead.Ground.ABSENT}
    given = ActingGiven(**place, reason="On leave, as the principal told the district office.", **days)
    name_acting_lead(by=_person("superintendent"), given=given)


def _person(short: str) -> User:
    return User.objects.get(email=account(short))
