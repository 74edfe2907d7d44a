"""Who has a part in a case: subject, targets, witnesses, recipients, the reporting party."""

from dataclasses import dataclass
from datetime import datetime

from cases.actions.people import record_person, staff_named
from cases.actions.stamps import stamp
from cases.models import Affiliation, Case, Party, Person
from tat.models import User

WALLED = (Party.Role.SUBJECT, Party.Role.TARGET)


@dataclass(frozen=True, kw_only=True)
class PartyGiven:
    """One party as a person states it. `person` is somebody already on record; `account` a member of staff that was chosen."""

    role: str
    name: str = ""
    kind: str = Party.Kind.PERSON
    affiliation: str = Affiliation.UNKNOWN
    contact: str = ""
    relationship: str = ""
    whereabouts: str = ""
    aware: str = Party.Known.UNKNOWN
    safe_now: str = Party.Known.UNKNOWN
    person: Person | None = None
    account: User | None = None


def add_party(case: Case, given: PartyGiven, *, by: User | None, at: datetime) -> Party:
    """Add a party to a locked case. A person without a name stays “not known yet”. The calling action writes the log."""
    person = given.person or _person(case, given)
    return Party.objects.create(
        case=case,
        role=given.role,
        kind=given.kind,
        person=person,
        label="" if person else given.name,
        relationship=given.relationship,
        whereabouts=given.whereabouts,
        aware=given.aware,
        safe_now=given.safe_now,
        **stamp(by, at),
    )


def _person(case: Case, given: PartyGiven) -> Person | None:
    if given.kind != Party.Kind.PERSON or not given.name.strip():
        return None
    account = given.account or _account(case, given)
    return record_person(
        district=case.district, name=given.name.strip(), contact=given.contact, affiliation=given.affiliation, account=account
    )


def _account(case: Case, given: PartyGiven) -> User | None:
    """Subjects and targets are matched with the staff, so that nobody steers a case that is about them."""
    if given.role not in WALLED:
        return None
    return next(iter(staff_named(given.name, district_id=case.district_id)), None)
