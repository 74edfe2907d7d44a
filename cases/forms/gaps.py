"""The forms of the gaps page: a new gap, and how one was closed."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.gaps import DUE, HOW, OWNER, WHAT, GapGiven
from cases.step import StepDomain
from tat.forms.base import Form
from tat.forms.fields import CleanTextField, LocalDateField
from tat.forms.people import PersonField
from tat.models import User

COMMON = (
    _("The subject has not been heard"),
    _("The target has not been heard"),
    _("Access to a weapon is not known"),
    _("Whereabouts are not known"),
    _("Accounts conflict"),
    _("Records have not been seen"),
    _("Online material has not been looked at"),
    _("Law enforcement information is awaited"),
    _("Supervision at home is not known"),
    _("Protective factors have not been explored"),
    _("Whether the subject is in treatment is not known"),
)
"""Gaps that are often left open, offered while typing (handbook 5.5; district-defined default)."""


class GapForm(Form):
    """What is not known, who finds out, and by when."""

    use_required_attribute = False
    prefix = "gap"

    what = CleanTextField(label=_("What is not known?"), max_length=2000, error_messages={"required": WHAT})
    why = CleanTextField(label=_("Why does it matter?"), lines=2, max_length=2000, required=False)
    domain = forms.ChoiceField(label=_("Under which letter?"), choices=[("", _("None of the four")), *StepDomain.choices], required=False)
    owner = PersonField(label=_("Who finds out?"), error_messages={"required": OWNER})
    due_on = LocalDateField(label=_("By when?"), error_messages={"required": DUE})

    def __init__(self, data: Any = None, *, people: Iterable[User], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["owner"].offer(people)  # type: ignore[attr-defined]
        self.fields["what"].widget.attrs["list"] = "common-gaps"

    def given(self) -> GapGiven:
        """The gap for the action."""
        return GapGiven(**self.cleaned_data)


class CloseGapForm(Form):
    """How one gap was closed; its prefix is the gap's id."""

    use_required_attribute = False

    how = CleanTextField(label=_("How was it closed?"), lines=2, max_length=2000, error_messages={"required": HOW})
