"""Each flow by the keyboard alone: from a report to the closing with no pointer, a proof of the filing, a search, menus and mistakes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from reporting.management.commands.walk_demo_case import walk_through
from reporting.management.demo.cases import make_cases, plans
from reporting.management.demo.school import make_school
from tat import clock
from tests.browser.conftest import served
from tests.browser.hand import HandWalk
from tests.browser.keys import KeyHand
from tests.browser.shown import Shown

pytestmark = [pytest.mark.full, pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1800), pytest.mark.req("PF-3")]
HERE = "element => element === document.activeElement"


@pytest.fixture
def walk(chromium: Browser, django_db_setup: None, django_db_blocker: object) -> Iterator[HandWalk]:
    with served(django_db_blocker) as base:
        make_school(clock.now().astimezone(clock.CENTRAL).date())
        make_cases([plan for plan in plans() if plan["key"] == "closed_triage"])
        found = HandWalk(base, lambda line: None, browser=chromium, hand=KeyHand)
        yield found
        for hand in found.visitors.values():
            hand.screen.context.close()


def reach(page: Page, selector: str) -> None:
    """Tab until it has the focus."""
    control = page.locator(selector).first
    for _ in range(400):
        if control.evaluate(HERE):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {selector}")


@pytest.mark.parametrize("imminent", [False, True])
def test_a_case_goes_from_report_to_closing_without_a_pointer(walk: HandWalk, imminent: bool) -> None:
    KeyHand.stops = 0
    walk_through(walk, imminent=imminent)
    assert walk.code and KeyHand.stops > 1000


def test_the_search_the_menu_and_the_skip_link_answer_to_keys(shown: Shown) -> None:
    page = shown.page("principal.chs", width=1280)
    page.goto(f"{shown.base}/search/")
    page.keyboard.press("Tab")
    assert page.locator(".skip").evaluate(HERE)
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    reach(page, "#id_words")
    page.keyboard.type("Briar")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Briar" in page.locator("main").inner_text()

    reach(page, "details.who > summary")
    page.keyboard.press("Enter")
    expect(page.locator("details.who")).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('details.who') !== null")
    page.keyboard.press("Escape")
    assert page.locator("details.who").get_attribute("open") is None
    expect(page.locator("details.who > summary")).to_be_focused()


def test_a_mistake_is_mended_and_a_proof_of_the_filing_recorded_by_keys(shown: Shown) -> None:
    page = shown.page("superintendent", width=1280)
    page.goto(shown.base + shown.address("filing_detail", "0"))
    fold = "details.more:has(form[action*='/proof/']) > summary"
    reach(page, fold)
    page.keyboard.press("Enter")
    form = page.locator("form[action*='/proof/']:visible").first
    button = form.locator("button[type=submit]").first
    for _ in range(100):
        if button.evaluate(HERE):
            break
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".errors").first).to_be_focused()
    page.keyboard.press("Tab")
    target = page.evaluate("document.activeElement.hash")
    page.keyboard.press("Enter")
    assert target and page.evaluate("hash => document.querySelector(hash).contains(document.activeElement)", target)
