"""Putting on file who read the Spanish texts through, and what was found (PF-3)."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tat import audit, clock
from tat.models import TranslationReview, User
from tat.permissions import may, scope_of
from tat.roles import Permission
from tat.statutes import local_date
from tat.translations import marks_of
from tat.workflow import refuse

WHO = "Write the name of who read it."
POSITION = "Write what this person is: a certified translator, a bilingual counselor."
WHEN, NOT_YET = "Write the day on which it was read.", "This day has not come yet."
CHOOSE = "Choose what this person found."
WRONG = "Write which text is wrong, and how it should read."
CHANGED = "The texts have changed since this page was opened. What is new has not been read: look through it, then save."


@dataclass(frozen=True, kw_only=True)
class ReviewGiven:
    """A reading as it is typed; `read_on` is a local date, `right` None while nothing is chosen, `marks` of the texts that were shown."""

    reviewer: str
    position: str
    read_on: date | None
    right: bool | None
    note: str = ""
    marks: frozenset[str] = frozenset()


@transaction.atomic
def review_translation(*, by: User, kind: str, given: ReviewGiven) -> TranslationReview:
    """Put a reading on file: while it stands and no text has changed, pages and papers of this kind name who read them.

    Raises PermissionDenied, Blocked with what is missing or may not be.
    """
    at = clock.now()
    if by.district is None or not may(scope_of(by, at), Permission.SET_UP_DISTRICT):
        raise PermissionDenied
    refuse(
        ("reviewer", WHO, not given.reviewer.strip()),
        ("position", POSITION, not given.position.strip()),
        ("read_on", WHEN, given.read_on is None),
        ("read_on", NOT_YET, bool(given.read_on and given.read_on > local_date(at))),
        ("right", CHOOSE, given.right is None),
        ("note", WRONG, given.right is False and not given.note.strip()),
        ("right", CHANGED, given.marks != marks_of(kind)),
    )
    assert given.read_on
    row = TranslationReview.objects.create(
        district=by.district,
        kind=kind,
        right=bool(given.right),
        note=given.note.strip(),
        reviewer=given.reviewer.strip(),
        position=given.position.strip(),
        read_on=given.read_on,
        texts=sorted(given.marks),
        by=by,
        recorded_name=by.full_name,
        recorded_position=by.position,
        recorded_at=at,
    )
    audit.record("translation_reviewed", by=by, at=at, about=("translation", row.pk), district_id=row.district_id, detail=kind)
    return row
