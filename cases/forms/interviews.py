"""The forms of an interview: held, or not held and why."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.interviews import ORDER, Conversation
from cases.models import Case, Party
from cases.step import Interviewee
from tat.forms.base import Form
from tat.forms.choices import ChoiceCards, RowField
from tat.forms.text import CleanTextField
from tat.forms.times import LocalDateTimeField
from tat.models.prepared import Given, Prepared

TOLD = [("", _("Not asked here")), ("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known"))]


class PartyField(RowField):
    """A party of the case, by name and part; the reporting party's name is kept apart."""

    def words(self, row: Party) -> str:
        return f"{row.shown_name()} ({row.get_role_display()})"


PARTIES: Prepared[Party] = Prepared(
    lambda: (
        Party.objects.filter(case=Given("case"), person__isnull=False).select_related("person__key", "case__key").order_by("recorded_at")
    )
)


class InterviewForm(Form):
    """An interview that was held."""

    use_required_attribute = False

    interviewee = forms.ChoiceField(
        label=_("Who was heard?"),
        choices=Interviewee.choices,
        widget=ChoiceCards(),
        error_messages={"required": _("Choose who was heard.")},
    )
    party = PartyField(label=_("Which person of the case?"), required=False, nobody=_("Nobody on the list"))
    started_at = LocalDateTimeField(label=_("When did it start?"), past=True, error_messages={"required": _("Write when it started.")})
    ended_at = LocalDateTimeField(label=_("When did it end?"), past=True, required=False)
    place = CleanTextField(label=_("Where?"), max_length=200, required=False)
    second_adult = CleanTextField(label=_("Second adult present"), max_length=200, required=False)
    language = CleanTextField(label=_("Language, and any aid needed"), max_length=60, required=False)
    parent_told = forms.ChoiceField(label=_("Was a parent told?"), choices=TOLD, required=False)
    purpose_told = forms.BooleanField(label=_("The person was told what the talk is for"), required=False)
    statement = CleanTextField(
        label=_("What was said?"),
        lines=6,
        help_text=_("Exact words in “quotation marks”. What the person said, not what it means."),
        error_messages={"required": _("Write at least one sentence of what was said.")},
    )

    def __init__(self, data: Any = None, *, case: Case, at: datetime) -> None:
        super().__init__(data, initial={"started_at": at})
        self.fields["party"].offer(PARTIES(case=case))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("started_at") and data.get("ended_at") and data["ended_at"] < data["started_at"]:
            self.add_error("ended_at", ORDER)
        return data

    def given(self) -> Conversation:
        """The interview for the action."""
        return Conversation(**self.cleaned_data)


class NotHeldForm(Form):
    """An interview that was not held."""

    use_required_attribute = False
    prefix = "not_held"

    interviewee = forms.ChoiceField(label=_("Who was not heard?"), choices=Interviewee.choices)
    reason = CleanTextField(
        label=_("Why not?"), lines=2, max_length=2000, error_messages={"required": _("Write why this interview was not held.")}
    )
