"""The second factor in a real browser: set-up by app and by passkey, sign-in with each, and what asks for them again."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tat.models import User
from tests.browser.conftest import looks, press
from tests.cast import Cast, a_cast
from tests.codes import PASSWORD, code_of, shown, with_app, with_password

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.req("PF-2")]
Visit = Callable[..., Page]


@pytest.fixture
def cast(settings: Any, at: Callable[[str], object], transactional_db: None) -> Cast:
    settings.SECOND_FACTOR_REQUIRED = True
    at("2026-09-14 08:00")
    return a_cast()


def sign_in(page: Page, person: User) -> None:
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    press(page, "Sign in")


def with_a_key(page: Page) -> None:
    """A passkey in this browser, which answers by itself."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    kept = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": kept | {"isUserVerified": True, "automaticPresenceSimulation": True}})


def test_codes_from_an_app_are_set_up_and_asked_for_without_a_script(live_server: Any, visit: Visit, cast: Cast) -> None:
    person = with_password(cast.counselor)
    page = visit(live_server.url + "/cases/", javascript=False)
    sign_in(page, person)
    assert page.url.startswith(live_server.url + "/account/factor/")
    page.get_by_role("link", name="Set up the app").click()
    page.wait_for_load_state("load")
    assert page.locator("img.qr").evaluate("picture => picture.naturalWidth") > 0
    page.fill("[name=code]", shown(page.locator("#secret").inner_text().strip()))
    press(page, "Use these codes")
    assert page.locator("#recovery-codes li").count() == 10
    page.get_by_role("link", name="I have written them down").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.context.clear_cookies()
    page.goto(live_server.url + "/account/login/")
    sign_in(page, person)
    page.fill("[name=code]", code_of(person))
    press(page, "Sign in")
    assert page.url == live_server.url + "/"


def test_a_passkey_is_set_up_signs_in_and_is_asked_for_again(live_server: Any, visit: Visit, cast: Cast, at: Any) -> None:
    person = with_password(cast.principal)
    page = visit(live_server.url + "/account/login/")
    with_a_key(page)
    sign_in(page, person)
    page.get_by_role("link", name="Add a key").click()
    assert looks(page) == []
    page.fill("[name=name]", "my laptop")
    press(page, "Set it up")
    expect(page).to_have_url(re.compile("/account/factor/recovery/$"))
    page.goto(live_server.url + "/account/factor/")
    expect(page.get_by_text("my laptop").first).to_be_visible()

    page.context.clear_cookies()
    page.goto(live_server.url + "/account/login/")
    sign_in(page, person)
    assert looks(page) == []
    press(page, "Use the key or passkey")
    assert page.url == live_server.url + "/"

    at("2026-09-14 08:06")
    page.goto(live_server.url + "/account/factor/recovery/new/")
    page.goto(live_server.url + "/account/factor/key/again/?next=/account/factor/recovery/new/")
    assert looks(page) == []
    press(page, "Use the key or passkey")
    expect(page).to_have_url(re.compile("/account/factor/recovery/new/$"))


def test_the_pages_of_the_second_factor_have_no_barrier(live_server: Any, visit: Visit, cast: Cast, at: Any) -> None:
    person = with_app(with_password(cast.counselor))
    page = visit(live_server.url + "/account/login/")
    sign_in(page, person)
    found = {"ask": looks(page)}
    page.fill("[name=code]", "000 000")
    press(page, "Sign in")
    found["wrong"] = looks(page)
    page.fill("[name=code]", code_of(person))
    press(page, "Sign in")
    for path in ("", "code/off/", "recovery/new/", "key/"):
        page.goto(f"{live_server.url}/account/factor/{path}")
        found[path] = looks(page)
    press(page.goto(f"{live_server.url}/account/factor/recovery/new/") and page, "Make new codes")
    found["codes"] = looks(page)
    page.goto(f"{live_server.url}/account/sessions/")
    found["sessions"] = looks(page)
    at("2026-09-14 08:06")
    page.goto(f"{live_server.url}/account/factor/recovery/new/")
    found["again"] = looks(page)
    assert page.url.startswith(f"{live_server.url}/account/factor/again/") and {k: v for k, v in found.items() if v} == {}


def test_the_square_code_and_the_page_about_it_have_no_barrier(live_server: Any, visit: Visit, cast: Cast) -> None:
    page = visit(live_server.url + "/account/login/")
    sign_in(page, with_password(cast.counselor))
    assert looks(page) == []
    page.get_by_role("link", name="Set up the app").click()
    assert looks(page) == []
