"""The forms of the search: what is looked for, what narrows it, and the name of a filter that is kept."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from cases.levels import Level
from cases.workflow import Stage
from reporting.actions.saved_filters import NAME
from reporting.actions.sought_cases import YEARS
from reporting.actions.sought_words import MOST_WORDS, Sought, sought
from reporting.models.searches import LONGEST_NAME, Part, Shown
from tat.forms.base import Form
from tat.forms.fields import CleanTextField

LONGEST = 200
ANY = ("", _l("Any"))
FAR = {"1": _l("One year"), "3": _l("Three years"), "7": _l("Seven years"), "0": _l("All years")}
WRITE = _l("Write a name, a case's code or a word, or choose what narrows the list.")
NO_WORD = _l("Write a word of two letters or more. Single letters, and signs such as * or %, are not looked for.")
MANY_WORDS = _l("These are more than six words. Write the few that matter most.")
NOT_ON_LIST = _l("This is not on the list. Choose again.")


class ChosenForm(Form):
    """What narrows the cases; `places` are the person's buildings by id."""

    use_required_attribute = False

    show = forms.ChoiceField(label=_l("Cases"), choices=Shown.choices, required=False, error_messages={"invalid_choice": NOT_ON_LIST})
    stage = forms.ChoiceField(
        label=_l("Stage"), choices=[ANY, *Stage.choices], required=False, error_messages={"invalid_choice": NOT_ON_LIST}
    )
    level = forms.ChoiceField(
        label=_l("Level"), choices=[ANY, *Level.choices], required=False, error_messages={"invalid_choice": NOT_ON_LIST}
    )
    building = forms.ChoiceField(label=_l("Building"), required=False, error_messages={"invalid_choice": NOT_ON_LIST})
    part = forms.ChoiceField(
        label=_l("Your part in it"), choices=[ANY, *Part.choices], required=False, error_messages={"invalid_choice": NOT_ON_LIST}
    )
    overdue = forms.BooleanField(label=_l("Only cases with something overdue"), required=False)

    def __init__(self, data: Any = None, *, places: Mapping[int, str], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["building"].choices = [ANY, *((str(pk), name) for pk, name in places.items())]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """The fields as an address has them."""
        found = {name: str(self.cleaned_data.get(name) or "") for name in ("show", "stage", "level", "building", "part")}
        return found | {"overdue": "on" if self.cleaned_data.get("overdue") else ""}


class SearchForm(ChosenForm):
    """Words, and what narrows the cases in which they are looked for. It is sent, never asked for: no words stand in an address."""

    words = CleanTextField(
        label=_l("Name, code or words"),
        max_length=LONGEST,
        required=False,
        help_text=_l("A name, a case's code or its last part, or words from what was written. Each word finds what begins so."),
    )
    years = forms.ChoiceField(
        label=_l("Look for words as far back as"),
        choices=list(FAR.items()),
        initial="3",
        required=False,
        help_text=_l("Names and codes are looked for in all years."),
        error_messages={"invalid_choice": NOT_ON_LIST},
    )
    after = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)
    field_order = ("words",)

    def clean(self) -> dict[str, Any]:
        """Words that can be looked for, unless nothing was typed and something was chosen."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "words" in self.errors:
            return cleaned
        typed = cleaned.get("words", "")
        self.sought: Sought = sought(typed)
        narrows = any(value for name, value in self.chosen().items() if (name, value) != ("show", Shown.ALL))
        if self.data.get("words") and not self.sought:
            self.add_error("words", NO_WORD)
        elif not typed and not narrows:
            self.add_error("words", WRITE)
        elif len(self.sought.words) > MOST_WORDS:
            self.add_error("words", MANY_WORDS)
        return cleaned

    @property
    def far(self) -> int:
        """Years back; three where nothing was chosen."""
        return YEARS[self.cleaned_data.get("years") or "3"]


class KeepForm(ChosenForm):
    """The name under which a filter is kept; what it keeps stands hidden beside it."""

    prefix = "keep"

    name = CleanTextField(
        label=_l("Keep this filter as"),
        max_length=LONGEST_NAME,
        help_text=_l("Only you see it. What you typed to look for is not kept."),
        error_messages={"required": NAME},
    )
    field_order = ("name",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("show", "stage", "level", "building", "part", "overdue"):
            self.fields[name].widget = forms.HiddenInput()
