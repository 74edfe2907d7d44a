"""Changes to a running obligation: acknowledged, put off, carried on, extended, corrected, or moved by the school calendar."""

import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tat import notices
from tat.calendar import date_words, end_of_day, extended, local_words, recomputed
from tat.models import District, Obligation, ObligationEvent, User
from tat.obligations.due import DUE_FIELDS, SCHOOL_DAY_CLOCKS, calendar_of, reckon, set_due, stored_due
from tat.obligations.ladder import resume
from tat.statutes import RULES, ClockKind, Due
from tat.workflow import Blocked, refuse

Kind = ObligationEvent.Kind
AT_ONCE = frozenset({ClockKind.NOW, ClockKind.ASAP})
LADDER_FIELDS = ["next_step_at", "turn"]
HANDING = ["actor", "handed_by", "acknowledged_at", "snoozed_until", "next_step_at"]
EVENT_MOVED = "event_moved"


def acknowledge(obligation: Obligation, *, at: datetime, by: User) -> Obligation:
    """A person has seen it: the ladder stops repeating what asks to be seen. The duty itself stays open."""
    with transaction.atomic():
        row = _open_row(obligation)
        row.acknowledged_at = row.acknowledged_at or at
        row.next_step_at = resume(row, at)
        return _saved(row, ["acknowledged_at", "next_step_at"], Kind.ACKNOWLEDGED, at, by)


def attempt(obligation: Obligation, *, at: datetime, by: User) -> Obligation:
    """A person tried and could not: the clock and the ladder go on. What was tried is the caller's own row."""
    with transaction.atomic():
        row = _open_row(obligation)
        ObligationEvent.objects.create(obligation=row, at=at, kind=Kind.ATTEMPTED, by=by)
        return row


def snooze(obligation: Obligation, *, until: datetime, reason_code: str, at: datetime, by: User) -> Obligation:
    """Put off the reminders to the actor until a time before the due time; escalations go on.

    Raises Blocked for a duty that is due at once, for no reason, and for a time that has passed or lies after the due time.
    """
    with transaction.atomic():
        row = _open_row(obligation)
        due_at = row.due_at()
        if not can_be_put_off(row):
            raise Blocked((_("This duty is due immediately; its reminders cannot be put off."),))
        refuse(
            ("reason_code", _("Say why the reminders can wait."), not reason_code),
            ("until", _("Choose a time between now and the due time."), until <= at or bool(due_at and until > due_at)),
        )
        row.snoozed_until = until
        row.next_step_at = resume(row, at)
        return _saved(row, ["snoozed_until", "next_step_at"], Kind.SNOOZED, at, by, reason_code=reason_code)


def can_be_put_off(row: Obligation) -> bool:
    """Whether its reminders can wait: not those of what is due immediately."""
    return RULES[row.rule].clock.running(row.urgent).kind not in AT_ONCE


def carry(obligation: Obligation, *, owner: User, at: datetime, by: User) -> Obligation:
    """The duty goes on with a named owner, as when its case closes. Due times stay."""
    with transaction.atomic():
        row = _open_row(obligation)
        row.actor, row.handed_by = owner, None
        return _saved(row, ["actor", "handed_by"], Kind.CARRIED, at, by)


def pass_on(obligation: Obligation, *, at: datetime, reason_code: str, by: User | None = None) -> Obligation:
    """Who was named for the duty is not there for it any more: it waits for whoever holds the rule's role. Due times stay."""
    with transaction.atomic():
        row = _open_row(obligation)
        row.actor = row.handed_by = None
        return _saved(row, ["actor", "handed_by"], Kind.CARRIED, at, by, reason_code=reason_code)


def hand_over(obligation: Obligation, *, to: User, reason_code: str, at: datetime, by: User) -> Obligation:
    """This one duty goes to a named person, who is told at once. Due times stay; who takes it over has seen nothing and put off nothing.

    `by` is told when it is late. Whether `to` may have it is for the calling action, which holds the row's lock.
    """
    with transaction.atomic():
        row = _open_row(obligation)
        before, row.actor, row.handed_by = row.actor_id, to, by
        _begin_again(row, at)
        _saved(row, HANDING, Kind.HANDED, at, by, reason_code=reason_code, from_person_id=before, to_person=to)
        _tell(row, to, at)
        return row


def take_back(obligation: Obligation, *, to: User | None, reason_code: str, at: datetime, by: User | None) -> Obligation:
    """Who handed it over takes it back; `to` None leaves it to whoever holds the rule's role. Due times stay."""
    with transaction.atomic():
        row = _open_row(obligation)
        before, row.actor, row.handed_by = row.actor_id, to, None
        _begin_again(row, at)
        return _saved(row, HANDING, Kind.TAKEN_BACK, at, by, reason_code=reason_code, from_person_id=before, to_person=to)


def _begin_again(row: Obligation, at: datetime) -> None:
    row.acknowledged_at = row.snoozed_until = None
    row.next_step_at = resume(row, at)


def _tell(row: Obligation, person: User, at: datetime) -> None:
    """A mail of its own each time: the same person may get the same duty twice."""
    times = row.events.filter(kind=Kind.HANDED).count()
    notices.tell([notices.Telling(row, f"handed-{times}", person.pk)], at=at)


def restrict_all(about: tuple[str, uuid.UUID]) -> None:
    """The thing is open to named people only from now on; so are its duties."""
    Obligation.objects.about(*about).update(restricted=True)


def extend(obligation: Obligation, *, reason_code: str, at: datetime, by: User) -> Obligation:
    """The rule's one lawful extension (ACC-10: 5 business days; PRR-7: 7 calendar days); the event keeps the old date.

    Raises Blocked where the law knows no extension, gives no reason, or it was taken already.
    """
    with transaction.atomic():
        row = _open_row(obligation)
        clock = RULES[row.rule].clock
        if clock.extension is None:
            raise Blocked((_("The law knows no extension for this duty."),))
        if not reason_code:
            raise Blocked((_("Name the lawful reason for the extension."),))
        if row.events.filter(kind=Kind.EXTENDED).exists():
            raise Blocked((_("This duty was extended already, once and for all."),))
        return _moved(row, extended(stored_due(row), clock, calendar_of(row.district)), Kind.EXTENDED, at, by, reason_code)


def correct(obligation: Obligation, *, triggered_at: datetime, at: datetime, by: User, anchor: date | None = None) -> Obligation:
    """The stated time of the trigger was wrong. An earlier one may move the due times earlier; a later one is recorded
    and shown, and they stay (handbook 8.2). On an ended row nothing moves: late stays late, on time stays on time.
    """
    with transaction.atomic():
        row = _locked(obligation)
        due = stored_due(row)
        before, after = local_words(row.triggered_at, zone=True), local_words(triggered_at, zone=True)
        if row.state == Obligation.State.OPEN and triggered_at < row.triggered_at:
            due = _earlier(due, reckon(row.rule, triggered_at, row.district, anchor=anchor, urgent=row.urgent))
            row.triggered_at = triggered_at
            said = _("The start was corrected from %(before)s to %(after)s.")
        else:
            said = _("The start was corrected from %(before)s to %(after)s; the due time stays.")
        due = Due(due.legal_due, due.target_due, (*due.steps, said % {"before": before, "after": after}), due.not_before)
        return _moved(row, due, Kind.CORRECTED, at, by, "")


def move_event(obligation: Obligation, *, to: date, at: datetime, by: User) -> Obligation:
    """The event that a BEFORE clock counts back from is on another day now. An earlier day may move the due times earlier; a later
    one is recorded and shown, and they stay (design 5). On an ended row nothing moves.
    """
    with transaction.atomic():
        row = _locked(obligation)
        due = stored_due(row)
        new = reckon(row.rule, row.triggered_at, row.district, anchor=to, urgent=row.urgent)
        said = _("The event was moved to %(day)s; the due time stays.")
        if row.state == Obligation.State.OPEN and due.late_after and new.late_after and new.late_after < due.late_after:
            due, said = _earlier(due, new), _("The event was moved to %(day)s.")
        due = Due(due.legal_due, due.target_due, (*due.steps, said % {"day": date_words(to)}), due.not_before)
        return _moved(row, due, Kind.CORRECTED, at, by, EVENT_MOVED)


def recompute_for_closure(district: District, on: date, *, at: datetime, by: User | None = None) -> list[Obligation]:
    """An emergency closure of that date was entered: open clocks that count school days are worked out again.

    The legal date may move later, the target never; each event keeps the old date. Returns the rows that moved.
    """
    rules = [code for code, rule in RULES.items() if rule.clock.kind in SCHOOL_DAY_CLOCKS]
    with transaction.atomic():
        rows = Obligation.objects.open().filter(district=district, rule__in=rules, triggered_at__lte=end_of_day(on))
        touched = []
        for row in rows.select_for_update(of=("self",)).select_related("district").order_by("pk"):
            due = stored_due(row)
            new = recomputed(due, reckon(row.rule, row.triggered_at, row.district, urgent=row.urgent))
            if new is not due:
                touched.append(_moved(row, new, Kind.RECOMPUTED, at, by, "emergency_closure"))
    return touched


def _earlier(old: Due, new: Due) -> Due:
    legal = min(old.legal_due, new.legal_due) if old.legal_due and new.legal_due else old.legal_due
    target = min(old.target_due, new.target_due) if old.target_due and new.target_due else old.target_due
    return Due(legal, target, (*old.steps, *new.steps), old.not_before)


def _moved(row: Obligation, due: Due, kind: str, at: datetime, by: User | None, reason_code: str) -> Obligation:
    """New due times, the old one kept in the event; a ladder whose due time moved later is climbed again."""
    old_due_at = row.due_at()
    set_due(row, due)
    new_due_at = row.due_at()
    row.turn += bool(old_due_at and new_due_at and new_due_at > old_due_at)
    if row.state == Obligation.State.OPEN:
        row.next_step_at = resume(row, at)
    fields = [*DUE_FIELDS, *LADDER_FIELDS, "triggered_at"]
    return _saved(row, fields, kind, at, by, reason_code=reason_code, old_due_at=old_due_at, new_due_at=new_due_at)


def _saved(row: Obligation, fields: list[str], kind: str, at: datetime, by: User | None, **words: Any) -> Obligation:
    row.save(update_fields=fields)
    ObligationEvent.objects.create(obligation=row, at=at, kind=kind, by=by, **words)
    return row


def _locked(obligation: Obligation) -> Obligation:
    return Obligation.objects.select_for_update(of=("self",)).select_related("district").get(pk=obligation.pk)


def _open_row(obligation: Obligation) -> Obligation:
    row = _locked(obligation)
    if row.state != Obligation.State.OPEN:
        raise Blocked((_("This duty has already ended."),))
    return row
