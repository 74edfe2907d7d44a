"""The forms of the access page: a conflict, and a grant until a day."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.circle import WHY
from tat.forms.base import Form
from tat.forms.choices import NOT_LISTED, Shared
from tat.forms.people import PersonField, SoughtForm
from tat.forms.text import CleanTextField
from tat.forms.times import LocalDateField
from tat.models import User

REASONS = [
    ("consultant", _("Consultant to the team")),
    ("personnel", _("Personnel officer, employee subject")),
    ("named", _("Named for this case")),
]


class PersonForm(Form):
    """A person of the case's district, by name."""

    person = PersonField(label=_("Who"), name_alone=True, error_messages={"invalid_choice": NOT_LISTED})

    ids = "id_conflict_%s"

    def __init__(self, *args: Any, people: Iterable[User] | Shared, **options: Any) -> None:
        super().__init__(*args, auto_id=self.ids, **options)
        self.fields["person"].offer(people)  # type: ignore[attr-defined]


class RestrictForm(Form):
    """Why only named people may have the case."""

    reason = CleanTextField(
        label=_("Why"),
        lines=2,
        max_length=2000,
        help_text=_("It stands as a note of the case."),
        error_messages={"required": WHY},
    )


class WhyForm(SoughtForm):
    """A person by name or e-mail, and the code of the case where the page is of none."""

    case = CleanTextField(label=_("Code of the case"), max_length=16, error_messages={"required": _("Write the code of the case.")})
    field_order = ("case", "who", "person")


class GrantForm(PersonForm):
    """Let one named person in until the end of a day."""

    ids = "id_grant_%s"
    reason = forms.ChoiceField(label=_("Why"), choices=REASONS)
    until = LocalDateField(label=_("Last day of access"), error_messages={"required": _("Write the last day of access.")})
