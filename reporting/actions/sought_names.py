"""Whose name is looked for: in the cases that the person may see, by keyed tokens over all years, by spelling among the newest."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _l

from cases.access import Door, seen_by
from cases.actions.people import name_parts, tokens_of, with_parts
from cases.models import Party, Person
from cases.models.case import next_due
from reporting.actions.sought_cases import COLUMNS, KEY, Found, Narrowing, held, narrowed
from reporting.actions.sought_words import Sought
from tat import vault
from tat.models.prepared import Given, Prepared, Shaped
from triage.actions.likeness import familiar, same_name, spelled_alike

MOST_NAMES = 50
TOLD = (Party.Role.SUBJECT, Party.Role.TARGET, Party.Role.WITNESS)
"""Whose names a search tells. Who reported and who received it stay apart (4:190-AP2, Intake)."""
SAME, SOUNDS, SPELLED = _l("Same name"), _l("Possible: the name sounds alike"), _l("Possible: the name is spelled alike")
FAMILIAR = _l("Possible: a familiar form of the name")
PART_OF, GROUP = _l("Part of the name"), _l("A group or place of that name")
NAME, LABEL = Person._meta.get_field("name"), Party._meta.get_field("label")


class Named(NamedTuple):
    """A party as it is found, and what opens its name."""

    pk: uuid.UUID
    case_id: uuid.UUID
    role: str
    person_id: uuid.UUID | None
    key_id: uuid.UUID | None
    wrapped: bytes | None
    sealed: bytes | None
    label: bytes

    def name(self, case_key: vault.Key | None) -> str:
        """The person's name, or what the group or place is called; "" where its key was destroyed."""
        if self.person_id and self.key_id:
            key = vault.unwrap(self.key_id, bytes(self.wrapped)) if self.wrapped else None
            return str(NAME.open(_Row(self.person_id, key), vault.Ciphertext(self.sealed or b""))) if key else ""
        return str(LABEL.open(_Row(self.pk, case_key), vault.Ciphertext(self.label))) if case_key else ""


@dataclass(frozen=True)
class _Row:
    pk: uuid.UUID
    key: vault.Key

    def data_key(self) -> vault.Key:
        return self.key


@dataclass(frozen=True)
class Hit:
    """One party whose name agrees: what it is called, as what, and how the name agrees."""

    party: uuid.UUID
    name: str
    role: str
    why: Any
    is_person: bool


PARTY = ("id", "case_id", "role", "person_id", "person__key_id", "person__key__wrapped", "person__name", "label")


def by_tokens(found: Sought, narrow: Narrowing, way: Door) -> list[tuple[Found, Named]]:
    """Parties of all years whose name agrees in letters, sound or a familiar form, the latest case first, each with its case."""
    parts = name_parts(found.name)
    if narrow.lost or not parts or not found.is_name():
        return []
    rows = seen_by(way, _agreeing(len(parts)), **held(narrow, way), home=way.scope.district_id, **tokens_of(parts))
    wide = len(PARTY)
    return [(Found._make(row[wide:]), Named._make(row[:wide])) for row in rows]


@cache
def _agreeing(parts: int) -> Shaped[tuple[Any, ...]]:
    return Shaped(partial(_agree, parts=parts))


def _agree(held: Mapping[str, Any], *, parts: int) -> QuerySet[Any, Any]:
    """From the names on, then each asked for whether the door opens its case."""
    people = with_parts(parts, Given("home"))
    rows = Party.objects.filter(role__in=TOLD, person__in=people, person__key__shredded_at=None)
    rows = rows.filter(case_id=Subquery(narrowed(held).filter(pk=OuterRef("case_id")).values("pk")))
    of_case = [f"case__{each}" for each in (*COLUMNS, *KEY)]
    return (
        rows.annotate(due=next_due("case_id"))
        .order_by("-case__opened_at", "case__code", "pk")
        .values_list(*PARTY, *of_case, "due")[:MOST_NAMES]
    )


def parties_of(case_ids: list[uuid.UUID]) -> list[Named]:
    """The parties of these cases whose names are told."""
    return [Named._make(row) for row in PARTIES(cases=case_ids)]


PARTIES: Prepared[tuple[Any, ...]] = Prepared(
    lambda: Party.objects.filter(case_id__any_of=Given("cases"), role__in=TOLD).order_by("recorded_at", "pk").values_list(*PARTY)
)


def why_alike(found: Sought, name: str, *, is_person: bool, by_sound: bool = False) -> Any:
    """How a name agrees with what was typed, in words; None where it does not."""
    if not name:
        return None
    if not is_person:
        return GROUP if found.words and found.stand_in(name) else None
    if same_name(found.name, name):
        return SAME
    if found.words and found.stand_in(name):
        return PART_OF
    if familiar(found.name, name):
        return FAMILIAR
    return SPELLED if spelled_alike(found.name, name) else SOUNDS if by_sound else None


def hits_among(found: Sought, parties: Iterable[Named], keys: Mapping[uuid.UUID, vault.Key | None]) -> dict[uuid.UUID, list[Hit]]:
    """By case the parties whose names agree in letters or in spelling, opened in this process."""
    hits: dict[uuid.UUID, list[Hit]] = {}
    for party in parties:
        if hit := hit_of(found, party, keys.get(party.case_id)):
            hits.setdefault(party.case_id, []).append(hit)
    return hits


def hit_of(found: Sought, party: Named, case_key: vault.Key | None, *, by_sound: bool = False) -> Hit | None:
    """One party as a hit, where its name agrees."""
    name, is_person = party.name(case_key), party.person_id is not None
    why = why_alike(found, name, is_person=is_person, by_sound=by_sound)
    return Hit(party.pk, name, str(Party.Role(party.role).label), why, is_person) if why else None
