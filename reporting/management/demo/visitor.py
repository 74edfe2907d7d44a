"""A person at a browser, without one: cookies, forms as the page sends them, CSRF and idempotency keys included."""

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

Value = str | list[str]


@dataclass
class Form:
    """One form of a page: where it goes, and its fields as they stand."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class Forms(HTMLParser):
    """The forms of a page, with prefilled values, ticked boxes and chosen options."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.form: Form | None = None
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        here = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(here.get("action", ""), here.get("method", "get"))
            self.found.append(self.form)
        if self.form is None:
            return
        name = here.get("name", "")
        if name:
            self.form.names.add(name)
        if tag == "input" and name:
            self._input(name, here)
        if tag == "select":
            self.select = name
        if tag == "option" and self.select and "selected" in here:
            self.form.fields.setdefault(self.select, []).append(here.get("value", ""))
        if tag == "textarea" and name:
            self.textarea = name
            self.form.fields[name] = [""]

    def _input(self, name: str, here: dict[str, str]) -> None:
        kind = here.get("type", "text")
        ticked = kind in ("radio", "checkbox") and "checked" in here
        if self.form and (ticked or kind not in ("radio", "checkbox", "submit", "file")):
            self.form.fields.setdefault(name, []).append(here.get("value", "on" if ticked else ""))

    def handle_data(self, data: str) -> None:
        if self.textarea and self.form:
            self.form.fields[self.textarea][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        if tag == "select":
            self.select = ""
        if tag == "textarea":
            self.textarea = ""


class Refused(Exception):
    """The server did not do what the walk expects; the text names the address and the status, never a content."""


@dataclass
class Page:
    """What came back."""

    url: str
    status: int
    body: str

    @property
    def path(self) -> str:
        return urllib.parse.urlsplit(self.url).path

    def form(self, action: str) -> Form:
        """The form whose address ends so."""
        reader = Forms()
        reader.feed(self.body)
        for form in reader.found:
            if urllib.parse.urlsplit(form.action or self.url).path.endswith(action):
                return form
        raise Refused(f"no form for {action} on {self.path}")


class Visitor:
    """One person's cookies on one server."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")
        self.page = Page(self.base, 0, "")
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, path: str) -> Page:
        """Open a page; redirects are followed."""
        return self._send(urllib.request.Request(urllib.parse.urljoin(self.base, path)))  # noqa: S310

    def send(self, action: str, **values: Value | None) -> Page:
        """Fill the form of the present page whose address ends with `action`, and send it; None leaves a field out."""
        form = self.page.form(action)
        fields = dict(form.fields)
        for name, value in values.items():
            fields[name] = [] if value is None else value if isinstance(value, list) else [value]
        body = urllib.parse.urlencode(fields, doseq=True).encode()
        address = urllib.parse.urljoin(self.page.url, form.action or self.page.url)
        return self._send(urllib.request.Request(address, data=body, headers={"Referer": self.page.url}))  # noqa: S310

    def _send(self, request: urllib.request.Request) -> Page:
        try:
            with self.opener.open(request, timeout=60) as answer:
                self.page = Page(answer.geturl(), answer.status, answer.read().decode())
        except urllib.error.HTTPError as refused:
            self.page = Page(request.full_url, refused.code, refused.read().decode())
        return self.page

    def sign_in(self, email: str, password: str) -> None:
        """Sign in, or raise Refused."""
        self.get("/account/login/")
        if self.send("/account/login/", login=email, password=password).path != "/":
            raise Refused("sign-in was refused")


def errors(body: str) -> list[str]:
    """The sentences of the page's error summary, for the walk's report."""

    class Summary(HTMLParser):
        depth = 0
        words: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
            if self.depth or "errors" in (dict(attrs).get("class") or "").split():
                self.depth += 1

        def handle_endtag(self, tag: str) -> None:
            self.depth = max(0, self.depth - 1)

        def handle_data(self, data: str) -> None:
            if self.depth and data.strip():
                self.words.append(data.strip())

    reader = Summary()
    reader.words = []
    reader.feed(body)
    return reader.words
