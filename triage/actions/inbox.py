"""What the team does with public tips: opened, asked about, taken up into a case, set aside by two, passed on to the school."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.actions.logs import log_case
from cases.actions.opening import Incident
from cases.actions.parties import PartyGiven
from cases.models import Affiliation, IncidentFacts, Party, Person
from tat import audit, clock, files, obligations
from tat.models import Building, Obligation, User
from tat.uploads import Stored
from tat.workflow import Blocked
from triage.access import REVIEW, locked_tip
from triage.actions.given import ReportGiven
from triage.actions.reports import land
from triage.actions.reviews import end_review, start_review
from triage.models import Report, ReporterIdentity, SetAside, Tip, TipMessage
from triage.workflow import MOVES, ReportFacts, ReportStatus

SCHOOL_FIRST = "No school is named. Choose the school first."
DECIDED = "This tip is in a case or set aside by now. Look at it again."
NO_QUESTION = "Write the question first."
FINISHED = "This tip is finished; the reporter was told so. Nothing more can be asked."
DISTRICT_HOLDS = "This tip is with the district. Pass it on to the school, or take it up."
ASKED_ALREADY = "A member has said so already. Agree with them, or take the tip up."
ASKED_BY_NOBODY = "Nobody has said yet that this tip is not about safety."


@dataclass(frozen=True, kw_only=True)
class TakingUp:
    """Where tips go: into an open case that was chosen, or into a new one about this subject."""

    building: Building | None = None
    subject_name: str = ""
    account: User | None = None
    person: Person | None = None
    into: UUID | None = None


@transaction.atomic
def open_tip(*, tip: Tip, by: User) -> Tip:
    """Somebody who reviews reads the tip: the first look is on record, and what the reporter added counts as opened. Twice is harmless."""
    at = clock.now()
    locked = locked_tip(tip.pk, by=by, at=at)
    is_first = locked.opened_at is None
    if is_first:
        locked.opened_at, locked.opened_by = at, by
        locked.status = Tip.Status.READ if locked.status == Tip.Status.RECEIVED else locked.status
        locked.save(update_fields=["opened_at", "opened_by", "status"])
    if locked.report.state == ReportStatus.RECEIVED:
        locked.report.state = ReportStatus.REVIEWED
        locked.report.save(update_fields=["state"])
    answers = _answers_waiting(locked)
    for row in answers:
        obligations.meet(row, at=at, by=by, proof_ref=row.trigger_ref)
    if is_first or answers:
        _log("tip_opened", locked, by, at)
    return locked


def _answers_waiting(tip: Tip) -> list[Obligation]:
    """The open duties to read what the reporter added: of its case, or of the tip itself while no case holds it."""
    keys = list(tip.messages.filter(from_team=False).values_list("pk", flat=True))
    refs = [f"answer:{key}" for key in keys] + [f"report:{tip.report_id}:{key}" for key in keys]
    return list(Obligation.objects.open().filter(rule=REVIEW, trigger_ref__in=refs)) if keys else []


@transaction.atomic
def ask_reporter(*, tip: Tip, by: User, text: str) -> TipMessage:
    """Ask a question; the reporter finds it with the four words, and who asks is not shown. Raises Blocked for an empty or a late one."""
    at = clock.now()
    locked = locked_tip(tip.pk, by=by, at=at)
    if not text.strip():
        raise Blocked((NO_QUESTION,))
    if locked.status == Tip.Status.FINISHED:
        raise Blocked((FINISHED,))
    message = TipMessage.objects.create(
        tip=locked, from_team=True, text=text.strip(), by=by, by_name=by.full_name, by_position=by.position, at=at
    )
    locked.status = Tip.Status.QUESTION
    locked.save(update_fields=["status"])
    _log("tip_question_asked", locked, by, at)
    return message


@transaction.atomic
def finish_tip(*, tip: Tip, by: User) -> None:
    """Tell the reporter that it is finished. A tip that nobody has decided on is not."""
    at = clock.now()
    locked = locked_tip(tip.pk, by=by, at=at)
    if locked.report.state not in (ReportStatus.IN_CASE, ReportStatus.SET_ASIDE):
        raise Blocked(("Take the tip up, or set it aside with a second member, before the reporter is told that it is finished.",))
    locked.status = Tip.Status.FINISHED
    locked.save(update_fields=["status"])
    _log("tip_finished", locked, by, at)


@transaction.atomic
def pass_on(*, tip: Tip, by: User, building: Building) -> None:
    """The first reader hands the tip to the school: its principal and Triage Team review it from now on."""
    at = clock.now()
    locked = locked_tip(tip.pk, by=by, at=at)
    if building.district_id != locked.report.district_id or not locked.with_district or locked.report.case_id:
        raise Blocked((DECIDED,))
    locked.report.building = building
    locked.report.save(update_fields=["building"])
    locked.with_district = False
    locked.save(update_fields=["with_district"])
    end_review(locked, at=at, by=by)
    start_review(locked, at=at, by=by, again=":passed_on")
    _log("tip_passed_on", locked, by, at)


@transaction.atomic
def open_tip_reporter(*, tip: Tip, by: User) -> ReporterIdentity | None:
    """Who sent it, where a name was given, for somebody who must call back; the log keeps who looked and when, never the name."""
    at = clock.now()
    locked = locked_tip(tip.pk, by=by, at=at)
    found = ReporterIdentity.objects.filter(report=locked.report).select_related("key").first()
    _log("reporter_opened", locked, by, at)
    return found


@transaction.atomic
def ask_to_set_aside(*, tips: Sequence[Tip], by: User, reason: str) -> None:
    """“Not about safety”, with a reason: it waits for a second triage member, and the review's clock goes on."""
    at = clock.now()
    for locked in _locked(tips, by, at):
        if locked.with_district:
            raise Blocked((DISTRICT_HOLDS,))
        if hasattr(locked, "set_aside"):
            raise Blocked((ASKED_ALREADY,))
        facts = ReportFacts(ReportStatus.REVIEWED, opened=True, set_aside_reason=bool(reason.strip()), reviewed_by=by.pk, agreed_by=-1)
        if problems := MOVES["set_aside_report"].problems(facts):
            raise Blocked(problems)
        SetAside.objects.create(tip=locked, reason=reason.strip(), by=by, by_name=by.full_name, by_position=by.position, at=at)
        _log("tip_aside_asked", locked, by, at)


@transaction.atomic
def agree_to_set_aside(*, tips: Sequence[Tip], by: User) -> None:
    """The second triage member agrees; the tip stays on record. Raises Blocked for the member who asked."""
    at = clock.now()
    for locked in _locked(tips, by, at):
        asked = SetAside.objects.select_related("tip__key").filter(tip=locked, agreed_by=None).first()
        if asked is None:
            raise Blocked((ASKED_BY_NOBODY,))
        facts = ReportFacts(ReportStatus.REVIEWED, opened=True, set_aside_reason=True, reviewed_by=asked.by_id, agreed_by=by.pk)
        if problems := MOVES["set_aside_report"].problems(facts):
            raise Blocked(problems)
        asked.agreed_by, asked.agreed_at, asked.agreed_name, asked.agreed_position = by, at, by.full_name, by.position
        asked.save(update_fields=["agreed_by", "agreed_at", "agreed_name", "agreed_position"])
        locked.report.state = ReportStatus.SET_ASIDE
        locked.report.save(update_fields=["state"])
        end_review(locked, at=at, by=by)
        _log("tip_set_aside", locked, by, at)


def take_up(*, tips: Sequence[Tip], by: User, given: TakingUp) -> Report:
    """Put tips into one case: the open one that was chosen, or a new one. Each keeps its own report there. Returns the first.

    Raises Blocked where no school is named yet or one of them is in a case already.
    """
    into, reports = given.into, []
    with files.all_or_none() as made, transaction.atomic():
        at = clock.now()
        for locked in _locked(tips, by, at, ReportStatus.RECEIVED, ReportStatus.REVIEWED, ReportStatus.SET_ASIDE):
            place = locked.report.building or given.building
            if place is None:
                raise Blocked((SCHOOL_FIRST,))
            report, case, _way = land(by=by, given=_as_report(locked, given, place, into), way=None, at=at, made=made)
            into = case.pk
            reports.append(report)
            locked.status, locked.with_district = Tip.Status.TAKEN_UP, False
            locked.save(update_fields=["status", "with_district"])
            end_review(locked, at=at, by=by)
        log_case("tip_taken_up", case, by=by, at=at, detail=f"report:{reports[0].id}")
    return reports[0]


def _as_report(tip: Tip, given: TakingUp, place: Building, into: UUID | None) -> ReportGiven:
    """The tip in the five blocks of a report, in the reporter's words."""
    weapon = {Tip.Said.YES: IncidentFacts.Weapon.MENTIONED, Tip.Said.NO: IncidentFacts.Weapon.NONE}
    incident = Incident(
        nature=tip.what,
        location=tip.place,
        background=f"When, as the tip says: {tip.happened}" if tip.happened else "",
        weapon=weapon.get(Tip.Said(tip.weapon), IncidentFacts.Weapon.UNKNOWN),
    )
    kept = tip.files.select_related("tip__key", "original__key", "display__key").order_by("number")
    works_here = Affiliation.EMPLOYEE_CURRENT if given.account or tip.about_staff == Tip.Said.YES else Affiliation.UNKNOWN
    subject = PartyGiven(
        role=Party.Role.SUBJECT, name=given.subject_name.strip(), affiliation=works_here, account=given.account, person=given.person
    )
    return ReportGiven(
        building=place,
        incident=incident,
        reported_at=tip.recorded_at,
        channel=Report.Channel.FORM,
        subject=subject,
        into=into,
        of_tip=tip.report,
        files=tuple(Stored(each.name, each.extension, each.original, each.display) for each in kept),
    )


def _locked(tips: Sequence[Tip], by: User, at: datetime, *states: str) -> list[Tip]:
    """The tips, locked in one order for everybody, each still undecided (or in one of these states)."""
    found = [locked_tip(pk, by=by, at=at) for pk in sorted(tip.pk for tip in tips)]
    allowed = states or (ReportStatus.RECEIVED, ReportStatus.REVIEWED)
    if not found or any(tip.report.state not in allowed for tip in found):
        raise Blocked((DECIDED,))
    return found


def _log(action: str, tip: Tip, by: User, at: datetime) -> None:
    audit.record(action, by=by, at=at, code=tip.code, about=("report", tip.report_id), district_id=tip.report.district_id)
