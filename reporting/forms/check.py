"""The public form that asks whether a paper is genuine: by its code, by its file, or by both."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tat.forms.base import Form
from tat.forms.text import CleanTextField

NOTHING = _("Write the code of the paper, or choose its file.")
TOO_LARGE = _("This file is larger than any paper that is issued here.")


class CheckForm(Form):
    """One of the two is enough."""

    use_required_attribute = False

    check_code = CleanTextField(
        label=_("Check code"), max_length=40, required=False, help_text=_("At the foot of each page, such as 7KQ4-M2XN-9RTD.")
    )
    file = forms.FileField(
        label=_("The file (PDF)"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
        help_text=_("It is compared as it comes in and not kept. A scan or a photo of the paper is another file."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("file")
        if file is not None and file.is_too_large:
            self.add_error("file", TOO_LARGE)
        elif not file and not data.get("check_code"):
            raise forms.ValidationError(NOTHING)
        return data
