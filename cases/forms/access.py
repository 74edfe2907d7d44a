"""The forms of the access page: a conflict, and a grant until a day."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tat.forms.base import Form
from tat.forms.choices import NOT_LISTED, Shared
from tat.forms.people import PersonField
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


class GrantForm(PersonForm):
    """Let one named person in until the end of a day."""

    ids = "id_grant_%s"
    reason = forms.ChoiceField(label=_("Why"), choices=REASONS)
    until = LocalDateField(label=_("Last day of access"), error_messages={"required": _("Write the last day of access.")})
