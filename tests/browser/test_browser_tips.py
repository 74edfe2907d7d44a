"""A pupil's phone: the public form, its receipt, coming back with four words; what it weighs; what a machine and a hurry do."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import looks, press
from tests.cast import Cast, a_cast
from triage.actions.inbox import ask_reporter
from triage.floods import GUESSES, TIPS
from triage.models import Tip

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.req("IN-2", "PF-3")]
Visit = Callable[..., Page]
At = Callable[[str], datetime]
WHAT = "He said on the bus that Friday will be remembered."
FIRST_VIEW_BYTES = 100 * 1024


@pytest.fixture
def cast(at: At, transactional_db: None) -> Cast:
    TIPS.clear()
    GUESSES.clear()
    at("2026-09-14 08:00")
    return a_cast()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_tip_is_told_answered_and_asked_about_without_a_barrier(
    live_server: Any, visit: Visit, cast: Cast, at: At, javascript: bool
) -> None:
    wrong = partial(looks, widths=(320, 390, 1280)) if javascript else lambda page: []  # what looks for barriers is a script itself
    page = visit(live_server.url + "/tip/bluestem-bend-chs/", javascript=javascript)
    assert wrong(page) == []
    at("2026-09-14 08:01")
    press(page, "Send to the school team")
    assert page.locator(".errors a").count() == 1
    assert wrong(page) == []
    page.fill("#id_what", WHAT)
    at("2026-09-14 08:02")
    press(page, "Send to the school team")
    assert page.locator("h1").inner_text() == "The school team has your tip"
    assert wrong(page) == []
    words = " ".join(page.locator(".words li").all_inner_texts())
    tip = Tip.objects.get()
    assert (tip.what, len(words.split())) == (WHAT, 4)
    ask_reporter(tip=tip, by=cast.counselor, text="Which bus was it?")

    page = visit(live_server.url + "/tip/back/", javascript=javascript)
    page.fill("#id_words", "not the words at all")
    press(page, "Open my tip")
    assert wrong(page) == []
    page.fill("#id_words", words)
    press(page, "Open my tip")
    assert page.get_by_text("Which bus was it?").is_visible()
    assert wrong(page) == []
    page.fill("#id_text", "Bus 12.")
    press(page, "Send it to the team")
    assert page.get_by_text("The team has what you added.").is_visible()
    assert wrong(page) == []
    assert tip.messages.filter(from_team=False).get().text == "Bus 12."


def test_the_first_view_weighs_less_than_a_hundred_kilobytes_and_keeps_nothing_in_the_browser(
    live_server: Any, visit: Visit, cast: Cast
) -> None:
    page = visit(live_server.url + "/tip/bluestem-bend-chs/")
    page.wait_for_load_state("networkidle")
    sizes = page.evaluate(
        "() => [...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]"
        ".map((entry) => [entry.name, entry.decodedBodySize])"
    )
    assert sum(size for _, size in sizes) < FIRST_VIEW_BYTES, sizes
    assert page.evaluate("() => [localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert page.context.cookies() == []
