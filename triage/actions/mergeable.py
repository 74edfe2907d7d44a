"""With which open cases one may be merged by this person: those about the same subject first."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case as Either
from django.db.models import IntegerField, Q, QuerySet, Value, When

from cases.access import Door, can, visible_through
from cases.actions.people import people_like_subjects
from cases.models import Case, Party
from tat.roles import Permission

MOST, READ = 12, 48


@dataclass(frozen=True)
class Mergeable:
    """An open case in which this person triages; `same_subject` where its subject has the name of this one's."""

    case: Case
    subject: str
    same_subject: bool

    @property
    def pk(self) -> UUID:
        return self.case.pk


def mergeable(case: Case, way: Door) -> list[Mergeable]:
    """Cases of the building, and those elsewhere about the same subject, the newest first; a fixed number of statements."""
    alike = about_the_same(case)
    found = (
        _open(case, way)
        .filter(Q(building=case.building_id) | Q(pk__in=alike))
        .annotate(alike=Either(When(pk__in=alike, then=Value(0)), default=Value(1), output_field=IntegerField()))
    )
    rows = [row for row in found.order_by("alike", "-opened_at")[:READ] if can(way, Permission.RECORD_TRIAGE, row)][:MOST]
    names = _subjects(rows)
    return [Mergeable(row, names.get(row.pk, ""), row.pk in alike) for row in rows]


def by_code(code: str, case: Case, way: Door) -> Case | None:
    """The open case of that code in which this person triages, or nothing."""
    found = next(iter(_open(case, way).filter(code=code.strip().upper())), None)
    return found if found and can(way, Permission.RECORD_TRIAGE, found) else None


def about_the_same(case: Case) -> set[UUID]:
    """Ids of cases of the district whose subject has the name of this one's; whether they may be shown is asked elsewhere."""
    people = people_like_subjects(case.pk, district_id=case.district_id)
    alike = Party.objects.filter(role=Party.Role.SUBJECT, person__in=people).exclude(case=case)
    return set(alike.values_list("case_id", flat=True))


def _open(case: Case, way: Door) -> QuerySet[Case]:
    found: QuerySet[Case] = visible_through(way).open().filter(district_id=case.district_id, practice=case.practice).exclude(pk=case.pk)
    return found


def _subjects(cases: Iterable[Case]) -> dict[UUID, str]:
    rows = Party.objects.filter(case__in=list(cases), role=Party.Role.SUBJECT, person__isnull=False).select_related("person__key")
    return {party.case_id: party.person.name for party in rows.order_by("-recorded_at") if party.person}
