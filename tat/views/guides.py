"""The guides for each role, read from docs/guides: the product shows the very text that stands there, so that the two cannot part."""

import re
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _l

from tat.permissions import may, request_scope, signed_in
from tat.roles import Permission

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "guides"
GUIDES = {
    "principal": _l("For the building principal"),
    "team": _l("For members of the threat assessment team"),
    "superintendent": _l("For the superintendent"),
    "custodian": _l("For the records custodian"),
    "administrator": _l("For the administrator of the server"),
    "developer": _l("For developers"),
    "legal-questions": _l("Open legal questions"),
}
CODE, STRONG = re.compile(r"`([^`]+)`"), re.compile(r"\*\*([^*]+)\*\*")
MARKS = {"- ": "ul", "1. ": "ol"}


@signed_in("GET")
def guide_list(request: HttpRequest) -> HttpResponse:
    """The guides, and for who sets a district up the way to its first day."""
    first_day = may(request_scope(request), Permission.VIEW_FIRST_DAY)
    return render(request, "tat/guides.html", {"guides": GUIDES, "first_day": first_day})


@signed_in("GET")
def guide_detail(request: HttpRequest, guide: str) -> HttpResponse:
    """One guide. Raises Http404 for a name that none has."""
    if guide not in GUIDES:
        raise Http404
    title, body = as_html(guide)
    return render(request, "tat/guide.html", {"title": title, "body": body, "guides": GUIDES, "guide": guide})


@cache
def as_html(guide: str) -> tuple[str, SafeString]:
    """The heading and the rest of a guide. Of Markdown it knows headings, paragraphs, lists, bold and code.

    A piece of code that is the address of a page of this product becomes a link to it.
    """
    first, _blank, rest = (FOLDER / f"{guide}.md").read_text(encoding="utf-8").partition("\n")
    blocks = (block.strip("\n") for block in rest.split("\n\n"))
    return first.removeprefix("# ").strip(), SafeString("\n".join(_block(block) for block in blocks if block.strip()))


def _block(block: str) -> str:
    if block.startswith("## "):
        return f"<h2>{_words(block[3:])}</h2>"
    for mark, tag in MARKS.items():
        if block.startswith(mark):
            items = re.split(r"\n(?:- |\d+\. )", block[len(mark) :])
            return f'<{tag} class="plain">{"".join(f"<li>{_words(item)}</li>" for item in items)}</{tag}>'
    return f"<p>{_words(block)}</p>"


def _words(text: str) -> str:
    joined = " ".join(line.strip() for line in text.splitlines())
    return CODE.sub(_code, STRONG.sub(r"<strong>\1</strong>", escape(joined)))


def _code(found: "re.Match[str]") -> str:
    words = found[1]
    return f'<a href="{words}">{words}</a>' if is_page(words) else f"<code>{words}</code>"


def is_page(path: str) -> bool:
    """Whether this is the address of a page of the product."""
    if not path.startswith("/") or not path.endswith("/"):
        return False
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
