"""Who has a part in a case: subject, targets, witnesses, recipients, the reporting party."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.actions.people import PersonGiven, record_people, staff_named
from cases.actions.stamps import stamp
from cases.models import Affiliation, Case, Party, Person
from tat.models import DataKey, User

WALLED = (Party.Role.SUBJECT, Party.Role.TARGET)
UNKNOWN = "unknown"
AS_STATED = ("relationship", "whereabouts", "aware", "safe_now", "age_group", "enrollment", "is_unknown")


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
    age_group: str = Party.AgeGroup.UNKNOWN
    enrollment: str = Party.Enrollment.UNKNOWN
    is_unknown: bool = False
    person: Person | None = None
    account: User | None = None

    def is_blank(self) -> bool:
        """Whether nothing was said of this one."""
        said = (self.name.strip(), self.contact.strip(), self.relationship.strip(), self.whereabouts.strip(), self.is_unknown)
        chosen = (self.affiliation, self.aware, self.safe_now, self.age_group, self.enrollment)
        return not any(said) and set(chosen) == {UNKNOWN} and self.kind != Party.Kind.SELF


def is_new(given: PartyGiven) -> bool:
    """Whether this is a person to put on record; one without a name stays “not known yet”."""
    return given.person is None and given.kind == Party.Kind.PERSON and bool(given.name.strip())


def add_parties(case: Case, given: Sequence[PartyGiven], keys: Sequence[DataKey], *, by: User | None, at: datetime) -> list[Party]:
    """Add parties to a locked case, in few statements; `keys` are those of the new people among them. The calling action writes the log.

    Subjects and targets are matched with the staff, so that nobody steers a case that is about them.
    """
    unknown = [one for one in given if is_new(one)]
    unmatched = [one.name for one in unknown if one.role in WALLED and one.account is None]
    staff = staff_named(unmatched, district_id=case.district_id)
    new = [_person(one, one.account or (staff.get(one.name) if one.role in WALLED else None)) for one in unknown]
    people = {id(one): person for one, person in zip(unknown, record_people(case.district, new, keys), strict=True)}
    return Party.objects.bulk_create(_party(case, one, one.person or people.get(id(one)), by, at) for one in given)


def _person(given: PartyGiven, account: User | None) -> PersonGiven:
    return PersonGiven(name=given.name.strip(), contact=given.contact, affiliation=given.affiliation, account=account)


def _party(case: Case, given: PartyGiven, person: Person | None, by: User | None, at: datetime) -> Party:
    """The row; what a new person carries does not stand on it a second time."""
    carried = person is not None and given.person is None
    return Party(
        case=case,
        role=given.role,
        kind=given.kind,
        person=person,
        label="" if person else given.name,
        contact="" if carried else given.contact,
        affiliation="" if carried or given.affiliation == UNKNOWN else given.affiliation,
        **{name: getattr(given, name) for name in AS_STATED},
        **stamp(by, at),
    )
