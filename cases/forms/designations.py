"""The forms of designations: who acts for an office in which duties, and the last day of one."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from cases.actions import designations as acts
from cases.actions.delegable import STUDENTS_ALONE, offered, words_of
from cases.actions.designations import DesignationGiven
from tat.forms.base import Form
from tat.forms.choices import RowField, Shared
from tat.forms.fields import CheckCards, CleanTextField, LocalDateField
from tat.forms.people import PersonField
from tat.models import Building
from tat.roles import Role

EVERYWHERE = _l("Every building of the district")
OFFICES = [(Role.SUPERINTENDENT.value, _l("the superintendent")), (Role.PRINCIPAL.value, _l("a building’s principal"))]


class DutiesField(forms.MultipleChoiceField):
    """Codes of duties. One that may not be designated is let through: the action refuses it with the sentence that says why."""

    def valid_value(self, value: Any) -> bool:
        return True


class DesignationForm(Form):
    """A new designation for one of the two offices; the duties offered are those of the office that may be delegated."""

    acts_for = forms.ChoiceField(
        choices=OFFICES, widget=forms.HiddenInput, error_messages={"required": acts.NOT_THEIRS, "invalid_choice": acts.NOT_THEIRS}
    )
    designee = PersonField(label=_l("Who"), error_messages={"invalid_choice": acts.NOBODY, "required": acts.NOBODY})
    building = RowField(
        label=_l("Where"),
        required=False,
        nobody=EVERYWHERE,
        error_messages={"invalid_choice": acts.NOT_THEIRS, "required": acts.NO_BUILDING},
    )
    rules = DutiesField(label=_l("For which duties"), widget=CheckCards, error_messages={"required": acts.NO_DUTIES})
    from_on = LocalDateField(label=_l("First day"), error_messages={"required": _l("Write the first day.")})
    until_on = LocalDateField(label=_l("Last day"), required=False, help_text=_l("Included. Empty: until it is ended."))
    words = CleanTextField(
        label=_l("Words of the naming"),
        lines=3,
        max_length=400,
        help_text=_l("As they stand on the signed paper, with its day. No case, and no student’s name."),
        error_messages={"required": acts.NO_WORDS},
    )
    paper = CleanTextField(
        label=_l("Where the signed paper lies"),
        max_length=200,
        help_text=_l("A folder, a cabinet, a file number."),
        error_messages={"required": acts.NO_PAPER},
    )

    def __init__(self, *args: Any, office: str, people: Iterable[Any] | Shared, places: list[Building], everywhere: bool, **options: Any):
        super().__init__(*args, **options)
        self.initial |= {"acts_for": office}
        self.fields["designee"].offer(people)  # type: ignore[attr-defined]
        where: Any = self.fields["building"]
        where.nobody = EVERYWHERE if everywhere else None
        where.required = not everywhere
        where.offer(places)
        rules: Any = self.fields["rules"]
        rules.choices = [(rule.code, words_of(rule)) for rule in offered(office)]
        rules.widget.hints = {rule.code: STUDENTS_ALONE for rule in offered(office) if rule.delegable == "S"}

    def given(self) -> DesignationGiven:
        """The designation for the action."""
        return DesignationGiven(**self.cleaned_data)


class EndForm(Form):
    """The last day of a designation; none: it ends at once."""

    last_on = LocalDateField(
        label=_l("Last day on which it holds"), required=False, help_text=_l("Empty: it ends at once, and opens nothing more today.")
    )
