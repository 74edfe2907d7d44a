"""Choosing a person out of a few that the view has read already."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tat.models import User
from tat.models.prepared import Given, Prepared

NOBODY = _("Choose a person")


class PersonField(forms.TypedChoiceField):
    """One of the people given by `offer`; gives the person, or None where none is chosen. `nobody` are the words for none."""

    def __init__(self, *, nobody: Any = NOBODY, name_alone: bool = False, **options: Any) -> None:
        self.people: dict[str, User] = {}
        self.nobody, self.name_alone = nobody, name_alone
        messages = {"invalid_choice": _("Choose somebody who is on the list."), "required": _("Choose a person.")}
        options["error_messages"] = messages | options.get("error_messages", {})
        super().__init__(coerce=self._person, empty_value=None, **options)

    def __deepcopy__(self, memo: dict[int, Any]) -> "PersonField":
        twin = super().__deepcopy__(memo)
        twin.people, twin.coerce = dict(self.people), twin._person
        return twin

    def offer(self, people: Iterable[User]) -> None:
        """The people to choose from, each with the position, or by `name_alone`."""
        self.people = {str(person.pk): person for person in people}
        words = ((key, who.full_name if self.name_alone else f"{who.full_name}, {who.position}") for key, who in self.people.items())
        self.choices = [("", self.nobody), *words]

    def _person(self, key: str) -> User:
        return self.people[key]

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, User) else value


NOT_LISTED = forms.ModelChoiceField.default_error_messages["invalid_choice"]
ACCOUNTS: Prepared[User] = Prepared(lambda: User.objects.filter(district=Given("district"), is_active=True).order_by("full_name"))
"""Everybody of a district with an account that has not ended, by name."""
