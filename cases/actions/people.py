"""People in cases: recorded under a key of their own, found again by keyed tokens, matched with the district's staff."""

from collections import defaultdict
from uuid import UUID

from cases.models import Affiliation, NameToken, Person
from tat import vault
from tat.models import DataKey, District, User

ENOUGH_PARTS = 2


def record_person(
    *, district: District, name: str, contact: str = "", affiliation: str = Affiliation.UNKNOWN, account: User | None = None
) -> Person:
    """A person with tokens of the name. The calling action writes the log."""
    key = DataKey.objects.mint()
    person = Person.objects.create(district=district, key=key, name=name, contact=contact, affiliation=affiliation, account=account)
    NameToken.objects.bulk_create(NameToken(person=person, district=district, token=token) for token in vault.name_tokens(name))
    return person


def people_named(name: str, *, district_id: int) -> list[UUID]:
    """Ids of people of the district with this name: two of its parts agree in letters or in sound, or the only part does."""
    parts = [set(vault.name_tokens(part)) for part in dict.fromkeys(name.split())]
    wanted = frozenset().union(*parts)
    held: dict[UUID, set[bytes]] = defaultdict(set)
    for person_id, token in NameToken.objects.filter(district_id=district_id, token__in=wanted).values_list("person_id", "token"):
        held[person_id].add(bytes(token))
    needed = min(ENOUGH_PARTS, len([part for part in parts if part]))
    return [person_id for person_id, tokens in held.items() if sum(bool(part & tokens) for part in parts) >= needed]


def staff_named(name: str, *, district_id: int) -> list[User]:
    """Active accounts of the district whose whole name is the same, but for case, accents and punctuation."""
    whole = vault.name_tokens(name)[:1]
    if not whole:
        return []
    return [user for user in User.objects.filter(district_id=district_id, is_active=True) if vault.name_tokens(user.full_name)[:1] == whole]
