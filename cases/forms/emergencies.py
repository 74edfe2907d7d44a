"""The forms of an emergency opening: which case and why, with the password; and what a second person says of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from cases.actions import emergencies as acts
from cases.actions.emergencies import EmergencyAsked
from cases.forms.signing import SigningForm
from cases.models import EmergencyOpening
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards, CleanTextField
from tat.models.obligations import SHORTEST_REASON


class EmergencyForm(SigningForm):
    """Code or name, the reason, and the password of whose name it bears."""

    asked = CleanTextField(
        label=_l("Code of the case, or name of the person"),
        max_length=200,
        help_text=_l("Such as CHS-26-K7Q2, or its last part; or first and last name of the person whom the case is about."),
        error_messages={"required": acts.ASKED},
    )
    reason = CleanTextField(
        label=_l("Why you need it now"),
        lines=4,
        max_length=2000,
        help_text=_l("It is stored before anything is looked for, and somebody else reads it."),
        error_messages={"required": acts.REASON.format(least=SHORTEST_REASON)},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.proven:  # else a code is asked, and its field says so
            self.fields["password"].label = _l("Your password")
            self.fields["password"].error_messages["required"] = _l("Write your password. Nothing was opened.")

    def given(self) -> EmergencyAsked:
        """What was asked, for the action."""
        return EmergencyAsked(asked=self.cleaned_data["asked"], reason=self.cleaned_data["reason"])


class JudgeForm(Form):
    """Proper or not, and why."""

    verdict = forms.ChoiceField(
        label=_l("Was it proper?"),
        choices=EmergencyOpening.Verdict.choices,
        widget=ChoiceCards(hints={"not_proper": _l("It ends at once.")}),
        error_messages={"required": acts.VERDICT, "invalid_choice": acts.VERDICT},
    )
    reason = CleanTextField(
        label=_l("Why"),
        lines=3,
        max_length=2000,
        error_messages={"required": acts.JUDGED_REASON.format(least=SHORTEST_REASON)},
    )
