"""The forms of the classification page: the lead's level, a raise, a seat's position, an absence; each is signed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.classification import LETTERS, LevelGiven
from cases.actions.positions import STANCE, WHO_STANDS_IN, PositionGiven
from cases.actions.raising import RaiseGiven
from cases.forms.gates import ASKED
from cases.forms.signing import SigningForm
from cases.gates import GATES, GateReply
from cases.levels import LEVELS, Level
from cases.models import Position
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards, CleanTextField, YesNoField
from tat.models import Seat
from tat.templatetags.drawings import level as level_mark

SUMMARIES = {level.value: rule.summary for level, rule in LEVELS.items()}
LEVEL = _("Choose the one of the descriptions that fits.")
WHY_LEVEL = _("Write why this level fits, and why not the next one up or down.")
STANCES = [(Position.Stance.CONCUR, Position.Stance.CONCUR.label), (Position.Stance.DISSENT, Position.Stance.DISSENT.label)]


def level_field(levels: Iterable[Level], label: Any) -> forms.ChoiceField:
    """The descriptions, each with its mark."""
    choices = [(level.value, level_mark(level.value)) for level in levels]
    return forms.ChoiceField(label=label, choices=choices, widget=ChoiceCards(hints=SUMMARIES), error_messages={"required": LEVEL})


def decision(label: Any, **options: Any) -> YesNoField:
    return YesNoField(label=label, required=False, **options)


def reason(label: Any) -> CleanTextField:
    return CleanTextField(label=label, lines=2, max_length=2000, required=False)


class DecisionsMixin(Form):
    """The two questions that Moderate and the levels above ask, each with its reason."""

    police_considered = decision(_("Moderate: should law enforcement or school security be told?"))
    police_considered_reason = reason(_("Why?"))
    further_intervention = decision(
        _("Moderate, High, Imminent: does the threat require further intervention to prevent violence or serious harm?")
    )
    further_intervention_reason = reason(_("Why?"))


class LevelForm(DecisionsMixin, SigningForm):
    """The level that the lead signs. `last` is the latest answer to each gate, by its code."""

    few_needed = True

    level = level_field(Level, _("Which description fits?"))
    rationale = CleanTextField(
        label=_("Why this level, and why not the next one up or down?"), lines=4, error_messages={"required": WHY_LEVEL}
    )
    measures = forms.BooleanField(label=_("Low Level, with interventions, referrals or monitoring by the team"), required=False)
    gaps_reason = CleanTextField(label=_("Why decide now, with these gaps open?"), lines=2, max_length=2000, required=False)
    fort_override = CleanTextField(
        label=_("If a letter cannot be shown: why sign all the same?"),
        lines=2,
        max_length=2000,
        required=False,
        help_text=_("For instance a finding whose source cannot be named any more. It is printed beside the level, with your name."),
    )
    facts_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, last: Mapping[str, str], initial: Mapping[str, Any], **options: Any) -> None:
        known = {f"gate_{code}": last.get(code) for code, gate in GATES.items() if not gate.no_needs_reason}
        super().__init__(*args, initial={**initial, **known}, **options)

    def given(self) -> LevelGiven:
        """The level for the action."""
        data = self.cleaned_data
        plain = ("level", "rationale", "measures", "gaps_reason", "fort_override", "facts_version", *DecisionsMixin.base_fields)
        replies = {code: GateReply(data[f"gate_{code}"], data.get(f"gate_{code}_reason", "")) for code in GATES}
        return LevelGiven(
            **{name: data[name] for name in plain},
            fort_notes={letter: data[f"fort_{letter}"] for letter in LETTERS},
            gates={code: reply for code, reply in replies.items() if reply.answer},
        )


def _asked_again() -> dict[str, forms.Field]:
    """A sentence for each letter of FORT, and the gates."""
    found: dict[str, forms.Field] = {
        f"fort_{letter}": CleanTextField(label=_("Your sentence"), lines=2, max_length=2000, required=False) for letter in LETTERS
    }
    for code, gate in GATES.items():
        found[f"gate_{code}"] = forms.ChoiceField(
            label=gate.question, choices=ASKED, required=False, widget=ChoiceCards(hints={"yes": gate.if_yes})
        )
        if gate.no_needs_reason:
            found[f"gate_{code}_reason"] = reason(_("If no: how is that known?"))
    return found


LevelForm.base_fields |= _asked_again()


class RaiseForm(DecisionsMixin, SigningForm):
    """A higher level, at once."""

    prefix = "raise"
    few_needed = True

    level = forms.ChoiceField(label=_("To which level?"))
    rationale = CleanTextField(label=_("What changed, and why this level?"), lines=3, error_messages={"required": WHY_LEVEL})

    def __init__(self, *args: Any, above: Iterable[Level], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["level"] = level_field(above, _("To which level?"))
        self.order_fields(["level", "rationale", *DecisionsMixin.base_fields, "password"])

    def given(self) -> RaiseGiven:
        """The raise for the action."""
        return RaiseGiven(**{name: value for name, value in self.cleaned_data.items() if name != "password"})


class PositionForm(SigningForm):
    """The position of one's own seat, or of the seat whose back-up one is."""

    prefix = "position"
    few_needed = True

    classification = forms.UUIDField(widget=forms.HiddenInput)
    seat = forms.IntegerField(widget=forms.HiddenInput, max_value=2**62)
    facts_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    stance = forms.ChoiceField(label=_("Your position"), choices=STANCES, widget=ChoiceCards(), error_messages={"required": STANCE})
    reason = CleanTextField(
        label=_("If you dissent: your reasons"), lines=3, required=False, help_text=_("They are printed with the file.")
    )

    def given(self) -> PositionGiven:
        """The position for the action."""
        data = self.cleaned_data
        return PositionGiven(seat_id=data["seat"], stance=data["stance"], reason=data["reason"], facts_version=data["facts_version"])


class AbsentForm(SigningForm):
    """The lead records that a member is absent."""

    prefix = "absent"
    few_needed = True

    classification = forms.UUIDField(widget=forms.HiddenInput)
    seat = forms.TypedChoiceField(label=_("Whose position?"), coerce=int)
    reason = CleanTextField(label=_("Away since when, and who stands in?"), max_length=2000, error_messages={"required": WHO_STANDS_IN})

    def __init__(self, *args: Any, seats: Iterable[Seat], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["seat"].choices = [(seat.pk, f"{seat.user.full_name}, {seat.user.position}") for seat in seats if seat.user]  # type: ignore[attr-defined]

    def given(self) -> PositionGiven:
        """The absence for the action."""
        data = self.cleaned_data
        return PositionGiven(seat_id=data["seat"], stance=Position.Stance.ABSENT, reason=data["reason"])
