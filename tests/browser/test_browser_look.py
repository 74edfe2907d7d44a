"""The look in a real browser: no barrier, no sideways scroll, visible focus, the script's help, and all of it without the script."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tat.models import Draft, User
from tests.browser.conftest import barriers, overflows, press

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.browser.pages"), pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]
STRICT_SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"


@pytest.fixture
def session(live_server) -> dict[str, str]:
    """The cookies of a signed-in counselor."""
    person = User.objects.create_user(
        "counselor@example.org", "a sentence that is long", full_name="Ana Ortiz", position="School counselor"
    )
    client = Client()
    client.force_login(person, backend=BACKEND)
    return {"session": client.cookies["session"].value}


@pytest.mark.parametrize("path", ["/account/login/", "/nowhere/", "/form/", "/case/"])
def test_a_page_has_no_barrier_and_no_sideways_scroll(live_server, visit: Visit, path: str) -> None:
    for width, scheme in ((320, "light"), (390, "dark"), (1280, "light"), (1280, "dark")):
        page = visit(live_server.url + path, width=width, scheme=scheme)

        assert barriers(page) == [], (width, scheme)
        assert not overflows(page), (width, scheme)


@pytest.mark.parametrize("path", ["/needs/", "/account/password/", "/account/logout/", "/account/reauthenticate/"])
def test_a_page_behind_sign_in_has_no_barrier(live_server, visit: Visit, session: dict[str, str], path: str) -> None:
    page = visit(live_server.url + path, cookies=session)

    assert page.locator("h1").count() == 1
    assert barriers(page) == []
    assert not overflows(page)


def test_a_form_with_mistakes_has_no_barrier_keeps_what_was_typed_and_takes_the_focus_to_the_list(live_server, visit: Visit) -> None:
    page = visit(live_server.url + "/form/")
    page.fill("#id_what", "She said “Friday”.")
    page.fill("#id_happened", "2026-11-01T01:30")
    press(page, "Save")

    expect(page.locator(".errors")).to_be_focused()
    expect(page.locator("#id_what")).to_have_value("She said “Friday”.")
    expect(page.locator("#id_happened_first")).to_be_visible()
    expect(page.locator("details.more")).to_have_attribute("open", "")
    assert barriers(page) == []
    page.locator('.errors a[href="#id_danger_0"]').click()
    expect(page.locator("#id_danger_0")).to_be_focused()


def test_a_form_works_without_the_script(live_server, visit: Visit) -> None:
    page = visit(live_server.url + "/form/", javascript=False)
    press(page, "Save")

    expect(page.get_by_text("An answer is needed here.").first).to_be_visible()
    expect(page.locator(".reveal-imminent")).to_be_hidden()
    page.get_by_label("Yes").check()
    expect(page.locator(".reveal-imminent")).to_be_visible()


def test_every_stop_of_the_keyboard_shows_a_ring_and_the_first_leads_to_the_content(live_server, visit: Visit) -> None:
    page = visit(live_server.url + "/form/", width=1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"

    for _ in range(25):
        page.keyboard.press("Tab")
        ring = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, parseFloat(s.outlineWidth)] })()"
        )
        assert ring == ["solid", 3] or page.evaluate("document.activeElement === document.body"), page.evaluate(
            "document.activeElement.outerHTML"
        )


def test_targets_are_large_enough_for_a_thumb(live_server, visit: Visit) -> None:
    page = visit(live_server.url + "/form/")

    sizes = page.evaluate(
        "[...document.querySelectorAll('.btn, summary, input:not([type=hidden]), select')].map(e => e.getBoundingClientRect().height)"
    )
    assert min(size for size in sizes if size) >= 24
    assert min(page.evaluate("[...document.querySelectorAll('.btn-go')].map(e => e.getBoundingClientRect().height)")) >= 44


def test_wide_letters_and_lines_lose_nothing(live_server, visit: Visit) -> None:
    page = visit(live_server.url + "/case/")
    page.evaluate("css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s] }", STRICT_SPACING)

    assert not overflows(page)


def test_escape_closes_the_menu_and_gives_the_focus_back(live_server, visit: Visit, session: dict[str, str]) -> None:
    page = visit(live_server.url + "/needs/", cookies=session)
    page.locator("details.who summary").click()
    expect(page.get_by_text("Sign out")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_text("Sign out")).to_be_hidden()
    expect(page.locator("details.who summary")).to_be_focused()


def test_what_is_typed_is_kept_on_the_server_but_never_the_descriptors(live_server, visit: Visit, session: dict[str, str]) -> None:
    page = visit(live_server.url + "/form/", cookies=session)
    page.fill("#id_what", "She said “Friday”.")
    page.fill("#hair", "brown")

    expect(page.locator("[data-draft-state]")).to_have_text(re.compile(r"Draft saved at \d+:\d\d [AP]M\."), timeout=9000)

    (draft,) = Draft.objects.all()
    assert draft.body["what"] == ["She said “Friday”."]
    assert "hair" not in draft.body and "csrfmiddlewaretoken" not in draft.body
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_who_is_signed_out_is_told_beside_the_draft(live_server, visit: Visit) -> None:
    page = visit(live_server.url + "/form/")
    page.fill("#id_what", "She said “Friday”.")

    expect(page.locator("[data-draft-state]")).to_have_text("You are signed out.", timeout=9000)


def test_a_value_is_copied_by_its_button_and_the_button_says_so(live_server, visit: Visit) -> None:
    page = visit(live_server.url + "/case/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.locator("[data-copy-from]")

    button.click()

    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "217-555-0142"
    expect(button).to_contain_text("Phone", timeout=4000)


def test_a_live_clock_counts_on_and_turns_late_without_asking_the_server(live_server, visit: Visit) -> None:
    page = visit(live_server.url + "/form/")
    page.clock.install()
    page.goto(live_server.url + "/case/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.clock.run_for("00:59:50")
    expect(page.locator(".bigclock time")).to_have_text("3 h 20 min left")
    page.clock.run_for("04:00:00")

    expect(page.locator(".bigclock time")).to_have_text("39 min late")
    expect(page.locator(".bigclock.late")).to_have_count(1)
    assert [url for url in asked if "icon" not in url] == []


@pytest.mark.parametrize("media", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}, {"media": "print"}])
def test_other_media_have_no_sideways_scroll(live_server, visit: Visit, media: dict[str, str]) -> None:
    page = visit(live_server.url + "/case/")
    page.emulate_media(**media)

    assert not overflows(page)
    assert page.locator("main").is_visible()
