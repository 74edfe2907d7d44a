"""The forms on the page of one duty."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.handing import NO_ONE, NO_REASON, NOT_LISTED
from cases.actions.restating import WHEN, WHY
from tat.forms.base import Form
from tat.forms.people import PersonField
from tat.forms.text import CleanTextField
from tat.forms.times import LocalDateTimeField
from tat.models import User

REASONS = [
    ("waiting", _("Waiting for somebody else's answer")),
    ("planned", _("A time to do it is agreed")),
    ("away", _("Away, and back before it is due")),
]


HANDED = {
    "away": _("Away, and not back before it is due"),
    "closer": _("Knows the people and the place better"),
    "office": _("It belongs to what this person does"),
    "load": _("Too much else is due at the same time"),
}
"""Why a duty is handed over; what an event keeps is the code, so that nothing of a case stands in it."""


class HandOverForm(Form):
    """To whom one duty goes, and why."""

    to = PersonField(label=_("To whom"), error_messages={"invalid_choice": NOT_LISTED, "required": NO_ONE})
    reason_code = forms.ChoiceField(
        label=_("Why is it handed over?"),
        choices=[("", _("Choose a reason")), *HANDED.items()],
        error_messages={"required": NO_REASON},
    )

    def __init__(self, *args: Any, people: Iterable[User], **options: Any) -> None:
        super().__init__(*args, auto_id="id_hand_%s", **options)  # another form of the page asks for a reason too
        self.fields["to"].offer(people)  # type: ignore[attr-defined]


class StartForm(Form):
    """When it really began, and why the stated time was wrong."""

    use_required_attribute = False

    started_at = LocalDateTimeField(label=_("When did it begin?"), past=True, error_messages={"required": WHEN})
    why = CleanTextField(label=_("Why was the stated time wrong?"), lines=2, max_length=2000, error_messages={"required": WHY})


class WaiveForm(Form):
    """Why the duty does not apply."""

    reason = CleanTextField(
        label=_("Why does it not apply?"),
        lines=3,
        max_length=2000,
        help_text=_("At least 20 characters. Where the rule has a citation a second person confirms; until then the clock runs on."),
        error_messages={"required": _("Say why this duty does not apply.")},
    )


class SnoozeForm(Form):
    """Until when the reminders wait, and why."""

    until = LocalDateTimeField(label=_("Remind me again at"))
    reason_code = forms.ChoiceField(label=_("Why can it wait?"), choices=REASONS)
