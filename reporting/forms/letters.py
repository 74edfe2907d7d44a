"""The form of a letter to a family or a target."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.notifications import OUTSIDE_BASES
from cases.actions.releases import BASES
from cases.forms.notices import NOT_BARRED, YES_NO
from reporting.actions.letter_choices import Possible
from reporting.actions.letters import LANGUAGE, TO, LetterGiven
from tat.forms.base import Form
from tat.forms.choices import ChoiceCards
from tat.forms.text import CleanTextField


class LetterForm(Form):
    """To whom, in which language, with which words of the writer's own."""

    use_required_attribute = False

    to = forms.ChoiceField(label=_("To whom?"), error_messages={"required": TO})
    addressee = CleanTextField(
        label=_("Name to write to"),
        max_length=200,
        required=False,
        help_text=_("Mother, father or guardian by name. Empty: “the parents or guardians of …”, or the person chosen above."),
    )
    not_barred = forms.BooleanField(
        label=NOT_BARRED,
        required=False,
        help_text=_(
            "An order about a student of this case is in force. A letter to a family goes to a named person with this confirmation."
        ),
    )
    language = forms.ChoiceField(
        label=_("In which language?"),
        choices=[("en", _("English")), ("es", _("Spanish"))],
        initial="en",
        widget=ChoiceCards(hints={"es": _("Not yet reviewed by a native speaker; the letter says so.")}),
        error_messages={"required": LANGUAGE},
    )
    own_words = CleanTextField(
        label=_("A paragraph of your own"),
        lines=4,
        max_length=2000,
        required=False,
        help_text=_("In the language of the letter. No name of another student, nothing of who reported, no diagnosis."),
    )
    phone = CleanTextField(label=_("Phone number to call"), max_length=60, required=False)
    names_subject = forms.ChoiceField(
        label=_("To a target or a target’s family: does the letter name the subject?"),
        choices=YES_NO,
        required=False,
        widget=ChoiceCards(
            hints={
                "yes": _("Making and giving it is then a release, with its basis. Below High only as your attorney’s policy allows."),
                "no": _("It speaks of “somebody”, and says that the law does not let the school tell more."),
            },
            reveals={"yes": "other"},
        ),
    )
    legal_basis = forms.ChoiceField(
        label=_("On which legal basis?"),
        choices=[("", _("Choose the basis")), *((code, BASES[code]) for code in OUTSIDE_BASES)],
        required=False,
    )

    def __init__(self, data: Any = None, *, letters: Sequence[Possible]) -> None:
        super().__init__(data)
        self.fields["to"].choices = [("", _("Choose the letter")), *((each.key, each.words) for each in letters)]  # type: ignore[attr-defined]
        if not any(each.family and each.family.orders for each in letters):
            del self.fields["not_barred"]

    def given(self) -> LetterGiven:
        """The letter for the action."""
        data = dict(self.cleaned_data)
        code, _colon, party = data.pop("to").partition(":")
        return LetterGiven(code=code, party_id=uuid.UUID(party), **data)
