"""The stated time from which a duty counts was wrong: both times stay in view (handbook 8.2; design 5)."""

from datetime import datetime

from django.db import transaction

from cases.actions.delegates import REPORT
from cases.actions.locks import locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.stamps import stamp
from cases.models import Case, Note
from tat import clock, obligations
from tat.calendar.words import local_words
from tat.models import Obligation, User
from tat.roles import Permission
from tat.statutes import RULES

STATED = ("gate", "facts", "notice", "release")
"""Kinds of facts that start a duty at a time that somebody stated; every other start is the instant of an act."""
WRONG = "“{duty}” counts from {after}, not from {before} as was stated. {reason}"
WHEN = "Write when it began."
NOT_YET = "This time has not come yet. Enter when it began."
SAME = "This is the time that stands already. Enter the right one."
WHY = "Write why the time was wrong. The old time stays in view."


def is_stated(duty: Obligation) -> bool:
    """Whether the duty counts from a stated time that its own page mends; a determination is corrected on its page."""
    return duty.about_kind == "case" and duty.rule != REPORT and duty.trigger_ref.partition(":")[0] in STATED


@transaction.atomic
def restate_start(*, case: Case, duty: Obligation, by: User, started_at: datetime | None, reason: str) -> Obligation:
    """Say when it really began (UTC), with the reason as a note of the case. An earlier time moves the due time earlier; a later one is
    recorded and shown, and the due time stays.

    Raises Blocked without a reason, for a time that has not come, and for the one that stands.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.NOTIFY)
    row = Obligation.objects.select_for_update(of=("self",)).get(pk=duty.pk, about_kind="case", about_id=locked.pk)
    same = started_at is not None and local_words(started_at) == local_words(row.triggered_at)
    refuse(
        ("started_at", WHEN, started_at is None),
        ("started_at", NOT_YET, started_at is not None and started_at > at),
        ("started_at", SAME, same),
        ("why", WHY, not reason.strip()),
    )
    assert started_at is not None
    before, after = local_words(row.triggered_at, zone=True), local_words(started_at, zone=True)
    said = WRONG.format(duty=RULES[row.rule].duty, before=before, after=after, reason=reason.strip())
    Note.objects.create(case=locked, text=said, is_change=False, **stamp(by, at))
    found = obligations.correct(row, triggered_at=started_at, at=at, by=by)
    log_case("duty_restated", locked, by=by, at=at, occurred_at=started_at, detail=f"{row.rule}:{row.id}")
    return found
