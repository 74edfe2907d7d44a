"""Setting the district up: what is there and what is missing, in words and in the order in which it is done."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.views.agencies import state_of_directory
from tat.models import Appointment, Building, ClosedDay, District, SchoolYear, StaffImport, Team, User
from tat.permissions import Scope, may, needs, request_scope
from tat.roles import Permission, Role
from tat.statutes import local_date
from tat.statutes.rcdts import same_district
from tat.translations import Kind, standing_review

CALENDAR_KINDS = ((ClosedDay.Kind.NO_SCHOOL, ClosedDay.Kind.INSTITUTE), (ClosedDay.Kind.OFFICE_HOLIDAY,))


@dataclass(frozen=True)
class Step:
    """One step: what is there in words, what lacks as sentences, and the pages where it is done."""

    title: str
    there: str
    lacks: list[str]
    pages: list[tuple[str, str]]
    """URL name and words of each link."""


@needs(Permission.SET_UP_DISTRICT, "GET")
def district_setup(request: HttpRequest) -> HttpResponse:
    """The steps, each with what it lacks."""
    scope = request_scope(request)
    district = District.objects.get(pk=scope.district_id)
    steps = steps_of(district, scope)
    context = {"district": district, "steps": steps, "missing": sum(len(step.lacks) for step in steps)}
    return render(request, "cases/district_setup.html", context)


def steps_of(district: District, scope: Scope) -> list[Step]:
    """The steps in the order in which they are done."""
    buildings = list(Building.objects.filter(district=district, closed_on=None).order_by("name").annotate(has_team=_has_team()))
    return [
        _facts(district),
        _buildings(district, buildings),
        _calendar(district, scope),
        _people(district),
        _offices(district, buildings, scope),
        _teams(buildings, scope),
        _agencies(district, scope),
        _spanish(district),
    ]


def _spanish(district: District) -> Step:
    unread = [kind for kind in Kind if standing_review(kind, district.pk) is None]
    words = _("%(kind)s: no named person has read the Spanish through. They say that the translation is not reviewed.")
    return Step(_("Spanish texts"), "", [words % {"kind": kind.label} for kind in unread], [("translation_list", _("Spanish texts"))])


def _has_team() -> Exists:
    return Exists(Team.buildings.through.objects.filter(building=OuterRef("pk")))


def _facts(district: District) -> Step:
    lacks = [
        (not district.rcdts, _("The district’s RCDTS code is not entered.")),
        (not district.kind, _("The kind of district is not chosen.")),
        (not district.office, _("It is not said which office takes the annual filing.")),
    ]
    there = f"{district.name} {district.rcdts}".strip()
    return Step(_("The district"), there, _so(lacks), [("district_facts", _("Facts of the district"))])


def _buildings(district: District, buildings: list[Building]) -> Step:
    strange = [row for row in buildings if district.rcdts and not same_district(row.rcdts, district.rcdts)]
    lacks = [(not buildings, _("No building is entered."))]
    words = _("The code of %(building)s does not begin as the district’s. Look whether one of them is mistyped.")
    lacks += [(True, words % {"building": row.name}) for row in strange]
    there = ngettext("%(n)d building in use", "%(n)d buildings in use", len(buildings)) % {"n": len(buildings)}
    return Step(_("Buildings"), there, _so(lacks), [("building_list", _("Buildings"))])


def _calendar(district: District, scope: Scope) -> Step:
    today = local_date(scope.at)
    year = SchoolYear.objects.filter(district=district, ends_on__gte=today).order_by("starts_on").first()
    kinds = set(ClosedDay.objects.filter(district=district, on__gte=year.starts_on).values_list("kind", flat=True)) if year else set()
    lacks = [
        (year is None, _("No school year that runs or is to come is entered. Without one the clocks count Monday to Friday.")),
        (year is not None and kinds.isdisjoint(CALENDAR_KINDS[0]), _("The school year has no day without school and no institute day.")),
        (year is not None and kinds.isdisjoint(CALENDAR_KINDS[1]), _("No office holiday is entered from the beginning of that year on.")),
    ]
    there = _("School year %(year)s") % {"year": year} if year else ""
    return Step(_("School calendar"), there, _so(lacks), [("school_calendar", _("School calendar"))])


def _people(district: District) -> Step:
    found = User.objects.filter(district=district).aggregate(
        open=Count("pk", filter=Q(is_active=True)), waiting=Count("pk", filter=Q(is_active=False, ended_at=None))
    )
    waits = StaffImport.objects.filter(district=district, state=StaffImport.State.WAITING).exists()
    enable = ngettext("%(n)d account waits to be enabled.", "%(n)d accounts wait to be enabled.", found["waiting"])
    lacks = [
        (found["open"] < 2, _("Nobody but you may sign in yet.")),
        (found["waiting"] > 0, enable % {"n": found["waiting"]}),
        (waits, _("A staff list that was read waits to be applied or discarded.")),
    ]
    there = ngettext("%(n)d person may sign in", "%(n)d people may sign in", found["open"]) % {"n": found["open"]}
    return Step(_("People"), there, _so(lacks), [("staff_import", _("Staff list")), ("account_list", _("People"))])


def _offices(district: District, buildings: list[Building], scope: Scope) -> Step:
    held = Appointment.objects.held_on(local_date(scope.at)).filter(district=district, user__is_active=True)
    of_building = {(row["role"], row["building"]) for row in held.values("role", "building")}
    chief = _("The superintendent names who holds an office, on the page of the person.")
    lacks = [
        ((role, row.pk) not in of_building, words % {"building": row.name})
        for row in buildings
        for role, words in (
            (Role.PRINCIPAL, _("%(building)s has no principal.")),
            (Role.REPORT_TAKER, _("%(building)s has nobody who takes reports at its office.")),
        )
    ]
    lacks += [((Role.CUSTODIAN, None) not in of_building, _("No records custodian is named."))]
    return Step(_("Offices"), chief, _so(lacks), [("account_list", _("People"))])


def _teams(buildings: list[Building], scope: Scope) -> Step:
    without = [row for row in buildings if not row.has_team]  # type: ignore[attr-defined]
    lacks = [(True, _("No team serves %(building)s.") % {"building": row.name}) for row in without]
    pages = [("team_list", _("Teams"))] if may(scope, Permission.VIEW_TEAM) else []
    return Step(_("Teams"), "", _so(lacks), pages)


def _agencies(district: District, scope: Scope) -> Step:
    return Step(_("Agencies"), "", state_of_directory(district, scope.at), [("agency_list", _("Directory of agencies"))])


def _so(lacks: list[tuple[Any, str]]) -> list[str]:
    return [words for is_so, words in lacks if is_so]
