"""Sign-in through a district's provider in a real browser: a real OpenID provider and a real SAML one, each a process of its own."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from tat.models import LogEntry
from tat.sign_in import saml as product
from tests.browser.conftest import looks, press
from tests.cast import Cast, a_cast
from tests.providers.made import MFA, PASSWORD, free_port, keys_in, openid, openid_process, saml, saml_process

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.req("PF-2"), pytest.mark.slow]
Visit = Callable[..., Page]
EXPORT = "roster_export"


@pytest.fixture
def cast(settings: Any, live_server: Any, transactional_db: None) -> Cast:
    settings.SECOND_FACTOR_REQUIRED = True
    settings.SITE_URL = live_server.url
    cache.clear()
    return a_cast()


@pytest.fixture
def by_openid(cast: Cast, settings: Any, live_server: Any, tmp_path: Path) -> Iterator[None]:
    known = {cast.principal.email: ["pwd", "mfa"], cast.teacher.email: ["pwd"], "nobody@bluestem.example": ["mfa"]}
    people = [{"email": email, "password": PASSWORD, "amr": amr} for email, amr in known.items()]
    with openid_process(tmp_path, [f"{live_server.url}/account/provider/staff/back/"], people) as issuer:
        settings.IDENTITY_PROVIDERS = {"staff": openid(cast.district.slug, issuer)}
        yield


@pytest.fixture
def by_saml(cast: Cast, settings: Any, tmp_path: Path) -> Iterator[None]:
    port = free_port()
    found = saml(cast.district.slug, f"http://127.0.0.1:{port}", keys_in(tmp_path))
    settings.IDENTITY_PROVIDERS = {"school": found}
    people = [{"email": cast.principal.email, "id": "p-1", "password": PASSWORD, "context": MFA}]
    with saml_process(tmp_path, product.metadata(found).decode(), port, people):
        yield


def at_provider(page: Page, email: str) -> None:
    """The provider's own page asks for its own password."""
    expect(page.get_by_role("heading", name="Staff sign-in")).to_be_visible()
    page.fill("[name=username]", email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Continue").click()


def test_by_openid_a_person_signs_in_and_proves_it_there_again(
    live_server: Any, visit: Visit, cast: Cast, by_openid: None, at: Any
) -> None:
    page = visit(live_server.url + "/cases/")
    assert looks(page, (390, 1280)) == []
    press(page, "Staff account")
    at_provider(page, cast.principal.email)
    expect(page).to_have_url(live_server.url + "/cases/")
    assert list(LogEntry.objects.values_list("action", "actor_id")) == [("signed_in_by_provider", cast.principal.pk)]

    move_six_minutes(at)
    page.goto(live_server.url + reverse(EXPORT, kwargs={"ending": "csv"}))
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    assert looks(page, (390, 1280)) == []
    page.get_by_role("link", name="Sign in again at Staff account").click()
    with page.expect_download():
        at_provider(page, cast.principal.email)


def test_by_openid_nobody_without_an_account_gets_in_and_reads_why(live_server: Any, visit: Visit, cast: Cast, by_openid: None) -> None:
    page = visit(live_server.url + "/account/login/", javascript=False)
    press(page, "Staff account")
    at_provider(page, "nobody@bluestem.example")
    expect(page).to_have_url(live_server.url + "/account/login/")
    expect(page.get_by_text("no enabled account here is yours")).to_be_visible()
    assert not LogEntry.objects.exists()


def test_by_openid_without_a_trusted_second_proof_one_is_set_up_here(live_server: Any, visit: Visit, cast: Cast, by_openid: None) -> None:
    page = visit(live_server.url + "/account/login/")
    press(page, "Staff account")
    at_provider(page, cast.teacher.email)
    expect(page).to_have_url(re.compile("/account/factor/"))


@pytest.mark.parametrize("javascript", [True, False], ids=["by script", "by button"])
def test_by_saml_a_person_signs_in_and_proves_it_there_again(
    live_server: Any, visit: Visit, cast: Cast, by_saml: None, at: Any, javascript: bool
) -> None:
    page = visit(live_server.url + "/duties/", javascript=javascript)
    press(page, "School account")
    passed_on(page, cast.principal.email, javascript)
    expect(page).to_have_url(live_server.url + "/duties/")
    assert list(LogEntry.objects.values_list("action", "actor_id")) == [("signed_in_by_provider", cast.principal.pk)]

    move_six_minutes(at)
    page.goto(live_server.url + reverse("mfa_generate_recovery_codes"))
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_role("link", name="Sign in again at School account").click()
    passed_on(page, cast.principal.email, javascript)
    expect(page.get_by_role("heading", name="Is it you?")).not_to_be_visible()


def passed_on(page: Page, email: str, javascript: bool) -> None:
    """Without a script each of the two pages that only pass on is sent by its button."""
    at_provider(page, email)
    if not javascript:
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("heading", name="Almost in")).to_be_visible()
        page.get_by_role("button", name="Go on").click()


def move_six_minutes(at: Any) -> None:
    """The product's clock alone; the provider's goes on as it is."""
    from datetime import timedelta

    from tat import clock

    at((clock.now() + timedelta(minutes=6)).astimezone(clock.CENTRAL).strftime("%Y-%m-%d %H:%M:%S"))
