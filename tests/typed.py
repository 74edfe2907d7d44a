"""Forms as a page sends them: what stands in the fields, so that a test types only what it is about."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from reporting.management.demo.pages import Forms


def form_of(page: HttpResponse, action: str) -> dict[str, list[str]]:
    """The fields of the form that goes to `action`, as the page shows them."""
    parser = Forms()
    parser.feed(page.content.decode())
    found = [form for form in parser.found if form.action == action]
    assert found, f"no form goes to {action}"
    return found[0].fields


def send(client: Client, page_url: str, action: str, **typed: Any) -> HttpResponse:
    """Open the page, type into the form that goes to `action`, send it."""
    return client.post(action, {**form_of(client.get(page_url), action), **typed})


def send_anew(client: Client, page_url: str, action: str, **typed: Any) -> HttpResponse:
    """`send`, and a new case where the page asks because something like it is on record already."""
    answer = send(client, page_url, action, **typed)
    asked = form_of(answer, action) if answer.status_code == 200 else {}
    return client.post(action, {**asked, "into": "new"}) if asked.get("searched", [""])[0] else answer


def flat(html: str) -> str:
    """A page without the line ends and spaces that a template's own layout puts beside its tags."""
    return re.sub(r"\s*(<|>)\s*", r"\1", re.sub(r"\s+", " ", html))
