"""The forms of an interview: held, or not held and why."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.interviews import CRIMINAL_ACT, ORDER, POLICE, Conversation
from cases.models import Case, Party
from cases.models.assessment import TRANSCRIPT
from cases.step import Interviewee
from tat.forms.base import Form
from tat.forms.choices import ChoiceCards, RowField
from tat.forms.text import CleanTextField
from tat.forms.times import LocalDateTimeField
from tat.models.prepared import Given, Prepared

TOLD = [("", _("Not asked here")), ("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known"))]
TOOK_PART = [("yes", _("Yes")), ("no", _("No"))]
CRIMINAL = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("Unknown"))]
CRIMINAL_HINTS = {
    "yes": _("Notice to a parent comes before the questioning: after saving, the block is asked."),
    "unknown": _("Counts as “yes” until somebody knows: the block must be answered before any questioning."),
}


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
    few_needed = True

    interviewee = forms.ChoiceField(
        label=_("Who was heard?"),
        choices=Interviewee.choices,
        widget=ChoiceCards(reveals={who: f"topics-{who}" for who in Interviewee.values}),
        error_messages={"required": _("Choose who was heard.")},
    )
    party = PartyField(label=_("Which person of the case?"), required=False, nobody=_("Nobody on the list"))
    started_at = LocalDateTimeField(label=_("When did it start?"), past=True, error_messages={"required": _("Write when it started.")})
    ended_at = LocalDateTimeField(label=_("When did it end?"), past=True, required=False)
    place = CleanTextField(label=_("Where?"), max_length=200, required=False)
    interviewer = CleanTextField(label=_("Who asked, if not you?"), max_length=200, required=False)
    second_adult = CleanTextField(label=_("Second adult present"), max_length=200, required=False)
    language = CleanTextField(label=_("Language, and any aid needed"), max_length=60, required=False)
    interpreter = CleanTextField(label=_("Interpreter"), max_length=200, required=False)
    parent_told = forms.ChoiceField(label=_("Was a parent told?"), choices=TOLD, required=False)
    parent_present = forms.ChoiceField(label=_("Was a parent present?"), choices=TOLD, required=False)
    police_present = forms.ChoiceField(
        label=_("Did a law enforcement officer or school security take part?"),
        choices=TOOK_PART,
        widget=ChoiceCards(reveals={"yes": "officer"}),
        error_messages={"required": POLICE},
    )
    criminal_act = forms.ChoiceField(
        label=_("Is this a student under 18 suspected of a criminal act?"),
        choices=CRIMINAL,
        required=False,
        widget=ChoiceCards(hints=CRIMINAL_HINTS),
    )
    purpose_told = forms.BooleanField(label=_("The person was told what the talk is for"), required=False)
    statement = CleanTextField(
        label=_("What was said?"),
        lines=6,
        max_length=TRANSCRIPT,
        help_text=_(
            "Exact words in “quotation marks”. What the person said, not what it means. What a psychologist, social worker, nurse or"
            " counselor heard in that capacity goes to protected material, not here."
        ),
        error_messages={"required": _("Write at least one sentence of what was said.")},
    )

    def __init__(self, data: Any = None, *, case: Case, at: datetime, who: str = "") -> None:
        super().__init__(data, initial={"started_at": at, "interviewee": who})
        self.fields["party"].offer(PARTIES(case=case))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("started_at") and data.get("ended_at") and data["ended_at"] < data["started_at"]:
            self.add_error("ended_at", ORDER)
        if data.get("police_present") == "yes" and not data.get("criminal_act") and "criminal_act" not in self.errors:
            self.add_error("criminal_act", CRIMINAL_ACT)
        if data.get("police_present") == "no":
            data["criminal_act"] = ""  # not asked, whatever stands in the folded question
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
