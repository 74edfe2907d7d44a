"""The form that draws a sample of case files."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from reporting.actions.audits import MOST_FILES, SEED, SIZE, Drawn
from reporting.models.audits import LARGEST_SEED
from tat.forms.base import Form
from tat.forms.fields import LocalDateField


class DrawForm(Form):
    """Number, days and size of a sample; whether so many files are there is the act's to say."""

    use_required_attribute = False

    seed = forms.IntegerField(
        label=_l("Number to draw by"),
        min_value=0,
        max_value=LARGEST_SEED,
        help_text=_l("Any whole number, thrown or taken from a paper of that day. The same number draws the same files again."),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), SEED),
    )
    first_on = LocalDateField(label=_l("Cases opened from"), error_messages={"required": _l("Give the first day.")})
    last_on = LocalDateField(label=_l("Cases opened until"), error_messages={"required": _l("Give the last day.")})
    size = forms.IntegerField(
        label=_l("How many files"),
        min_value=1,
        max_value=MOST_FILES,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), SIZE),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("seed", "size"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def given(self) -> Drawn:
        """What was typed, once it is valid."""
        return Drawn(**{name: self.cleaned_data[name] for name in ("seed", "first_on", "last_on", "size")})
