"""The words of a calendar feed: short code and due time of what waits for one person; no name, nothing of a case."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tat.addresses import address
from tat.emails import name_of
from tat.models import Obligation
from tat.notices import site_host

SHOWN_FOR = timedelta(minutes=30)
"""How long the entry stands in the calendar; it ends at the due time."""
READ_AGAIN_AFTER = timedelta(hours=1)


def calendar_of(duties: Iterable[Obligation], at: datetime) -> bytes:
    """An iCalendar file (RFC 5545) with an entry for each duty that has a due time."""
    from icalendar import Calendar  # a fifth of a second that the start of the web does not pay

    calendar = Calendar()
    calendar.add("prodid", "-//Threat Assessment Team case manager//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Threat Assessment: due times"))
    calendar.add("refresh-interval", READ_AGAIN_AFTER, parameters={"value": "DURATION"})
    for duty in duties:
        if due_at := duty.due_at():
            calendar.add_component(_entry(duty, due_at, at))
    return bytes(calendar.to_ical())


def _entry(duty: Obligation, due_at: datetime, at: datetime) -> Any:
    from icalendar import Event

    link = settings.SITE_URL + address("duty_detail", duty.pk)
    entry = Event()
    entry.add("uid", f"{duty.pk}@{site_host()}")
    entry.add("dtstamp", at)
    entry.add("dtstart", due_at - SHOWN_FOR)
    entry.add("dtend", due_at)
    entry.add("summary", name_of(duty))
    entry.add("description", _("Due at the end of this entry. Sign in: %(link)s") % {"link": link})
    entry.add("url", link)
    entry.add("class", "PRIVATE")
    return entry
