"""The forms of closing a case and of opening it again."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.closing import ClosingGiven, owner_field
from cases.levels import Level
from cases.models import Case
from cases.workflow import ClosingReason
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards, CleanTextField
from tat.forms.people import PersonField
from tat.models import Obligation, User
from tat.statutes import RULES

LEVEL_OF = {ClosingReason.ROUTINE: Level.ROUTINE, ClosingReason.LOW_NO_ACTION: Level.LOW}


def reasons_for(case: Case) -> list[tuple[str, str]]:
    """The reasons that may fit this case: a reason of one level is offered at that level only."""
    return [
        (reason.value, str(reason.label))
        for reason in ClosingReason
        if reason != ClosingReason.AT_TRIAGE and LEVEL_OF.get(reason, case.level) == case.level
    ]


class ClosingForm(Form):
    """The basis, the reason, who carries on what stays open, and a sentence for each letter of FORT not shown."""

    few_needed = True
    no_longer_poses_threat = forms.BooleanField(
        label=_("The team states that the subject no longer poses a threat"),
        required=False,
        help_text=_("Making a threat and posing one are two things. That the subject left, or was sent away, is no basis by itself."),
    )
    basis = CleanTextField(
        label=_("What shows it"), lines=4, required=False, help_text=_("Facts: what was done, what changed, how it is known.")
    )
    target_told = CleanTextField(
        label=_("How and when the target was told that the case closes"),
        lines=2,
        max_length=2000,
        error_messages={"required": _("A target was told of the threat. Tell the target that the case closes, and write when and how.")},
    )
    reason = forms.ChoiceField(
        label=_("Why the case closes"),
        widget=ChoiceCards,
        error_messages={"required": _("Choose why the case closes.")},
    )

    def __init__(
        self,
        *args: Any,
        case: Case,
        carried: Iterable[Obligation],
        people: Mapping[UUID, Sequence[User]],
        letters: Mapping[str, str],
        was_told: bool,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        if not was_told:
            del self.fields["target_told"]
        reason: Any = self.fields["reason"]
        reason.choices = reasons_for(case)
        self.carried, self.letters = list(carried), list(letters)
        for duty in self.carried:
            words, able = RULES[duty.rule].duty, people[duty.id]
            only = able[0] if len(able) == 1 else None
            field = PersonField(label=words, error_messages={"required": _("Name who carries this on.")}, initial=duty.actor or only)
            field.offer(able)
            self.fields[owner_field(duty)] = field
        for letter, sentence in letters.items():
            self.fields[f"fort_{letter}"] = CleanTextField(label=sentence, lines=2, required=False)

    def owners(self) -> list[Any]:
        """The fields of the duties that are carried on."""
        return [self[owner_field(duty)] for duty in self.carried]

    def statements(self) -> list[Any]:
        """The fields of FORT's letters."""
        return [self[f"fort_{letter}"] for letter in self.letters]

    def given(self) -> ClosingGiven:
        """What was typed, for the action."""
        typed = self.cleaned_data
        return ClosingGiven(
            reason=typed["reason"],
            basis=typed["basis"],
            no_longer_poses_threat=typed["no_longer_poses_threat"],
            target_told=typed.get("target_told", ""),
            fort_notes={letter: typed[f"fort_{letter}"] for letter in self.letters if typed[f"fort_{letter}"]},
            owners={duty.id: typed[owner_field(duty)] for duty in self.carried},
        )


class ReopeningForm(Form):
    """Why a closed case opens again."""

    reason = CleanTextField(
        label=_("What is new?"),
        lines=4,
        help_text=_("New information on the same subject opens a case again. The history stays as it is."),
        error_messages={"required": _("Write the reason. A case opens again with a reason, or by a report that is added to it.")},
    )
