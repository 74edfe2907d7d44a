"""A phone with an authenticator app, for tests: the secret of a person and the code that it shows."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.test import Client

from tat.models import User

PASSWORD = "copper-kettle-morning-bus"


def with_password(person: User) -> User:
    """The person, with a password."""
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    return person


def shown(secret: str, later: int = 0) -> str:
    """What an app with this secret shows so many steps of 30 seconds from now."""
    now = next(totp.yield_hotp_counters_from_time()) + 1
    return totp.format_hotp_value(totp.hotp_value(secret, now + later))


def code_of(person: User, *, waited: bool = True) -> str:
    """The code that the person's app shows; `waited`: long enough after the last one that it is a new one."""
    row = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
    if waited:
        row.data["last"] = -1
        row.save(update_fields=["data"])
    return shown(decrypt(row.data["secret"]))


def with_factor(person: User) -> User:
    """The person, with a password and an app."""
    return with_app(with_password(person))


def with_app(person: User) -> User:
    """The person, with an app."""
    totp.TOTP.activate(person, totp.generate_totp_secret())
    return person


def password_typed(person: User) -> Client:
    """A browser in which the person has typed the password at sign-in."""
    browser = Client()
    browser.post("/account/login/", {"login": person.email, "password": PASSWORD})
    return browser


def signed_in_by_two(person: User) -> Client:
    """A browser in which the person signed in with both proofs."""
    browser = password_typed(with_factor(person))
    answer = browser.post("/account/factor/ask/", {"code": code_of(person)})
    assert answer.status_code == 302 and answer.url == "/", answer.status_code  # type: ignore[attr-defined]
    return browser
