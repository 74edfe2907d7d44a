"""Days on which a person is away: the back-up is seated for them, and told beside (4:190-AP2). No reason is asked or kept."""

import uuid
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _l

from tat import audit, clock
from tat.actions.rosters import DAY, FIRST_DAY, locked_seat
from tat.models import Absence, User
from tat.statutes import local_date
from tat.statutes.limits import AWAY_AT_MOST
from tat.workflow import refuse

UNTIL = _l("Write the last day. Where it is not known yet, write a likely one: it can be ended earlier.")
PAST = _l("This day is past. What was before today is not changed; write today or a later day.")
BEFORE = _l("The last day is before the first day.")
TOO_LONG = _l("This is more than a year. For so long another person is seated instead.")
OVERLAPS = _l("Some of these days are recorded already. End those first, or choose others.")


def days_away(person: User, at: datetime) -> QuerySet[Absence]:
    """What runs on the local day or is to come, the next first."""
    return Absence.objects.filter(user=person, until_on__gte=local_date(at)).select_related("by").order_by("from_on", "pk")


@transaction.atomic
def go_away(*, by: User, from_on: date | None, until_on: date | None) -> Absence:
    """Record the days on which this person is away, both included. Raises Unfit."""
    return _record(by, by, from_on, until_on, clock.now())


@transaction.atomic
def send_away(*, by: User, seat_ref: uuid.UUID, from_on: date | None, until_on: date | None) -> Absence:
    """Record them for who holds a seat, by whoever keeps the roster. Raises Http404, PermissionDenied, Unfit."""
    at = clock.now()
    return _record(_holder(seat_ref, by, at), by, from_on, until_on, at)


@transaction.atomic
def come_back(*, by: User, absence_id: int) -> None:
    """The person is back: the days end with yesterday, or never begin. Raises Http404 for those of somebody else, or over already."""
    _end(by, absence_id, by, clock.now())


@transaction.atomic
def call_back(*, by: User, seat_ref: uuid.UUID, absence_id: int) -> None:
    """The same for who holds a seat, by whoever keeps the roster. Raises Http404, PermissionDenied."""
    at = clock.now()
    _end(_holder(seat_ref, by, at), absence_id, by, at)


def _holder(seat_ref: uuid.UUID, by: User, at: datetime) -> User:
    seat = locked_seat(seat_ref, by=by, at=at)
    if seat.user is None or seat.user.district_id != by.district_id:
        raise PermissionDenied
    return seat.user


def _record(person: User, by: User, from_on: date | None, until_on: date | None, at: datetime) -> Absence:
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    today = local_date(at)
    refuse(("from_on", FIRST_DAY, from_on is None), ("until_on", str(UNTIL), until_on is None))
    assert from_on and until_on
    refuse(
        ("from_on", str(PAST), from_on < today),
        ("until_on", str(BEFORE), until_on < from_on),
        ("until_on", str(TOO_LONG), until_on > from_on + AWAY_AT_MOST),
    )
    known = Absence.objects.filter(user=person, from_on__lte=until_on, until_on__gte=from_on)
    refuse(("from_on", str(OVERLAPS), known.exists()))
    row = Absence.objects.create(user=person, from_on=from_on, until_on=until_on, by=by)
    _log("days_away_recorded", row, by, at)
    return row


def _end(person: User, absence_id: int, by: User, at: datetime) -> None:
    row = days_away(person, at).select_for_update(of=("self",)).filter(pk=absence_id).first()
    if row is None:
        raise Http404
    _log("days_away_ended", row, by, at)
    if row.from_on >= local_date(at):
        row.delete()
        return
    row.until_on = local_date(at) - DAY
    row.save(update_fields=["until_on"])


def _log(action: str, row: Absence, by: User, at: datetime) -> None:
    """With whose and which days, since a row that never began is taken away."""
    days = f"{row.from_on.isoformat()}..{row.until_on.isoformat()}"
    audit.record(action, by=by, at=at, district_id=by.district_id, detail=f"{row.user_id} {days}")
