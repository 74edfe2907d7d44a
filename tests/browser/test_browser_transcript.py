"""A transcript of fifty pages that is pasted into a form, in a real browser: who leaves the page at once finds it there again."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.cast import a_case, a_cast, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.req("AS-2", "IN-6")]
TRANSCRIPT = "Q. And then? “I went to the gym.”\n" * 4_400


def test_a_pasted_transcript_is_there_again_after_the_page_was_left_at_once(
    live_server: Any, visit: Callable[..., Page], at: Callable[[str], datetime], transactional_db: None
) -> None:
    at("2026-09-14 08:00")
    cast = a_cast()
    address = f"{live_server.url}/cases/{a_case(cast, 'triage').code}/interviews/"
    session = {settings.SESSION_COOKIE_NAME: signed_in(cast.counselor).cookies[settings.SESSION_COOKIE_NAME].value}
    page = visit(address, cookies=session)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", TRANSCRIPT)

    page.locator("[name=statement]").focus()
    with page.expect_response(lambda answer: "/drafts/interview/" in answer.url, timeout=3_000) as kept:
        page.keyboard.press("Control+V")
    page.goto(live_server.url + "/")
    page.goto(address)

    assert kept.value.ok
    expect(page.locator("[name=statement]")).to_have_value(TRANSCRIPT)
    assert page.locator("[name=statement]").bounding_box()["height"] < 900  # type: ignore[index]
