"""The form of a need-to-know brief: three lines, why, until when, and the people it names."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.actions.briefs import DO, KNOW, LINE, NOBODY, REASON, TURN_TO, UNTIL, WHY, BriefGiven, wrong_end
from tat.forms.base import Form
from tat.forms.fields import CheckCards, CleanTextField, LocalDateField
from tat.forms.times import now_for
from tat.models import User
from tat.models.written import with_position

NOT_IN_DISTRICT = _("Somebody who is named has no account in this district. Look for the person by name or e-mail.")
HAS_IT = _("sees the case anyway")
ENDED = _("the account has ended")


class BriefForm(Form):
    """One brief. `people` are the accounts that stand on the page, ticked or not; `having` are ids of those who have the case anyway.

    `several`: the name that was looked for is that of more than one.
    """

    use_required_attribute = False
    several = False

    know = CleanTextField(label=_("What they need to know"), lines=2, max_length=LINE, error_messages={"required": KNOW})
    do = CleanTextField(label=_("What they do"), lines=2, max_length=LINE, error_messages={"required": DO})
    turn_to = CleanTextField(label=_("Whom they turn to"), lines=2, max_length=LINE, error_messages={"required": TURN_TO})
    people = forms.TypedMultipleChoiceField(
        label=_("Named so far"),
        coerce=int,
        widget=CheckCards,
        error_messages={"required": NOBODY, "invalid_choice": NOT_IN_DISTRICT},
    )
    who = CleanTextField(
        label=_("Add somebody: name or e-mail"),
        max_length=200,
        required=False,
        help_text=_("Any account of the district. What you have typed stays while you add people, one after the other."),
    )
    why = CleanTextField(
        label=_("Why do these people need to know?"),
        lines=2,
        max_length=REASON,
        help_text=_("For the record. The people named do not see it."),
        error_messages={"required": WHY},
    )
    until_on = LocalDateField(label=_("Last day on which it can be read"), error_messages={"required": UNTIL})

    def __init__(self, data: Any = None, *, people: Sequence[User] = (), having: Collection[int] = (), initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        named: Any = self.fields["people"]
        named.choices = [(each.pk, with_position(each.full_name, each.position)) for each in people]
        has_it = {str(each.pk): HAS_IT for each in people if each.pk in having}
        named.widget.hints = has_it | {str(each.pk): ENDED for each in people if not each.is_active}
        if not people:
            named.required = False

    def clean_until_on(self) -> date:
        """What the act would refuse is said with all that is missing."""
        until_on: date = self.cleaned_data["until_on"]
        if wrong := wrong_end(until_on, now_for(self)):
            raise ValidationError(wrong)
        return until_on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.fields["people"].choices and not self.data.get("who"):  # type: ignore[attr-defined]
            self.add_error("who", NOBODY)
        return data

    def given(self) -> BriefGiven:
        """The brief for the action."""
        data = dict(self.cleaned_data)
        data.pop("who", "")
        return BriefGiven(**data | {"people": tuple(data["people"])})
