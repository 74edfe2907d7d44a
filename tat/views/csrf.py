"""A form that came too late (a new sign-in, an ended session) is shown again as it was typed, with a fresh token."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from django.shortcuts import render, resolve_url

from tat.forms.text import showable

OURS = {"csrfmiddlewaretoken"}
SECRET_WORDS = ("password", "otp", "secret")
SHORT = 40


@dataclass(frozen=True)
class Typed:
    """A posted form: what is carried along unseen, what is shown, what must be typed or chosen again."""

    path: str
    hidden: list[tuple[str, str]]
    texts: list[tuple[str, str, str]]
    secrets: list[tuple[str, str]]
    files: list[str]
    signed_out: bool
    login_url: str


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


def read_typed(request: HttpRequest) -> Typed | None:
    """What was posted, in its order; nothing when the body cannot be read."""
    try:
        fields = [(name, value) for name, values in request.POST.lists() if name not in OURS for value in values]
        files = [file.name or "" for name in request.FILES for file in request.FILES.getlist(name)]
    except (UnreadablePostError, RawPostDataException, MultiPartParserError):
        return None
    path = request.get_full_path()
    return Typed(
        path=path,
        hidden=[(name, showable(value)) for name, value in fields if not _secret(name) and not _long(value)],
        texts=[(name, _label(name), showable(value)) for name, value in fields if not _secret(name) and _long(value)],
        secrets=[(name, _label(name)) for name, _ in fields if _secret(name)],
        files=[showable(name) for name in files],
        signed_out=not request.user.is_authenticated and not any(_secret(name) for name, _ in fields),
        login_url=f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': '/'})}",
    )


def _secret(name: str) -> bool:
    return any(word in name.lower() for word in SECRET_WORDS)


def _long(value: str) -> bool:
    """What a person wrote, rather than chose."""
    return len(value) > SHORT or " " in value or "\n" in value


def _label(name: str) -> str:
    """A field's name in words: "what_happened" reads "What happened"."""
    return name.rpartition("-")[2].replace("_", " ").strip().capitalize()
