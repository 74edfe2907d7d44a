"""Printing the certificate of a disposal that was carried out: a numbered copy that is kept and can be checked."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from reporting.actions.disposals import seen_disposals
from reporting.actions.papers import issue_disposal
from reporting.actions.records import log_matter
from reporting.documents.disposal import DISPOSAL, DisposalPaper
from reporting.models import IssuedDocument, RecordsMatter, Tombstone
from tat import clock
from tat.models import User
from tat.permissions import may, scope_of
from tat.roles import Permission
from tat.workflow import Blocked

NOT_DONE = "There is no certificate before the disposal is carried out."


@transaction.atomic
def print_disposal(*, matter_id: uuid.UUID, by: User) -> IssuedDocument:
    """Issue a copy under the matter's own key. Raises Http404, PermissionDenied, Blocked before it is carried out."""
    at = clock.now()
    scope = scope_of(by, at)
    if not may(scope, Permission.KEEP_RETENTION):
        raise PermissionDenied
    locked = (
        RecordsMatter.objects.select_for_update(of=("self",)).select_related("key", "district", "disposal").filter(pk=matter_id).first()
    )
    if locked is None or not seen_disposals(scope).filter(pk=matter_id).exists():
        raise Http404
    if not Tombstone.objects.filter(matter=locked).exists():
        raise Blocked((NOT_DONE,))
    paper = issue_disposal(DisposalPaper(locked), by=by, at=at)
    log_matter("disposal_printed", locked, by=by, at=at, detail=f"paper:{paper.id}")
    return paper


def papers_of(matter: RecordsMatter) -> list[IssuedDocument]:
    """The copies that were issued of it, the latest first."""
    rows = IssuedDocument.objects.filter(kind=DISPOSAL, html__key=matter.key_id).select_related("issued_by", "html__key", "file__key")
    return list(rows.order_by("-copy_number"))
