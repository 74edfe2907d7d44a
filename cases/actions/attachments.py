"""Files of a case: kept as they came, one act for all that were sent together."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Sum

from cases.access import locked_case
from cases.actions.logs import log_case
from cases.actions.moves import touch_facts
from cases.actions.stamps import stamp
from cases.models import Attachment, Case
from tat import clock, files
from tat.models import StoredFile, User
from tat.roles import Permission
from tat.uploads import MOST_FILES, MOST_PER_CASE, Keepable, keep
from tat.workflow import Blocked

CLOSED = "This case is closed. Reopen it before anything is added."
NONE = "No file is chosen. Choose at least one."
TOO_MANY = "20 files at once are the most. Send the others afterwards."
FULL = "The files of this case would be larger than 2 GB together. Write that the file exists and who holds it."
Way = Attachment.Way


def add_attachments(*, case: Case, by: User, given: Sequence[Keepable], caption: str = "") -> list[Attachment]:
    """Add files that were judged. They are a new fact: opinions given before ask to be confirmed. Raises Blocked with what is wrong.

    If the act fails, neither a row nor a byte stays.
    """
    with files.all_or_none() as made, transaction.atomic():
        at = clock.now()
        locked = locked_case(case.id, by=by, permission=Permission.ASSESS, at=at)
        wrong = ((CLOSED, not locked.is_open()), (NONE, not given), (TOO_MANY, len(given) > MOST_FILES))
        if problems := tuple(sentence for sentence, is_so in wrong if is_so):
            raise Blocked(problems)
        rows = attach(locked, given, made, by=by, at=at, caption=caption)
        touch_facts(locked)
        log_case("attachment_added", locked, by=by, at=at, detail=f"files:{len(rows)}")
    return rows


def attach(
    case: Case,
    given: Sequence[Keepable],
    made: list[StoredFile | None],
    *,
    by: User | None,
    at: datetime,
    way: str = Way.TEAM,
    caption: str = "",
) -> list[Attachment]:
    """Keep files in a locked case, within another act: it logs, and holds `made` of `files.all_or_none` outside its transaction.

    Raises Blocked where the case would hold more than 2 GB.
    """
    held = Attachment.objects.filter(case=case).aggregate(last=Max("number"), size=Sum("original__size"))
    if (held["size"] or 0) + sum(each.size for each in given) > MOST_PER_CASE:
        raise Blocked((FULL,))
    rows = []
    for number, each in enumerate(given, start=(held["last"] or 0) + 1):
        original, display = keep(each, key=case.key, at=at)
        made += [original, display]
        row = Attachment(case=case, number=number, extension=each.extension, way=way, name=each.name, caption=caption, **stamp(by, at))
        row.original, row.display = original, display
        rows.append(row)
    return Attachment.objects.bulk_create(rows)
