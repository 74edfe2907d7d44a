"""The forms of a target's plan for safety: its words, an offer, the answer to one strategy."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.target_plans import (
    ANSWER,
    ANSWERED_ON,
    BY_WHOM,
    OFFERED_WHEN,
    STRATEGY,
    WORDS,
    OfferGiven,
    StrategyGiven,
    TargetWords,
)
from cases.models import Strategy, TargetOffer, TargetPlanVersion, TargetStrategy
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards, CleanTextField, LocalDateField, LocalDateTimeField
from tat.forms.people import PersonField
from tat.models import User

NOBODY = _("Nobody; the reason stands below")
PARENTS = [("", _("Choose what fits")), *TargetPlanVersion.Parents.choices]
OFFER_HINTS = {
    TargetOffer.Answer.DECLINED.value: _(
        "It is respected and stays on record. The level is not lowered by it, and the plan can be offered again."
    ),
    TargetOffer.Answer.NOT_REACHED.value: _("An attempt is no offer: the duty to offer stays open."),
}


class TargetPlanForm(Form):
    """The words of the plan. What is not agreed yet may stay empty; who keeps in touch, or why nobody does, may not."""

    use_required_attribute = False
    few_needed = True

    version = forms.IntegerField(widget=forms.HiddenInput)
    contact = PersonField(label=_("Who keeps in touch with the target?"), required=False, nobody=NOBODY)
    channel = CleanTextField(
        label=_("How?"), lines=2, max_length=500, required=False, help_text=_("In person before first period, by phone, where.")
    )
    rhythm = CleanTextField(
        label=_("How often?"), lines=2, max_length=500, required=False, help_text=_("Each school day, twice a week, until when.")
    )
    no_contact = CleanTextField(label=_("If nobody keeps in touch: why not?"), lines=2, max_length=2000, required=False)
    told = CleanTextField(
        label=_("What was the target told?"),
        lines=3,
        required=False,
        help_text=_("The threat, how serious it is, what was done. Who the subject is only where the law lets it be said."),
    )
    told_at = LocalDateTimeField(label=_("When?"), past=True, required=False)
    told_by = CleanTextField(label=_("By whom?"), max_length=200, required=False)
    supervision = CleanTextField(
        label=_("Supervision and routes"),
        lines=4,
        required=False,
        help_text=_("Arrival, between classes, lunch, the way home: who is where."),
    )
    supports = CleanTextField(
        label=_("Supports"), lines=3, required=False, help_text=_("Counseling, a trusted adult, changes that the target wants.")
    )
    on_contact = CleanTextField(
        label=_("What to do if the subject makes contact"), lines=3, required=False, help_text=_("Whom to tell, what to keep, where to go.")
    )
    parents = forms.ChoiceField(label=_("Of a student: do the parents know?"), choices=PARENTS, required=False)
    parents_note = CleanTextField(label=_("Who told them and when, or why not"), lines=2, max_length=2000, required=False)
    ends_when = CleanTextField(label=_("When does this plan end?"), lines=2, max_length=2000, required=False)

    def __init__(self, data: Any = None, *, people: Iterable[User], current: TargetPlanVersion | None = None) -> None:
        super().__init__(data, initial=standing_words(current))
        self.fields["contact"].offer(people)  # type: ignore[attr-defined]

    def words(self) -> TargetWords:
        """The plan for the action."""
        return TargetWords(**{name: self.cleaned_data[name] for name in WORDS})


def standing_words(current: TargetPlanVersion | None) -> dict[str, Any]:
    """What stands in the fields of the form: the version's words, and its number."""
    if current is None:
        return {"version": 0}
    return {"version": current.number, **{name: getattr(current, name) for name in WORDS}}


class OfferForm(Form):
    """The plan was offered: when, by whom, what the target said."""

    use_required_attribute = False
    prefix = "offer"

    answer = forms.ChoiceField(
        label=_("What did the target say?"),
        choices=TargetOffer.Answer.choices,
        widget=ChoiceCards(hints=OFFER_HINTS),
        error_messages={"required": ANSWER},
    )
    offered_at = LocalDateTimeField(label=_("When was it offered?"), past=True, error_messages={"required": OFFERED_WHEN})
    by_whom = CleanTextField(label=_("By whom?"), max_length=200, error_messages={"required": BY_WHOM})
    note = CleanTextField(label=_("What else was said"), lines=2, max_length=2000, required=False)

    def given(self) -> OfferGiven:
        """The offer for the action."""
        return OfferGiven(**self.cleaned_data)


class StrategyAnswerForm(Form):
    """One strategy was offered, or answered."""

    use_required_attribute = False
    prefix = "strategy"

    strategy = forms.ChoiceField(label=_("Which strategy?"), error_messages={"required": STRATEGY})
    answer = forms.ChoiceField(
        label=_("How does it stand?"), choices=TargetStrategy.Answer.choices, widget=ChoiceCards(), error_messages={"required": ANSWER}
    )
    answered_on = LocalDateField(label=_("On which day?"), past=True, error_messages={"required": ANSWERED_ON})
    by_whom = CleanTextField(label=_("Offered by whom?"), max_length=200, error_messages={"required": BY_WHOM})
    note = CleanTextField(label=_("What else was said"), lines=2, max_length=2000, required=False)

    def __init__(self, data: Any = None, *, library: Sequence[Strategy]) -> None:
        super().__init__(data)
        chosen: Any = self.fields["strategy"]
        chosen.choices = [("", _("Choose a strategy")), *((row.code, row.label) for row in library)]

    def given(self) -> StrategyGiven:
        """The answer for the action."""
        return StrategyGiven(**self.cleaned_data)
