"""The reporting party's name: opened on purpose, each time on record."""

from django.db import transaction

from cases.access import locked_case
from cases.actions.logs import log_case
from cases.models import Case
from tat import clock
from tat.models import User
from tat.roles import Permission
from triage.models import ReporterIdentity


@transaction.atomic
def open_reporters(*, case: Case, by: User) -> list[ReporterIdentity]:
    """Who reported, for somebody who must call back; the log keeps who opened it and when, never the name."""
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.VIEW_REPORTER, at=at)
    found = (
        ReporterIdentity.objects.filter(report__case__in=locked.with_merged())
        .select_related("key", "report")
        .order_by("report__reported_at")
    )
    log_case("reporter_opened", locked, by=by, at=at)
    return list(found)
