"""The forms of a hearing on a record: conference, officer, a later day, the hearing, the decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from reporting.actions import hearings
from reporting.forms.record_steps import StepForm, day_field
from reporting.models import RecordsStep
from tat.forms.fields import ChoiceCards, CleanTextField, LocalDateField

What, Outcome = RecordsStep.What, RecordsStep.Outcome


def _outcome(names: tuple[Any, ...], label: Any) -> forms.ChoiceField:
    choices = [(each.value, each.label) for each in names]
    return forms.ChoiceField(label=label, choices=choices, widget=ChoiceCards(), error_messages={"required": hearings.RESULT})


class ConferForm(StepForm):
    """The informal conference with the parents."""

    prefix, does = "confer", What.CONFERRED

    on = day_field(_l("Held on"))
    outcome = _outcome(hearings.OF_A_CONFERENCE, _l("What came of it?"))
    text = CleanTextField(label=_l("Who was there, and what was said"), lines=3, required=False)


class OfficerForm(StepForm):
    """Who hears it."""

    prefix, does = "officer", What.OFFICER

    on = day_field(_l("Appointed on"))
    person = CleanTextField(label=_l("The hearing officer. Name"), max_length=200, error_messages={"required": hearings.OFFICER})
    elsewhere = forms.BooleanField(
        label=_l("Is not employed in the attendance center in which the student is enrolled"),
        error_messages={"required": hearings.ELSEWHERE},
    )
    text = CleanTextField(label=_l("When parents and school were told of time and place"), lines=2, required=False, max_length=2000)


class PostponeForm(StepForm):
    """A later day for the hearing, agreed on."""

    prefix, does = "postpone", What.POSTPONED

    on = day_field(_l("Agreed on this day"))
    until_on = LocalDateField(label=_l("The hearing is held by"), error_messages={"required": hearings.UNTIL})
    text = CleanTextField(label=_l("Who agreed, and how"), lines=2, max_length=2000, error_messages={"required": hearings.AGREED})


class HeardForm(StepForm):
    """The hearing ended."""

    prefix, does = "heard", What.HEARD

    on = day_field(_l("Ended on"))
    text = CleanTextField(
        label=_l("How it was recorded word for word, and where that is kept"), lines=2, error_messages={"required": hearings.VERBATIM}
    )


class RuleForm(StepForm):
    """The hearing officer's written decision was sent to parents and district."""

    prefix, does = "rule", What.RULED

    on = day_field(_l("Sent on"))
    outcome = _outcome(hearings.OF_A_DECISION, _l("What does it decide?"))
    text = CleanTextField(label=_l("The decision and its reasons"), lines=4, error_messages={"required": hearings.REASONS})


class WithdrawForm(StepForm):
    """Whoever asked for the hearing takes the request back."""

    prefix, does = "withdraw", What.WITHDRAWN

    on = day_field(_l("Taken back on"))
    text = CleanTextField(label=_l("How"), lines=2, required=False, max_length=2000)
