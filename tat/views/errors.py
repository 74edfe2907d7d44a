"""Error pages in plain words; the unseen and the absent read the same."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tat import audit, clock
from tat.permissions import ReadingPaused, RecordWithheld
from tat.statutes.limits import READING_PAUSE


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: a thing that the person may see, and an act that is not theirs. 429: so many were read that it pauses."""
    if isinstance(exception, ReadingPaused):
        minutes = READING_PAUSE // timedelta(minutes=1)
        answer = render(request, "429.html", {"minutes": minutes}, status=429)
        answer["Retry-After"] = str(READING_PAUSE.seconds)
        return answer
    _on_record(request)
    withheld = isinstance(exception, RecordWithheld)
    return render(request, "403_withheld.html" if withheld else "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not theirs to see; the same words for both."""
    _on_record(request)
    return render(request, "404.html", status=404)


def _on_record(request: HttpRequest) -> None:
    """Who asks for a thing that is not theirs, or not there, leaves a line: both read the same, so both do."""
    match, person = request.resolver_match, getattr(request, "user", None)
    if match and match.kwargs and person is not None and person.is_authenticated:
        audit.record_denied(person, page=match.url_name or "", path=request.path, at=getattr(request, "at", None) or clock.now())


def gone(request: HttpRequest) -> HttpResponse:
    """410: what was asked for was destroyed on purpose, by law."""
    return render(request, "410.html", status=410)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: it did not save; the text is still in the browser's page."""
    return render(request, "500.html", status=500)
