"""Pages with nothing on them, and pages with too much: a first day, and names and texts as long as the fields take."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from tat.models import User
from tests.browser import oracles
from tests.browser.test_browser_budgets import cookies
from tests.cases.managed import assessed
from tests.cast import Cast, a_case, a_cast
from tests.processes.evidence import FULL

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.req("PF-3", "SE-2")]
Visit = Callable[..., Page]
At = Callable[[str], datetime]
LOOKS = [(320, "light"), (1280, "dark"), *([(390, "light"), (390, "dark"), (1280, "light"), (320, "dark")] if FULL else [])]
EMPTY = {
    "principal": ("/", "/duties/", "/duties/board/", "/cases/", "/search/", "/reports/", "/teams/", "/notes/"),
    "superintendent": ("/", "/district/", "/district/years/", "/filing/", "/duties/board/"),
    "outsider": ("/", "/cases/"),
}
PARTS = (
    "",
    "report/",
    "imminence/",
    "interviews/",
    "assessment/",
    "gaps/",
    "notices/",
    "plan/",
    "papers/",
    "access/",
    "timeline/",
    "triage/",
)


@pytest.fixture
def cast(at: At, transactional_db: None) -> Cast:
    at("2026-09-14 08:00")
    return a_cast()


def found(page: Page) -> list[str]:
    """What does not hold at any of the widths and lights."""
    wrong = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        wrong += [f"{width} {scheme}: {fault[:100]}" for fault in oracles.faults(page, scheme)]
    return wrong


@pytest.mark.parametrize("who", [who if who == "principal" else pytest.param(who, marks=pytest.mark.full) for who in EMPTY])
def test_a_page_with_nothing_on_it_says_so_and_holds(live_server: Any, visit: Visit, cast: Cast, who: str) -> None:
    user: User = getattr(cast, who)
    page = visit("about:blank")
    page.context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies(user).items()])
    wrong = {}
    for path in EMPTY[who]:
        answer = page.goto(live_server.url + path)
        assert answer is not None
        if answer.status == 200:
            assert len(page.locator("main").inner_text()) > 40, path
            wrong[path] = found(page)
        else:
            wrong[path] = [f"answers {answer.status}"]
    assert not {path: faults for path, faults in wrong.items() if faults}


@pytest.mark.full
@pytest.mark.slow
def test_names_and_texts_as_long_as_they_come_push_no_page_out_of_its_width(live_server: Any, visit: Visit, cast: Cast) -> None:
    endless = "Wolfeschlegelsteinhausenbergerdorff" * 3
    case = assessed(cast, subject_name=endless, nature=("x" * 300 + " ") * 20 + "A long sentence follows. " * 200)
    for _ in range(20):
        a_case(cast, "triage", subject_name=endless)
    page = visit("about:blank")
    page.context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies(cast.principal).items()])
    wrong = {}
    for path in ("/", "/duties/", "/cases/", "/search/", *(f"/cases/{case.code}/{part}" for part in PARTS)):
        answer = page.goto(live_server.url + path)
        assert answer is not None and answer.status == 200, path
        wrong[path.replace(case.code, "CODE")] = found(page)
    assert not {path: faults for path, faults in wrong.items() if faults}
