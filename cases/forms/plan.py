"""The forms of the plan's words and of the lead's signature."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.plan import DAYS, WRITTEN, PlanWords
from cases.forms.signing import SigningForm
from cases.models import Plan
from cases.models.plan import CARRIERS
from tat.forms.base import Form
from tat.forms.choices import Shared
from tat.forms.fields import ChoiceCards, CleanTextField
from tat.forms.people import PersonField
from tat.models import User
from tat.statutes.limits import LONGEST_CONTACT_DAYS

MONITORING_HINTS = {
    Plan.Monitoring.PASSIVE: _("No outreach; the team is told if something new arises."),
    Plan.Monitoring.PERIODIC_ACTIVE: _("A planned check at intervals that the plan sets."),
    Plan.Monitoring.ACTIVE: _("Regular contact with the subject and others; events to watch are checked every week."),
}


class PlanForm(Form):
    """The plan's own words, and who carries it. A draft may be saved with gaps; adopting asks for all of it."""

    few_needed = True
    version = forms.CharField(widget=forms.HiddenInput, required=False)
    case_manager = PersonField(
        label=_("Case manager"),
        required=False,
        help_text=_("Watches the case and tells the team of any change. Holds a seat of this team."),
    )
    engager = PersonField(
        label=_("Keeps in touch with the subject"),
        required=False,
        help_text=_("So that nobody is left isolated. Holds a seat of this team."),
    )
    second_engager = PersonField(
        label=_("Also keeps in touch (optional)"),
        required=False,
        nobody=_("Nobody else"),
        help_text=_("A second member of the team, where one person is not enough. Holds a seat of this team."),
    )
    facts_relied_on = CleanTextField(label=_("Facts that the plan relies on"), lines=3, required=False)
    goals = CleanTextField(
        label=_("What the plan is to reach"),
        lines=2,
        required=False,
        help_text=_("Get through the short-term crisis, and prevent in the long term."),
    )
    least_intrusive = CleanTextField(
        label=_("Why these are the least intrusive steps that are enough"), lines=2, required=False, help_text=_("One sentence is enough.")
    )
    lower_rungs = CleanTextField(
        label=_("Why are lower rungs not enough?"), lines=2, required=False, help_text=_("Asked for where a strategy skips a rung.")
    )
    monitoring = forms.ChoiceField(
        label=_("Monitoring"),
        choices=Plan.Monitoring.choices,
        widget=ChoiceCards(hints=MONITORING_HINTS, reveals={Plan.Monitoring.PERIODIC_ACTIVE: "rhythm"}),
        error_messages={"required": _("Choose one of the three ways of monitoring.")},
    )
    contact_days = forms.IntegerField(
        label=_("Days between two checks"),
        min_value=1,
        max_value=LONGEST_CONTACT_DAYS,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Asked for where the monitoring is periodic active: a whole number of calendar days, 30 at most."),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), DAYS),
    )
    contact_plan = CleanTextField(
        label=_("Contact with the subject and the target"),
        lines=2,
        max_length=2000,
        required=False,
        help_text=_("Who, how and how often; or why not."),
    )

    def __init__(self, *args: Any, members: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offered = Shared(members)
        for name in CARRIERS:
            self.fields[name].offer(offered)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("monitoring") != Plan.Monitoring.PERIODIC_ACTIVE:
            self.errors.pop("contact_days", None)  # not asked, whatever stands in the folded question
            data["contact_days"] = None
        return data

    def words(self) -> PlanWords:
        """What was typed, for the action."""
        return PlanWords(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


def plan_initial(plan: Plan | None) -> dict[str, Any]:
    """What stands in the form for a plan, or for none."""
    if plan is None:
        return {"monitoring": Plan.Monitoring.ACTIVE, "version": ""}
    return {name: getattr(plan, name) for name in (*WRITTEN, *CARRIERS)} | {"version": plan.token}


class AdoptForm(SigningForm):
    """The lead's signature under the draft, and a sentence for each letter of FORT that the record does not show."""

    few_needed = True
    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, letters: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.letters = list(letters)
        for letter, sentence in letters.items():
            self.fields[f"fort_{letter}"] = CleanTextField(label=sentence, lines=2, required=False)
        self.order_fields(["version", *(f"fort_{letter}" for letter in letters), "password"])

    def fort_notes(self) -> dict[str, str]:
        """The sentences by letter."""
        return {letter: self.cleaned_data[f"fort_{letter}"] for letter in self.letters if self.cleaned_data.get(f"fort_{letter}")}
