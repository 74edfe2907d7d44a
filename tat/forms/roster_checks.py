"""The form with which a principal signs a team's roster."""

from django import forms
from django.utils.translation import gettext_lazy as _l

from tat.actions.roster_checks import PROCESS
from tat.forms.base import Form
from tat.forms.fields import CleanTextField
from tat.models.roster_checks import LONGEST_PROCESS


class SignCheckForm(Form):
    """The building's process in the principal's words; `seen` marks the roster that was read."""

    use_required_attribute = False

    process = CleanTextField(
        label=_l("How the building takes in a report, and how the Triage Team looks at it"),
        lines=5,
        max_length=LONGEST_PROCESS,
        help_text=_l("Who takes reports, where they wait, who opens them and how soon. No case, and no student’s name."),
        error_messages={"required": PROCESS},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
