"""The forms of the district's directory of help: one service, new or changed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.services import FIELDS, KIND, NAME, NAME_LIMIT, REACH, TEXT_LIMIT, WHOM, ServiceGiven
from cases.models import Service
from tat.forms.base import Form
from tat.forms.choices import CheckCards
from tat.forms.text import CleanTextField


class ServiceForm(Form):
    """One service in words that a family understands."""

    use_required_attribute = False

    name = CleanTextField(label=_("What is it called?"), max_length=NAME_LIMIT, error_messages={"required": NAME})
    kind = forms.ChoiceField(
        label=_("Which kind of help is it?"),
        choices=[("", _("Choose the kind")), *Service.Kind.choices],
        error_messages={"required": KIND},
    )
    for_whom = forms.MultipleChoiceField(
        label=_("For whom is it?"), choices=Service.Whom.choices, widget=CheckCards(), error_messages={"required": WHOM}
    )
    reach = CleanTextField(
        label=_("How is it reached?"),
        lines=2,
        max_length=TEXT_LIMIT,
        error_messages={"required": REACH},
        help_text=_("Telephone, address, hours, whom to ask."),
    )
    terms = CleanTextField(
        label=_("Cost, insurance, languages"), lines=2, max_length=TEXT_LIMIT, required=False, help_text=_("As a family would ask.")
    )
    note = CleanTextField(
        label=_("Note"), lines=2, max_length=TEXT_LIMIT, required=False, help_text=_("About the service. Nobody who was sent there.")
    )

    def given(self) -> ServiceGiven:
        """The service for the action."""
        return ServiceGiven(**{name: self.cleaned_data[name] for name in FIELDS})


class ChangeServiceForm(ServiceForm):
    """One service as it stands, on the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, row: Service) -> None:
        super().__init__(data, initial={name: getattr(row, name) for name in (*FIELDS, "version")})
