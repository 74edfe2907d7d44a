"""The district's own facts and its buildings: entered, changed, closed, opened again. Nothing of them is deleted."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.http import Http404
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from tat import audit, clock
from tat.actions.district_doors import locked_district
from tat.models import Appointment, Building, District, Obligation, User
from tat.roles import Role
from tat.statutes import local_date
from tat.statutes.rcdts import HOW, WHOLE, canonical
from tat.workflow import refuse

NAME = _l("Write the name.")
CODE = _l("Write two to six capital letters, such as CHS. They begin the codes of its cases and do not change later.")
CODE_TAKEN = _l("Another building of the district has these letters.")
RCDTS_TAKEN = _l("Another building has this code.")
OF_A_DISTRICT = _l("This is a district’s code: its school part is 0000. Write the school’s own.")
OF_A_SCHOOL = _l("This is a school’s code. A district’s ends with 0000.")
KIND = _l("Choose the kind.")
OFFICE = _l("Choose the office that takes the annual filing.")
NO_OTHER = _l("The superintendent is told first anyway. Name somebody else.")
NOT_OURS = _l("Name somebody with an account in this district.")
NO_DAY, NOT_YET = _l("Write the last day."), _l("This day has not come yet. Close the building on its last day or after it.")
CLOSED = _l("This building is closed already.")


@dataclass(frozen=True, kw_only=True)
class BuildingGiven:
    """A building as it is typed; its letters are given once, when it is added."""

    name: str
    rcdts: str
    kind: str
    letters: str = ""


@dataclass(frozen=True, kw_only=True)
class FactsGiven:
    """What is known of the district, as it is typed."""

    name: str
    rcdts: str
    kind: str
    office: str


@transaction.atomic
def set_district_facts(*, by: User, given: FactsGiven) -> District:
    """Set name, code, kind and the office that takes its filing. Raises PermissionDenied, Unfit."""
    at = clock.now()
    district = locked_district(by, at)
    code = canonical(given.rcdts)
    refuse(
        ("name", str(NAME), not given.name.strip()),
        ("rcdts", str(HOW), not code),
        ("rcdts", str(OF_A_SCHOOL), bool(code) and not code.endswith(WHOLE)),
        ("kind", str(KIND), given.kind not in District.Kind.values),
        ("office", str(OFFICE), given.office not in District.Office.values),
    )
    words = {"name": given.name.strip(), "rcdts": code, "kind": given.kind, "office": given.office}
    changed = [name for name, value in words.items() if getattr(district, name) != value]
    for name in changed:
        setattr(district, name, words[name])
    if changed:
        district.save(update_fields=changed)
        audit.record("district_facts_set", by=by, at=at, district_id=district.pk, changed=changed)
    return district


@transaction.atomic
def set_second_contact(*, by: User, person: User) -> District:
    """Name who is told where the superintendent cannot be: in conflict, away, or the one whose duty it is.

    Raises PermissionDenied, Unfit for the superintendent, for whom it would be nobody else.
    """
    at = clock.now()
    district = locked_district(by, at)
    offices = Appointment.objects.filter(user=person, role=Role.SUPERINTENDENT, from_on__lte=local_date(at))
    holds_it = offices.exclude(until_on__lt=local_date(at)).exists()
    refuse(("who", str(NO_OTHER), holds_it), ("who", str(NOT_OURS), person.district_id != district.pk or not person.is_active))
    if district.second_contact_id != person.pk:
        district.second_contact = person
        district.save(update_fields=["second_contact"])
        audit.record("second_contact_set", by=by, at=at, district_id=district.pk, detail=str(person.pk))
    return district


@transaction.atomic
def add_building(*, by: User, given: BuildingGiven) -> Building:
    """Enter a building. Raises PermissionDenied, Unfit."""
    at = clock.now()
    district = locked_district(by, at)
    letters = given.letters.strip().upper()
    known = Building.objects.filter(district=district, code=letters)
    rcdts = _fit(
        given,
        None,
        ("letters", str(CODE), not (2 <= len(letters) <= 6 and letters.isascii() and letters.isalpha())),
        ("letters", str(CODE_TAKEN), known.exists()),
    )
    row = Building.objects.create(district=district, name=given.name.strip(), code=letters, rcdts=rcdts, kind=given.kind)
    _log("building_added", row, by, at)
    return row


@transaction.atomic
def change_building(*, by: User, building_id: int, given: BuildingGiven) -> Building:
    """Change name, code of the State, or kind; papers that were issued keep what they say. Raises PermissionDenied, Http404, Unfit."""
    at = clock.now()
    row = _locked(by, building_id, at)
    words = {"rcdts": _fit(given, row), "name": given.name.strip(), "kind": given.kind}
    changed = [name for name, value in words.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, words[name])
    if changed:
        row.save(update_fields=changed)
        _log("building_changed", row, by, at, changed)
    return row


@transaction.atomic
def close_building(*, by: User, building_id: int, closed_on: date | None) -> Building:
    """It is a school no more from the day after `closed_on` (local): no new report goes there, and its offices end with that day.

    Raises PermissionDenied, Http404, Unfit while duties of the building are open.
    """
    at = clock.now()
    row = _locked(by, building_id, at)
    waiting = Obligation.objects.open().filter(building=row, practice=False).count()
    refuse(
        ("closed_on", str(CLOSED), row.closed_on is not None),
        ("closed_on", str(NO_DAY), closed_on is None),
        ("closed_on", str(NOT_YET), closed_on is not None and closed_on > local_date(at)),
        ("closed_on", still_open(waiting), waiting > 0),
    )
    row.closed_on = closed_on
    row.save(update_fields=["closed_on"])
    runs = Appointment.objects.filter(Q(until_on=None) | Q(until_on__gt=closed_on), building=row)
    runs.update(until_on=Greatest(F("from_on"), closed_on))  # type: ignore[arg-type]
    _log("building_closed", row, by, at, [f"{closed_on}"])
    return row


def still_open(duties: int) -> str:
    """Why it cannot close."""
    return ngettext(
        "%(n)d duty of this building is open. Hand its case to another building, or close what is done, and then close the building.",
        "%(n)d duties of this building are open. Hand its cases to another building, or close what is done, and then close the building.",
        duties,
    ) % {"n": duties}


@transaction.atomic
def reopen_building(*, by: User, building_id: int) -> Building:
    """It is a school again; who holds its offices is named anew. Raises PermissionDenied, Http404."""
    at = clock.now()
    row = _locked(by, building_id, at)
    if row.closed_on is not None:
        row.closed_on = None
        row.save(update_fields=["closed_on"])
        _log("building_reopened", row, by, at)
    return row


def building_of(district_id: int | None, building_id: int) -> Building:
    """One building of the district. Raises Http404."""
    row = Building.objects.select_related("district").filter(district_id=district_id or 0, pk=building_id).first()
    if row is None:
        raise Http404
    return row


def _locked(by: User, building_id: int, at: datetime) -> Building:
    district = locked_district(by, at)
    row = Building.objects.select_for_update(no_key=True).filter(district=district, pk=building_id).first()
    if row is None:
        raise Http404
    return row


def _fit(given: BuildingGiven, row: Building | None, *more: tuple[str, str, bool]) -> str:
    """The code as it is kept. Raises Unfit."""
    code = canonical(given.rcdts)
    others = Building.objects.filter(rcdts=code).exclude(pk=row.pk if row else None)
    refuse(
        ("name", str(NAME), not given.name.strip()),
        *more,
        ("rcdts", str(HOW), not code),
        ("rcdts", str(OF_A_DISTRICT), code.endswith(WHOLE)),
        ("rcdts", str(RCDTS_TAKEN), bool(code) and others.exists()),
        ("kind", str(KIND), given.kind not in Building.Kind.values),
    )
    return code


def _log(action: str, row: Building, by: User, at: datetime, changed: list[str] | None = None) -> None:
    audit.record(action, by=by, at=at, code=row.code, district_id=row.district_id, changed=changed or [], detail=f"building:{row.pk}")


__all__ = [
    "BuildingGiven",
    "FactsGiven",
    "add_building",
    "building_of",
    "change_building",
    "close_building",
    "reopen_building",
    "set_district_facts",
]
