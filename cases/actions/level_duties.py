"""A level takes effect: the earlier one is replaced, and the duties that the level brings start at once."""

from datetime import datetime

from cases.actions.duties import start_duty
from cases.levels import Level, is_lower, obligations_for
from cases.models import Case, Classification, Party, Plan
from tat import obligations
from tat.models import Obligation, User

URGENT = frozenset({Level.HIGH, Level.IMMINENT})


def take_effect(case: Case, classification: Classification, *, by: User | None, at: datetime) -> None:
    """Put a level in force on a locked case, and start its duties. No duty that an earlier level started ends by this.

    The calling action makes the move and writes the log.
    """
    before = case.classification_set.filter(replaced_at=None, in_force_at__isnull=False).exclude(pk=classification.pk).first()
    in_force = before if case.level else None
    case.classification_set.filter(replaced_at=None).exclude(pk=classification.pk).update(replaced_at=at)
    classification.in_force_at = at
    classification.save(update_fields=["in_force_at"])
    case.level, case.classified_at = classification.level, at
    case.save(update_fields=["level", "classified_at"])
    for rule_code in brought_by(classification, in_force):
        _start(rule_code, case, classification, by, at)


def brought_by(classification: Classification, before: Classification | None) -> tuple[str, ...]:
    """Codes of the duties to start. A level that is not higher than the one in force starts only what that one had not brought."""
    codes = _codes(classification)
    if before is None or is_lower(before.level, classification.level):
        return codes
    had = _codes(before)
    return tuple(code for code in codes if code not in had or code == "LVL-CONS")


def _codes(classification: Classification) -> tuple[str, ...]:
    """Further intervention that nobody has answered, as at a raise, counts as yes until somebody has."""
    further = classification.further_intervention is not False
    return obligations_for(Level(classification.level), further, classification.measures)


def _start(rule_code: str, case: Case, classification: Classification, by: User | None, at: datetime) -> None:
    if rule_code == "LVL-TGT":
        start_target_duties(case, classification, by=by, at=at)
    elif rule_code == "LVL-CONS":
        _considered(case, classification, by, at)
    elif rule_code != "PLAN" or not _plan_stands(case):
        urgent = rule_code == "LVL-NTF" and classification.level in URGENT
        start_duty(rule_code, case, trigger_ref=_ref(classification), triggered_at=at, at=at, by=by, urgent=urgent)


def start_target_duties(case: Case, classification: Classification, *, by: User | None, at: datetime) -> list[Obligation]:
    """One LVL-TGT duty per target; a target that became known later gets its own, and asking again is harmless.

    A subject who is the target too has the case plan.
    """
    targets = Party.objects.filter(case=case, role=Party.Role.TARGET).exclude(kind=Party.Kind.SELF).order_by("recorded_at", "id")
    return [
        start_duty("LVL-TGT", case, trigger_ref=target_ref(classification, target), triggered_at=at, at=at, by=by) for target in targets
    ]


def target_ref(classification: Classification, target: Party) -> str:
    """The trigger of one target's duty under one classification: both ids, without their hyphens to fit the column."""
    return f"party:{target.id.hex}:{classification.id.hex}"


def _considered(case: Case, classification: Classification, by: User | None, at: datetime) -> None:
    """Law enforcement is considered with the classification itself: the duty opens and is met in one act."""
    duty = start_duty("LVL-CONS", case, trigger_ref=_ref(classification), triggered_at=at, at=at, by=by, anchor=at)
    obligations.meet(duty, at=at, by=by, proof_ref=_ref(classification))


def _plan_stands(case: Case) -> bool:
    """Whether a plan is in force or already asked for."""
    asked = Obligation.objects.open().about("case", case.id).filter(rule="PLAN").exists()
    return asked or Plan.objects.filter(case=case, state=Plan.State.ADOPTED).exists()


def _ref(classification: Classification) -> str:
    return f"classification:{classification.id}"
