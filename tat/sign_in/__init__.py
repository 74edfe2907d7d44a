"""Sign-in: no self-made accounts, absolute addresses from the setting alone, and proofs that are asked for again."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from django.contrib.auth import authenticate
from django.http import HttpRequest

from tat.models import User
from tat.sign_in.fresh import asks_again, asks_factor_again, begin, is_fresh, is_proven, mark_fresh
from tat.sign_in.through import by_two_at_provider, note_provider, ways_at_provider

PASSWORD_WAY = "reauthenticate"  # noqa: S105  the name of a way, as allauth calls it
STAGES = {"allauth.mfa.stages.AuthenticateStage": "tat.sign_in.through.SecondProof"}


class AccountAdapter(DefaultAccountAdapter):
    """What allauth asks the project."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Sign-in sends no mail of its own: recovery goes through two administrators."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """An account that has ended is answered as a wrong password is: nobody learns which of the two it was."""
        user = super().authenticate(request, **credentials)
        return user if user and user.is_active else None

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def login(self, request: HttpRequest, user: Any) -> None:
        """The session begins, with what was proven for it."""
        super().login(request, user)
        methods = {record.get("method") for record in get_authentication_records(request, user)}
        begin(request, user, proven="mfa" in methods or by_two_at_provider(request))
        note_provider(request, user)

    def get_login_stages(self) -> list[str]:
        """Ours in the place of allauth's, which knows no second proof but its own."""
        return [STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """By the one clock, for allauth's own pages too."""
        return not is_fresh(context.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has a second factor proves it by that; the password alone does for nobody else's.

        Whom a provider let in proves it there again too, where it did for the second proof or there is none.
        """
        ways = super().get_reauthentication_methods(user)
        by_factor = [way for way in ways if way["id"] != PASSWORD_WAY]
        return (by_factor or ways) + ways_at_provider(context.request, has_factor=bool(by_factor))


def attempted_name(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Whose account an attempt is counted against: with none, one person's wrong passwords would lock out a whole school."""
    given = credentials or {}
    return str(given.get("email") or given.get("username") or request.POST.get("login", "")).lower()


def signs(request: HttpRequest, password: str) -> bool | None:
    """Whether this is the password of the person behind the request; a wrong one counts as at sign-in. None while the account waits.

    The page with what was typed is shown in each case: the lock's own page would throw it away.
    """
    user: User = request.user  # type: ignore[assignment]
    found = authenticate(request, email=user.email, password=password)
    if getattr(request, "axes_locked_out", False):
        request.axes_locked_out = False  # type: ignore[attr-defined]
        return None
    return found == user


__all__ = [
    "AccountAdapter",
    "asks_again",
    "asks_factor_again",
    "attempted_name",
    "begin",
    "is_fresh",
    "is_proven",
    "mark_fresh",
    "signs",
    "ways_at_provider",
]
