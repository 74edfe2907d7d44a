"""Error pages in plain words; the unseen and the absent read the same."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tat.permissions import RecordWithheld


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: a thing that the person may see, and an act that is not theirs."""
    withheld = isinstance(exception, RecordWithheld)
    return render(request, "403_withheld.html" if withheld else "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not theirs to see; the same words for both."""
    return render(request, "404.html", status=404)


def gone(request: HttpRequest) -> HttpResponse:
    """410: what was asked for was destroyed on purpose, by law."""
    return render(request, "410.html", status=410)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: it did not save; the text is still in the browser's page."""
    return render(request, "500.html", status=500)
