"""The forms of the referrals page: help that is offered, and how an offer stands."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.referrals import ANSWER, BY, ON, WHY, AnswerGiven, ReferralGiven
from cases.forms.family import StudentField
from cases.models import Party, PlanStrategy, ReferralAnswer, Service
from tat.forms.base import Form
from tat.forms.choices import ChoiceCards, RowField
from tat.forms.text import CleanTextField
from tat.forms.times import LocalDateField


class ServiceField(RowField):
    """A service of the directory, by name and kind."""

    def words(self, row: Service) -> str:
        return f"{row.name} ({row.get_kind_display()})"


class LinkField(RowField):
    """A strategy of the plan, by its label."""

    def words(self, row: PlanStrategy) -> str:
        return row.label


class ReferralForm(Form):
    """To whom help is offered, which, why, by whom and when."""

    use_required_attribute = False
    few_needed = True
    prefix = "offer"

    party = StudentField(label=_("To whom?"), nobody=_("Somebody else, named below"), required=False)
    person = CleanTextField(
        label=_("Somebody else: who?"),
        max_length=200,
        required=False,
        help_text=_("Somebody affected by it, by name or by part: “two classmates who saw it”."),
    )
    service = ServiceField(label=_("Which service?"), nobody=_("None of the directory, written below"), required=False)
    service_name = CleanTextField(
        label=_("In your own words: what is offered?"),
        max_length=200,
        required=False,
        help_text=_("Where the directory has none that fits."),
    )
    why = CleanTextField(
        label=_("Why, in one sentence?"),
        lines=2,
        max_length=500,
        error_messages={"required": WHY},
        help_text=_("What help is needed for. Nothing that a therapist was told."),
    )
    offered_by = CleanTextField(label=_("Who offers it?"), max_length=200, error_messages={"required": BY})
    offered_on = LocalDateField(label=_("On which day?"), past=True, error_messages={"required": ON})
    strategy = LinkField(label=_("Which strategy of the plan does it carry out?"), nobody=_("None"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        parties: Sequence[Party],
        services: Sequence[Service],
        strategies: Sequence[PlanStrategy],
        today: date | None = None,
        by: str = "",
    ) -> None:
        super().__init__(data, initial={"offered_on": today, "offered_by": by})
        for name, rows in (("party", parties), ("service", services), ("strategy", strategies)):
            if rows:
                self.fields[name].offer(rows)  # type: ignore[attr-defined]
            else:
                del self.fields[name]

    def given(self) -> ReferralGiven:
        """The offer for the action."""
        data = dict(self.cleaned_data)
        ids = {f"{name}_id": row.pk for name in ("party", "service", "strategy") if (row := data.pop(name, None))}
        return ReferralGiven(**data, **ids)


class AnswerForm(Form):
    """How one offer stands, on the answers that were read; its prefix is the offer's id."""

    use_required_attribute = False
    few_needed = True

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=_("How was it answered?"),
        choices=ReferralAnswer.Answer.choices,
        widget=ChoiceCards(hints={ReferralAnswer.Answer.DECLINED: _("That is respected. It asks the team to look again.")}),
        error_messages={"required": ANSWER},
    )
    answered_on = LocalDateField(label=_("Day of the answer"), past=True, required=False)
    appointment_on = LocalDateField(label=_("First appointment"), required=False, help_text=_("It may lie ahead."))
    consent = CleanTextField(
        label=_("Where is the consent kept?"),
        max_length=500,
        required=False,
        help_text=_("Where a student’s record goes to the service. The release itself is entered in the record of release."),
    )
    outcome = forms.ChoiceField(
        label=_("What came of it?"), choices=[("", _("Still open")), *ReferralAnswer.Outcome.choices], required=False
    )
    words = CleanTextField(
        label=_("In words"),
        lines=2,
        max_length=2000,
        required=False,
        help_text=_("What the person or the family says of it. Nothing that a therapist was told."),
    )

    def __init__(self, data: Any = None, *, last: ReferralAnswer | None, **options: Any) -> None:
        names = ("answer", "answered_on", "appointment_on", "consent", "outcome", "words")
        stands = {name: getattr(last, name) for name in names} if last else {}
        super().__init__(data, initial=stands | {"version": last.number if last else 0}, **options)

    def given(self) -> AnswerGiven:
        """The answer for the action."""
        return AnswerGiven(**{name: value for name, value in self.cleaned_data.items() if name != "version"})
