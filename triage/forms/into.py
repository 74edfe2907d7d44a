"""Where a report or a tip belongs, asked once the search has found something: on every form that takes one up."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Person
from tat.forms.base import Form
from tat.forms.choices import ChoiceCards
from tat.models import User


class IntoForm(Form):
    """The answer, and the mark of the finding that was shown; the view lets only an offered answer through. `by` is who types."""

    by: User
    into = forms.CharField(label=_("Where does it belong?"), required=False, widget=forms.HiddenInput)
    searched = forms.CharField(required=False, widget=forms.HiddenInput)

    def ask_into(self, offered: dict[str, Any], hints: dict[str, str]) -> None:
        """Ask, on a form that is judged already; a single way is no question."""
        if len(offered) > 1:
            self.fields["into"].widget = ChoiceCards(choices=list(offered.items()), hints=hints)

    def into_case(self) -> UUID | None:
        """The open case that was chosen."""
        chosen = self._chosen("case")
        return UUID(chosen) if chosen else None

    def same_person(self) -> Person | None:
        """The person of an earlier case, where the typist says that it is the same."""
        chosen = self._chosen("same")
        return Person.objects.filter(pk=chosen, district_id=self.by.district_id).first() if chosen else None

    def _chosen(self, kind: str) -> str:
        word, _colon, chosen = self.cleaned_data["into"].partition(":")
        return str(chosen) if word == kind else ""
