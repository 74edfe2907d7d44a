"""The floor's one address: as many bytes as the page that it is compared with, for somebody who is signed in."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.urls import path

from tat.views.health import readyz

LINE = b"<tr><td>Lorem ipsum</td><td>dolor sit amet</td></tr>\n"


def bare(request: HttpRequest, size: int) -> HttpResponse:
    return HttpResponse(_filler(size)) if request.user.is_authenticated else HttpResponse(status=403)


@cache
def _filler(size: int) -> bytes:
    return (LINE * (size // len(LINE) + 1))[:size]


urlpatterns = [path("floor/<int:size>/", bare), path("readyz", readyz)]
