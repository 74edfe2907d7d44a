"""The form of a case update: the content of handbook 7.7, and the gates asked again."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.actions.updates import UpdateGiven
from cases.gates import GATES, GateReply
from cases.models import CaseUpdate, GateAnswer
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards, CleanTextField

FIRST = ("danger", "firearm", "abuse")
"""Asked of every update; the others stand in a fold and may stay open."""
NEEDS_REASON = frozenset(code for code, gate in GATES.items() if gate.no_needs_reason)
ANSWER_ONE = _("Answer it: yes, no, or not known yet.")
NO_REASON = _("A reason is needed for “no” as much as for “yes”.")


class UpdateForm(Form):
    """One update; only the subject's status, the level and three gates must be answered."""

    status_of_subject = CleanTextField(
        label=_("How is the subject doing?"),
        lines=4,
        help_text=_("Did each step happen, what changed? “No change” is an answer if you checked. Say how."),
        error_messages={"required": _("Write how the subject is doing. “No change” is an answer if you checked; say how.")},
    )
    responses = CleanTextField(label=_("How the steps and referrals work"), lines=2, required=False)
    new_information = CleanTextField(label=_("New information"), lines=2, required=False)
    target_contact = CleanTextField(label=_("Contact with the target"), lines=2, required=False)
    coming_up = CleanTextField(
        label=_("What is coming up"), lines=2, required=False, help_text=_("Court dates, returns, anniversaries, breaks.")
    )
    level_fits = forms.ChoiceField(
        label=_("Does the level still fit?"),
        choices=CaseUpdate.LevelFits.choices,
        widget=ChoiceCards,
        error_messages={"required": _("Say whether the level still fits.")},
    )
    is_change = forms.BooleanField(
        label=_("This is a change the team must know"),
        required=False,
        help_text=_("Each seat gets a notice; it stays on Home until opened."),
    )
    no_longer_poses_threat = forms.BooleanField(
        label=_("The subject no longer poses a threat, as the team sees it now"),
        required=False,
        help_text=_("Closing the case is a step of its own; until then the updates go on."),
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        for code in NEEDS_REASON:
            if typed.get(f"gate_{code}") == GateAnswer.Answer.NO and not typed.get(f"reason_{code}", "").strip():
                self.add_error(f"reason_{code}", ValidationError(NO_REASON, code="required"))
        return typed

    def asked_first(self) -> list[Any]:
        """The gates that every update answers, with their reasons."""
        return self._gates(FIRST)

    def asked_beside(self) -> list[Any]:
        """The other gates."""
        return self._gates(code for code in GATES if code not in FIRST)

    def _gates(self, codes: Any) -> list[Any]:
        names = [name for code in codes for name in (f"gate_{code}", f"reason_{code}") if name in self.base_fields]
        return [self[name] for name in names]

    def given(self) -> UpdateGiven:
        """The update as typed."""
        return UpdateGiven(**{name: self.cleaned_data[name] for name in UpdateGiven.__dataclass_fields__})

    def gates(self) -> dict[str, GateReply]:
        """The gates that were answered, by code."""
        typed = self.cleaned_data
        return {
            code: GateReply(answer=typed[f"gate_{code}"], reason=typed.get(f"reason_{code}", "")) for code in GATES if typed[f"gate_{code}"]
        }


def _gate_fields() -> dict[str, forms.Field]:
    """The gates; three of them ask how a “no” is known."""
    found: dict[str, forms.Field] = {}
    for code, gate in GATES.items():
        found[f"gate_{code}"] = forms.ChoiceField(
            label=gate.question,
            choices=GateAnswer.Answer.choices,
            widget=ChoiceCards(hints={"yes": gate.if_yes}),
            required=code in FIRST,
            error_messages={"required": ANSWER_ONE},
        )
        if code in NEEDS_REASON:
            found[f"reason_{code}"] = CleanTextField(label=_("How is that known?"), max_length=2000, required=False)
    return found


UpdateForm.base_fields |= _gate_fields()
