"""The forms of the access page: a conflict, and a grant until a day."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from tat.forms.times import LocalDateField
from tat.models import User

REASONS = [
    ("consultant", _("Consultant to the team")),
    ("personnel", _("Personnel officer, employee subject")),
    ("named", _("Named for this case")),
]


class PersonForm(forms.Form):
    """A person of the case's district, by name."""

    person = forms.ModelChoiceField(
        User.objects.none(), label=_("Who"), empty_label=_("Choose a person"), error_messages={"required": _("Choose a person.")}
    )

    ids = "id_conflict_%s"

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        super().__init__(*args, auto_id=self.ids, **options)
        people = User.objects.filter(district_id=case.district_id, is_active=True).order_by("full_name")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class GrantForm(PersonForm):
    """Let one named person in until the end of a day."""

    ids = "id_grant_%s"
    reason = forms.ChoiceField(label=_("Why"), choices=REASONS)
    until = LocalDateField(label=_("Last day of access"), error_messages={"required": _("Write the last day of access.")})
