"""What the police told a school of a student: kept by the principal apart from every record, read by whom the law names (ADR 40)."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import Http404

from cases.actions.locks import refuse
from cases.actions.stamps import stamp
from reporting.actions.shredding import destroy_keys
from reporting.models import PoliceInformation, PoliceInformationReader
from tat import audit, clock
from tat.models import Building, DataKey, Seat, User
from tat.notices import told
from tat.permissions import Scope, scope_of
from tat.statutes import POLICE, local_date
from tat.workflow import Blocked

ABOUT = "police_information"
BUILDING = "Choose the school of which you are the principal."
STUDENT = "Write of which student."
AGENCY = "Write which agency and officer told it."
BASIS = "Choose on which basis the police told it. Without one it is not kept here."
RECEIVED = "Write on which day it came."
NOT_YET = "This day has not come yet."
TEXT = "Write what was told, and nothing else."
PERSON = "Write who is to read it."
OFFICER = "This one is for school officials: the police have their own record (105 ILCS 5/22-20)."
PURPOSE = "Choose for which of the two purposes that the law names."
TWICE = "This person reads it already."
HOW = "Choose what becomes of it."
ENDED = "It was returned or destroyed already."


@dataclass(frozen=True, kw_only=True)
class PoliceTold:
    """One thing as it is typed; `received_on` is a local day."""

    building: Building | None = None
    student: str = ""
    agency: str = ""
    basis: str = ""
    received_on: date | None = None
    text: str = ""


def kept_for(scope: Scope) -> Any:
    """What this person may read: all of the own school as its principal, else what the principal lets the person read, while it is kept."""
    named = PoliceInformationReader.objects.filter(person_id=scope.user_id, ended_at=None).values("information")
    rows = PoliceInformation.objects.filter(Q(building_id__in=scope.principal_of) | Q(pk__in=named, ended=""))
    return rows.filter(district_id=scope.district_id or 0).select_related("key", "building")


def is_keeper(scope: Scope, row: PoliceInformation) -> bool:
    """Whether the person is the principal of its school."""
    return row.building_id in scope.principal_of


@transaction.atomic
def keep_information(*, by: User, given: PoliceTold) -> PoliceInformation:
    """Keep it under a key of its own. The log's line names it alone: no case, no student. Raises PermissionDenied, Blocked."""
    at = clock.now()
    scope = scope_of(by, at)
    if not scope.principal_of:
        raise PermissionDenied
    refuse(
        ("building", BUILDING, given.building is None or given.building.pk not in scope.principal_of),
        ("student", STUDENT, not given.student.strip()),
        ("agency", AGENCY, not given.agency.strip()),
        ("basis", BASIS, given.basis not in PoliceInformation.Basis.values),
        ("received_on", RECEIVED, given.received_on is None),
        ("received_on", NOT_YET, given.received_on is not None and given.received_on > local_date(at)),
        ("text", TEXT, not given.text.strip()),
    )
    words = {name: value.strip() if isinstance(value, str) else value for name, value in vars(given).items()}
    row = PoliceInformation.objects.create(district_id=by.district_id or 0, key=DataKey.objects.mint(), **words, **stamp(by, at))
    _log("police_information_kept", row, by=by, at=at)
    return row


@transaction.atomic
def name_reader(*, information_id: uuid.UUID, by: User, person: User | None, purpose: str) -> PoliceInformationReader:
    """The principal lets a counselor or teacher of the school read it, who finds it on Home. Raises Http404, Blocked."""
    at = clock.now()
    row = _locked(information_id, by, at)
    running = row.readers.filter(person=person, ended_at=None) if person else row.readers.none()
    day = local_date(at)
    seats = (
        Seat.objects.filter(user=person, statutory=POLICE, from_on__lte=day).exclude(until_on__lt=day) if person else Seat.objects.none()
    )
    refuse(
        ("who", PERSON, person is None or person.district_id != row.district_id),
        ("who", OFFICER, person is not None and seats.exists()),
        ("who", TWICE, running.exists()),
        ("purpose", PURPOSE, purpose not in PoliceInformationReader.Purpose.values),
    )
    assert person is not None
    found = PoliceInformationReader.objects.create(information=row, person=person, purpose=purpose, **stamp(by, at))
    told.tell_told(person.pk, information_id=row.pk, reader_id=found.pk, at=at)
    _log("police_information_reader_named", row, by=by, at=at)
    return found


@transaction.atomic
def end_reader(*, information_id: uuid.UUID, reader_id: int, by: User) -> None:
    """It is shut to that person at once. Raises Http404."""
    at = clock.now()
    row = _locked(information_id, by, at)
    reader = row.readers.filter(pk=reader_id, ended_at=None).first()
    if reader is None:
        raise Http404
    reader.ended_at = at
    reader.save(update_fields=["ended_at"])
    told.withdraw_told([reader.person_id], row.pk)
    _log("police_information_reader_ended", row, by=by, at=at)


@transaction.atomic
def end_information(*, information_id: uuid.UUID, by: User, how: str) -> PoliceInformation:
    """It was returned, or is destroyed: its key goes, and that it was there, since when and who ended it, remains. There is no way back.

    Raises Http404, Blocked.
    """
    at = clock.now()
    row = _locked(information_id, by, at)
    refuse(("how", HOW, how not in PoliceInformation.Ended.values))
    row.ended, row.ended_at, row.ended_by, row.ended_name, row.ended_position = how, at, by, by.full_name, by.position
    row.save(update_fields=["ended", "ended_at", "ended_by", "ended_name", "ended_position"])
    running = row.readers.filter(ended_at=None)
    told.withdraw_told(running.values_list("person_id", flat=True), row.pk)
    running.update(ended_at=at)
    destroy_keys([row.key_id], at=at)
    _log("police_information_ended", row, by=by, at=at, detail=how)
    return row


def _locked(information_id: uuid.UUID, by: User, at: datetime) -> PoliceInformation:
    scope = scope_of(by, at)
    row = PoliceInformation.objects.select_for_update(of=("self",)).filter(pk=information_id, building__in=scope.principal_of).first()
    if row is None:
        raise Http404
    if row.ended:
        raise Blocked((ENDED,))
    return row


def _log(action: str, row: PoliceInformation, *, by: User, at: datetime, detail: str = "") -> None:
    audit.record(action, by=by, at=at, about=(ABOUT, row.pk), district_id=row.district_id, detail=detail)
