"""The forms on the page of one duty."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tat.forms.base import Form
from tat.forms.text import CleanTextField
from tat.forms.times import LocalDateTimeField

REASONS = [
    ("waiting", _("Waiting for somebody else's answer")),
    ("planned", _("A time to do it is agreed")),
    ("away", _("Away, and back before it is due")),
]


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
