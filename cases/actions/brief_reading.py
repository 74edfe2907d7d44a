"""A brief is opened by those whom it names and by nobody else: a door of its own, which leads to three lines and not to the case."""

import uuid
from datetime import datetime

from django.db import transaction

from cases.access import locked_for_system
from cases.actions.logs import log_case
from cases.actions.notifications import meet_the_list
from cases.actions.stamps import stamp
from cases.models import BriefReader, Case, NotificationEntry
from tat import clock, notices
from tat.models import User
from tat.permissions import scope_of
from tat.statutes import local_date

STAFF, METHOD = "NTF-STF", "brief"


def readable(brief_id: uuid.UUID, *, by: User, at: datetime) -> BriefReader | None:
    """The brief as it names this person, with its case and key, while it can be read at `at`.

    None for who is not named, after its last local day, once it is withdrawn, and for who has left or is kept out of the case by now.
    """
    scope = scope_of(by, at)
    named = BriefReader.objects.select_related("brief__case__key", "brief__case__building", "brief__recorded_by", "user")
    reader = named.filter(
        brief_id=brief_id,
        user_id=by.pk,
        brief__withdrawn_at=None,
        brief__until_on__gte=local_date(at),
        brief__case__district_id=scope.district_id or 0,
    ).first()
    if reader is None or scope.excluded & {reader.brief.case_id, reader.brief.case.merged_into_id}:
        return None
    return reader


@transaction.atomic
def open_brief(*, brief_id: uuid.UUID, by: User) -> BriefReader | None:
    """The brief for the person who opens it. The first opening is when the person was told, and stands in the ledger of notices, once.

    Gives None as `readable` does; a row of Home that leads to what was withdrawn goes then.
    """
    at = clock.now()
    reader = readable(brief_id, by=by, at=at)
    if reader is None:
        if BriefReader.objects.filter(brief_id=brief_id, user=by, brief__withdrawn_at__isnull=False).exists():
            notices.withdraw_brief([by.pk], brief_id)
        return None
    if reader.opened_at is None:
        case = locked_for_system(reader.brief.case_id)
        reader = readable(brief_id, by=by, at=at)  # what was true before the lock may have ended while it was waited for
        if reader is None:
            return None
        _first_opened(case, reader, at)
    notices.mark_brief_opened(by.pk, brief_id, at)
    return reader


def _first_opened(case: Case, reader: BriefReader, at: datetime) -> None:
    if reader.opened_at is not None:
        return
    reader.opened_at = at
    reader.save(update_fields=["opened_at"])
    brief = reader.brief
    entry = NotificationEntry.objects.create(
        case=case,
        recipient=STAFF,
        outcome=NotificationEntry.Outcome.REACHED,
        told_at=at,
        person=reader.name,
        capacity=reader.position,
        method=METHOD,
        content="\n".join((f"Need-to-know brief by {brief.written_by}.", brief.know, brief.do, brief.turn_to)),
        **stamp(None, at),
    )
    meet_the_list(case, entry, brief.recorded_by or reader.user, at)
    log_case("brief_opened", case, by=reader.user, at=at, detail=f"brief:{brief.pk}")
