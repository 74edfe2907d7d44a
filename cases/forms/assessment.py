"""The forms of the STEP page: a finding, “looked, nothing found”, the stage on the pathway, and a new round."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.findings import DAY, LINK, REASON, STATUS, FindingGiven
from cases.actions.pathway import BASIS, DIRECTION, GRIEVANCE, STAGE
from cases.actions.rounds import WHY
from cases.models import Factor, Finding, PathwayStage
from cases.step import PATHWAY_LOOKS_LIKE, FactorKind, Grievance, StepDomain
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards, CleanTextField, LocalDateField

OWN_WORDS = [("", _("In my own words"))]
NONE_OF_THESE = [("", _("None of these"))]
NOT_YET_KNOWN = [("", _("Not named yet"))]
STATUS_HINTS = {"unknown": _("Unknown is never counted as not observed.")}


class FindingForm(Form):
    """One finding under one letter. The form's prefix is the letter, so that four stand on one page."""

    use_required_attribute = False

    factor = forms.ChoiceField(
        label=_("What was found?"), required=False, help_text=_("From the district’s list, or in your own words below.")
    )
    text = CleanTextField(
        label=_("In words"), lines=2, required=False, help_text=_("What was said or done. Exact words in “quotation marks”.")
    )
    kind = forms.ChoiceField(
        label=_("If in your own words: which kind?"), choices=[("", _("The factor’s own kind")), *FactorKind.choices], required=False
    )
    status = forms.ChoiceField(
        label=_("Was it observed?"),
        choices=Finding.Status.choices,
        widget=ChoiceCards(hints=STATUS_HINTS),
        error_messages={"required": STATUS},
    )
    source = forms.ChoiceField(label=_("Where is it from?"), choices=[*NOT_YET_KNOWN, *Finding.Source.choices], required=False)
    source_note = CleanTextField(label=_("Who said it, or which record?"), max_length=500, required=False)
    link = forms.ChoiceField(
        label=_("Which interview, record or file?"),
        required=False,
        help_text=_("It names the source as well."),
        error_messages={"invalid_choice": LINK},
    )
    observed_on = LocalDateField(label=_("On which day?"), required=False, past=True)
    confidence = forms.ChoiceField(
        label=_("How well is it confirmed?"), choices=Finding.Confidence.choices, required=False, initial=Finding.Confidence.SINGLE
    )
    basis = forms.ChoiceField(
        label=_("Fact or opinion?"), choices=Finding.Basis.choices, required=False, initial=Finding.Basis.FACT, widget=ChoiceCards()
    )
    is_quote = forms.BooleanField(label=_("These are the exact words"), required=False)
    second_hand = forms.BooleanField(label=_("Heard from somebody who heard it"), required=False)
    replaces = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, domain: str, factors: Sequence[Factor], links: Sequence[Any] = (), initial: Any = None) -> None:
        super().__init__(data, prefix=domain, initial=initial)
        self.offers_links = bool(links)
        self.fields["link"].choices = [*NONE_OF_THESE, *links]  # type: ignore[attr-defined]
        self.domain = domain
        mine = [factor for factor in factors if factor.domain == domain]
        groups = [(kind.label, [(each.code, each.label) for each in mine if each.kind == kind]) for kind in FactorKind]
        self.fields["factor"].choices = [*OWN_WORDS, *[group for group in groups if group[1]]]  # type: ignore[attr-defined]
        self.fields["observed_on"].error_messages["future"] = DAY

    def given(self) -> FindingGiven:
        """The finding for the action."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "replaces"}
        data["basis"] = data["basis"] or Finding.Basis.FACT
        data["confidence"] = data["confidence"] or Finding.Confidence.SINGLE
        return FindingGiven(domain=self.domain, **data)


class NoneFoundForm(Form):
    """“Looked, nothing found” under one letter; `seen` is the statement that stood there."""

    use_required_attribute = False

    reason = CleanTextField(label=_("Where did you look?"), lines=2, error_messages={"required": REASON})
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, domain: str, initial: Any = None) -> None:
        super().__init__(data, prefix=f"none-{domain}", initial=initial)
        self.domain = domain


class PathwayForm(Form):
    """The stage on the Pathway to Violence, which way, whether there is a grievance, and on what basis."""

    use_required_attribute = False
    prefix = "pathway"

    stage = forms.ChoiceField(
        label=_("What was seen?"),
        choices=PathwayStage.Stage.choices,
        widget=ChoiceCards(hints=PATHWAY_LOOKS_LIKE),
        error_messages={"required": STAGE},
    )
    direction = forms.ChoiceField(
        label=_("Which way does it move?"),
        choices=PathwayStage.Direction.choices,
        widget=ChoiceCards(),
        error_messages={"required": DIRECTION},
    )
    grievance = forms.ChoiceField(
        label=_("Is there a grievance?"),
        choices=Grievance.choices,
        widget=ChoiceCards(),
        help_text=_("Asked apart from the stage: there may be a grievance and no movement."),
        error_messages={"required": GRIEVANCE},
    )
    basis = CleanTextField(label=_("What does this rest on?"), lines=3, error_messages={"required": BASIS})
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)


class RoundForm(Form):
    """Why the team looks again; `seen` is the number of the round on the page."""

    use_required_attribute = False
    prefix = "round"

    why = CleanTextField(
        label=_("Why does the team look again?"),
        lines=2,
        max_length=2000,
        help_text=_("New information, a change of status, how the subject answered to the plan."),
        error_messages={"required": WHY},
    )
    seen = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


def letter_of(data: Any) -> str:
    """The letter that a posted form speaks of; the first where it names none of the four, and its checks then say so."""
    letter = data.get("domain", "")
    return letter if letter in StepDomain.values else StepDomain.SUBJECT.value
