"""A person's private calendar address: made, read by a calendar, switched off."""

from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from tat import audit, clock, home
from tat.models import CalendarFeed, Obligation, User
from tat.permissions import scope_of

SIGNER = Signer(salt="calendar feed")
SHOWN = 500


@transaction.atomic
def make_address(*, by: User) -> CalendarFeed:
    """A new address; the former one stops at once."""
    at = clock.now()
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    _running(by).update(ended_at=at)
    feed = CalendarFeed.objects.create(user=by, made_at=at)
    audit.record("calendar_address_made", by=by, at=at)
    return feed


@transaction.atomic
def switch_off(*, by: User) -> bool:
    """End the address; whether there was one."""
    at = clock.now()
    ended = bool(_running(by).update(ended_at=at))
    if ended:
        audit.record("calendar_address_ended", by=by, at=at)
    return ended


def feed_of(user: User) -> CalendarFeed | None:
    """The address that is on."""
    return _running(user).first()


def secret_of(feed: CalendarFeed) -> str:
    """The secret part of the address: the id, signed with SECRET_KEY, so that nobody with the database alone can make it."""
    return SIGNER.sign(str(feed.pk))


def read_by(secret: str) -> User | None:
    """Whose address this is, noted as read now; None where it was switched off, was never made, or the account has ended."""
    try:
        number = SIGNER.unsign(secret)
    except BadSignature:
        return None
    feed = CalendarFeed.objects.filter(pk=number, ended_at=None, user__is_active=True).select_related("user").first()
    if feed is None:
        return None
    CalendarFeed.objects.filter(pk=feed.pk).update(read_at=clock.now())
    return feed.user


def duties_of(user: User, at: datetime) -> list[Obligation]:
    """The person's open duties that have a due time, the first due first, so many as a calendar bears; practice is none of it."""
    due = Coalesce("legal_due_at", "target_due_at")
    rows = home.rows_for(scope_of(user, at)).filter(practice=False)
    return list(rows.alias(due=due).exclude(due=None).order_by("due", "id")[:SHOWN])


def _running(user: User) -> QuerySet[CalendarFeed]:
    return CalendarFeed.objects.filter(user=user, ended_at=None)
