"""A closed door, a stale token and the budgets of a page in a real browser (ux.md 11)."""

import gzip
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page

from devstack.console import ROOT
from tat.models import User
from tests.browser.conftest import looks, press
from tests.cast import Cast, a_case, a_cast, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.req("PF-3")]
Visit = Callable[..., Page]
At = Callable[[str], datetime]
STATIC = ROOT / "static"


@pytest.fixture
def cast(at: At, transactional_db: None) -> Cast:
    at("2026-09-14 08:00")
    return a_cast()


def cookies(user: User, password: str = "") -> dict[str, str]:
    if password:
        user.set_password(password)
        user.save()
    return {settings.SESSION_COOKIE_NAME: signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value}


def test_a_refused_sign_in_and_a_refused_password_have_no_barrier(live_server: Any, visit: Visit, cast: Cast) -> None:
    page = visit(live_server.url + "/account/login/")
    for number in range(6):
        if page.locator("#id_password").count() == 0:
            break
        page.fill("#id_login", cast.teacher.email)
        page.fill("#id_password", f"wrong {number}")
        press(page, "Sign in")
        assert looks(page, (320,)) == []
    assert page.locator("h1").inner_text() == "Wait ten minutes"

    page = visit(live_server.url + "/account/password/", cookies=cookies(cast.principal, "a sentence that is long"))
    press(page, "Change my password")
    assert page.locator(".errors a").count() == 3
    assert looks(page) == []


def test_a_form_with_a_stale_token_is_shown_again_without_a_barrier(live_server: Any, visit: Visit, cast: Cast) -> None:
    page = visit(live_server.url + "/filing/", cookies=cookies(cast.superintendent))
    page.evaluate("document.querySelector('main [name=csrfmiddlewaretoken]').value = 'x'.repeat(64)")

    press(page, "Open it now")

    assert page.locator("h1").inner_text() == "Your text is here. Send it again."
    assert looks(page) == []
    press(page, "Send again")
    assert page.locator("h1").inner_text().startswith("Annual filing 20")


def test_a_page_takes_five_requests_and_less_than_a_hundred_kilobytes(live_server: Any, visit: Visit, cast: Cast) -> None:
    for _ in range(6):
        a_case(cast, "triage", subject_name="")
    asked: list[str] = []
    page = visit("about:blank")
    page.context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies(cast.principal).items()])
    page.on("request", lambda request: asked.append(request.url))

    page.goto(live_server.url + "/", wait_until="networkidle")

    asked = [url for url in asked if not url.endswith("icon.svg")]  # the browser's own, for its tab
    html = len(page.content().encode())
    fonts = [STATIC / "vendor" / url.rpartition("/")[2] for url in asked if url.endswith(".woff2")]
    text = [gzip.compress((STATIC / name).read_bytes(), 9) for name in ("site.css", "site.js")]
    assert html <= 60 * 1024
    assert len(asked) <= 5, asked
    assert html + sum(font.stat().st_size for font in fonts) + sum(map(len, text)) < 100 * 1024


def test_the_longest_pages_stay_within_sixty_kilobytes(cast: Cast) -> None:
    for _ in range(25):
        a_case(cast, "triage", subject_name="")

    sizes = {path: len(signed_in(cast.principal).get(path).content) for path in ("/", "/duties/", "/cases/")}

    assert max(sizes.values()) <= 60 * 1024, sizes
