"""Reports of concern: taken in, landing in a case when saved, and reviewed by the principal or a triage member."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases import access
from cases.actions.conflicts import wall_off
from cases.actions.duties import start_duty
from cases.actions.gates import answer_gates, office_told, weapon_seen
from cases.actions.imminence import Answer, determine
from cases.actions.logs import log_case
from cases.actions.moves import touch_facts
from cases.actions.opening import open_case, record_incident
from cases.actions.parties import PartyGiven, add_party
from cases.gates import Moment
from cases.models import Case, IncidentFacts, Party
from cases.workflow import Stage
from tat import clock, obligations
from tat.models import Building, DataKey, Obligation, User
from tat.models.prepared import Given, Prepared
from tat.permissions import Scope, may_in_building, scope_of
from tat.roles import Permission, Role
from tat.workflow import Blocked
from triage.actions.given import ReporterGiven, ReportGiven
from triage.actions.outcome import settle
from triage.models import Report, ReporterIdentity
from triage.workflow import ReportStatus, report_errors

CLOSED = "The case that you chose is closed by now. Open a new one, or have it reopened first."
NOT_YOURS = "The principal or a triage member determines that no threat is imminent. Save the report as “not decided yet”, or say “yes”."


@transaction.atomic
def receive_report(*, by: User, given: ReportGiven) -> Report:
    """Save a report; it lands in a case: the open one that was chosen, or a new one (4:190-AP2, Intake).

    One act: report, facts, parties, the wall against conflicts, gates, determination, duties, one log entry.
    Raises PermissionDenied outside the person's buildings, Blocked with what is wrong.
    """
    at = clock.now()
    what = given.incident
    if errors := report_errors(what.nature, given.reported_at, given.reviewed_at, what.occurred_at, what.occurred_until, at):
        raise Blocked(tuple(errors.values()))
    _check_may_log(by, given, at)
    case = _case(given, by, at)
    facts = record_incident(case, given.incident, by=by, at=at)
    report = _report(case, facts, given, by, at)
    _add_people(case, report, given, by, at)
    _start_duties(case, report, given, by, at)
    if case.stage == Stage.TRIAGE:
        settle(case, by=by, at=at)
    log_case("report_received", case, by=by, at=at, occurred_at=given.reported_at, detail=f"report:{report.id}")
    return report


def review_report(*, report: Report, by: User) -> Report:
    """The principal or a triage member has opened this report; twice is harmless. The decision on imminence starts to wait."""
    if report.case_id:
        _review(report.case_id, by, [report.pk])
    return Report.objects.get(pk=report.pk)


def review_reports(*, case: Case, by: User) -> None:
    """The principal or a triage member has opened the page of the case's reports: each that nobody had opened is reviewed."""
    unread = UNREAD(case=case.id)
    if unread or OFFICE_WAITS(case=case.id):
        _review(case.id, by, unread)


UNREAD: Prepared[UUID] = Prepared(lambda: Report.objects.filter(case=Given("case"), reviewed_at=None).values_list("pk", flat=True))
OFFICE_WAITS: Prepared[UUID] = Prepared(
    lambda: Obligation.objects.open().about("case", Given("case")).filter(rule="OFF-FIR").values_list("pk", flat=True)
)


@transaction.atomic
def _review(case_id: UUID, by: User, reports: list[UUID]) -> None:
    at = clock.now()
    case = access.locked_case(case_id, by=by, permission=Permission.REVIEW_REPORT, at=at)
    fresh = list(Report.objects.filter(pk__in=reports, reviewed_at=None).order_by("reported_at"))
    for report in fresh:
        _mark_reviewed(case, report, by, at)
        report.save(update_fields=["reviewed_at", "reviewed_by"])
        for row in Obligation.objects.open().about("case", case.id).filter(rule="RPT-REV", trigger_ref=f"report:{report.id}"):
            obligations.meet(row, at=at, by=by, proof_ref=f"report:{report.id}")
        _await_decision(case, report, by, at)
    if _tell_office(case, by, at) or fresh:
        log_case("report_reviewed", case, by=by, at=at)


def _check_may_log(by: User, given: ReportGiven, at: datetime) -> None:
    if given.building.district_id != by.district_id or not may_log(scope_of(by, at), given.building):
        raise PermissionDenied


def may_log(scope: Scope, building: Building) -> bool:
    """Whether the person takes in reports for this building: by office, by seat, or as a back-up of its team."""
    teams = {team.pk for team in building.teams.all()}
    return bool(scope.backup_in & teams) or may_in_building(scope, Permission.LOG_REPORT, building.pk, teams)


def _case(given: ReportGiven, by: User, at: datetime) -> Case:
    if given.into is None:
        return open_case(building=given.building, by=by, at=at, reported_at=given.reported_at, practice=given.practice)
    case = access.locked_case(given.into, by=by, permission=Permission.LOG_REPORT, at=at)
    if not case.is_open():
        raise Blocked((CLOSED,))
    touch_facts(case)
    return case


def _report(case: Case, facts: IncidentFacts, given: ReportGiven, by: User, at: datetime) -> Report:
    return Report.objects.create(
        district=case.district,
        building=given.building,
        case=case,
        facts=facts,
        state=ReportStatus.IN_CASE,
        channel=given.channel,
        reported_at=given.reported_at,
        received_by=given.received_by,
        received_name=given.received_name or (given.received_by.full_name if given.received_by else ""),
        recorded_at=at,
        recorded_by=by,
    )


def _add_people(case: Case, report: Report, given: ReportGiven, by: User, at: datetime) -> None:
    """The parties, then the wall: who is concerned loses the case before anything else is decided in it."""
    parties = [add_party(case, party, by=by, at=at) for party in _parties(case, given)]
    told_by = add_party(case, PartyGiven(role=Party.Role.REPORTING), by=by, at=at)
    _keep_apart(report, told_by, given.reporter)
    wall_off(case, parties, by=by, at=at)


def _parties(case: Case, given: ReportGiven) -> list[PartyGiven]:
    """The subject once, and the targets that were named; a report added to a case keeps the case's subject."""
    targets = [target for target in given.targets if target.name.strip() or target.kind == Party.Kind.SELF]
    same = given.into is not None and Party.objects.filter(case=case, role=Party.Role.SUBJECT).exists()
    return targets if same else [given.subject, *targets]


def _keep_apart(report: Report, party: Party, reporter: ReporterGiven) -> None:
    if not reporter.is_blank():
        ReporterIdentity.objects.create(report=report, party=party, key=DataKey.objects.mint(), **vars(reporter))


def _start_duties(case: Case, report: Report, given: ReportGiven, by: User, at: datetime) -> None:
    """What the report starts: its gates, police where a weapon was seen, its review, the decision on imminence."""
    firearm = given.gates["firearm"].answer if "firearm" in given.gates else ""
    answer_gates(case, given.gates, moment=Moment.INTAKE, by=by, at=at, known_at=given.reported_at)
    if report.facts:
        weapon_seen(case, report.facts, by=by, at=at, known_at=given.reported_at, firearm_answer=firearm)
    reviewer = may_review(by, case, at)
    if reviewer:
        _mark_reviewed(case, report, by, given.reviewed_at or at)
        _tell_office(case, by, at)
        report.save(update_fields=["reviewed_at", "reviewed_by"])
    else:
        start_duty("RPT-REV", case, trigger_ref=f"report:{report.id}", triggered_at=at, at=at, by=by)
    _decide(case, report, given, reviewer, by, at)


def _decide(case: Case, report: Report, given: ReportGiven, reviewer: bool, by: User, at: datetime) -> None:
    determining = given.determining
    if determining and determining.answer == Answer.NO and not reviewer:
        raise Blocked((NOT_YOURS,))
    if determining and case.stage != Stage.CONTAINMENT:
        determine(case, determining, by=by, at=at)
    elif reviewer:
        _await_decision(case, report, by, at)


def may_review(user: User, case: Case, at: datetime) -> bool:
    """Whether the person is the case's principal or a triage member, and in no conflict."""
    return access.can(access.door(user, at), Permission.REVIEW_REPORT, case)


def _mark_reviewed(case: Case, report: Report, by: User, reviewed_at: datetime) -> None:
    report.reviewed_at, report.reviewed_by = reviewed_at, by
    if case.reviewed_at is None:
        case.reviewed_at = reviewed_at
        case.save(update_fields=["reviewed_at"])


def _tell_office(case: Case, by: User, at: datetime) -> bool:
    """The principal has opened it: the office of the principal knows of a firearm (105 ILCS 5/10-27.1A(a))."""
    return Role.PRINCIPAL in access.roles_in(access.door(by, at), case) and office_told(case, by=by, at=at)


def _await_decision(case: Case, report: Report, by: User, at: datetime) -> None:
    """“Not decided yet” waits on a clock, for each report; while containment is open it is decided already."""
    if case.stage != Stage.CONTAINMENT and not _decided_since(case, report):
        start_duty("IMM-DET", case, trigger_ref=f"report:{report.id}", triggered_at=report.reviewed_at or at, at=at, by=by)


def _decided_since(case: Case, report: Report) -> bool:
    return case.imminencedetermination_set.filter(recorded_at__gte=report.recorded_at).exists()
