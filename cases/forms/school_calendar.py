"""The forms of the school calendar: a school year, and days without school or office holidays."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.school_calendar import DAY, FIRST, KIND, LAST, DaysGiven
from tat.forms.base import Form
from tat.forms.text import CleanTextField
from tat.forms.times import LocalDateField
from tat.models import ClosedDay


class YearForm(Form):
    """First and last student day."""

    prefix = "year"
    use_required_attribute = False

    starts_on = LocalDateField(label=_("First student day"), error_messages={"required": FIRST})
    ends_on = LocalDateField(label=_("Last student day"), error_messages={"required": LAST})


class DaysForm(Form):
    """One day, or a break from one day until another."""

    prefix = "days"
    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("What kind of day?"), choices=[("", _("Choose the kind")), *ClosedDay.Kind.choices], error_messages={"required": KIND}
    )
    on = LocalDateField(label=_("Day, or first day of a break"), error_messages={"required": DAY})
    until = LocalDateField(label=_("Last day of a break"), required=False)
    note = CleanTextField(label=_("Name of the day"), max_length=120, required=False)

    def given(self) -> DaysGiven:
        """The days as typed."""
        typed = self.cleaned_data
        return DaysGiven(on=typed["on"], kind=typed["kind"], until=typed["until"], note=typed["note"])
