"""Dates to watch as pages and papers say them: on which days they fall, and what was written about each."""

from collections import defaultdict
from uuid import UUID

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from cases.models import Case, WatchEntry, WatchItem, of_case_and_merged
from cases.watching import When
from tat.models.prepared import Given, Prepared
from tat.templatetags.moments import on


def when_words(item: WatchItem) -> str:
    """On which days it falls."""
    if item.when == When.YEARLY and item.month:
        return _("every year on %(month)s %(day)s") % {"month": _(MONTHS[item.month]), "day": item.day}
    if item.when == When.WINDOW:
        return _("%(first)s to %(last)s") % {"first": on(item.from_on), "last": on(item.until_on)}
    return on(item.from_on) if item.from_on else _("the day is not known yet")


def entries_of(case: Case) -> dict[UUID, list[WatchEntry]]:
    """What was written about each date of the case and of those merged into it, by the date's id; one statement."""
    found: dict[UUID, list[WatchEntry]] = defaultdict(list)
    for entry in ENTRIES(case=case):
        found[entry.item_id].append(entry)
    return found


ENTRIES: Prepared[WatchEntry] = Prepared(
    lambda: (
        WatchEntry.objects.filter(case__any_of=of_case_and_merged(Given("case"))).select_related("case__key").order_by("recorded_at", "id")
    )
)
