"""The forms of people's accounts: made, changed, found; offices given and ended."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from tat.actions import accounts as acts
from tat.actions import offices
from tat.actions.accounts import AccountGiven
from tat.actions.offices import OfficeGiven
from tat.forms.base import Form
from tat.forms.fields import CleanTextField, LocalDateField
from tat.models import Appointment, Building, User

LONGEST = 150
LONGEST_MAIL = 254


class AccountForm(Form):
    """An account that is made by hand, or changed."""

    use_required_attribute = False

    full_name = CleanTextField(label=_l("Name"), max_length=LONGEST, error_messages={"required": acts.NAME})
    position = CleanTextField(
        label=_l("Position"),
        max_length=LONGEST,
        help_text=_l("As it is printed beside a signature."),
        error_messages={"required": acts.POSITION},
    )
    email = forms.EmailField(
        label=_l("E-mail address"),
        max_length=LONGEST_MAIL,
        help_text=_l("With it the person signs in."),
        error_messages={"required": acts.MAIL},
    )

    def given(self) -> AccountGiven:
        """The account for the action."""
        return AccountGiven(**self.cleaned_data)


def account_form(person: User, data: Any = None) -> AccountForm:
    """The form of an account as it stands."""
    initial = {name: getattr(person, name) for name in ("full_name", "position", "email")}
    return AccountForm(data, prefix="change", initial=initial)


class FindForm(Form):
    """A part of a name or address. It is sent, never asked for: no name of a person stands in an address."""

    prefix = "find"
    use_required_attribute = False

    words = CleanTextField(
        label=_l("A part of the name or the e-mail address"),
        max_length=LONGEST,
        error_messages={"required": _l("Write a part of the name.")},
    )


class OfficeForm(Form):
    """An office that somebody is given."""

    prefix = "office"
    use_required_attribute = False

    role = forms.ChoiceField(
        label=_l("Office"),
        choices=[("", _l("Choose the office")), *((role.value, role.label) for role in Appointment.OFFICES)],
        error_messages={"required": offices.ROLE, "invalid_choice": offices.ROLE},
    )
    building = forms.TypedChoiceField(
        label=_l("Building"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_l("For a principal and a report taker."),
        error_messages={"invalid_choice": offices.PLACE},
    )
    from_on = LocalDateField(label=_l("First day"), error_messages={"required": offices.FIRST})

    def __init__(self, *args: Any, buildings: Iterable[Building], **options: Any) -> None:
        super().__init__(*args, **options)
        places = [(str(each.pk), each.name) for each in buildings]
        self.fields["building"].choices = [("", _l("The whole district")), *places]  # type: ignore[attr-defined]

    def given(self) -> OfficeGiven:
        """The office for the action."""
        typed = self.cleaned_data
        return OfficeGiven(role=typed["role"], building_id=typed["building"], from_on=typed["from_on"])


class EndOfficeForm(Form):
    """The last day of an office."""

    use_required_attribute = False

    until_on = LocalDateField(label=_l("Last day"), error_messages={"required": offices.LAST})
