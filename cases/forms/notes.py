"""The form of a team note."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tat.forms.base import Form
from tat.forms.text import CleanTextField


class NoteForm(Form):
    """One note of the team; stamped, and unchangeable once added."""

    text = CleanTextField(label=_("New note"), lines=3, error_messages={"required": _("Write the note first.")})
    is_change = forms.BooleanField(label=_("This is a change the team must know"), required=False)
