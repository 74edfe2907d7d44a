"""Cases from the assessment on, each made by the acts of the people themselves: classified, planned, updated, closed."""

from typing import Any

from cases.actions.classification import LevelGiven, classify
from cases.actions.closing import ClosingGiven, close_case
from cases.actions.contacts import ContactGiven, record_contact
from cases.actions.danger import DangerGiven, determine_danger
from cases.actions.findings import FindingGiven, add_finding, state_none_found
from cases.actions.interviews import interview_not_held
from cases.actions.plan import PlanWords, adopt_plan, adoption_token, save_plan
from cases.actions.plan_facts import current_plan, read_plan, strategies_of
from cases.actions.positions import PositionGiven, take_position
from cases.actions.questions import AnswerGiven, answer_question
from cases.actions.strategies import StrategyWords, add_strategies, change_strategy
from cases.actions.updates import UpdateGiven, submit_update
from cases.gates import GateReply
from cases.models import Case, CaseUpdate, Closing, Contact, KeyQuestion, Plan, PlanStrategy
from tat import clock
from tat.models import Obligation, User
from tests.cast import Cast, a_case
from tests.kept import kept
from triage.actions.meetings import record_meeting

NO_DANGER = "No serious threat against a person who could be named."


@kept
def assessed(cast: Cast, found: str = "ST", **changes: Any) -> Case:
    """A case ready for its classification, with a finding under each letter of `found` and nothing under the others."""
    case = a_case(cast, "assessment", **changes)
    put_on_record(cast, case, found)
    return case


def put_on_record(cast: Cast, case: Case, found: str = "ST") -> None:
    """Everything that the classification of a case in assessment asks for."""
    by = cast.teacher
    came = list(cast.team.seats.filter(kind="core").values_list("pk", flat=True))
    record_meeting(case=case, by=cast.principal, held_at=clock.now(), attended=came, police="present")
    for letter in "STEP":
        if letter in found:
            given = FindingGiven(domain=letter, kind="WS", status="observed", source="interview", text="Seen twice this week.")
            add_finding(case=case, by=by, given=given)
        else:
            state_none_found(case=case, by=by, domain=letter, reason="Looked at schedules and routes; nothing stands out.")
    for who in ("subject", "reporter"):
        interview_not_held(case=case, by=by, interviewee=who, reason="The counselor's talk of the same day covers it.")
    for code in KeyQuestion.objects.in_force(case.district_id).values_list("code", flat=True):
        answer_question(case=case, by=by, given=AnswerGiven(question=code, reading="neutral", text="Two teachers agree."))
    no_danger = DangerGiven(answer="no", determined_at=clock.now(), reason=NO_DANGER, subject_is_student=True)
    determine_danger(case=case, by=cast.principal, given=no_danger)


@kept
def classified(cast: Cast, level: str = "moderate", *, measures: bool = False, **changes: Any) -> Case:
    """A case whose level is in force with every position in."""
    case = assessed(cast, **changes)
    signed(cast, case, level, measures=measures)
    case.refresh_from_db()
    return case


def signed(cast: Cast, case: Case, level: str, *, measures: bool = False, everybody: bool = True) -> None:
    """The principal signs a level, and every other seat concurs, or none yet."""
    given = LevelGiven(
        level=level,
        rationale="It fits what was found; the next one up does not.",
        fort_notes={"R": "The smallest steps that are enough."},
        further_intervention=False,
        further_intervention_reason="The plan is enough.",
        police_considered=False,
        police_considered_reason="Talked over with the officer; no need found.",
        measures=measures,
        gates={"danger": GateReply(answer="no", reason=NO_DANGER)},
    )
    found = classify(case=case, by=cast.principal, given=given)
    others = cast.team.seats.filter(kind="core").exclude(user=cast.principal).select_related("user")
    for seat in others if everybody else ():
        position = PositionGiven(seat_id=seat.pk, stance="concur")
        take_position(case=case, by=seat.user, classification_id=found.pk, given=position)


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


@kept
def drafted(cast: Cast, case: Case, codes: str = "SUB-1a TGT-3", **changes: Any) -> Plan:
    """A draft that is ready to adopt."""
    found = current_plan(case)
    save_plan(case=case, by=cast.counselor, version=found.token if found else "", words=words(cast, **changes))
    add_strategies(case=case, by=cast.counselor, codes=codes.split(), words=StrategyWords(owner=cast.counselor, status="active"))
    draft = current_plan(case)
    assert draft is not None
    return draft


@kept
def adopted(cast: Cast, case: Case, **changes: Any) -> Plan:
    """The draft adopted as the principal reads it."""
    return adopt_plan(case=case, by=cast.principal, version=token(case), **changes)


def token(case: Case) -> str:
    """What the lead would sign now."""
    return adoption_token(read_plan(case, clock.now()))


@kept
def planned(cast: Cast, level: str = "moderate", **changes: Any) -> Case:
    """A case with an adopted plan: it is managed, and its days between updates run."""
    case = classified(cast, level, **changes)
    drafted(cast, case)
    adopted(cast, case)
    case.refresh_from_db()
    return case


def strategy(case: Case, code: str) -> PlanStrategy:
    """The strategy of that code in the plan as it stands now."""
    return next(row for row in strategies_of(case, current_plan(case)) if row.strategy == code)


def change(cast: Cast, case: Case, code: str, **changes: Any) -> PlanStrategy:
    """One strategy changed by the case manager, the rest of it as it stands."""
    row = strategy(case, code)
    given = StrategyWords(**({name: getattr(row, name) for name in StrategyWords.__dataclass_fields__} | changes))
    return change_strategy(case=case, by=cast.counselor, strategy_id=row.id, version=row.version, words=given)


@kept
def updated(cast: Cast, case: Case, **changes: Any) -> CaseUpdate:
    """An update by the case manager."""
    gates = changes.pop("gates", None)
    given = {"status_of_subject": "No change; asked the subject and two teachers.", "level_fits": "yes"}
    return submit_update(case=case, by=cast.counselor, given=UpdateGiven(**(given | changes)), gates=gates)


@kept
def contacted(cast: Cast, case: Case, *, by: User | None = None, corrects: Contact | None = None, **changes: Any) -> Contact:
    """An entry of the contact log by whoever keeps in touch, or a correction of one."""
    given = {
        "who": "subject",
        "kind": "in_person",
        "said": "Sat with friends at lunch; all was fine.",
        "occurred_at": clock.now(),
    }
    earlier = corrects.pk if corrects else None
    return record_contact(case=case, by=by or cast.social_worker, given=ContactGiven(**(given | changes)), corrects=earlier)


def closed(cast: Cast, case: Case, **changes: Any) -> Closing:
    """The case closed by its principal."""
    given = {"reason": "resolved", "basis": "Three calm months; the grievance is settled.", "no_longer_poses_threat": True, "owners": {}}
    found = close_case(case=case, by=cast.principal, given=ClosingGiven(**(given | changes)))
    case.refresh_from_db()
    return found


def running(case: Case, rule: str = "UPD-30") -> Obligation:
    """The one open duty of this rule about the case."""
    return Obligation.objects.open().about("case", case.id).get(rule=rule)


def local(moment: Any) -> str:
    """An instant as the local day and time: 2026-10-14 23:59."""
    return f"{moment.astimezone(clock.CENTRAL):%Y-%m-%d %H:%M}"
