"""A real Chromium for the tests of pages, and axe-core to ask it for barriers."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.shown import Shown, load

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NO_CHROMIUM = "No Chromium. Type: sudo apt-get install chromium, or set CHROMIUM to one you have."


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser, started for each file, since an idle one takes time from the other tests.

    Its driver keeps an event loop in this thread, which Django's guard would take for a server's.
    """
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert found, NO_CHROMIUM
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE") if before is None else os.environ.update(DJANGO_ALLOW_ASYNC_UNSAFE=before)


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """visit(address, width=390, scheme="light", javascript=True, cookies=...) opens a page.

    What its console says of a breach of the page's policy, or of a fault of the script, fails the test.
    """
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def open_page(
        address: str, *, width: int = 390, scheme: str = "light", javascript: bool = True, cookies: dict[str, str] | None = None
    ) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=javascript)
        contexts.append(context)
        context.add_cookies([{"name": name, "value": value, "url": address} for name, value in (cookies or {}).items()])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda fault: said.append(str(fault)))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not [words for words in said if "Security Policy" in words or "Error" in words], said


def barriers(page: Page) -> list[str]:
    """What axe finds on the page as it stands, with all folds open: rule and element."""
    page.evaluate("() => { for (const fold of document.querySelectorAll('details')) fold.open = true }")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text() + "; undefined")
    found = json.loads(page.evaluate("tags => axe.run(document, {runOnly: tags}).then(result => JSON.stringify(result.violations))", TAGS))
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def overflows(page: Page) -> bool:
    """Whether the page must be moved sideways to be read."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def look(page: Page) -> list[str]:
    """What is wrong with a page as it stands: its headings, its width, what axe finds with every fold open."""
    heads = page.locator("h1").count()
    found = [] if heads == 1 else [f"{heads} headings of the first level"]
    found += barriers(page)
    return [*found, "it must be moved sideways"] if overflows(page) else found


def looks(page: Page, widths: tuple[int, ...] = (320, 1280)) -> list[str]:
    """The same at several widths, in pixels."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found += look(page)
    return found


def press(page: Page, button: str) -> None:
    """Press the first button of this name, and wait for the whole page that comes of it."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).first.click()


@contextmanager
def served(django_db_blocker: Any) -> Iterator[str]:
    """A server on what is committed meanwhile; afterwards the owner empties the database, as after every test that commits."""
    with django_db_blocker.unblock():
        server = LiveServer("localhost")
        try:
            yield server.url
        finally:
            server.stop()
            connections["default"].ops.execute_sql_flush([])


@pytest.fixture(scope="module")
def shown(chromium: Browser, django_db_setup: None, django_db_blocker: object) -> Iterator[Shown]:
    """The demonstration's district on a server of its own, for all tests of a module."""
    with served(django_db_blocker) as base:
        found = load(base, chromium)
        yield found
        for page in found.pages.values():
            page.context.close()
