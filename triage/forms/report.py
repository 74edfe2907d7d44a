"""The form of a report of concern: the five blocks of 4:190-AP2, Intake, the gates, and the determination."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.imminence import Answer, Determining
from cases.actions.opening import Incident
from cases.actions.parties import PartyGiven
from cases.actions.people import staff_named
from cases.gates import GateReply
from cases.models import Affiliation, IncidentFacts, Indicator, Party, Person
from tat.forms.base import Form
from tat.forms.choices import NOT_LISTED, CheckCards, ChoiceCards, Offered, RowField
from tat.forms.people import ACCOUNTS, NAMES, PersonField
from tat.forms.text import CleanTextField
from tat.forms.times import LocalDateTimeField
from tat.forms.unjudged import unjudged
from tat.models import Building, User
from triage.actions.given import ReporterGiven, ReportGiven
from triage.forms.choices import affiliation_field, gate_field
from triage.forms.parties import target_count, target_forms
from triage.models import Report
from triage.workflow import NO_NATURE, report_errors

LATER = "later"
GATES = ("abuse", "firearm", "gun_violence", "drugs", "battery", "order", "questioning")
CONTRADICTS = _("You said above that somebody is, or might be, in danger. Change that answer, or determine “yes”.")
NO_REASON = _("A reason is needed for “no” as much as for “yes”.")
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
ON_RECORD = _("This name is on record already. Where does the report belong?")
NOT_LOST = _("Nothing is saved yet, and nothing that you typed is lost. Choose, then save again.")


class ReportForm(Form):
    """One report. Three answers are needed to save; the last two are filled in."""

    use_required_attribute = False
    few_needed = True

    danger = forms.ChoiceField(
        label=_("First: is anyone in danger right now?"),
        choices=[("yes", _("Yes, or it might be")), ("no", _("No, nobody is in danger at this moment"))],
        required=False,
        initial="no",
        widget=ChoiceCards(reveals={"yes": "imminent"}),
    )
    building = RowField(label=_("Which school?"))
    reported_at = LocalDateTimeField(
        label=_("When did the report reach you?"), past=True, error_messages={"required": _("Write when the report reached you.")}
    )
    reviewed_at = LocalDateTimeField(label=_("When did you review it?"), past=True, required=False)
    received_by = CleanTextField(
        label=_("Who received it?"), max_length=150, error_messages={"required": _("Write who received the report.")}
    )
    channel = forms.ChoiceField(
        label=_("How did it come in?"), choices=Report.Channel.choices, required=False, initial=Report.Channel.IN_PERSON
    )

    nature = CleanTextField(
        label=_("What was said or done?"),
        lines=5,
        help_text=_("Facts first. Put exact words in “quotation marks” and say who heard them."),
        error_messages={"required": NO_NATURE},
    )
    occurred_at = LocalDateTimeField(label=_("When did it happen?"), past=True, required=False)
    occurred_until = LocalDateTimeField(label=_("Until when, if it went on?"), past=True, required=False)
    location = CleanTextField(label=_("Where?"), max_length=500, required=False)
    observed_by = CleanTextField(label=_("Who received or observed it?"), max_length=500, required=False)
    means = forms.MultipleChoiceField(
        label=_("How was it expressed?"), choices=IncidentFacts.Means.choices, required=False, widget=CheckCards
    )
    weapon = forms.ChoiceField(
        label=_("Weapons involved or threatened"),
        choices=[choice for choice in IncidentFacts.Weapon.choices if choice[0] != "unknown"] + [("unknown", _("Not known yet"))],
        required=False,
        initial=IncidentFacts.Weapon.UNKNOWN,
        widget=ChoiceCards(hints={"seen": _("Opens the police-at-once duty when you save.")}),
    )
    weapons_note = CleanTextField(label=_("Which weapon, and where is it now?"), max_length=2000, required=False)
    quotation = CleanTextField(label=_("Exact words, as they were heard or written"), lines=3, required=False)
    background = CleanTextField(label=_("Relevant background"), lines=3, required=False)
    abuse = gate_field(
        _("Is abuse or neglect suspected?"),
        hint=_("Call DCFS now; telling a supervisor does not replace the call. Opens that duty when you save."),
    )
    firearm = gate_field(
        _("Was anyone seen with a firearm on school grounds, or is known to have one there?"),
        hint=_("The principal's office and the police are told at once."),
    )
    gun_violence = gate_field(
        _("Was gun violence on school grounds threatened?"),
        hint=_("The police are told at once, the student's parents as soon as possible."),
    )
    drugs = gate_field(
        _("Are drugs in school, on its property or in a school bus a part of it?"), hint=_("Opens the duty to report it to the police.")
    )
    battery = gate_field(
        _("Was a member of the school's staff hit or hurt?"),
        hint=_("Opens the duties to tell the police and to enter it in SIRS, the state's incident system."),
    )
    order = gate_field(
        _("Is the subject or a target under an order of protection or a no-contact order?"),
        hint=_("The case carries it, and its plan takes it up."),
    )
    questioning = gate_field(
        _("Is a student under 18 to be questioned with police or school security about a crime?"), hint=_("A parent is told first.")
    )

    subject_name = CleanTextField(
        label=_("Name"), max_length=200, required=False, help_text=_("Leave it empty while nobody knows who it is.")
    )
    subject_affiliation = affiliation_field()
    subject_contact = CleanTextField(label=_("Contact information"), max_length=2000, required=False)
    subject_relationship = CleanTextField(label=_("Relationship to the reporting party or a target"), max_length=500, required=False)
    subject_whereabouts = CleanTextField(label=_("Where is the subject now?"), max_length=500, required=False)
    subject_account = PersonField(
        label=_("If the subject works for the district: which account?"),
        required=False,
        nobody=_("Nobody on the list"),
        error_messages={"invalid_choice": NOT_LISTED},
    )

    reporter_name = CleanTextField(label=_("Name"), max_length=200, required=False)
    reporter_affiliation = affiliation_field()
    reporter_contact = CleanTextField(label=_("Contact information"), max_length=2000, required=False)
    reporter_relationship = CleanTextField(label=_("Relationship to the subject"), max_length=500, required=False)
    reporter_anonymous = forms.BooleanField(label=_("Did not give a name, or asked that none be written down"), required=False)
    reporter_keep = forms.BooleanField(label=_("Wants the name kept from the subject, as far as the law allows"), required=False)

    indicators = forms.MultipleChoiceField(label=_("What do you know to be so?"), required=False, widget=CheckCards)
    determination = forms.ChoiceField(
        label=_("Your determination"), choices=DETERMINATION, required=False, widget=ChoiceCards(hints=DETERMINATION_HINTS)
    )
    rationale = CleanTextField(label=_("Your reason, in a sentence or two"), lines=3, required=False)
    other_steps = CleanTextField(label=_("Other steps taken"), lines=2, required=False)

    into = forms.CharField(label=ON_RECORD, required=False, widget=forms.HiddenInput, help_text=NOT_LOST)
    searched = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, by: User, buildings: list[Building], may_determine: bool, at: datetime) -> None:
        super().__init__(data)
        self.by, self.at, self.may_determine = by, at, may_determine
        self.targets = target_forms(data, target_count(data))
        self._ask_where(buildings)
        self.fields["received_by"].initial = f"{by.full_name}, {by.position}"
        self.fields["reported_at"].initial = at
        self.judged_at = at
        self.fields["subject_account"].offer(lambda: (NAMES if data is None else ACCOUNTS)(district=by.district_id))  # type: ignore[attr-defined]
        indicators = Offered(lambda: [(row.code, row.text) for row in Indicator.offered(by.district_id)])
        self.fields["indicators"].choices = indicators  # type: ignore[attr-defined]
        hints = self.fields["determination"].widget.hints  # type: ignore[attr-defined]
        if may_determine:
            self.fields["reviewed_at"].initial = at
            hints[LATER] = DETERMINATION_HINTS[LATER] % {"minutes": buildings[0].district.target_minutes}
        else:
            del self.fields["reviewed_at"]
            self.fields["determination"].choices = [choice for choice in DETERMINATION if choice[0] != Answer.NO]  # type: ignore[attr-defined]
            hints[LATER] = THEY_DECIDE

    def _ask_where(self, buildings: list[Building]) -> None:
        where: Any = self.fields["building"]
        where.offer(buildings)
        where.initial = buildings[0]
        if len(buildings) == 1:
            where.widget = forms.HiddenInput()

    def without_errors(self) -> "ReportForm":
        """The form as typed, not judged yet: another target is added, or a draft is shown again."""
        for form in (self, *self.targets):
            unjudged(form)
        return self

    def add_target(self) -> "ReportForm":
        """One more block for a target, with everything that was typed."""
        self.targets = target_forms(self.data, len(self.targets) + 1)
        return self.without_errors()

    def ask_into(self, offered: dict[str, Any]) -> None:
        """Ask where the report belongs, on a form that is judged already; a single way is no question."""
        if len(offered) > 1:
            self.fields["into"].widget = ChoiceCards(choices=list(offered.items()))

    def is_valid(self) -> bool:
        """Whether everything can be saved, the targets included."""
        return all([super().is_valid(), *[target.is_valid() for target in self.targets]])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        times = (data.get(name) for name in ("reported_at", "reviewed_at", "occurred_at", "occurred_until"))
        for name, sentence in report_errors(data.get("nature", "-"), *times, self.at).items():
            if name not in self.errors:
                self.add_error(name, sentence)
        if data.get("determination") == Answer.NO and data.get("danger") == "yes":
            self.add_error("determination", CONTRADICTS)
        if data.get("determination") == Answer.NO and not data.get("rationale", "").strip() and "rationale" not in self.errors:
            self.add_error("rationale", NO_REASON)
        return data

    def given(self) -> ReportGiven:
        """The report as it stands in the form, for the action."""
        data = self.cleaned_data
        into = data["into"].removeprefix("case:") if data["into"].startswith("case:") else ""
        return ReportGiven(
            building=data["building"],
            incident=self.incident(),
            reported_at=data["reported_at"],
            reviewed_at=data.get("reviewed_at"),
            received_by=self.receiver(),
            received_name=data["received_by"],
            channel=data["channel"] or Report.Channel.IN_PERSON,
            subject=self.subject(),
            targets=tuple(target.given() for target in self.targets),
            reporter=self.reporter(),
            gates={code: GateReply(data[code]) for code in GATES if data[code]},
            determining=self.determining(),
            into=UUID(into) if into else None,
        )

    def incident(self) -> Incident:
        """Block 2."""
        data = self.cleaned_data
        names = ("nature", "quotation", "background", "location", "observed_by", "weapons_note", "occurred_at", "occurred_until")
        weapon = data["weapon"] or IncidentFacts.Weapon.UNKNOWN
        return Incident(means=tuple(data["means"]), weapon=weapon, **{name: data[name] for name in names})

    def subject(self) -> PartyGiven:
        """Block 3; the person of an earlier case where the typist says that it is the same."""
        data = self.cleaned_data
        same = data["into"].removeprefix("same:") if data["into"].startswith("same:") else ""
        return PartyGiven(
            role=Party.Role.SUBJECT,
            name=data["subject_name"].strip(),
            affiliation=data["subject_affiliation"] or Affiliation.UNKNOWN,
            contact=data["subject_contact"],
            relationship=data["subject_relationship"],
            whereabouts=data["subject_whereabouts"],
            account=data["subject_account"],
            person=Person.objects.filter(pk=same, district_id=self.by.district_id).first() if same else None,
        )

    def reporter(self) -> ReporterGiven:
        """Block 5, which is kept apart."""
        data = self.cleaned_data
        return ReporterGiven(
            name=data["reporter_name"].strip(),
            contact=data["reporter_contact"],
            relationship=data["reporter_relationship"],
            affiliation=data["reporter_affiliation"] or Affiliation.UNKNOWN,
            anonymous=data["reporter_anonymous"],
            keep_from_subject=data["reporter_keep"],
        )

    def determining(self) -> Determining | None:
        """The determination; “not decided” is none, and danger right now counts as yes."""
        data = self.cleaned_data
        answer = data["determination"] if data["determination"] != LATER else ""
        if data["danger"] == "yes":
            answer = Answer.YES
        if not answer:
            return None
        known = dict.fromkeys(data["indicators"], "observed")
        marks = {code: known.get(code, "unknown") for code, _words in self.fields["indicators"].choices} if known else {}  # type: ignore[attr-defined]
        return Determining(answer=answer, rationale=data["rationale"], indicators=marks, other_steps=data["other_steps"])

    def receiver(self) -> User | None:
        """The account of who received it, where the typed name is one."""
        name = self.cleaned_data["received_by"].partition(",")[0]
        return self.by if name == self.by.full_name else staff_named([name], district_id=self.by.district_id or 0).get(name)
