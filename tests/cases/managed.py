"""Cases from the classification on: assessed and classified, planned, updated, closed, each by the acts of the people themselves."""

from typing import Any

from cases.actions.duties import start_duty
from cases.actions.plan import PlanWords, adopt_plan, adoption_token, save_plan
from cases.actions.plan_facts import current_plan, read_plan, strategies_of
from cases.actions.stamps import stamp
from cases.actions.strategies import StrategyWords, add_strategies
from cases.actions.updates import UpdateGiven, submit_update
from cases.models import Case, Classification, DangerDetermination, Finding, Plan, PlanStrategy, Position
from tat import clock, obligations
from tests.cast import Cast, a_case


def classified(cast: Cast, level: str = "moderate", *, measures: bool = False, domains: str = "ST", **changes: Any) -> Case:
    """A case whose level is in force with every position in."""
    case = a_case(cast, "assessment", **changes)
    at = clock.now()
    for domain in domains:
        Finding.objects.create(
            case=case, domain=domain, kind="WS", status="observed", source="interview", text="Seen twice this week.", **stamp(cast.teacher, at)
        )
    DangerDetermination.objects.create(
        case=case, answer="no", capacity="administrator", determined_at=at, subject_is_student=True, reason="No plan, no means.", **stamp(cast.principal, at)
    )
    needs_plan = level in ("moderate", "high", "imminent") or measures
    found = Classification.objects.create(
        case=case,
        level=level,
        rationale="It fits, the next one does not.",
        fort_notes={"R": "The responses are proportionate."},
        further_intervention=False,
        police_considered="no",
        police_considered_reason="No weapon.",
        measures=measures,
        signed_hash=b"x" * 32,
        facts_version=case.facts_version,
        in_force_at=at,
        complete_at=at,
        **stamp(cast.principal, at),
    )
    for seat in cast.team.seats.filter(kind="core"):
        Position.objects.create(case=case, classification=found, seat=seat, stance="concur", covers_hash=b"x" * 32, **stamp(seat.user, at))
    case.level, case.classified_at = level, at
    case.stage = "management" if needs_plan else "assessment"
    case.save(update_fields=["level", "classified_at", "stage"])
    obligations.meet_all("TAT-CLS", ("case", case.id), at=at, by=cast.principal)
    obligations.meet_all("TAT-CONV", ("case", case.id), at=at, by=cast.principal)
    if needs_plan:
        start_duty("PLAN", case, trigger_ref=f"classification:{found.id}", triggered_at=at, at=at, by=cast.principal)
    return case


def words(cast: Cast, **changes: Any) -> PlanWords:
    """A plan's words, with the counselor as case manager and the social worker keeping in touch."""
    given = {
        "facts_relied_on": "Two witnesses and the subject agree on what was said.",
        "goals": "Calm now, belonging later.",
        "least_intrusive": "Daily contact is enough while nobody is named and no means are in reach.",
        "contact_plan": "The social worker, daily at 8:05.",
        "case_manager": cast.counselor,
        "engager": cast.social_worker,
    }
    return PlanWords(**(given | changes))


def drafted(cast: Cast, case: Case, codes: str = "SUB-1a TGT-3", **changes: Any) -> Plan:
    """A draft that is ready to adopt."""
    found = current_plan(case)
    save_plan(case=case, by=cast.counselor, version=found.token if found else "", words=words(cast, **changes))
    add_strategies(case=case, by=cast.counselor, codes=codes.split(), words=StrategyWords(owner=cast.counselor, status="active"))
    return current_plan(case)


def adopted(cast: Cast, case: Case) -> Plan:
    """The draft adopted as the principal reads it."""
    return adopt_plan(case=case, by=cast.principal, version=token(case))


def token(case: Case) -> str:
    """What the lead would sign now."""
    return adoption_token(read_plan(case, clock.now()))


def planned(cast: Cast, level: str = "moderate", **changes: Any) -> Case:
    """A case with an adopted plan: it is managed, and its days between updates run."""
    case = classified(cast, level, **changes)
    drafted(cast, case)
    adopted(cast, case)
    case.refresh_from_db()
    return case


def strategy(case: Case, code: str) -> PlanStrategy:
    """The strategy of that code in the plan as it stands now, with its answers."""
    return next(row for row in strategies_of(case, current_plan(case)) if row.strategy == code)


def updated(cast: Cast, case: Case, **changes: Any) -> Any:
    """An update by the case manager."""
    given = {"status_of_subject": "No change; asked the subject and two teachers.", "level_fits": "yes"}
    return submit_update(case=case, by=cast.counselor, given=UpdateGiven(**(given | changes)))
