"""The gates: each answer is kept, and a “yes” starts the duties whose trigger it is (handbook 3.2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases.actions.changes import tell_team
from cases.actions.duties import start_duty
from cases.actions.stamps import stamp
from cases.gates import GateReply, problems
from cases.models import Affiliation, Case, DangerDetermination, GateAnswer, IncidentFacts, Note, Party
from tat import obligations
from tat.models import User
from tat.models.prepared import Given, Prepared
from tat.workflow import Blocked

DANGER = (
    "It was answered that a qualified person has determined a clear and present danger. The principal records the determination:"
    " the 24 hours of the report to the State Police count from it."
)
# What a “yes” starts at once; every other duty of a gate waits for its own trigger (a verified incident, a release, a questioning).
STARTED_BY: dict[str, tuple[str, ...]] = {
    "firearm": ("OFF-FIR", "FIR-LE", "FIR-PG"),
    "gun_violence": ("OFF-FIR", "FIR-LE", "GUN-PG"),
    "drugs": ("DRG-48",),
    "battery": ("BAT-LE", "BAT-SIRS"),
    "questioning": ("Q-STU",),
    "abuse": ("OTH-DCFS",),
    "safety": ("SAFE-LE",),
}
STARTED_WHEN_VERIFIED: dict[str, tuple[str, ...]] = {"firearm": ("FIR-LE2", "FIR-SIRS"), "drugs": ("DRG-LE2", "DRG-SIRS")}
SIRS = frozenset({"FIR-SIRS", "DRG-SIRS", "BAT-SIRS"})
"""They stand in the reporting year of the local day on which it happened, whenever the school heard of it (handbook 8.9)."""
OF_A_STUDENT = frozenset({"FIR-PG", "GUN-PG", "DRG-48"})
OWN_DUTY = frozenset({"OFF-FIR", "OTH-DCFS"})


def answer_gates(
    case: Case, replies: Mapping[str, GateReply], *, moment: str, by: User, at: datetime, known_at: datetime | None = None
) -> list[GateAnswer]:
    """Keep the answers on a locked case and start what each “yes” starts; `known_at` is when it became known, as stated (UTC).

    Raises Blocked for a “no” without the reason it needs. The calling action writes the log.
    """
    if wrong := problems(replies):
        raise Blocked(wrong)
    answers = GateAnswer.objects.bulk_create(
        GateAnswer(case=case, gate=code, moment=moment, known_at=known_at or at, **vars(reply), **stamp(by, at))
        for code, reply in replies.items()
        if reply.answer in GateAnswer.Answer.values
    )
    for answer in answers:
        if answer.answer == GateAnswer.Answer.YES:
            _start(case, answer, known_at or at, by=by, at=at)
    return answers


def starts(rule_code: str, replies: Mapping[str, GateReply]) -> bool:
    """Whether a “yes” among these starts that duty."""
    return any(reply.answer == GateAnswer.Answer.YES and rule_code in STARTED_BY.get(code, ()) for code, reply in replies.items())


def _start(case: Case, answer: GateAnswer, known_at: datetime, *, by: User, at: datetime) -> None:
    student = subject_is_student(case)
    for rule_code in (*STARTED_BY.get(answer.gate, ()), *_when_verified(answer)):
        if student or rule_code not in OF_A_STUDENT:
            actor = by if rule_code in OWN_DUTY else None
            began = _happened(case, known_at) if rule_code in SIRS else known_at
            start_duty(rule_code, case, trigger_ref=f"gate:{answer.id}", triggered_at=began, at=at, by=by, actor=actor)


def _when_verified(answer: GateAnswer) -> tuple[str, ...]:
    return STARTED_WHEN_VERIFIED.get(answer.gate, ()) if answer.is_verified else ()


def now_verified(case: Case, answer: GateAnswer, *, by: User, at: datetime) -> None:
    """A “yes” that stood before is verified by now: what waited for that starts, once. The calling action writes the log."""
    for rule_code in _when_verified(answer):
        began = _happened(case, at) if rule_code in SIRS else at
        start_duty(rule_code, case, trigger_ref=f"gate:{answer.id}", triggered_at=began, at=at, by=by)


def _happened(case: Case, known_at: datetime) -> datetime:
    """When it happened, as the latest report says it, else when it became known; the facts of the incident correct it later."""
    latest = IncidentFacts.objects.filter(case=case).order_by("-recorded_at", "-id").values_list("occurred_at", flat=True).first()
    return min(latest or known_at, known_at)


def danger_is_told(case: Case, answers: list[GateAnswer], *, by: User, at: datetime) -> None:
    """A determined danger is not recorded yet: a note asks the principal to record it, and waits on Home for each seat of the circle.

    Its 24 hours count from the determination, which the principal alone records (430 ILCS 66/105). The calling action writes the log.
    """
    asked = any(answer.gate == "danger" and answer.answer == GateAnswer.Answer.YES for answer in answers)
    if asked and not case.dangerdetermination_set.filter(answer=DangerDetermination.Answer.YES).exists():
        note = Note.objects.create(case=case, text=DANGER, is_change=True, **stamp(by, at))
        tell_team(case, ref=f"note:{note.id}", by=by, at=at)


def weapon_seen(case: Case, facts: IncidentFacts, *, by: User, at: datetime, known_at: datetime, firearm_answer: str) -> None:
    """A weapon seen or in hand: police at once. Until somebody knows that it is no firearm it counts as one (handbook 11, example 65)."""
    if facts.weapon != IncidentFacts.Weapon.SEEN or firearm_answer == GateAnswer.Answer.YES:
        return
    rule_code = "SAFE-LE" if firearm_answer == GateAnswer.Answer.NO else "FIR-LE"
    start_duty(rule_code, case, trigger_ref=f"facts:{facts.id}", triggered_at=known_at, at=at, by=by, urgent=True)


def office_told(case: Case, *, by: User, at: datetime) -> bool:
    """The principal's office knows of the firearm report once the principal has opened it; whether that ended a duty."""
    told = obligations.meet_all("OFF-FIR", ("case", case.id), at=at, by=by, proof_ref=f"case:{case.id}")
    return bool(told)


def subject_is_student(case: Case) -> bool:
    """Whether a subject of the case is, was or may become a student; one of whom that is not known yet counts as a student."""
    known = (stated or on_record or Affiliation.UNKNOWN for stated, on_record in AFFILIATIONS(case=case.id))
    return any(Affiliation(each).may_be_student for each in known)


def _affiliations() -> Any:
    return Party.objects.filter(case=Given("case"), role=Party.Role.SUBJECT).values_list("affiliation", "person__affiliation")


AFFILIATIONS: Prepared[tuple[str, str | None]] = Prepared(_affiliations)
