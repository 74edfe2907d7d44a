"""The forms of what is done in a matter of records law, and of a review of a temporary record."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from cases.actions import record_statements as statements
from cases.actions.record_statements import StatementGiven
from cases.models import Party, RecordStatement
from reporting.actions import record_reviews, record_steps, retention
from reporting.actions.record_steps import ANSWERS, CERTIFICATES, LETTERS, REASONS, StepGiven
from reporting.actions.retention import ScheduleGiven
from reporting.models import Method, RecordsStep, RetentionSchedule
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards, CleanTextField, LocalDateField, LocalDateTimeField
from tat.models.obligations import SHORTEST_REASON

What = RecordsStep.What
HOW = [("", _l("Choose how")), *Method.choices]


def _what(names: Sequence[What], label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[(each.value, each.label) for each in names],
        widget=ChoiceCards(),
        error_messages={"required": record_steps.WHAT},
    )


def day_field(label: Any) -> LocalDateField:
    """The day of a step: there, and not to come."""
    return LocalDateField(label=label, past=True, error_messages={"required": record_steps.DAY})


def _method(label: Any, *, required: bool = True, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=HOW, required=required, help_text=hint, error_messages={"required": record_steps.HOW})


class StepForm(Form):
    """What the forms of all steps share. `does` is the step of a form that has no choice."""

    use_required_attribute = False
    does = ""

    def given(self) -> StepGiven:
        """The step for the action."""
        return StepGiven(**({"what": self.does} | self.cleaned_data))


class AnswerForm(StepForm):
    """A request is granted or denied; who asked has been told."""

    prefix = "answer"

    what = _what(ANSWERS, _l("The answer"))
    on = day_field(_l("Answered on"))
    method = _method(_l("How it was sent or given"), required=False, hint=_l("A withdrawal alone goes without."))
    person = CleanTextField(
        label=_l("The professional who explained the record. Name and position"),
        max_length=200,
        required=False,
        help_text=_l("Where one was to be present (105 ILCS 10/5(b)). Not for a personnel record."),
    )
    without = forms.BooleanField(label=_l("Who asked for a professional did without in the end"), required=False)
    text = CleanTextField(
        label=_l("What was given, or why not"),
        lines=3,
        required=False,
        help_text=_l("A denial says why. A grant on another basis names it. The letter says the same."),
    )


class ExtendForm(StepForm):
    """The one extension, for a reason that the law lists."""

    prefix, does = "extend", What.EXTENDED

    reason = forms.ChoiceField(
        label=_l("For which reason?"), choices=(), widget=ChoiceCards(), error_messages={"required": record_steps.REASON}
    )
    text = CleanTextField(
        label=_l("Why, in this matter"),
        lines=2,
        max_length=2000,
        help_text=_l("Who asked is told in writing before the first time ends."),
        error_messages={"required": record_steps.WHY},
    )

    def __init__(self, data: Any = None, *, kind: str) -> None:
        super().__init__(data)
        self.fields["reason"].choices = [(each.value, each.label) for each in REASONS.get(kind, ())]  # type: ignore[attr-defined]


class NoticeForm(StepForm):
    """The parents, or the student, are told of a court's order."""

    prefix, does = "notice", What.NOTICE

    person = CleanTextField(label=_l("Who was told? Name"), max_length=200, error_messages={"required": record_steps.WHOM})
    at = LocalDateTimeField(label=_l("When?"), past=True, error_messages={"required": record_steps.TIME})
    method = _method(_l("How?"))


class ComplyForm(StepForm):
    """The order is complied with."""

    prefix, does = "comply", What.COMPLIED

    on = day_field(_l("Answered on"))
    method = _method(_l("How?"))
    text = CleanTextField(label=_l("What was given to the court?"), lines=3, error_messages={"required": record_steps.GIVEN})


class LetterForm(StepForm):
    """What followed on the decision about a challenge."""

    prefix = "letter"

    what = _what(LETTERS, _l("What happened?"))
    on = day_field(_l("Date of the letter, or of the end of the time"))
    method = _method(_l("How it was sent or came"), required=False)
    text = CleanTextField(label=_l("In a few words"), lines=2, required=False, help_text=_l("Of a decision: what was decided."))


class CertificateForm(StepForm):
    """The certificate for the Local Records Commission is sent, or comes back approved."""

    prefix = "certificate"

    what = _what(CERTIFICATES, _l("What happened?"))
    on = day_field(_l("On which day?"))
    method = _method(_l("How it was sent"), required=False)
    text = CleanTextField(label=_l("Number of the certificate"), max_length=200, required=False)


class ReviewForm(Form):
    """The file was reviewed."""

    use_required_attribute = False
    prefix = "review"

    on = LocalDateField(label=_l("Reviewed on"), past=True, error_messages={"required": record_reviews.REVIEWED_ON})
    note = CleanTextField(
        label=_l("What was found"),
        lines=4,
        help_text=_l("What is out of date, wrong or not needed any more, and what becomes of it. Nothing is taken out by this."),
        error_messages={"required": record_reviews.NOTE},
    )


class LeaveForm(Form):
    """The student left for good."""

    use_required_attribute = False
    prefix = "left"

    on = LocalDateField(label=_l("Left on"), past=True, error_messages={"required": retention.LEFT_ON})
    note = CleanTextField(
        label=_l("Withdrawal, graduation or transfer; and where that is on record"),
        lines=2,
        error_messages={"required": retention.LEFT_WHY},
    )


class StatementForm(Form):
    """A statement of the parents or the student is put into the record."""

    use_required_attribute = False
    prefix = "statement"

    party = forms.ChoiceField(
        label=_l("Whose record?"), widget=ChoiceCards(), error_messages={"required": statements.WHOSE, "invalid_choice": statements.WHOSE}
    )
    person = CleanTextField(label=_l("Who made it? Name"), max_length=200, error_messages={"required": statements.WHO})
    capacity = forms.ChoiceField(
        label=_l("In which right?"),
        choices=RecordStatement.Capacity.choices,
        widget=ChoiceCards(),
        error_messages={"required": statements.CAPACITY},
    )
    received_on = LocalDateField(label=_l("Received on"), past=True, error_messages={"required": statements.RECEIVED})
    about = CleanTextField(label=_l("About which entry?"), max_length=500, error_messages={"required": statements.ABOUT})
    text = CleanTextField(
        label=_l("The statement, word for word"),
        lines=6,
        help_text=_l("Of reasonable length. It goes along with every later copy and release of this record."),
        error_messages={"required": statements.TEXT},
    )

    def __init__(self, data: Any = None, *, students: Sequence[Party]) -> None:
        super().__init__(data)
        self.fields["party"].choices = [(str(each.pk), each.shown_name()) for each in students]  # type: ignore[attr-defined]

    def given(self) -> StatementGiven:
        """For the action."""
        data = dict(self.cleaned_data)
        return StatementGiven(party_id=uuid.UUID(data.pop("party")), **data)


class HoldForm(Form):
    """Keep the records of one case from any disposal."""

    use_required_attribute = False

    case = CleanTextField(label=_l("Code of the case"), max_length=16, error_messages={"required": retention.NO_CASE})
    reason = CleanTextField(
        label=_l("The lawsuit, request or order that asks for it"),
        lines=2,
        max_length=2000,
        error_messages={"required": retention.REASON.format(least=SHORTEST_REASON)},
    )


class ScheduleForm(Form):
    """An approved schedule for files about adults."""

    use_required_attribute = False
    prefix = "schedule"

    record_class = forms.ChoiceField(label=_l("Whose files?"), widget=ChoiceCards(), error_messages={"required": retention.WHICH_CLASS})
    years = forms.IntegerField(
        label=_l("Years after the closing"), min_value=1, max_value=100, error_messages={"required": retention.YEARS}
    )
    number = CleanTextField(label=_l("Number of the schedule"), max_length=100, error_messages={"required": retention.SCHEDULE})
    approved_on = LocalDateField(label=_l("Approved on"), past=True, error_messages={"required": retention.APPROVED_ON})

    def __init__(self, data: Any = None, *, classes: Sequence[str]) -> None:
        super().__init__(data)
        kinds = RetentionSchedule.OfAdults.choices
        self.fields["record_class"].choices = [each for each in kinds if each[0] in classes]  # type: ignore[attr-defined]

    def given(self) -> ScheduleGiven:
        """For the action."""
        return ScheduleGiven(**self.cleaned_data)


class LiftForm(Form):
    """End a hold."""

    use_required_attribute = False

    reason = CleanTextField(
        label=_l("Why it ends"), lines=2, max_length=2000, error_messages={"required": retention.WHY.format(least=SHORTEST_REASON)}
    )


class MoveForm(Form):
    """The student changes the attendance center."""

    use_required_attribute = False
    prefix = "moved"

    on = LocalDateField(label=_l("Attends elsewhere from"), error_messages={"required": record_reviews.MOVED_ON})
