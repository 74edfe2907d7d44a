"""The forms of a disposal of case files: cases in and out, families told, agreed, carried out. They show codes, and no name."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from cases.forms.signing import SigningForm
from reporting.actions import disposals as acts
from reporting.actions.disposals import ToldGiven
from reporting.models import Method
from tat.forms.base import Form
from tat.forms.fields import CheckCards, ChoiceCards, CleanTextField, LocalDateField
from tat.models.obligations import SHORTEST_REASON

CONFIRM = "Tick it: there is no way back."


def _codes(label: Any, missing: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, widget=CheckCards, error_messages={"required": missing, "invalid_choice": acts.NOT_READY})


class AddCasesForm(Form):
    """Which cases are put in."""

    use_required_attribute = False
    prefix = "add"

    cases = _codes(_l("Which cases?"), acts.CHOOSE)

    def __init__(self, data: Any = None, *, offered: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(data)
        self.fields["cases"].choices = list(offered)  # type: ignore[attr-defined]


class ToldForm(Form):
    """Families were told."""

    use_required_attribute = False
    prefix = "told"

    codes = _codes(_l("Whose families?"), acts.CHOOSE)
    on = LocalDateField(label=_l("Told on"), past=True, error_messages={"required": acts.TOLD_ON})
    method = forms.ChoiceField(label=_l("How?"), choices=[("", _l("Choose how")), *Method.choices], error_messages={"required": acts.HOW})
    note = CleanTextField(
        label=_l("To which address, and what was offered"),
        lines=2,
        max_length=2000,
        help_text=_l("At the last known address; the student, once the rights have passed. They may copy the record first."),
        error_messages={"required": acts.ADDRESS},
    )

    def __init__(self, data: Any = None, *, offered: Sequence[str] = ()) -> None:
        super().__init__(data)
        self.fields["codes"].choices = [(each, each) for each in offered]  # type: ignore[attr-defined]

    def given(self) -> ToldGiven:
        """For the action."""
        return ToldGiven(**self.cleaned_data)


class RemoveCaseForm(Form):
    """One case is taken out."""

    use_required_attribute = False
    prefix = "out"

    case = forms.ChoiceField(
        label=_l("Which case?"), widget=ChoiceCards(), error_messages={"required": acts.NOT_IN, "invalid_choice": acts.NOT_IN}
    )
    reason = CleanTextField(label=_l("Why?"), lines=2, max_length=2000, error_messages={"required": acts.WHY.format(least=SHORTEST_REASON)})

    def __init__(self, data: Any = None, *, offered: Sequence[str] = ()) -> None:
        super().__init__(data)
        self.fields["case"].choices = [(each, each) for each in offered]  # type: ignore[attr-defined]


class AgreeForm(SigningForm):
    """A person agrees to the list as it stands, and signs it."""

    prefix = "agree"

    sure = forms.BooleanField(
        label=_l("I looked at each of these cases’ dates, and agree that their records are destroyed."),
        error_messages={"required": "Tick it, if you agree."},
    )


class CarryOutForm(SigningForm):
    """The last question, and a signature."""

    prefix = "carry"

    sure = forms.BooleanField(
        label=_l("Destroy the records of these cases now. What remains is a tombstone without content."),
        error_messages={"required": CONFIRM},
    )
