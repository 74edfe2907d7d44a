"""Search before create: what is on record already about the same name, as far as the person may know."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from cases.access import Door, visible_through
from cases.actions.conflicts import principals_of
from cases.actions.people import people_named
from cases.models import Case, Party
from tat import audit
from tat.models import User
from tat.permissions import may
from tat.roles import Permission

MOST = 20


@dataclass(frozen=True)
class Earlier:
    """Open and closed cases that the person may see, with the subject's id; leads of teams whose records must not be shown."""

    open_cases: tuple[tuple[Case, UUID], ...] = ()
    closed_cases: tuple[tuple[Case, UUID], ...] = ()
    leads: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.open_cases or self.closed_cases or self.leads)


def earlier_records(name: str, *, by: User, way: Door, page: str) -> Earlier:
    """What a search for the subject's name shows to this person; it is recorded as a look, with the digest of the codes.

    That a record exists which may not be shown is told to principals and triage members alone, and names only the lead of its team.
    """
    if not name.strip() or by.district_id is None:
        return Earlier()
    people = people_named(name, district_id=by.district_id)
    subjects = Party.objects.filter(role=Party.Role.SUBJECT, person_id__in=people)
    visible = visible_through(way).filter(party__in=subjects).order_by("-opened_at").distinct()[:MOST]
    rows = [(case, _subject(case, people)) for case in visible]
    hidden = _hidden(subjects, [case.pk for case, _person in rows], way) if may(way.scope, Permission.REVIEW_REPORT) else []
    audit.record_access(
        by, kind="search", page=page, at=way.scope.at, digest=audit.digest_of([case.code for case, _person in rows] + hidden)
    )
    return Earlier(
        open_cases=tuple(row for row in rows if row[0].is_open()),
        closed_cases=tuple(row for row in rows if not row[0].is_open()),
        leads=tuple(dict.fromkeys(hidden)),
    )


def _subject(case: Case, people: list[UUID]) -> UUID:
    found: UUID = Party.objects.filter(case=case, role=Party.Role.SUBJECT, person_id__in=people).values_list("person_id", flat=True)[0]
    return found


def _hidden(subjects: QuerySet[Party], shown: list[UUID], way: Door) -> list[str]:
    """Names of the leads of the teams that hold a record; restricted cases, and those closed to this person, stay unsaid."""
    cases = Case.objects.filter(party__in=subjects, restricted=False, district_id=way.scope.district_id or 0)
    rows = cases.exclude(pk__in=[*shown, *way.scope.excluded]).select_related("building").distinct()[:MOST]
    return [lead.short_name for case in rows for lead in principals_of(case, way.scope.at)[:1]]
