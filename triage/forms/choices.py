"""Choices that the forms of the triage floor share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.gates import ASKED
from cases.models import Affiliation, IncidentFacts, Party
from tat.forms.choices import ChoiceCards

KNOWN = [(Party.Known.UNKNOWN, _("Not known")), (Party.Known.YES, _("Yes")), (Party.Known.NO, _("No"))]


def affiliation_field(**options: Any) -> forms.ChoiceField:
    """How a person is connected with the district; “not known yet” stands first and is no mistake."""
    known_first = sorted(Affiliation.choices, key=lambda choice: choice[0] != Affiliation.UNKNOWN)
    return forms.ChoiceField(label=_("Affiliation"), choices=known_first, required=False, initial=Affiliation.UNKNOWN, **options)


def gate_field(label: Any, **options: Any) -> forms.ChoiceField:
    """One gate: yes, no, or not known yet, which stands until somebody knows."""
    hints = {"yes": options.pop("hint", "")}
    return forms.ChoiceField(label=label, choices=ASKED, required=False, initial="unknown", widget=ChoiceCards(hints=hints), **options)


def weapon_field() -> forms.ChoiceField:
    """Weapons involved or threatened (4:190-AP2, Intake); one that was seen opens the police-at-once duty."""
    return forms.ChoiceField(
        label=_("Weapons involved or threatened"),
        choices=sorted(IncidentFacts.Weapon.choices, key=lambda choice: choice[0] == IncidentFacts.Weapon.UNKNOWN),
        required=False,
        initial=IncidentFacts.Weapon.UNKNOWN,
        widget=ChoiceCards(hints={"seen": _("Opens the police-at-once duty when you save.")}),
    )
