"""The form that asks the active cases to be looked at after an act of violence elsewhere."""

from django.utils.translation import gettext_lazy as _

from cases.actions.contagion import WORDS
from tat.forms.base import Form
from tat.forms.text import CleanTextField


class AskForm(Form):
    """What happened elsewhere, in one sentence."""

    use_required_attribute = False

    words = CleanTextField(
        label=_("What happened elsewhere, in one sentence?"),
        lines=2,
        max_length=500,
        error_messages={"required": WORDS},
        help_text=_("What the news says is enough. No name of a student of this district, nothing about a case."),
    )
