"""The forms with which a tip is taken up, set aside, asked about or passed on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tat.forms.base import Form
from tat.forms.choices import NOT_LISTED
from tat.forms.people import ACCOUNTS, NAMES, PersonField
from tat.forms.text import CleanTextField
from tat.models import Building, User
from triage.actions.inbox import TakingUp
from triage.forms.into import IntoForm
from triage.models import Tip

WHOSE = _("Which school is it about?")


class SchoolField(forms.ModelChoiceField):
    """One of the district's schools."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Building.objects.none(), empty_label=_("Choose the school"), **options)


class TakeUpForm(IntoForm):
    """Whom the tip is about and, once the name was looked up, where it belongs."""

    subject_name = CleanTextField(
        label=_("Whom is it about?"),
        help_text=_("As far as the tip says. Leave it empty where nobody is named; the case then begins without a name."),
        max_length=200,
        required=False,
    )
    subject_account = PersonField(
        label=_("If that person works for the district: which account?"),
        required=False,
        nobody=_("Nobody on the list"),
        error_messages={"invalid_choice": NOT_LISTED},
    )
    school = SchoolField(label=WHOSE, error_messages={"required": _("Choose the school.")})

    def __init__(self, data: Any, *, by: User, tips: list[Tip]) -> None:
        super().__init__(data)
        self.by = by
        self.fields["subject_name"].initial = tips[0].who if tips else ""
        self.fields["subject_account"].offer(lambda: (NAMES if data is None else ACCOUNTS)(district=by.district_id))  # type: ignore[attr-defined]
        if all(tip.report.building_id for tip in tips):
            del self.fields["school"]
        else:
            self.fields["school"].queryset = Building.objects.filter(district_id=by.district_id).order_by("name")  # type: ignore[attr-defined]

    def determining(self) -> None:
        """Nothing is determined here; the page that comes next asks it."""

    def given(self) -> TakingUp:
        """The choice, for the action."""
        data = self.cleaned_data
        return TakingUp(
            building=data.get("school"),
            subject_name=data["subject_name"],
            account=data["subject_account"],
            person=self.same_person(),
            into=self.into_case(),
        )


class AsideForm(Form):
    """Why a tip is not about safety."""

    reason = CleanTextField(
        label=_("Why is it not about safety?"),
        help_text=_("A second member of the Triage Team has to agree. The tip stays on record."),
        lines=3,
        max_length=2000,
        error_messages={"required": _("Write the reason. It stays with the tip.")},
    )


class AskForm(Form):
    """A question to the reporter."""

    text = CleanTextField(
        label=_("Your question"),
        help_text=_("The reporter reads it with the four words. Your name is not shown. Do not write what you know about others."),
        lines=3,
        max_length=2000,
        error_messages={"required": _("Write the question first.")},
    )


class PassOnForm(Form):
    """The school whose people review it."""

    school = SchoolField(label=WHOSE, error_messages={"required": _("Choose the school.")})

    def __init__(self, data: Any = None, *, by: User, chosen: Building | None = None) -> None:
        super().__init__(data)
        self.fields["school"].queryset = Building.objects.filter(district_id=by.district_id).order_by("name")  # type: ignore[attr-defined]
        self.fields["school"].initial = chosen
