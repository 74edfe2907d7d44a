"""The forms of the district's list of indicators: a wording, and a press that needs none."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.indicators import NO_WORDS
from tat.forms.base import Form
from tat.forms.text import CleanTextField


class ListForm(Form):
    """What every act on the list carries: the edition of the list that was read, as `version`."""

    use_required_attribute = False

    version = CleanTextField(widget=forms.HiddenInput, required=False)


class WordingForm(ListForm):
    """One indicator in words."""

    text = CleanTextField(
        label=_("The indicator"),
        lines=2,
        help_text=_("What somebody would see or know. At most 300 characters."),
        error_messages={"required": NO_WORDS},
    )
