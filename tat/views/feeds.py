"""The private calendar address: its page, and what a calendar reads at it."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tat import audit, clock, feeds
from tat.actions import feeds as actions
from tat.addresses import address
from tat.idempotency import once
from tat.permissions import public, signed_in


@signed_in("GET")
def account_calendar(request: HttpRequest) -> HttpResponse:
    """The address, since when it is on, and when a calendar last read it."""
    feed = actions.feed_of(request.user)  # type: ignore[arg-type]
    link = settings.SITE_URL + address("calendar_feed", actions.secret_of(feed)) if feed else ""
    return render(request, "account/calendar.html", {"feed": feed, "link": link})


@signed_in("POST")
@once
def new_address(request: HttpRequest) -> HttpResponse:
    """Make a new address."""
    actions.make_address(by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The address is on. Paste it into your calendar."))
    return redirect("account_calendar")


@signed_in("POST")
@once
def end_address(request: HttpRequest) -> HttpResponse:
    """Switch it off."""
    if actions.switch_off(by=request.user):  # type: ignore[arg-type]
        messages.success(request, _("The address is off. A calendar that still asks gets nothing."))
    return redirect("account_calendar")


@public("GET")
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The open duties of the person whose address this is, as an iCalendar file; one AccessEntry with the digest of the codes shown."""
    user = actions.read_by(secret)
    if user is None:
        raise Http404
    at = clock.now()
    duties = actions.duties_of(user, at)
    audit.record_access(user, kind="list", page="calendar_feed", at=at, digest=audit.digest_of([duty.code for duty in duties]))
    return HttpResponse(feeds.calendar_of(duties, at), content_type="text/calendar; charset=utf-8")
