"""The forms of codes: at sign-in, asked again, and at the first set-up."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _l

from tat.actions import signing_in
from tat.forms.base import Form
from tat.forms.fields import CleanTextField
from tat.sign_in.factor import TooMany, accepted

CODE = _l("Code from the app on your phone, or a recovery code")
NO_CODE = _l("Write the code.")
PLAIN_CODE = {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false", "class": "w-s"}
DIFFERENT = _l("The two do not match. Write the same password twice.")


def code_field(label: Any = CODE) -> forms.CharField:
    """Where a code is typed; it is numbers, but a phone's own keyboard fills it in by itself."""
    widget = forms.TextInput(attrs=PLAIN_CODE)
    return forms.CharField(label=label, max_length=40, widget=widget, error_messages={"required": NO_CODE})


class _JudgesCodes(forms.Form):
    """By our own judge: counted in the database, spent once."""

    use_required_attribute = False

    code = code_field()

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        try:
            found = accepted(context.request, self.user, code)  # type: ignore[attr-defined]
        except TooMany:
            raise get_adapter().validation_error("too_many") from None
        if found is None:
            raise get_adapter().validation_error("incorrect_code")
        self.authenticator = found
        return code


class SignInCodeForm(_JudgesCodes, AuthenticateForm):
    """At sign-in, after the password."""

    code = code_field()


class CodeAgainForm(_JudgesCodes, ReauthenticateForm):
    """Asked again before something is signed, taken along or opened."""

    code = code_field()


class FirstCodeForm(ActivateTOTPForm):
    """The first code from the app: it shows that the app has the secret."""

    use_required_attribute = False

    code = code_field(_l("The code that the app shows now"))


class WordForm(Form):
    """The word that an administrator handed over, and the password that it sets."""

    use_required_attribute = False

    email = forms.EmailField(label=_l("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    word = CleanTextField(
        label=_l("Set-up word"),
        max_length=60,
        help_text=_l("As you were given it, four groups of five; capitals and dashes do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _l("Write the word that you were given.")},
    )
    password1 = CleanTextField(
        label=_l("New password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _l("Write a password.")},
    )
    password2 = CleanTextField(
        label=_l("The same again"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _l("Write the same password again.")},
    )

    def clean(self) -> dict[str, Any]:
        """What is wrong with a password is told only to who has the word: its owner's name and address are part of the judgement."""
        said = super().clean() or {}
        if {"email", "word", "password1", "password2"} - set(said):
            return said
        person = signing_in.holder(email=said["email"], word=said["word"])
        if person is None:
            return said
        if said["password1"] != said["password2"]:
            self.add_error("password2", DIFFERENT)
        try:
            validate_password(said["password1"], person)
        except ValidationError as wrong:
            self.add_error("password1", wrong)
        return said

    @property
    def rules(self) -> list[str]:
        """What a password must be."""
        return password_validators_help_texts()
