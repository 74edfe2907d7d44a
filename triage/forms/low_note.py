"""The question in front of a low-level note, and the note; what was typed goes on into a report where the answer is not “no”."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.models import Affiliation
from tat.forms.base import Form
from tat.forms.choices import NOT_LISTED, ChoiceCards, RowField
from tat.forms.people import ACCOUNTS, NAMES, PersonField
from tat.forms.text import CleanTextField
from tat.forms.times import LocalDateTimeField
from tat.forms.unjudged import unjudged
from tat.models import Building, User
from triage.actions.low_notes import NoteGiven
from triage.forms.choices import affiliation_field
from triage.workflow import HARM_QUESTION, NOTE_EMPTY, HarmAnswer, note_errors

CHOOSE = _("Choose one of the three answers.")
NO_NOTE = _("The note to correct was not found. Open it again, and correct it from there.")
GOES_ON = _("Goes on as a report: the principal and the Triage Team read it.")


def harm_field() -> forms.ChoiceField:
    """The question; it has no default."""
    return forms.ChoiceField(
        label=_(HARM_QUESTION),
        choices=HarmAnswer.choices,
        widget=ChoiceCards(hints={HarmAnswer.YES.value: GOES_ON, HarmAnswer.UNSURE.value: GOES_ON}),
        error_messages={"required": CHOOSE},
    )


class HarmForm(Form):
    """The question alone, before anything is typed."""

    harm = harm_field()


class LowNoteForm(Form):
    """One low-level note. Fields that a report has too bear its names, so that what was typed can go on into one."""

    few_needed = True

    harm = harm_field()
    building = RowField(label=_("Which school?"))
    subject_name = CleanTextField(label=_("Name"), max_length=200, required=False, help_text=_("First and last name, if you know them."))
    who = CleanTextField(
        label=_("Or who, if nobody knows the name?"),
        max_length=200,
        required=False,
        help_text=_("For example: a student in grade 9. Such a note never counts together with others."),
    )
    subject_affiliation = affiliation_field()
    subject_account = PersonField(
        label=_("If this person works for the district: which account?"),
        required=False,
        nobody=_("Nobody on the list"),
        error_messages={"invalid_choice": NOT_LISTED},
    )
    nature = CleanTextField(
        label=_("What was seen or heard?"),
        lines=5,
        help_text=_("Facts first. Only what matters here: the note is a record and cannot be changed."),
        error_messages={"required": _(NOTE_EMPTY)},
    )
    occurred_at = LocalDateTimeField(label=_("When did it happen?"), past=True, required=False)
    location = CleanTextField(label=_("Where?"), max_length=500, required=False)
    corrects = forms.UUIDField(required=False, widget=forms.HiddenInput, error_messages={"invalid": NO_NOTE})

    def __init__(self, data: Any = None, *, by: User, buildings: list[Building], at: datetime, **options: Any) -> None:
        super().__init__(data, **options)
        self.at = self.judged_at = at
        where: Any = self.fields["building"]
        where.offer(buildings)
        where.initial = buildings[0]
        if len(buildings) == 1:
            where.widget = forms.HiddenInput()
        account: Any = self.fields["subject_account"]
        account.offer(lambda: (NAMES if data is None else ACCOUNTS)(district=by.district_id))

    def without_errors(self) -> "LowNoteForm":
        """The form as typed, not judged yet: a draft is shown again."""
        return unjudged(self)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        who = (self._name(), data.get("who", ""), *(["-"] if {"subject_name", "who"} & self.errors.keys() else []))
        found = note_errors(data.get("harm", HarmAnswer.NO), data.get("nature", "-"), who, data.get("occurred_at"), self.at)
        for name, sentence in found.items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return data

    def _name(self) -> str:
        """The typed name; of a person chosen from the list, the account's."""
        name: str = self.cleaned_data.get("subject_name", "").strip()
        account = self.cleaned_data.get("subject_account")
        return name or (account.full_name if account else "")

    def given(self) -> NoteGiven:
        """The note as it stands in the form, for the action."""
        data = self.cleaned_data
        return NoteGiven(
            harm=data["harm"],
            building=data["building"],
            nature=data["nature"],
            name=self._name(),
            who=data["who"],
            affiliation=data["subject_affiliation"] or Affiliation.UNKNOWN,
            account=data["subject_account"],
            location=data["location"],
            occurred_at=data["occurred_at"],
            corrects=data["corrects"],
        )


CHOSEN = ("building", "subject_affiliation", "subject_account")


def as_report(typed: Mapping[str, str], draft: QueryDict | None) -> dict[str, object]:
    """What stands in the note's form as a draft of a report. What a draft that is there already says is kept, the rest added to it."""
    body: dict[str, object] = dict(draft.lists()) if draft is not None else {}
    words = [draft.get("nature", "") if draft is not None else "", typed.get("nature", "")]
    labels = {"subject_name": _now("Who"), "occurred_at": _now("When"), "location": _now("Where")}
    for name, label in labels.items():
        value, there = typed.get(name, "").strip(), (draft.get(name, "") if draft is not None else "").strip()
        if value and not there:
            body[name] = [value]
        elif value != there and value:
            words.append(f"{label}: {value}")
    if who := typed.get("who", "").strip():
        words.append(f"{labels['subject_name']}: {who}")
    for name in (*CHOSEN, "occurred_at_fold"):
        if typed.get(name) and not body.get(name):
            body[name] = [typed[name]]
    return {**body, "nature": ["\n\n".join(filter(None, words))]}
