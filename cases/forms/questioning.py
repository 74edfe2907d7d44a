"""The form of the block before a student is questioned with an officer (105 ILCS 5/22-88)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.questioning import APPLIES, QuestioningGiven
from cases.models import Interview, Questioning
from tat.forms.base import Form
from tat.forms.choices import RowField
from tat.forms.fields import ChoiceCards, CleanTextField, LocalDateTimeField, YesNoField
from tat.templatetags.moments import when

APPLIES_REVEALS = {"yes": "applies", "no": "notapplies"}
EXCEPTION_HINTS = {
    Questioning.Exempt.ARREST.value: _("Notice is then not required; say what makes it an arrest."),
    Questioning.Exempt.DANGER.value: _("Notice is then not required; say what the danger was."),
}


class TalkField(RowField):
    """A talk of the case, by whom it was with and when; not asked where there is none."""

    def offer_talks(self, talks: list[Interview]) -> None:
        """The talks to choose from."""
        self.offer(talks)
        if not talks:
            self.widget = forms.HiddenInput()

    def words(self, row: Interview) -> str:
        return f"{row.get_interviewee_display()}, {when(row.started_at)}" if row.started_at else str(row.get_interviewee_display())


class QuestioningForm(Form):
    """One answer to the block. What is not known yet may stay open; the page then says what is lacking."""

    use_required_attribute = False
    few_needed = True

    interview = TalkField(label=_("Which talk is it about?"), required=False, nobody=_("The questioning to come"))
    applies = YesNoField(
        label=_("Is this a student under 18 suspected of a criminal act, to be questioned on school grounds?"),
        reveals=APPLIES_REVEALS,
        error_messages={"required": APPLIES},
    )
    why_not = CleanTextField(
        label=_("Why does the block not apply?"), lines=2, max_length=2000, required=False, help_text=_("An age of 18 or more is enough.")
    )
    age = forms.IntegerField(
        label=_("The student’s age"),
        min_value=1,
        max_value=99,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("Write the age in full years, like 15.")),
    )
    act = CleanTextField(label=_("Which criminal act is the student suspected of?"), lines=2, max_length=2000, required=False)
    exception = forms.ChoiceField(
        label=_("Is there an exception?"),
        choices=Questioning.Exempt.choices,
        initial=Questioning.Exempt.NONE,
        required=False,
        widget=ChoiceCards(hints=EXCEPTION_HINTS, reveals={"arrest": "exception", "danger": "exception"}),
    )
    exception_why = CleanTextField(label=_("Why is it an exception?"), lines=2, max_length=2000, required=False)
    parent_told = forms.ChoiceField(
        label=_("Was a parent or guardian notified?"),
        choices=Questioning.Told.choices,
        required=False,
        widget=ChoiceCards(reveals={"reached": "told", "attempted": "told"}),
    )
    told_at = LocalDateTimeField(label=_("When?"), past=True, required=False)
    told_how = CleanTextField(label=_("In what manner, and to whom?"), max_length=200, required=False)
    told_by = CleanTextField(label=_("By whom?"), max_length=200, required=False)
    present = forms.ChoiceField(
        label=_("Who is there with the student?"),
        choices=Questioning.Professional.choices,
        required=False,
        widget=ChoiceCards(),
        help_text=_("A parent or guardian; if none can come, one of these professionals."),
    )
    present_name = CleanTextField(label=_("Name of who is there"), max_length=200, required=False)
    youth_officer = forms.ChoiceField(
        label=_("Does an officer trained in working with youth take part?"),
        choices=Questioning.Officer.choices,
        required=False,
        widget=ChoiceCards(),
    )

    def __init__(self, *args: Any, talks: list[Interview], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["interview"].offer_talks(talks)  # type: ignore[attr-defined]

    def given(self) -> QuestioningGiven:
        """The block for the action."""
        return QuestioningGiven(**self.cleaned_data)
