"""The forms of a transfer: the request with its three lines, the answer, who answers in a principal's place; and of a subject who left."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.departures import MONITORING, RECORDS, SINCE, DepartureGiven
from cases.actions.transfer_answers import WHO, WHY_NAMED, WHY_NOT
from cases.actions.transfers import COMING_UP, CONCERN, IN_PLACE, REASON, WHERE, TransferGiven
from cases.models import Departure
from cases.models.transfers import LINE
from tat.forms.base import Form
from tat.forms.choices import RowField
from tat.forms.fields import ChoiceCards, CleanTextField, LocalDateField
from tat.forms.people import PersonField
from tat.models import Building, User

Monitoring, Records = Departure.Monitoring, Departure.Records


class AskForm(Form):
    """The request. The three lines are all that the receiving principal reads of the case before the answer."""

    use_required_attribute = False
    prefix = "ask"

    building = RowField(label=_("Which building takes it over?"), nobody=_("Choose the building"), error_messages={"required": WHERE})
    reason = CleanTextField(
        label=_("Why does it go there?"),
        lines=2,
        max_length=2000,
        help_text=_("For the record of the case. It is read with the case, not before."),
        error_messages={"required": REASON},
    )
    concern = CleanTextField(
        label=_("What is it about?"),
        lines=2,
        max_length=LINE,
        help_text=_("One line, without a name."),
        error_messages={"required": CONCERN},
    )
    in_place = CleanTextField(label=_("What keeps people safe now?"), lines=2, max_length=LINE, error_messages={"required": IN_PLACE})
    coming_up = CleanTextField(label=_("What comes next, and by when?"), lines=2, max_length=LINE, error_messages={"required": COMING_UP})

    def __init__(self, data: Any = None, *, buildings: Iterable[Building]) -> None:
        super().__init__(data)
        self.fields["building"].offer(buildings)  # type: ignore[attr-defined]

    def given(self) -> TransferGiven:
        """The request for the action."""
        data = dict(self.cleaned_data)
        building: Building = data.pop("building")
        return TransferGiven(building_id=building.pk, **data)


class TakeBackForm(Form):
    """The request that stood on the page when it was taken back."""

    prefix = "back"

    transfer = forms.UUIDField(widget=forms.HiddenInput)


class AcceptForm(Form):
    """Nothing is asked; what stands in the way is said on it."""

    prefix = "accept"


class RefuseForm(Form):
    """Why a case is not taken."""

    use_required_attribute = False
    prefix = "refuse"

    reason = CleanTextField(
        label=_("Why is the case not taken?"),
        lines=3,
        max_length=2000,
        help_text=_("The lead who asked reads it."),
        error_messages={"required": WHY_NOT},
    )


class LeadForm(Form):
    """Who answers in the place of a principal who is in conflict or away."""

    use_required_attribute = False
    prefix = "lead"

    person = PersonField(label=_("Who answers?"), error_messages={"required": WHO})
    reason = CleanTextField(label=_("Why does the principal not answer?"), lines=2, max_length=2000, error_messages={"required": WHY_NAMED})

    def __init__(self, data: Any = None, *, people: Iterable[User]) -> None:
        super().__init__(data)
        self.fields["person"].offer(people)  # type: ignore[attr-defined]


class DepartureForm(Form):
    """The subject has left. `seen` is the entry on which the form was written."""

    use_required_attribute = False
    few_needed = True
    prefix = "left"

    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)
    left_on = LocalDateField(label=_("Since when has the subject left?"), error_messages={"required": SINCE})
    where_to = CleanTextField(
        label=_("Where to?"), max_length=500, required=False, help_text=_("School and place, as far as it is known. Empty: not known.")
    )
    monitoring = forms.ChoiceField(
        label=_("Does monitoring go on?"), choices=Monitoring.choices, widget=ChoiceCards, error_messages={"required": MONITORING}
    )
    monitor = PersonField(
        label=_("Who goes on monitoring?"), required=False, help_text=_("Where monitoring goes on: somebody who works on this case.")
    )
    source = forms.ChoiceField(
        label=_("On which lawful source?"), required=False, choices=[("", _("Choose the source")), *Departure.Source.choices]
    )
    source_note = CleanTextField(
        label=_("Who consented and when, which order, what is looked at"), lines=2, max_length=2000, required=False
    )
    ended_why = CleanTextField(label=_("Why has monitoring ended?"), lines=2, max_length=2000, required=False)
    records = forms.ChoiceField(
        label=_("Are records to follow?"), choices=Records.choices, widget=ChoiceCards, error_messages={"required": RECORDS}
    )
    release_on = LocalDateField(
        label=_("First day on which they may follow"), required=False, help_text=_("The written notice is due before that day.")
    )
    notice_on = LocalDateField(label=_("Day of the written notice"), required=False, help_text=_("Empty: it is not given yet."))
    notice_method = forms.ChoiceField(
        label=_("How the notice was given"), required=False, choices=[("", _("Not given yet")), *Departure.Method.choices]
    )

    def __init__(self, data: Any = None, *, people: Iterable[User], latest: Departure | None = None) -> None:
        initial = {name: getattr(latest, name) for name in self.base_fields if name != "seen"} if latest else {}
        super().__init__(data, initial=initial | {"seen": latest.pk if latest else None})
        offered = list(people)
        kept = latest.monitor if latest else None
        self.fields["monitor"].offer(offered if kept is None or kept in offered else [*offered, kept])  # type: ignore[attr-defined]

    def given(self) -> DepartureGiven:
        """The entry for the action."""
        data = dict(self.cleaned_data)
        seen: uuid.UUID | None = data.pop("seen")
        return DepartureGiven(**data, seen=seen)
