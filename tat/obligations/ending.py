"""Ends obligations: met, superseded, or waived with a reason that a second person confirms where the rule has a citation."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tat import notices
from tat.models import DataKey, Obligation, ObligationEvent, User
from tat.models.obligations import SHORTEST_REASON, ObligationQuerySet
from tat.workflow import Blocked, Unfit

Kind = ObligationEvent.Kind
State = Obligation.State


def meet(obligation: Obligation, *, at: datetime, by: User | None, proof_ref: str = "", occurred_at: datetime | None = None) -> Obligation:
    """The duty is done. `occurred_at` is when, as stated (default `at`); late is reckoned from it, once and for ever.

    Nothing changes on a row that has ended. Raises Blocked for a stated time that has not come yet.
    """
    return _first(_meet(Obligation.objects.filter(pk=obligation.pk), at, by, proof_ref, occurred_at), obligation)


def meet_all(
    rule_code: str, about: tuple[str, uuid.UUID], *, at: datetime, by: User | None, proof_ref: str = "", occurred_at: datetime | None = None
) -> list[Obligation]:
    """Every open row of one rule about one thing is done, as in `meet`. Returns the rows that ended."""
    rows = Obligation.objects.about(*about).filter(rule=rule_code)
    return _meet(rows, at, by, proof_ref, occurred_at)


def _meet(rows: ObligationQuerySet, at: datetime, by: User | None, proof_ref: str, occurred_at: datetime | None) -> list[Obligation]:
    if occurred_at and occurred_at > at:
        raise Blocked((_("The time when it was done has not come yet. Correct the time."),))
    return _end(rows, Kind.MET, at, by, state=State.MET, met_at=at, met_by=by, done_at=occurred_at or at, proof_ref=proof_ref)


def supersede(obligation: Obligation, *, at: datetime, by: User | None = None, reason_code: str = "") -> Obligation:
    """Something else took the duty's place. Nothing changes on a row that has ended."""
    rows = Obligation.objects.filter(pk=obligation.pk)
    return _first(_end(rows, Kind.SUPERSEDED, at, by, reason_code=reason_code, state=State.SUPERSEDED), obligation)


def supersede_all(
    rule_code: str, about: tuple[str, uuid.UUID], *, at: datetime, by: User | None = None, reason_code: str = ""
) -> list[Obligation]:
    """Every open row of one rule about one thing is superseded. Returns the rows that ended."""
    rows = Obligation.objects.about(*about).filter(rule=rule_code)
    return _end(rows, Kind.SUPERSEDED, at, by, reason_code=reason_code, state=State.SUPERSEDED)


def supersede_rows(rows: Sequence[Obligation], *, at: datetime, by: User | None = None, reason_code: str = "") -> list[Obligation]:
    """Those of the rows that are open are superseded. Returns the rows that ended."""
    asked = Obligation.objects.filter(pk__in=[row.pk for row in rows])
    return _end(asked, Kind.SUPERSEDED, at, by, reason_code=reason_code, state=State.SUPERSEDED)


def waive(obligation: Obligation, *, reason: str, at: datetime, by: User, key: DataKey | None = None) -> Obligation:
    """“Not applicable”, with a reason of 20 characters, sealed under `key` (a fresh one where none is given).

    Where the rule has a citation the row stays open, and its ladder runs, until another person confirms (handbook 8.1).
    Raises Blocked for a short reason or an ended row.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise Unfit({"reason": _("Say in at least 20 characters why this duty does not apply here (handbook 8.1).")})
    with transaction.atomic():
        row = _locked(obligation)
        row.waive_key, row.waive_reason, row.waive_by, row.waive_second_by = key or DataKey.objects.mint(), reason.strip(), by, None
        row.save(update_fields=["waive_key", "waive_reason", "waive_by", "waive_second_by"])
        if not row.cited:
            return _first(_waive(row, at, by), row)
        ObligationEvent.objects.create(obligation=row, at=at, kind=Kind.WAIVER_ASKED, by=by)
        return row


def confirm_waiver(obligation: Obligation, *, at: datetime, by: User) -> Obligation:
    """A second person confirms that the duty does not apply. Raises Blocked for the same person, or where nobody asked."""
    with transaction.atomic():
        row = _locked(obligation)
        if row.waive_by_id is None:
            raise Blocked((_("Nobody has said yet that this duty does not apply."),))
        if row.waive_by_id == by.pk:
            raise Blocked((_("A second person confirms that a cited duty does not apply; ask a colleague (handbook 8.1)."),))
        return _first(_waive(row, at, by, waive_second_by=by), row)


def _waive(row: Obligation, at: datetime, by: User, **changes: Any) -> list[Obligation]:
    return _end(Obligation.objects.filter(pk=row.pk), Kind.WAIVED, at, by, state=State.WAIVED, waived_at=at, **changes)


def _locked(obligation: Obligation) -> Obligation:
    row = Obligation.objects.select_for_update(of=("self",)).select_related("waive_key").get(pk=obligation.pk)
    if row.state != State.OPEN:
        raise Blocked((_("This duty has already ended."),))
    return row


def _end(rows: ObligationQuerySet, kind: str, at: datetime, by: User | None, reason_code: str = "", **changes: Any) -> list[Obligation]:
    """End what is still open of these rows; unsent mail about them is withdrawn."""
    with transaction.atomic(savepoint=False):
        ended = list(rows.open().select_for_update(of=("self",)).order_by("pk"))
        changes["next_step_at"] = None
        for row in ended:
            for name, value in changes.items():
                setattr(row, name, value)
        if ended:
            Obligation.objects.filter(pk__in=[row.pk for row in ended]).update(**changes)
            ObligationEvent.objects.bulk_create(
                ObligationEvent(obligation=row, at=at, kind=kind, by=by, reason_code=reason_code, old_due_at=row.due_at()) for row in ended
            )
            notices.withdraw([row.pk for row in ended])
    return ended


def _first(ended: list[Obligation], asked: Obligation) -> Obligation:
    """The row as it stands now; the object that the caller holds is brought up to date as well."""
    if not ended:
        asked.refresh_from_db()
        return asked
    for field in Obligation._meta.concrete_fields:
        if field.attname in ended[0].__dict__:
            asked.__dict__[field.attname] = ended[0].__dict__[field.attname]
    return asked
