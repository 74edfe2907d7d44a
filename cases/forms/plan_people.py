"""The forms of a plan's people: the position of one's own seat, and handing over who carries the plan."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.plan import carried_by
from cases.actions.plan_people import REASON, STANCE, TO_WHOM, WHICH, WHY, capacities_of
from cases.models import Handover, Plan, PlanPosition
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards, CleanTextField
from tat.forms.people import PersonField
from tat.models import User


class PlanPositionForm(Form):
    """Where one's own seat stands on the plan in force."""

    use_required_attribute = False
    prefix = "position"

    plan = forms.UUIDField(widget=forms.HiddenInput)
    stance = forms.ChoiceField(
        label=_("Where do you stand on this plan?"),
        choices=PlanPosition.Stance.choices,
        widget=ChoiceCards(),
        error_messages={"required": STANCE},
    )
    reason = CleanTextField(label=_("Reasons"), lines=3, max_length=20_000, required=False, help_text=WHY)


class HandoverForm(Form):
    """Who carries the plan from now on; each part says in whose hands it is."""

    use_required_attribute = False
    prefix = "handover"

    capacity = forms.ChoiceField(
        label=_("What is handed over?"), choices=Handover.Capacity.choices, widget=ChoiceCards(), error_messages={"required": WHICH}
    )
    person = PersonField(label=_("To whom?"), error_messages={"required": TO_WHOM})
    reason = CleanTextField(
        label=_("Why, and what must the next person know first?"), lines=3, max_length=2000, error_messages={"required": REASON}
    )

    def __init__(self, data: Any = None, *, members: Iterable[User], plan: Plan | None) -> None:
        super().__init__(data)
        capacity: Any = self.fields["capacity"]
        if plan is not None:
            held = carried_by(plan)
            capacity.choices = [(name, Handover.Capacity(name).label) for name in capacities_of(plan)]
            capacity.widget.hints = {
                name: _("Now: %(name)s") % {"name": held[name].full_name} if name in held else _("Nobody yet: one is named")
                for name in capacities_of(plan)
            }
        self.fields["person"].offer(members)  # type: ignore[attr-defined]
