"""The forms of a picture of a document: which file and for whom, and which squares of a page are covered."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from reporting.actions.pictures import FILE, FOR_WHOM, SQUARES, PictureGiven
from reporting.pdf.pictures import LETTERS, square
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards, CleanTextField

RANGE = re.compile(r"([A-X])(\d{1,2})(?:\s*[-:–]\s*([A-X])(\d{1,2}))?", re.IGNORECASE)
APART = re.compile(r"[,;\s]+(?![-:–])(?<![-:–]\s)")


class PictureForm(Form):
    """Which file, and for whom the copy is."""

    use_required_attribute = False

    number = forms.TypedChoiceField(
        label=_l("Which file"), coerce=int, widget=ChoiceCards, error_messages={"required": FILE, "invalid_choice": FILE}
    )
    for_whom = CleanTextField(
        label=_l("For whom"),
        max_length=200,
        help_text=_l("Such as “the subject’s family”. It stands beside the copy where a packet is made, and not on it."),
        error_messages={"required": FOR_WHOM},
    )

    def __init__(self, data: Any = None, *, offered: Iterable[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["number"].choices = list(offered)  # type: ignore[attr-defined]

    def given(self) -> PictureGiven:
        return PictureGiven(**self.cleaned_data)


class PageForm(Form):
    """The squares of one page: ticked on the picture, or written as C5 or C5-K6 by whoever does not use a pointer."""

    use_required_attribute = False

    written = CleanTextField(
        label=_l("Or write the squares"),
        required=False,
        max_length=2000,
        help_text=_l("A column’s letter and a row’s number, such as C5; from one corner to the other, such as C5-K6. Commas between them."),
    )
    squares = forms.MultipleChoiceField(label=_l("Squares to cover"), required=False, error_messages={"invalid_choice": SQUARES})

    def __init__(self, data: Any = None, *, rows: int, ticked: Iterable[str] = ()) -> None:
        super().__init__(data)
        self.rows = rows
        names = [f"{letter}{row}" for row in range(1, rows + 1) for letter in LETTERS]
        self.fields["squares"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
        self.initial["squares"] = list(ticked)

    def clean_written(self) -> list[str]:
        """Every square of what was written. Raises ValidationError for a word that is none."""
        found: list[str] = []
        for word in filter(None, APART.split(self.cleaned_data["written"].strip())):
            part = RANGE.fullmatch(word)
            if part is None:
                raise forms.ValidationError(SQUARES)
            first, last = square(part[1] + part[2]), square((part[3] or part[1]) + (part[4] or part[2]))
            found += self._between(first, last)
        return found

    def _between(self, first: tuple[int, int], last: tuple[int, int]) -> list[str]:
        (left, right), (top, bottom) = (sorted(pair) for pair in zip(first, last, strict=True))
        if not 0 <= top <= bottom < self.rows:
            raise forms.ValidationError(SQUARES)
        return [f"{LETTERS[column]}{row + 1}" for row in range(top, bottom + 1) for column in range(left, right + 1)]

    @property
    def numbers(self) -> range:
        """Of the rows."""
        return range(1, self.rows + 1)

    @property
    def grid(self) -> list[tuple[str, bool]]:
        """Each square in the order of the page, and whether it is ticked."""
        ticked = set(self["squares"].value() or ())
        return [(name, name in ticked) for name, _same in self.fields["squares"].choices]  # type: ignore[attr-defined]

    def covered(self) -> list[str]:
        return [*self.cleaned_data["squares"], *self.cleaned_data["written"]]
