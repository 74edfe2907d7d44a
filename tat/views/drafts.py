"""Drafts of forms that belong to no case yet; a case's drafts open through the case's door."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from tat import clock, drafts
from tat.permissions import signed_in
from tat.templatetags.moments import at_clock
from tat.uploads import takes_files
from tat.uploads.waiting import FILES, WAITING, FilesSent, discard_waiting

FORM = re.compile(r"[a-z][a-z_]{0,39}")
WITHOUT_A_CASE = re.compile(r"new(-[a-z0-9]{1,40})?")


@signed_in("POST")
@takes_files
def save(request: HttpRequest, form: str, ref: str) -> HttpResponse:
    """Keep what was typed into a form that will make something new: its reference is "new", or "new-" and letters."""
    if not (FORM.fullmatch(form) and WITHOUT_A_CASE.fullmatch(ref)):
        raise Http404
    at = clock.now()
    body = with_files(request, form, ref, at) if request.FILES else request.POST
    __, request.is_activity = drafts.save_draft(request.user, form, ref, body, at)
    return saved_answer(request, at)


def with_files(request: HttpRequest, form: str, ref: str, at: datetime) -> QueryDict:
    """The fields, with the files that were chosen kept beside the draft; of one that is refused it is said why."""
    sent = FilesSent(request.user, form, ref, request.POST, request.FILES.getlist(FILES))
    sent.keep(at)
    for sentence in sent.sentences():
        messages.warning(request, sentence)
    body = request.POST.copy()
    body.setlist(WAITING, [str(row.pk) for row in sent.waiting])
    return body


@signed_in("POST")
def discard(request: HttpRequest, form: str, ref: str) -> HttpResponse:
    """Throw such a draft away."""
    if not (FORM.fullmatch(form) and WITHOUT_A_CASE.fullmatch(ref)):
        raise Http404
    drafts.discard(request.user, form, ref)
    discard_waiting(request.user, form, ref)
    return redirect("home")


def saved_answer(request: HttpRequest, at: datetime) -> HttpResponse:
    """The line beside the form for a page's script; back to the page for the plain button "Save as draft"."""
    words = _("Draft saved at %(time)s.") % {"time": at_clock(at)}
    if request.headers.get("X-Draft"):
        return HttpResponse(words, content_type="text/plain; charset=utf-8")
    messages.success(request, words)
    return redirect(_page_of(request))


def _page_of(request: HttpRequest) -> str:
    """Where the button was pressed. A form that came back to be mended stands at the address that took it: its page is the one above."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return "home"
    path = urlsplit(page).path
    if _shows(path):
        return page
    while not _shows(path):
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return path


def _shows(path: str) -> bool:
    """Whether the address answers GET; Home always does."""
    try:
        return path == "/" or "GET" in getattr(resolve(path).func, "methods", ("GET",))
    except Resolver404:
        return False
