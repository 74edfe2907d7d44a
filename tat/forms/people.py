"""Choosing a person out of a few that the view has read already."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tat.models import User


class PersonField(forms.TypedChoiceField):
    """One of the people given by `offer`; gives the person, or None where none is chosen."""

    def __init__(self, **options: Any) -> None:
        self.people: dict[str, User] = {}
        messages = {"invalid_choice": _("Choose somebody who is on the list."), "required": _("Choose a person.")}
        options["error_messages"] = messages | options.get("error_messages", {})
        super().__init__(coerce=self._person, empty_value=None, **options)

    def __deepcopy__(self, memo: dict[int, Any]) -> "PersonField":
        twin = super().__deepcopy__(memo)
        twin.people, twin.coerce = dict(self.people), twin._person
        return twin

    def offer(self, people: Iterable[User]) -> None:
        """The people to choose from, each with the position."""
        self.people = {str(person.pk): person for person in people}
        self.choices = [("", _("Choose a person")), *((key, f"{who.full_name}, {who.position}") for key, who in self.people.items())]

    def _person(self, key: str) -> User:
        return self.people[key]

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, User) else value
