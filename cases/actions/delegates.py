"""Who may act for the principal in a duty, and who is accepted as the submitter of the report to the State Police (handbook 8.2)."""

from datetime import datetime

from django.db.models import Q, QuerySet

from cases import access
from cases.actions.conflicts import principals_of
from cases.actions.places import NAMED
from cases.models import Case
from tat.models import Designation, Standing, User
from tat.roles import Permission, Role
from tat.statutes import local_date

REPORT = "CPD-ISP"


def designees(rule_code: str, case: Case, at: datetime) -> QuerySet[User]:
    """People designated to act for the building's principal in this duty on the local day of `at`; of a restricted case the named."""
    day = local_date(at)
    rows = Designation.objects.held_on(day).filter(
        Q(building_id=case.building_id) | Q(building=None),
        district_id=case.district_id,
        acts_for=Role.PRINCIPAL,
        rules__contains=[rule_code],
    )
    found = User.objects.filter(pk__in=rows.values("designee_id"), is_active=True).order_by("full_name", "pk")
    return found.filter(pk__in=_standing(case, at).filter(capacity__in=NAMED).values("person_id")) if case.restricted else found


def submitters(case: Case, at: datetime, *, student: bool) -> list[User]:
    """Who is accepted as submitter: the principal; for a student also the acting lead and designees.

    For anybody else an acting lead needs the duty in express written naming: a designation for it (handbook 2.4, 8.2).
    """
    named = list(designees(REPORT, case, at))
    own = principals_of(case, at, acting=False)
    leads = [lead for lead in (*_acting_leads(case, at), *principals_of(case, at)) if lead not in own]
    found = own + (leads + named if student else [lead for lead in leads if lead in named])
    shut_out = _shut_out(case, at)
    return [user for user in dict.fromkeys(found) if user.pk not in shut_out]


def may_determine(user: User, case: Case, at: datetime, *, student: bool) -> bool:
    """Whether this person answers for the principal: the principal or acting lead; a designee only where the subject is a student."""
    if access.can(access.door(user, at), Permission.DETERMINE_DANGER, case):
        return True
    return student and user.pk not in _shut_out(case, at) and user in designees(REPORT, case, at)


def _acting_leads(case: Case, at: datetime) -> list[User]:
    rows = _standing(case, at).filter(capacity=Standing.Capacity.LEAD)
    return list(User.objects.filter(pk__in=rows.values("person_id"), is_active=True).order_by("full_name", "pk"))


def _shut_out(case: Case, at: datetime) -> set[int]:
    rows = _standing(case, at).filter(capacity__in=[Standing.Capacity.EXCLUDED, Standing.Capacity.ASIDE])
    return set(rows.values_list("person_id", flat=True))


def _standing(case: Case, at: datetime) -> QuerySet[Standing]:
    return Standing.objects.filter(about_kind="case", about_id=case.id, from_at__lte=at).exclude(until_at__lte=at)
