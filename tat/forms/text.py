"""Text that people type: kept as typed, refused with a sentence where it cannot be kept."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

MOST_CHARACTERS = 20_000
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
REPLACEMENT = "\ufffd"
CANNOT_KEEP = _("This text has a character in it that cannot be kept. The mark \ufffd stands in its place now: take it out.")
TOO_LONG = ngettext_lazy(
    "This is %(show_value)d characters long, and %(limit_value)d is the most that fits here. Shorten it, or put the rest in a note.",
    "This is %(show_value)d characters long, and %(limit_value)d are the most that fit here. Shorten it, or put the rest in a note.",
    "limit_value",
)


class CleanTextField(forms.CharField):
    """One line of text, or with `lines` a box of so many lines. At most 20,000 characters unless `max_length` says less."""

    def __init__(self, *, lines: int = 0, max_length: int = MOST_CHARACTERS, **options: Any) -> None:
        if lines:
            options.setdefault("widget", forms.Textarea(attrs={"rows": lines}))
        super().__init__(max_length=max_length, **options)
        self.validators = [each for each in self.validators if not isinstance(each, ProhibitNullCharactersValidator)]
        self.validators[-1].message = TOO_LONG

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without the browser's own limit, which would cut pasted text without a word."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs

    def to_python(self, value: Any) -> str:
        """The text with line ends as the browser's own. Raises a sentence for NUL and for half characters."""
        text = super().to_python(value)
        if UNKEEPABLE.search(text):
            raise ValidationError(CANNOT_KEEP, code="unkeepable")
        return text.replace("\r\n", "\n")


def showable(value: Any) -> Any:
    """What a page shows again of what was typed: a character that no page can carry becomes a visible mark."""
    if isinstance(value, list | tuple):
        return type(value)(map(showable, value))
    return UNKEEPABLE.sub(REPLACEMENT, value) if isinstance(value, str) else value
