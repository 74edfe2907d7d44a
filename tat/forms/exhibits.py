"""The forms of the exhibits: the district's own edition, and the day on which somebody read one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from tat.actions import exhibits as acts
from tat.forms.base import Form
from tat.forms.fields import CleanTextField, LocalDateField
from tat.forms.uploads import FilesField
from tat.models import Exhibit
from tat.models.exhibits import LONGEST_EDITION


class EditionForm(Form):
    """One edition of one exhibit, as text or as a file."""

    use_required_attribute = False

    exhibit = forms.ChoiceField(label=_l("Which exhibit"), choices=Exhibit.choices, error_messages={"required": acts.CHOOSE})
    title = CleanTextField(
        label=_l("Its title, with its edition"), max_length=120, error_messages={"required": acts.TITLE}, help_text=_l("As on its head.")
    )
    adopted_on = LocalDateField(label=_l("In force from"), error_messages={"required": acts.ADOPTED})
    text = CleanTextField(label=_l("Its text"), lines=8, max_length=LONGEST_EDITION, required=False)
    files = FilesField(
        label=_l("Or a PDF or picture of it"), help_text=_l("One file, at most 25 MB. A copy without anything that runs is shown.")
    )

    def given(self, papers: Any) -> acts.EditionGiven:
        """The edition for the action."""
        words = {name: self.cleaned_data[name] for name in ("exhibit", "title", "adopted_on", "text")}
        return acts.EditionGiven(papers=papers, **words)


class ReadForm(Form):
    """The day on which the person read it."""

    use_required_attribute = False

    on = LocalDateField(label=_l("The day on which you read it"), past=True, error_messages={"required": acts.READ_ON})
