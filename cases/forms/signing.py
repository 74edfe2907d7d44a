"""Signing: a proof again, so that a signature is the act of the person whose name it bears."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tat.forms.base import Form
from tat.forms.fields import CleanTextField
from tat.sign_in import is_fresh, is_proven, mark_fresh, signs, ways_at_provider
from tat.sign_in.factor import TooMany, accepted

NO_PASSWORD = _("Write your password to sign. Nothing was signed.")
WRONG_PASSWORD = _("That password does not match. Nothing was signed.")
LOCKED = _("Too many wrong passwords. Wait ten minutes, then sign; until then your text stays on this page.")
CODE = _("Your code, to sign")
WHICH_CODE = _("From the app on your phone, or a recovery code. With a key: use it first on “Is it you?”, then sign within five minutes.")
AT_PROVIDER = _("In a new tab; then sign here within five minutes. A code of this site does as well.")
FRESH = _("You proved a moment ago who you are: leave this empty and sign.")
NO_CODE = _("Write your code to sign. Nothing was signed.")
WRONG_CODE = _("That code does not match, or was used already. Wait for the next one. Nothing was signed.")
LOCKED_CODE = _("Too many wrong codes. Wait ten minutes, then sign; until then your text stays on this page.")


class SigningForm(Form):
    """What every signature asks: a code of the signer's second factor, or the password of who has none. It is never shown again."""

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
        self.proven = is_proven(request)
        self.fresh = self.proven and is_fresh(request)
        if self.proven:
            self._ask_for_code()

    def _ask_for_code(self) -> None:
        field = self.fields["password"]
        field.label, field.help_text, field.required = CODE, FRESH if self.fresh else self._which(), not self.fresh
        field.widget.attrs |= {"autocomplete": "one-time-code", "class": "w-s"}
        field.error_messages["required"] = NO_CODE

    def _which(self) -> Any:
        """Whom a provider let in proves it there again: the text stays on this page."""
        ways = ways_at_provider(self.request, has_factor=True)
        link = '<a href="{}" target="_blank" rel="noopener">{}</a>. {}'
        return format_html(link, ways[0]["url"], ways[0]["description"], AT_PROVIDER) if ways else WHICH_CODE

    def clean_password(self) -> str:
        """Raises a sentence where it is not the signer's; a wrong one counts toward the lock of the account."""
        password: str = self.cleaned_data["password"]
        if self.proven:
            return password if self.fresh else self._judged(password)
        right = signs(self.request, password)
        if not right:
            raise ValidationError(LOCKED if right is None else WRONG_PASSWORD, code="wrong_password")
        return password

    def _judged(self, code: str) -> str:
        try:
            right = accepted(self.request, self.request.user, code)  # type: ignore[arg-type]
        except TooMany:
            raise ValidationError(LOCKED_CODE, code="wrong_password") from None
        if right is None:
            raise ValidationError(WRONG_CODE, code="wrong_password")
        mark_fresh(self.request, proven=True)
        return code
