"""The forms of the danger determination: an answer, and the correction of its time."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.danger import ANSWER, REPLACED, STUDENT, WHEN, WHY_CORRECT, DangerGiven
from cases.models import DangerDetermination
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards, CleanTextField, LocalDateTimeField, YesNoField

Capacity = DangerDetermination.Capacity
ANSWER_HINTS = {"yes": _("Starts a duty of 24 hours, from the time of the determination."), "no": _("Its reason stays on record.")}
CAPACITY_HINTS = {
    Capacity.CLINICIAN.value: _(
        "Reports to the Department of Human Services; the State Police’s report waits for an administrator’s own determination."
    ),
}
LATER_LEAVES_IT = _("An earlier time moves the due time earlier. A later one is recorded, and the due time stays.")


class DangerForm(Form):
    """One answer to “clear and present danger?”."""

    use_required_attribute = False
    few_needed = True

    answer = forms.ChoiceField(
        label=_("Does the subject pose a clear and present danger?"),
        choices=DangerDetermination.Answer.choices,
        widget=ChoiceCards(hints=ANSWER_HINTS),
        error_messages={"required": ANSWER},
    )
    subject_is_student = YesNoField(label=_("Is the subject a student?"), error_messages={"required": STUDENT})
    capacity = forms.ChoiceField(
        label=_("Determined in which capacity?"),
        choices=Capacity.choices,
        initial=Capacity.ADMINISTRATOR,
        widget=ChoiceCards(hints=CAPACITY_HINTS),
    )
    determined_by_name = CleanTextField(label=_("By whom, if not by you?"), max_length=200, required=False)
    determined_at = LocalDateTimeField(
        label=_("When was it determined?"),
        past=True,
        help_text=_("Not when it happened, and not when it is entered: when it was determined."),
        error_messages={"required": WHEN},
    )
    facts = CleanTextField(
        label=_("Behaviors and statements that it rests on"),
        lines=4,
        required=False,
        help_text=_("In order, with dates and exact words. Needed for “yes”."),
    )
    reason = CleanTextField(label=_("The reason"), lines=3, required=False, help_text=_("Needed for “no”."))

    def given(self) -> DangerGiven:
        """The determination for the action."""
        return DangerGiven(**self.cleaned_data)


class CorrectionForm(Form):
    """The stated time was wrong."""

    use_required_attribute = False
    prefix = "correction"
    few_needed = True

    determination = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": REPLACED, "invalid": REPLACED})
    determined_at = LocalDateTimeField(label=_("When was it determined?"), past=True, error_messages={"required": WHEN})
    reason = CleanTextField(label=_("Why was the time wrong?"), lines=2, error_messages={"required": WHY_CORRECT})

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["determined_at"].help_text = LATER_LEAVES_IT
