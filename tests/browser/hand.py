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


class Hand(Visitor):
    """A visitor whose every request is made by the browser."""

    def __init__(self, base: str, browser: Browser, seen: Callable[[str, str], None]) -> None:
        super().__init__(base)
        self.screen = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900}).new_page()
        self.seen = seen

    def get(self, path: str) -> Page:
        """Open a page."""
        return self._took(self.screen.goto(self.base + path))

    def send(self, action: str, typed: Mapping[str, Value] | None = None, **having: str) -> Page:
        """Fill the form of the present page whose address ends with `action`, and press its button."""
        form = self._on_screen(self.page.form(action, **having))
        button = form.locator("button[type=submit]:not([formaction])").first
        for name, value in sorted((typed or {}).items(), key=lambda one: _kind(form, one[0]) not in TICKED):
            pressed = form.locator(f'button[name="{name}"][value="{value}"]')
            if pressed.count():
                button = pressed.first
            else:
                _enter(form, name, [value] if isinstance(value, str) else list(value or []))
        _unfold(button)
        with self.screen.expect_navigation() as went:
            button.click()
        return self._took(went.value)

    def _on_screen(self, form: Form) -> Locator:
        """The same form as the browser shows it."""
        reader = Forms()
        reader.feed(self.page.body)
        return self.screen.locator("form").nth(reader.found.index(form))

    def _took(self, answer: Response | None) -> Page:
        assert answer is not None
        self.page = Page(self.screen.url, answer.status, self.screen.content(), answer.headers.get("date", ""))
        self.seen(self.page.path, " ".join(self.screen.locator("h1").all_inner_texts()))
        return self.page


def _kind(form: Locator, name: str) -> str:
    control = form.locator(f'[name="{name}"]').first
    return (control.get_attribute("type") or "text") if control.count() else ""


def _unfold(control: Locator) -> None:
    """Open the folds in which it lies, the outermost first."""
    closed = control.locator("xpath=ancestor::details[not(@open)]/summary")
    while closed.count():
        closed.first.click()


def _enter(form: Locator, name: str, values: list[str]) -> None:
    controls = form.locator(f'[name="{name}"]')
    _unfold(controls.first)
    if _kind(form, name) in TICKED:
        _tick(controls, values)
    elif controls.first.evaluate("control => control.tagName") == "SELECT":
        controls.first.select_option(values)
    else:
        controls.first.fill(values[0] if values else "")


def _tick(rows: Locator, wanted: list[str]) -> None:
    """Tick what is wanted, and take away the ticks that are not; a row that is chosen among others gives way by itself."""
    stand = rows.evaluate_all("rows => rows.map(row => [row.value, row.checked, row.type])")
    for number, (value, checked, kind) in enumerate(stand):
        if checked != (value in wanted) and (kind == "checkbox" or value in wanted):
            rows.nth(number).click()


@dataclass
class HandWalk(Walk):
    """The walk of the demonstration, each of its people at a browser."""

    browser: Any = None
    headings: list[tuple[str, str]] = field(default_factory=list)

    def visitor(self, who: str) -> Visitor:
        """This person, signed in by the form at the first call."""
        if who not in self.visitors:
            self.visitors[who] = Hand(self.base, self.browser, lambda path, heading: self.headings.append((path, heading)))
            self.visitors[who].sign_in(account(who), PASSWORD)
        return self.visitors[who]
