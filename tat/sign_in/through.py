"""The identity provider through which a session began, and whether it stands for the second proof."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tat.actions.provider_sign_in import sign_in_by_provider
from tat.identity import Provider

METHOD = "provider"
FIRST_PROOFS = {METHOD, "password"}


class SecondProof(AuthenticateStage):
    """Not asked for where the provider asked for one that the district trusts."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return not by_two_at_provider(request) and super()._should_handle(request)


def by_two_at_provider(request: HttpRequest) -> bool:
    """Whether this very request brought a provider's answer that the district trusts as a second proof."""
    return getattr(request, "by_two_at_provider", False)


def note_provider(request: HttpRequest, user: Any) -> None:
    """One entry in the log where the session that begins was opened by a provider, not by a password."""
    firsts = [each for each in get_authentication_records(request, user) if each["method"] in FIRST_PROOFS]
    if firsts and firsts[-1]["method"] == METHOD and (provider := settings.IDENTITY_PROVIDERS.get(firsts[-1]["provider"])):
        sign_in_by_provider(by=user, provider=provider, mac=bytes.fromhex(firsts[-1]["mac"]), address=_address(request))


def providers_for(user: Any) -> list[Provider]:
    """Those of the person's own district."""
    slug = user.district.slug if user.district_id else None
    return [each for each in settings.IDENTITY_PROVIDERS.values() if each.district == slug]


def ways_at_provider(request: HttpRequest, *, has_factor: bool) -> list[dict[str, Any]]:
    """Where whom a provider let in may prove it again: there, where it stands for the second proof, or where there is none to ask for.

    As allauth lists ways: id, description, url.
    """
    records = get_authentication_records(request, request.user)
    through = {each.get("provider") for each in records if each["method"] == METHOD}
    return [
        {
            "id": f"{METHOD}:{each.id}",
            "description": _("Sign in again at %(provider)s") % {"provider": each.name},
            "url": reverse("provider_again", args=[each.id]),
        }
        for each in (providers_for(request.user) if through else [])
        if each.id in through and (each.second_factor or not has_factor)
    ]


def _address(request: HttpRequest) -> str:
    """The network address: the last one that the proxy in front of us saw."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")


__all__ = ["METHOD", "SecondProof", "by_two_at_provider", "note_provider", "providers_for", "ways_at_provider"]
