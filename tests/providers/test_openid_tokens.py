"""Tokens of an OpenID provider that name their own key, are of another kind, or would leave the server."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from tat.models import LogEntry, ProviderTie
from tests.cast import Cast
from tests.providers.hostile import Hostile, comes_back, hostile, sent_away
from tests.providers.made import openid
from tests.typed import flat

pytestmark = [pytest.mark.django_db, pytest.mark.req("PF-2")]


@pytest.fixture
def provider(cast: Cast, settings: Any, at: Any) -> Iterator[Hostile]:
    at("2026-09-14 08:00")
    with hostile() as found:
        cache.clear()
        settings.IDENTITY_PROVIDERS = {"staff": openid(cast.district.slug, found.issuer)}
        yield found


def refused(cast: Cast, provider: Hostile, **headers: Any) -> bool:
    """Whether an otherwise right token with these words in its head lets nobody in, and says that it does not hold."""
    browser = Client()
    key = headers.pop("key", provider.key)

    def make(said: dict[str, Any]) -> str:
        return provider.signed(said, key=key, **headers)

    answer = comes_back(browser, provider, sent_away(browser), make=make, email=cast.counselor.email)
    return "_auth_user_id" not in browser.session and "does not hold" in flat(browser.get(answer.url).content.decode())


def test_a_key_that_a_token_brings_or_points_to_is_not_asked_for(cast: Cast, provider: Hostile) -> None:
    public = provider.others_key.public_key()
    brought = jwt.algorithms.RSAAlgorithm.to_jwk(public, as_dict=True) | {"kid": "one", "use": "sig", "alg": "RS256"}
    fetched: list[str] = []
    pages = provider.pages
    provider.pages = lambda: Noted(fetched, pages() | {"/evil": {"keys": [brought]}})  # type: ignore[method-assign]
    there = f"{provider.issuer}/evil"
    for head in ({"jwk": brought}, {"jku": there}, {"x5u": there}, {"jku": there, "kid": "two"}):
        assert refused(cast, provider, key=provider.others_key, **head), head
    assert "/evil" not in fetched and "/keys" in fetched and not LogEntry.objects.exists()
    assert not refused(cast, provider)


class Noted(dict[str, Any]):
    """Pages, and which were asked for."""

    def __init__(self, asked: list[str], pages: dict[str, Any]) -> None:
        super().__init__(pages)
        self.asked = asked

    def get(self, path: str, default: Any = None) -> Any:
        self.asked.append(path)
        return super().get(path, default)


@pytest.mark.parametrize("kind", ["at+jwt", "application/at+jwt", "logout+jwt", "secevent+jwt", "AT+JWT"])
def test_a_token_of_another_kind_is_no_id_token(cast: Cast, provider: Hostile, kind: str) -> None:
    assert refused(cast, provider, typ=kind)
    assert not refused(cast, provider, typ="JWT")


def test_a_token_without_a_kind_is_taken_as_the_standard_has_it(cast: Cast, provider: Hostile) -> None:
    assert not refused(cast, provider, typ=None)


def test_no_token_and_no_code_reaches_browser_log_or_database(cast: Cast, provider: Hostile, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    browser = Client()
    answer = comes_back(browser, provider, sent_away(browser), email=cast.counselor.email)
    page = browser.get(answer.url)
    assert "_auth_user_id" in browser.session
    kept = json.dumps([row.get_decoded() for row in Session.objects.all()], default=str) + json.dumps(dict(browser.session.items()))
    kept += str(list(ProviderTie.objects.values())) + str(list(LogEntry.objects.values()))
    seen = str(answer.headers) + str(page.headers) + page.content.decode() + str(browser.cookies)
    (typed, header) = provider.asked[-1]
    for secret in (provider.token, provider.token.rpartition(".")[2], "unused", typed["code_verifier"], header.removeprefix("Basic ")):
        assert secret not in seen and secret not in kept and secret not in caplog.text
