"""The second factor: who must have one, how its secrets are kept, and how a typed code is judged."""

import base64
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _l

from tat import vault
from tat.models import DataKey, User
from tat.permissions import Scope, request_scope
from tat.roles import Role
from tat.sign_in.fresh import is_proven

WHERE = "second factor"
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class TooMany(Exception):
    """Too many wrong codes or passwords: nothing typed is looked at for ten minutes."""


class FactorAdapter(DefaultMFAAdapter):
    """What allauth asks the project about second factors."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _l("That code does not match, or was used already. Wait for the next one, or use a recovery code."),
        "cannot_delete_authenticator": _l("Set up another way first: without a second proof no case opens for you."),
        "too_many": _l("Too many wrong codes. Wait ten minutes, then try again."),
    }

    def encrypt(self, text: str) -> str:
        """Sealed under a data key of its own, as all that is sealed."""
        key = DataKey.objects.mint()
        sealed = vault.seal(key.open(), WHERE, text.encode())
        return f"{key.pk}:{base64.b64encode(sealed).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        key_id, _, sealed = encrypted_text.partition(":")
        key = DataKey.objects.get(pk=key_id).open()
        return vault.unseal(key, WHERE, base64.b64decode(sealed)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last one stays where one is required: who lost it is helped by two administrators."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=KINDS).exclude(pk=authenticator.pk)
        return not settings.SECOND_FACTOR_REQUIRED or others.exists()

    def generate_authenticator_name(self, user: Any, type: str) -> str:
        """What stands in the field until the person writes what they call it."""
        return gettext("Key %(n)d") % {"n": Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}

    def get_totp_issuer(self) -> str:
        return settings.SITE_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """By the setting, never by the Host header."""
        return {"id": settings.SITE_HOST, "name": settings.SITE_NAME}


def has_factor(user: User) -> bool:
    """Whether the person has set up a code or a key; recovery codes alone are none."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=KINDS).exists()


def proves_first(request: HttpRequest) -> bool:
    """Whether this session opens nothing but the pages of the second factor for now."""
    if not settings.SECOND_FACTOR_REQUIRED or is_proven(request):
        return False
    return not only_takes_reports(request_scope(request))


def only_takes_reports(scope: Scope) -> bool:
    """Who takes reports and holds nothing else reads only what they took in, until it is reviewed."""
    return scope.roles() == {Role.REPORT_TAKER} and not any(scope.standing.values())


def accepted(request: HttpRequest, user: User, code: str) -> Authenticator | None:
    """The factor that this code proves, spent with it; None for a wrong one, which counts as a wrong password does. Raises TooMany."""
    credentials = {"email": user.email}
    if not AxesProxyHandler.is_allowed(request, credentials):
        request.axes_locked_out = False  # type: ignore[attr-defined]
        raise TooMany
    with transaction.atomic():
        rows = Authenticator.objects.select_for_update(of=("self",)).filter(user_id=user.pk).exclude(type=Authenticator.Type.WEBAUTHN)
        for row in rows.order_by("-type"):
            row.user = user
            if _opens(row, code):
                return row
    AxesProxyHandler.user_login_failed(__name__, credentials, request)
    request.axes_locked_out = False  # type: ignore[attr-defined]
    return None


def _opens(row: Authenticator, code: str) -> bool:
    return _by_app(row, code) if row.type == Authenticator.Type.TOTP else row.wrap().validate_code(code)


def _by_app(row: Authenticator, code: str) -> bool:
    """A code counts once, and none before it any more: the row remembers the last, since a cache may forget."""
    secret = decrypt(row.data["secret"])
    for counter in totp.yield_hotp_counters_from_time():
        right = compare_user_code(actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, counter)))
        if right and counter > row.data.get("last", -1):
            row.data["last"] = counter
            row.save(update_fields=["data"])
            return True
    return False


def spent_at_set_up(row: Authenticator, code: str) -> None:
    """The code with which the app was set up is spent too."""
    _by_app(row, code)


__all__ = ["FactorAdapter", "TooMany", "accepted", "has_factor", "only_takes_reports", "proves_first", "spent_at_set_up"]
