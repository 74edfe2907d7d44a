"""The form of a school official from outside."""

from django.utils.translation import gettext_lazy as _l

from tat.actions import officials as acts
from tat.actions.officials import OfficialGiven
from tat.forms.fields import CleanTextField, LocalDateField
from tat.forms.people import SoughtForm


class OfficialForm(SoughtForm):
    """Whom the district designates, for what, on which paper, from when until when."""

    function = CleanTextField(
        label=_l("What the person does for the school"),
        max_length=300,
        help_text=_l("Such as: school resource officer at Cordgrass High School, under the principal’s direction. No word of a case."),
        error_messages={"required": acts.FUNCTION},
    )
    paper = CleanTextField(
        label=_l("Where the signed paper lies"),
        max_length=200,
        help_text=_l("A folder, a cabinet, a file number."),
        error_messages={"required": acts.PAPER},
    )
    from_on = LocalDateField(label=_l("First day"), error_messages={"required": acts.FIRST})
    until_on = LocalDateField(label=_l("Last day"), help_text=_l("Included."), error_messages={"required": acts.LAST})

    def given(self) -> OfficialGiven:
        """The designation for the action."""
        data = dict(self.cleaned_data)
        return OfficialGiven(person=data.pop("who"), **data)
