"""A posted form as it was typed, to be shown again when it cannot be taken."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from django.shortcuts import resolve_url

from tat.forms.text import showable

OURS = {"csrfmiddlewaretoken"}
SECRET_WORDS = ("password", "otp", "secret")
ONE_TIME = "code"
# What a form carries that nobody wrote or chose: its key, the id of a row, the version that was read.
MARK = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}", re.IGNORECASE)
VERSION = "version"
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

    @property
    def words(self) -> list[tuple[str, str]]:
        """What was written, each with its label."""
        return [(label, value) for _name, label, value in self.texts]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Single words, times and choices as the form sent them, each with its label; nothing that the form carries of itself."""
        chosen = [(name, value) for name, value in self.hidden if value.strip() and not _last(name).endswith(VERSION)]
        return [(_label(name), value) for name, value in chosen if not MARK.fullmatch(value)]

    @property
    def login_url(self) -> str:
        return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': '/'})}"


def read_typed(request: HttpRequest) -> Typed | None:
    """What was posted, in its order; nothing when the body cannot be read."""
    try:
        fields = [(name, value) for name, values in request.POST.lists() if name not in OURS for value in values]
        files = [file.name or "" for name in request.FILES for file in request.FILES.getlist(name)]
    except (UnreadablePostError, RawPostDataException, MultiPartParserError):
        return None
    return Typed(
        path=request.get_full_path(),
        hidden=[(name, showable(value)) for name, value in fields if not _secret(name) and not _long(value)],
        texts=[(name, _label(name), showable(value)) for name, value in fields if not _secret(name) and _long(value)],
        secrets=[(name, _label(name)) for name, _ in fields if _secret(name)],
        files=[showable(name) for name in files],
        signed_out=not request.user.is_authenticated and not any(_secret(name) for name, _ in fields),
    )


def _secret(name: str) -> bool:
    return any(word in name.lower() for word in SECRET_WORDS) or _last(name) == ONE_TIME


def _long(value: str) -> bool:
    """What a person wrote, rather than chose."""
    return len(value) > SHORT or " " in value or "\n" in value


def _label(name: str) -> str:
    """A field's name in words: "what_happened" reads "What happened"."""
    return _last(name).replace("_", " ").strip().capitalize()


def _last(name: str) -> str:
    """The name without the prefix of its form."""
    return name.rpartition("-")[2]
