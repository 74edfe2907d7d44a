"""For machines: /readyz says whether this process answers, /healthz whether the clocks beat and mail leaves, /metrics how much of what."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from tat import clock, figures, health
from tat.permissions import public

PLAIN = "text/plain; charset=utf-8"


@public("GET")
def readyz(request: HttpRequest) -> HttpResponse:
    """Shallow: this process answers."""
    return HttpResponse("ready\n", content_type=PLAIN)


@public("GET")
def healthz(request: HttpRequest) -> HttpResponse:
    """Deep: 503 with the sentences when the database is away, the sweep silent for three minutes, or mail stuck for ten."""
    problems, warnings = health.now()
    text = "\n".join([*(problems or ["healthy"]), *warnings])
    return HttpResponse(text + "\n", content_type=PLAIN, status=503 if problems else 200)


LOOPBACK = ("127.0.0.1", "::1", "")
"""The last one: a socket of this machine."""


@public("GET")
def metrics(request: HttpRequest) -> HttpResponse:
    """Numbers for a monitoring program: with METRICS_TOKEN, or from this machine past no proxy. Raises Http404 for all others."""
    if not _may_measure(request):
        raise Http404
    return HttpResponse(figures.as_text(figures.figures(clock.now())), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_measure(request: HttpRequest) -> bool:
    """What came through a proxy names whom it came from, and is never this machine's own."""
    if settings.METRICS_TOKEN:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    return request.META.get("REMOTE_ADDR", "") in LOOPBACK and "X-Forwarded-For" not in request.headers
