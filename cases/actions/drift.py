"""The check that what opens a case and what lists it agree: every active person against every case of the district, twice over."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cases import access
from cases.models import Case, CaseGrant
from cases.workflow import Stage
from tat import audit, clock
from tat.models import User
from tat.roles import Permission

AT_A_TIME = 100
FIELDS = (
    "id",
    "code",
    "district_id",
    "building_id",
    "team_id",
    "circle",
    "stage",
    "restricted",
    "practice",
    "opened_by_id",
    "reviewed_at",
    "disposed_at",
)


@transaction.atomic
def remove_expired_grants() -> int:
    """Take away grants whose end has passed; no query counted them since. What an emergency keeps open while it lasts stays.

    A grant points at its person and case by foreign keys, so none is ever an orphan. One log entry, with count and digest of the cases,
    where any was taken away.
    """
    at = clock.now()
    lasts = Q(reason=access.EMERGENCY, content_object__stage=Stage.CONTAINMENT)
    gone = list(CaseGrant.objects.filter(until__lte=at).exclude(lasts).select_for_update(of=("self",)).select_related("content_object"))
    if gone:
        CaseGrant.objects.filter(pk__in=[row.pk for row in gone]).delete()
        codes = sorted(row.content_object.code for row in gone)
        audit.record("grants_expired", by=None, at=at, count=len(gone), digest=audit.digest_of(codes))
    return len(gone)


def people_after(last: int) -> list[User]:
    """The next of those with an account, by id."""
    return list(User.objects.filter(pk__gt=last, district__isnull=False).order_by("pk")[:AT_A_TIME])


def differences(people: list[User], at: datetime) -> list[tuple[int, str]]:
    """Person and code wherever the statement that lists cases and the rules that open one disagree at `at`; none is right.

    The one is SQL on seats, offices, standings and grants, the other looks at each case by itself (cases/access.py).
    """
    found: list[tuple[int, str]] = []
    cases: dict[int, list[Case]] = {}
    for person in people:
        way = access.door(person, at)
        listed = set(access.visible_through(way).values_list("pk", flat=True))
        district = person.district_id or 0
        if district not in cases:
            cases[district] = list(Case.objects.filter(district_id=district).only(*FIELDS))
        opens = {case.pk for case in cases[district] if access.can(way, Permission.VIEW_CASE, case)}
        found += [(person.pk, case.code) for case in cases[district] if (case.pk in listed) != (case.pk in opens)]
    return found + left_over(people, at)


def left_over(people: list[User], at: datetime) -> list[tuple[int, str]]:
    """Grants that open nothing any more and were not taken away: of people whose account has ended, or of another district."""
    ids = [person.pk for person in people]
    other = Exists(User.objects.filter(pk=OuterRef("user_id")).exclude(district_id=OuterRef("content_object__district_id")))
    rows = CaseGrant.objects.filter(Q(user__is_active=False) | Q(other), user__in=ids, until__gt=at)
    return [(user, code) for user, code in rows.values_list("user_id", "content_object__code")]


def check_access(after: int = 0) -> tuple[int, int]:
    """Check the next people after that id; gives the last id looked at, 0 at the end, and how many differences there are.

    One log entry where there are any: the number of them, and the digest of person and code.
    """
    at, people = clock.now(), people_after(after)
    found = differences(people, at)
    if found:
        lines = [f"{person} {code}" for person, code in sorted(found)]
        audit.record("access_drifted", by=None, at=at, count=len(found), digest=audit.digest_of(lines))
    return (people[-1].pk if len(people) == AT_A_TIME else 0), len(found)
