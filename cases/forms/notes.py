"""The form of a team note."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from tat.forms.base import Form
from tat.forms.fields import CheckCards, CleanTextField

TOO_LONG = ngettext_lazy(
    "This is %(show_value)d characters long, and %(limit_value)d is the most that fits in one note. Put the rest in a second one.",
    "This is %(show_value)d characters long, and %(limit_value)d are the most that fit in one note. Put the rest in a second one.",
    "limit_value",
)
NOT_OFFERED = _("One of these seats cannot be written to: it is not of this team, or its holder is not in the circle of the case now.")


class NoteForm(Form):
    """One note of the team; stamped, and unchangeable once added. `seats` are those that may be written to."""

    text = CleanTextField(label=_("New note"), lines=3, error_messages={"required": _("Write the note first.")})
    is_change = forms.BooleanField(label=_("This is a change the team must know"), required=False)
    seats = forms.TypedMultipleChoiceField(
        label=_("For whom?"),
        help_text=_("With none ticked it is for everybody of the team. This hides nothing: everybody who sees the case reads every note."),
        coerce=int,
        required=False,
        widget=CheckCards,
        error_messages={"invalid_choice": NOT_OFFERED},
    )

    def __init__(self, data: Any = None, *, seats: Sequence[tuple[int, str, str]] = ()) -> None:
        """Each seat with its id, its holder and what seat it is."""
        super().__init__(data)
        self.fields["text"].validators[-1].message = TOO_LONG
        offered: Any = self.fields["seats"]
        offered.choices = [(pk, holder) for pk, holder, _seat in seats]
        offered.widget.hints = {str(pk): seat for pk, _holder, seat in seats}
