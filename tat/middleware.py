"""What every answer carries, and when a session ends."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from tat import clock
from tat.permissions import AcknowledgesFirst, RecordDisposed
from tat.sign_in.acted import note_act
from tat.sign_in.factor import has_factor, proves_first
from tat.sign_in.fresh import ACTIVE_AT, SIGNED_IN_AT
from tat.vault import Shredded
from tat.views.acknowledgement import ask_first
from tat.views.csrf import from_our_page, typed_again
from tat.views.errors import gone

STAMP_EVERY_SECONDS = 60


class ResponseHeaders:
    """Nothing is kept by a browser or proxy but files whose names carry their hash; nothing is embedded elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "immutable" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "no-store"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class SessionLimits:
    """A session ends after 15 minutes without activity and after 12 hours in any case, both by `tat_now()`.

    Every request of a signed-in person is activity unless its view sets `request.is_activity = False`, as a draft does that
    has not changed. Activity is written down at most once a minute, so a session may end up to a minute early, never late.
    A form that was taken leads on to a page, on which what waits is counted anew.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        request.at = clock.now()  # type: ignore[attr-defined]
        now = int(request.at.timestamp())
        if _is_over(request, now):
            request.session_ended = True  # type: ignore[attr-defined]
            logout(request)
        response = self.get_response(request)
        if not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache", "storage"'
        elif getattr(request, "is_activity", True):
            _stamp(request, now)
            note_act(request, response)
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> HttpResponse | None:
        """A form of ours that was sent after the session's end, however that came, is shown as typed, to be sent after a new sign-in."""
        if request.method != "POST" or getattr(view, "permission", "") == "public":
            return None
        lost = not request.user.is_authenticated and from_our_page(request)
        return typed_again(request) if lost or getattr(request, "session_ended", False) else None


class ProvesFactorFirst:
    """Who must have a second factor and has not proven it in this session reaches the pages that set it up and ask for it, and no other."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> HttpResponse | None:
        """A form that was sent is shown as typed."""
        opens = getattr(view, "permission", "") == "public" or getattr(view, "before_factor", False)
        if opens or not request.user.is_authenticated or not proves_first(request):
            return None
        if request.method == "POST":
            return typed_again(request)
        way = "mfa_reauthenticate" if has_factor(request.user) else "mfa_index"
        return redirect(f"{reverse(way)}?{urlencode({'next': request.get_full_path()})}")


class LeadsElsewhere:
    """Whose acknowledgement for the school year is asked for first is led to it, with what was typed; who asks for a case whose record
    was disposed of, to its tombstone. Whatever else lay under a key that was destroyed is gone in words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, raised: Exception) -> HttpResponse | None:
        """Anything else is not this one's."""
        if isinstance(raised, RecordDisposed):
            return redirect("case_disposed", code=raised.code)
        if isinstance(raised, Shredded):
            return gone(request)
        return ask_first(request) if isinstance(raised, AcknowledgesFirst) else None


def _is_over(request: HttpRequest, now: int) -> bool:
    signed_in_at = request.session.get(SIGNED_IN_AT, now)
    active_at = request.session.get(ACTIVE_AT, now)
    return now - signed_in_at > settings.SESSION_COOKIE_AGE or now - active_at > settings.SESSION_IDLE_SECONDS


def _stamp(request: HttpRequest, now: int) -> None:
    if SIGNED_IN_AT not in request.session:
        request.session[SIGNED_IN_AT] = now
    if abs(now - request.session.get(ACTIVE_AT, 0)) >= STAMP_EVERY_SECONDS:
        request.session[ACTIVE_AT] = now
