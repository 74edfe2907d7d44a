"""The shape of a page as Chromium's own parser sees it, and what a page does when it is opened without its policy."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from mimetypes import guess_type
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route

from devstack.console import ROOT

SITE = "http://localhost:9"
SHAPE = """
html => {
  const whole = new Set(['id', 'class', 'style', 'type', 'rel', 'target', 'name', 'method', 'for', 'role', 'http-equiv']);
  const places = new Set(['href', 'src', 'action', 'formaction', 'data', 'poster', 'srcset', 'ping', 'background', 'xlink:href', 'srcdoc']);
  const lines = [];
  const walk = (node, depth) => {
    for (const each of node.children) {
      const has = [...each.attributes].map(({name, value}) =>
        whole.has(name) || name.startsWith('on') ? `${name}=${value}` : places.has(name) ? `${name}=${value.split(/[?#]/)[0]}` : name);
      lines.push(`${depth} ${each.namespaceURI.slice(-4)} ${each.localName} ${has.sort().join(' ')}`);
      walk(each.content || each, depth + 1);
    }
  };
  walk(new DOMParser().parseFromString(html, 'text/html'), 0);
  return lines.join('\\n');
}
"""


@dataclass
class Watched:
    """One page of the browser, what was called in it, and whom it asked."""

    page: Page
    body: str = ""
    ran: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def shape(self, html: str) -> str:
        """Elements and attributes, one a line."""
        return self.page.evaluate(SHAPE, html)

    def digest(self, html: str) -> str:
        return hashlib.sha256(self.shape(html).encode()).hexdigest()

    def open(self, html: str) -> tuple[int, int]:
        """Open a page as a person does, our scripts included and no policy sent; how often a script ran, and others were asked."""
        self.body, ran, asked = html, len(self.ran), len(self.asked)
        self.page.goto(f"{SITE}/shown/", wait_until="load")
        self.page.evaluate("() => { for (const fold of document.querySelectorAll('details')) fold.open = true }")
        self.page.wait_for_timeout(20)
        return len(self.ran) - ran, len(self.asked) - asked

    def answer(self, route: Route) -> None:
        """The page itself and our static files; whatever else is asked for is written down."""
        parts = urlsplit(route.request.url)
        file = ROOT / parts.path.lstrip("/")
        if parts.netloc != urlsplit(SITE).netloc:
            self.asked.append(route.request.url)
            route.abort()
        elif parts.path == "/shown/":
            route.fulfill(body=self.body, content_type="text/html; charset=utf-8")
        elif parts.path.startswith("/static/") and file.is_file():
            route.fulfill(body=file.read_bytes(), content_type=guess_type(file.name)[0] or "application/octet-stream")
        else:
            route.fulfill(status=404, body="")


@contextmanager
def watched(chromium: Browser) -> Iterator[Watched]:
    """A browser that knows no policy: what is held back here is held back by what the page is, not by its headers."""
    context = chromium.new_context(bypass_csp=True)
    found = Watched(context.new_page())
    context.expose_binding("zqran", lambda source, *_: found.ran.append(source["frame"].url))
    context.route("**/*", found.answer)
    found.page.on("dialog", lambda dialog: dialog.dismiss())
    yield found
    context.close()


def different(one: str, other: str) -> list[str]:
    """The first lines in which two shapes differ."""
    pairs: list[Any] = list(zip(one.splitlines(), other.splitlines(), strict=False))
    return [f"{first!r} is {second!r}" for first, second in pairs if first != second][:3] or ["one is longer"]
