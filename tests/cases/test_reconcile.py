"""The sweep of cases: a duty that was lost comes back under the key of the act, and nothing else changes."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from cases.actions.asked_again import answer_after_raise
from cases.actions.danger import DangerGiven, correct_danger, determine_danger
from cases.actions.imminence import declare_imminent
from cases.actions.owed import all_owed
from cases.actions.positions import PositionGiven, take_position
from cases.actions.reconcile import missing, reconcile
from cases.actions.reopening import reopen
from cases.gates import GateReply
from cases.models import Party
from cases.tasks import reconcile as task
from tat import clock
from tat.models import LogEntry, Notice, Obligation, ObligationEvent, Seat
from tests.cases.managed import adopted, assessed, classified, closed, drafted, planned, running, signed, updated
from tests.cast import a_case, a_cast

pytestmark = pytest.mark.django_db
KEPT = ("rule", "trigger_ref", "triggered_at", "legal_due_at", "target_due_at", "explanation", "actor_id", "urgent", "code")


@pytest.fixture(autouse=True)
def monday(at):
    return at("2026-09-14 14:02")


def rows_of(case):
    return {(row["rule"], row["trigger_ref"]): row for row in Obligation.objects.filter(about_id=case.id).values(*KEPT)}


def lose(case, *rules):
    """As a bug would: the rows are gone."""
    lost = Obligation.objects.filter(about_id=case.id, rule__in=rules)
    Notice.objects.filter(obligation__in=lost).delete()
    ObligationEvent.objects.filter(obligation__in=lost).delete()
    lost.delete()


@pytest.mark.req("SE-2", "PL-7")
def test_lost_days_between_updates_come_back_as_they_were(cast, at):
    case = planned(cast)
    for moment in ("2026-09-20 10:00", "2026-09-28 10:00"):
        lost = running(case)
        lose(case, "UPD-30")
        assert reconcile() == 1
        assert [getattr(running(case), name) for name in KEPT] == [getattr(lost, name) for name in KEPT]
        at(moment)
        updated(cast, case)


@pytest.mark.req("OB-5")
def test_lost_duties_of_the_gates_come_back_as_they_were_and_what_only_stood_again_brings_none(cast, at):
    yes = GateReply("yes")
    happened = clock.now() - timedelta(days=2)
    gates = {"firearm": GateReply("yes", is_verified=True), "battery": yes, "drugs": yes, "abuse": yes, "safety": yes, "order": yes}
    case = a_case(cast, "assessment", gates=gates, occurred_at=happened)
    at("2026-09-15 09:00")
    answer_after_raise(case=case, by=cast.counselor, replies={"battery": yes, "drugs": GateReply("yes", is_verified=True)})
    assert missing([case.id], clock.now()) == []
    before = rows_of(case)
    rules = {rule for rule, ref in before if ref.startswith("gate:")}
    assert rules >= {
        "FIR-LE",
        "FIR-PG",
        "FIR-LE2",
        "FIR-SIRS",
        "BAT-LE",
        "BAT-SIRS",
        "DRG-48",
        "DRG-LE2",
        "DRG-SIRS",
        "OTH-DCFS",
        "SAFE-LE",
    }
    lose(case, *rules - {"OFF-FIR"})
    assert reconcile() == len(rules) - 1
    assert rows_of(case) == before


@pytest.mark.req("SE-2")
def test_every_duty_that_the_facts_ask_for_comes_back_under_the_same_key(cast):
    case = assessed(cast, targets=())
    signed(cast, case, "high")
    yes = DangerGiven(answer="yes", determined_at=clock.now(), facts="A named person and a date.", subject_is_student=True)
    determine_danger(case=case, by=cast.principal, given=yes)
    rules = ("LVL-ADM", "LVL-LE", "LVL-CON", "LVL-CRI", "PLAN", "CPD-ISP")
    before = rows_of(case)
    assert {rule for rule, _ref in before} >= set(rules)
    lose(case, *rules)
    assert reconcile() == len(rules)
    assert rows_of(case) == before


@pytest.mark.req("SE-2")
def test_running_twice_changes_nothing_and_a_quiet_sweep_leaves_no_line(cast):
    case = planned(cast)
    assert reconcile() == 0
    lose(case, "UPD-30")
    lines = LogEntry.objects.count()
    assert (task(), task()) == (1, 0)
    (line,) = LogEntry.objects.order_by("seq")[lines:]
    assert (line.action, line.actor_id, line.count, len(line.digest)) == ("cases_reconciled", None, 1, 32)


@pytest.mark.req("SE-2")
def test_i14_the_facts_ask_for_the_rows_that_the_acts_started(cast, at):
    case = planned(cast)
    moderate = {owed.key[0]: owed.trigger_ref for owed in all_owed([case.id], clock.now())}
    assert {rule: rows_of(case)[rule, ref]["trigger_ref"] for rule, ref in moderate.items()} == moderate
    for act in (
        lambda: updated(cast, case),
        lambda: closed(cast, case),
        lambda: reopen(case=case, by=cast.principal, reason="New."),
        lambda: signed(cast, case, "high"),
        lambda: signed(cast, case, "moderate"),
        lambda: declare_imminent(case=case, by=cast.teacher),
    ):
        act()
        case.refresh_from_db()
        assert missing([case.id], clock.now()) == []


@pytest.mark.req("SE-2")
def test_lowered_and_raised_levels_owe_what_they_brought(cast):
    case = classified(cast, "moderate")
    signed(cast, case, "high")
    before = rows_of(case)
    lose(case, "LVL-LE", "LVL-ADM")
    assert reconcile() == 2
    assert rows_of(case) == before
    signed(cast, case, "moderate")
    assert reconcile() == 0


@pytest.mark.req("SE-2", "AS-7")
def test_a_target_who_became_known_gets_a_duty_of_its_own(cast):
    case = assessed(cast)
    signed(cast, case, "high")
    known = Party.objects.filter(case=case, role="target").count()
    assert Obligation.objects.filter(about_id=case.id, rule="LVL-TGT").count() == known
    subject = Party.objects.filter(case=case, role="subject").get()
    stamped = {name: getattr(subject, name) for name in ("recorded_by", "recorded_name", "recorded_position", "recorded_at")}
    Party.objects.create(case=case, role="target", kind="group", label="The band", **stamped)
    assert reconcile() == 1
    assert Obligation.objects.filter(about_id=case.id, rule="LVL-TGT").count() == known + 1


@pytest.mark.req("SE-2")
def test_the_consideration_of_police_comes_back_met(cast):
    case = classified(cast, "moderate")
    before = rows_of(case)
    lose(case, "LVL-CONS")
    assert reconcile() == 1
    assert rows_of(case) == before
    assert Obligation.objects.get(about_id=case.id, rule="LVL-CONS").state == "met"


@pytest.mark.req("SE-2")
def test_a_seat_that_was_never_asked_is_asked(cast):
    case = classified(cast, "moderate")
    level = case.classification_set.get()
    level.complete_at = None
    level.save()
    level.positions.filter(seat=cast.seat(cast.officer)).update(void_at=clock.now())
    lose(case, "SIG")
    assert reconcile() == 1
    assert running(case, "SIG").actor == cast.officer
    assert reconcile() == 0


@pytest.mark.req("SE-2", "TM-2")
def test_nobody_waits_for_the_position_of_a_seat_that_was_given_up(cast):
    case = assessed(cast)
    signed(cast, case, "moderate", everybody=False)
    level = case.classification_set.get()
    for person in (cast.teacher, cast.counselor, cast.psychologist, cast.social_worker):
        given = PositionGiven(seat_id=cast.seat(person).pk, stance="concur")
        take_position(case=case, by=person, classification_id=level.pk, given=given)
    asked = running(case, "SIG")
    cast.team.seats.filter(user=cast.officer).update(until_on="2026-09-13")
    assert (reconcile(), reconcile()) == (1, 0)
    asked.refresh_from_db()
    level.refresh_from_db()
    assert (asked.state, asked.events.get(kind="superseded").reason_code) == ("superseded", "seat_given_up") and level.complete_at


@pytest.mark.req("SE-2", "TM-2")
def test_who_takes_a_seat_while_positions_are_collected_is_asked_for_one_from_the_first_day_on(cast, at):
    case = assessed(cast)
    signed(cast, case, "moderate", everybody=False)
    at("2026-09-16 08:00")
    cast.team.seats.filter(user=cast.officer).update(until_on="2026-09-15")
    Seat.objects.create(team=cast.team, user=cast.consultant, statutory="LEO", from_on="2026-09-16")
    assert (reconcile(), reconcile()) == (2, 0)
    asked = Obligation.objects.open().get(about_id=case.id, rule="SIG", actor=cast.consultant)
    assert asked.triggered_at.astimezone(clock.CENTRAL).isoformat()[:16] == "2026-09-16T00:00"
    assert not Obligation.objects.open().filter(about_id=case.id, actor=cast.officer).exists()


@pytest.mark.req("SE-2")
def test_an_earlier_corrected_time_of_a_determination_counts(cast, at):
    case = assessed(cast)
    start = clock.now()
    yes = DangerGiven(answer="yes", determined_at=start, facts="A named person and a date.", subject_is_student=True)
    found = determine_danger(case=case, by=cast.principal, given=yes)
    at("2026-09-14 16:00")
    earlier = start - (clock.now() - start) / 4
    correct_danger(case=case, by=cast.principal, determination_id=found.id, determined_at=earlier, reason="It was before noon.")
    due = running(case, "CPD-ISP").legal_due_at
    lose(case, "CPD-ISP")
    assert reconcile() == 1
    assert running(case, "CPD-ISP").legal_due_at == due


@pytest.mark.req("SE-2")
def test_an_ended_duty_stays_ended_and_a_closed_case_owes_nothing(cast):
    case = planned(cast)
    row = running(case)
    Obligation.objects.filter(pk=row.pk).update(state="superseded", next_step_at=None)
    assert reconcile() == 0
    updated(cast, case)
    closed(cast, case)
    lose(case, "UPD-30")
    assert reconcile() == 0


@pytest.mark.req("SE-2")
def test_a_reopened_case_owes_its_classification(cast):
    case = planned(cast)
    updated(cast, case)
    closed(cast, case)
    reopen(case=case, by=cast.principal, reason="New.")
    before = rows_of(case)
    lose(case, "TAT-CLS", "UPD-30")
    assert reconcile() == 2
    after = rows_of(case)
    assert set(before) - set(after) == {key for key in before if key[0] in ("TAT-CLS", "UPD-30") and not key[1].startswith("closing:")}


@pytest.mark.req("SE-2")
def test_the_two_duties_of_an_imminent_threat_come_back(cast):
    case = a_case(cast, "containment")
    before = rows_of(case)
    lose(case, "IMM-SEO", "IMM-LE")
    assert reconcile() == 2
    assert rows_of(case) == before


@pytest.mark.req("SE-2")
@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_start_a_lost_duty_once(transactional_db):
    cast = a_cast()
    case = classified(cast)
    drafted(cast, case)
    adopted(cast, case)
    lose(case, "UPD-30")
    started = []

    def sweep():
        started.append(reconcile())
        connections.close_all()

    threads = [threading.Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(started) == 1
    assert Obligation.objects.filter(about_id=case.id, rule="UPD-30").count() == 1
    assert LogEntry.objects.filter(action="cases_reconciled").count() == 1
