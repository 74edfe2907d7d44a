"""What every signed act asks again: the password of the person who signs (step-up, until the second factor is in)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tat.models import User


class SignedForm(forms.Form):
    """A form whose act carries a signature."""

    password = forms.CharField(
        label=_("Your password, to sign"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Type your password. Nothing was signed.")},
    )

    def __init__(self, *args: Any, signer: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.signer = signer

    def clean_password(self) -> str:
        """Raises the sentence for a password that is not the signer's."""
        if not self.signer.check_password(self.cleaned_data["password"]):
            raise ValidationError(_("That password does not match. Nothing was signed."), code="mismatch")
        return ""
