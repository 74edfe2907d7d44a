"""Printing the annual calendar: a numbered copy that is kept and can be checked."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from reporting.actions.papers import issue_calendar
from reporting.documents.year_calendar import YearCalendar
from reporting.models import IssuedDocument
from tat import audit, clock
from tat.models import SchoolYear, User
from tat.permissions import may, scope_of
from tat.roles import Permission


@transaction.atomic
def print_calendar(*, school_year: SchoolYear, by: User) -> IssuedDocument:
    """Issue a copy of the calendar of a school year as it stands now. Raises PermissionDenied outside the person's district."""
    at = clock.now()
    locked = SchoolYear.objects.select_for_update(of=("self",)).select_related("district").get(pk=school_year.pk)
    if by.district_id != locked.district_id or not may(scope_of(by, at), Permission.FILE_ANNUAL):
        raise PermissionDenied
    paper = issue_calendar(YearCalendar(locked.district, locked), by=by, at=at)
    audit.record("calendar_issued", by=by, at=at, about=("paper", paper.id), district_id=paper.district_id, detail=f"paper:{paper.id}")
    return paper
