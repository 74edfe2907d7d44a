"""The directory of outside agencies: added, changed on what was read, checked, ended by date; nothing is ever deleted (handbook 8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import OuterRef, QuerySet
from django.http import Http404

from cases.actions.agreements import start_reciprocal
from cases.actions.locks import Overtaken, refuse
from tat import audit, clock
from tat.models import Agency, District, User
from tat.models.phones import NotANumber, kept_number
from tat.models.prepared import Given, Prepared
from tat.permissions import may, scope_of
from tat.roles import Permission

Kind = Agency.Kind
MOST = 100
LIMITS = {"name": 200, "contact": 300, "hours": 200, "address": 300, "note": 1000, "email": 254}
NUMBERS = ("phone_always", "phone")
FIELDS = ("name", *NUMBERS, "hours", "email", "address", "contact", "note")
CALLED = (Kind.DCFS, Kind.CRISIS)
"""The kinds that are in the directory for their number alone."""

NAME = "Write the name of the office."
KIND = "Choose what kind of office it is."
NUMBER = "Write a telephone number that can be dialed from here, such as 217-555-0142, with “ext. 12” where it needs one."
NO_NUMBER = "Write at least one number: this office is in the directory to be called."
MAIL = "Write an e-mail address, such as records@police.example."
LONG = "This is too long. Shorten it."
KNOWN = "An office of this kind and name is in the directory and in use. Change that one."
NOT_OURS = "Choose among the buildings of the district."
SAME = "This is how it reads already. Write what has changed, or leave it as it stands."
TOO_MANY = f"The directory holds {MOST} offices, those not used any more among them. Change one of them into this one."
CHANGED = "Somebody changed this office meanwhile. Nothing of yours is saved yet. Compare, then save again."
NOT_IN_USE = "This office is not used any more. Use it again before you change it."


@dataclass(frozen=True, kw_only=True)
class AgencyGiven:
    """One office as it is typed; `buildings` are keys, for police alone: none is the whole district."""

    name: str
    phone: str = ""
    phone_always: str = ""
    hours: str = ""
    email: str = ""
    address: str = ""
    contact: str = ""
    note: str = ""
    buildings: Sequence[int] = ()


@transaction.atomic
def add_agency(*, district: District, by: User, kind: str, given: AgencyGiven) -> Agency:
    """Put an office into the directory. The first police agency starts the duty of the reciprocal agreement (105 ILCS 5/10-20.14).

    Raises PermissionDenied outside the person's district, Blocked with what is wrong.
    """
    at = clock.now()
    rows = locked_directory(district, by, at)
    words = _words(given)
    refuse(("kind", KIND, kind not in Kind.values), *_wrong(kind, words, given, rows, at), ("name", TOO_MANY, len(rows) >= MOST))
    row = Agency.objects.create(district=district, kind=kind, changed_by=by, changed_at=at, **words)
    if kind == Kind.LAW_ENFORCEMENT:
        row.buildings.set(_buildings(district, given))
        start_reciprocal(district, at=at, by=by)
    return _log("agency_added", row, by, at)


@transaction.atomic
def change_agency(*, district: District, by: User, agency_id: UUID, version: int | None, given: AgencyGiven) -> Agency:
    """Change an office as it was read at `version`; its kind stays. A filing keeps the name that the office had when its packet was made.

    Raises Http404 for no such office, Overtaken where somebody changed it meanwhile, and as `add_agency`.
    """
    at = clock.now()
    rows = locked_directory(district, by, at)
    row, words = one_of(rows, agency_id), _words(given)
    refuse(*_wrong(row.kind, words, given, [each for each in rows if each is not row], at))
    if row.version != version:
        raise Overtaken(CHANGED, row)
    changed = [name for name in FIELDS if getattr(row, name) != words[name]]
    places = sorted(_buildings(district, given)) if row.kind == Kind.LAW_ENFORCEMENT else []
    moved = sorted(row.building_ids) != places
    refuse(("name", SAME, not changed and not moved), ("name", NOT_IN_USE, not row.in_use(today(at))))
    for name in changed:
        setattr(row, name, words[name])
    if moved:
        row.buildings.set(places)
    if any(name in NUMBERS for name in changed):
        row.checked_by = row.checked_at = None
    saved = _save(row, [*changed, "checked_by", "checked_at"], by, at)
    return _log("agency_changed", saved, by, at, [*changed, *(["buildings"] if moved else [])])


@transaction.atomic
def check_agency(*, district: District, by: User, agency_id: UUID) -> Agency:
    """Somebody called the numbers and they are right. Raises as `change_agency`, but for a change meanwhile; Blocked without a number."""
    at = clock.now()
    row = one_of(locked_directory(district, by, at), agency_id)
    refuse(("", NO_NUMBER, not row.numbers), ("", NOT_IN_USE, not row.in_use(today(at))))
    row.checked_by, row.checked_at = by, at
    row.save(update_fields=["checked_by", "checked_at"])
    return _log("agency_checked", row, by, at)


@transaction.atomic
def end_agency(*, district: District, by: User, agency_id: UUID, ended_on: date) -> Agency:
    """The office is not used from that local day on; it stays readable, and filings keep it. Ending again moves the day."""
    at = clock.now()
    row = one_of(locked_directory(district, by, at), agency_id)
    row.ended_on = ended_on
    return _log("agency_ended", _save(row, ["ended_on"], by, at), by, at)


@transaction.atomic
def resume_agency(*, district: District, by: User, agency_id: UUID) -> Agency:
    """The office is used again. Harmless where it is in use. Raises Blocked where another one has its kind and name by now."""
    at = clock.now()
    rows = locked_directory(district, by, at)
    row = one_of(rows, agency_id)
    if row.ended_on is None:
        return row
    refuse(("", KNOWN, _known(row.kind, row.name, [each for each in rows if each is not row], at)))
    row.ended_on = None
    return _log("agency_resumed", _save(row, ["ended_on"], by, at), by, at)


def today(at: datetime) -> date:
    """The local day."""
    return at.astimezone(clock.CENTRAL).date()


def check_may_keep(by: User, district: District, at: datetime) -> None:
    """Raise PermissionDenied unless the person keeps this district's directory."""
    if by.district_id != district.pk or not may(scope_of(by, at), Permission.SET_UP_DISTRICT):
        raise PermissionDenied


def locked_directory(district: District, by: User, at: datetime) -> list[Any]:
    """The directory as it stands, nobody else changing it."""
    check_may_keep(by, district, at)
    District.objects.select_for_update(no_key=True).get(pk=district.pk)
    return DIRECTORY(district=district.pk)


def one_of(rows: Sequence[Any], agency_id: UUID) -> Any:
    """The office of that id. Raises Http404."""
    row = next((each for each in rows if each.pk == agency_id), None)
    if row is None:
        raise Http404
    return row


def _save(row: Agency, changed: Sequence[str], by: User, at: datetime) -> Agency:
    row.version, row.changed_by, row.changed_at = row.version + 1, by, at
    row.save(update_fields=[*changed, "version", "changed_by", "changed_at"])
    return row


def _log(action: str, row: Agency, by: User, at: datetime, changed: Sequence[str] = ()) -> Agency:
    audit.record(action, by=by, at=at, district_id=row.district_id, about=("agency", row.id), changed=changed)
    return row


def _words(given: AgencyGiven) -> dict[str, Any]:
    """As they are kept: the name on one line, numbers as they are dialed; what is no number stays as typed, to be refused."""
    return {
        "name": " ".join(given.name.split()),
        **{name: _number(getattr(given, name)) for name in NUMBERS},
        **{name: getattr(given, name).strip() for name in FIELDS if name not in ("name", *NUMBERS)},
    }


def _number(typed: str) -> str:
    try:
        return kept_number(typed)
    except NotANumber:
        return typed


def is_number(text: str) -> bool:
    """Whether it can be dialed, or is empty."""
    try:
        kept_number(text)
    except NotANumber:
        return False
    return True


def is_mail(text: str) -> bool:
    """Whether it is an e-mail address, or empty."""
    if not text:
        return True
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _known(kind: str, name: str, others: Sequence[Agency], at: datetime) -> bool:
    return any(row.kind == kind and row.name.casefold() == name.casefold() and row.in_use(today(at)) for row in others)


def _wrong(kind: str, words: dict[str, Any], given: AgencyGiven, others: Sequence[Agency], at: datetime) -> list[tuple[str, str, bool]]:
    return [
        ("name", NAME, not words["name"]),
        ("name", KNOWN, _known(kind, words["name"], others, at)),
        *((name, NUMBER, not is_number(words[name])) for name in NUMBERS),
        ("phone_always", NO_NUMBER, kind in CALLED and not any(words[name] for name in NUMBERS)),
        ("email", MAIL, not is_mail(words["email"])),
        *((name, LONG, len(words[name]) > limit) for name, limit in LIMITS.items()),
    ]


def _buildings(district: District, given: AgencyGiven) -> list[int]:
    """The keys of the chosen buildings. Raises Blocked for one of another district."""
    known = set(district.buildings.filter(pk__in=given.buildings).values_list("pk", flat=True))
    refuse(("buildings", NOT_OURS, known != set(given.buildings)))
    return list(known)


def _directory() -> QuerySet[Agency]:
    served = Agency.buildings.through.objects.filter(agency=OuterRef("pk")).order_by("building").values("building")  # type: ignore[attr-defined]
    rows = Agency.objects.filter(district=Given("district")).annotate(building_ids=ArraySubquery(served))
    return rows.select_related("changed_by", "checked_by").order_by("kind", "name", "id")


DIRECTORY: Prepared[Any] = Prepared(_directory)
"""Every office of a district with the keys of the buildings that it serves, those not used any more among them."""
