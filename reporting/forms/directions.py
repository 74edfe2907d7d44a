"""The forms of directions: a new one, an acknowledgement, a withdrawal."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from reporting.actions import directions as acts
from reporting.actions.directions import DirectionGiven
from reporting.forms.system import OPEN_AGAIN
from reporting.models.directions import LONGEST_ANSWER, LONGEST_TITLE
from tat.forms.base import Form
from tat.forms.fields import CheckCards, CleanTextField, LocalDateField
from tat.models import Team


class DirectionForm(Form):
    """A direction to teams; every team is ticked ahead."""

    title = CleanTextField(
        label=_l("What it is about"),
        max_length=LONGEST_TITLE,
        help_text=_l("A few words. No case, and nobody’s name."),
        error_messages={"required": acts.TITLE},
    )
    text = CleanTextField(label=_l("What the teams should do"), lines=6, error_messages={"required": acts.TEXT})
    teams = forms.TypedMultipleChoiceField(
        label=_l("To which teams"), coerce=int, widget=CheckCards, error_messages={"required": acts.TEAMS, "invalid_choice": acts.TEAMS}
    )
    due_on = LocalDateField(
        label=_l("Each lead acknowledges it by"),
        help_text=_l("The end of that day."),
        error_messages={"required": acts.DUE},
    )
    answers = forms.UUIDField(widget=forms.HiddenInput, required=False, error_messages={"invalid": OPEN_AGAIN})
    replaces = forms.UUIDField(widget=forms.HiddenInput, required=False, error_messages={"invalid": OPEN_AGAIN})

    def __init__(self, *args: Any, teams: Iterable[Team], **options: Any) -> None:
        super().__init__(*args, **options)
        rows = list(teams)
        self.fields["teams"].choices = [(str(team.pk), team.name) for team in rows]  # type: ignore[attr-defined]
        self.initial.setdefault("teams", [str(team.pk) for team in rows])

    def given(self) -> DirectionGiven:
        """The direction for the action."""
        return DirectionGiven(**self.cleaned_data)


class AcknowledgeForm(Form):
    """Read and understood, for one team; a sentence may go back."""

    to = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": OPEN_AGAIN, "invalid": OPEN_AGAIN})
    answer = CleanTextField(
        label=_l("A sentence back"),
        lines=2,
        max_length=LONGEST_ANSWER,
        required=False,
        help_text=_l("What you need, or what stands in the way. No case, and nobody’s name."),
    )


class WithdrawForm(Form):
    """Why a direction is withdrawn."""

    why = CleanTextField(label=_l("Why"), lines=2, max_length=2000, error_messages={"required": acts.WHY})
