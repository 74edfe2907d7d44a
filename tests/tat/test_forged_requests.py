"""Requests as an attacker writes them: a forged host, a session of the attacker's choosing, tokens of somebody else or from before."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core import mail, signing
from django.test import Client

from tat.actions.feeds import make_address, secret_of
from tat.actions.feeds import read_by as feed_read_by
from tat.actions.mail_choices import secret_for, user_of
from tat.models import Notice
from tat.tasks import deliver_notices
from tests.cast import Cast, a_case, a_person, signed_in
from tests.codes import PASSWORD, code_of, password_typed, signed_in_by_two, with_factor, with_password
from tests.typed import form_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PF-2")]
HOSTS = (
    "evil.example",
    "evil.example:80",
    "localhost.evil.example",
    "localhost@evil.example",
    "localhost:80@evil.example",
    "localhost, evil.example",
    "localhost evil.example",
    "evil.example#localhost",
    "[::1",
    "",
    "localhost\tevil.example",
    "xn--evil-example",
)
SAID_BY_PROXIES = {
    "X-Forwarded-Host": "evil.example",
    "X-Host": "evil.example",
    "Forwarded": "host=evil.example",
    "X-Forwarded-Server": "evil.example",
    "X-Original-URL": "/cases/",
    "X-Rewrite-URL": "/cases/",
    "X-HTTP-Method-Override": "DELETE",
    "Origin": "https://evil.example",
}


@pytest.fixture(autouse=True)
def monday(at: Callable[[str], datetime]) -> datetime:
    return at("2026-09-14 14:02")


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_is_not_ours_gets_no_page(cast: Cast, host: str) -> None:
    browser = signed_in(cast.principal)
    for path in ("/", "/account/login/", "/account/calendar/", "/nowhere/", "/tip/"):
        assert browser.get(path, headers={"host": host}).status_code == 400
        assert browser.get(path).status_code != 400


def test_what_proxies_say_about_the_host_is_not_believed(cast: Cast) -> None:
    browser = signed_in(cast.principal)
    make_address(by=cast.principal)
    for path in ("/", "/account/calendar/", "/account/login/", "/cases/", "/teams/"):
        plain, forged = browser.get(path), browser.get(path, headers=SAID_BY_PROXIES)
        assert plain.status_code == forged.status_code
        assert b"evil.example" not in forged.content and "evil" not in forged.get("Location", "")


def test_an_absolute_address_comes_from_the_settings_whatever_host_was_asked(cast: Cast, settings: object) -> None:
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://threats.example.org", ["threats.example.org", "second.example.org"]  # type: ignore[attr-defined]
    feed, browser = make_address(by=cast.principal), signed_in(cast.principal)
    page = browser.get("/account/calendar/", headers={"host": "second.example.org"}).content.decode()
    assert f"https://threats.example.org/calendar/{secret_of(feed)}.ics" in page and "second.example.org" not in page


def test_mail_names_the_site_of_the_settings(cast: Cast, settings: object) -> None:
    settings.SITE_URL = "https://threats.example.org"  # type: ignore[attr-defined]
    a_case(cast, by=cast.report_taker)
    assert Notice.objects.filter(state="waiting").exists()
    deliver_notices()
    addresses = set(re.findall(r"https?://[^/\s]+", "\n".join(message.body for message in mail.outbox)))
    assert mail.outbox and addresses == {"https://threats.example.org"}


def test_a_session_that_somebody_else_chose_is_not_the_one_that_is_signed_in(cast: Cast) -> None:
    """Before the password, and between the password and the code."""
    with_factor(cast.counselor)
    chosen = "a" * 32
    browser = Client()
    browser.cookies["session"] = chosen
    browser.post("/account/login/", {"login": cast.counselor.email, "password": PASSWORD})
    between = browser.cookies["session"].value
    browser.post("/account/factor/ask/", {"code": code_of(cast.counselor)})
    after = browser.cookies["session"].value
    assert browser.get("/cases/").status_code == 200
    assert len({chosen, between, after}) == 3
    for known in (chosen, between):
        attacker = Client()
        attacker.cookies["session"] = known
        assert attacker.get("/cases/").status_code == 302


def test_a_session_from_before_signing_out_or_a_new_password_opens_nothing(cast: Cast) -> None:
    browser = signed_in_by_two(cast.counselor)
    kept, taken = browser.cookies["session"].value, Client()
    taken.cookies["session"] = kept
    assert taken.get("/cases/").status_code == 200
    browser.post("/account/logout/", form_of(browser.get("/account/logout/"), "/account/logout/"))
    again = Client()
    again.cookies["session"] = kept
    assert again.get("/cases/").status_code == 302

    other = password_typed(with_password(cast.report_taker))
    assert other.get("/").status_code == 200
    cast.report_taker.set_password("another-kettle-morning-bus")
    cast.report_taker.save(update_fields=["password"])
    assert other.get("/").status_code == 302


def test_the_token_of_another_browser_or_from_before_signing_in_is_refused(cast: Cast) -> None:
    one, other = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    anonymous = form_of(one.get("/account/login/"), "/account/login/")["csrfmiddlewaretoken"]
    for browser in (one, other):
        browser.force_login(cast.principal if browser is one else cast.counselor)
    own = form_of(one.get("/account/calendar/"), "/account/calendar/new/")
    theirs = form_of(other.get("/account/calendar/"), "/account/calendar/new/")
    for token in (theirs["csrfmiddlewaretoken"], "", "x" * 64, own["csrfmiddlewaretoken"][:-1]):
        assert one.post("/account/calendar/new/", {**own, "csrfmiddlewaretoken": token}).status_code == 403
    assert one.post("/account/calendar/new/", own).status_code == 302
    assert anonymous != own["csrfmiddlewaretoken"]


def test_a_signed_value_that_was_changed_cut_or_made_for_something_else_is_nothing(cast: Cast) -> None:
    feed, daily = secret_of(make_address(by=cast.principal)), secret_for(cast.principal)
    assert feed_read_by(feed) == user_of(daily) == cast.principal
    forged = [
        *(value[:at] + ("A" if value[at] != "A" else "B") + value[at + 1 :] for value in (feed, daily) for at in range(0, len(value), 3)),
        *(value[:length] for value in (feed, daily) for length in range(0, len(value), 5)),
        *(f"{value}{more}" for value in (feed, daily) for more in ("=", "A", ":", ":A", "\u0391", " ")),
        *(signing.Signer(salt=salt).sign(str(cast.principal.pk)) for salt in ("", "calendar feed ", "daily list ", "django.core.signing")),
        *(signing.Signer(key="another", salt=salt).sign(value) for salt in ("calendar feed", "daily list") for value in (feed, daily)),
    ]
    wrong = [value for value in forged if feed_read_by(value) or user_of(value)]
    assert wrong == []
    for value in forged[::7]:
        if value and "/" not in value:
            assert Client().get(f"/calendar/{value}.ics").status_code == Client().get(f"/mail/{value}/").status_code == 404


def test_a_quote_that_is_looked_for_is_a_quote(cast: Cast) -> None:
    a_person(cast.district, "oneil", "Rory O'Neil", "Teacher")
    browser = Client(raise_request_exception=False)
    browser.force_login(cast.superintendent)
    asked = {"O'Neil": True, "O''Neil": False, "' or '1'='1": False, "'; select 1 --": False, "%": False, "\\": False}
    for words, there in asked.items():
        answer = send(browser, "/settings/people/", "/settings/people/find/", **{"find-words": words})
        assert answer.status_code == 200 and ("Rory O&#x27;Neil" in answer.content.decode()) is there, words


def test_markup_that_is_looked_for_is_text(cast: Cast) -> None:
    typed = {"find-words": "<script>alert(1)</script>"}
    answer = send(signed_in(cast.superintendent), "/settings/people/", "/settings/people/find/", **typed)
    page = answer.content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("verb", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "X"])
def test_another_verb_does_nothing(cast: Cast, verb: str) -> None:
    case, browser = a_case(cast), signed_in(cast.principal)
    for path in ("/", f"/cases/{case.code}/", f"/cases/{case.code}/notes/add/", "/account/calendar/new/", "/reports/new/save/"):
        assert browser.generic(verb, path).status_code == 405
