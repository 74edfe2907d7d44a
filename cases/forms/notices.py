"""The forms of the notices page: an entry of the ledger, and the measures of the level."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.measures import OUTCOME as MEASURE_OUTCOME
from cases.actions.measures import OUTCOMES, TARGET, WHEN, WHO, MeasureGiven
from cases.actions.notifications import EMERGENCY, OUTCOME, RECIPIENT, NoticeGiven
from cases.actions.notifications import WHEN as NOTICE_WHEN
from cases.actions.recipients import ELSE
from cases.models import NotificationEntry, Party, Recipient
from tat.forms.base import Form
from tat.forms.fields import CheckCards, ChoiceCards, CleanTextField, LocalDateTimeField
from tat.models import Obligation
from tat.statutes import RULES
from tat.templatetags.moments import short

METHODS = [
    ("", _("Choose how")),
    ("phone", _("By phone")),
    ("in_person", _("In person")),
    ("letter", _("By letter")),
    ("email", _("By e-mail")),
    ("message", _("By text message")),
    ("radio", _("By radio")),
]
BASES = [
    ("", _("Choose the basis")),
    (EMERGENCY, _("Emergency: articulable and significant threat (105 ILCS 10/6(a)(7))")),
    ("consent", _("Consent of the parents or of the eligible student")),
    ("court_order", _("Court order")),
    ("required_by_law", _("Required by law")),
    ("other", _("Other, as the attorney advised")),
]
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


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
    method = forms.ChoiceField(label=_("How?"), choices=METHODS, required=False)
    content = CleanTextField(
        label=_("What was said?"),
        lines=3,
        required=False,
        help_text=_("To a target: the threat, its seriousness, who the subject is where that may be said, and what was done."),
    )
    reason = CleanTextField(label=_("If not told: why?"), lines=2, max_length=2000, required=False)
    discloses_student = forms.ChoiceField(
        label=_("Does this disclose the identity of a student?"),
        choices=YES_NO,
        required=False,
        widget=ChoiceCards(hints={"yes": _("Outside the circle of school officials it needs a legal basis, and the parents are told.")}),
    )
    legal_basis = forms.ChoiceField(label=_("If yes, outside the school circle: on which legal basis?"), choices=BASES, required=False)
    release_threat = CleanTextField(
        label=_("The articulable and significant threat"),
        lines=2,
        max_length=2000,
        required=False,
        help_text=_("For an emergency release. It becomes the record of the release, with the person told."),
    )
    meets = forms.MultipleChoiceField(label=_("This notice is also the proof of"), required=False, widget=CheckCards)

    def __init__(
        self,
        data: Any = None,
        *,
        recipients: Sequence[Recipient],
        targets: Sequence[Party],
        duties: Iterable[Obligation],
        initial: Any = None,
    ) -> None:
        super().__init__(data, initial=initial)
        listed = [(each.code, each.label) for each in recipients]
        self._offer("recipient", [("", _("Choose who")), *listed, (ELSE, _("Somebody else; write who below"))])
        self._offer("party", [("", _("All, or the only one")), *[(str(each.id), each.shown_name()) for each in targets]])
        self._offer("meets", [(str(duty.id), f"{RULES[duty.rule].duty} ({short(duty.triggered_at)})") for duty in duties])
        if not self.fields["meets"].choices:  # type: ignore[attr-defined]
            del self.fields["meets"]
        if len(targets) < 2:
            del self.fields["party"]

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def given(self) -> NoticeGiven:
        """The entry for the action."""
        data = dict(self.cleaned_data)
        party, meets = data.pop("party", ""), data.pop("meets", [])
        return NoticeGiven(**data, party_id=_id(party), meets=tuple(each for each in map(_id, meets) if each))


class MeasureForm(Form):
    """One measure of the level; the form's prefix is its duty."""

    use_required_attribute = False
    few_needed = True

    party = forms.ChoiceField(label=_("Which target?"), required=False)
    answer = forms.ChoiceField(label=_("What came of it?"), widget=ChoiceCards(), error_messages={"required": MEASURE_OUTCOME})
    done_at = LocalDateTimeField(label=_("When?"), past=True, error_messages={"required": WHEN})
    by_whom = CleanTextField(label=_("By whom?"), max_length=200, error_messages={"required": WHO})
    note = CleanTextField(label=_("How, or why not"), lines=2, required=False)

    def __init__(self, data: Any = None, *, rule: str, targets: Sequence[Party], initial: Any = None) -> None:
        super().__init__(data, prefix=rule, initial=initial)
        self.rule = rule
        self.fields["answer"].choices = [(each.value, each.label) for each in OUTCOMES[rule]]  # type: ignore[attr-defined, index]
        if rule == "LVL-TGT":
            chosen: Any = self.fields["party"]
            chosen.choices = [(str(each.id), each.shown_name()) for each in targets]
            chosen.required, chosen.error_messages["required"] = True, TARGET
        else:
            del self.fields["party"]

    def given(self) -> MeasureGiven:
        """The measure for the action."""
        data = dict(self.cleaned_data)
        return MeasureGiven(rule=self.rule, party_id=_id(data.pop("party", "")), **data)


def _id(text: str) -> UUID | None:
    return UUID(text) if text else None
