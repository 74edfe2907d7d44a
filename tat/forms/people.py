"""Choosing a person out of a few that the view has read already."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tat.forms.choices import RowField
from tat.models import User
from tat.models.prepared import Given, Prepared

NOBODY = _("Choose a person")


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
