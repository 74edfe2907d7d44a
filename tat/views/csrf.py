"""A form that came too late (a new sign-in, an ended session) is shown again as it was typed, with a fresh token."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tat.typed import read_typed


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 with the typed form and a fresh token; a form from another site gets no second chance."""
    return typed_again(request)


def typed_again(request: HttpRequest) -> HttpResponse:
    """The typed form again with a fresh token and the button "Send again", for a stale token or an ended session. Status 403."""
    typed = read_typed(request) if from_our_page(request) else None
    return render(request, "403_csrf.html", {"typed": typed}, status=403)


def from_our_page(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the form. Without any word from it: no."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    source = urlsplit(request.headers.get("Origin") or request.headers.get("Referer") or "")
    return (source.scheme, source.netloc) == (request.scheme, request.get_host())
