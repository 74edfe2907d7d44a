"""Signing: the password again, so that a signature is the act of the person whose name it bears."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tat.forms.fields import CleanTextField
from tat.models import User

NO_PASSWORD = _("Write your password to sign. Nothing was signed.")
WRONG_PASSWORD = _("That password does not match. Nothing was signed.")


class SigningForm(forms.Form):
    """What every signature asks: the signer's password, which is never shown again."""

    use_required_attribute = False

    password = CleanTextField(
        label=_("Your password, to sign"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "w-m"}),
        error_messages={"required": NO_PASSWORD},
    )

    def __init__(self, *args: Any, signer: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.signer = signer
        self.order_fields([name for name in self.fields if name != "password"] + ["password"])

    def clean_password(self) -> str:
        """Raises a sentence where it is not the signer's."""
        password: str = self.cleaned_data["password"]
        if not self.signer.check_password(password):
            raise ValidationError(WRONG_PASSWORD, code="wrong_password")
        return password
