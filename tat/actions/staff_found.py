"""Accounts of a district looked for by name or e-mail: nobody's list of staff stands on a page."""

from collections.abc import Iterable

from django.db.models import Q

from tat.models import User

SHOWN_AT_MOST = 12


def meant(words: str) -> Q:
    """Whose e-mail this is, or who has all of these words in the name."""
    if "@" in words:
        return Q(email__iexact=words.strip())
    found = Q()
    for word in words.split():
        found &= Q(full_name__icontains=word)
    return found


def look_for(district_id: int | None, words: str) -> list[User]:
    """The district's accounts that have not ended and are meant by it, by name; one more than is shown at most."""
    rows = User.objects.filter(meant(words), district_id=district_id or 0, is_active=True)
    return list(rows.order_by("full_name", "pk")[: SHOWN_AT_MOST + 1])


def exactly(words: str, found: Iterable[User]) -> list[User]:
    """Those whose e-mail or whole name this is."""
    said = " ".join(words.split()).casefold()
    return [each for each in found if said in (each.email.casefold(), each.full_name.casefold())]
