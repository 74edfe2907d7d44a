"""People, cases and places around a case: what this reader may see of it, as a picture and as a table."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.access import case_view, request_door, visible_through
from cases.models import Case, IncidentFacts, Party
from cases.views.around_picture import legend, picture
from cases.workflow import Stage
from tat import audit
from tat.roles import Permission

Role = Party.Role
PEOPLE, PLACES, CASES, OF_A_PLACE = 14, 5, 10, 5
"""How many of each the picture and the table hold, and how many cases of one place: what everybody names tells little."""
LOOKED_THROUGH = 60
"""Cases of the building, the latest reported first, whose places are compared: each is opened with its own key."""
STAGES = {stage.value: stage.label for stage in Stage}


@dataclass(frozen=True)
class Other:
    """Another case that the reader may open, and how somebody or something of this case stands in it."""

    code: str
    stage: str
    opened_at: datetime
    roles: tuple[str, ...]

    @property
    def role_words(self) -> str:
        return ", ".join(str(Role(role).label) for role in self.roles)


@dataclass
class Node:
    """A person, a group or a place of this case: its words, what it is here, and the other cases it stands in."""

    words: str
    roles: list[str] = field(default_factory=list)
    is_place: bool = False
    others: list[Other] = field(default_factory=list)

    @property
    def role_words(self) -> str:
        if self.is_place:
            return _("Place")
        return ", ".join(str(Role(role).label) for role in self.roles)


@case_view(Permission.VIEW_CASE, "GET")
def case_links(request: HttpRequest, case: Case) -> HttpResponse:
    """The page; the view on record carries the digest of the codes shown."""
    ids = case.with_merged()
    mine = visible_through(request_door(request)).filter(practice=case.practice).exclude(pk__in=ids)
    people, more_people = _people(ids)
    _linked(people, mine)
    places, more_places = _places(case, ids, mine)
    nodes = [*people.values(), *places]
    shown, more_cases = bounded(nodes)
    context = {
        "case": case,
        "nodes": nodes,
        "others": shown,
        "picture": picture(case.code, nodes, shown),
        "legend": legend(),
        "more": left_out(more_people, more_places, more_cases),
    }
    answer = render(request, "cases/links.html", context)
    answer.shown = audit.digest_of([case.code, *(other.code for other in shown)])  # type: ignore[attr-defined]
    return answer


def _people(ids: Collection[uuid.UUID]) -> tuple[dict[Any, Node], int]:
    """Everybody of the case but who reported, once each, the subjects and targets first; and how many more there are."""
    rows = Party.objects.filter(case__in=ids).exclude(role=Role.REPORTING).exclude(kind=Party.Kind.PLACE)
    found: dict[Any, Node] = {}
    for party in sorted(rows.select_related("person__key", "case__key").order_by("recorded_at", "id"), key=_place_in_order):
        name = party.shown_name()
        node = found.setdefault(party.person_id or (name, party.kind), Node(name))
        node.roles += [party.role] if party.role not in node.roles else []
    kept = dict(list(found.items())[:PEOPLE])
    return kept, len(found) - len(kept)


def _place_in_order(party: Party) -> int:
    return [Role.SUBJECT, Role.TARGET, Role.RECIPIENT, Role.WITNESS].index(Role(party.role))


def _linked(people: dict[Any, Node], mine: QuerySet[Case]) -> None:
    """To each person the other cases of the reader's in which that person stands, as anything but who reported it."""
    known = [key for key in people if isinstance(key, uuid.UUID)]
    rows = Party.objects.filter(person__in=known, case__in=mine.values("pk")).exclude(role=Role.REPORTING)
    columns = ("person_id", "role", "case__code", "case__stage", "case__opened_at")
    roles: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for person, role, *of_case in rows.order_by("-case__opened_at", "case__code", "role").values_list(*columns):
        roles[person, *of_case] += [role] if role not in roles[person, *of_case] else []
    for (person, code, stage, opened_at), held in roles.items():
        people[person].others.append(Other(code, STAGES[stage], opened_at, tuple(held)))


def _places(case: Case, ids: Collection[uuid.UUID], mine: QuerySet[Case]) -> tuple[list[Node], int]:
    """Where it happened and which places it is aimed at, each with the reader's other cases of the building that name it too."""
    here = Q(case__in=ids)
    near = Q(case__in=mine.filter(building=case.building_id).order_by("-opened_at").values("pk")[:LOOKED_THROUGH])
    found: dict[str, Node] = {}
    for words, _row in _named_places(here):
        found.setdefault(_same(words), Node(words, is_place=True))
    if not found:
        return [], 0
    for words, row in _named_places(near):
        node = found.get(_same(words))
        if node and row.code not in {other.code for other in node.others}:
            node.others.append(Other(row.code, STAGES[row.stage], row.opened_at, ()))
    kept = list(found.values())[:PLACES]
    return kept, len(found) - len(kept)


def _named_places(which: Q) -> Iterable[tuple[str, Case]]:
    """The places that these cases name, as they name them."""
    for facts in IncidentFacts.objects.filter(which).select_related("case__key").order_by("-recorded_at", "id"):
        if facts.location.strip():
            yield facts.location.strip(), facts.case
    places = Party.objects.filter(which, kind=Party.Kind.PLACE).exclude(role=Role.REPORTING)
    for party in places.select_related("case__key").order_by("-recorded_at", "id"):
        if party.label.strip():
            yield party.label.strip(), party.case


def _same(words: str) -> str:
    """A place without what differs by who writes it: case, spaces, a last full stop."""
    return " ".join(words.casefold().split()).rstrip(".")


def bounded(nodes: Iterable[Node]) -> tuple[list[Other], int]:
    """The other cases shown, each once, the latest opened first, those of a place alone after all others; and how many are left out."""
    nodes = list(nodes)
    named = {other.code for node in nodes for other in node.others}
    for node in nodes:
        node.others.sort(key=lambda other: (other.opened_at, other.code), reverse=True)
        node.others = node.others[:OF_A_PLACE] if node.is_place else node.others
    by_code = {other.code: other for node in nodes for other in node.others}
    of_people = {other.code for node in nodes if not node.is_place for other in node.others}
    in_order = sorted(by_code.values(), key=lambda other: (other.code in of_people, other.opened_at, other.code), reverse=True)
    shown = in_order[:CASES]
    codes = {other.code for other in shown}
    for node in nodes:
        node.others = [other for other in node.others if other.code in codes]
    return shown, len(named) - len(shown)


def left_out(people: int, places: int, cases: int) -> list[str]:
    """What stands on neither picture nor table, in words."""
    counted = (
        (people, ngettext("%d more person is on the case’s pages.", "%d more people are on the case’s pages.", people)),
        (places, ngettext("%d more place is named in the case.", "%d more places are named in the case.", places)),
        (
            cases,
            ngettext("%d earlier case is linked too; search for it.", "%d earlier cases are linked too; search for them.", cases),
        ),
    )
    return [words % count for count, words in counted if count]
