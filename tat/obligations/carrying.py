"""Duties that go on elsewhere: about another thing in a new row with trigger and due times of the old, or in another place in their own."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tat import notices
from tat.models import Building, Notice, Obligation, ObligationEvent, Team, User
from tat.obligations.ending import supersede_rows
from tat.obligations.ladder import resume

CARRIED, HANDED_OVER = "carried", "handed_over"
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


MOVED = ["building", "team", "actor", "handed_by", "acknowledged_at", "snoozed_until", "next_step_at"]


def move_over(
    rows: Sequence[Obligation], *, building: Building, team: Team, actors: Mapping[int, User | None], at: datetime, by: User | None
) -> list[Obligation]:
    """Each open duty goes on where its thing is now: same row, trigger and due times; what is late stays late.

    `actors` says who stands in the place of whom, by id; None leaves the duty to its role. Who takes over has seen nothing and put off
    nothing, so the ladder goes on from its next rung; mail to the old team that waits is not sent. The calling action writes the log.
    """
    with transaction.atomic(savepoint=False):
        asked = Obligation.objects.open().filter(pk__in=[row.pk for row in rows])
        going = list(asked.select_for_update(of=("self",)).select_related("district", "actor").order_by("pk"))
        gone = [row.pk for row in going if row.team_id != team.pk or row.actor_id in actors]
        for row in going:
            row.building, row.team = building, team
            row.actor = actors.get(row.actor_id, row.actor) if row.actor_id and not row.handed_by_id else None
            row.handed_by = None  # who had it was named where it was
            row.acknowledged_at = row.snoozed_until = None
            row.next_step_at = resume(row, at)
        Obligation.objects.bulk_update(going, MOVED)
        ObligationEvent.objects.bulk_create(
            ObligationEvent(obligation=row, at=at, kind=ObligationEvent.Kind.CARRIED, by=by, reason_code=HANDED_OVER) for row in going
        )
        notices.withdraw(gone)
    return going


def _again(row: Obligation, to: NewPlace) -> Obligation:
    """The same duty about the new thing; a reason that waits for a second person is sealed anew under its own key."""
    kept = {field.attname: getattr(row, field.attname) for field in Obligation._meta.concrete_fields if field.attname not in OWN}
    reason = row.waive_reason if row.waive_key_id else ""
    place = {"about_id": to.about_id, "code": to.code, "building": to.building, "team": to.team, "restricted": to.restricted}
    fresh = Obligation(**kept, **place, carried_from=row, waive_reason=reason)
    fresh.district, fresh.waive_key = row.district, row.waive_key
    return fresh
