"""The forms with which a matter of records law begins, one for each kind."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from reporting.actions import records as acts
from reporting.actions.records import MatterGiven
from reporting.models import AccessRequest, CourtOrder, Disposal, HearingRequest, RecordsMatter
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards, CleanTextField, LocalDateField, YesNoField
from tat.models import Building

Kind = RecordsMatter.Kind
NO_NAME_OUTSIDE = _l("It is kept sealed, and stands in no mail and no address.")


class SchoolField(forms.ModelChoiceField):
    """A school of those given by `MatterForm`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Building.objects.none(), **options)


class MatterForm(Form):
    """What the forms of all kinds share: the schools to choose from, and the matter for the action."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, schools: Any, **options: Any) -> None:
        super().__init__(data, **options)
        if "building" in self.fields:
            self.fields["building"].queryset = schools  # type: ignore[attr-defined]

    def given(self) -> MatterGiven:
        """The matter for the action."""
        return MatterGiven(**self.cleaned_data)


def _student() -> CleanTextField:
    return CleanTextField(
        label=_l("Whose record? The student’s name"), max_length=200, help_text=NO_NAME_OUTSIDE, error_messages={"required": acts.STUDENT}
    )


class AccessForm(MatterForm):
    """A request to see or copy a student's record."""

    since_on = LocalDateField(
        label=_l("Received on"), past=True, help_text=_l("Day 1 is the next business day."), error_messages={"required": acts.RECEIVED}
    )
    person = CleanTextField(label=_l("Who asks? Name"), max_length=200, error_messages={"required": acts.PERSON})
    capacity = forms.ChoiceField(
        label=_l("In which right?"),
        choices=AccessRequest.Capacity.choices,
        widget=ChoiceCards(
            hints={
                "student": _l("May see the permanent record only; a parent may ask for the temporary one (105 ILCS 10/5)."),
                "eligible": _l("At 18, after graduation, marriage or entry into military service."),
            },
            reveals={"other": "id_basis"},
        ),
        error_messages={"required": acts.CAPACITY},
    )
    basis = CleanTextField(
        label=_l("Consent or other basis, and where it is kept"),
        max_length=500,
        required=False,
        help_text=_l("For somebody else alone."),
    )
    student = _student()
    record = forms.ChoiceField(
        label=_l("Which record?"),
        choices=AccessRequest.Record.choices,
        widget=ChoiceCards(hints={"temporary": _l("The file of a threat assessment team about a student is part of it.")}),
        error_messages={"required": acts.RECORD},
    )
    asks = CleanTextField(label=_l("What is asked for?"), lines=3, error_messages={"required": acts.ASKS})
    building = SchoolField(label=_l("Which school keeps the record?"), empty_label=_l("The district’s office"), required=False)
    professional = forms.ChoiceField(
        label=_l("Is a qualified professional to be present?"),
        choices=[("", _l("Nobody asks for one")), *AccessRequest.Professional.choices],
        required=False,
        widget=ChoiceCards(
            hints={
                "requester": _l("The school secures one and bears the cost (105 ILCS 10/5(b))."),
                "school": _l("Psychological reports, test results: a psychologist or counselor explains them."),
            }
        ),
    )
    passed_on = LocalDateField(
        label=_l("The rights are the student’s since"),
        required=False,
        help_text=_l("Empty while they are the parents’. A day to come counts from that day on."),
    )
    passed_why = forms.ChoiceField(
        label=_l("Why they have passed"), choices=[("", _l("They have not passed")), *AccessRequest.Why.choices], required=False
    )
    barred = YesNoField(
        label=_l("Does an order of protection bar the person from this student’s record?"),
        hints={"yes": _l("The request is denied and kept. Nobody else is told of the order.")},
        reveals={"yes": "id_order"},
        error_messages={"required": acts.BARRED},
    )
    order = CleanTextField(label=_l("Which court and paper, from when until when?"), max_length=500, required=False)


class PersonnelForm(MatterForm):
    """An employee's request for the own personnel record."""

    since_on = LocalDateField(
        label=_l("Received on"),
        past=True,
        help_text=_l("In writing; email and text count. Day 1 is the next working day."),
        error_messages={"required": acts.RECEIVED},
    )
    employee = CleanTextField(
        label=_l("Whose record? The employee’s name"), max_length=200, help_text=NO_NAME_OUTSIDE, error_messages={"required": acts.EMPLOYEE}
    )
    left_on = LocalDateField(
        label=_l("Last day of work"), past=True, required=False, help_text=_l("Empty for who works here. The right lasts a year after it.")
    )
    asks = CleanTextField(
        label=_l("What is asked for?"),
        lines=3,
        help_text=_l("Documents used for employment, pay, discipline or discharge."),
        error_messages={"required": acts.ASKS},
    )


class OrderForm(MatterForm):
    """A paper from a court."""

    since_on = LocalDateField(label=_l("Received on"), past=True, error_messages={"required": acts.RECEIVED})
    signer = forms.ChoiceField(
        label=_l("Who signed it?"),
        choices=CourtOrder.Signer.choices,
        widget=ChoiceCards(
            hints={
                "clerk": _l("A subpoena by a clerk is no order: it is kept here, and no clock runs."),
                "attorney": _l("A subpoena by an attorney is no order: it is kept here, and no clock runs."),
            }
        ),
        error_messages={"required": acts.SIGNER},
    )
    court = CleanTextField(label=_l("Which court?"), max_length=300, error_messages={"required": acts.COURT})
    docket = CleanTextField(label=_l("Docket number"), max_length=100, error_messages={"required": acts.DOCKET})
    student = _student()
    building = SchoolField(
        label=_l("Which school keeps the record?"), empty_label=_l("Choose the school"), error_messages={"required": acts.ORDERED}
    )
    asks = CleanTextField(label=_l("What does it ask for?"), lines=3, error_messages={"required": acts.ORDERS})


class HearingForm(MatterForm):
    """Parents, or the student, ask in writing for a hearing on an entry."""

    since_on = LocalDateField(
        label=_l("Received on"),
        past=True,
        help_text=_l("The informal conference is within 15 school days."),
        error_messages={"required": acts.RECEIVED},
    )
    student = _student()
    person = CleanTextField(
        label=_l("Who asks? Name"),
        max_length=200,
        help_text=_l("A parent, or the student once the rights have passed."),
        error_messages={"required": acts.PERSON},
    )
    building = SchoolField(
        label=_l("Which school keeps the record?"), empty_label=_l("Choose the school"), error_messages={"required": acts.BUILDING}
    )
    ground = forms.ChoiceField(
        label=_l("On which ground?"), choices=HearingRequest.Basis.choices, widget=ChoiceCards(), error_messages={"required": acts.GROUND}
    )
    asks = CleanTextField(
        label=_l("Which entry, and why?"),
        lines=3,
        help_text=_l("Not grades; and while the record goes to another school, no suspension or expulsion in it (23 IAC 375.90(a))."),
        error_messages={"required": acts.CHALLENGED},
    )


class ChallengeForm(MatterForm):
    """The decision on a parent's challenge was sent."""

    since_on = LocalDateField(label=_l("The decision was sent on"), past=True, error_messages={"required": acts.SENT})
    student = _student()
    person = CleanTextField(
        label=_l("Who challenged it? Name"),
        max_length=200,
        help_text=_l("A parent, or the student once the rights have passed."),
        error_messages={"required": acts.PERSON},
    )
    building = SchoolField(
        label=_l("Which school keeps the record?"), empty_label=_l("Choose the school"), error_messages={"required": acts.BUILDING}
    )
    asks = CleanTextField(
        label=_l("What was challenged?"),
        lines=3,
        help_text=_l("Accuracy, relevance or propriety of an entry (105 ILCS 10/7)."),
        error_messages={"required": acts.CHALLENGED},
    )
    decision = CleanTextField(label=_l("What was decided?"), lines=3, error_messages={"required": acts.DECISION})


class DisposalForm(MatterForm):
    """A proposal to dispose of records; nothing is deleted by it."""

    planned_on = LocalDateField(
        label=_l("Planned for"), help_text=_l("The certificate is sent 60 days before."), error_messages={"required": acts.PLANNED}
    )
    record_class = forms.ChoiceField(
        label=_l("Which class of records?"),
        choices=[("", _l("Choose the class")), *Disposal.RecordClass.choices],
        error_messages={"required": acts.CLASS},
    )
    schedule = CleanTextField(label=_l("Number of the approved schedule"), max_length=100, error_messages={"required": acts.SCHEDULE})
    count = forms.IntegerField(
        label=_l("How many records?"),
        min_value=1,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"class": "w-s", "inputmode": "numeric"}),
        error_messages={"required": acts.COUNT, "invalid": acts.COUNT, "min_value": acts.COUNT, "max_value": acts.COUNT},
    )
    building = SchoolField(label=_l("Which school keeps them?"), empty_label=_l("The district’s office"), required=False)
    asks = CleanTextField(
        label=_l("Which records?"), lines=3, help_text=_l("Years and kinds. No names."), error_messages={"required": acts.DISPOSED}
    )


FORMS: dict[str, type[MatterForm]] = {
    Kind.ACCESS: AccessForm,
    Kind.PERSONNEL: PersonnelForm,
    Kind.ORDER: OrderForm,
    Kind.HEARING: HearingForm,
    Kind.CHALLENGE: ChallengeForm,
    Kind.DISPOSAL: DisposalForm,
}
