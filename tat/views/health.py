"""For machines: /readyz says whether this process answers, /healthz whether the clocks beat and mail leaves."""

from django.db import Error
from django.http import HttpRequest, HttpResponse

from tat import clock, health
from tat.permissions import public


@public("GET")
def readyz(request: HttpRequest) -> HttpResponse:
    """Shallow: this process answers."""
    return HttpResponse("ready\n", content_type="text/plain")


@public("GET")
def healthz(request: HttpRequest) -> HttpResponse:
    """Deep: 503 with the sentences when the database is away, the sweep silent for three minutes, or mail stuck for ten."""
    try:
        at = clock.now()
        problems, warnings = health.problems(at), health.warnings(at)
    except Error:
        problems, warnings = ["The database does not answer."], []
    text = "\n".join([*(problems or ["healthy"]), *warnings])
    return HttpResponse(text + "\n", content_type="text/plain", status=503 if problems else 200)
