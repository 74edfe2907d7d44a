"""The dated update of a managed case, at least every thirty days until it is resolved (4:190-AP2; handbook 7.7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases import access
from cases.actions.asked_again import answer_again
from cases.actions.changes import tell_team
from cases.actions.logs import log_case
from cases.actions.moves import touch_facts
from cases.actions.plan import start_updates
from cases.actions.stamps import stamp
from cases.actions.triggers import Kind, note_trigger
from cases.gates import GateReply, Moment
from cases.models import Case, CaseUpdate, GateAnswer, Plan
from tat import clock, obligations
from tat.models import User
from tat.roles import Permission
from tat.workflow import Blocked

CLOSED = "This case is closed; updates have stopped. Reopen it with a reason, or add a note."
NO_PLAN = "No plan is adopted yet, so no update is due. Adopt the plan first, or add a note."
NO_STATUS = "Write how the subject is doing. “No change” is an answer if you checked; say how (4:190-AP2)."
NO_FIT = "Say whether the level still fits."


@dataclass(frozen=True, kw_only=True)
class UpdateGiven:
    """An update as a person writes it (handbook 7.7)."""

    status_of_subject: str
    responses: str = ""
    new_information: str = ""
    target_contact: str = ""
    coming_up: str = ""
    level_fits: str = ""
    is_change: bool = False
    no_longer_poses_threat: bool = False


@transaction.atomic
def submit_update(*, case: Case, by: User, given: UpdateGiven, gates: Mapping[str, GateReply] | None = None) -> CaseUpdate:
    """Write one update: it meets the running UPD-30, and its local date is day 0 of the next. An update that is late stays late.

    A change is told to each seat; an answer “yes” to a gate starts its duties. Raises Blocked with what is missing.
    """
    at = clock.now()
    locked = access.locked_case(case.id, by=by, permission=Permission.SUBMIT_UPDATE, at=at)
    if problems := _problems(locked, given):
        raise Blocked(problems)
    update = CaseUpdate.objects.create(case=locked, **vars(given), **stamp(by, at))
    answered = answer_again(locked, gates or {}, moment=Moment.UPDATE, by=by, at=at)
    ref = f"update:{update.id}"
    obligations.meet_all("UPD-30", ("case", locked.id), at=at, by=by, proof_ref=ref)
    start_updates(locked, ref, at, by=by, at=at)
    locked.last_update_at = at
    locked.save(update_fields=["last_update_at"])
    if _brings_facts(update, answered):
        touch_facts(locked)
    _asks_for_a_look(locked, update, answered, by, at)
    if update.is_change:
        tell_team(locked, ref=ref, by=by, at=at)
    log_case("update_submitted", locked, by=by, at=at, detail=ref)
    return update


def _problems(case: Case, given: UpdateGiven) -> tuple[str, ...]:
    if not case.is_open():
        return (CLOSED,)
    if not case.plan_set.filter(state=Plan.State.ADOPTED).exists():
        return (NO_PLAN,)
    wrong = (
        (NO_STATUS, not given.status_of_subject.strip()),
        (NO_FIT, given.level_fits not in CaseUpdate.LevelFits.values),
    )
    return tuple(sentence for sentence, is_so in wrong if is_so)


def _asks_for_a_look(case: Case, update: CaseUpdate, answered: list[GateAnswer], by: User, at: datetime) -> None:
    """A level that no longer fits, and a weapon that nobody knew of (handbook 7.8)."""
    if update.level_fits == CaseUpdate.LevelFits.NO:
        note_trigger(case, Kind.LEVEL, ref=f"update:{update.id}", by=by, at=at)
    if any(answer.gate == "firearm" and answer.answer == GateAnswer.Answer.YES for answer in answered):
        note_trigger(case, Kind.WEAPON, ref=f"update:{update.id}", by=by, at=at)


def _brings_facts(update: CaseUpdate, answered: list[GateAnswer]) -> bool:
    """Whether positions and opinions were given on older facts than these."""
    return bool(update.new_information) or any(answer.answer == GateAnswer.Answer.YES for answer in answered)
