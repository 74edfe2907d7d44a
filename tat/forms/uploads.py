"""The field for files of a form. It judges nothing: what was sent is in `tat.uploads.waiting.FilesSent`, which outlives a mistake."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tat.uploads import ACCEPT

LIMITS = _(
    "Up to 20 at once. Pictures (jpg, png, heic), PDF, sound (m4a, mp3, wav), txt and docx: 25 MB each. Videos (mp4, mov): 500 MB each. "
    "A file that is sent becomes a part of the school's record."
)


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Pictures and files, none or several."""

    widget = FilesInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "help_text": LIMITS, **options})
        self.widget.attrs |= {"multiple": True, "accept": ACCEPT}

    def clean(self, data: Any, initial: Any = None) -> None:
        """Nothing is judged here."""
