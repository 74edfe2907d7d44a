"""The form of a release that no notice stands for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.releases import BASES, BASIS, PURPOSE, WHAT, WHEN, WHO, WHOSE, ReleaseGiven
from cases.forms.family import StudentField
from cases.models import Party
from tat.forms.base import Form
from tat.forms.text import CleanTextField
from tat.forms.times import LocalDateField, LocalDateTimeField


class ReleaseForm(Form):
    """What left the school about whom, to whom, why and on which basis."""

    use_required_attribute = False

    what = CleanTextField(
        label=_("What was released?"),
        lines=3,
        error_messages={"required": WHAT},
        help_text=_("Which papers or facts, and of which nature: a copy, a look, a talk."),
    )
    whose = StudentField(label=_("About which student?"), nobody=_("Choose the student"), error_messages={"required": WHOSE})
    released_at = LocalDateTimeField(label=_("When?"), past=True, error_messages={"required": WHEN})
    person = CleanTextField(label=_("To whom? Name"), max_length=200, error_messages={"required": WHO})
    capacity = CleanTextField(
        label=_("In which capacity?"), max_length=200, required=False, help_text=_("Registrar of the next school, judge, mother ...")
    )
    purpose = CleanTextField(label=_("For which purpose?"), lines=2, max_length=2000, error_messages={"required": PURPOSE})
    basis = forms.ChoiceField(
        label=_("On which legal basis?"), choices=[("", _("Choose the basis")), *BASES.items()], error_messages={"required": BASIS}
    )
    threat = CleanTextField(
        label=_("The articulable and significant threat"),
        lines=2,
        max_length=2000,
        required=False,
        help_text=_("For an emergency release alone."),
    )
    consent = CleanTextField(
        label=_("Where is the consent or the court order kept?"),
        max_length=500,
        required=False,
        help_text=_("Only where consent or an order is the basis."),
    )

    notice_on = LocalDateField(
        label=_("When did the parents have the written notice?"),
        past=True,
        required=False,
        help_text=_("Only where a law requires the release. It comes before; a later one stands as late."),
    )

    with_statement = forms.BooleanField(
        label=_("A copy of the statement that is on file about this record went along"),
        required=False,
        help_text=_("Of the parents or the student, under “Review of the temporary record”."),
    )

    def __init__(self, data: Any = None, *, students: Sequence[Party], statement: bool = False) -> None:
        super().__init__(data, initial={"whose": students[0]} if len(students) == 1 else None)
        if not statement and "with_statement" in self.fields:
            del self.fields["with_statement"]
        if students:
            self.fields["whose"].offer(students)  # type: ignore[attr-defined]
        else:
            del self.fields["whose"]

    def given(self) -> ReleaseGiven:
        """The release for the action."""
        return as_release(self.cleaned_data)


def as_release(cleaned: Mapping[str, Any]) -> ReleaseGiven:
    """What the fields of a release say, for the action."""
    data = dict(cleaned)
    whose: Party | None = data.pop("whose", None)
    return ReleaseGiven(**data, whose_id=whose.pk if whose else None)
