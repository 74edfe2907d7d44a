"""A district keeps its own directory of help: entries are added, changed on what was read, and offered or not (handbook 7.1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from cases.actions.locks import Overtaken, refuse
from cases.models import Service
from tat import audit, clock
from tat.models import District, User
from tat.models.prepared import Given, Prepared
from tat.permissions import may, scope_of
from tat.roles import Permission

MOST = 100
NAME_LIMIT, TEXT_LIMIT = 150, 1000
FIELDS = ("name", "kind", "for_whom", "reach", "terms", "note")

NAME = "Write what the service is called."
KIND = "Choose which kind of help it is."
WHOM = "Choose for whom it is, or “Anybody”."
REACH = "Write how to reach it: a telephone number, an address, or whom to ask."
LONG_NAME = f"This is longer than {NAME_LIMIT} characters. Shorten the name; the rest can go into the note."
LONG = f"This is longer than {TEXT_LIMIT} characters. Shorten it."
KNOWN = "Another entry of the directory has this name. Change that one, or write what is different about this one."
NOT_OFFERED = "An entry with this name is in the directory and not offered. Offer that one again."
SAME = "This is how it reads already. Write what has changed, or leave it as it stands."
TOO_MANY = f"The directory holds {MOST} entries, those not offered among them. Change one that is not offered into this one."
CHANGED = "Somebody changed this entry meanwhile. Nothing of yours is saved yet. Compare, then save again."


@dataclass(frozen=True, kw_only=True)
class ServiceGiven:
    """One entry as it is typed; `for_whom` are codes of `Service.Whom`."""

    name: str
    kind: str
    for_whom: Sequence[str]
    reach: str
    terms: str = ""
    note: str = ""


@transaction.atomic
def add_service(*, district: District, by: User, given: ServiceGiven) -> Service:
    """Put a service into the directory. Raises PermissionDenied outside the person's district, Blocked with what is wrong."""
    at = clock.now()
    rows = _locked(district, by, at)
    words = _words(given)
    refuse(*_wrong(words, rows), ("name", TOO_MANY, len(rows) >= MOST))
    row = Service.objects.create(district=district, changed_by=by, changed_at=at, **words)
    return _log("service_added", row, by, at)


@transaction.atomic
def change_service(*, district: District, by: User, service_id: UUID, version: int | None, given: ServiceGiven) -> Service:
    """Change an entry as it was read at `version`. Referrals made with it before keep the name that they were made with.

    Raises Http404 for an entry of no such id, Overtaken where somebody changed it meanwhile, and as `add_service`.
    """
    at = clock.now()
    rows = _locked(district, by, at)
    row, words = _row(rows, service_id), _words(given)
    refuse(*_wrong(words, [each for each in rows if each is not row]))
    if row.version != version:
        raise Overtaken(CHANGED, row)
    changed = [name for name in FIELDS if getattr(row, name) != words[name]]
    refuse(("name", SAME, not changed))
    for name in changed:
        setattr(row, name, words[name])
    return _save(row, changed, "service_changed", by, at)


@transaction.atomic
def stop_service(*, district: District, by: User, service_id: UUID) -> Service:
    """Offer an entry no longer; it stays readable. Stopping twice is harmless. Raises as `change_service`, but for a change meanwhile."""
    return _offer(district, by, service_id, False, "service_stopped")


@transaction.atomic
def offer_service(*, district: District, by: User, service_id: UUID) -> Service:
    """Offer an entry again. Offering twice is harmless. Raises as `stop_service`."""
    return _offer(district, by, service_id, True, "service_offered")


def _offer(district: District, by: User, service_id: UUID, active: bool, action: str) -> Service:
    at = clock.now()
    row = _row(_locked(district, by, at), service_id)
    if row.active == active:
        return row
    row.active = active
    return _save(row, ["active"], action, by, at)


def _save(row: Service, changed: list[str], action: str, by: User, at: datetime) -> Service:
    row.version, row.changed_by, row.changed_at = row.version + 1, by, at
    row.save(update_fields=[*changed, "version", "changed_by", "changed_at"])
    return _log(action, row, by, at, changed)


def _log(action: str, row: Service, by: User, at: datetime, changed: Sequence[str] = ()) -> Service:
    audit.record(action, by=by, at=at, district_id=row.district_id, about=("service", row.id), changed=changed)
    return row


def _locked(district: District, by: User, at: datetime) -> list[Service]:
    """The directory as it stands, nobody else changing it."""
    if by.district_id != district.pk or not may(scope_of(by, at), Permission.EDIT_GUIDANCE):
        raise PermissionDenied
    District.objects.select_for_update(no_key=True).get(pk=district.pk)
    return DIRECTORY(district=district.pk)


def _row(rows: Iterable[Service], service_id: UUID) -> Service:
    row = next((each for each in rows if each.pk == service_id), None)
    if row is None:
        raise Http404
    return row


def _words(given: ServiceGiven) -> dict[str, Any]:
    """As they are kept: the name on one line, those for whom it is in the order of the list."""
    chosen = [code for code in Service.Whom.values if code in given.for_whom]
    return {
        "name": " ".join(given.name.split()),
        "kind": given.kind,
        "for_whom": [Service.Whom.ANYBODY.value] if Service.Whom.ANYBODY in chosen else chosen,
        **{name: getattr(given, name).strip() for name in ("reach", "terms", "note")},
    }


def _wrong(words: dict[str, Any], others: Sequence[Service]) -> tuple[tuple[str, str, bool], ...]:
    alike = [row for row in others if row.name.casefold() == words["name"].casefold()]
    return (
        ("name", NAME, not words["name"]),
        ("name", LONG_NAME, len(words["name"]) > NAME_LIMIT),
        ("name", KNOWN, any(row.active for row in alike)),
        ("name", NOT_OFFERED, bool(alike)),
        ("kind", KIND, words["kind"] not in Service.Kind.values),
        ("for_whom", WHOM, not words["for_whom"]),
        ("reach", REACH, not words["reach"]),
        *((name, LONG, len(words[name]) > TEXT_LIMIT) for name in ("reach", "terms", "note")),
    )


def _directory() -> QuerySet[Service]:
    return Service.objects.filter(district=Given("district")).select_related("changed_by").order_by("name", "id")


DIRECTORY: Prepared[Service] = Prepared(_directory)
"""Every entry of a district by name, those not offered among them."""
OFFERED: Prepared[Service] = Prepared(lambda: _directory().filter(active=True).select_related(None))
"""Those that are offered."""
