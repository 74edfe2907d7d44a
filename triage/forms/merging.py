"""The form of a merge: with which case, which of the two goes on, and why."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.access import Door
from cases.models import Case
from tat.forms.base import Form
from tat.forms.choices import ChoiceCards, RowField
from tat.forms.text import CleanTextField
from triage.actions.mergeable import Mergeable, by_code

THIS, OTHER = "this", "other"
NOT_OPEN = _l("There is no open case with this code in which you may do this. Check the code.")
WHICH = _l("Choose the other case, or enter its code.")


class CaseField(RowField):
    """One of the cases that may be merged."""

    def words(self, row: Mergeable) -> str:
        about = row.subject or _("Subject not known yet")
        return f"{row.case.code} · {row.case.get_stage_display()} · {about}"


class MergeForm(Form):
    """Two cases about one concern. `sure` is asked on a page of its own."""

    use_required_attribute = False
    few_needed = True

    other = CaseField(label=_l("Which case is about the same concern?"), nobody=None, required=False, widget=ChoiceCards)
    other_code = CleanTextField(label=_l("Or enter its code"), max_length=16, required=False)
    stays = forms.ChoiceField(
        label=_l("Which of the two goes on?"), widget=ChoiceCards, error_messages={"required": _l("Choose which of the two goes on.")}
    )
    reason = CleanTextField(
        label=_l("What shows that it is one concern?"),
        lines=4,
        help_text=_l("Facts: the same words, people, place or time."),
        error_messages={"required": _l("Write what shows that the two are one concern.")},
    )
    sure = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, case: Case, offered: Iterable[Mergeable], way: Door) -> None:
        super().__init__(data)
        self.case, self.way = case, way
        rows = list(offered)
        field: Any = self.fields["other"]
        field.offer(rows)
        field.widget.hints = {str(row.pk): _("About a subject of the same name.") for row in rows if row.same_subject}
        if not rows:
            del self.fields["other"]
        stays: Any = self.fields["stays"]
        stays.choices = [(OTHER, _("The other case")), (THIS, _("This case, %(code)s") % {"code": case.code})]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        chosen, code = data.get("other"), data.get("other_code", "").strip()
        data["found"] = by_code(code, self.case, self.way) if code else chosen.case if chosen else None
        if code and data["found"] is None and "other_code" not in self.errors:
            self.add_error("other_code", NOT_OPEN)
        elif data["found"] is None and not {"other_code", "other"} & set(self.errors):
            self.add_error("other" if "other" in self.fields else "other_code", WHICH)
        return data

    def pair(self) -> tuple[Case, Case]:
        """The case that ends, and the one that goes on."""
        found = self.cleaned_data["found"]
        return (self.case, found) if self.cleaned_data["stays"] == OTHER else (found, self.case)
