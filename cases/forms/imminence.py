"""The form of a determination: does an imminent threat exist?"""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.imminence import Answer, Determining
from cases.models.indicators import IndicatorList, opened_at
from tat.forms.base import Form
from tat.forms.choices import CheckCards, ChoiceCards, Offered
from tat.forms.text import CleanTextField
from tat.forms.times import LocalDateTimeField

ANSWERS = [(Answer.YES.value, _("Yes, an imminent threat exists")), (Answer.NO.value, _("No, or it is now contained"))]
HINTS = {
    Answer.YES.value: _("Opens containment at once: crisis plan, police, target protection. Unsure counts as yes."),
    Answer.NO.value: _("Opens triage. A reason is needed for “no” as much as for “yes”."),
}


class Signs:
    """The district's indicators as one form was opened with them; read when somebody looks, so that a new wording changes no tick."""

    def __init__(self, district_id: int, edition: str) -> None:
        self.district_id, self.opened_at = district_id, edition

    @cached_property
    def read(self) -> IndicatorList:
        return opened_at(self.district_id, self.opened_at)

    @property
    def choices(self) -> Offered:
        return Offered(lambda: [(row.code, row.text) for row in self.read.offered])

    def marks(self, seen: Iterable[str]) -> dict[str, str]:
        """A sign that is ticked is observed; one that is not is not known."""
        return {row.code: "observed" if row.code in seen else "unknown" for row in self.read.offered}

    def edition(self) -> str:
        """What the form carries along."""
        return self.read.edition


class DetermineForm(Form):
    """Signs, answer, reason. No number of ticked signs gives the answer."""

    use_required_attribute = False
    few_needed = True

    indicators_edition = CleanTextField(widget=forms.HiddenInput, required=False)
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
        self.signs = Signs(district_id, data.get("indicators_edition", "") if data else "")
        super().__init__(data, initial={"determined_at": at, "indicators_edition": self.signs.edition})
        self.fields["indicators"].choices = self.signs.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("answer") == Answer.NO and not data.get("rationale", "").strip() and "rationale" not in self.errors:
            self.add_error("rationale", _("A reason is needed for “no” as much as for “yes”."))
        return data

    def given(self) -> Determining:
        """The answer for the action."""
        data = self.cleaned_data
        return Determining(
            answer=data["answer"],
            rationale=data["rationale"],
            indicators=self.signs.marks(data["indicators"]),
            indicators_edition=self.signs.edition(),
            other_steps=data["other_steps"],
            determined_at=data["determined_at"],
        )
