"""Local sign-in: no self-made accounts, absolute addresses from the setting alone, and the seam for the second factor."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import authenticate
from django.http import HttpRequest


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


def attempted_name(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Whose account an attempt is counted against: with none, one person's wrong passwords would lock out a whole school."""
    given = credentials or {}
    return str(given.get("email") or given.get("username") or request.POST.get("login", "")).lower()


def signs(request: HttpRequest, password: str) -> bool | None:
    """Whether this is the password of the person behind the request; a wrong one counts as at sign-in. None while the account waits.

    The page with what was typed is shown in each case: the lock's own page would throw it away.
    """
    found = authenticate(request, email=request.user.email, password=password)  # type: ignore[union-attr]
    if getattr(request, "axes_locked_out", False):
        request.axes_locked_out = False  # type: ignore[attr-defined]
        return None
    return found == request.user
