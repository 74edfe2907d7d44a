"""The form of a determination: does an imminent threat exist?"""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.imminence import Answer, Determining
from cases.models import Indicator
from tat.forms.base import Form
from tat.forms.choices import CheckCards, ChoiceCards
from tat.forms.text import CleanTextField
from tat.forms.times import LocalDateTimeField

ANSWERS = [(Answer.YES.value, _("Yes, an imminent threat exists")), (Answer.NO.value, _("No, or it is now contained"))]
HINTS = {
    Answer.YES.value: _("Opens containment at once: crisis plan, police, target protection. Unsure counts as yes."),
    Answer.NO.value: _("Opens triage. A reason is needed for “no” as much as for “yes”."),
}


class DetermineForm(Form):
    """Signs, answer, reason. No number of ticked signs gives the answer."""

    use_required_attribute = False
    few_needed = True

    indicators = forms.MultipleChoiceField(label=_("What do you know to be so?"), required=False, widget=CheckCards)
    answer = forms.ChoiceField(
        label=_("Your determination"),
        choices=ANSWERS,
        widget=ChoiceCards(hints=HINTS),
        error_messages={"required": _("Choose yes or no; unsure counts as yes.")},
    )
    rationale = CleanTextField(label=_("Your reason, in a sentence or two"), lines=3, required=False)
    other_steps = CleanTextField(label=_("Other steps taken"), lines=2, required=False)
    determined_at = LocalDateTimeField(
        label=_("When did you determine it?"), past=True, error_messages={"required": _("Write when you determined it.")}
    )

    def __init__(self, data: Any = None, *, district_id: int, at: datetime) -> None:
        super().__init__(data, initial={"determined_at": at})
        self.fields["indicators"].choices = [(row.code, row.text) for row in Indicator.offered(district_id)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("answer") == Answer.NO and not data.get("rationale", "").strip() and "rationale" not in self.errors:
            self.add_error("rationale", _("A reason is needed for “no” as much as for “yes”."))
        return data

    def given(self) -> Determining:
        """The answer for the action; a sign that is not ticked is not known."""
        data = self.cleaned_data
        seen = set(data["indicators"])
        marks = {code: "observed" if code in seen else "unknown" for code, _words in self.fields["indicators"].choices}  # type: ignore[attr-defined]
        return Determining(
            answer=data["answer"],
            rationale=data["rationale"],
            indicators=marks,
            other_steps=data["other_steps"],
            determined_at=data["determined_at"],
        )
