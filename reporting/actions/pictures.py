"""A picture of a document: places of an uploaded original are covered page by page, then the copy is made and kept (handbook 9.4)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.db import transaction
from django.db.models import Max
from django.http import Http404
from django.utils.translation import gettext as _

from cases.access import locked_case
from cases.actions.locks import refuse, refuse_merged
from cases.actions.logs import log_case
from cases.actions.stamps import stamp
from cases.models import Attachment, Case
from reporting.models import PictureCopy
from reporting.pdf import PdfFailed, pictures
from tat import clock, files
from tat.models import User
from tat.roles import Permission
from tat.uploads import KINDS
from tat.workflow import Blocked

LABEL = "Picture of a document, page {page} of {pages}. Black places were covered before it was given."
FILE = "Choose a picture or a PDF of this case."
FOR_WHOM = "Write for whom this copy is made: what is covered for one may have to be seen by another."
TOO_LONG = "This file has %(n)d pages; %(most)d are the most. Print the pages that are needed to a PDF, and add that to the case."
SQUARES = "One of these squares is not on this page. Tick squares, or write them as C5 or C5-K6."
MADE = "This copy is made and does not change any more. Begin another one."
LOOK = "Look at each page first, also where nothing is to be covered. Not looked at yet: %(pages)s."
CHANGED = "Somebody covered or uncovered something meanwhile. Look at it again, then make the copy."


@dataclass(frozen=True, kw_only=True)
class PictureGiven:
    """What a copy is begun with: the number of the file in its case, and for whom it is."""

    number: int | None
    for_whom: str


def can_be_drawn(attachment: Attachment) -> bool:
    """Pictures and PDFs; sound, film, Word and plain text are not drawn."""
    return attachment.display_id is not None and KINDS[attachment.extension].shown_as in pictures.KINDS


def begin_picture(*, case: Case, by: User, given: PictureGiven) -> PictureCopy:
    """Begin a copy of one file, nothing covered yet. It may be begun in a closed case too.

    Raises Http404, PermissionDenied, Blocked with what is wrong: no such file, no recipient, too many pages, a file that cannot be drawn.
    """
    found = case.attachment_set.filter(number=given.number or 0).select_related("display__key").first()
    refuse(("number", FILE, found is None or not can_be_drawn(found)), ("for_whom", FOR_WHOM, not given.for_whom.strip()))
    assert found and found.display
    try:
        rows = pictures.rows_of(KINDS[found.extension].shown_as, files.open_chunks(found.display))
    except PdfFailed as failed:
        raise Blocked((str(failed),)) from None
    refuse(("number", _(TOO_LONG) % {"n": len(rows), "most": pictures.MOST_PAGES}, len(rows) > pictures.MOST_PAGES))
    return _begun(case, found, given, rows, by)


@transaction.atomic
def _begun(case: Case, attachment: Attachment, given: PictureGiven, rows: list[int], by: User) -> PictureCopy:
    at = clock.now()
    locked = _locked(case, by, at)
    last = PictureCopy.objects.filter(attachment=attachment).aggregate(last=Max("number"))["last"] or 0
    row = PictureCopy(case=locked, attachment=attachment, number=last + 1, for_whom=given.for_whom.strip(), rows=rows, **stamp(by, at))
    row.save(force_insert=True)
    log_case("picture_begun", locked, by=by, at=at, detail=f"picture:{row.id}")
    return row


@transaction.atomic
def cover_page(*, case: Case, by: User, picture_id: uuid.UUID, page: int, squares: Sequence[str]) -> PictureCopy:
    """Say which squares of a page are covered, none where nothing is; that page counts as looked at. `page` counts from 1.

    Raises Http404, PermissionDenied, Blocked where the copy is made or a square does not lie on the page.
    """
    at = clock.now()
    locked = _locked(case, by, at)
    row = picture_of(locked, picture_id, lock=True)
    if not 1 <= page <= row.pages:
        raise Http404
    refuse(
        ("squares", MADE, row.made_at is not None), ("squares", SQUARES, not all(_lies_on(name, row.rows[page - 1]) for name in squares))
    )
    row.places, row.looked = row.covered_with(page, sorted(set(squares), key=pictures.square)), sorted({*row.looked, page})
    row.masked_by = sorted({*row.masked_by, by.pk})
    row.save(update_fields=["places", "looked", "masked_by"])
    log_case("picture_covered", locked, by=by, at=at, detail=f"picture:{row.id}")
    return row


def make_picture(*, case: Case, by: User, picture_id: uuid.UUID) -> PictureCopy:
    """Draw the copy and keep it. Once made it stays as it is; made twice, the first one stays.

    Raises Http404, PermissionDenied, Blocked while a page was not looked at, or where the file cannot be drawn.
    """
    row = picture_of(case, picture_id)
    left = ", ".join(map(str, row.pages_left))
    refuse(("make", _(LOOK) % {"pages": left}, bool(left)), ("make", MADE, row.made_at is not None))
    shown = row.attachment.display
    assert shown
    try:
        drawn = pictures.covered_copy(
            KINDS[row.attachment.extension].shown_as,
            files.open_chunks(shown),
            rows=row.rows,
            places=row.squares,
            label=LABEL,
            title=f"Picture of a document {row.name}",
        )
    except PdfFailed as failed:
        raise Blocked((str(failed),)) from None
    with files.all_or_none() as made, transaction.atomic():
        at = clock.now()
        locked = _locked(case, by, at)
        now = picture_of(locked, picture_id, lock=True)
        refuse(("make", MADE, now.made_at is not None), ("make", CHANGED, now.places != row.places))
        now.file = files.store(BytesIO(drawn.content), key=locked.key, kind="application/pdf", at=at)
        made.append(now.file)
        now.made_at, now.made_by, now.made_name, now.made_position = at, by, by.full_name, by.position
        now.save(update_fields=["file", "made_at", "made_by", "made_name", "made_position"])
        log_case("picture_made", locked, by=by, at=at, detail=f"picture:{now.id}")
    return now


def picture_of(case: Case, picture_id: uuid.UUID, *, lock: bool = False) -> PictureCopy:
    """One copy of this case. Raises Http404."""
    rows = PictureCopy.objects.filter(case=case, pk=picture_id).select_related("attachment__display__key", "file__key")
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise Http404
    row.case = row.attachment.case = case
    return row


def _locked(case: Case, by: User, at: datetime) -> Case:
    locked = locked_case(case.id, by=by, permission=Permission.NOTIFY, at=at)
    refuse_merged(locked)
    return locked


def _lies_on(name: str, rows: int) -> bool:
    try:
        return 0 <= pictures.square(name)[1] < rows
    except ValueError:
        return False
