"""A person of the walk at a real browser whose scripts are off: opens folds, ticks, types and presses what the pages offer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Locator, Response

from reporting.management.demo.pages import Form, Forms, Page
from reporting.management.demo.school import PASSWORD, account
from reporting.management.demo.visitor import Value, Visitor
from reporting.management.demo.walk.walker import Walk

TICKED = ("radio", "checkbox")
FORM = """(form, names) => Object.fromEntries(names.map(name => [name, [...form.querySelectorAll(`[name="${name}"]`)].map(row => ({
    tag: row.tagName, type: row.type, value: row.value, checked: row.checked, folded: Boolean(row.closest('details:not([open])')),
}))]))"""
PAGE = "() => [document.documentElement.outerHTML, [...document.querySelectorAll('h1')].map(head => head.innerText).join(' ')]"


class Hand(Visitor):
    """A visitor whose every request is made by the browser."""

    def __init__(self, base: str, browser: Browser, seen: Callable[[str, str], None]) -> None:
        super().__init__(base)
        self.screen = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900}).new_page()
        self.seen = seen

    def get(self, path: str) -> Page:
        """Open a page."""
        return self._took(self.screen.goto(self.base + path, wait_until="domcontentloaded"))

    def send(self, action: str, typed: Mapping[str, Value] | None = None, **having: str) -> Page:
        """Fill the form of the present page whose address ends with `action`, and press its button."""
        form = self._on_screen(self.page.form(action, **having))
        button, wanted = form.locator("button[type=submit]:not([formaction])").first, dict(typed or {})
        found = form.evaluate(FORM, list(wanted))
        for name, value in sorted(wanted.items(), key=lambda one: _kind(found[one[0]]) not in TICKED):
            if any(row["tag"] == "BUTTON" and row["value"] == value for row in found[name]):
                button = form.locator(f'button[name="{name}"][value="{value}"]').first
            else:
                self.enter(form.locator(f'[name="{name}"]'), found[name], [value] if isinstance(value, str) else list(value or []))
        with self.screen.expect_navigation(wait_until="domcontentloaded") as went:
            self.press(button)
        return self._took(went.value)

    def enter(self, controls: Locator, rows: list[dict[str, Any]], values: list[str]) -> None:
        """Into all controls that bear one name."""
        _enter(controls, rows, values)

    def press(self, button: Locator) -> None:
        """The button of the form."""
        _unfold(button)
        button.click()

    def _on_screen(self, form: Form) -> Locator:
        """The same form as the browser shows it."""
        reader = Forms()
        reader.feed(self.page.body)
        return self.screen.locator("form").nth(reader.found.index(form))

    def _took(self, answer: Response | None) -> Page:
        assert answer is not None
        body, heading = self.screen.evaluate(PAGE)
        self.page = Page(self.screen.url, answer.status, body, answer.headers.get("date", ""))
        self.seen(self.page.path, heading)
        return self.page


def _kind(rows: list[dict[str, Any]]) -> str:
    return str(rows[0]["type"]) if rows else ""


def _unfold(control: Locator) -> None:
    """Open the folds in which it lies, the outermost first."""
    closed = control.locator("xpath=ancestor::details[not(@open)]/summary")
    while closed.count():
        closed.first.click()


def _enter(controls: Locator, rows: list[dict[str, Any]], values: list[str]) -> None:
    """Into all that bear one name, as the form stood before anything was entered."""
    if rows and rows[0]["folded"]:
        _unfold(controls.first)
    if _kind(rows) in TICKED:
        _tick(controls, rows, values)
    elif rows and rows[0]["tag"] == "SELECT":
        controls.first.select_option(values)
    else:
        controls.first.fill(values[0] if values else "")


def _tick(controls: Locator, rows: list[dict[str, Any]], wanted: list[str]) -> None:
    """Tick what is wanted, and take away the ticks that are not; a row that is chosen among others gives way by itself."""
    for number, row in enumerate(rows):
        if row["checked"] != (row["value"] in wanted) and (row["type"] == "checkbox" or row["value"] in wanted):
            controls.nth(number).click()


@dataclass
class HandWalk(Walk):
    """The walk of the demonstration, each of its people at a browser."""

    browser: Any = None
    headings: list[tuple[str, str]] = field(default_factory=list)
    hand: type[Hand] = Hand

    def visitor(self, who: str) -> Visitor:
        """This person, signed in by the form at the first call."""
        if who not in self.visitors:
            self.visitors[who] = self.hand(self.base, self.browser, lambda path, heading: self.headings.append((path, heading)))
            self.visitors[who].sign_in(account(who), PASSWORD)
        return self.visitors[who]
