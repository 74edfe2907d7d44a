"""What every form asks that takes a report in: the danger now, the school, when it reached whom, and what is on record already."""

from datetime import datetime
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.people import staff_named
from tat.forms.choices import ChoiceCards, RowField
from tat.forms.text import CleanTextField
from tat.forms.times import LocalDateTimeField
from tat.forms.unjudged import unjudged
from tat.models import Building, User
from triage.forms.into import IntoForm

ON_RECORD = _("Something like it is on record already. Where does the report belong?")
NOT_LOST = _("Nothing is saved yet, and nothing that you typed is lost. Choose, then save again.")


class TakenInForm(IntoForm):
    """The questions that stand first, with their answers filled in; `by` is who types."""

    use_required_attribute = False
    few_needed = True

    danger = forms.ChoiceField(
        label=_("First: is anyone in danger right now?"),
        choices=[("yes", _("Yes, or it might be")), ("no", _("No, nobody is in danger at this moment"))],
        required=False,
        initial="no",
        widget=ChoiceCards(reveals={"yes": "imminent"}),
    )
    building = RowField(label=_("Which school?"))
    reported_at = LocalDateTimeField(
        label=_("When did the report reach you?"), past=True, error_messages={"required": _("Write when the report reached you.")}
    )
    received_by = CleanTextField(
        label=_("Who received it?"), max_length=150, error_messages={"required": _("Write who received the report.")}
    )
    into = forms.CharField(label=ON_RECORD, required=False, widget=forms.HiddenInput, help_text=NOT_LOST)

    def __init__(self, data: Any = None, *, by: User, buildings: list[Building], at: datetime) -> None:
        super().__init__(data)
        self.by, self.at, self.judged_at = by, at, at
        self._ask_where(buildings)
        self.fields["received_by"].initial = f"{by.full_name}, {by.position}"
        self.fields["reported_at"].initial = at

    def _ask_where(self, buildings: list[Building]) -> None:
        where: Any = self.fields["building"]
        where.offer(buildings)
        where.initial = buildings[0]
        if len(buildings) == 1:
            where.widget = forms.HiddenInput()

    @property
    def blocks(self) -> list[Any]:
        """The forms about people that stand within this one."""
        return []

    def without_errors(self) -> Self:
        """The form as typed, not judged yet: a block is added, or a draft is shown again."""
        for form in (self, *self.blocks):
            unjudged(form)
        return self

    def receiver(self) -> User | None:
        """The account of who received it, where the typed name is one."""
        name = self.cleaned_data["received_by"].partition(",")[0]
        return self.by if name == self.by.full_name else staff_named([name], district_id=self.by.district_id or 0).get(name)
