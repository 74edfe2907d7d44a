"""Cases of the middle of the walk: everything a classification asks for, put on record by the people themselves."""

from typing import Any

from cases.actions.classification import LevelGiven, classify
from cases.actions.danger import DangerGiven, determine_danger
from cases.actions.findings import FindingGiven, add_finding, state_none_found
from cases.actions.interviews import Conversation, interview_not_held, record_interview
from cases.actions.positions import PositionGiven, take_position
from cases.actions.questions import AnswerGiven, answer_question
from cases.gates import GateReply
from cases.models import Case, Classification, DangerDetermination, Finding, KeyQuestion, Position
from tat import clock
from tat.models import Obligation, User
from tests.cast import Cast, a_case

NO_DANGER = {"danger": GateReply("no", "The counselor and the principal found no plan and no means.")}


def a_finding(**changes: Any) -> FindingGiven:
    """One finding under Subject, with its source."""
    given = {
        "domain": "S",
        "status": "observed",
        "factor": "S-02",
        "source": "interview",
        "text": "“Friday is his last day,” said on October 12.",
    }
    return FindingGiven(**(given | changes))


def a_determination(answer: str = "no", **changes: Any) -> DangerGiven:
    """A danger determination made a moment ago."""
    given = {
        "answer": answer,
        "determined_at": clock.now(),
        "subject_is_student": True,
        "facts": "Said twice that Friday is the last day, and showed a picture of a handgun.",
        "reason": "No means in reach, and a plan was never spoken of.",
    }
    return DangerGiven(**(given | changes))


def assessed(cast: Cast, *, danger: bool = True, **changes: Any) -> Case:
    """A case in which nothing but the classification itself is missing."""
    case = a_case(cast, "assessment", **changes)
    add_finding(case=case, by=cast.teacher, given=a_finding())
    for letter in "TEP":
        state_none_found(case=case, by=cast.teacher, domain=letter, reason="Asked two teachers and looked at the schedule.")
    hear(cast, case)
    for code in KeyQuestion.objects.in_force(case.district_id).values_list("code", flat=True):
        answer_question(
            case=case, by=cast.counselor, given=AnswerGiven(question=code, reading="neutral", text="Nothing that changes the picture.")
        )
    if danger:
        determine_danger(case=case, by=cast.principal, given=a_determination())
    case.refresh_from_db()
    return case


def hear(cast: Cast, case: Case) -> None:
    """The subject is heard; the others are not, for a reason."""
    talk = Conversation(
        interviewee="subject", started_at=clock.now(), statement="“I was angry. I will not do anything.”", language="English"
    )
    record_interview(case=case, by=cast.counselor, given=talk)
    for who in ("reporter", "target", "witness"):
        interview_not_held(case=case, by=cast.counselor, interviewee=who, reason="Asked the parents first; no answer yet.")


def a_level(level: str = "moderate", **changes: Any) -> LevelGiven:
    """A level with everything that its form asks."""
    given = {
        "level": level,
        "rationale": "Anger at one peer, no step toward an attack; access to a weapon is not known.",
        "fort_notes": {"R": "Weekly talks and a changed seat are proportionate."},
        "further_intervention": True,
        "further_intervention_reason": "Without a plan the conflict goes on.",
        "police_considered": False,
        "police_considered_reason": "No weapon is within reach.",
        "gates": NO_DANGER,
    }
    return LevelGiven(**(given | changes))


def signed(cast: Cast, level: str = "moderate", **changes: Any) -> Case:
    """A case with the lead's signature, positions outstanding."""
    case = assessed(cast)
    classify(case=case, by=cast.principal, given=a_level(level, **changes))
    case.refresh_from_db()
    return case


def latest(case: Case) -> Classification:
    return case.classification_set.order_by("-recorded_at").first()


def concur(cast: Cast, case: Case, user: User, stance: str = "concur", reason: str = "", by: User | None = None) -> Position:
    """This member's seat takes a position on the latest classification."""
    given = PositionGiven(seat_id=cast.seat(user).pk, stance=stance, reason=reason)
    return take_position(case=case, by=by or user, classification_id=latest(case).pk, given=given)


def others(cast: Cast) -> tuple[User, ...]:
    """The seats beside the lead's."""
    return (cast.teacher, cast.counselor, cast.psychologist, cast.social_worker, cast.officer)


def complete(cast: Cast, case: Case) -> None:
    for member in others(cast):
        concur(cast, case, member)
    case.refresh_from_db()


def rows(case: Case, rule: str, state: str = "open") -> list[Obligation]:
    return list(Obligation.objects.filter(about_id=case.id, rule=rule, state=state).order_by("triggered_at", "trigger_ref"))


def open_rules(case: Case) -> set[str]:
    return set(Obligation.objects.open().about("case", case.id).values_list("rule", flat=True))


__all__ = [
    "DangerDetermination",
    "Finding",
    "a_determination",
    "a_finding",
    "a_level",
    "assessed",
    "complete",
    "concur",
    "hear",
    "latest",
    "open_rules",
    "others",
    "rows",
    "signed",
]
