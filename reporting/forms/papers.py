"""The form of a paper about one case: which one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.actions.papers import NOT_OFFERED
from reporting.documents.case_kinds import CASE_FILE
from reporting.documents.choices import Choice
from tat.forms.base import Form
from tat.forms.choices import ChoiceCards

HINTS = {
    CASE_FILE: _("All of it: report, triage, findings, classification, notices, plan, updates, duties with their proof, who opened it."),
    "intake_record": _("What was reported, whether it was imminent, what was checked, the panel with the opinions that are open."),
    "assessment_record": _("Findings, talks, key questions, levels with FORT, positions and dissent."),
    "case_plan": _("The plan in force with its strategies, dates to watch, help offered."),
    "case_updates": _("Each update, the contact log, closings and handings over."),
    "notice_record": _("Who was told what, when and how, and the measures."),
    "release_record": _("What left the school, to whom, why, on which basis."),
    "case_timeline": _("Every act and what became of each duty, the oldest first, with who, and when it was put on record."),
}


class CasePaperForm(Form):
    """One of the papers that can be printed of the case now."""

    use_required_attribute = False

    choice = forms.ChoiceField(
        label=_("Which paper?"),
        widget=ChoiceCards(hints=HINTS),
        error_messages={"required": NOT_OFFERED, "invalid_choice": NOT_OFFERED},
    )

    def __init__(self, data: Any = None, *, choices: Sequence[Choice]) -> None:
        super().__init__(data, initial={"choice": CASE_FILE})
        self.fields["choice"].choices = [(each.key, each.title) for each in choices]  # type: ignore[attr-defined]
