"""What the opinions come to: the case closes at triage, the full team is convened, or triage waits."""

from datetime import datetime

from cases.access import excluded_people
from cases.actions.conflicts import seats_in_force
from cases.actions.duties import end_with_case, start_duty
from cases.actions.moves import move_case
from cases.actions.stamps import stamp
from cases.actions.transfers import fall_away
from cases.concurrence import CLOSE, CONVENE, OPEN, Answer, Outcome
from cases.models import Case, Closing, IncidentFacts, Party, instrument
from cases.workflow import CaseFacts, ClosingReason
from tat import notices, obligations
from tat.models import Seat, User
from tat.models.prepared import Given, Prepared
from triage.actions.panel import RULE, ask_anew, current_panel, panel_facts, remaining, unseat_conflicted
from triage.models import TriageOpinion, TriageSeat

LOGGED = {CLOSE: "triage_closed", CONVENE: "tat_convened"}
CONVENED = "convened"


def settle(case: Case, *, by: User | None, at: datetime, silence: bool = False) -> Outcome:
    """Let the one rule decide on a locked case in triage, and carry it out. The calling action writes the log.

    `silence` says that the time for triage is over. This is the only way by which a case closes at triage.
    """
    unseat_conflicted(case, by=by, at=at)
    seats = current_panel(case)
    facts = panel_facts(case, seats, silence=silence)
    found = facts.outcome
    if found.kind == CLOSE:
        _close(case, facts, found, seats, by, at)
    elif found.kind == CONVENE:
        convene(case, by=by, at=at)
    else:
        ask_anew(case, [seat for seat in seats if seat.id in found.stale], by=by, at=at)
    return found


def logged(found: Outcome, otherwise: str) -> str:
    """The action's word in the log: what it brought about, and nothing of an opinion while the seal is closed."""
    return otherwise if found.kind == OPEN else LOGGED[found.kind]


def convene(case: Case, *, by: User | None, at: datetime) -> None:
    """The seal opens, the circle widens, the panel's duties end, the team's begin. The calling action writes the log."""
    seats = current_panel(case)
    _open_seal(case, at)
    move_case(case, "convene_tat", CaseFacts(), convened_at=at, instrument=instrument(case.district_id))
    about = ("case", case.id)
    obligations.supersede_all(RULE, about, at=at, by=by, reason_code="tat_convened")
    trigger_ref = f"convened:{case.id}:{seats[-1].panel if seats else 0}"
    duty = start_duty("TAT-CONV", case, trigger_ref=trigger_ref, triggered_at=at, at=at, by=by, urgent=is_urgent(case))
    start_duty("TAT-CLS", case, trigger_ref=trigger_ref, triggered_at=at, at=at, by=by)
    kept_out = excluded_people(case, at)
    away = kept_out | ({by.pk} if by else set())
    told = {seat.user_id for seat in seats_in_force(case, at) if seat.kind == Seat.Kind.CORE and seat.user_id and seat.user_id not in away}
    notices.tell([notices.Telling(duty, CONVENED, user_id) for user_id in sorted(told)], at=at)


def is_urgent(case: Case) -> bool:
    """Whether a weapon plays a part or a target is identified: then the team meets the same day (handbook 4.3)."""
    armed = [IncidentFacts.Weapon.SEEN, IncidentFacts.Weapon.MENTIONED]
    targets = Party.objects.filter(case=case, role=Party.Role.TARGET)
    return targets.exists() or IncidentFacts.objects.filter(case=case, weapon__in=armed).exists()


def _close(case: Case, facts: CaseFacts, found: Outcome, seats: list[TriageSeat], by: User | None, at: datetime) -> None:
    """Every seat concurs: the seal opens and the case closes; a low concern keeps who follows it up, and until when."""
    _open_seal(case, at)
    move_case(case, "close_at_triage", facts, closed_at=at, closed_reason=ClosingReason.AT_TRIAGE)
    follow_up = _follow_up(seats) if found.needs_follow_up else None
    Closing.objects.create(
        case=case,
        kind=Closing.Kind.CLOSED,
        reason=ClosingReason.AT_TRIAGE,
        basis=found.why,
        follow_up_by=follow_up.follow_up_by if follow_up else None,
        follow_up_on=follow_up.follow_up_on if follow_up else None,
        **stamp(by, at),
    )
    obligations.supersede_all(RULE, ("case", case.id), at=at, by=by, reason_code="triage_closed")
    fall_away(case, by=by, at=at)
    end_with_case(case, by=by, at=at)


def _follow_up(seats: list[TriageSeat]) -> TriageOpinion | None:
    """The opinion whose follow-up holds: the earliest date that any remaining seat named."""
    low = [each for each in latest_opinions(remaining(seats)).values() if each.answer == Answer.LOW_ADDRESSED and each.follow_up_on]
    return min(low, key=lambda each: each.follow_up_on, default=None)  # type: ignore[arg-type, return-value]


def latest_opinions(seats: list[TriageSeat]) -> dict[object, TriageOpinion]:
    """The last version of each seat's opinion, by seat."""
    given = OPINIONS(seats=[seat.pk for seat in seats]) if seats else []
    return {each.seat_id: each for each in given}


OPINIONS: Prepared[TriageOpinion] = Prepared(
    lambda: TriageOpinion.objects.filter(seat__any_of=Given("seats")).select_related("seat", "case__key").order_by("recorded_at")
)


def _open_seal(case: Case, at: datetime) -> None:
    """Of the case and of those merged into it: until now nobody read what another had written on the same concern."""
    TriageOpinion.objects.filter(case__in=case.with_merged(), opened_at=None).update(opened_at=at)
