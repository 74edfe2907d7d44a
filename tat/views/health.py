"""For machines: /readyz says whether this process answers, /healthz whether the clocks beat and mail leaves."""

from django.http import HttpRequest, HttpResponse

from tat import health
from tat.permissions import public


@public("GET")
def readyz(request: HttpRequest) -> HttpResponse:
    """Shallow: this process answers."""
    return HttpResponse("ready\n", content_type="text/plain")


@public("GET")
def healthz(request: HttpRequest) -> HttpResponse:
    """Deep: 503 with the sentences when the database is away, the sweep silent for three minutes, or mail stuck for ten."""
    problems, warnings = health.now()
    text = "\n".join([*(problems or ["healthy"]), *warnings])
    return HttpResponse(text + "\n", content_type="text/plain", status=503 if problems else 200)
