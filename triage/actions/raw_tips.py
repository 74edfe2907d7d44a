"""The text of a tip as it came in: a class of its own, opened on purpose, each time on record (5 ILCS 860; handbook 9.6)."""

from django.db import transaction

from cases.access import locked_case
from cases.actions.logs import log_case
from cases.models import Case
from tat import clock
from tat.models import DataKey, User
from tat.roles import Permission
from triage.models import RawTip, Report


def keep_raw_tip(report: Report, text: str, key: DataKey) -> RawTip:
    """Keep the text of a tip apart from the case that its report lands in. The calling action writes the log."""
    return RawTip.objects.create(
        report=report, text=text, key=key, channel=report.channel, received_at=report.reported_at, received_by=report.received_by
    )


@transaction.atomic
def open_raw_tips(*, case: Case, by: User) -> list[RawTip]:
    """The tips of a case, the earliest first; the log keeps who opened them and when, never a word of them."""
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.VIEW_RAW_TIP, at=at)
    found = RawTip.objects.filter(report__case__in=locked.with_merged()).select_related("key").order_by("received_at")
    log_case("raw_tip_opened", locked, by=by, at=at)
    return list(found)
