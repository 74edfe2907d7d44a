"""The second factor: who must have one, what is asked of whom, and that a code counts once."""

import runpy

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.usersessions.models import UserSession
from django.conf import settings as project
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tat.models import LogEntry
from tests.cast import Cast, a_case
from tests.codes import PASSWORD, code_of, password_typed, shown, signed_in_by_two, with_app, with_factor, with_password
from tests.typed import flat

pytestmark = [pytest.mark.django_db, pytest.mark.req("PF-2")]


@pytest.fixture(autouse=True)
def asked(settings, at):
    settings.SECOND_FACTOR_REQUIRED = True
    return at("2026-09-14 08:00")


def led(browser: Client, path: str = "/cases/") -> str:
    """Where this address leads; empty where it opens."""
    return browser.get(path).headers.get("Location", "").partition("?")[0]


def set_up(browser: Client) -> str:
    """Set up codes from an app by the pages; gives the secret."""
    page = browser.get("/account/factor/code/").content.decode()
    secret = browser.session[SECRET_SESSION_KEY]
    assert 'src="/account/totp.svg"' in page and "data:" not in page and secret in page
    answer = browser.post("/account/factor/code/", {"code": shown(secret)})
    assert answer.url == "/account/factor/recovery/"  # type: ignore[attr-defined]
    return secret


def test_who_may_open_a_case_reaches_only_the_set_up_until_it_is_done(cast: Cast) -> None:
    browser = password_typed(with_password(cast.counselor))

    assert [led(browser, path) for path in ("/", "/cases/", "/account/mail/", "/drafts/report/new/")] == ["/account/factor/"] * 4
    assert browser.get("/account/factor/").status_code == browser.get("/account/logout/").status_code == 200
    sent = browser.post("/account/mail/save/", {"daily_list": "off"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert sent.status_code == 403 and not LogEntry.objects.exists()
    before = browser.cookies["session"].value
    set_up(browser)
    assert led(browser) == "" and browser.cookies["session"].value != before
    assert list(LogEntry.objects.values_list("action", "detail", "actor_name")) == [("factor_added", "totp", "Sol Ortiz-Lane")]
    assert UserSession.objects.get(user=cast.counselor).session_key == browser.session.session_key


def test_who_only_takes_reports_may_do_without(cast: Cast) -> None:
    assert led(password_typed(with_password(cast.report_taker))) == ""
    assert led(password_typed(with_password(cast.consultant))) == "/account/factor/"  # may be let in by a grant
    assert led(password_typed(with_password(cast.sysadmin))) == "/account/factor/"


def test_sign_in_asks_for_the_code_and_a_code_counts_once(cast: Cast) -> None:
    browser = password_typed(with_factor(cast.counselor))
    assert led(browser) == "/account/login/"
    before, code = browser.cookies["session"].value, code_of(cast.counselor)
    wrong = browser.post("/account/factor/ask/", {"code": "000000" if code != "000000" else "111111"})
    assert "That code does not match" in flat(wrong.content.decode()) and led(browser) == "/account/login/"
    browser.post("/account/factor/ask/", {"code": code})
    assert led(browser) == "" and browser.cookies["session"].value != before

    again = password_typed(cast.counselor)
    again.post("/account/factor/ask/", {"code": code})
    assert led(again) == "/account/login/"
    again.post("/account/factor/ask/", {"code": code_of(cast.counselor)})
    assert led(again) == ""


def test_a_recovery_code_opens_once_and_the_codes_are_shown_once(cast: Cast) -> None:
    browser = password_typed(with_password(cast.counselor))
    set_up(browser)
    page = browser.get("/account/factor/recovery/").content.decode()
    codes = page.partition('id="recovery-codes">')[2].partition("</ul>")[0].replace("</li>", "").split("<li>")[1:]
    assert len(codes) == 10 and codes[0] not in browser.get("/account/factor/recovery/").content.decode()

    for expected in ("", "/account/login/"):
        other = password_typed(cast.counselor)
        other.post("/account/factor/ask/", {"code": codes[0]})
        assert led(other) == expected


def test_five_wrong_codes_lock_for_ten_minutes_even_with_the_right_one(cast: Cast) -> None:
    browser = password_typed(with_factor(cast.counselor))
    right = code_of(cast.counselor)
    for number in range(5):
        browser.post("/account/factor/ask/", {"code": f"wrong{number}"})
    said = browser.post("/account/factor/ask/", {"code": right})
    assert "Wait ten minutes" in flat(said.content.decode()) and led(browser) == "/account/login/"


def test_a_page_costs_no_statement_more(cast: Cast, settings) -> None:
    browser = signed_in_by_two(cast.counselor)
    counts = []
    for required in (False, True):
        settings.SECOND_FACTOR_REQUIRED = required
        browser.get("/cases/")
        with CaptureQueriesContext(connection) as spent:
            browser.get("/cases/")
        counts.append(len(spent))
    assert counts[0] == counts[1]


def test_a_session_that_was_open_before_the_set_up_is_asked_for_the_code(cast: Cast, settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    browser = password_typed(with_password(cast.counselor))
    assert led(browser) == ""
    settings.SECOND_FACTOR_REQUIRED = True
    with_app(cast.counselor)
    assert led(browser) == "/account/factor/again/"
    answer = browser.post("/account/factor/again/", {"code": code_of(cast.counselor), "next": "/cases/"})
    assert answer.url == "/cases/" and led(browser) == ""  # type: ignore[attr-defined]


def test_the_secret_lies_sealed_and_its_picture_is_kept_by_nobody(cast: Cast) -> None:
    browser = password_typed(with_password(cast.counselor))
    assert browser.get("/account/totp.svg").status_code == 404
    secret = set_up(browser)
    row = Authenticator.objects.get(user=cast.counselor, type="totp")
    assert secret not in str(row.data)
    browser.get("/account/factor/code/off/")
    other = password_typed(with_password(cast.teacher))
    other.get("/account/factor/code/")
    picture = other.get("/account/totp.svg")
    assert (picture["Cache-Control"], picture["Content-Type"]) == ("no-store", "image/svg+xml") and b"<svg" in picture.content


def test_the_last_factor_stays_where_one_is_required(cast: Cast, settings) -> None:
    browser = signed_in_by_two(cast.counselor)
    kept = browser.post("/account/factor/code/off/")
    assert "Set up another way first" in flat(kept.content.decode())
    settings.SECOND_FACTOR_REQUIRED = False
    browser.post("/account/factor/code/off/")
    assert not Authenticator.objects.filter(user=cast.counselor).exists()
    assert LogEntry.objects.get().action == "factor_removed"


def test_f27_what_asks_again_asks_for_the_factor_after_five_minutes_by_the_one_clock(cast: Cast, at) -> None:
    browser, url = signed_in_by_two(cast.principal), reverse("roster_export", kwargs={"ending": "csv"})
    assert browser.get(url).status_code == 200
    at("2026-09-14 08:05:02")
    asked = browser.get(url)
    assert asked.url.startswith("/account/factor/again/?next=")  # type: ignore[attr-defined]
    assert led(browser, "/account/reauthenticate/") == "/account/factor/again/"
    browser.post("/account/reauthenticate/", {"password": PASSWORD, "next": url})
    assert browser.get(url).status_code == 302
    before = browser.cookies["session"].value
    away = browser.post("/account/factor/again/", {"code": code_of(cast.principal), "next": "https://evil.example/"})
    assert away.url == "/" and browser.cookies["session"].value != before  # type: ignore[attr-defined]
    assert browser.get(url).status_code == 200
    stolen = Client()
    stolen.cookies["session"] = before
    assert led(stolen) == "/account/login/"


def test_an_imminent_case_opens_without_being_asked(cast: Cast, at) -> None:
    browser = signed_in_by_two(cast.principal)
    case = a_case(cast, "containment")
    at("2026-09-14 08:14")
    assert browser.get(f"/cases/{case.code}/").status_code == 200


def test_an_office_is_given_by_who_proved_it_a_moment_ago(cast: Cast, at) -> None:
    browser = signed_in_by_two(cast.superintendent)
    page = f"/settings/people/{cast.teacher.pk}/"
    browser.get(page)
    at("2026-09-14 08:06")
    asked = browser.post(f"{page}offices/give/", {"office-role": "custodian"})
    assert asked.url.startswith("/account/factor/again/")  # type: ignore[attr-defined]


def test_only_a_demo_or_a_test_may_do_without(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DEMO", "TEST"):
        monkeypatch.setenv(name, "0")
    monkeypatch.setenv("SECOND_FACTOR_REQUIRED", "0")
    with pytest.raises(ImproperlyConfigured, match="SECOND_FACTOR_REQUIRED"):
        runpy.run_path(str(project.ROOT / "tat" / "settings.py"))
