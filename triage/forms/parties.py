"""The blocks of a report about people: subject, reporting party, and a target or a witness as often as there are any."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.parties import PartyGiven
from cases.models import Affiliation, Party, Person
from tat.forms.base import Form
from tat.forms.choices import NOT_LISTED
from tat.forms.people import PersonField
from tat.forms.text import CleanTextField
from triage.actions.given import ReporterGiven
from triage.forms.choices import KNOWN, affiliation_field

MOST = 20
ROLES = [(Party.Role.WITNESS, _("Saw or heard it, or heard of it")), (Party.Role.RECIPIENT, _("It was sent or said to them"))]
NAMED = _("You wrote a name, and that nobody knows who it is. Take one of the two away.")


class TargetForm(Form):
    """One target: a person, a person by role, a group, a place, or the subject too."""

    few_needed = True

    name = CleanTextField(label=_("Name, group or place"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("What is it?"), choices=Party.Kind.choices, required=False, initial=Party.Kind.PERSON)
    affiliation = affiliation_field()
    contact = CleanTextField(label=_("Contact information"), max_length=2000, required=False)
    relationship = CleanTextField(label=_("Relationship to the subject or the reporting party"), max_length=500, required=False)
    aware = forms.ChoiceField(label=_("Does the target know?"), choices=KNOWN, required=False, initial=Party.Known.UNKNOWN)
    safe_now = forms.ChoiceField(label=_("Is the target safe now?"), choices=KNOWN, required=False, initial=Party.Known.UNKNOWN)

    def given(self) -> PartyGiven:
        """The target as it stands in the form."""
        data = self.cleaned_data
        return PartyGiven(
            role=Party.Role.TARGET,
            name=data.get("name", "").strip(),
            kind=data.get("kind") or Party.Kind.PERSON,
            affiliation=data.get("affiliation") or Affiliation.UNKNOWN,
            contact=data.get("contact", ""),
            relationship=data.get("relationship", ""),
            aware=data.get("aware") or Party.Known.UNKNOWN,
            safe_now=data.get("safe_now") or Party.Known.UNKNOWN,
        )


class WitnessForm(Form):
    """One who saw or heard of it, or whom it reached."""

    few_needed = True

    role = forms.ChoiceField(label=_("What part did they have?"), choices=ROLES, required=False, initial=Party.Role.WITNESS)
    name = CleanTextField(label=_("Name"), max_length=200, required=False)
    affiliation = affiliation_field()
    contact = CleanTextField(label=_("Contact information"), max_length=2000, required=False)

    def given(self) -> PartyGiven:
        """The witness or recipient as it stands in the form."""
        data = self.cleaned_data
        return PartyGiven(
            role=data.get("role") or Party.Role.WITNESS,
            name=data.get("name", "").strip(),
            affiliation=data.get("affiliation") or Affiliation.UNKNOWN,
            contact=data.get("contact", ""),
        )


class SubjectFields(Form):
    """Block 3: the subject of concern, as far as anybody knows."""

    subject_name = CleanTextField(
        label=_("Name"), max_length=200, required=False, help_text=_("Leave it empty while nobody knows who it is.")
    )
    subject_unknown = forms.BooleanField(label=_("Nobody knows yet who it is"), required=False)
    subject_affiliation = affiliation_field()
    subject_contact = CleanTextField(label=_("Contact information"), max_length=2000, required=False)
    subject_relationship = CleanTextField(label=_("Relationship to the reporting party or a target"), max_length=500, required=False)
    subject_whereabouts = CleanTextField(label=_("Where is the subject now?"), max_length=500, required=False)
    subject_age_group = forms.ChoiceField(
        label=_("Minor or adult?"), choices=Party.AgeGroup.choices, required=False, initial=Party.AgeGroup.UNKNOWN
    )
    subject_enrollment = forms.ChoiceField(
        label=_("Enrolled where?"), choices=Party.Enrollment.choices, required=False, initial=Party.Enrollment.UNKNOWN
    )
    subject_account = PersonField(
        label=_("If the subject works for the district: which account?"),
        required=False,
        nobody=_("Nobody on the list"),
        error_messages={"invalid_choice": NOT_LISTED},
    )

    def judge_subject(self) -> None:
        """A name, or nobody knows: not both."""
        if self.cleaned_data.get("subject_unknown") and self.cleaned_data.get("subject_name", "").strip():
            self.add_error("subject_unknown", NAMED)

    def subject(self, same: Person | None = None) -> PartyGiven:
        """The block as it stands in the form; `same` is the person of an earlier case, where the typist says so."""
        data = self.cleaned_data
        return PartyGiven(
            role=Party.Role.SUBJECT,
            name=data["subject_name"].strip(),
            affiliation=data["subject_affiliation"] or Affiliation.UNKNOWN,
            contact=data["subject_contact"],
            relationship=data["subject_relationship"],
            whereabouts=data["subject_whereabouts"],
            age_group=data["subject_age_group"] or Party.AgeGroup.UNKNOWN,
            enrollment=data["subject_enrollment"] or Party.Enrollment.UNKNOWN,
            is_unknown=data["subject_unknown"] and not data["subject_name"].strip(),
            account=data["subject_account"],
            person=same,
        )


class ReporterFields(Form):
    """Block 5: the reporting party, which is kept apart."""

    reporter_name = CleanTextField(label=_("Name"), max_length=200, required=False)
    reporter_affiliation = affiliation_field()
    reporter_contact = CleanTextField(label=_("Contact information"), max_length=2000, required=False)
    reporter_relationship = CleanTextField(label=_("Relationship to the subject"), max_length=500, required=False)
    reporter_anonymous = forms.BooleanField(label=_("Did not give a name, or asked that none be written down"), required=False)
    reporter_keep = forms.BooleanField(label=_("Wants the name kept from the subject, as far as the law allows"), required=False)
    reporter_wishes = CleanTextField(label=_("Other wishes about confidentiality"), max_length=2000, required=False)
    reporter_protected = forms.BooleanField(
        label=_("Protected by law: reported a firearm, or a clear and present danger"),
        required=False,
        help_text=_("Sets itself where the report is about a firearm or a threat of gun violence."),
    )

    def reporter(self) -> ReporterGiven:
        """The block as it stands in the form."""
        data = self.cleaned_data
        return ReporterGiven(
            name=data["reporter_name"].strip(),
            contact=data["reporter_contact"],
            relationship=data["reporter_relationship"],
            affiliation=data["reporter_affiliation"] or Affiliation.UNKNOWN,
            anonymous=data["reporter_anonymous"],
            keep_from_subject=data["reporter_keep"],
            wishes=data["reporter_wishes"],
        )


def target_forms(data: Any, count: int) -> list[TargetForm]:
    """As many blocks as the page has; at least one, at most 20."""
    return [TargetForm(data, prefix=f"target-{number}", use_required_attribute=False) for number in range(min(max(count, 1), MOST))]


def witness_forms(data: Any, count: int) -> list[WitnessForm]:
    """As many blocks as the page has, at most 20; none until somebody asks for one."""
    return [WitnessForm(data, prefix=f"witness-{number}", use_required_attribute=False) for number in range(min(count, MOST))]


def block_count(data: Any, name: str) -> int:
    """How many blocks of that name the page says it has; nonsense counts as none."""
    word = str(data.get(name, "")) if data else ""
    return int(word) if word.isascii() and word.isdigit() and len(word) < 3 else 0
