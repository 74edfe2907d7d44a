"""The forms of the SIRS worksheet: what is prepared, in the order in which it is typed over, and the proof."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from cases.models.incidents import AttackKind, Doer, DrugKind, Grounds, Injury, Personnel, WeaponKind
from reporting.actions.sirs import CHOOSE, ENTERED, KINDS, NARRATIVE, SIRS_ID, WHEN, SirsGiven
from reporting.documents.sirs_worksheet import FAMILIES
from tat.forms.base import Form
from tat.forms.fields import CleanTextField, LocalDateTimeField

NONE = [("", _l("Choose"))]
CHOICE = {"required": CHOOSE}


class SirsForm(Form):
    """The worksheet of one duty; of the kinds only those of its family."""

    use_required_attribute = False

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 2)
    happened_at = LocalDateTimeField(label=_l("Incident date and time"), past=True, error_messages={"required": WHEN})
    grounds = forms.ChoiceField(label=_l("Kind of place"), choices=[*NONE, *Grounds.choices], error_messages=CHOICE)
    location = CleanTextField(label=_l("Location"), max_length=200, required=False)
    attack = forms.ChoiceField(label=_l("Attack kind"), choices=[*NONE, *AttackKind.choices], error_messages=CHOICE)
    drug = forms.ChoiceField(label=_l("Drug kind"), choices=[*NONE, *DrugKind.choices], error_messages=CHOICE)
    weapon = forms.ChoiceField(label=_l("Weapon kind"), choices=[*NONE, *WeaponKind.choices], error_messages=CHOICE)
    done_by = forms.ChoiceField(label=_l("Offender kind"), choices=[*NONE, *Doer.choices], error_messages=CHOICE)
    attacked = forms.ChoiceField(label=_l("Victim kind"), choices=[*NONE, *Personnel.choices], error_messages=CHOICE)
    injury = forms.ChoiceField(label=_l("Injury"), choices=[*NONE, *Injury.choices], error_messages=CHOICE)
    police_agency = CleanTextField(label=_l("Police told: agency"), max_length=200, required=False)
    police_at = LocalDateTimeField(label=_l("Police told: when"), past=True, required=False)
    police_report = CleanTextField(label=_l("Police told: report number"), max_length=100, required=False)
    action_taken = CleanTextField(label=_l("Action taken"), lines=2, max_length=2000, required=False)
    narrative = CleanTextField(
        label=_l("Narrative"), lines=4, max_length=4000, error_messages={"required": NARRATIVE}, help_text=_l("Without names.")
    )
    nobody_named = forms.BooleanField(label=_l("I have read it over: nobody is named"), required=False)

    def __init__(self, data: Any = None, *, rule: str, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        asked = KINDS[FAMILIES[rule]]
        for name in {"attack", "drug", "weapon", "attacked"} - set(asked):
            del self.fields[name]

    def given(self) -> SirsGiven:
        """The worksheet for the action."""
        return SirsGiven(**self.cleaned_data)


class SirsProofForm(Form):
    """What SIRS gave back."""

    use_required_attribute = False
    prefix = "proof"

    sirs_id = CleanTextField(
        label=_l("SIRS id"),
        max_length=60,
        error_messages={"required": SIRS_ID},
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off"}),
    )
    entered_at = LocalDateTimeField(label=_l("Entered on"), past=True, error_messages={"required": ENTERED})
