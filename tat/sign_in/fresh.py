"""How long ago a person proved who they are, by the one clock; and whether the second factor was part of it."""

import functools
from collections.abc import Callable
from typing import TypeVar

from allauth.core.exceptions import ReauthenticationRequired
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tat import clock
from tat.models import User
from tat.permissions import FRESH_AT

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
SIGNED_IN_AT, ACTIVE_AT, PROVEN = "signed_in_at", "active_at", "second_factor"


def begin(request: HttpRequest, user: User, *, proven: bool) -> None:
    """A session begins: its two limits count from now, and what was proven to open it is fresh."""
    now = _now(request)
    request.session.update({SIGNED_IN_AT: now, ACTIVE_AT: now, FRESH_AT: now})
    if proven:
        request.session[PROVEN] = user.pk


def mark_fresh(request: HttpRequest, *, proven: bool) -> None:
    """The person proved it again, with the second factor or without one. The session goes on under a new id."""
    before = request.session.session_key
    request.session[FRESH_AT] = _now(request)
    if proven:
        request.session[PROVEN] = request.user.pk
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def is_fresh(request: HttpRequest) -> bool:
    """Whether that was five minutes ago or less."""
    since = request.session.get(FRESH_AT)
    return since is not None and 0 <= _now(request) - since <= settings.STEP_UP_SECONDS


def is_proven(request: HttpRequest) -> bool:
    """Whether the second factor of this very person was proven in this session; nothing is read for it but the session."""
    return request.session.get(PROVEN) == request.user.pk is not None


def asks_again(view: View) -> View:
    """For what is taken along or opened: who proved it longer ago proves it again first, by the second factor where there is one."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not is_fresh(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    guarded.asks_again = True  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def asks_factor_again(view: View) -> View:
    """For acts on other people's access. Who has no second factor yet is not asked: the page itself is not theirs where one is required."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if is_proven(request) and not is_fresh(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    guarded.asks_again = True  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def _now(request: HttpRequest) -> int:
    return int((getattr(request, "at", None) or clock.now()).timestamp())


__all__ = ["asks_again", "asks_factor_again", "begin", "is_fresh", "is_proven", "mark_fresh"]
