"""Whom a brief can name: accounts of the district by name or e-mail, who of them is kept out of the case, and who has it anyway."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from cases.actions.addressing import addressable, seats_around
from cases.actions.conflicts import principals_of
from cases.actions.members import OUT, who_is_named
from cases.models import Case, CaseGrant
from tat.actions.staff_found import SHOWN_AT_MOST, meant
from tat.models import Appointment, Seat, Standing, User
from tat.statutes import local_date


def look_for(case: Case, words: str, at: datetime) -> list[User]:
    """Accounts of the case's district by e-mail, or with all of these words in the name: of the building first, then by name.

    Those that have ended come only where no other is found. One more than is shown at most.
    """
    found = _in_order(case, User.objects.filter(district_id=case.district_id).filter(meant(words)), at)
    return list(found.filter(is_active=True)[: SHOWN_AT_MOST + 1]) or list(found[: SHOWN_AT_MOST + 1])


def accounts(case: Case, ids: Collection[int], at: datetime) -> list[User]:
    """The accounts of the case's district among these, ended ones too, in the same order."""
    return list(_in_order(case, User.objects.filter(district_id=case.district_id, pk__in=ids), at)) if ids else []


def _in_order(case: Case, people: QuerySet[User], at: datetime) -> QuerySet[User]:
    """Who holds an office of the building or a seat of the case's team stands first."""
    day = local_date(at)
    office = Appointment.objects.held_on(day).filter(user_id=OuterRef("pk"), building_id=case.building_id)
    seat = Seat.objects.held_on(day).filter(user_id=OuterRef("pk"), team_id=case.team_id)
    return people.annotate(is_here=Exists(office) | Exists(seat)).order_by("-is_here", "full_name", "pk")


def kept_apart(case: Case, at: datetime) -> dict[int, str]:
    """Who is not to be told of the case: those in conflict and those who stepped aside, each with which of the two; conflict beats."""
    rows = Standing.objects.filter(about_kind="case", about_id=case.id, capacity__in=OUT, from_at__lte=at).exclude(until_at__lte=at)
    return dict(rows.order_by("capacity").values_list("person_id", "capacity"))


def who_has_it(case: Case, at: datetime) -> set[int]:
    """Ids of those who may see the case now by office, seat, name or grant; not of who stands in for a day."""
    by_seat = {seat.user_id for seat in addressable(case, seats_around(case, at))}
    by_name = {each.pk for each in who_is_named(case, at)}
    granted = set(CaseGrant.objects.filter(content_object=case, until__gt=at).values_list("user_id", flat=True))
    leads = set() if case.restricted else {each.pk for each in principals_of(case, at)}
    return (by_seat | by_name | granted | leads) - kept_apart(case, at).keys()
