"""The form of the numbers that a district sets itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tat.actions.district import NUMBERS, token_of
from tat.forms.base import Form
from tat.models import District


def _number(name: str, label: Any, help_text: Any) -> forms.IntegerField:
    """With the bounds that the table has."""
    least, most = (each.limit_value for each in District._meta.get_field(name).validators)
    bounds = {"min_value": _("Choose %(least)s or more.") % {"least": least}, "max_value": _("At most %(most)s.") % {"most": most}}
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=help_text,
        error_messages=bounds | {"required": _("Write a number."), "invalid": _("Write a whole number.")},
        widget=forms.NumberInput(attrs={"class": "w-s", "inputmode": "numeric"}),
    )


class ClocksForm(Form):
    """Days and minutes that a district may shorten, and when low-level notes open a report."""

    use_required_attribute = False

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    update_days = _number(
        "update_days", _("Days between updates of a case plan"), _("30 is the longest. What runs now keeps its due date.")
    )
    target_minutes = _number("target_minutes", _("Minutes after which “immediately” is late"), _("15 by default, at most 60."))
    note_threshold = _number(
        "note_threshold",
        _("Low-level notes by different people that open a report"),
        _("3 by default: the product’s own number, not an official one."),
    )
    note_window_days = _number("note_window_days", _("Days within which they count together"), _("30 by default."))

    def numbers(self) -> dict[str, int]:
        """The numbers as typed."""
        return {name: self.cleaned_data[name] for name in NUMBERS}


def clocks_of(district: District) -> dict[str, Any]:
    """What stands in the form for this district."""
    return {name: getattr(district, name) for name in NUMBERS} | {"seen": token_of(district)}
