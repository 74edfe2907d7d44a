"""The forms of strategies: chosen from the library or written freely, carried out, ended; and the separation safeguard."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cases.actions.strategies import RETURNS_FIRST, FreeStrategy, StrategyWords
from cases.models import PlanStrategy, Strategy
from cases.safeguard import SAFEGUARD
from cases.step import StepDomain
from tat.forms.base import Form
from tat.forms.fields import CheckCards, ChoiceCards, CleanTextField, LocalDateField, LocalDateTimeField
from tat.forms.people import PersonField
from tat.models import User
from tat.templatetags.drawings import rungs

ENDS_FIRST = _("This day lies before the day on which it starts. Check both.")
SAY_HOW = _("Write how it ended: what came of it, or why it was dropped.")
NOT_AN_EMERGENCY = _("Only a suspension, expulsion or termination can be an emergency removal. Leave the time empty.")
NOTHING_CHOSEN = _("Choose at least one strategy, or write one in your own words.")


class StrategyWordsForm(Form):
    """How strategies are carried out: who, from when to when, how often."""

    few_needed = True
    owner = PersonField(label=_("Who does it"), required=False)
    starts_on = LocalDateField(label=_("From"), required=False)
    due_on = LocalDateField(label=_("Until, or on"), required=False)
    rhythm = CleanTextField(label=_("How often"), max_length=500, required=False, help_text=_("Such as: daily at 8:05 AM and 2:50 PM."))
    purpose = forms.ChoiceField(label=_("What is it for?"), choices=PlanStrategy.Purpose.choices, required=False, widget=ChoiceCards)
    lower_why = CleanTextField(
        label=_("Which lower rungs were weighed, and why are they not enough?"),
        lines=2,
        max_length=2000,
        required=False,
        help_text=_("Nothing where it is on the lowest rung, or the plan says it for all."),
    )
    emergency_at = LocalDateTimeField(
        label=_("Emergency removal at"),
        required=False,
        past=True,
        help_text=_("Only where the person has been sent away already. The eight answers then follow within 24 hours."),
    )

    def __init__(self, *args: Any, people: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].offer(people)  # type: ignore[attr-defined]

    def clean_due_on(self) -> Any:
        starts_on, due_on = self.cleaned_data.get("starts_on"), self.cleaned_data["due_on"]
        if starts_on and due_on and due_on < starts_on:
            raise ValidationError(ENDS_FIRST, code="ends_first")
        return due_on


class Safeguarded(Form):
    """SEP-1 to SEP-8 beside the other fields of a form; what is answered already stands in them."""

    def ask_safeguard(self, answers: Mapping[str, Any] | None = None) -> None:
        """Add the eight fields."""
        self.fields |= eight_fields(answers or {})

    def safeguard_fields(self) -> list[Any]:
        """The eight, in the safeguard's order."""
        return [self[item.code] for item in SAFEGUARD]

    def answers(self) -> dict[str, str]:
        """What was written to SEP-1 to SEP-8."""
        return {item.code: self.cleaned_data[item.code] for item in SAFEGUARD}


def eight_fields(given: Mapping[str, Any]) -> dict[str, forms.Field]:
    """One field for each question."""
    return {
        item.code: CleanTextField(
            label=f"{item.code} {item.question}", lines=2, required=False, initial=given[item.code].answer if item.code in given else ""
        )
        for item in SAFEGUARD
    }


class AddStrategiesForm(StrategyWordsForm, Safeguarded):
    """Strategies of one letter of the library, or one in free words; a separation brings its safeguard along."""

    domain = forms.ChoiceField(choices=StepDomain.choices, widget=forms.HiddenInput)
    chosen = forms.MultipleChoiceField(label=_("From the library"), required=False, widget=CheckCards)
    free_label = CleanTextField(label=_("In your own words"), max_length=300, required=False)
    free_rung = forms.TypedChoiceField(
        label=_("How intrusive is it?"), choices=[("", _("Choose a rung"))], coerce=int, empty_value=None, required=False
    )
    free_separation = forms.BooleanField(
        label=_("It sends the person away, as a suspension, expulsion or termination does"),
        required=False,
        widget=forms.CheckboxInput(attrs={"data-reveals": "separation"}),
    )

    def __init__(self, *args: Any, library: Iterable[tuple[str, list[Strategy]]], **options: Any) -> None:
        super().__init__(*args, **options)
        groups = list(library)
        offered = [row for _group, rows in groups for row in rows]
        self.separations = {row.code for row in offered if row.is_separation}
        field: Any = self.fields["chosen"]
        field.choices = [(group, [(row.code, row.label) for row in rows]) for group, rows in groups]
        field.widget.hints = {row.code: row_hint(row) for row in offered}
        field.widget.reveals = {row.code: "separation" for row in offered if row.is_separation}
        free: Any = self.fields["free_rung"]
        free.choices = [("", _("Choose a rung")), *RUNGS]
        self.ask_safeguard()

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if not self.errors and not typed["chosen"] and not typed["free_label"]:
            self.add_error("chosen", NOTHING_CHOSEN)
        if typed.get("free_label") and not typed.get("free_rung"):
            self.add_error("free_rung", _("Say how intrusive it is: choose a rung from 1 to 5."))
        if typed.get("emergency_at") and not self._separates(typed):
            self.add_error("emergency_at", NOT_AN_EMERGENCY)
        return typed

    def _separates(self, typed: Mapping[str, Any]) -> bool:
        every_one = set(typed.get("chosen", ())) <= self.separations
        return every_one and (bool(typed.get("chosen")) or bool(typed.get("free_separation")))

    def words(self) -> StrategyWords:
        """How the strategies are carried out."""
        typed = self.cleaned_data
        return StrategyWords(
            **{name: typed[name] for name in ("owner", "starts_on", "due_on", "rhythm", "purpose", "lower_why", "emergency_at")}
        )

    def free(self) -> FreeStrategy | None:
        """The strategy in free words, if one was written."""
        typed = self.cleaned_data
        if not typed["free_label"]:
            return None
        label, domain, rung = typed["free_label"], typed["domain"], typed["free_rung"]
        return FreeStrategy(label=label, domain=domain, rung=rung, is_separation=typed["free_separation"])


RUNGS = [
    (1, _("1 Support or conversation")),
    (2, _("2 Structured or voluntary service")),
    (3, _("3 Limits on contact, schedule or place")),
    (4, _("4 Discipline or compelled evaluation")),
    (5, _("5 Separation or external authority")),
]


def row_hint(row: Strategy) -> Any:
    """The picture of the rung, and the note beside it."""
    return format_html("{} · {}", rungs(row.rung), row.note) if row.note else rungs(row.rung)


OF_A_SEPARATION = ("emergency_at", "reentry_on", "reentry_note")


class StrategyForm(StrategyWordsForm):
    """One strategy of the plan: how it is carried out, how it stands, what came of it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    status = forms.ChoiceField(label=_("How it stands"), choices=PlanStrategy.Status.choices, widget=ChoiceCards)
    outcome = CleanTextField(
        label=_("What came of it, or why it was dropped"), lines=3, max_length=2000, required=False, help_text=_("Asked for when it ends.")
    )

    reentry_on = LocalDateField(
        label=_("Re-entry meeting on"),
        required=False,
        help_text=_("When the separation ends, the return enters the dates to watch: on this day, if it is still to come."),
    )
    reentry_note = CleanTextField(
        label=_("Who is at the re-entry meeting, and where"),
        max_length=500,
        required=False,
        help_text=_("The subject, parents, who supervises, who keeps in touch."),
    )

    def __init__(self, *args: Any, row: PlanStrategy, **options: Any) -> None:
        order = ["version", "status", "outcome", "owner", "starts_on", "due_on", "rhythm", "purpose", "lower_why", *OF_A_SEPARATION]
        super().__init__(*args, initial={name: getattr(row, name) for name in order}, **options)
        if not row.is_separation:
            for name in OF_A_SEPARATION:
                del self.fields[name]
        self.order_fields(order)

    def clean_reentry_on(self) -> Any:
        reentry_on, starts_on = self.cleaned_data["reentry_on"], self.cleaned_data.get("starts_on")
        if reentry_on and starts_on and reentry_on < starts_on:
            raise ValidationError(RETURNS_FIRST, code="returns_first")
        return reentry_on

    def clean_outcome(self) -> str:
        ended = (PlanStrategy.Status.DONE, PlanStrategy.Status.DROPPED)
        if self.cleaned_data.get("status") in ended and not self.cleaned_data["outcome"].strip():
            raise ValidationError(SAY_HOW, code="required")
        return str(self.cleaned_data["outcome"])

    def words(self) -> StrategyWords:
        """What was typed, for the action."""
        return StrategyWords(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class SafeguardForm(Safeguarded):
    """SEP-1 to SEP-8 of one strategy. What is left blank stays unanswered."""

    few_needed = True
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: PlanStrategy, answers: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["version"].initial = row.version
        self.ask_safeguard(answers)
