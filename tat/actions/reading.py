"""Unusual reading: two people are told of it by the sweep, and one of them settles whether the work explains it."""

import uuid
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from tat import audit, clock
from tat.models import Appointment, DataKey, ReadingAlert, User
from tat.models.obligations import SHORTEST_REASON
from tat.notices.watch import READING, end_run_out, end_watch, tell_watch
from tat.permissions import Scope, may, scope_of
from tat.roles import PERMISSIONS, Permission
from tat.statutes import local_date
from tat.workflow import refuse

TOLD_AT_ONCE = 100
ANSWER = "Choose whether the person’s work explains it."
FINDING = "Write what you found, in {least} characters or more, without a word of a case."
SETTLED = "This was settled already. Nothing was changed."
ONESELF = "It is about your own reading. Somebody else settles it."


def watchers(district_id: int | None, at: datetime, *, beside: int) -> list[int]:
    """Who watches over reading in a district by an office held on that day, less one person."""
    roles = [role.value for role, permissions in PERMISSIONS.items() if Permission.WATCH_READING in permissions]
    held = Appointment.objects.held_on(local_date(at)).filter(district_id=district_id or 0, role__in=roles, user__is_active=True)
    return sorted(set(held.exclude(user_id=beside).values_list("user_id", flat=True)))


def tell_alerts() -> int:
    """Tell of each alert that nobody was told of yet, and let go what two people were asked for and nobody decided in time.

    Running it twice, or two at once, tells once. Returns how many.
    """
    end_run_out(clock.now())
    waiting = list(ReadingAlert.objects.filter(told_at=None).order_by("at").values_list("pk", flat=True)[:TOLD_AT_ONCE])
    return sum(tell_alert(alert_id=each) for each in waiting)


@transaction.atomic
def tell_alert(*, alert_id: uuid.UUID) -> bool:
    """Whoever watches over reading finds it on Home and has a mail. False where another sweep is at it."""
    row = ReadingAlert.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=alert_id, told_at=None).first()
    if row is None:
        return False
    at = clock.now()
    row.told_at = at
    row.save(update_fields=["told_at"])
    tell_watch(watchers(row.district_id, at, beside=row.person_id), step=READING, ref=row.pk, at=at)
    audit.record("reading_alerted", by=None, at=at, district_id=row.district_id, count=row.count, detail=f"user:{row.person_id} {row.kind}")
    return True


def alerts_of(scope: Scope) -> QuerySet[ReadingAlert]:
    """The district's alerts but those about the reader."""
    rows = ReadingAlert.objects.filter(district_id=scope.district_id or 0).exclude(person_id=scope.user_id)
    return rows.select_related("person", "settled_by", "key")


@transaction.atomic
def settle_alert(*, by: User, alert_id: uuid.UUID, expected: bool | None, finding: str) -> ReadingAlert:
    """Say whether the person's work explains it, and what was found. Raises PermissionDenied, Http404, Unfit."""
    at = clock.now()
    scope = scope_of(by, at)
    if not may(scope, Permission.WATCH_READING):
        raise PermissionDenied
    row = alerts_of(scope).select_for_update(of=("self",)).filter(pk=alert_id).first()
    if row is None:
        raise Http404
    refuse(("", _(SETTLED), row.settled_at is not None))
    refuse(
        ("expected", _(ANSWER), expected is None),
        ("finding", _(FINDING).format(least=SHORTEST_REASON), len(finding.strip()) < SHORTEST_REASON),
    )
    row.settled_at, row.settled_by, row.expected, row.key = at, by, expected, DataKey.objects.mint()
    row.finding = finding.strip()
    row.save(update_fields=["settled_at", "settled_by", "expected", "key", "finding"])
    end_watch([row.pk], step=READING)
    detail = f"user:{row.person_id} {'expected' if expected else 'unexpected'}"
    audit.record("reading_settled", by=by, at=at, about=("reading", row.pk), district_id=row.district_id, detail=detail)
    return row
