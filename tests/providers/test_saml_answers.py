"""Answers of a SAML provider: whom a right one lets in, and that no wrong one lets anybody in."""

import base64
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree

from tat.actions.accounts import disable_account
from tat.identity import Provider
from tat.models import LogEntry
from tat.sign_in import saml as product
from tests.cast import Cast
from tests.codes import with_app
from tests.providers import forged
from tests.providers.forged import NAMES, changed, comes_back, one, sent_away, signed_again
from tests.providers.made import MFA, ONE_FACTOR, keys_in, saml
from tests.providers.samlidp import provider as provider_of
from tests.typed import flat

pytestmark = [pytest.mark.django_db, pytest.mark.req("PF-2")]
BASE = "http://127.0.0.1:9"


class School:
    """A provider that pysaml2 plays in this process, with its key at hand."""

    def __init__(self, folder: Path, district: str, **changed_settings: Any) -> None:
        self.folder, self.key = folder, folder / "samlidp.key"
        self.settings: Provider = saml(district, BASE, keys_in(folder), **changed_settings)
        self.said = {"port": 9, "metadata": product.metadata(self.settings).decode()}
        self.server = provider_of(folder, self.said)

    def answers(self, asked: str, mail: str, *, context: str = MFA, since: int = 0, person: str = "p-1", **words: Any) -> str:
        known = {"email": mail, "id": person, "context": context}
        return forged.an_answer(self.server, asked, known, int(time.time()) - since, **words)


@pytest.fixture
def school(cast: Cast, settings: Any, at: Any, tmp_path: Path) -> Iterator[School]:
    settings.SECOND_FACTOR_REQUIRED = True
    at("2026-09-14 08:00")
    found = School(tmp_path, cast.district.slug)
    settings.IDENTITY_PROVIDERS = {"school": found.settings}
    return found


def told(browser: Client, answer: Any) -> str:
    assert answer.status_code == 302 and answer.url.partition("?")[0] == "/account/login/", answer.url
    page = flat(browser.get(answer.url).content.decode())
    assert "_auth_user_id" not in browser.session and not LogEntry.objects.exists()
    return page


def inside(browser: Client) -> bool:
    return browser.get("/cases/").status_code == 200


def test_an_enabled_account_of_the_district_gets_in_and_a_relay_state_leads_nowhere(cast: Cast, school: School) -> None:
    browser = Client()
    asked = sent_away(browser, next="/duties/")
    before = browser.cookies["session"].value
    answer = comes_back(browser, school.answers(asked, cast.counselor.email), RelayState="https://evil.example/")
    assert answer.url == "/duties/" and inside(browser) and browser.cookies["session"].value != before
    entry = LogEntry.objects.get()
    assert (entry.action, entry.actor_id, entry.detail) == ("signed_in_by_provider", cast.counselor.pk, "school 127.0.0.1")


def test_without_a_second_proof_there_the_one_of_this_site_is_asked(cast: Cast, school: School) -> None:
    browser = Client()
    with_app(cast.counselor)
    answer = comes_back(browser, school.answers(sent_away(browser), cast.counselor.email, context=ONE_FACTOR))
    assert answer.url == "/account/factor/ask/" and not inside(browser)


def remove(path: str) -> Callable[[Any], None]:
    def change(tree: Any) -> None:
        found = one(tree, path)
        found.getparent().remove(found)

    return change


def put(path: str, name: str, value: str | None) -> Callable[[Any], None]:
    def change(tree: Any) -> None:
        found = one(tree, path)
        if name == "text":
            found.text = value
        elif value is None:
            del found.attrib[name]
        else:
            found.set(name, value)

    return change


def add_audience(tree: Any) -> None:
    etree.SubElement(one(tree, "//saml:AudienceRestriction"), f"{{{NAMES['saml']}}}Audience").text = "https://other.example/metadata"


def transform(tree: Any) -> None:
    one(tree, "//ds:Transform[1]").set("Algorithm", "http://www.w3.org/TR/1999/REC-xslt-19991116")


CONFIRMED = "//saml:SubjectConfirmationData"
SAID_WRONGLY: dict[str, Callable[[Any], None]] = {
    "another audience": put("//saml:Audience", "text", "https://other.example/metadata"),
    "no audience": remove("//saml:AudienceRestriction"),
    "another audience beside ours": add_audience,
    "another recipient": put(CONFIRMED, "Recipient", "https://other.example/account/provider/school/answer/"),
    "a recipient that begins like ours": put(CONFIRMED, "Recipient", "http://localhost:8000/account/provider/school/answer/more/"),
    "no recipient": put(CONFIRMED, "Recipient", None),
    "in answer to something else": put(CONFIRMED, "InResponseTo", "ONELOGIN_other"),
    "in answer to nothing": put(CONFIRMED, "InResponseTo", None),
    "confirmed for ever": put(CONFIRMED, "NotOnOrAfter", None),
    "confirmed until yesterday": put(CONFIRMED, "NotOnOrAfter", "2020-01-01T00:00:00Z"),
    "another issuer": put("/samlp:Response/saml:Assertion/saml:Issuer", "text", "https://evil.example/metadata"),
    "no conditions": remove("//saml:Conditions"),
    "no time of the proof": remove("//saml:AuthnStatement"),
    "another destination": put("/samlp:Response", "Destination", "https://other.example/"),
}


@pytest.mark.parametrize("name", SAID_WRONGLY)
def test_an_answer_that_the_provider_signed_for_something_else_lets_nobody_in(cast: Cast, school: School, name: str) -> None:
    browser = Client()
    wrong = signed_again(school.answers(sent_away(browser), cast.counselor.email), SAID_WRONGLY[name], school.key)
    assert "does not hold, and nobody was signed in" in told(browser, comes_back(browser, wrong))


def test_signed_again_without_a_change_an_answer_still_holds(cast: Cast, school: School) -> None:
    browser = Client()
    same = signed_again(school.answers(sent_away(browser), cast.counselor.email), lambda tree: None, school.key)
    assert comes_back(browser, same).url == "/" and inside(browser)


def wrap(how: Callable[[Any, str], None]) -> Callable[[School, str, Cast], str]:
    return lambda school, answer, cast: changed(answer, lambda tree: how(tree, cast.superintendent.email))


def by_another_key(school: School, answer: str, cast: Cast) -> str:
    other = school.folder / "other"
    other.mkdir()
    keys_in(other)
    return signed_again(answer, lambda tree: None, other / "samlidp.key")


MAIL = "//saml:Attribute[@FriendlyName='mail']/saml:AttributeValue"
FORGED: dict[str, Callable[[School, str, Cast], str]] = {
    "a changed address": lambda school, answer, cast: changed(answer, put(MAIL, "text", cast.superintendent.email)),
    "unsigned": lambda school, answer, cast: changed(answer, remove("//ds:Signature")),
    "signed by another key": by_another_key,
    "a second assertion before": wrap(forged.wrapped_before),
    "a second assertion after": wrap(forged.wrapped_after),
    "the signed one inside the other": wrap(forged.wrapped_inside),
    "two of one id": wrap(forged.wrapped_with_the_same_id),
    "a transform of its own": lambda school, answer, cast: changed(answer, transform),
    "no assertion": lambda school, answer, cast: changed(answer, remove("/samlp:Response/saml:Assertion")),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_answer_lets_nobody_in(cast: Cast, school: School, name: str, caplog: Any) -> None:
    browser = Client()
    wrong = FORGED[name](school, school.answers(sent_away(browser), cast.counselor.email), cast)
    assert "does not hold, and nobody was signed in" in told(browser, comes_back(browser, wrong))
    assert "provider school refused" in caplog.text and cast.counselor.email not in caplog.text and "p-1" not in caplog.text


def test_a_signature_over_the_whole_answer_alone_is_not_enough(cast: Cast, school: School) -> None:
    browser = Client()
    answer = school.answers(sent_away(browser), cast.counselor.email, sign_assertion=False, sign_response=True)
    assert "does not hold" in told(browser, comes_back(browser, answer))


def test_an_answer_that_has_run_out_is_told_so(cast: Cast, school: School) -> None:
    browser = Client()
    old = put("//saml:Conditions", "NotOnOrAfter", "2020-01-01T00:00:00Z")
    wrong = signed_again(school.answers(sent_away(browser), cast.counselor.email), old, school.key)
    assert "came too late" in told(browser, comes_back(browser, wrong))


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(cast: Cast, school: School) -> None:
    browser, stranger = Client(), Client()
    answer = school.answers(sent_away(browser), cast.counselor.email)
    assert "does not belong to this browser" in told(stranger, comes_back(stranger, answer))
    assert comes_back(browser, answer).url == "/" and inside(browser)
    browser.post("/account/logout/")
    replayed = comes_back(browser, answer)
    assert replayed.url == "/account/login/" and not inside(browser)
    unasked = changed(answer, put("/samlp:Response", "InResponseTo", None))
    assert comes_back(browser, unasked).url == "/account/login/" and not inside(browser)
    assert LogEntry.objects.count() == 1


BOMB = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaaaaaaaaaaaa">%s]><samlp:Response
xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="x" Version="2.0">&z;</samlp:Response>"""
LEVELS = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(25))
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY z SYSTEM "file:///etc/passwd">]><samlp:Response
xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="x" Version="2.0">&z;</samlp:Response>"""
DTD = b'<?xml version="1.0"?><!DOCTYPE r SYSTEM "http://127.0.0.1:9/evil.dtd"><r/>'


@pytest.mark.parametrize("sent", [BOMB % LEVELS, OUTSIDE, DTD, b"no xml", b"<a/>", zlib.compress(b"<a/>"), b"\xff\xfe"], ids=range(7))
def test_bombs_entities_and_what_is_no_answer_are_refused_at_once(cast: Cast, school: School, sent: bytes) -> None:
    browser = Client()
    sent_away(browser)
    begun = time.monotonic()
    page = told(browser, comes_back(browser, sent))
    assert time.monotonic() - begun < 2 and "root:" not in page


def test_what_is_too_long_or_nothing_is_not_passed_on(cast: Cast, school: School) -> None:
    for posted in ({}, {"SAMLResponse": ""}, {"SAMLResponse": "A" * (product.LARGEST + 1)}):
        assert Client().post("/account/provider/school/answer/", posted).status_code == 400
    browser = Client()
    assert "does not hold" in told(browser, browser.post("/account/provider/school/finish/", {"SAMLResponse": "%%%"}))


def test_a_comment_cuts_no_name_short(cast: Cast, school: School) -> None:
    """CVE-2017-11427 and its like: the signature does not see a comment, and a careless reader stops at it."""
    browser = Client()
    longer = cast.superintendent.email + ".evil.example"
    answer = school.answers(sent_away(browser), longer)
    cut = answer.replace(longer, cast.superintendent.email + "<!-- -->.evil.example")
    assert cut != answer
    assert "no enabled account here is yours" in told(browser, comes_back(browser, cut))


def test_two_addresses_of_one_person_are_none(cast: Cast, school: School) -> None:
    browser, both = Client(), [cast.counselor.email, cast.superintendent.email]
    known = {"email": cast.counselor.email, "id": "p-1", "context": MFA, "attributes": {"mail": both}}
    answer = forged.an_answer(school.server, sent_away(browser), known, int(time.time()))
    assert "no enabled account here is yours" in told(browser, comes_back(browser, answer))


def test_nobody_of_another_district_or_disabled_gets_in(cast: Cast, school: School, settings: Any, tmp_path: Path) -> None:
    disable_account(by=cast.superintendent, user_id=cast.teacher.pk)
    LogEntry.objects.all()
    browser = Client()
    answer = comes_back(browser, school.answers(sent_away(browser), cast.teacher.email))
    assert answer.url == "/account/login/" and "no enabled account here" in flat(browser.get(answer.url).content.decode())
    settings.IDENTITY_PROVIDERS = {"school": saml("another-district", BASE, (tmp_path / "samlidp.pem").read_bytes())}
    answer = comes_back(browser, school.answers(sent_away(browser), cast.counselor.email))
    assert answer.url == "/account/login/" and not inside(browser)


def test_an_answer_that_was_made_for_another_of_our_providers_is_none(cast: Cast, school: School, settings: Any) -> None:
    from dataclasses import replace

    settings.IDENTITY_PROVIDERS |= {"other": replace(school.settings, id="other")}
    browser = Client()
    answer = school.answers(sent_away(browser), cast.counselor.email)
    assert "does not belong" in told(browser, comes_back(browser, answer, at="other"))


def test_asked_again_the_provider_must_ask_the_person_again(cast: Cast, school: School, at: Any) -> None:
    browser, url = Client(), reverse("roster_export", kwargs={"ending": "csv"})
    comes_back(browser, school.answers(sent_away(browser), cast.principal.email))
    at("2026-09-14 08:06")
    assert browser.get(url).url.startswith("/account/provider/school/again/")  # type: ignore[attr-defined]
    way = f"/account/provider/school/again/?next={url}&go=1"
    asked = sent_away(browser, way)
    assert b'ForceAuthn="true"' in zlib.decompress(base64.b64decode(asked), -15)
    for sentence, words in (("did not ask you again", {"since": 400}), ("did not ask for your second proof", {"context": ONE_FACTOR})):
        answer = comes_back(browser, school.answers(sent_away(browser, way), cast.principal.email, **words))
        assert sentence in flat(browser.get(answer.url).content.decode()) and browser.get(url).status_code == 302
    before = browser.cookies["session"].value
    assert comes_back(browser, school.answers(sent_away(browser, way), cast.principal.email)).url == url
    assert browser.get(url).status_code == 200 and browser.cookies["session"].value != before


def test_the_provider_reads_our_name_and_address_in_the_metadata(school: School) -> None:
    answer = Client().get("/account/provider/school/metadata/")
    text = answer.content.decode()
    assert answer["Content-Type"] == "application/samlmetadata+xml"
    assert "/account/provider/school/answer/" in text and 'WantAssertionsSigned="true"' in text
    assert Client().get("/account/provider/school/back/").status_code == 404
