"""The duties that each answer to a gate started, worked out from the answers alone, so that a lost row comes back as it was."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from cases.actions.gates import OF_A_STUDENT, OWN_DUTY, SIRS, STARTED_BY, STARTED_WHEN_VERIFIED
from cases.gates import YES, Moment
from cases.models import Affiliation, GateAnswer, GateFacts, IncidentFacts, Party
from tat.models import User


class Started(NamedTuple):
    """One duty of one answer, under the key of the act."""

    rule_code: str
    case_id: UUID
    trigger_ref: str
    triggered_at: datetime
    actor: User | None


def started_by_gates(case_ids: list[UUID]) -> Iterator[Started]:
    """Every duty that an answer of these cases started. A “yes” that only stood again starts what waited for its being verified."""
    answers: dict[tuple[UUID, str], list[GateAnswer]] = defaultdict(list)
    gates = [*STARTED_BY]
    rows = GateAnswer.objects.filter(case__in=case_ids, gate__in=gates).select_related("recorded_by").defer("reason")
    for row in rows.order_by("recorded_at", "id"):
        answers[row.case_id, row.gate].append(row)
    if not any(row.answer == YES for found in answers.values() for row in found):
        return
    facts = _Facts([case_id for case_id, _gate in answers])
    for (case_id, gate), found in answers.items():
        for before, row in zip([None, *found], found, strict=False):
            for rule_code, at in _rules(gate, before, row):
                if rule_code not in OF_A_STUDENT or facts.student(case_id, row.recorded_at):
                    began = facts.happened(case_id, row, at) if rule_code in SIRS else at
                    yield Started(rule_code, case_id, f"gate:{row.pk}", began, row.recorded_by if rule_code in OWN_DUTY else None)


def _rules(gate: str, before: GateAnswer | None, row: GateAnswer) -> Iterator[tuple[str, datetime]]:
    """What this answer started, and from when each counts."""
    if row.answer != YES:
        return
    stood = before is not None and before.answer == YES and row.moment != Moment.INTAKE
    known_at = row.recorded_at if stood else row.known_at or row.recorded_at
    if not stood:
        yield from ((rule_code, known_at) for rule_code in STARTED_BY[gate])
    if row.is_verified and not (stood and before is not None and before.is_verified):
        yield from ((rule_code, known_at) for rule_code in STARTED_WHEN_VERIFIED.get(gate, ()))


class _Facts:
    """What the reports of these cases said of the subject and of the time, as it stood at a moment."""

    def __init__(self, case_ids: list[UUID]) -> None:
        subjects = Party.objects.filter(case__in=case_ids, role=Party.Role.SUBJECT)
        self.subjects = list(subjects.values_list("case_id", "recorded_at", "affiliation", "person__affiliation"))
        told = IncidentFacts.objects.filter(case__in=case_ids).order_by("recorded_at", "id")
        self.told = list(told.values_list("case_id", "recorded_at", "occurred_at"))
        entered = GateFacts.objects.filter(case__in=case_ids).order_by("recorded_at", "id")
        self.entered = dict(entered.values_list("answer_id", "happened_at"))

    def student(self, case_id: UUID, at: datetime) -> bool:
        rows = [row for row in self.subjects if row[0] == case_id and row[1] <= at]
        return any(Affiliation(stated or on_record or Affiliation.UNKNOWN).may_be_student for _case, _at, stated, on_record in rows)

    def happened(self, case_id: UUID, answer: GateAnswer, known_at: datetime) -> datetime:
        said = [occurred for case, at, occurred in self.told if case == case_id and at <= answer.recorded_at]
        stated = said[-1] if said and said[-1] else known_at
        return min(known_at, stated, self.entered.get(answer.pk, known_at))
