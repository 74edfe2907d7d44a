"""The forms of the notices page: an entry of the ledger, and the measures of the level."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.measures import OUTCOME as MEASURE_OUTCOME
from cases.actions.measures import OUTCOMES, WHEN, WHO, MeasureGiven
from cases.actions.notifications import METHODS, OUTCOME, OUTSIDE_BASES, RECIPIENT, NoticeGiven
from cases.actions.notifications import WHEN as NOTICE_WHEN
from cases.actions.police import REASON
from cases.actions.releases import BASES
from cases.forms.offices import office_field
from cases.models import NotificationEntry
from tat.forms.base import Form
from tat.forms.fields import CheckCards, ChoiceCards, CleanTextField, LocalDateTimeField

NOT_BARRED = _("This is not the person named in the order")
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class PoliceForm(Form):
    """Why law enforcement is told though no other rule asks for it."""

    prefix = "police"

    reason = CleanTextField(label=_("Why is law enforcement to be told?"), lines=2, max_length=2000, error_messages={"required": REASON})


class NoticeForm(Form):
    """Who was told, tried or not told."""

    use_required_attribute = False
    few_needed = True

    recipient = forms.ChoiceField(label=_("Who"), error_messages={"required": RECIPIENT})
    party = forms.ChoiceField(label=_("About which target, if there are several?"), required=False)
    outcome = forms.ChoiceField(
        label=_("What came of it?"), choices=NotificationEntry.Outcome.choices, widget=ChoiceCards(), error_messages={"required": OUTCOME}
    )
    told_at = LocalDateTimeField(label=_("When?"), past=True, error_messages={"required": NOTICE_WHEN})
    person = CleanTextField(label=_("Name of the person"), max_length=200, required=False)
    capacity = CleanTextField(
        label=_("In which capacity?"), max_length=200, required=False, help_text=_("Mother, dispatcher, superintendent ...")
    )
    agency = office_field(_("Agency"), help_text=_("Where an agency was told."))
    reference = CleanTextField(label=_("Report or reference number"), max_length=100, required=False)
    not_barred = forms.BooleanField(
        label=NOT_BARRED,
        required=False,
        help_text=_("An order about a student of this case is in force. Parents and guardians are told only with this confirmation."),
    )
    method = forms.ChoiceField(label=_("How?"), choices=[("", _("Choose how")), *METHODS.items()], required=False)
    interpreter = CleanTextField(
        label=_("Interpreter, or language"),
        max_length=200,
        required=False,
        help_text=_("Who interpreted, or in which language the person was told."),
    )
    content = CleanTextField(
        label=_("What was said?"),
        lines=3,
        required=False,
        help_text=_("To a target: the threat, its seriousness, who the subject is where that may be said, and what was done."),
    )
    reason = CleanTextField(
        label=_("If not told: why?"),
        lines=2,
        max_length=2000,
        required=False,
        help_text=_("It is printed. Leave out what an order says, and whom it names."),
    )
    discloses_student = forms.ChoiceField(
        label=_("Does this disclose the identity of a student?"),
        choices=YES_NO,
        required=False,
        widget=ChoiceCards(
            hints={"yes": _("Outside the circle of school officials it is a release: it needs a legal basis, and is kept in a record.")},
            reveals={"yes": "other"},
        ),
    )
    whose = forms.ChoiceField(label=_("Which student is named?"), required=False)
    legal_basis = forms.ChoiceField(
        label=_("Outside the school circle: on which legal basis?"),
        choices=[("", _("Choose the basis")), *((code, BASES[code]) for code in OUTSIDE_BASES)],
        required=False,
    )
    purpose = CleanTextField(
        label=_("For which purpose?"),
        max_length=2000,
        required=False,
        help_text=_("What the person needs the name for. It stands in the record of release."),
    )
    release_threat = CleanTextField(
        label=_("The articulable and significant threat"),
        lines=2,
        max_length=2000,
        required=False,
        help_text=_("For an emergency release. It becomes the record of the release, with the person told."),
    )
    consent = CleanTextField(
        label=_("Where is the consent or the court order kept?"),
        max_length=500,
        required=False,
        help_text=_("Only where consent or an order is the basis."),
    )
    meets = forms.MultipleChoiceField(label=_("This notice is also the proof of"), required=False, widget=CheckCards)

    def __init__(self, data: Any = None, *, offered: Mapping[str, Sequence[tuple[str, Any]]], order: bool, initial: Any = None) -> None:
        """`offered` are the choices of the fields that hang on the case; `order`: one about a student of the case is in force."""
        super().__init__(data, initial=initial)
        self._offer("recipient", [("", _("Choose who")), *offered["recipient"]])
        self._offer("party", [("", _("All, or the only one")), *offered["party"]], most_without=2)
        self._offer("whose", offered["whose"], most_without=0)
        self._offer("meets", offered["meets"], most_without=0)
        if not order:
            del self.fields["not_barred"]

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]], most_without: int = -1) -> None:
        """The choices of a field; with as few as `most_without` there is nothing to choose, and no field."""
        if len(choices) <= most_without:
            del self.fields[name]
        else:
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def given(self) -> NoticeGiven:
        """The entry for the action."""
        data = dict(self.cleaned_data)
        party, whose, meets = data.pop("party", ""), data.pop("whose", ""), data.pop("meets", [])
        return NoticeGiven(**data, party_id=_id(party), whose_id=_id(whose), meets=tuple(each for each in map(_id, meets) if each))


class MeasureForm(Form):
    """One measure of the level; the form's prefix is its duty."""

    use_required_attribute = False
    few_needed = True

    answer = forms.ChoiceField(label=_("What came of it?"), widget=ChoiceCards(), error_messages={"required": MEASURE_OUTCOME})
    done_at = LocalDateTimeField(label=_("When?"), past=True, error_messages={"required": WHEN})
    by_whom = CleanTextField(label=_("By whom?"), max_length=200, error_messages={"required": WHO})
    note = CleanTextField(label=_("How, or why not"), lines=2, required=False)

    def __init__(self, data: Any = None, *, rule: str, initial: Any = None) -> None:
        super().__init__(data, prefix=rule, initial=initial)
        self.rule = rule
        self.fields["answer"].choices = [(each.value, each.label) for each in OUTCOMES[rule]]  # type: ignore[attr-defined, index]

    def given(self) -> MeasureGiven:
        """The measure for the action."""
        return MeasureGiven(rule=self.rule, **self.cleaned_data)


def _id(text: str) -> UUID | None:
    return UUID(text) if text else None
