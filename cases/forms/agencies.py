"""The forms of the directory of agencies: an office new or changed, the end of one, the agreement with the police."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.agencies import FIELDS, KIND, LIMITS, MAIL, NAME, NUMBER, NUMBERS, AgencyGiven, is_mail, is_number
from cases.actions.agreements import KEPT, LONGEST_NOTE, LONGEST_PLACE, AgreementGiven
from tat.forms.base import Form
from tat.forms.choices import CheckCards
from tat.forms.fields import CleanTextField, LocalDateField
from tat.models import Agency, Building, ReciprocalAgreement

PHONE = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})


def _phone(label: Any, help_text: Any = "") -> CleanTextField:
    return CleanTextField(label=label, max_length=60, required=False, help_text=help_text, widget=PHONE)


class OfficeForm(Form):
    """What is known of one office."""

    use_required_attribute = False

    name = CleanTextField(label=_("Its name"), max_length=LIMITS["name"], error_messages={"required": NAME})
    phone_always = _phone(_("Number answered day and night"), _("Not 911: that one is shown beside it by itself."))
    phone = _phone(_("Non-emergency or office number"), _("Such as 217-555-0142, with “ext. 12” where it needs one."))
    hours = CleanTextField(label=_("When the office number is answered"), max_length=LIMITS["hours"], required=False)
    email = CleanTextField(
        label=_("E-mail"), max_length=LIMITS["email"], required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    address = CleanTextField(label=_("Address"), max_length=LIMITS["address"], required=False)
    contact = CleanTextField(
        label=_("How it takes the annual filing"),
        max_length=LIMITS["contact"],
        required=False,
        help_text=_("Desk, address or e-mail: as you will send it. For police and the regional office."),
    )
    buildings = forms.MultipleChoiceField(
        label=_("Which buildings does it serve?"), required=False, widget=CheckCards(), help_text=_("None chosen: the whole district.")
    )
    note = CleanTextField(
        label=_("Note"), lines=2, max_length=LIMITS["note"], required=False, help_text=_("About the office. Nobody in a case.")
    )

    def __init__(self, *args: Any, buildings: Iterable[Building], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["buildings"].choices = [(str(each.pk), each.name) for each in buildings]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        for name in NUMBERS:
            if name in data and not is_number(data[name]):
                self.add_error(name, NUMBER)
        if "email" in data and not is_mail(data["email"].strip()):
            self.add_error("email", MAIL)
        return data

    def given(self) -> AgencyGiven:
        """The office for the action."""
        data = self.cleaned_data
        places = [int(each) for each in data.get("buildings", ())]
        return AgencyGiven(**{name: data[name] for name in FIELDS}, buildings=places)


class AgencyForm(OfficeForm):
    """One office that is new."""

    kind = forms.ChoiceField(
        label=_("What kind of office"),
        choices=[("", _("Choose the kind")), *Agency.Kind.choices],
        error_messages={"required": KIND, "invalid_choice": KIND},
    )
    field_order = ["kind", *OfficeForm.base_fields]


class ChangeAgencyForm(OfficeForm):
    """One office as it stands, on the version that was read; its kind stays."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, row: Any, buildings: Iterable[Building]) -> None:
        super().__init__(data, initial=as_it_stands(row), buildings=buildings)
        if row.kind != Agency.Kind.LAW_ENFORCEMENT:
            del self.fields["buildings"]
        if row.kind not in Agency.RECEIVES_FILING:
            self.fields["contact"].help_text = ""


def as_it_stands(row: Any) -> dict[str, Any]:
    """What stands in the form for this office."""
    return {name: getattr(row, name) for name in (*FIELDS, "version")} | {"buildings": [str(each) for each in row.building_ids]}


class EndAgencyForm(Form):
    """From when on an office is not used any more."""

    use_required_attribute = False

    ended_on = LocalDateField(
        label=_("Not used any more from"), error_messages={"required": _("Write the day from which it is not used any more.")}
    )


class AgreementForm(Form):
    """The reciprocal agreement with one police agency."""

    use_required_attribute = False

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    agreed_on = LocalDateField(label=_("Agreed on"), past=True, error_messages={"required": _("Write the day on which it was agreed.")})
    renewed_on = LocalDateField(label=_("Last renewed on"), past=True, required=False)
    kept_at = CleanTextField(
        label=_("Where the paper lies"),
        max_length=LONGEST_PLACE,
        error_messages={"required": KEPT},
        help_text=_("The folder or the office, so that it can be shown."),
    )
    note = CleanTextField(label=_("Note"), lines=2, max_length=LONGEST_NOTE, required=False)

    def given(self) -> AgreementGiven:
        """The agreement for the action."""
        return AgreementGiven(**{name: self.cleaned_data[name] for name in ("agreed_on", "renewed_on", "kept_at", "note")})


def agreement_form(latest: ReciprocalAgreement | None, data: Any = None) -> AgreementForm:
    """The form on the agreement that stands."""
    return AgreementForm(data, initial={"seen": str(latest.pk) if latest else ""}, prefix="agreement")
