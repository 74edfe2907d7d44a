"""The form of a reading of the Spanish texts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from tat.actions import translations as acts
from tat.actions.translations import ReviewGiven
from tat.forms.fields import CleanTextField, LocalDateField
from tat.translations import marks_of

RIGHT, WRONG = "right", "wrong"


def as_mark(kind: str) -> str:
    """The texts that stand now, for the hidden field of the form beside them."""
    return " ".join(sorted(marks_of(kind)))


class TranslationForm(forms.Form):
    """Who read the texts that stand on the page, when, and what this person found."""

    reviewer = CleanTextField(label=_l("Who read it"), max_length=150, error_messages={"required": acts.WHO})
    position = CleanTextField(
        label=_l("What this person is"),
        max_length=150,
        help_text=_l("Such as: certified translator; bilingual counselor. Name and position stand on the pages and papers."),
        error_messages={"required": acts.POSITION},
    )
    read_on = LocalDateField(label=_l("Read on"), error_messages={"required": acts.WHEN})
    right = forms.ChoiceField(
        label=_l("What was found"),
        choices=[(RIGHT, _l("Every text says in Spanish what it says in English")), (WRONG, _l("Some text is wrong"))],
        widget=forms.RadioSelect,
        error_messages={"required": acts.CHOOSE, "invalid_choice": acts.CHOOSE},
    )
    note = CleanTextField(
        label=_l("Which text, and how it should read"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_l("Kept for whoever mends it. The pages go on saying that the translation is not reviewed."),
    )
    texts = forms.CharField(max_length=10_000, widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, kind: str, **more: Any) -> None:
        super().__init__(data, initial={"texts": as_mark(kind)}, **more)

    def given(self) -> ReviewGiven:
        """The reading for the action."""
        data = dict(self.cleaned_data)
        return ReviewGiven(right=data.pop("right") == RIGHT, marks=frozenset(data.pop("texts").split()), **data)
