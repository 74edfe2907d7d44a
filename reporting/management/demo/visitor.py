"""A person at a browser, without one: cookies, forms as the page sends them, CSRF and idempotency keys included."""

import http.client
import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any

from reporting.management.demo.pages import Form, Page, Refused

Value = str | Sequence[str] | None
SECONDS = 60


class Visitor:
    """One person's cookies on one server. What the server refuses is a page with its status; only `send` and `sign_in` raise Refused."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")
        self.page = Page(self.base, 0)
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, path: str) -> Page:
        """Open a page; redirects are followed."""
        return self._ask(urllib.request.Request(urllib.parse.urljoin(self.base, path)))  # noqa: S310  the base is typed by who runs it

    def post(self, path: str, fields: Mapping[str, Any]) -> Page:
        """Send these fields as they are; redirects are followed."""
        body = urllib.parse.urlencode(fields, doseq=True).encode()
        address = urllib.parse.urljoin(self.base, path)
        return self._ask(urllib.request.Request(address, data=body, headers={"Referer": self.page.url}))  # noqa: S310

    def send(self, action: str, typed: Mapping[str, Value] | None = None, **having: str) -> Page:
        """Fill the form of the present page whose address ends with `action`, and send it."""
        form = self.page.form(action, **having)
        return self.post(urllib.parse.urljoin(self.page.url, form.action), filled(form, typed or {}))

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by the form that everybody uses."""
        self.get("/account/login/")
        page = self.send("/account/login/", {"login": email, "password": password})
        if (page.status, page.path) != (200, "/"):
            raise Refused(f"sign-in: {page.path} answered {page.status}")

    def _ask(self, request: urllib.request.Request) -> Page:
        try:
            with self.opener.open(request, timeout=SECONDS) as answer:
                self.page = Page(answer.geturl(), answer.status, answer.read().decode(), answer.headers["Date"] or "")
        except urllib.error.HTTPError as refused:
            self.page = Page(refused.url or request.full_url, refused.code, refused.read().decode(), refused.headers["Date"] or "")
        except (OSError, http.client.HTTPException):
            self.page = Page(request.full_url, 0)
        return self.page


def filled(form: Form, typed: Mapping[str, Value]) -> dict[str, Sequence[str]]:
    """The form's fields with what was typed; None leaves one out. Raises Refused for a field that the form does not have."""
    missing = sorted(set(typed) - form.names)
    if missing:
        raise Refused(f"the form for {form.action} has no field {', '.join(missing)}")
    fields: dict[str, Sequence[str]] = {**form.fields}
    for name, value in typed.items():
        fields[name] = [] if value is None else [value] if isinstance(value, str) else value
    return fields
