"""The forms of dates to watch: a date added or changed, what was done about it, its outcome; and the answer to a sweep."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from cases.actions.contagion import ANSWER, SEEN, CheckGiven
from cases.actions.dates import ENTRY, ENTRY_KIND, EVENT, KIND, OUTCOME, OWNER, WHEN, DateGiven
from cases.models import SweepAnswer, WatchEntry, WatchItem, WatchKind
from cases.watching import When
from tat.forms.base import Form
from tat.forms.choices import ChoiceCards
from tat.forms.people import PersonField
from tat.forms.text import CleanTextField
from tat.forms.times import LocalDateField
from tat.models import User

REVEALS = {When.EXACT: "exact", When.WINDOW: "window", When.YEARLY: "yearly"}
OF_THE_MONTH = _("Write a day of the month, from 1 to 31.")
TEXT = 2000


def to_choose(sentence: Any) -> dict[str, Any]:
    """The messages of a choice that is missing or not on the list."""
    return {"required": sentence, "invalid_choice": sentence}


class DateForm(Form):
    """A date to watch; how its day is known decides which days are asked."""

    use_required_attribute = False
    few_needed = True
    prefix = "date"

    kind = forms.ChoiceField(label=_("What kind of event is it?"), widget=ChoiceCards(), error_messages=to_choose(KIND))
    event = CleanTextField(label=_("What comes up, in exact words?"), lines=2, max_length=TEXT, error_messages={"required": EVENT})
    when = forms.ChoiceField(
        label=_("When is it?"),
        choices=When.choices,
        widget=ChoiceCards(reveals=REVEALS),
        error_messages=to_choose(WHEN),
    )
    on_day = LocalDateField(label=_("On which day?"), required=False)
    from_on = LocalDateField(label=_("From which day?"), required=False)
    until_on = LocalDateField(label=_("Until which day?"), required=False)
    month = forms.TypedChoiceField(label=_("In which month?"), coerce=int, empty_value=None, required=False)
    day = forms.IntegerField(
        label=_("On which day of the month?"),
        required=False,
        min_value=1,
        max_value=31,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), OF_THE_MONTH),
        help_text=_("February 29 comes on February 28 in years without it."),
    )
    effect = CleanTextField(label=_("What is feared of it?"), lines=2, max_length=TEXT, required=False)
    mitigation = CleanTextField(label=_("What is done before it?"), lines=2, max_length=TEXT, required=False)
    owner = PersonField(label=_("Who looks after it?"), error_messages={"required": OWNER})

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, str]], people: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = list(kinds)  # type: ignore[attr-defined]
        self.fields["month"].choices = [("", _("Choose the month")), *MONTHS.items()]  # type: ignore[attr-defined]
        self.fields["owner"].offer(people)  # type: ignore[attr-defined]

    def given(self) -> DateGiven:
        """The date for the action."""
        return DateGiven(**{name: value for name, value in self.cleaned_data.items() if name not in ("version", "item_id")})


class ChangeDateForm(DateForm):
    """The same date, on the version that was read."""

    prefix = "change"

    version = forms.IntegerField(widget=forms.HiddenInput)


def kinds_of(offered: Sequence[WatchKind], item: WatchItem | None = None) -> list[tuple[str, str]]:
    """Code and words of the kinds a district offers, and of the one that a date has already."""
    found = {kind.code: kind.label for kind in offered}
    if item is not None:
        found.setdefault(item.kind, item.label)
    return list(found.items())


def stands(item: WatchItem) -> dict[str, Any]:
    """What stands in a date, as the form's fields call it."""
    found = {name: getattr(item, name) for name in ("kind", "event", "when", "month", "day", "effect", "mitigation", "owner", "version")}
    days = {"on_day": item.from_on} if item.when == When.EXACT else {"from_on": item.from_on, "until_on": item.until_on}
    return {"on_day": None, "from_on": None, "until_on": None, **found, **days}


class EntryForm(Form):
    """What was done about one occurrence; its prefix names date and occurrence."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("How does it stand?"),
        choices=WatchEntry.Kind.choices,
        widget=ChoiceCards(),
        error_messages=to_choose(ENTRY_KIND),
    )
    text = CleanTextField(label=_("What was done, or what came of it?"), lines=2, max_length=TEXT, error_messages={"required": ENTRY})


class EndDateForm(Form):
    """What came of a date that is watched no more."""

    use_required_attribute = False
    prefix = "end"

    outcome = CleanTextField(
        label=_("What came of it, or why need it not be watched any more?"), lines=2, max_length=TEXT, error_messages={"required": OUTCOME}
    )


class CheckForm(Form):
    """The answer after an act of violence elsewhere; its prefix is the id of what was asked."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("Was the case checked?"),
        choices=SweepAnswer.Kind.choices,
        widget=ChoiceCards(),
        error_messages=to_choose(ANSWER),
    )
    text = CleanTextField(label=_("What was seen, or why is no check needed?"), lines=2, max_length=TEXT, error_messages={"required": SEEN})
    watch = forms.BooleanField(label=_("Add a date to watch for it next"), required=False)

    def given(self, check_id: uuid.UUID) -> CheckGiven:
        """The answer for the action."""
        return CheckGiven(check_id=check_id, kind=self.cleaned_data["kind"], text=self.cleaned_data["text"])
