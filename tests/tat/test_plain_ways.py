"""Nothing leaves the machine in plain: what is asked of PostgreSQL, Redis and mail off the loopback, and what the proxy's file offers."""

import re
import ssl
from types import SimpleNamespace
from typing import Any

import pytest

from devstack.console import ROOT
from tat import checks

pytestmark = pytest.mark.req("PF-2")
SITE = (ROOT / "docs" / "deploy" / "nginx.conf").read_text()
HERE: dict[str, Any] = {
    "DEMO": False,
    "TEST": False,
    "DATABASES": {"default": {"HOST": "/run/postgresql"}},
    "REDIS_URL": "redis://:word@127.0.0.1:6379/0",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_HOST": "localhost",
    "EMAIL_USE_TLS": False,
    "EMAIL_USE_SSL": False,
}


def database(host: str, sslmode: str = "") -> dict[str, Any]:
    return {"DATABASES": {"default": {"HOST": host, "OPTIONS": {"sslmode": sslmode} if sslmode else {}}}}


PLAIN: dict[str, tuple[dict[str, Any], str]] = {
    "a database without TLS": (database("db.example.org"), "sslmode=verify-full"),
    "a database whose certificate is not looked at": (database("db.example.org", "require"), "sslmode=verify-full"),
    "a database whose name is not looked at": (database("10.0.0.5", "verify-ca"), "sslmode=verify-full"),
    "the owner's way alone": (
        {"DATABASES": {"default": {"HOST": "localhost"}, "owner": {"HOST": "db.example.org"}}},
        "sslmode=verify-full",
    ),
    "Redis without TLS": ({"REDIS_URL": "redis://:word@redis.example.org:6379/0"}, "rediss://"),
    "Redis whose certificate is not looked at": ({"REDIS_URL": "rediss://redis.example.org/0?ssl_cert_reqs=none"}, "rediss://"),
    "mail without TLS": ({"EMAIL_HOST": "mail.example.org"}, "smtp+tls://"),
}
LET: dict[str, dict[str, Any]] = {
    "all on this machine": {},
    "a socket": {"REDIS_URL": "unix:///run/valkey/valkey.sock?db=0"},
    "a database that proves its name": database("db.example.org", "verify-full"),
    "Redis that proves its name": {"REDIS_URL": "rediss://:word@redis.example.org:6379/0"},
    "mail by STARTTLS": {"EMAIL_HOST": "mail.example.org", "EMAIL_USE_TLS": True},
    "mail by TLS": {"EMAIL_HOST": "mail.example.org", "EMAIL_USE_SSL": True},
    "mail that is printed": {"EMAIL_HOST": "mail.example.org", "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"},
}


def said(changed: dict[str, Any]) -> list[str]:
    """What is said of an installation that is set up like this."""
    return list(checks.plain_ways(SimpleNamespace(**HERE | changed)))


@pytest.mark.parametrize("name", PLAIN)
def test_nothing_serves_that_would_speak_in_plain_to_another_machine(name: str) -> None:
    changed, way = PLAIN[name]
    (sentence,) = said(changed)
    assert way in sentence and "word" not in sentence and "example.org" not in sentence
    assert said(changed | {"DEMO": True}) == said(changed | {"TEST": True}) == []


@pytest.mark.parametrize("name", LET)
def test_what_stays_here_or_is_checked_is_let_through(name: str) -> None:
    assert said(LET[name]) == []


@pytest.mark.django_db
def test_it_is_asked_before_anything_serves(settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "mail.example.org"
    assert not [each for each in checks.problems() if "in plain" in each]
    settings.TEST = settings.DEMO = False
    assert [each for each in checks.problems() if each.startswith("EMAIL_URL leads")]


def test_mail_servers_certificates_are_checked() -> None:
    from django.core.mail.backends.smtp import EmailBackend

    context = EmailBackend(host="mail.example.org", use_tls=True).ssl_context
    assert context.verify_mode == ssl.CERT_REQUIRED and context.check_hostname


def test_the_proxys_file_offers_strong_suites_alone_and_no_others_come_with_the_list() -> None:
    (listed,) = re.findall(r"ssl_ciphers ([^;]+);", SITE)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers(listed)
    older = [each for each in context.get_ciphers() if each["protocol"] != "TLSv1.3"]
    assert {each["name"] for each in older} == set(listed.split(":"))
    for each in context.get_ciphers():
        assert each["aead"] and each["strength_bits"] >= 128, each["name"]
    assert all(each["kea"] == "kx-ecdhe" for each in older), "a key that is stolen later opens nothing that was sent before"
    assert "ssl_prefer_server_ciphers on;" in SITE
    assert older[0]["strength_bits"] == 256
