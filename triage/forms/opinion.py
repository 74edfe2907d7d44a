"""The forms of triage: a sealed opinion, a crisis response, the record of the full team's meeting."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.concurrence import Answer
from cases.models import Case
from tat.forms.base import Form
from tat.forms.choices import NOT_LISTED, CheckCards, ChoiceCards, RowField
from tat.forms.people import PersonField
from tat.forms.text import CleanTextField
from tat.forms.times import LocalDateField, LocalDateTimeField
from tat.models import Seat, User
from triage.actions.triage import OpinionGiven
from triage.models import TriageSeat
from triage.workflow import CrisisKind, PolicePart, follow_up_problems

CONVENES = _("Opens the seal and convenes the full team when you seal. Opinions not given by then are not asked for any more.")
SHOWN = (Answer.NONE, Answer.LOW_ADDRESSED, Answer.FULL_TAT, Answer.LOW_NOT_ADDRESSED, Answer.UNSURE)
ANSWERS = [(answer.value, answer.label) for answer in SHOWN]
HINTS = {
    Answer.FULL_TAT.value: CONVENES,
    Answer.LOW_NOT_ADDRESSED.value: _("Convenes the full team as well."),
    Answer.UNSURE.value: _("Convenes the full team as well."),
}
WHAT_DEALS = _("Name what deals with the concern: triage ends on a low concern only while it is being addressed.")


class OpinionForm(Form):
    """One's own opinion; it is sealed when it is sent."""

    use_required_attribute = False
    few_needed = True

    answer = forms.ChoiceField(
        label=_("What do you conclude?"),
        choices=ANSWERS,
        widget=ChoiceCards(reveals={Answer.LOW_ADDRESSED.value: "low"}, hints=HINTS),
        error_messages={"required": _("Choose one conclusion.")},
    )
    addressed_by = CleanTextField(label=_("What is dealing with it?"), max_length=2000, required=False)
    follow_up_by = PersonField(
        label=_("Who follows it up?"), required=False, nobody=_("Choose a member"), error_messages={"invalid_choice": NOT_LISTED}
    )
    follow_up_on = LocalDateField(label=_("On which day?"), required=False)
    reason = CleanTextField(
        label=_("Your reasons"),
        lines=4,
        help_text=_("What you saw or read, and from whom. Facts before judgments."),
        error_messages={"required": _("Write your reasons: what you saw or read, and from whom.")},
    )
    facts_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    sure = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, people: Iterable[User], today: Any, **options: Any) -> None:
        super().__init__(data, **options)
        self.today = today
        self.fields["follow_up_by"].offer(people)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("answer") != Answer.LOW_ADDRESSED:
            return data
        if not data.get("addressed_by", "").strip() and "addressed_by" not in self.errors:
            self.add_error("addressed_by", WHAT_DEALS)
        for name in ("follow_up_by", "follow_up_on"):
            alone = {"follow_up_by": True, "follow_up_on": self.today, name: data.get(name)}
            for sentence in follow_up_problems(Answer.LOW_ADDRESSED, alone["follow_up_by"], alone["follow_up_on"], self.today):
                if name not in self.errors:
                    self.add_error(name, sentence)
        return data

    def given(self) -> OpinionGiven:
        """The opinion for the action."""
        return OpinionGiven(**{name: value for name, value in self.cleaned_data.items() if name != "sure"})

    def asks_again(self) -> bool:
        """Whether a page asks once more: an opinion that convenes cannot be taken back."""
        return not Answer(self.cleaned_data["answer"]).concurs and self.cleaned_data["sure"] != self.cleaned_data["answer"]


class AbsenceForm(Form):
    """The seat whose member is away."""

    seat = RowField()

    def __init__(self, data: Any = None, *, case: Case) -> None:
        super().__init__(data)
        self.fields["seat"].offer(TriageSeat.objects.filter(case=case))  # type: ignore[attr-defined]


class CrisisForm(Form):
    """A crisis response: when, what, by whom."""

    kind = forms.ChoiceField(
        label=_("What was started?"), choices=CrisisKind.choices, widget=ChoiceCards(), error_messages={"required": _("Choose one.")}
    )
    started_at = LocalDateTimeField(label=_("When?"), past=True, error_messages={"required": _("Write when it was started.")})
    started_by = CleanTextField(label=_("By whom?"), max_length=200, required=False)
    note = CleanTextField(label=_("Note"), lines=2, max_length=2000, required=False)


class MeetingForm(Form):
    """The full team's meeting, seat by seat."""

    held_at = LocalDateTimeField(
        label=_("When did the full team meet?"), past=True, error_messages={"required": _("Write when the team met.")}
    )
    attended = forms.MultipleChoiceField(
        label=_("Who came?"), widget=CheckCards, error_messages={"required": _("Mark who came, seat by seat.")}
    )
    police = forms.ChoiceField(
        label=_("Law enforcement"), choices=PolicePart.choices, widget=ChoiceCards(), error_messages={"required": _("Choose one.")}
    )
    shortfall_reason = CleanTextField(
        label=_("If few came: why was the meeting held all the same?"),
        lines=2,
        max_length=2000,
        required=False,
        help_text=_("The lead and two seats are expected, one of them a counselor, psychologist or social worker."),
    )

    def __init__(self, data: Any = None, *, seats: list[Seat], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["attended"].choices = [(str(seat.pk), _seat_words(seat)) for seat in seats]  # type: ignore[attr-defined]


def _seat_words(seat: Seat) -> str:
    person = f"{seat.user.full_name}, {seat.user.position}" if seat.user else ""
    return f"{person} ({_('back-up')})" if seat.kind == Seat.Kind.BACKUP else person
