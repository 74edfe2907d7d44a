"""Answers of an OpenID provider: whom a right one lets in, and that no wrong one lets anybody in."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cases.actions.plan_facts import current_plan
from tat.actions.accounts import AccountGiven, change_account, disable_account, enable_accounts, end_account
from tat.models import LogEntry, ProviderTie, User
from tests.cases.managed import classified, drafted
from tests.cast import Cast, a_person
from tests.codes import code_of, with_app, with_factor
from tests.providers.hostile import Hostile, comes_back, hostile, proves_its_secret, sent_away
from tests.providers.made import CLIENT, openid
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PF-2")]
PUBLIC = "-----BEGIN PUBLIC KEY-----"


@pytest.fixture
def provider(cast: Cast, settings: Any, at: Any) -> Iterator[Hostile]:
    settings.SECOND_FACTOR_REQUIRED = True
    at("2026-09-14 08:00")
    with hostile() as found:
        cache.clear()
        settings.IDENTITY_PROVIDERS = {"staff": openid(cast.district.slug, found.issuer)}
        yield found


def told(browser: Client, answer: Any) -> str:
    """What the sign-in page says."""
    assert answer.status_code == 302 and answer.url.partition("?")[0] == "/account/login/", answer.url
    page = flat(browser.get(answer.url).content.decode())
    assert "_auth_user_id" not in browser.session
    return page


def inside(browser: Client) -> bool:
    return browser.get("/cases/").status_code == 200


def test_an_enabled_account_of_the_district_gets_in_with_what_the_provider_asked_for(cast: Cast, provider: Hostile) -> None:
    browser = Client()
    assert "Staff account" in browser.get("/account/login/").content.decode()
    asked = sent_away(browser, next="/duties/")
    assert {asked[name] for name in ("response_type", "code_challenge_method", "client_id")} == {"code", "S256", CLIENT}
    before = browser.cookies["session"].value
    answer = comes_back(browser, provider, asked, email=cast.counselor.email.upper())
    assert answer.url == "/duties/" and inside(browser) and browser.cookies["session"].value != before
    proves_its_secret(provider, asked)
    entry = LogEntry.objects.get()
    assert (entry.action, entry.actor_id, entry.detail) == ("signed_in_by_provider", cast.counselor.pk, "staff 127.0.0.1")
    assert browser.post("/account/logout/").status_code == 302 and not inside(browser)


def test_without_a_second_proof_there_the_one_of_this_site_is_asked(cast: Cast, provider: Hostile) -> None:
    browser = Client()
    with_app(cast.counselor)
    answer = comes_back(browser, provider, sent_away(browser), email=cast.counselor.email, amr=["pwd"])
    assert answer.url == "/account/factor/ask/" and not LogEntry.objects.exists() and not inside(browser)
    for number in range(5):
        browser.post("/account/factor/ask/", {"code": f"wrong{number}"})
    locked = browser.post("/account/factor/ask/", {"code": code_of(cast.counselor)})
    assert "Wait ten minutes" in flat(locked.content.decode()) and not inside(browser)

    other = Client(REMOTE_ADDR="192.0.2.9")
    comes_back(other, provider, sent_away(other), email=cast.counselor.email, amr=["pwd"])
    other.post("/account/factor/ask/", {"code": code_of(cast.counselor)})
    assert inside(other) and LogEntry.objects.get().detail == "staff 192.0.2.9"


def test_who_has_set_up_no_factor_is_led_to_it_where_the_provider_asked_for_none(cast: Cast, provider: Hostile) -> None:
    browser = Client()
    comes_back(browser, provider, sent_away(browser), email=cast.counselor.email, amr=["pwd"])
    assert browser.get("/cases/").url.startswith("/account/factor/")  # type: ignore[attr-defined]


def test_the_district_and_not_the_provider_says_what_is_trusted(cast: Cast, provider: Hostile, settings: Any) -> None:
    settings.IDENTITY_PROVIDERS = {"staff": openid(cast.district.slug, provider.issuer, second_factor=())}
    browser = Client()
    comes_back(browser, provider, sent_away(browser), email=cast.counselor.email)
    assert not inside(browser)


def forged_header(said: dict[str, Any], algorithm: str) -> str:
    head, body = ({"alg": algorithm, "typ": "JWT", "kid": "one"}, said)
    parts = [base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode() for each in (head, body)]
    return ".".join(parts) + "."


def with_the_public_key(provider: Hostile, said: dict[str, Any]) -> str:
    """Signed by a shared secret that everybody knows: what a judge takes who lets the token name the algorithm."""
    import hmac

    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    pem = provider.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    unsigned = forged_header(said, "HS256").rstrip(".")
    digest = hmac.digest(pem, unsigned.encode(), "sha256")
    return unsigned + "." + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


WRONG = {
    "alg none": lambda provider, said: forged_header(said, "none"),
    "alg None": lambda provider, said: forged_header(said, "None"),
    "the public key as a shared secret": with_the_public_key,
    "the key of another provider": lambda provider, said: provider.signed(said, key=provider.others_key),
    "a key that nobody published": lambda provider, said: provider.signed(said, key=provider.others_key, kid="two"),
    "a changed body": lambda provider, said: provider.signed(said)[:-8] + "AAAAAAAA",
    "another nonce": lambda provider, said: provider.signed(said | {"nonce": "of-somebody-else"}),
    "no nonce": lambda provider, said: provider.signed({name: value for name, value in said.items() if name != "nonce"}),
    "another audience": lambda provider, said: provider.signed(said | {"aud": "another-client"}),
    "several audiences, made for another": lambda provider, said: provider.signed(said | {"aud": [CLIENT, "other"], "azp": "other"}),
    "several audiences, made for nobody": lambda provider, said: provider.signed(said | {"aud": [CLIENT, "other"]}),
    "another issuer": lambda provider, said: provider.signed(said | {"iss": "https://evil.example"}),
    "no subject": lambda provider, said: provider.signed({name: value for name, value in said.items() if name != "sub"}),
    "made in an hour": lambda provider, said: provider.signed(said | {"iat": said["iat"] + 3600, "nbf": said["iat"] + 3600}),
    "no token": lambda provider, said: "",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_token_that_does_not_hold_lets_nobody_in(cast: Cast, provider: Hostile, name: str, caplog: Any) -> None:
    browser = Client()
    answer = comes_back(browser, provider, sent_away(browser), make=lambda said: WRONG[name](provider, said), email=cast.counselor.email)
    assert "does not hold, and nobody was signed in" in told(browser, answer)
    assert not LogEntry.objects.exists()
    assert "provider staff refused" in caplog.text and cast.counselor.email not in caplog.text and "4711" not in caplog.text


def test_a_token_that_has_run_out_is_told_so(cast: Cast, provider: Hostile) -> None:
    browser, asked = Client(), None
    asked = sent_away(browser)
    now = provider.claims("")["iat"]
    answer = comes_back(browser, provider, asked, email=cast.counselor.email, iat=now - 900, exp=now - 300)
    assert "came too late" in told(browser, answer)


def test_another_browser_a_forged_state_and_a_replay_let_nobody_in(cast: Cast, provider: Hostile) -> None:
    browser, stranger = Client(), Client()
    asked = sent_away(browser)
    assert "does not belong to this browser" in told(stranger, comes_back(stranger, provider, asked, email=cast.counselor.email))
    forged = asked | {"state": "forged"}
    assert "does not belong to this browser" in told(browser, comes_back(browser, provider, forged, email=cast.counselor.email))
    assert not provider.asked, "no code is changed before the state is known"

    assert comes_back(browser, provider, asked, email=cast.counselor.email).url == "/" and len(provider.asked) == 1
    browser.post("/account/logout/")
    assert "does not belong to this browser" in told(browser, comes_back(browser, provider, asked, email=cast.counselor.email))
    assert len(provider.asked) == 1, "a code is changed once"


def test_an_answer_after_ten_minutes_or_from_another_issuer_is_refused(cast: Cast, provider: Hostile, at: Any) -> None:
    browser = Client()
    asked = sent_away(browser)
    other = browser.get("/account/provider/staff/back/", {"code": "one", "state": asked["state"], "iss": "https://evil.example"})
    assert "does not hold" in told(browser, other) and not provider.asked
    asked = sent_away(browser)
    at("2026-09-14 08:10:02")
    assert "does not belong to this browser" in told(browser, comes_back(browser, provider, asked, email=cast.counselor.email))


def test_an_answer_to_one_provider_is_none_to_another(cast: Cast, provider: Hostile, settings: Any) -> None:
    settings.IDENTITY_PROVIDERS |= {"other": openid(cast.district.slug, provider.issuer, id="other")}
    browser = Client()
    asked = sent_away(browser)
    answer = browser.get("/account/provider/other/back/", {"code": "one", "state": asked["state"]})
    assert "does not belong to this browser" in told(browser, answer) and not provider.asked


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_nobody_is_sent_on_to_another_site(cast: Cast, provider: Hostile, away: str) -> None:
    browser = Client()
    assert comes_back(browser, provider, sent_away(browser, next=away), email=cast.counselor.email).url == "/"


def test_only_an_enabled_account_of_the_providers_own_district_gets_in(cast: Cast, provider: Hostile, settings: Any) -> None:
    elsewhere = User.objects.create_user("head@other.example", full_name="Head Elsewhere", position="Principal", district=None)
    waiting = a_person(cast.district, "waiting", "Newly Rostered", "Teacher")
    User.objects.filter(pk=waiting.pk).update(is_active=False)
    end_account(by=cast.superintendent, user_id=cast.teacher.pk)
    before = set(User.objects.values_list("pk", "is_active"))
    for email in (elsewhere.email, waiting.email, cast.teacher.email, "nobody@bluestem.example", "", None):
        browser = Client()
        assert "no enabled account here is yours" in told(browser, comes_back(browser, provider, sent_away(browser), email=email))
    settings.IDENTITY_PROVIDERS = {"staff": openid("another-district", provider.issuer)}
    browser = Client()
    assert "no enabled account here" in told(browser, comes_back(browser, provider, sent_away(browser), email=cast.counselor.email))
    unverified = {"email": cast.counselor.email, "email_verified": False}
    settings.IDENTITY_PROVIDERS = {"staff": openid(cast.district.slug, provider.issuer)}
    assert "no enabled account here" in told(browser, comes_back(browser, provider, sent_away(browser), **unverified))
    assert set(User.objects.values_list("pk", "is_active")) == before and not ProviderTie.objects.exists()


def test_who_leaves_is_out_at_once_although_the_provider_still_says_yes(cast: Cast, provider: Hostile) -> None:
    browser = Client()
    comes_back(browser, provider, sent_away(browser), email=cast.counselor.email)
    assert inside(browser)
    disable_account(by=cast.superintendent, user_id=cast.counselor.pk)
    assert not inside(browser)
    browser = Client()
    assert "no enabled account here" in told(browser, comes_back(browser, provider, sent_away(browser), email=cast.counselor.email))


def test_an_address_that_passed_to_somebody_else_at_the_provider_opens_nothing(cast: Cast, provider: Hostile) -> None:
    def tried(sub: str, email: str = cast.counselor.email) -> bool:
        browser = Client()
        comes_back(browser, provider, sent_away(browser), email=email, sub=sub)
        return inside(browser)

    assert tried("4711") and tried("4711") and not tried("4712")
    assert not tried("4711", cast.teacher.email), "one person there is one account here"
    assert "4711" not in str(ProviderTie.objects.values())
    disable_account(by=cast.superintendent, user_id=cast.counselor.pk)
    enable_accounts(by=cast.superintendent, user_ids=[cast.counselor.pk])
    assert tried("4712") and not tried("4711")
    given = AccountGiven(email="sol.ortiz@bluestem.example", full_name=cast.counselor.full_name, position=cast.counselor.position)
    change_account(by=cast.superintendent, user_id=cast.counselor.pk, given=given)
    assert tried("4713", "sol.ortiz@bluestem.example")
    end_account(by=cast.superintendent, user_id=cast.counselor.pk)
    assert not ProviderTie.objects.exists()


def test_a_number_of_the_staff_list_names_an_account_too(cast: Cast, provider: Hostile, settings: Any) -> None:
    User.objects.filter(pk=cast.counselor.pk).update(source_id="T-17")
    settings.IDENTITY_PROVIDERS = {"staff": openid(cast.district.slug, provider.issuer, account="staff_number", claim="employee")}
    browser = Client()
    comes_back(browser, provider, sent_away(browser), employee="T-17")
    assert inside(browser)


def test_a_signature_and_an_export_are_opened_by_a_fresh_sign_in_at_the_provider(cast: Cast, provider: Hostile, at: Any) -> None:
    browser, url = Client(), reverse("roster_export", kwargs={"ending": "csv"})
    comes_back(browser, provider, sent_away(browser), email=cast.principal.email)
    assert browser.get(url).status_code == 200
    at("2026-09-14 08:06")
    led = browser.get(url)
    assert led.url.startswith("/account/provider/staff/again/?next=")  # type: ignore[attr-defined]
    page = flat(browser.get(led.url).content.decode())  # type: ignore[attr-defined]
    assert "Sign in again at Staff account" in page and "containment never asks" in page
    way = f"/account/provider/staff/again/?next={url}&go=1"

    now = provider.claims("")["iat"]
    refused = {
        "did not ask you again": {"auth_time": now - 400},
        "did not ask you again, so": {"auth_time": None},
        "did not ask for your second proof": {"amr": ["pwd"]},
        "named another person": {"email": cast.teacher.email, "sub": "9"},
        "does not hold": {"nonce": "old"},
    }
    for sentence, claims in refused.items():
        asked = sent_away(browser, way)
        assert (asked["prompt"], asked["max_age"]) == ("login", "60")
        answer = comes_back(browser, provider, asked, **{"email": cast.principal.email} | claims)
        assert answer.url.startswith("/account/provider/staff/again/"), sentence
        assert sentence in flat(browser.get(answer.url).content.decode())
        assert browser.get(url).status_code == 302
    before = browser.cookies["session"].value
    assert comes_back(browser, provider, sent_away(browser, way), email=cast.principal.email).url == url
    assert browser.get(url).status_code == 200 and browser.cookies["session"].value != before


def test_a_plan_is_signed_by_who_proved_it_at_the_provider_a_moment_ago(cast: Cast, provider: Hostile, at: Any) -> None:
    case, browser = classified(cast), Client()
    drafted(cast, case)
    page = f"/cases/{case.code}/plan/"
    comes_back(browser, provider, sent_away(browser), email=cast.principal.email)
    at("2026-09-14 08:06")
    shown = flat(browser.get(page).content.decode())
    assert "Your code, to sign" in shown and 'href="/account/provider/staff/again/" target="_blank"' in shown
    refused = send(browser, page, f"{page}adopt/", password="")
    assert refused.status_code == 200 and "Write your code to sign." in flat(refused.content.decode())
    comes_back(browser, provider, sent_away(browser, "/account/provider/staff/again/?go=1"), email=cast.principal.email)
    assert send(browser, page, f"{page}adopt/", password="").status_code == 302
    assert current_plan(case).adopted_by == cast.principal


def test_who_came_through_a_provider_sets_up_no_factor_without_a_fresh_proof(cast: Cast, provider: Hostile, at: Any) -> None:
    browser = Client()
    comes_back(browser, provider, sent_away(browser), email=cast.counselor.email)
    assert browser.get("/account/factor/code/").status_code == 200
    at("2026-09-14 08:06")
    for page in ("code/", "key/", "recovery/new/"):
        for answer in (browser.get(f"/account/factor/{page}"), browser.post(f"/account/factor/{page}", {"code": "123456"})):
            assert answer.url.startswith("/account/provider/staff/again/?next="), page


def test_who_has_a_code_uses_it_and_may_go_back_to_the_provider(cast: Cast, provider: Hostile, at: Any) -> None:
    browser, url = Client(), reverse("roster_export", kwargs={"ending": "csv"})
    with_factor(cast.principal)
    comes_back(browser, provider, sent_away(browser), email=cast.principal.email)
    at("2026-09-14 08:06")
    led = browser.get(url).url  # type: ignore[attr-defined]
    assert led.startswith("/account/factor/again/") and "/account/provider/staff/again/" in browser.get(led).content.decode()
    browser.post("/account/factor/again/", {"code": code_of(cast.principal), "next": url})
    assert browser.get(url).status_code == 200


def test_the_session_of_a_provider_ends_as_any_other(cast: Cast, provider: Hostile, at: Any) -> None:
    browser = Client()
    comes_back(browser, provider, sent_away(browser), email=cast.counselor.email)
    assert inside(browser)
    at("2026-09-14 08:15:02")
    assert not inside(browser)


def test_a_provider_that_does_not_answer_is_told_in_plain_words(cast: Cast, provider: Hostile, settings: Any) -> None:
    browser = Client()
    for described in ({"issuer": "https://evil.example"}, {"token_endpoint": ""}):
        cache.clear()
        provider.described = described
        answer = browser.post("/account/provider/staff/", {"next": "/duties/"})
        assert answer.url == "/account/login/?next=/duties/" or "next" in answer.url  # type: ignore[attr-defined]
        assert "does not answer" in told(browser, answer)
    settings.IDENTITY_PROVIDERS = {"staff": openid(cast.district.slug, "http://127.0.0.1:9")}
    assert "does not answer" in told(browser, browser.post("/account/provider/staff/"))


def test_the_button_needs_the_form_of_our_page_and_leads_nowhere_but_to_the_named(cast: Cast, provider: Hostile) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/account/provider/staff/").status_code == 403
    assert Client().post("/account/provider/unknown/").status_code == 404
    page, elsewhere = Client().get("/account/login/"), Client().get("/account/set-up/")
    assert f"form-action 'self' {provider.issuer}" in page["Content-Security-Policy"]
    assert "form-action 'self';" in elsewhere["Content-Security-Policy"] + ";"
    assert Client().get("/account/provider/staff/metadata/").status_code == 404


def test_what_was_stopped_there_is_told(cast: Cast, provider: Hostile) -> None:
    browser = Client()
    asked = sent_away(browser)
    answer = browser.get("/account/provider/staff/back/", {"error": "access_denied", "state": asked["state"]})
    assert "stopped there" in told(browser, answer)


def test_a_new_key_of_the_provider_is_found_without_a_restart(cast: Cast, provider: Hostile) -> None:
    browser = Client()
    comes_back(browser, provider, sent_away(browser), email=cast.counselor.email)
    provider.key = provider.others_key
    old_pages = provider.pages

    def renewed() -> dict[str, Any]:
        pages = old_pages()
        pages["/keys"]["keys"][0]["kid"] = "two"
        return pages

    provider.pages = renewed  # type: ignore[method-assign]
    other = Client()
    comes_back(other, provider, sent_away(other), make=lambda said: provider.signed(said, kid="two"), email=cast.counselor.email)
    assert inside(other)


def test_the_library_itself_would_refuse_none() -> None:
    with pytest.raises(jwt.PyJWTError):
        jwt.decode(forged_header({"a": 1}, "none"), "", algorithms=["RS256"])
