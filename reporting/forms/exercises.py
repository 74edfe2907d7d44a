"""The forms of tabletop exercises: start one, write a decision, end one."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from reporting.actions import exercises as acts
from reporting.actions.exercises import EndGiven, ExerciseGiven
from reporting.catalogues import scenarios
from reporting.models.exercises import LONGEST_DECISION, LONGEST_LESSONS
from tat.actions import training
from tat.forms.base import Form
from tat.forms.fields import CheckCards, ChoiceCards, CleanTextField
from tat.forms.training import basis_field, hours_field, trainer_field
from tat.models import Building, User


def _names(people: Iterable[User]) -> list[tuple[str, str]]:
    return [(str(each.pk), f"{each.full_name}, {each.position}") for each in people]


def _scripts() -> list[tuple[str, str]]:
    """The scripts in words; what a script leads to is told to nobody before its end."""
    words = _("%(title)s. %(about)s %(n)s parts, the last after %(minutes)s minutes.")
    return [
        (each.code, words % {"title": each.title, "about": each.about, "n": len(each.injects), "minutes": each.minutes})
        for each in scenarios().values()
    ]


class StartForm(Form):
    """A script, a building, and who plays."""

    use_required_attribute = False

    scenario = forms.ChoiceField(
        label=_l("Which script"),
        choices=_scripts,
        widget=ChoiceCards,
        help_text=_l("Invented, and without names. District-defined default, not an official list."),
        error_messages={"required": acts.SCRIPT, "invalid_choice": acts.SCRIPT},
    )
    building = forms.TypedChoiceField(
        label=_l("In which building it is set"), coerce=int, error_messages={"required": acts.PLACE, "invalid_choice": acts.PLACE}
    )
    players = forms.TypedMultipleChoiceField(
        label=_l("Who plays, beside you"),
        coerce=int,
        widget=CheckCards,
        error_messages={"required": acts.PLAYERS, "invalid_choice": acts.NOT_OF_TEAM},
    )

    def __init__(self, *args: Any, buildings: Iterable[Building], players: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["building"].choices = [(str(each.pk), each.name) for each in buildings]  # type: ignore[attr-defined]
        self.fields["players"].choices = _names(players)  # type: ignore[attr-defined]

    def given(self) -> ExerciseGiven:
        """The exercise for the action."""
        return ExerciseGiven(**self.cleaned_data)


class DecisionForm(Form):
    """What was decided on one part."""

    words = CleanTextField(label=_l("What was decided"), lines=3, max_length=LONGEST_DECISION, error_messages={"required": acts.WORDS})


class EndForm(Form):
    """What the team takes from it, and whom it is credited to."""

    use_required_attribute = False

    lessons = CleanTextField(
        label=_l("What the team takes from it"),
        lines=4,
        max_length=LONGEST_LESSONS,
        required=False,
        help_text=_l("Facts and next steps: what was seen, what changes, who does it by when. No judgment of a person."),
    )
    credit = forms.BooleanField(
        label=_l("Credit it as refresher training"),
        required=False,
        help_text=_l("Refreshers are by an expert in threat assessment (4:190-AP2). Without one it is an exercise, and no training."),
    )
    present = forms.TypedMultipleChoiceField(
        label=_l("Who took part to the end"),
        coerce=int,
        widget=CheckCards,
        required=False,
        error_messages={"invalid_choice": training.NOT_OF_TEAM},
    )
    trainer = trainer_field(required=False)
    expert_basis = basis_field(required=False)
    hours = hours_field(required=False)

    def __init__(self, *args: Any, players: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["present"].choices = _names(players)  # type: ignore[attr-defined]

    def given(self) -> EndGiven:
        """The end for the action."""
        return EndGiven(**self.cleaned_data)
