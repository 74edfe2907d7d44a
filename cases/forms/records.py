"""The form of a look into records."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.records import FOUND, REASON
from cases.models import RecordsReview
from tat.forms.base import Form
from tat.forms.choices import ChoiceCards
from tat.forms.text import CleanTextField

Result = RecordsReview.Result


class RecordsForm(Form):
    """One source, what came of looking, and what was seen or why nobody looked."""

    use_required_attribute = False

    source = forms.ChoiceField(
        label=_("Which records?"),
        choices=RecordsReview.Source.choices,
        widget=ChoiceCards(),
        error_messages={"required": _("Choose the source.")},
    )
    result = forms.ChoiceField(
        label=_("What came of looking?"),
        choices=Result.choices,
        widget=ChoiceCards(),
        error_messages={"required": _("Choose what came of it.")},
    )
    note = CleanTextField(label=_("What was seen, of which date; or why nobody looked"), lines=3, required=False)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        wanted = {Result.SEEN: FOUND, Result.NOT_AVAILABLE: REASON}.get(data.get("result", ""))
        if wanted and not data.get("note", "").strip() and "note" not in self.errors:
            self.add_error("note", wanted)
        return data
