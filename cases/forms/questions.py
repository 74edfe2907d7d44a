"""The form of one key question."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.questions import READING, SUPPORT, AnswerGiven
from cases.models import KeyAnswer
from tat.forms.base import Form
from tat.forms.fields import CheckCards, ChoiceCards, CleanTextField, LocalDateField
from tat.forms.people import PersonField
from tat.models import User

READINGS = [
    (KeyAnswer.Reading.RAISES, _("raises concern")),
    (KeyAnswer.Reading.LOWERS, _("lowers concern")),
    (KeyAnswer.Reading.NEUTRAL, _("does neither")),
    (KeyAnswer.Reading.UNKNOWN, _("is unknown")),
]


class AnswerForm(Form):
    """An answer; its prefix is the question's code. With “unknown”: who finds out, and by when."""

    use_required_attribute = False

    text = CleanTextField(label=_("What is known, from whom"), lines=3, required=False)
    reading = forms.ChoiceField(label=_("So this"), choices=READINGS, widget=ChoiceCards(), error_messages={"required": READING})
    owner = PersonField(label=_("If unknown: who finds out?"), required=False)
    due_on = LocalDateField(label=_("If unknown: by when?"), required=False)
    support = forms.MultipleChoiceField(
        label=_("Findings, interviews and files"), required=False, widget=CheckCards, error_messages={"invalid_choice": SUPPORT}
    )
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, code: str, people: Iterable[User], grounds: Sequence[Any] = (), initial: Any = None) -> None:
        super().__init__(data, prefix=code, initial=initial)
        self.code = code
        self.fields["owner"].offer(people)  # type: ignore[attr-defined]
        self.fields["support"].choices = grounds  # type: ignore[attr-defined]

    def given(self) -> AnswerGiven:
        """The answer for the action."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("seen", "support")}
        return AnswerGiven(question=self.code, support=tuple(map(uuid.UUID, self.cleaned_data["support"])), **data)
