"""The check of a team's roster: asked for before each school year and after each change, ended by the principal's signature (TEAM-CHK)."""

import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from tat import audit, clock, obligations
from tat.actions.school_years import begun, first_reminder, years_of
from tat.actions.team_doors import manages, team_read
from tat.actions.team_lacks import lacks_of
from tat.actions.team_leads import asks_of, lead_buildings
from tat.models import Obligation, RosterCheck, SchoolYear, Team, User
from tat.models.rosters import rosters_of
from tat.obligations import Opening
from tat.permissions import Scope, scope_of
from tat.statutes import local_date
from tat.statutes.rosters import TeamRoster, from_json, same_seats
from tat.workflow import Blocked, refuse

RULE, ABOUT = "TEAM-CHK", "roster_check"
Cause = RosterCheck.Cause
PROCESS = "Write in your words how the building takes in a report and how the Triage Team looks at it (4:190-AP2)."
CHANGED = "The roster has changed since you opened this page. Read what stands here now, and sign again."
SIGNED = "This check is signed already. Open a new one to sign again."
RUNNING = "A check of this roster waits for its signature already."


def seen_mark(roster: TeamRoster) -> str:
    """A digest of what the principal reads: the signature covers that and nothing else."""
    return hashlib.sha256(json.dumps(asdict(roster), sort_keys=True).encode()).hexdigest()


@transaction.atomic
def ask_for_check(*, team_ref: uuid.UUID, by: User) -> RosterCheck:
    """Open a check on the team's own wish: of the running school year where it has none yet, which is late then, else of today.

    Raises Http404, PermissionDenied, Blocked where one waits already.
    """
    at = clock.now()
    scope = scope_of(by, at)
    team = _locked_team(scope, team_ref)
    if not manages(scope, team):
        raise PermissionDenied
    if RosterCheck.objects.filter(team=team, signed_at=None).exists():
        raise Blocked((_(RUNNING),))
    years = years_of(team.district)
    running = begun(years, local_date(at))
    of_year = running is not None and not _covered(team, running)
    check = _open(team, Cause.YEAR if of_year else Cause.OWN, running, at)
    start_duties([check], at=at, by=by)
    _log("roster_check_opened", check, by=by, at=at)
    return check


@transaction.atomic
def sign_check(*, check_id: uuid.UUID, by: User, process: str, seen: str) -> RosterCheck:
    """Sign the roster as it stands: its lines, what it lacks and the building's process are kept with name, position and time.

    Raises Http404, PermissionDenied for whoever does not lead the team, Blocked with what is missing.
    """
    at = clock.now()
    check = _locked(check_id, by)
    if check.signed_at is not None:
        raise Blocked((_(SIGNED),))
    (duty,) = start_duties([check], at=at, by=by)
    if not may_sign(scope_of(by, at), check, duty, at):
        raise PermissionDenied
    roster = rosters_of([check.team], local_date(at))[check.team_id]
    refuse(("process", _(PROCESS), not process.strip()))
    if seen != seen_mark(roster):
        raise Blocked((_(CHANGED),))
    check.roster, check.missing = asdict(roster), list(lacks_of(check.team, roster, at))
    check.process, check.signed_at, check.signed_by = process.strip(), at, by
    check.signed_name, check.signed_position = by.full_name, by.position
    check.save(update_fields=["roster", "missing", "process", "signed_at", "signed_by", "signed_name", "signed_position"])
    obligations.meet(duty, at=at, by=by, proof_ref=check.ref)
    _log("roster_check_signed", check, by=by, at=at)
    return check


def may_sign(scope: Scope, check: RosterCheck, duty: Obligation, at: datetime) -> bool:
    """The principal of a building that the team serves, and who stands in for the principal; nobody by a higher office."""
    places = {building.pk for building in check.team.buildings.all()}
    return bool(places & scope.principal_of) or asks_of(duty, scope.user_id, at)


def start_duties(checks: Iterable[RosterCheck], *, at: datetime, by: User | None) -> list[Obligation]:
    """Start the duty of each; the row there already is kept. Before the first student day, or within days where the year runs."""
    rows = list(checks)
    leads = lead_buildings({check.team for check in rows}, at)
    openings = []
    for check in rows:
        year = check.school_year if check.cause == Cause.YEAR else _coming(check)
        openings.append(
            Opening(
                rule_code=RULE,
                about=(ABOUT, check.pk),
                trigger_ref=check.ref,
                triggered_at=min(check.opened_at, first_reminder(RULE, year)) if year and check.cause == Cause.YEAR else check.opened_at,
                district=check.district,
                building=leads.get(check.team_id),
                team=check.team,
                urgent=year is None,
                anchor=year.starts_on if year else None,
            )
        )
    return obligations.start_all(openings, at=at, by=by) if openings else []


def _coming(check: RosterCheck) -> SchoolYear | None:
    """The year before whose first student day a changed roster is checked: where that year's own check is asked for by then."""
    day = local_date(check.opened_at)
    later = [year for year in years_of(check.district_id) if year.starts_on > day]
    return later[0] if later and first_reminder(RULE, later[0]) <= check.opened_at else None


def open_checks(at: datetime, *, by: User | None = None, team: Team | None = None) -> list[RosterCheck]:
    """Open what is due, of one team or all: before a school year at its first reminder, and where a signed roster reads otherwise."""
    waiting = RosterCheck.objects.filter(signed_at=None).values("team")
    asked = Team.objects.filter(pk=team.pk) if team else Team.objects.all()
    teams = list(asked.exclude(pk__in=waiting).select_related("district").order_by("pk"))
    signed = _last_signed(teams)
    today, years, found = local_date(at), {}, []
    rosters = rosters_of([team for team in teams if team.pk in signed], today)
    for team in teams:
        if team.district_id not in years:
            years[team.district_id] = years_of(team.district_id)
        last = signed.get(team.pk)
        coming = next((year for year in years[team.district_id] if year.starts_on > today), None)
        if coming and first_reminder(RULE, coming) <= at and not (last and _covers(last, coming)):
            found.append(_open(team, Cause.YEAR, coming, at))
        elif last and not same_seats(from_json([last.roster])[0], rosters[team.pk]):
            found.append(_open(team, Cause.CHANGE, begun(years[team.district_id], today), at))
    start_duties(found, at=at, by=by)
    return found


def lost_checks() -> QuerySet[RosterCheck]:
    """Checks that wait, whose duty may be missing."""
    return RosterCheck.objects.filter(signed_at=None).select_related("team", "district", "school_year__district")


def _last_signed(teams: list[Team]) -> dict[int, RosterCheck]:
    rows = RosterCheck.objects.filter(team__in=[team.pk for team in teams], signed_at__isnull=False)
    latest = rows.select_related("school_year").order_by("team_id", "-signed_at").distinct("team_id")
    return {check.team_id: check for check in latest}


def _covered(team: Team, year: SchoolYear) -> bool:
    """Whether a signature for that year is there."""
    last = _last_signed([team]).get(team.pk)
    return last is not None and _covers(last, year)


def _covers(check: RosterCheck, year: SchoolYear) -> bool:
    """A signature counts for the year for which it was asked, and for one whose own check was due to be asked for already."""
    assert check.signed_at is not None
    return (check.school_year_id == year.pk and check.cause == Cause.YEAR) or check.signed_at >= first_reminder(RULE, year)


def _open(team: Team, cause: str, year: SchoolYear | None, at: datetime) -> RosterCheck:
    """The check that waits: a new one, or that of who was quicker."""
    fields = {"district": team.district, "school_year": year, "cause": cause, "opened_at": at}
    check, _fresh = RosterCheck.objects.get_or_create(team=team, signed_at=None, defaults=fields)
    return check


def _locked_team(scope: Scope, ref: uuid.UUID) -> Team:
    """The team, its row locked: two who ask at once open one check."""
    team = team_read(scope, ref)
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    return team


def _locked(check_id: uuid.UUID, by: User) -> RosterCheck:
    rows = RosterCheck.objects.select_for_update(of=("self",)).select_related("team__district", "district", "school_year__district")
    check = rows.filter(pk=check_id, district=by.district_id).first()
    if check is None:
        raise Http404
    return check


def _log(action: str, check: RosterCheck, *, by: User | None, at: datetime, **words: Any) -> None:
    audit.record(action, by=by, at=at, about=(ABOUT, check.pk), district_id=check.district_id, **words)
