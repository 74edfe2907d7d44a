"""The forms of a student's family: the rights have passed, an order bars a person, an entry has ended."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.family_rules import FROM, KIND, ORDERS, PERSON, REASON, SOURCE, STUDENT, WHY, RuleGiven
from cases.models import FamilyRule, Party
from tat.forms.base import Form
from tat.forms.choices import ChoiceCards, RowField
from tat.forms.text import CleanTextField
from tat.forms.times import LocalDateField


class StudentField(RowField):
    """A student of the case, by name and part."""

    def words(self, row: Party) -> str:
        return f"{row.shown_name()} ({row.get_role_display()})"


class RuleForm(Form):
    """What both kinds of entry ask: whom it is about."""

    use_required_attribute = False

    party = StudentField(label=_("Which student?"), nobody=_("Choose the student"), error_messages={"required": STUDENT})

    def __init__(self, data: Any = None, *, students: Sequence[Party]) -> None:
        super().__init__(data, initial={"party": students[0]} if len(students) == 1 else None)
        self.fields["party"].offer(students)  # type: ignore[attr-defined]

    def given(self) -> RuleGiven:
        """The entry for the action."""
        data = dict(self.cleaned_data)
        party: Party | None = data.pop("party")
        return RuleGiven(party_id=party.pk if party else None, **data)


class RightsForm(RuleForm):
    """The rights have passed to the student."""

    prefix = "rights"

    why = forms.ChoiceField(
        label=_("Why have the rights passed?"), choices=FamilyRule.Why.choices, widget=ChoiceCards(), error_messages={"required": WHY}
    )
    from_on = LocalDateField(
        label=_("Since which day?"), error_messages={"required": FROM}, help_text=_("A day to come counts from that day on.")
    )
    source = CleanTextField(label=_("How is it known?"), max_length=500, required=False)


class OrderForm(RuleForm):
    """An order bars a person from the student's record."""

    prefix = "order"

    kind = forms.ChoiceField(
        label=_("Which kind of order?"),
        choices=[(code.value, code.label) for code in ORDERS],
        widget=ChoiceCards(),
        error_messages={"required": KIND},
    )
    person = CleanTextField(
        label=_("Whom does it bar?"),
        max_length=200,
        error_messages={"required": PERSON},
        help_text=_("First and last name, as in the order. Another spelling of it is recognised."),
    )
    source = CleanTextField(label=_("Which court, and which paper?"), max_length=500, error_messages={"required": SOURCE})
    from_on = LocalDateField(label=_("From which day?"), error_messages={"required": FROM})
    until_on = LocalDateField(
        label=_("Until which day?"), required=False, help_text=_("The last day on which it holds. Empty: until somebody ends it here.")
    )


class EndForm(Form):
    """Why one entry holds no longer; its prefix is the entry's id."""

    use_required_attribute = False

    reason = CleanTextField(label=_("Why does it hold no longer?"), lines=2, max_length=2000, error_messages={"required": REASON})
