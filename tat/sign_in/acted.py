"""When a form of this browser was last taken: the next page counts what waits anew, instead of a number of up to a minute ago."""

from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NAME, KEPT = "acted", timedelta(minutes=1)
DIGITS = 13
"""Of milliseconds since 1970. Whoever sends another number has counted anew what is theirs to see, and nothing else."""


def note_act(request: HttpRequest, response: HttpResponse) -> None:
    """Of a form that was taken and leads on. Kept in a cookie: what was saved is not denied where the session cannot be written."""
    if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
        value = str(int(request.at.timestamp() * 1000))  # type: ignore[attr-defined]
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(_name(), value, max_age=KEPT, secure=secure, httponly=True, samesite="Lax")


def acted_at(request: HttpRequest) -> int:
    """Milliseconds since 1970; 0 where nothing was sent in this minute."""
    value = request.COOKIES.get(_name(), "")
    return int(value) if value.isdecimal() and value.isascii() and len(value) <= DIGITS else 0


def _name() -> str:
    return f"__Host-{NAME}" if settings.SESSION_COOKIE_SECURE else NAME
