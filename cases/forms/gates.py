"""The gates as fields of one form, asked again between intake and classification."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.gates import GATES, NO, VERIFIABLE, YES, GateReply
from cases.models import GateAnswer
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards, CleanTextField

ASKED = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known yet"))]
NO_REASON = _("A reason is needed for “no” as much as for “yes”.")
NO_ANSWER = _("No question is answered yet. Answer at least one, then save.")


def verified_field() -> forms.BooleanField:
    """Whether the incident behind a “yes” is verified, which the superintendent then reports."""
    return forms.BooleanField(
        label=_("It is verified"),
        required=False,
        help_text=_("If yes and verified: the superintendent tells the police, and it stands in SIRS, the state's incident system."),
    )


class GatesForm(Form):
    """The gates with their latest answers; nothing has to be answered but what somebody knows."""

    use_required_attribute = False
    few_needed = True
    prefix = "gates"

    def __init__(self, data: Any = None, *, last: Mapping[str, GateAnswer]) -> None:
        known = {code: answer.answer for code, answer in last.items() if not GATES[code].no_needs_reason}
        verified = {f"{code}_verified": last[code].is_verified for code in VERIFIABLE if code in last}
        super().__init__(data, initial={**known, **verified})

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.errors and not any(data[code] for code in GATES):
            self.add_error(None, NO_ANSWER)
        for code, gate in GATES.items():
            if gate.no_needs_reason and data.get(code) == NO and not data.get(f"{code}_reason", "-").strip():
                self.add_error(f"{code}_reason", NO_REASON)
        return data

    def rows(self) -> list[dict[str, Any]]:
        """Each gate with what is asked beside it."""
        return [{"field": self[code], "beside": [self[name] for name in _beside(code) if name in self.fields]} for code in GATES]

    def replies(self) -> dict[str, GateReply]:
        """The gates that are answered, by code."""
        data = self.cleaned_data
        return {code: self._reply(code) for code in GATES if data[code]}

    def _reply(self, code: str) -> GateReply:
        data = self.cleaned_data
        verified = data[code] == YES and data.get(f"{code}_verified", False)
        return GateReply(data[code], data.get(f"{code}_reason", ""), verified)


def _beside(code: str) -> tuple[str, str]:
    return f"{code}_reason", f"{code}_verified"


def _fields() -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    for code, gate in GATES.items():
        found[code] = forms.ChoiceField(label=gate.question, choices=ASKED, required=False, widget=ChoiceCards(hints={"yes": gate.if_yes}))
        if gate.no_needs_reason:
            found[f"{code}_reason"] = CleanTextField(label=_("If no: how is that known?"), max_length=2000, required=False)
        if code in VERIFIABLE:
            found[f"{code}_verified"] = verified_field()
    return found


GatesForm.base_fields |= _fields()
