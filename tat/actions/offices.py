"""Offices of a building or of the district: given with a first day, ended with a last one, never edited. The superintendent gives them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _l

from tat import audit, clock
from tat.actions.district_doors import locked_district
from tat.models import Appointment, Building, District, User
from tat.permissions import Scope, scope_of
from tat.roles import Role
from tat.statutes import local_date
from tat.workflow import refuse

ROLE, PLACE, NO_PLACE = (
    _l("Choose the office."),
    _l("Choose the building."),
    _l("This office is of the whole district. Leave the building empty."),
)
FIRST, HELD = _l("Write the first day."), _l("This person holds that office there already.")
NOT_OPEN = _l("This account is not enabled. Enable it first, so that the office can be used.")
LAST, BACKWARDS = _l("Write the last day."), _l("The last day lies before the first.")
PAST = _l("The last day is past. Choose today or a later day.")
OWN = _l("You cannot end your own office as superintendent. Your successor does.")
OF_A_BUILDING = frozenset({Role.PRINCIPAL, Role.REPORT_TAKER})


@dataclass(frozen=True, kw_only=True)
class OfficeGiven:
    """An office as it is typed; the day is local."""

    role: str
    building_id: int | None
    from_on: date | None


def gives_offices(scope: Scope) -> bool:
    """The superintendent alone: an office opens pages."""
    return Role.SUPERINTENDENT in scope.offices


def offices_of(person: User) -> QuerySet[Appointment]:
    """What the person holds, held and will hold, the latest first."""
    return Appointment.objects.filter(user=person).select_related("building").order_by("-from_on", "-pk")


@transaction.atomic
def give_office(*, by: User, user_id: int, given: OfficeGiven) -> Appointment:
    """Give a person an office from a day on. Raises PermissionDenied, Http404, Unfit."""
    at = clock.now()
    district, person = _doors(by, user_id, at)
    building = Building.objects.filter(district=district, pk=given.building_id or 0, closed_on=None).first()
    of_building = given.role in OF_A_BUILDING
    held = Appointment.objects.filter(user=person, role=given.role, building=building).exclude(until_on__lt=given.from_on or local_date(at))
    refuse(
        ("role", str(ROLE), given.role not in [role.value for role in Appointment.OFFICES]),
        ("role", str(NOT_OPEN), not person.is_active),
        ("building", str(PLACE), of_building and building is None),
        ("building", str(NO_PLACE), not of_building and given.building_id is not None),
        ("from_on", str(FIRST), given.from_on is None),
        ("role", str(HELD), held.exists()),
    )
    row = Appointment.objects.create(user=person, role=given.role, district=district, building=building, from_on=given.from_on)
    _log("office_given", row, by, at)
    return row


@transaction.atomic
def end_office(*, by: User, user_id: int, office_id: int, until_on: date | None) -> Appointment:
    """End an office with a day, or before it began. Raises PermissionDenied, Http404, Unfit."""
    at = clock.now()
    _district, person = _doors(by, user_id, at)
    row = Appointment.objects.select_for_update().filter(user=person, pk=office_id).first()
    if row is None:
        raise Http404
    yesterday = local_date(at) - timedelta(days=1)
    refuse(
        ("until_on", str(LAST), until_on is None),
        ("until_on", str(PAST), until_on is not None and until_on < yesterday),
        ("until_on", str(BACKWARDS), until_on is not None and until_on < row.from_on),
        ("until_on", str(OWN), person == by and row.role == Role.SUPERINTENDENT),
    )
    row.until_on = until_on
    row.save(update_fields=["until_on"])
    _log("office_ended", row, by, at)
    return row


def _doors(by: User, user_id: int, at: datetime) -> tuple[District, User]:
    district = locked_district(by, at)
    if not gives_offices(scope_of(by, at)):
        raise PermissionDenied
    person = User.objects.filter(district=district, pk=user_id).first()
    if person is None:
        raise Http404
    return district, person


def _log(action: str, row: Appointment, by: User, at: datetime) -> None:
    detail = f"user:{row.user_id} office:{row.role}"
    audit.record(action, by=by, at=at, code=row.building.code if row.building else "", district_id=row.district_id, detail=detail)
