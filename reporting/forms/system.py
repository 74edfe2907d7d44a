"""The forms of findings across cases: one handed over, one case counted, a decision."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from reporting.actions import system as acts
from reporting.actions.system import DecisionGiven, SystemGiven
from reporting.models import EnvironmentalFinding, SystemDecision
from reporting.models.system import LONGEST_OWNER, LONGEST_PATTERN
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards, CleanTextField

MONTHS_BACK = 36
OPEN_AGAIN = _l("This form does not fit the page any more. Open the page again.")


class MonthField(forms.TypedChoiceField):
    """One of the last months; gives its first day."""

    default_error_messages = {"invalid_choice": _l("Choose one of the months on the list.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=date.fromisoformat, empty_value=None, **options)

    def offer(self, today: date) -> None:
        """The months up to the one of this local day, the latest first."""
        months = [(today.year * 12 + today.month - 1 - back) for back in range(MONTHS_BACK)]
        days = [date(number // 12, number % 12 + 1, 1) for number in months]
        self.choices = [("", _l("Choose a month")), *((day.isoformat(), month_words(day)) for day in days)]


def month_words(day: date) -> str:
    """The month in words: "September 2026"."""
    return f"{day:%B} {day.year}"


class HandOverForm(Form):
    """A pattern in general words. `judged` is asked only where plain words are part of somebody's name."""

    category = forms.ChoiceField(
        label=_l("What kind of thing it is"),
        choices=[("", _l("Choose one")), *EnvironmentalFinding.Category.choices],
        error_messages={"required": acts.CATEGORY, "invalid_choice": acts.CATEGORY},
    )
    pattern = CleanTextField(
        label=_l("What shows, in general words"),
        lines=4,
        max_length=LONGEST_PATTERN,
        help_text=_l("As you would say it of ten schools: no name, no day, nobody’s words. One or two sentences."),
        error_messages={"required": acts.PATTERN},
    )
    from_month = MonthField(label=_l("It showed from"), error_messages={"required": acts.MONTH})
    until_month = MonthField(label=_l("Until"), error_messages={"required": acts.MONTH})
    proposal = CleanTextField(
        label=_l("What the district could do"), lines=3, max_length=LONGEST_PATTERN, error_messages={"required": acts.PROPOSAL}
    )
    owner = CleanTextField(
        label=_l("Which office should see to it"),
        max_length=LONGEST_OWNER,
        help_text=_l("An office, not a person."),
        error_messages={"required": acts.OWNER},
    )
    judged = forms.BooleanField(label=_l("I read these words again: here they are plain words and mean nobody."), required=False)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("from_month", "until_month"):
            self.fields[name].offer(today)  # type: ignore[attr-defined]

    @property
    def asks_to_judge(self) -> bool:
        """Whether the question about plain words stands on the page."""
        return self.is_bound and ("judged" in self.errors or bool(self["judged"].data))

    def given(self) -> SystemGiven:
        """The finding for the action."""
        return SystemGiven(**self.cleaned_data)


class CountForm(Form):
    """One press: one more case shows a pattern that the district has already."""

    finding = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": OPEN_AGAIN, "invalid": OPEN_AGAIN})


class DecisionForm(Form):
    """What becomes of a finding, and why."""

    decision = forms.ChoiceField(
        label=_l("What becomes of it"),
        choices=SystemDecision.Decision.choices,
        widget=ChoiceCards(
            hints={
                "taken_up": _l("Somebody sees to it from now on."),
                "not_now": _l("It stays on the list; more cases can be counted in it."),
                "done": _l("What was to be done is done. A case that shows it later begins a new finding."),
            }
        ),
        error_messages={"required": acts.DECISION, "invalid_choice": acts.DECISION},
    )
    reason = CleanTextField(
        label=_l("Why"),
        lines=3,
        max_length=LONGEST_PATTERN,
        help_text=_l("The principal of the building reads it."),
        error_messages={"required": acts.REASON},
    )
    owner = CleanTextField(
        label=_l("Who sees to it from now on"),
        max_length=LONGEST_OWNER,
        required=False,
        help_text=_l("Asked where it is taken up."),
    )
    seen = forms.UUIDField(widget=forms.HiddenInput, required=False, error_messages={"invalid": OPEN_AGAIN})

    def given(self) -> DecisionGiven:
        """The decision for the action."""
        return DecisionGiven(**self.cleaned_data)
