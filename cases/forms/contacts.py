"""The form of one entry of the contact log: three things to say, the rest stands ready or may stay open."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.contacts import HOW, KIND, SAID, WHEN, WHO, ContactGiven
from cases.forms.interviews import PartyField
from cases.models import Contact, Party
from cases.workflow.contacts import ContactKind, Monitoring
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards, CleanTextField, LocalDateTimeField

KIND_HINTS = {
    ContactKind.SEEN: _("Without a word spoken. In active monitoring the planned contact still waits."),
    ContactKind.TRIED: _("Counts as tried; the planned contact still waits."),
}
COPIED = ("who", "kind", "said", "occurred_at", "party", "person", "subject_is", "watch_items_checked", "is_change")


class ContactForm(Form):
    """One contact, for a phone in one hand."""

    use_required_attribute = False
    few_needed = False

    corrects = forms.UUIDField(widget=forms.HiddenInput, required=False)
    who = forms.ChoiceField(label=_("With whom?"), choices=Contact.Who.choices, widget=ChoiceCards(), error_messages={"required": WHO})
    kind = forms.ChoiceField(
        label=_("How?"), choices=ContactKind.choices, widget=ChoiceCards(hints=KIND_HINTS), error_messages={"required": KIND}
    )
    said = CleanTextField(
        label=_("What was seen and said?"),
        lines=3,
        help_text=_("One sentence is enough. Exact words in “quotation marks”."),
        error_messages={"required": SAID},
    )
    subject_is = forms.ChoiceField(
        label=_("How is the subject?"),
        choices=Contact.SubjectIs.choices,
        initial=Contact.SubjectIs.UNKNOWN,
        widget=ChoiceCards(),
        error_messages={"required": HOW},
    )
    watch_items_checked = forms.BooleanField(
        label=_("The dates and events to watch were looked at"), required=False, help_text=_("Active monitoring asks it each week.")
    )
    occurred_at = LocalDateTimeField(
        label=_("When was it?"), past=True, help_text=_("It may lie before today."), error_messages={"required": WHEN}
    )
    party = PartyField(label=_("Which person of the case?"), required=False, nobody=_("Nobody on the list"))
    person = CleanTextField(label=_("Or who it was"), max_length=200, required=False, help_text=_("Asked for where it was somebody else."))
    is_change = forms.BooleanField(
        label=_("This is a change the team must know"),
        required=False,
        help_text=_("Each seat gets a notice; it stays on Home until opened."),
    )

    def __init__(self, data: Any = None, *, parties: Iterable[Party], mode: str, at: datetime, earlier: Contact | None = None) -> None:
        super().__init__(data, initial={"occurred_at": at} if earlier is None else entry_initial(earlier))
        self.fields["party"].offer(parties)  # type: ignore[attr-defined]
        if mode != Monitoring.ACTIVE:
            del self.fields["watch_items_checked"]

    def given(self) -> ContactGiven:
        """The entry for the action."""
        return ContactGiven(**{name: self.cleaned_data[name] for name in COPIED if name in self.cleaned_data})


def entry_initial(entry: Contact) -> dict[str, Any]:
    """What stands in the form that corrects an entry."""
    return {name: getattr(entry, name) for name in COPIED} | {"corrects": entry.pk}
