"""Reports of concern: taken in, landing in a case when saved, and reviewed by the principal or a triage member."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases import access
from cases.access import Door
from cases.actions.attachments import Way, attach
from cases.actions.conflicts import wall_off
from cases.actions.gates import answer_gates, danger_is_told, office_told, starts, weapon_seen
from cases.actions.imminence import Answer, determine
from cases.actions.logs import log_case
from cases.actions.moves import touch_facts
from cases.actions.opening import open_case, record_incident
from cases.actions.parties import PartyGiven, add_parties, is_new
from cases.actions.triggers import Kind, note_trigger
from cases.gates import NO, YES, GateReply, Moment
from cases.models import Affiliation, Case, IncidentFacts, Party
from cases.workflow import Stage
from tat import clock, files, obligations
from tat.models import Building, DataKey, Obligation, StoredFile, User
from tat.models.prepared import Given, Prepared
from tat.permissions import Scope, may_in_building, scope_of
from tat.roles import Permission, Role
from tat.workflow import Blocked
from triage.actions.awaited import DECIDE, REVIEW, TO_THE_PRINCIPAL, Waits, await_all, to_the_team
from triage.actions.consultations import link_consultations
from triage.actions.given import ReportGiven
from triage.actions.outcome import settle
from triage.actions.raw_tips import keep_raw_tip
from triage.models import Report, ReporterIdentity
from triage.workflow import ReportStatus, report_errors

CLOSED = "The case that you chose is closed by now. Open a new one, or have it reopened first."
PRACTICE = "This is a practice case. A report of concern opens a case of its own; choose that."
NOT_YOURS = "The principal or a triage member determines that no threat is imminent. Save the report as “not decided yet”, or say “yes”."


def receive_report(*, by: User, given: ReportGiven) -> Report:
    """Save a report; it lands in a case: the open one that was chosen, or a new one (4:190-AP2, Intake).

    One act: report, facts, parties, the wall against conflicts, gates, determination, duties, one log entry.
    Raises PermissionDenied outside the person's buildings, Blocked with what is wrong.
    """
    return take_in(by=by, given=given)[0]


def take_in(*, by: User, given: ReportGiven, way: Door | None = None) -> tuple[Report, Door]:
    """`receive_report`, with the door that the person has after it; `way` is the one that this request has read."""
    with files.all_or_none() as made, transaction.atomic():
        at = clock.now()
        report, case, way = land(by=by, given=given, way=way, at=at, made=made)
        asked = link_consultations(given.questions, report, scope=way.scope, by=by, at=at)
        detail = f"report:{report.id} questions:{asked}" if asked else f"report:{report.id}"
        log_case("report_received", case, by=by, at=at, occurred_at=given.reported_at, detail=detail)
    return report, way


def land(*, by: User, given: ReportGiven, way: Door | None, at: datetime, made: list[StoredFile | None]) -> tuple[Report, Case, Door]:
    """All of `take_in` but its line in the log, which the calling action writes, last in its transaction.

    `made` is that of `files.all_or_none`, which the calling action holds outside its transaction.
    """
    what = given.incident
    if errors := report_errors(what.nature, given.reported_at, given.reviewed_at, what.occurred_at, what.occurred_until, at):
        raise Blocked(tuple(errors.values()))
    way = way or access.door(by, at)
    if given.building.district_id != by.district_id or not (given.of_tip or may_log(way.scope, given.building)):
        raise PermissionDenied
    parties = [*parties_of(given), PartyGiven(role=Party.Role.REPORTING)]
    has_reporter = not given.reporter.is_blank()
    keys = DataKey.objects.mint_all(sum(map(is_new, parties)) + (given.into is None) + has_reporter + bool(given.raw_tip))
    case = _case(given, keys, way, by, at)
    facts = record_incident(case, given.incident, by=by, at=at)
    apart = keys.pop() if has_reporter else None
    tips = keys.pop() if given.raw_tip else None
    *parted, told_by = add_parties(case, parties, keys, by=by, at=at)
    if wall_off(case, parted, by=by, at=at) or case.restricted or given.into:  # the wall, or somebody while the lock was waited for
        way = access.door(by, at)
    report = _report(case, facts, given, way, by, at)
    if apart:
        ReporterIdentity.objects.create(report=report, party=told_by, key=apart, **vars(given.reporter))
    elif given.of_tip:
        ReporterIdentity.objects.filter(report=report).update(party=told_by)
    if tips:
        keep_raw_tip(report, given.raw_tip, tips)
    if given.files:
        attach(case, given.files, made, by=by, at=at, way=Way.TIP if given.of_tip else Way.REPORT)
    _start_duties(case, report, given, way, by, at)
    if given.into:
        note_trigger(case, Kind.REPORT, ref=f"report:{report.id}", by=by, at=at)
    if case.stage == Stage.TRIAGE:
        settle(case, by=by, at=at)
    if case.stage == Stage.CONTAINMENT:  # whoever declares an emergency keeps it in view
        way = access.door(by, at)
    return report, case, way


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
        if not _decided_since(case, report):
            _await_decision(case, report, by, at)
    if tell_office(case, access.door(by, at), by, at) or fresh:
        log_case("report_reviewed", case, by=by, at=at)


def may_log(scope: Scope, building: Building) -> bool:
    """Whether the person takes in reports for this building: by office, by seat, or as a back-up of its team."""
    ids = {team.pk for team in building.served_by}
    return bool(scope.backup_in & ids) or may_in_building(scope, Permission.LOG_REPORT, building.pk, ids)


def _case(given: ReportGiven, keys: list[DataKey], way: Door, by: User, at: datetime) -> Case:
    """The open case that was chosen, or a new one under a key of these; who may review the report has read it by taking it in."""
    place = given.building
    if given.into is None:
        reads = may_in_building(way.scope, Permission.REVIEW_REPORT, place.pk, [team.pk for team in place.served_by])
        reviewed_at = (given.reviewed_at or at) if reads else None
        return open_case(
            building=place,
            key=keys.pop(),
            by=by,
            at=at,
            reported_at=given.reported_at,
            reviewed_at=reviewed_at,
            practice=given.practice,
            players=given.players,
        )
    case = access.locked_case(given.into, by=by, permission=Permission.LOG_REPORT, at=at)
    if not case.is_open():
        raise Blocked((CLOSED,))
    if case.practice:
        raise Blocked((PRACTICE,))
    touch_facts(case)
    return case


def _report(case: Case, facts: IncidentFacts, given: ReportGiven, way: Door, by: User, at: datetime) -> Report:
    """The report; who may review it has read it by taking it in."""
    reviewed = (given.reviewed_at or at) if access.can(way, Permission.REVIEW_REPORT, case) else None
    report = given.of_tip or unread_report(case, facts, given, by=by, at=at)
    report.case, report.facts, report.building, report.state = case, facts, given.building, ReportStatus.IN_CASE
    if reviewed:
        _mark_reviewed(case, report, by, reviewed)
    elif given.into is None and case.reviewed_at:  # the wall shut its reader out
        case.reviewed_at = None
        case.save(update_fields=["reviewed_at"])
    report.save(force_insert=given.of_tip is None)
    return report


def unread_report(case: Case, facts: IncidentFacts, given: ReportGiven, *, by: User | None, at: datetime) -> Report:
    """The row of a report in its case, not saved yet and read by nobody; `by` None is the system."""
    return Report(
        building=given.building,
        case=case,
        facts=facts,
        state=ReportStatus.IN_CASE,
        district=case.district,
        channel=given.channel,
        reported_at=given.reported_at,
        received_by=given.received_by,
        received_name=given.received_name or (given.received_by.full_name if given.received_by else ""),
        recorded_at=at,
        recorded_by=by,
        reporter_protected=given.reporter_protected or about_a_firearm(given),
    )


def gates_of(given: ReportGiven) -> dict[str, GateReply]:
    """The gates that were answered; whether it is a tip from Safe2Help Illinois is answered by its channel."""
    tip = {"safe2help": GateReply(YES)} if given.channel == Report.Channel.SAFE2HELP else {}
    return {**given.gates, **tip}


def about_a_firearm(given: ReportGiven) -> bool:
    """Whether the law protects who reported it: a firearm, or a threat of gun violence (105 ILCS 5/10-27.1A(a)).

    A weapon that was seen counts as a firearm until somebody knows that it is none.
    """
    answers = {code: given.gates[code].answer for code in ("firearm", "gun_violence") if code in given.gates}
    seen = given.incident.weapon == IncidentFacts.Weapon.SEEN and answers.get("firearm") != NO
    return seen or YES in answers.values()


def parties_of(given: ReportGiven) -> list[PartyGiven]:
    """The subject, and the targets and witnesses of whom anything was said; a report added to a case keeps the case's subject."""
    others = [each for each in (*given.targets, *given.witnesses) if not each.is_blank()]
    subjects = Party.objects.filter(case=given.into, role=Party.Role.SUBJECT) if given.into else Party.objects.none()
    known = subjects.select_related("person__key").order_by("recorded_at").first()
    if known is None:
        return [given.subject, *others]
    news = Affiliation.UNKNOWN if given.subject.affiliation == known.connection() else given.subject.affiliation
    same = replace(given.subject, person=known.person, name="" if known.person else given.subject.name, affiliation=news)
    return others if same.is_blank() else [same, *others]


def _start_duties(case: Case, report: Report, given: ReportGiven, way: Door, by: User, at: datetime) -> None:
    """What the report starts: its gates, police where a weapon was seen, its review, the decision on imminence."""
    firearm = given.gates["firearm"].answer if "firearm" in given.gates else ""
    answers = answer_gates(case, gates_of(given), moment=Moment.INTAKE, by=by, at=at, known_at=given.reported_at)
    danger_is_told(case, answers, by=by, at=at)
    if report.facts and not (firearm == NO and starts("SAFE-LE", given.gates)):
        weapon_seen(case, report.facts, by=by, at=at, known_at=given.reported_at, firearm_answer=firearm)
    if report.reviewed_at and (given.into or starts("OFF-FIR", given.gates)):
        tell_office(case, way, by, at)
    for row in await_all(case, report, _waits(case, report, given, by, at), by=by, at=at):
        if row.rule == TO_THE_PRINCIPAL:
            obligations.meet(row, at=at, by=by, proof_ref=f"report:{report.id}")
    if given.determining and case.stage != Stage.CONTAINMENT:
        determine(case, given.determining, by=by, at=at)


def _waits(case: Case, report: Report, given: ReportGiven, by: User, at: datetime) -> list[Waits]:
    """What waits after this report: that it is opened, or else that imminence is decided; and that a new case comes to the team."""
    found = [to_the_team(report, at if given.of_tip else report.reported_at)] if given.into is None else []
    if report.reviewed_at is None:
        if given.determining and given.determining.answer == Answer.NO:
            raise Blocked((NOT_YOURS,))
        return [*found, *_told_the_principal(case, report, given, by, at), Waits(REVIEW, at)]
    undecided = given.into is None or given.of_tip or not _decided_since(case, report)
    if undecided and not given.determining and case.stage != Stage.CONTAINMENT:
        found.append(Waits(DECIDE, report.reviewed_at))
    return found


def _told_the_principal(case: Case, report: Report, given: ReportGiven, by: User, at: datetime) -> list[Waits]:
    """Who received the report and may not review it has told the principal by having it taken in (AP1-2019, E6); late where that took long.

    Not asked of a tip, which no member of staff received, nor in an emergency: it is contained first and written down after.
    """
    if given.of_tip or case.stage == Stage.CONTAINMENT or given.determining:
        return []
    who = given.received_by or by
    teams = [team.pk for team in given.building.served_by]
    if who != by and may_in_building(scope_of(who, at), Permission.REVIEW_REPORT, given.building.pk, teams):
        return []
    return [Waits(TO_THE_PRINCIPAL, report.reported_at, actor=who)]


def _mark_reviewed(case: Case, report: Report, by: User, reviewed_at: datetime) -> None:
    report.reviewed_at, report.reviewed_by = reviewed_at, by
    if case.reviewed_at is None:
        case.reviewed_at = reviewed_at
        case.save(update_fields=["reviewed_at"])


def tell_office(case: Case, way: Door, by: User, at: datetime) -> bool:
    """The principal has opened it: the office of the principal knows of a firearm (105 ILCS 5/10-27.1A(a))."""
    return Role.PRINCIPAL in access.roles_in(way, case) and office_told(case, by=by, at=at)


def _await_decision(case: Case, report: Report, by: User, at: datetime) -> None:
    """“Not decided yet” waits on a clock, for each report; while containment is open it is decided already."""
    if case.stage != Stage.CONTAINMENT:
        await_all(case, report, [Waits(DECIDE, report.reviewed_at or at)], by=by, at=at)


def _decided_since(case: Case, report: Report) -> bool:
    return case.imminencedetermination_set.filter(recorded_at__gte=report.recorded_at).exists()
