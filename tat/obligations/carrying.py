"""Duties that go on about another thing: a new row with the old one's trigger and due times, the old one superseded."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tat import notices
from tat.models import Building, Notice, Obligation, ObligationEvent, Team, User
from tat.obligations.ending import supersede_rows

CARRIED = "carried"
OWN = {"id", "about_id", "code", "building_id", "team_id", "restricted", "carried_from_id", "waive_reason"}


@dataclass(frozen=True, kw_only=True)
class NewPlace:
    """What the duties are about from now on; its kind is that of the old thing."""

    about_id: uuid.UUID
    code: str
    building: Building | None
    team: Team | None
    restricted: bool


def carry_over(rows: Sequence[Obligation], to: NewPlace, *, at: datetime, by: User | None) -> list[Obligation]:
    """Each open duty goes on in a new row: same rule, trigger, due times, actor, ladder. What is late stays late; nothing is deleted.

    The old row is superseded, with an event that says so; the new row names it. Mail that waited about the old one waits about the new.
    The calling action holds the locks of both things and writes the log.
    """
    with transaction.atomic(savepoint=False):
        going = list(
            Obligation.objects.open().filter(pk__in=[row.pk for row in rows]).select_related("waive_key", "district").order_by("pk")
        )
        fresh = [_again(row, to) for row in going]
        waiting = list(
            Notice.objects.filter(obligation__in=going, state=Notice.State.WAITING).values_list("obligation_id", "step", "recipient_id")
        )
        supersede_rows(going, at=at, by=by, reason_code=CARRIED)
        Obligation.objects.bulk_create(fresh)
        ObligationEvent.objects.bulk_create(
            ObligationEvent(
                obligation=row, at=at, kind=ObligationEvent.Kind.CARRIED, by=by, old_due_at=row.due_at(), new_due_at=row.due_at()
            )
            for row in fresh
        )
        place = {row.carried_from_id: row for row in fresh}
        notices.tell([notices.Telling(place[old], step, user) for old, step, user in waiting], at=at)
    return fresh


def _again(row: Obligation, to: NewPlace) -> Obligation:
    """The same duty about the new thing; a reason that waits for a second person is sealed anew under its own key."""
    kept = {field.attname: getattr(row, field.attname) for field in Obligation._meta.concrete_fields if field.attname not in OWN}
    reason = row.waive_reason if row.waive_key_id else ""
    place = {"about_id": to.about_id, "code": to.code, "building": to.building, "team": to.team, "restricted": to.restricted}
    fresh = Obligation(**kept, **place, carried_from=row, waive_reason=reason)
    fresh.district, fresh.waive_key = row.district, row.waive_key
    return fresh
