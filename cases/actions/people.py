"""People in cases: recorded under a key of their own, found again by keyed tokens, matched with the district's staff."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import add
from typing import Any
from uuid import UUID

from django.db.models import Case, Max, QuerySet, When

from cases.models import Affiliation, NameToken, Party, Person
from cases.nicknames import also_called
from tat import vault
from tat.models import DataKey, District, User
from tat.models.prepared import Given, Prepared

ENOUGH_PARTS, PART = 2, slice(1, 2)
MOST_PARTS = 6
"""A text with more words is no name that has a familiar form."""
NO_PART = {
    *("mr", "mrs", "ms", "mx", "miss", "dr", "sr", "sra", "srta", "jr"),
    *("de", "del", "la", "las", "los", "el", "al", "y", "da", "do", "dos", "das", "van", "von", "der", "den"),
}
"""Titles, and the small words of a family name: “Ana de la Cruz” and “Ivo de la Cruz” share one part, not three."""


@dataclass(frozen=True, kw_only=True)
class PersonGiven:
    """One person to put on record."""

    name: str
    contact: str = ""
    affiliation: str = Affiliation.UNKNOWN
    account: User | None = None


def record_people(district: District, given: Sequence[PersonGiven], keys: Sequence[DataKey]) -> list[Person]:
    """People under these keys, with tokens of their names; two statements for any number. The calling action writes the log."""
    people = Person.objects.bulk_create(Person(district=district, key=key, **vars(one)) for key, one in zip(keys, given, strict=True))
    NameToken.objects.bulk_create(
        NameToken(person=person, district=district, token=token) for person in people for token in vault.name_tokens(person.name)
    )
    return people


def people_named(name: str, *, district_id: int) -> list[UUID]:
    """Ids of people of the district with this name: two of its parts agree in letters, sound or a familiar form, or the only part."""
    parts = name_parts(name)
    return _people(len(parts))(district=district_id, **tokens_of(parts)) if parts else []


def name_parts(name: str) -> list[list[bytes]]:
    """The keyed tokens of each part of a name that has any, in its order, each part once: its letters, its sound, its familiar forms."""
    parts = list(dict.fromkeys(name.split()))
    found = (_tokens(part, forms=len(parts) <= MOST_PARTS) for part in parts)
    return [part for part in found if part]


def _tokens(part: str, *, forms: bool = True) -> list[bytes]:
    """Familiar forms are looked for by their letters alone; what is kept of a name are its own letters and sound."""
    own = vault.name_tokens(part)
    others = [form for each in vault.name_parts(part) for form in sorted(also_called(each)) if forms]
    return own + [token for form in others for token in vault.name_tokens(form)[PART]]


def tokens_of(parts: Sequence[Sequence[bytes]]) -> dict[str, list[bytes]]:
    """The values of a statement made with `with_parts`."""
    every = list(dict.fromkeys(token for part in parts for token in part))
    return {"tokens": every} | {f"part_{place}": list(part) for place, part in enumerate(parts)}


def with_parts(count: int, district: Given) -> QuerySet[NameToken, Any]:
    """Ids of the people whose name agrees with one of so many parts, for a prepared statement; it reads the rows of these tokens alone."""
    rows = NameToken.objects.filter(district_id=district, token__any_of=Given("tokens"))
    agree = [Max(Case(When(token__any_of=Given(f"part_{place}"), then=1), default=0)) for place in range(count)]
    by_person = rows.values("person_id").annotate(agree=reduce(add, agree))
    return by_person.filter(agree__gte=min(ENOUGH_PARTS, count)).values_list("person_id", flat=True)


@cache
def _people(parts: int) -> Prepared[UUID]:
    return Prepared(lambda: with_parts(parts, Given("district")))


def agree(one: str, other: str) -> bool:
    """Whether both names may be one person's: two parts agree in letters, sound or a familiar form, or the only part of either does.

    An initial is no part either, so “Mr. Quandt” and “I. Quandt” may be any Quandt.
    """
    parts, known = _telling(one), _telling(other)
    pairs = [(part, each) for part in parts for each in known if set(parts[part]) & set(known[each])]
    agreeing = min(len({part for part, _each in pairs}), len({each for _part, each in pairs}))
    return agreeing > 0 and agreeing >= min(ENOUGH_PARTS, len(parts), len(known))


def _telling(name: str) -> dict[str, list[bytes]]:
    """The parts of a name that tell whose it is, each with its tokens; all of them where none does."""
    parts = vault.name_parts(name)
    telling = [part for part in parts if len(part) > 1 and part not in NO_PART] or parts
    return {part: _tokens(part) for part in telling}


def people_like_subjects(case_id: UUID, *, district_id: int) -> set[UUID]:
    """Ids of the people of the district who may be the subjects of this case: they themselves, and those whose name agrees."""
    rows = Party.objects.filter(case_id=case_id, role=Party.Role.SUBJECT, person__isnull=False).select_related("person__key")
    subjects = [party.person for party in rows if party.person]
    return {found for person in subjects for found in (person.pk, *people_named(person.name, district_id=district_id))}


def staff_named(names: Iterable[str], *, district_id: int) -> dict[str, User]:
    """For each of these names the first active account of the district whose whole name is the same, but for case, accents, punctuation."""
    wanted = {name: vault.name_tokens(name)[:1] for name in names}
    if not any(wanted.values()):
        return {}
    staff: dict[tuple[bytes, ...], User] = {}
    for user in User.objects.filter(district_id=district_id, is_active=True).order_by("pk"):
        staff.setdefault(tuple(vault.name_tokens(user.full_name)[:1]), user)
    found = {name: staff.get(tuple(whole)) for name, whole in wanted.items() if whole}
    return {name: user for name, user in found.items() if user}
