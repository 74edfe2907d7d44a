"""What the facts of cases ask for, each duty under the key with which the act itself starts it (design 5)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from cases.actions.contagion import RULE as SWEEP
from cases.actions.contagion import check_ref, checks_of
from cases.actions.danger import DUTY_OF
from cases.actions.date_facts import RULE as WATCH
from cases.actions.date_facts import alerts
from cases.actions.departures import NOTICE, ref_of, release_at
from cases.actions.gate_duties import started_by_gates
from cases.actions.level_duties import URGENT, brought_by, target_ref
from cases.actions.moving import carriers_gone
from cases.actions.places import places
from cases.actions.questioning import RULE as QUESTIONING
from cases.actions.questioning import standings_of, talks_of
from cases.actions.rhythm import RULE as CONTACT
from cases.actions.rhythm import planned_contacts
from cases.actions.signing import seat_ref
from cases.actions.targets import answered_since
from cases.actions.triggers import due_ones, trigger_ref
from cases.models import (
    CaseUpdate,
    Classification,
    Closing,
    DangerDetermination,
    Departure,
    ImminenceDetermination,
    Party,
    Plan,
    Position,
    ReassessmentTrigger,
    Transfer,
)
from cases.workflow.updates import DayZero, Mark, counts_from
from tat.models import Building, Obligation, Team, User
from tat.statutes import HAND_OVER, wall_time

Capacity, State = DangerDetermination.Capacity, Obligation.State


@dataclass(frozen=True)
class Owed:
    """One duty that a fact asks for. `proof_ref` names the proof of a duty that is done already, `done_at` (default: its trigger).
    `building` and `team` say where it waits, where that is not the case's own place.
    """

    rule_code: str
    case_id: UUID
    trigger_ref: str
    triggered_at: datetime
    actor: User | None = None
    urgent: bool = False
    in_person: bool = False
    anchor: date | None = None
    proof_ref: str = ""
    done_at: datetime | None = None
    building: Building | None = None
    team: Team | None = None

    @property
    def key(self) -> tuple[str, UUID, str]:
        """What makes the duty's row one and the same, whoever starts it."""
        return (self.rule_code, self.case_id, self.trigger_ref)


def all_owed(case_ids: list[UUID], at: datetime) -> list[Owed]:
    """What these cases owe at `at`, whether a row stands for it or not."""
    return [
        *_updates(case_ids),
        *_contacts(case_ids),
        *_imminence(case_ids),
        *_reopened(case_ids),
        *_danger(case_ids),
        *_levels(case_ids),
        *_positions(case_ids, at),
        *_questionings(case_ids),
        *_triggers(case_ids),
        *_alerts(case_ids, at),
        *_checks(case_ids),
        *_handed_over(case_ids, at),
        *_notices_before(case_ids),
        *(Owed(*started) for started in started_by_gates(case_ids)),
    ]


def _triggers(case_ids: list[UUID]) -> list[Owed]:
    """The new look that each thing nobody has answered asks for; what the team asks for, once enough members do."""
    rows = ReassessmentTrigger.objects.filter(case__in=case_ids, answered_at=None).select_related("case")
    waiting: dict[UUID, list[ReassessmentTrigger]] = defaultdict(list)
    for row in rows.defer("words", "reason").order_by("recorded_at", "id"):
        waiting[row.case_id].append(row)
    return [
        Owed("REASSESS", row.case_id, trigger_ref(row), row.recorded_at, urgent=row.case.level in URGENT)
        for found in waiting.values()
        for row in due_ones(found)
    ]


def _updates(case_ids: list[UUID]) -> list[Owed]:
    """The running days between updates of each case with an adopted plan."""
    facts: dict[UUID, list[DayZero]] = defaultdict(list)
    plans = Plan.objects.filter(case__in=case_ids, adopted_at__isnull=False)
    for plan in plans.only("id", "case_id", "adopted_at"):
        if plan.adopted_at:
            facts[plan.case_id].append(DayZero(Mark.PLAN, f"plan:{plan.id}", plan.adopted_at))
    for row_id, case_id, at in CaseUpdate.objects.filter(case__in=case_ids).values_list("id", "case_id", "recorded_at"):
        facts[case_id].append(DayZero(Mark.UPDATE, f"update:{row_id}", at))
    for row_id, case_id, at, kind in Closing.objects.filter(case__in=case_ids).values_list("id", "case_id", "recorded_at", "kind"):
        mark = Mark.CLOSED if kind == Closing.Kind.CLOSED else Mark.REOPENED
        facts[case_id].append(DayZero(mark, f"closing:{row_id}", at))
    found = ((case_id, counts_from(rows)) for case_id, rows in facts.items())
    return [Owed("UPD-30", case_id, day_zero.ref, day_zero.at) for case_id, day_zero in found if day_zero]


def _contacts(case_ids: list[UUID]) -> Iterator[Owed]:
    """The planned contact that runs in each case whose plan asks for any."""
    for case_id, planned in planned_contacts(case_ids).items():
        yield Owed(CONTACT, case_id, planned.ref, planned.day_zero, anchor=planned.anchor)


def _imminence(case_ids: list[UUID]) -> list[Owed]:
    """The two duties of each “yes” (4:190-AP2, Intake)."""
    said = ImminenceDetermination.objects.filter(case__in=case_ids, answer=ImminenceDetermination.Answer.YES)
    return [
        Owed(rule_code, case_id, f"imminence:{row_id}", at)
        for row_id, case_id, at in said.values_list("id", "case_id", "determined_at")
        for rule_code in ("IMM-SEO", "IMM-LE")
    ]


def _reopened(case_ids: list[UUID]) -> list[Owed]:
    """The classification that is due again in each case reopened into assessment and not classified since."""
    not_triaged = Q(case__triage_at=None) | Q(case__triage_at__lt=F("recorded_at"))
    last: dict[UUID, tuple[UUID, datetime]] = {}
    rows = Closing.objects.filter(case__in=case_ids, kind=Closing.Kind.REOPENED, case__stage="assessment", case__level="")
    for row_id, case_id, at in rows.filter(not_triaged).order_by("recorded_at").values_list("id", "case_id", "recorded_at"):
        last[case_id] = (row_id, at)
    return [Owed("TAT-CLS", case_id, f"closing:{row_id}", at) for case_id, (row_id, at) in last.items()]


def _danger(case_ids: list[UUID]) -> list[Owed]:
    """The report of each determination “yes”; an earlier time that corrects it counts, a later one does not (handbook 8.2)."""
    rows = DangerDetermination.objects.filter(case__in=case_ids).order_by("recorded_at", "id")
    first: dict[UUID, UUID] = {}
    since: dict[UUID, datetime] = {}
    found = list(rows.only("id", "case_id", "answer", "capacity", "determined_at", "subject_is_student", "replaces_id"))
    for row in found:
        first[row.id] = first.get(row.replaces_id, row.id) if row.replaces_id else row.id
        since[first[row.id]] = min(row.determined_at, since.get(first[row.id], row.determined_at))
    said = [row for row in found if row.replaces_id is None and row.answer == DangerDetermination.Answer.YES]
    rules = {row.id: DUTY_OF[Capacity(row.capacity)] for row in said}
    return [Owed(rules[row.id], row.case_id, f"danger:{row.id}", since[row.id], in_person=not row.subject_is_student) for row in said]


def _levels(case_ids: list[UUID]) -> Iterator[Owed]:
    """The duties of each level in force (4:190-AP2, Types of Threats)."""
    in_force = Classification.objects.filter(case__in=case_ids, replaced_at=None, in_force_at__isnull=False).exclude(case__level="")
    for row in in_force:
        for rule_code in brought_by(row, _before(row)):
            yield from _brought(row, rule_code)


def _before(row: Classification) -> Classification | None:
    """The level that this one took the place of; none after a reopening, when no level was in force."""
    before = Classification.objects.filter(case=row.case_id, replaced_at=row.in_force_at, in_force_at__isnull=False).first()
    if before is None:
        return None
    between = {"recorded_at__gte": before.in_force_at, "recorded_at__lte": row.in_force_at}
    reopened = Closing.objects.filter(case=row.case_id, kind=Closing.Kind.REOPENED, **between)
    return None if reopened.exists() else before


def _brought(row: Classification, rule_code: str) -> Iterator[Owed]:
    ref, since = f"classification:{row.id}", row.in_force_at
    if since is None:
        return
    if rule_code == "LVL-TGT":
        yield from _targets(row, since)
    elif rule_code == "LVL-CONS":
        yield Owed(rule_code, row.case_id, ref, since, anchor=since, proof_ref=ref)
    elif rule_code != "PLAN" or not _plan_stands(row.case_id):
        yield Owed(rule_code, row.case_id, ref, since, urgent=rule_code == "LVL-NTF" and row.level in URGENT)


def _targets(row: Classification, since: datetime) -> Iterator[Owed]:
    """The offer to each target; where one was answered since, the duty comes back done."""
    offers = answered_since(row.case_id, since)
    targets = Party.objects.filter(case=row.case_id, role=Party.Role.TARGET).exclude(kind=Party.Kind.SELF)
    for target in targets.only("id", "case_id", "recorded_at"):
        offer = offers.get(target.pk)
        done: dict[str, Any] = {"proof_ref": f"target_offer:{offer.id}", "done_at": offer.offered_at} if offer else {}
        yield Owed("LVL-TGT", row.case_id, target_ref(row, target), max(since, target.recorded_at), **done)


def _plan_stands(case_id: UUID) -> bool:
    """Whether a plan is in force, asked for, or was said not to apply."""
    asked = Obligation.objects.about("case", case_id).filter(rule="PLAN", state__in=[State.OPEN, State.WAIVED])
    return asked.exists() or Plan.objects.filter(case=case_id, state=Plan.State.ADOPTED).exists()


def _positions(case_ids: list[UUID], at: datetime) -> Iterator[Owed]:
    """The signature of each seat that was never asked for its position on a classification that collects them; a later seat's too."""
    waiting = Classification.objects.filter(case__in=case_ids, replaced_at=None, complete_at=None).select_related("case")
    for row in waiting:
        asked = list(Obligation.objects.about("case", row.case_id).filter(rule="SIG").values_list("trigger_ref", flat=True))
        given = set(Position.objects.filter(classification=row, void_at=None).values_list("seat_id", flat=True))
        for place in places(row.case, at):
            ref = seat_ref(row, place.seat.pk)
            if place.seat.pk not in given and not any(each.startswith(f"{ref}:") for each in asked):
                since = max(row.recorded_at, wall_time(place.seat.from_on, time.min))
                yield Owed("SIG", row.case_id, f"{ref}:{row.case.facts_version}", since, actor=place.signer)


def _questionings(case_ids: list[UUID]) -> Iterator[Owed]:
    """The block of each talk with an officer that none answered ahead stands for in time (105 ILCS 5/22-88)."""
    standing = standings_of(case_ids)
    for case_id, talks in talks_of(case_ids).items():
        for talk in talks:
            stands = standing.get(talk.ref)
            if stands is None or stands.is_late or not stands.ahead:
                done: dict[str, Any] = {"proof_ref": f"questioning:{stands.block.ref}", "done_at": stands.done_at} if stands else {}
                yield Owed(QUESTIONING, case_id, f"interview:{talk.ref}", talk.started_at, anchor=talk.started_at, **done)


def _alerts(case_ids: list[UUID], at: datetime) -> Iterator[Owed]:
    """The alert of each date to watch whose days have begun (handbook 7.6)."""
    for alert in alerts(case_ids, at):
        done: dict[str, Any] = {}
        if alert.entry:
            done = {"proof_ref": f"watch_entry:{alert.entry.pk}", "done_at": alert.entry.recorded_at}
        yield Owed(WATCH, alert.case.pk, alert.ref, alert.began_at, actor=alert.actor, anchor=alert.anchor, **done)


def _checks(case_ids: list[UUID]) -> Iterator[Owed]:
    """The look at each case that a sweep of the district asked for."""
    for check in checks_of(case_ids):
        done: dict[str, Any] = {}
        if check.is_answered:
            done = {"proof_ref": f"sweep_answer:{check.answer.pk}", "done_at": check.answer.recorded_at}
        yield Owed(SWEEP, check.works_in, check_ref(check), check.recorded_at, **done)


def _handed_over(case_ids: list[UUID], at: datetime) -> Iterator[Owed]:
    """The answer to each request that waits, in the building that is asked; and a plan with people of the team that took the case."""
    rows = Transfer.objects.filter(case__in=case_ids).select_related("case", "to_building", "to_team").order_by("recorded_at", "id")
    for row in rows.filter(state=Transfer.State.ASKED):
        yield Owed(HAND_OVER, row.case_id, f"transfer:{row.id}", row.recorded_at, building=row.to_building, team=row.to_team)
    latest = {row.case_id: row for row in rows.filter(state=Transfer.State.ACCEPTED)}
    for row in latest.values():
        asked = Obligation.objects.about("case", row.case_id).filter(rule="PLAN", state=State.OPEN)
        if row.answered_at and not asked.exists() and carriers_gone(row.case, at):
            yield Owed("PLAN", row.case_id, f"transfer:{row.id}", row.answered_at)


def _notices_before(case_ids: list[UUID]) -> Iterator[Owed]:
    """The written notice before records follow, as the latest entry on the leaving says (23 IAC 375.70)."""
    for row in Departure.objects.filter(case__in=case_ids, replaced_by=None):
        if row.waits_for_notice:
            yield Owed(NOTICE, row.case_id, ref_of(row), row.recorded_at, anchor=release_at(row))
