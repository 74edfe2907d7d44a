"""The forms of what the police told a school: kept, who reads it, returned or destroyed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from cases.forms.signing import SigningForm
from reporting.actions import police_information as acts
from reporting.actions.police_information import PoliceTold
from reporting.forms.records import SchoolField
from reporting.models import PoliceInformation, PoliceInformationReader
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards, CleanTextField, LocalDateField
from tat.forms.people import SoughtForm


class PoliceInformationForm(Form):
    """What was told, of whom, by whom, on which basis."""

    use_required_attribute = False

    building = SchoolField(label=_l("Which school?"), empty_label=_l("Choose the school"), error_messages={"required": acts.BUILDING})
    student = CleanTextField(
        label=_l("Of which student? Name"),
        max_length=200,
        help_text=_l("It is kept sealed, and found by no search."),
        error_messages={"required": acts.STUDENT},
    )
    agency = CleanTextField(label=_l("Which agency and officer told it?"), max_length=200, error_messages={"required": acts.AGENCY})
    basis = forms.ChoiceField(
        label=_l("On which basis?"), choices=PoliceInformation.Basis.choices, widget=ChoiceCards(), error_messages={"required": acts.BASIS}
    )
    received_on = LocalDateField(label=_l("Received on"), past=True, error_messages={"required": acts.RECEIVED})
    text = CleanTextField(label=_l("What was told"), lines=4, error_messages={"required": acts.TEXT})

    def __init__(self, data: Any = None, *, schools: Any) -> None:
        super().__init__(data)
        self.fields["building"].queryset = schools  # type: ignore[attr-defined]

    def given(self) -> PoliceTold:
        """For the action."""
        return PoliceTold(**self.cleaned_data)


class ReaderForm(SoughtForm):
    """Who may read it, and for which purpose."""

    purpose = forms.ChoiceField(
        label=_l("For which purpose?"),
        choices=PoliceInformationReader.Purpose.choices,
        widget=ChoiceCards(),
        error_messages={"required": acts.PURPOSE},
    )


class EndForm(SigningForm):
    """It is returned or destroyed; signed, for there is no way back."""

    prefix = "end"

    how = forms.ChoiceField(
        label=_l("What becomes of it?"),
        choices=PoliceInformation.Ended.choices,
        widget=ChoiceCards(),
        error_messages={"required": acts.HOW},
    )
