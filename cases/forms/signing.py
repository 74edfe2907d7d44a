"""Signing: the password again, so that a signature is the act of the person whose name it bears."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tat.forms.base import Form
from tat.forms.fields import CleanTextField
from tat.sign_in import signs

NO_PASSWORD = _("Write your password to sign. Nothing was signed.")
WRONG_PASSWORD = _("That password does not match. Nothing was signed.")
LOCKED = _("Too many wrong passwords. Wait ten minutes, then sign; until then your text stays on this page.")


class SigningForm(Form):
    """What every signature asks: the signer's password, which is never shown again."""

    use_required_attribute = False

    password = CleanTextField(
        label=_("Your password, to sign"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "w-m"}),
        error_messages={"required": NO_PASSWORD},
    )

    def __init__(self, *args: Any, request: HttpRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        self.request = request
        self.order_fields([name for name in self.fields if name != "password"] + ["password"])

    def clean_password(self) -> str:
        """Raises a sentence where it is not the signer's; a wrong one counts toward the lock of the account."""
        password: str = self.cleaned_data["password"]
        right = signs(self.request, password)
        if not right:
            raise ValidationError(LOCKED if right is None else WRONG_PASSWORD, code="wrong_password")
        return password
