"""Triage walked at random through the real acts: whatever people do in whatever order, the invariants of the case hold (I1, I4, I6)."""

import functools
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from hypothesis.strategies import sampled_from

from cases.actions.circle import record_conflict
from cases.actions.imminence import Determining, determine_imminence
from cases.actions.records import review_records
from cases.concurrence import CONCURRING, Answer
from cases.models import Case
from tat.models import LogEntry, Obligation, Seat
from tat.workflow import Blocked
from tests.cases.test_concurrence import Triage
from tests.cast import Cast, a_case, a_report, an_opinion, away, low_and_addressed
from tests.processes.evidence import FULL, note, reach
from triage.actions.keeping import keep_triage_moving
from triage.actions.merging import merge_cases
from triage.actions.outcome import latest_opinions
from triage.actions.panel import current_panel, remaining, rows_of
from triage.actions.reports import receive_report
from triage.actions.triage import begin_triage, convene_tat, give_opinion, step_aside
from triage.models import TriageOpinion

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EXAMPLES, STEPS = reach("F9_WALKS", 25, 250), 40 if FULL else 20
PURE_EXAMPLES = 2000 if FULL else 20
PEOPLE = ("principal", "counselor", "teacher", "backup", "psychologist", "officer")
REFUSED = (Blocked, PermissionDenied, Http404)
BEFORE_THE_SEAL_OPENS = {
    "report_received",
    "triage_begun",
    "opinion_sealed",
    "panel_kept",
    "records_reviewed",
    "stepped_aside",
    "conflict_recorded",
    "case_merged",
    "imminence_determined",
}


def act(method: Callable[..., str]) -> Callable[..., None]:
    """One act: it leaves one line in the log, or none where it was refused or there was nothing to do."""

    @functools.wraps(method)
    def counted(self: "Walk", *given: object, **drawn: object) -> None:
        before = LogEntry.objects.count()
        try:
            with transaction.atomic():
                done = method(self, *given, **drawn)
        except REFUSED:
            done = ""
        assert LogEntry.objects.count() - before == bool(done), method.__name__

    return counted


class Walk(RuleBasedStateMachine):
    """One case at triage; everything is undone when the walk ends."""

    cast: Cast

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.case = a_case(self.cast, "triage")
        self.merges = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def now(self) -> Case:
        return Case.objects.get(pk=self.case.pk)

    def person(self, role: str) -> object:
        return getattr(self.cast, role)

    @rule(role=sampled_from(PEOPLE), answer=sampled_from([*CONCURRING] * 4 + list(Answer)))
    @act
    def give(self, role: str, answer: Answer) -> str:
        given = low_and_addressed(self.cast) if answer == Answer.LOW_ADDRESSED else an_opinion(answer)
        return give_opinion(case=self.case, by=self.person(role), given=given).kind

    @rule(missing=sampled_from(PEOPLE[:3]))
    @precondition(lambda self: self.now().stage == "triage")
    def all_but_one_concur(self, missing: str) -> None:
        for role in PEOPLE[:4]:
            if role != missing:
                self._concur(self.person(role))

    @rule()
    @precondition(lambda self: self.now().stage == "triage")
    def the_missing_one_concurs(self) -> None:
        case = self.now()
        seats = remaining(current_panel(case))
        given = latest_opinions(seats)
        for seat in [seat for seat in seats if seat.id not in given][:1]:
            self._concur(seat.member)

    @act
    def _concur(self, user: object) -> str:
        return give_opinion(case=self.case, by=user, given=an_opinion()).kind

    @rule(role=sampled_from(PEOPLE[:3]))
    @act
    def look_into_records(self, role: str) -> str:
        return str(review_records(case=self.case, by=self.person(role), source="discipline", result="none_found").id)

    @rule(role=sampled_from(PEOPLE[:3]))
    @act
    def add_a_report(self, role: str) -> str:
        return str(receive_report(by=self.person(role), given=a_report(self.cast, into=self.case.id)).id)

    @rule(role=sampled_from(PEOPLE[1:]))
    @act
    def step_aside(self, role: str) -> str:
        step_aside(case=self.case, by=self.person(role))
        return "aside"

    @rule(role=sampled_from(PEOPLE[1:4]))
    @act
    def find_a_conflict(self, role: str) -> str:
        return str(record_conflict(case=self.case, by=self.cast.principal, person=self.person(role)).pk)

    @rule(role=sampled_from(PEOPLE[:3]))
    def put_an_absence_on_the_roster(self, role: str) -> None:
        away(self.person(role), by=self.cast.superintendent)

    @rule(role=sampled_from(PEOPLE[:4]))
    def change_the_roster(self, role: str) -> None:
        Seat.objects.filter(user=self.person(role)).update(triage=False)

    @rule(stage=sampled_from(["intake", "triage", "triage"]))
    @precondition(lambda self: self.now().is_open() and self.merges < 1)
    def merge_a_duplicate(self, stage: str) -> None:
        """A second case about the concern ends in this one."""
        given = {"determining": Determining(answer="no", rationale="Named nobody.")} if stage == "triage" else {}
        ends = receive_report(by=self.cast.principal, given=a_report(self.cast, **given)).case
        if stage == "triage":
            begin_triage(case=ends, by=self.cast.principal)
        self.merges += 1
        self._merge(Case.objects.get(pk=ends.pk))

    @act
    def _merge(self, ends: Case) -> str:
        merge_cases(duplicate=ends, survivor=self.case, by=self.cast.principal, reason="The same words.")
        return Case.objects.get(pk=ends.pk, merged_into=self.case).stage

    @rule()
    @precondition(lambda self: self.now().stage == "intake")
    @act
    def determine(self) -> str:
        given = Determining(answer="no", rationale="Named nobody.")
        return determine_imminence(case=self.case, by=self.cast.principal, given=given).answer

    @rule()
    @precondition(lambda self: self.now().stage == "intake")
    @act
    def begin(self) -> str:
        return begin_triage(case=self.case, by=self.cast.principal).stage

    @rule()
    @act
    def sweep(self) -> str:
        return keep_triage_moving(case_id=self.case.id)

    @rule()
    @precondition(lambda self: self.now().stage == "triage")
    def let_the_time_run_out(self) -> None:
        rows_of(self.now()).update(target_due_at=self.now().triage_at)

    @rule()
    @act
    def convene(self) -> str:
        already = self.now().stage != "triage"
        convene_tat(case=self.case, by=self.cast.principal)
        return "" if already else "convened"

    @invariant()
    def nothing_closes_without_every_member(self) -> None:
        case = self.now()
        if case.stage != "closed":
            return
        seats = remaining(current_panel(case))
        given = latest_opinions(seats)
        assert len(seats) >= 2 and set(given) == {seat.id for seat in seats}
        assert all(each.answer in CONCURRING and each.facts_version == case.facts_version for each in given.values())
        assert not TriageOpinion.objects.filter(case=case).exclude(answer__in=CONCURRING).exists()

    @invariant()
    def an_ended_triage_leaves_no_duty_and_no_seal(self) -> None:
        case = self.now()
        open_rows = Obligation.objects.open().filter(about_id=case.id, rule="TRI-DONE")
        if case.stage == "triage":
            assert not TriageOpinion.objects.filter(seat__in=current_panel(case), opened_at__isnull=False).exists()
            assert {row.actor_id for row in open_rows} <= {seat.member_id for seat in remaining(current_panel(case))}
            asked = set(LogEntry.objects.filter(about_id=case.id).values_list("action", flat=True))
            assert asked <= BEFORE_THE_SEAL_OPENS or case.convened_at
        else:
            sealed = TriageOpinion.objects.filter(case__in=case.with_merged(), opened_at=None)
            assert not open_rows.exists() and (case.stage == "intake" or not sealed.exists())

    @invariant()
    def an_open_case_waits_for_somebody(self) -> None:
        case = self.now()
        waits = Obligation.objects.open().about("case", case.pk).exists()
        ready = case.stage == "intake" and case.determined_at is not None  # the sweep begins triage where nobody does
        assert waits or ready or not case.is_open()

    @invariant()
    def a_merged_case_is_not_closed_and_waits_for_nobody(self) -> None:
        for ends in Case.objects.filter(merged_into=self.case.pk):
            assert (ends.stage, ends.closed_at, ends.is_open()) == ("merged", None, False)
            assert not Obligation.objects.open().about("case", ends.pk).exists()

    @invariant()
    def the_circle_only_widens(self) -> None:
        case = self.now()
        assert (case.circle == "tat") == (case.convened_at is not None)


def kept(examples: int, steps: int) -> settings:
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    return settings(max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=checks, database=None)


@pytest.mark.req("TR-2")
@pytest.mark.timeout(7200)
def test_a_random_walk_through_the_acts_keeps_the_invariants(cast):
    walk = type("WalkOfThisCast", (Walk,), {"cast": cast})
    run_state_machine_as_test(walk, settings=kept(EXAMPLES, STEPS))
    run_state_machine_as_test(Triage, settings=kept(PURE_EXAMPLES, 50))
    note(
        "F9-steps",
        "0 cases closed at triage without all, in 100 000 random steps",
        by_acts=EXAMPLES * STEPS,
        by_rule=PURE_EXAMPLES * 50,
        faults=0,
    )
