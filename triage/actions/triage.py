"""Triage's acts: begun, an opinion sealed, a member gone, the full team convened."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.access import locked_case
from cases.actions.conflicts import stand
from cases.actions.containment import confirm
from cases.actions.facts import gather
from cases.actions.logs import log_case
from cases.actions.moves import move_case
from cases.actions.stamps import stamp
from cases.concurrence import Answer, Outcome, opinion_problems
from cases.models import Case
from cases.workflow import Stage
from tat import clock, obligations
from tat.clock import CENTRAL
from tat.models import Standing, User
from tat.permissions import scope_of
from tat.roles import Permission, Role
from tat.workflow import Blocked
from triage.actions.outcome import convene, logged, settle
from triage.actions.panel import current_panel, leave, remaining, rows_of, seat_panel
from triage.models import TriageOpinion, TriageSeat
from triage.workflow import follow_up_problems

ALL_OPEN = "All opinions are open now. Add a note instead."
NO_SEAT = "You hold no seat on this panel: it was frozen when triage began. Add a note instead."
NOT_BEGUN = "Triage has not begun in this case, so no opinion can be given yet."
NEW_FACTS = (
    "New facts came while this page was open. Your text is still here."
    " Read what is new, then seal your opinion: the same, or another (4:190-AP2, Triage)."
)
ENDS_IT = "You lead this exercise, and nobody else can end it. Play on, or end it on its own page."
GONE = "This member is not on the panel any more."


@dataclass(frozen=True, kw_only=True)
class OpinionGiven:
    """One sealed opinion as it is typed. `facts_version` is that of the facts on the page, where a page was read."""

    answer: str
    reason: str
    addressed_by: str = ""
    follow_up_by: User | None = None
    follow_up_on: date | None = None
    facts_version: int | None = None


@transaction.atomic
def begin_triage(*, case: Case, by: User) -> Case:
    """Freeze the panel and ask each seat (4:190-AP2, Triage). Beginning twice is harmless.

    Raises Blocked while “no imminent threat” is not determined with a reason. Fewer than two members: the full team is convened.
    """
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.BEGIN_TRIAGE, at=at)
    if locked.stage == Stage.TRIAGE:
        return locked
    move_case(locked, "begin_triage", gather(locked, at), triage_at=at)
    seat_panel(locked, by=by, at=at)
    found = settle(locked, by=by, at=at)
    log_case("triage_begun", locked, by=by, at=at, detail=found.kind)
    return locked


@transaction.atomic
def confirm_containment(*, case: Case, by: User) -> Case:
    """The threat is contained, with its facts. A case from intake goes on to triage, with its panel; any other back to where it was.

    Raises Blocked with what is missing (handbook 3.4).
    """
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.CONFIRM_CONTAINMENT, at=at)
    on_to_triage = locked.stage_before == Stage.INTAKE
    confirm(locked, by=by, at=at)
    if on_to_triage:
        seat_panel(locked, by=by, at=at)
    if locked.stage == Stage.TRIAGE:
        settle(locked, by=by, at=at)
    log_case("containment_confirmed", locked, by=by, at=at)
    return locked


@transaction.atomic
def give_opinion(*, case: Case, by: User, given: OpinionGiven) -> Outcome:
    """Seal one's opinion, or replace it while the seal is closed; the rule then closes, convenes or waits.

    Raises Blocked without a seat, after the seal opened, for what the opinion lacks, and where it concurs on facts that are not the latest.
    """
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.GIVE_OPINION, at=at)
    seat = _own_seat(locked, by)
    today = at.astimezone(CENTRAL).date()
    problems = opinion_problems(given.answer, reason=given.reason, resource=given.addressed_by)
    problems += follow_up_problems(given.answer, given.follow_up_by, given.follow_up_on, today)
    if not problems and Answer(given.answer).concurs and given.facts_version not in (None, locked.facts_version):
        problems = (NEW_FACTS,)
    if problems:
        raise Blocked(problems)
    opinion = _seal(locked, seat, given, by, at)
    for row in rows_of(locked).filter(actor=by):
        obligations.meet(row, at=at, by=by, proof_ref=f"opinion:{opinion.id}")
    found = settle(locked, by=by, at=at)
    log_case(logged(found, "opinion_sealed"), locked, by=by, at=at)
    return found


@transaction.atomic
def step_aside(*, case: Case, by: User) -> None:
    """Leave the case without giving a reason; its pages close. What was given stays. A back-up follows where fewer than two are left.

    Raises Blocked for the lead of an exercise, whom nobody else could follow.
    """
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.GIVE_OPINION, at=at)
    if locked.practice and locked.opened_by_id == by.pk:
        raise Blocked((ENDS_IT,))
    seat = next((seat for seat in remaining(current_panel(locked)) if seat.member_id == by.pk), None)
    stand(locked, by, Standing.Capacity.ASIDE, by=by, at=at)
    if seat and locked.stage in (Stage.TRIAGE, Stage.CONTAINMENT):
        leave(locked, seat, TriageSeat.Left.ASIDE, by=by, at=at)
    found = settle(locked, by=by, at=at) if locked.stage == Stage.TRIAGE else None
    log_case(logged(found, "stepped_aside") if found else "stepped_aside", locked, by=by, at=at, detail="stepped_aside")


@transaction.atomic
def record_absence(*, case: Case, by: User, seat: TriageSeat) -> None:
    """Take an absent member from the panel: only the member or the superintendent can. The back-up is seated.

    Raises PermissionDenied for anybody else, Blocked for a seat that is left already.
    """
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.VIEW_CASE, at=at)
    if by.pk != seat.member_id and Role.SUPERINTENDENT not in scope_of(by, at).offices:
        raise PermissionDenied
    held = next((each for each in remaining(current_panel(locked)) if each.pk == seat.pk), None)
    if locked.stage != Stage.TRIAGE or held is None:
        raise Blocked((GONE,))
    leave(locked, held, TriageSeat.Left.ABSENT, by=by, at=at)
    found = settle(locked, by=by, at=at)
    log_case(logged(found, "absence_recorded"), locked, by=by, at=at, detail="absence_recorded")


@transaction.atomic
def convene_tat(*, case: Case, by: User) -> Case:
    """The case's principal or acting lead sends it to the full team; nobody may hold it back (handbook 4.2).

    Convening twice is harmless. Raises Blocked for a case that is not in triage.
    """
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.CONVENE_TAT, at=at)
    if locked.stage in (Stage.ASSESSMENT, Stage.MANAGEMENT) and locked.convened_at:
        return locked
    convene(locked, by=by, at=at)
    log_case("tat_convened", locked, by=by, at=at)
    return locked


def _own_seat(case: Case, by: User) -> TriageSeat:
    if case.stage != Stage.TRIAGE:
        raise Blocked((ALL_OPEN if case.triage_at else NOT_BEGUN,))
    seat = next((seat for seat in remaining(current_panel(case)) if seat.member_id == by.pk), None)
    if seat is None:
        raise Blocked((NO_SEAT,))
    return seat


def _seal(case: Case, seat: TriageSeat, given: OpinionGiven, by: User, at: datetime) -> TriageOpinion:
    low = given.answer == Answer.LOW_ADDRESSED
    return TriageOpinion.objects.create(
        case=case,
        seat=seat,
        answer=given.answer,
        reason=given.reason.strip(),
        addressed_by=given.addressed_by.strip() if low else "",
        follow_up_by=given.follow_up_by if low else None,
        follow_up_on=given.follow_up_on if low else None,
        facts_version=case.facts_version,
        **stamp(by, at),
    )
