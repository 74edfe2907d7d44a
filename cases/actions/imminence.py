"""Is the threat imminent? Declared by anyone who may see the case, determined by the principal or a triage member."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from cases import access
from cases.actions.duties import start_duty
from cases.actions.facts import gather
from cases.actions.logs import log_case
from cases.actions.moves import move_case, touch_facts
from cases.actions.stamps import stamp
from cases.models import Case, Containment, ImminenceDetermination, indicators
from cases.workflow import Stage
from tat import clock, obligations
from tat.models import User
from tat.roles import Permission
from tat.workflow import Blocked

Answer = ImminenceDetermination.Answer
EMERGENCY_ACCESS = timedelta(hours=24)
TO_THE_TEAM = "ACT-TAT"

NO_ANSWER = "Nothing is determined yet. Choose “yes” or “no”; unsure counts as yes (4:190-AP2, Intake)."
NO_REASON = "A reason is needed for “no” as much as for “yes”. Write what shows that the threat is not imminent (4:190-AP2, Intake)."
CONTAIN_FIRST = (
    "Containment is open. Confirm it there once the threat is contained; that is what ends it, not a second determination"
    " (4:190-AP2, Intake)."
)
NOT_YET = "The time of the determination has not come yet. Correct the time."
TOO_EARLY = "It is determined before the report reached anybody. Check the time."
CLOSED = "This case is closed. Reopen it with the new information, or log a new report."


@dataclass(frozen=True, kw_only=True)
class Determining:
    """An answer as it is typed. `indicators` is code to observed, not_observed or unknown; the time is UTC, as stated.

    `indicators_edition` is that of the list on the form; without one it is today's.
    """

    answer: str
    rationale: str = ""
    indicators: Mapping[str, str] = field(default_factory=dict)
    indicators_edition: str = ""
    other_steps: str = ""
    determined_at: datetime | None = None


@transaction.atomic
def declare_imminent(*, case: Case, by: User) -> Case:
    """Open containment at once: no question, nothing that blocks (4:190-AP2, Intake; 4:170-AP1, Part G).

    Declaring twice is harmless. Whoever declares keeps the case in view while the emergency lasts. Raises Blocked for a closed case.
    """
    at = clock.now()
    locked = access.locked_case(case.id, by=by, permission=Permission.DECLARE_IMMINENT, at=at)
    if locked.stage != Stage.CONTAINMENT:
        declare(locked, Determining(answer=Answer.YES), by=by, at=at)
        log_case("imminent_declared", locked, by=by, at=at)
    return locked


@transaction.atomic
def determine_imminence(*, case: Case, by: User, given: Determining) -> ImminenceDetermination:
    """Record the principal's or a triage member's answer; the latest governs. “Yes” opens containment, “no” opens triage.

    Raises Blocked without an answer, for “no” without a reason, and for “no” while containment is open.
    """
    at = clock.now()
    locked = access.locked_case(case.id, by=by, permission=Permission.DETERMINE_IMMINENCE, at=at)
    found = determine(locked, given, by=by, at=at)
    log_case("imminence_determined", locked, by=by, at=at, occurred_at=found.determined_at)
    return found


def determine(case: Case, given: Determining, *, by: User, at: datetime) -> ImminenceDetermination:
    """The determination on a locked case. The calling action writes the log."""
    if problems := determining_problems(case.stage, given, at, case.reported_at):
        raise Blocked(problems)
    if given.answer == Answer.YES:
        return declare(case, given, by=by, at=at)
    found = _record(case, given, by=by, at=at)
    case.determined_at = found.determined_at
    case.save(update_fields=["determined_at"])
    touch_facts(case)
    _decided(case, found, by=by, at=at)
    return found


def declare(case: Case, given: Determining, *, by: User, at: datetime) -> ImminenceDetermination:
    """“Yes” on a locked case: containment opens, and the two duties that cannot wait. The calling action writes the log."""
    found = _record(case, given, by=by, at=at)
    Containment.objects.create(case=case, determination=found, **stamp(by, at))
    move_case(case, "declare_imminent", gather(case, at), determined_at=found.determined_at)
    touch_facts(case)
    _decided(case, found, by=by, at=at)
    with_the_team(case, proof_ref=f"imminence:{found.id}", by=by, at=at)
    for rule_code in ("IMM-SEO", "IMM-LE"):
        start_duty(rule_code, case, trigger_ref=f"imminence:{found.id}", triggered_at=found.determined_at, at=at, by=by)
    keep_in_view(case, by, at)
    return found


def keep_in_view(case: Case, user: User, at: datetime) -> None:
    """Nobody loses the case while the emergency lasts: who would, is let in for a day (a report taker; a member outside the circle)."""
    if not access.can(access.door(user, at), Permission.VIEW_CASE, case) and user.pk not in access.excluded_people(case, at):
        access.grant(case, to=user, until=at + EMERGENCY_ACCESS, reason=access.EMERGENCY, by=user, at=at)


def determining_problems(stage: str, given: Determining, at: datetime, reported_at: datetime) -> tuple[str, ...]:
    """What keeps an answer from being recorded. A page asks no seconds, so the minute of the report is early enough."""
    if stage in (Stage.CLOSED, Stage.MERGED):
        return (CLOSED,)
    if given.answer not in Answer.values:
        return (NO_ANSWER,)
    if stage == Stage.CONTAINMENT:
        return (CONTAIN_FIRST,)
    wrong = (
        (NO_REASON, given.answer == Answer.NO and not given.rationale.strip()),
        (NOT_YET, given.determined_at is not None and given.determined_at > at),
        (TOO_EARLY, given.determined_at is not None and given.determined_at < reported_at.replace(second=0, microsecond=0)),
    )
    return tuple(sentence for sentence, is_so in wrong if is_so)


def _record(case: Case, given: Determining, *, by: User, at: datetime) -> ImminenceDetermination:
    return ImminenceDetermination.objects.create(
        case=case,
        answer=given.answer,
        determined_at=given.determined_at or at,
        rationale=given.rationale.strip(),
        indicators=dict(given.indicators),
        indicators_edition=(given.indicators_edition or edition_in_force(case.district_id)) if given.indicators else "",
        other_steps=given.other_steps.strip(),
        **stamp(by, at),
    )


def edition_in_force(district_id: int) -> str:
    """The edition of the district's list of indicators today."""
    return indicators.in_force(district_id).edition


def with_the_team(case: Case, *, proof_ref: str, by: User | None, at: datetime) -> None:
    """Containment or triage has begun: the report has come to the team (4:190-AP2, Intake). The calling action writes the log."""
    obligations.meet_all(TO_THE_TEAM, ("case", case.id), at=at, by=by, proof_ref=proof_ref)


def _decided(case: Case, found: ImminenceDetermination, *, by: User, at: datetime) -> None:
    obligations.meet_all("IMM-DET", ("case", case.id), at=at, by=by, proof_ref=f"imminence:{found.id}")
