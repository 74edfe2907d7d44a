"""The form of what was said to a therapist (740 ILCS 110; handbook 9.5)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.protected import BASIS, TEXT, ProtectedGiven
from cases.forms.questioning import TalkField
from cases.models import Interview, ProtectedStatement
from cases.models.assessment import TRANSCRIPT
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards, CleanTextField

Basis = ProtectedStatement.Basis
HINTS = {
    Basis.CONSENT.value: _("Write below who consented, and on which day. From 12 to 17 the student’s own objection counts too."),
    Basis.IMMINENT_RISK.value: _("Write below what the risk is, and for whom."),
}


class ProtectedForm(Form):
    """One communication to a therapist, with its basis."""

    use_required_attribute = False
    few_needed = True

    interview = TalkField(label=_("Was it part of a talk on record?"), required=False, nobody=_("Not part of a talk on record"))
    text = CleanTextField(
        label=_("What was said to the therapist?"),
        lines=6,
        max_length=TRANSCRIPT,
        help_text=_("Only what the team needs. Personal notes of a therapist are not entered anywhere here."),
        error_messages={"required": TEXT},
    )
    basis = forms.ChoiceField(
        label=_("On which basis is it kept here?"),
        choices=Basis.choices,
        widget=ChoiceCards(hints=HINTS),
        error_messages={"required": BASIS},
    )
    basis_note = CleanTextField(label=_("Who consented and when, or what the risk is"), lines=2, max_length=2000, required=False)

    def __init__(self, *args: Any, talks: list[Interview], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["interview"].offer_talks(talks)  # type: ignore[attr-defined]

    def given(self) -> ProtectedGiven:
        """The statement for the action."""
        return ProtectedGiven(**self.cleaned_data)
