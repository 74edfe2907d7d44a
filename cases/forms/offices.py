"""The name of an outside office: those of the directory are offered while somebody types, and any other is taken too."""

from typing import Any

from django import forms

from tat.forms.fields import CleanTextField

OFFERED = "offices"
"""The list that templates/partials/_offices.html writes beside the form."""


def office_field(label: Any, *, help_text: Any = "") -> CleanTextField:
    """A field for such a name; never required, since the form says when it is needed."""
    return CleanTextField(label=label, max_length=200, required=False, help_text=help_text, widget=forms.TextInput(attrs={"list": OFFERED}))
