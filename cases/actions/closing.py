"""Closing a case: what holds it is met, what is carried on has a named owner, and the basis is written (handbook 7.9)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cases import access
from cases.actions.carriers import carriers
from cases.actions.conflicts import stand
from cases.actions.duties import ENDS_WITH_CASE, end_with_case
from cases.actions.facts import gather
from cases.actions.locks import Unfit
from cases.actions.logs import log_case
from cases.actions.members import people_in
from cases.actions.moves import move_case
from cases.actions.plan_facts import letters_of
from cases.actions.stamps import stamp
from cases.actions.triggers import Answer, answer_triggers
from cases.models import Case, Closing
from cases.workflow import MOVES, CaseFacts, unmet
from tat import clock, obligations
from tat.models import Obligation, Standing, User
from tat.models.prepared import Given, Prepared
from tat.roles import Permission
from tat.statutes import RULES

NO_OWNER = "“{duty}” goes on after the case is closed. Name who carries it."
FIELDS = {"threat_ended": "basis", "closing_reasoned": "reason", "target_told": "target_told"}
"""Where on the closing form a check of the table is mended; the rest is mended on other pages."""
NOT_A_PERSON = "{name} cannot carry “{duty}”. Choose who works on this case, or for an office’s own duty who holds the office."


@dataclass(frozen=True, kw_only=True)
class ClosingGiven:
    """What the closing form says. `owners` names a person for each open duty that is carried on, by the duty's id."""

    reason: str
    basis: str = ""
    no_longer_poses_threat: bool = False
    target_told: str = ""
    fort_notes: Mapping[str, str] = field(default_factory=dict)
    owners: Mapping[UUID, User]


@transaction.atomic
def close_case(*, case: Case, by: User, given: ClosingGiven) -> Closing:
    """Close the case by its principal or acting lead. Updates stop; the record stays as long as the law says.

    What ends with a case is superseded, every other open duty goes on with its owner. Raises Blocked with all that is missing.
    """
    at = clock.now()
    locked = access.locked_case(case.id, by=by, permission=Permission.CLOSE_CASE, at=at)
    carried = carried_duties(locked, at)
    facts = gather(locked, at, **_proposed(given))
    if MOVES["close_case"].starts_from(locked.stage):
        _check(facts, _owner_problems(locked, carried, given.owners, at))
    move_case(locked, "close_case", facts, closed_at=at, closed_reason=given.reason)
    closing = Closing.objects.create(
        case=locked,
        kind=Closing.Kind.CLOSED,
        reason=given.reason,
        basis=given.basis,
        target_told=given.target_told,
        fort_notes=dict(given.fort_notes),
        **stamp(by, at),
    )
    answer_triggers(locked, Answer.CLOSED, ref=f"closing:{closing.id}", by=by, at=at)
    end_with_case(locked, by=by, at=at)
    on_case = set(people_in(locked, at).values_list("pk", flat=True)) if carried else set()
    for duty in carried:
        owner = given.owners[duty.id]
        obligations.carry(duty, owner=owner, at=at, by=by)
        if owner.pk in on_case:  # an office carries its duty on without the case
            stand(locked, owner, Standing.Capacity.CARRIER, by=by, at=at)
    log_case("case_closed", locked, by=by, at=at, detail=given.reason)
    return closing


def _check(facts: CaseFacts, unowned: dict[str, str]) -> None:
    """Raise Unfit with every sentence, by the field of the closing form that mends it."""
    stated = {} if facts.no_longer_poses_threat else {"threat_ended": "no_longer_poses_threat"}
    found = {(FIELDS | stated).get(each.name, each.name): each.sentence for each in unmet("close_case", facts)}
    if found | unowned:
        raise Unfit(found | unowned)


def _proposed(given: ClosingGiven) -> dict[str, Any]:
    """What the form itself answers of the checks."""
    return {
        "closing_reason": given.reason,
        "closing_basis": bool(given.basis.strip()),
        "no_longer_poses_threat": given.no_longer_poses_threat,
        "target_told": bool(given.target_told.strip()),
        "letters": letters_of(given.fort_notes),
    }


def carried_duties(case: Case, at: datetime) -> list[Obligation]:
    """Open duties of the case that do not hold it: they go on after it is closed, each with a named owner."""
    return [row for row in OPEN(case=case.id) if not RULES[row.rule].holds(row.is_overdue(at))]


OPEN: Prepared[Obligation] = Prepared(
    lambda: (
        Obligation.objects.open()
        .about("case", Given("case"))
        .exclude(rule__in=ENDS_WITH_CASE)
        .select_related("district", "building", "actor")
        .order_by("target_due_at", "rule")
    )
)


def _owner_problems(case: Case, carried: list[Obligation], owners: Mapping[UUID, User], at: datetime) -> dict[str, str]:
    able = carriers(case, carried, at)
    found = {}
    for duty in carried:
        owner, words = owners.get(duty.id), RULES[duty.rule].duty
        if owner is None:
            found[owner_field(duty)] = NO_OWNER.format(duty=words)
        elif owner not in able[duty.id]:
            found[owner_field(duty)] = NOT_A_PERSON.format(name=owner.full_name, duty=words)
    return found


def owner_field(duty: Obligation) -> str:
    """The field of the closing form that names who carries one duty on."""
    return f"owner_{duty.id}"
