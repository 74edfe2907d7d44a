"""Printing the district's statistics: a numbered copy that is kept and can be checked."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from reporting.actions.papers import issue_statistics
from reporting.documents.statistics import Statistics
from reporting.models import IssuedDocument
from tat import audit, clock
from tat.models import District, User
from tat.permissions import may, scope_of
from tat.roles import Permission


@transaction.atomic
def print_statistics(*, district: District, by: User) -> IssuedDocument:
    """Issue a copy of the statistics as they stand now. Raises PermissionDenied outside the person's district."""
    at = clock.now()
    locked = District.objects.select_for_update(of=("self",)).get(pk=district.pk)
    if by.district_id != locked.pk or not may(scope_of(by, at), Permission.VIEW_DISTRICT):
        raise PermissionDenied
    paper = issue_statistics(Statistics(locked), by=by, at=at)
    audit.record("statistics_issued", by=by, at=at, about=("paper", paper.id), district_id=locked.pk, detail=f"paper:{paper.id}")
    return paper
