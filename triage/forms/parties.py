"""The blocks of a report about people: a target, as often as there are targets."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.parties import PartyGiven
from cases.models import Affiliation, Party
from tat.forms.base import Form
from tat.forms.text import CleanTextField
from triage.forms.choices import KNOWN, affiliation_field

MOST_TARGETS = 20


class TargetForm(Form):
    """One target: a person, a person by role, a group, a place, or the subject too."""

    few_needed = True

    name = CleanTextField(label=_("Name, group or place"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("What is it?"), choices=Party.Kind.choices, required=False, initial=Party.Kind.PERSON)
    affiliation = affiliation_field()
    contact = CleanTextField(label=_("Contact information"), max_length=2000, required=False)
    relationship = CleanTextField(label=_("Relationship to the subject or the reporting party"), max_length=500, required=False)
    aware = forms.ChoiceField(label=_("Does the target know?"), choices=KNOWN, required=False, initial=Party.Known.UNKNOWN)
    safe_now = forms.ChoiceField(label=_("Is the target safe now?"), choices=KNOWN, required=False, initial=Party.Known.UNKNOWN)

    def given(self) -> PartyGiven:
        """The target as it stands in the form."""
        data = self.cleaned_data
        return PartyGiven(
            role=Party.Role.TARGET,
            name=data.get("name", "").strip(),
            kind=data.get("kind") or Party.Kind.PERSON,
            affiliation=data.get("affiliation") or Affiliation.UNKNOWN,
            contact=data.get("contact", ""),
            relationship=data.get("relationship", ""),
            aware=data.get("aware") or Party.Known.UNKNOWN,
            safe_now=data.get("safe_now") or Party.Known.UNKNOWN,
        )


def target_forms(data: Any, count: int) -> list[TargetForm]:
    """As many blocks as the page has; at least one, at most 20."""
    return [TargetForm(data, prefix=f"target-{number}", use_required_attribute=False) for number in range(min(max(count, 1), MOST_TARGETS))]


def target_count(data: Any) -> int:
    """How many blocks the page says it has; nonsense counts as one."""
    word = str(data.get("targets", "1")) if data else "1"
    return int(word) if word.isascii() and word.isdigit() and len(word) < 3 else 1
