"""The forms of the worksheet: the proof of the report to the State Police, and an attempt."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from reporting.actions.agencies import NUMBER, SUBMITTED, TRIED, TRIED_WHEN, AttemptGiven, ProofGiven
from tat.forms.base import Form
from tat.forms.fields import CleanTextField, LocalDateTimeField
from tat.models import User

WHO = _l("Choose who submitted it.")


class ProofForm(Form):
    """What the portal gave back."""

    use_required_attribute = False

    confirmation = CleanTextField(
        label=_l("Confirmation number"),
        max_length=100,
        error_messages={"required": NUMBER},
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off"}),
    )
    submitted_at = LocalDateTimeField(label=_l("Submitted at"), past=True, error_messages={"required": SUBMITTED})
    submitted_by = forms.TypedChoiceField(label=_l("Submitted by"), coerce=int, error_messages={"required": WHO, "invalid_choice": WHO})
    note = CleanTextField(label=_l("Note"), lines=2, max_length=2000, required=False)

    def __init__(self, *args: Any, submitters: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {user.pk: user for user in submitters}
        people = [(user.pk, f"{user.full_name}, {user.position}") for user in self.people.values()]
        self.fields["submitted_by"].choices = [("", _l("Choose who")), *people]  # type: ignore[attr-defined]

    def given(self) -> ProofGiven:
        """The proof for the action."""
        data = self.cleaned_data
        return ProofGiven(**(data | {"submitted_by": self.people[data["submitted_by"]]}))


class AttemptForm(Form):
    """The portal is down, or the report cannot be submitted."""

    use_required_attribute = False
    prefix = "attempt"

    attempted_at = LocalDateTimeField(label=_l("When did you try?"), past=True, error_messages={"required": TRIED_WHEN})
    what_happened = CleanTextField(
        label=_l("What did you try, and whom did you reach?"), lines=3, max_length=2000, error_messages={"required": TRIED}
    )

    def given(self) -> AttemptGiven:
        """The attempt for the action."""
        return AttemptGiven(**self.cleaned_data)
