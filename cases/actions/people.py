"""People in cases: recorded under a key of their own, found again by keyed tokens, matched with the district's staff."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any
from uuid import UUID

from django.db.models import Case, Max, QuerySet, When

from cases.models import Affiliation, NameToken, Party, Person
from tat import vault
from tat.models import DataKey, District, User

ENOUGH_PARTS = 2


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
    """Ids of people of the district with this name: two of its parts agree in letters or in sound, or the only part does."""
    return [found for (found,) in named(name, district_id=district_id)]


def named(name: str, *, district_id: int) -> QuerySet[NameToken, Any]:
    """The same as a queryset of ids, for a statement that asks more; it reads the rows of these tokens and no others."""
    found = (vault.name_tokens(part) for part in dict.fromkeys(name.split()))
    parts = [part for part in found if part]
    if not parts:
        return NameToken.objects.none().values_list("person_id")
    rows = NameToken.objects.filter(district_id=district_id, token__in={token for part in parts for token in part})
    agree = [Max(Case(When(token__in=part, then=1), default=0)) for part in parts]
    by_person = rows.values("person_id").annotate(agree=reduce(add, agree))
    return by_person.filter(agree__gte=min(ENOUGH_PARTS, len(parts))).values_list("person_id")


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
