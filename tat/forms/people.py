"""Choosing a person: out of a few that the view has read already, or among all accounts by name or e-mail."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tat.actions.staff_found import SHOWN_AT_MOST, exactly, look_for
from tat.forms.base import Form
from tat.forms.choices import ChoiceCards, RowField
from tat.forms.text import CleanTextField
from tat.models import User
from tat.models.prepared import Given, Prepared

NOBODY = _("Choose a person")
NOT_FOUND = _("Nobody with an account in this district has this name or e-mail. Check the spelling, or ask the district office.")
TOO_MANY = _("More than %(most)s people have this in their names. Write more of the name, or the e-mail address.")
WHICH = _("Choose whom you mean, or write the whole name or the e-mail address above.")
NO_NAME = _("Write the name or the e-mail address of the person.")


class PersonField(RowField):
    """One of the people given by `offer`, each with the position, or by `name_alone`."""

    default_error_messages = {"invalid_choice": _("Choose somebody who is on the list."), "required": _("Choose a person.")}

    def __init__(self, *, nobody: Any = NOBODY, name_alone: bool = False, **options: Any) -> None:
        self.name_alone = name_alone
        super().__init__(nobody=nobody, **options)

    @property
    def kind(self) -> tuple[Any, ...]:
        return *super().kind, self.name_alone

    def words(self, row: User) -> str:
        return row.full_name if self.name_alone else f"{row.full_name}, {row.position}"


def _accounts() -> QuerySet[User]:
    return User.objects.filter(district=Given("district"), is_active=True).order_by("full_name")


ACCOUNTS: Prepared[User] = Prepared(_accounts)
"""Everybody of a district with an account that has not ended, by name."""
NAMES: Prepared[Any] = Prepared(lambda: _accounts().values_list("pk", "full_name", "position", named=True))
"""The same people for a list that nobody has chosen from yet."""


class SoughtForm(Form):
    """A form about somebody of the district: a whole name or an e-mail is taken; for less, those who may be meant are offered.

    `person` is drawn only when there is somebody to choose.
    """

    use_required_attribute = False

    who = CleanTextField(
        label=_("Who: name or e-mail"),
        max_length=200,
        help_text=_("Any account of the district. Write a part of the name, and you are shown who is meant."),
        error_messages={"required": NO_NAME},
    )
    person = forms.TypedChoiceField(label=_("Who is meant"), coerce=int, widget=ChoiceCards, error_messages={"required": WHICH})

    def __init__(self, *args: Any, district_id: int | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.found = self._look(district_id) if self.is_bound else []
        if 0 < len(self.found) <= SHOWN_AT_MOST and not self._exactly():
            who: Any = self.fields["person"]
            who.choices = [(each.pk, f"{each.full_name}, {each.position}") for each in self.found]
            who.widget.hints = {str(each.pk): each.email for each in self.found}
        else:
            del self.fields["person"]

    def _look(self, district_id: int | None) -> list[User]:
        try:
            words = self.fields.to_read("who").clean(self._typed())
        except ValidationError:
            return []
        return look_for(district_id, words)

    def _typed(self) -> str:
        return str(self.data.get(self.add_prefix("who"), ""))

    def _exactly(self) -> User | None:
        whole = exactly(self._typed(), self.found)
        return whole[0] if len(whole) == 1 else None

    def clean(self) -> dict[str, Any]:
        """`who` becomes the account that is meant."""
        data = super().clean() or {}
        if "who" not in data:
            return data
        number = data.pop("person", None)
        data["who"] = next((each for each in self.found if each.pk == number), None) or self._exactly()
        if data["who"] is None and "person" not in self.errors:
            self.add_error("who", TOO_MANY % {"most": SHOWN_AT_MOST} if self.found else NOT_FOUND)
        return data
