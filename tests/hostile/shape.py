"""The shape of a page as Chromium's own parser sees it, and what a page does when it is opened without its policy."""

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from mimetypes import guess_type
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Error, Page, Route, sync_playwright

from devstack.console import ROOT
from tests.browser.conftest import ARGUMENTS, NO_CHROMIUM

SITE = "http://localhost:9"
SHAPE = """
html => {
  const whole = new Set(['id', 'class', 'style', 'type', 'rel', 'target', 'name', 'method', 'for', 'role', 'http-equiv']);
  const places = new Set(['href', 'src', 'action', 'formaction', 'data', 'poster', 'srcset', 'ping', 'background', 'xlink:href', 'srcdoc']);
  const lines = [];
  const of = name => Object.getOwnPropertyDescriptor(Element.prototype, name).get;
  const children = of('children'), attributes = of('attributes');  // a control of that name would stand in front of them
  const note = (each, depth) => {
    const has = [...attributes.call(each)].map(({name, value}) =>
      whole.has(name) || name.startsWith('on') ? `${name}=${value}` : places.has(name) ? `${name}=${value.split(/[?#]/)[0]}` : name);
    lines.push(`${depth} ${of('namespaceURI').call(each).slice(-4)} ${of('localName').call(each)} ${has.sort().join(' ')}`);
    const inside = each instanceof HTMLTemplateElement ? [...each.content.children] : [...children.call(each)];
    for (const child of inside) note(child, depth + 1);
  };
  note(new DOMParser().parseFromString(html, 'text/html').documentElement, 0);
  return lines.join('\\n');
}
"""


@dataclass
class Watched:
    """One page of a browser, what was called in it, and whom it asked.

    It lives in a thread of its own: its driver keeps an event loop, beside which Django would take another connection to the database.
    """

    thread: ThreadPoolExecutor
    page: Page
    body: str = ""
    ran: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def shape(self, html: str) -> str:
        """Elements and attributes, one a line."""
        return self.thread.submit(self.page.evaluate, SHAPE, html).result()

    def digest(self, html: str) -> str:
        return self.digesting(html).result()

    def digesting(self, html: str) -> Future[str]:
        """Of its shape; whoever asks may do something else meanwhile."""
        return self.thread.submit(lambda: hashlib.sha256(self.page.evaluate(SHAPE, html).encode()).hexdigest())

    def open(self, html: str) -> tuple[int, int]:
        """Open a page as a person does, our scripts included and no policy sent; how often a script ran, and others were asked."""
        return self.thread.submit(self._open, html).result()

    def _open(self, html: str) -> tuple[int, int]:
        self.body, ran, asked = html, len(self.ran), len(self.asked)
        with suppress(Error):  # a page that escapes nothing may lead away meanwhile, which is what is counted
            self.page.goto(f"{SITE}/shown/", wait_until="load")
            self.page.evaluate("() => { for (const fold of document.querySelectorAll('details')) fold.open = true }")
            self.page.wait_for_timeout(20)
        with suppress(Error):
            self.page.goto(f"{SITE}/blank/")
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
def watched() -> Iterator[Watched]:
    """A browser that knows no policy: what is held back here is held back by what the page is, not by its headers."""
    with ThreadPoolExecutor(1) as thread:
        driver = thread.submit(sync_playwright().start).result()
        context: BrowserContext = thread.submit(_context, driver).result()
        found = Watched(thread, thread.submit(context.new_page).result())
        thread.submit(_watch, found, context).result()
        yield found
        thread.submit(context.browser.close if context.browser else context.close).result()
        thread.submit(driver.stop).result()


def _context(driver: Any) -> BrowserContext:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert chromium, NO_CHROMIUM
    return driver.chromium.launch(executable_path=chromium, args=ARGUMENTS).new_context(bypass_csp=True)


def _watch(found: Watched, context: BrowserContext) -> None:
    context.expose_binding("zqran", lambda source, *_: found.ran.append(source["frame"].url))
    context.route("**/*", found.answer)
    found.page.on("dialog", lambda dialog: dialog.dismiss())


def different(one: str, other: str) -> list[str]:
    """Elements that only one of two pages has, whatever their order: what people typed decides that of a list."""
    less, more = Counter(one.splitlines()), Counter(other.splitlines())
    return [f"only with harmless words: {line}" for line in less - more][:3] + [f"only with hostile words: {line}" for line in more - less][
        :3
    ]
