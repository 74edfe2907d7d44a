"""The forms that set a district up: its facts, its buildings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from tat.actions import buildings as acts
from tat.actions.buildings import BuildingGiven, FactsGiven
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards, CleanTextField, LocalDateField
from tat.forms.people import SoughtForm
from tat.models import Building, District
from tat.statutes.rcdts import HOW

LONGEST = 200
A_CODE = 40


class FactsForm(Form):
    """What is known of the district."""

    use_required_attribute = False

    name = CleanTextField(label=_l("Name of the district"), max_length=LONGEST, error_messages={"required": acts.NAME})
    rcdts = CleanTextField(
        label=_l("Its RCDTS code"),
        max_length=A_CODE,
        help_text=_l("Such as 17-999-0010-26-0000. The school part of a district’s code is 0000."),
        error_messages={"required": HOW},
    )
    kind = forms.ChoiceField(
        label=_l("Kind of district"),
        choices=[("", _l("Choose the kind")), *District.Kind.choices],
        error_messages={"required": acts.KIND, "invalid_choice": acts.KIND},
    )
    office = forms.ChoiceField(
        label=_l("Which office takes its annual filing?"),
        choices=District.Office.choices,
        widget=ChoiceCards,
        error_messages={"required": acts.OFFICE, "invalid_choice": acts.OFFICE},
    )

    def given(self) -> FactsGiven:
        """The facts for the action."""
        return FactsGiven(**self.cleaned_data)


class SecondContactForm(SoughtForm):
    """Who is told where the superintendent cannot be."""

    prefix = "second"


class ChangeBuildingForm(Form):
    """What may change of a building."""

    use_required_attribute = False

    name = CleanTextField(label=_l("Name of the building"), max_length=LONGEST, error_messages={"required": acts.NAME})
    rcdts = CleanTextField(
        label=_l("Its RCDTS code"),
        max_length=A_CODE,
        help_text=_l("Such as 17-999-0010-26-0001. A non-public or charter school may have one letter in it."),
        error_messages={"required": HOW},
    )
    kind = forms.ChoiceField(
        label=_l("Kind of building"),
        choices=[("", _l("Choose the kind")), *Building.Kind.choices],
        error_messages={"required": acts.KIND, "invalid_choice": acts.KIND},
    )

    def given(self) -> BuildingGiven:
        """The building for the action."""
        return BuildingGiven(**self.cleaned_data)


class BuildingForm(ChangeBuildingForm):
    """A building that is entered."""

    letters = CleanTextField(
        label=_l("Its letters"),
        max_length=A_CODE,
        help_text=_l("Two to six, such as CHS. They begin the codes of its cases and stand in the address of its public form."),
        error_messages={"required": acts.CODE},
    )
    field_order = ("name", "letters", "rcdts", "kind")


class CloseBuildingForm(Form):
    """The last day of a building."""

    prefix = "close"
    use_required_attribute = False

    closed_on = LocalDateField(label=_l("Its last day as a school"), past=True, error_messages={"required": acts.NO_DAY})


def change_form(row: Building, data: Any = None) -> ChangeBuildingForm:
    """The form of a building as it stands."""
    return ChangeBuildingForm(data, prefix="change", initial={"name": row.name, "rcdts": row.rcdts, "kind": row.kind})
