"""Local sign-in: no self-made accounts, absolute addresses from the setting alone, and the seam for the second factor."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """What allauth asks the project."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Sign-in sends no mail of its own: recovery goes through two administrators."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/"
