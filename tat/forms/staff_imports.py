"""The form that takes a staff list. What it holds is judged by the act, and nothing of it comes back on a page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from tat.actions.staff_import.containers import SIZES
from tat.actions.staff_import.words import MODE
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards
from tat.forms.uploads import FilesInput
from tat.models import StaffImport

Mode = StaffImport.Mode


class ListField(forms.FileField):
    """One zip, or several CSV files."""

    widget = FilesInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs |= {"multiple": True, "accept": ",".join(f".{kind}" for kind in SIZES)}

    def clean(self, data: Any, initial: Any = None) -> None:
        """Nothing is judged here."""


class StaffListForm(Form):
    """The files, and whether they list everybody."""

    prefix = "list"
    use_required_attribute = False

    files = ListField(
        label=_l("The staff list"),
        help_text=_l("A OneRoster 1.1 or 1.2 zip, its CSV files, or one CSV with the columns first name, last name, email, position."),
    )
    mode = forms.ChoiceField(
        label=_l("What does it list?"),
        choices=Mode.choices,
        initial=Mode.BULK,
        widget=ChoiceCards(
            hints={
                Mode.BULK: _l("Accounts of the list that are not in it would end. The preview shows them first."),
                Mode.DELTA: _l("Who is not in it stays as it is. A manifest inside the zip that says otherwise holds."),
            }
        ),
        error_messages={"required": MODE, "invalid_choice": MODE},
    )
