"""The form of a report of concern: the five blocks of 4:190-AP2, Intake, the gates, and the determination."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.imminence import Answer, Determining
from cases.forms.gates import NO_REASON
from cases.forms.imminence import Signs
from tat.forms.choices import CheckCards, ChoiceCards
from tat.forms.people import ACCOUNTS, NAMES
from tat.forms.text import CleanTextField
from tat.forms.times import LocalDateTimeField
from tat.forms.uploads import FilesField
from tat.models import Building, User
from triage.actions.given import ReportGiven
from triage.forms.incident import IncidentFields
from triage.forms.parties import ReporterFields, SubjectFields, block_count, target_forms, witness_forms
from triage.forms.taken import TakenInForm
from triage.models import Report
from triage.workflow import report_errors

LATER = "later"
AN_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CONTRADICTS = _("You said above that somebody is, or might be, in danger. Change that answer, or determine “yes”.")
DETERMINATION = [
    (Answer.YES, _("Yes, an imminent threat exists")),
    (Answer.NO, _("No, or it is now contained")),
    (LATER, _("Not decided yet")),
]
DETERMINATION_HINTS = {
    Answer.YES.value: _("Opens containment at once: crisis plan, police, target protection. Nothing else is asked first."),
    Answer.NO.value: _("Opens triage. A reason is needed for “no” as much as for “yes”."),
    LATER: _("The case opens. The decision is first on your Home, with a target of %(minutes)d minutes."),
}
THEY_DECIDE = _("The case opens. The principal and the Triage Team are asked to read it and decide.")


def ids_in(word: str) -> tuple[UUID, ...]:
    """The ids of the questions to a team that the report takes up, as its form carries them."""
    return tuple(map(UUID, AN_ID.findall(word)))


class ReceivedFields(TakenInForm):
    """Block 1: how the report came in, and when it was reviewed."""

    reviewed_at = LocalDateTimeField(label=_("When did you review it?"), past=True, required=False)
    channel = forms.ChoiceField(
        label=_("How did it come in?"), choices=Report.Channel.choices, required=False, initial=Report.Channel.IN_PERSON
    )


class ReportForm(ReporterFields, SubjectFields, IncidentFields, ReceivedFields):
    """One report. Three answers are needed to save; the last two are filled in. Its blocks are the bases, from the last to the first."""

    files = FilesField(label=_("Pictures or files"))
    consultations = CleanTextField(widget=forms.HiddenInput, required=False, max_length=400)
    indicators_edition = CleanTextField(widget=forms.HiddenInput, required=False)
    indicators = forms.MultipleChoiceField(label=_("What do you know to be so?"), required=False, widget=CheckCards)
    determination = forms.ChoiceField(
        label=_("Your determination"), choices=DETERMINATION, required=False, widget=ChoiceCards(hints=DETERMINATION_HINTS)
    )
    rationale = CleanTextField(label=_("Your reason, in a sentence or two"), lines=3, required=False)
    other_steps = CleanTextField(label=_("Other steps taken"), lines=2, required=False)

    def __init__(self, data: Any = None, *, by: User, buildings: list[Building], may_determine: bool, at: datetime) -> None:
        super().__init__(data, by=by, buildings=buildings, at=at)
        self.may_determine = may_determine
        self.targets = target_forms(data, block_count(data, "targets"))
        self.witnesses = witness_forms(data, block_count(data, "witnesses"))
        self.fields["subject_account"].offer(lambda: (NAMES if data is None else ACCOUNTS)(district=by.district_id))  # type: ignore[attr-defined]
        self.signs = Signs(by.district_id, data.get("indicators_edition", "") if data else "")
        self.fields["indicators"].choices = self.signs.choices  # type: ignore[attr-defined]
        self.fields["indicators_edition"].initial = self.signs.edition
        hints = self.fields["determination"].widget.hints  # type: ignore[attr-defined]
        if may_determine:
            self.fields["reviewed_at"].initial = at
            hints[LATER] = DETERMINATION_HINTS[LATER] % {"minutes": buildings[0].district.target_minutes}
        else:
            del self.fields["reviewed_at"]
            self.fields["determination"].choices = [choice for choice in DETERMINATION if choice[0] != Answer.NO]  # type: ignore[attr-defined]
            hints[LATER] = THEY_DECIDE

    @property
    def blocks(self) -> list[Any]:
        return [*self.witnesses, *self.targets]

    def add_target(self) -> "ReportForm":
        """One more block for a target, with everything that was typed."""
        self.targets = target_forms(self.data, len(self.targets) + 1)
        return self.without_errors()

    def add_witness(self) -> "ReportForm":
        """One more block for a witness or a recipient, with everything that was typed."""
        self.witnesses = witness_forms(self.data, len(self.witnesses) + 1)
        return self.without_errors()

    def is_valid(self) -> bool:
        """Whether everything can be saved, the blocks about people included."""
        return all([super().is_valid(), *[block.is_valid() for block in self.blocks]])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        times = (data.get(name) for name in ("reported_at", "reviewed_at", "occurred_at", "occurred_until"))
        for name, sentence in report_errors(data.get("nature", "-"), *times, self.at).items():
            if name not in self.errors:
                self.add_error(name, sentence)
        self.judge_incident()
        self.judge_subject()
        if data.get("determination") == Answer.NO and data.get("danger") == "yes":
            self.add_error("determination", CONTRADICTS)
        if data.get("determination") == Answer.NO and not data.get("rationale", "").strip() and "rationale" not in self.errors:
            self.add_error("rationale", NO_REASON)
        return data

    def given(self) -> ReportGiven:
        """The report as it stands in the form, for the action."""
        data = self.cleaned_data
        return ReportGiven(
            building=data["building"],
            incident=self.incident(),
            reported_at=data["reported_at"],
            reviewed_at=data.get("reviewed_at"),
            received_by=self.receiver(),
            received_name=data["received_by"],
            channel=data["channel"] or Report.Channel.IN_PERSON,
            subject=self.subject(self.same_person()),
            targets=tuple(target.given() for target in self.targets),
            witnesses=tuple(witness.given() for witness in self.witnesses),
            reporter=self.reporter(),
            reporter_protected=data["reporter_protected"],
            gates=self.gate_replies(),
            determining=self.determining(),
            into=self.into_case(),
            questions=ids_in(data["consultations"]),
        )

    def determining(self) -> Determining | None:
        """The determination; “not decided” is none, and danger right now counts as yes."""
        data = self.cleaned_data
        answer = data["determination"] if data["determination"] != LATER else ""
        if data["danger"] == "yes":
            answer = Answer.YES
        if not answer:
            return None
        known = data["indicators"]
        read = {"indicators": self.signs.marks(known), "indicators_edition": self.signs.edition()} if known else {}
        return Determining(answer=answer, rationale=data["rationale"], other_steps=data["other_steps"], **read)
