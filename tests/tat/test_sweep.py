"""The sweep: every rung once, to the right people, whatever ran twice, stood still or went missing."""

import datetime
import threading

import pytest
from django.db import connection

from tat import clock, health, obligations
from tat.actions.sweep import sweep, sweep_chunk
from tat.models import Heartbeat, LogEntry, Notice, Obligation, ObligationEvent
from tests.tat.school import School

HOUR = datetime.timedelta(hours=1)
QUARTER = datetime.timedelta(minutes=15)


@pytest.fixture
def school(db) -> School:
    return School()


def told(duty: Obligation, step: str, state: str = "waiting") -> set[str]:
    rows = Notice.objects.filter(obligation=duty, step=step, state=state)
    return set(rows.values_list("recipient__position", flat=True))


def open_at(school, at, rule: str, local: str, **fields) -> Obligation:
    moment = at(local)
    return obligations.start(rule, **school.opening(triggered_at=moment, at=moment, **fields))


@pytest.mark.req("OB-4")
def test_a_rung_is_climbed_once_however_often_the_sweep_runs(school, at):
    duty = open_at(school, at, "CPD-ISP", "2026-09-14 14:00")
    at("2026-09-14 18:01")
    assert sweep() == 1
    assert sweep() == 0
    assert told(duty, "start+4h") == {"principal"}
    assert duty.events.filter(kind="step", step="start+4h").count() == 1


def test_the_sweep_of_the_whole_ladder_reaches_principal_backup_and_superintendent(school, at):
    duty = open_at(school, at, "CPD-ISP", "2026-09-14 14:00", actor=school.counselor)
    for local in ("2026-09-14 18:01", "2026-09-15 02:01", "2026-09-15 10:01", "2026-09-15 13:01", "2026-09-15 14:01"):
        at(local)
        sweep()
    assert told(duty, "start+20h") == {"counselor", "backup", "principal"}
    assert told(duty, "start+23h") == {"superintendent"}
    assert told(duty, "overdue") == {"superintendent"}
    duty.refresh_from_db()
    assert duty.next_step_at is None
    assert set(duty.escalated_to) == {school.principal.pk, school.backup.pk, school.superintendent.pk}


def test_after_an_outage_only_the_present_rung_is_sent(school, at):
    duty = open_at(school, at, "CPD-ISP", "2026-09-14 14:00", actor=school.counselor)
    at("2026-09-17 14:00")
    assert sweep() == 1
    assert told(duty, "overdue") == {"superintendent"}
    assert told(duty, "start+20h", "skipped_outage") == {"counselor", "backup", "principal"}
    assert not Notice.objects.filter(obligation=duty, state="waiting", step__startswith="start+").exists()


def test_a_duty_that_ended_is_climbed_no_more(school, at):
    duty = open_at(school, at, "CPD-ISP", "2026-09-14 14:00")
    obligations.meet(duty, at=at("2026-09-14 15:00"), by=school.principal)
    at("2026-09-15 15:00")
    assert sweep() == 0


def test_statements_do_not_grow_with_the_rows(school, at, django_assert_num_queries):
    moment = at("2026-09-14 14:00")
    for _ in range(12):
        obligations.start("CPD-ISP", **school.opening(triggered_at=moment, at=moment))
    at("2026-09-14 18:01")
    with django_assert_num_queries(9):
        assert sweep_chunk(3) == 3
    with django_assert_num_queries(9):
        assert sweep_chunk(9) == 9


def test_one_log_entry_stands_for_a_chunk(school, at):
    for _ in range(3):
        open_at(school, at, "CPD-ISP", "2026-09-14 14:00")
    at("2026-09-14 18:01")
    sweep()
    entry = LogEntry.objects.get(action="sweep")
    assert (entry.count, len(bytes(entry.digest)), entry.actor_name) == (3, 32, "The system")
    assert not LogEntry.objects.exclude(action="sweep").exists()


def test_the_sweep_beats_even_when_nothing_is_due(school, at):
    at("2026-09-14 14:00")
    assert sweep() == 0
    assert health.silence(clock.now()) < datetime.timedelta(seconds=5)
    assert not LogEntry.objects.exists()
    assert abs(Heartbeat.objects.get(name="sweep").clock_offset_ms) < 2000


@pytest.mark.parametrize(
    ("rule", "step", "local"),
    [
        ("LVL-LE", "start", "2026-09-14 14:00"),
        ("CPD-ISP", "start+4h", "2026-09-14 18:01"),
        ("TAT-CLS", "half", "2026-09-22 14:00"),
        ("UPD-30", "due-10d", "2026-10-04 08:01"),
    ],
)
def test_an_absent_actors_backup_is_told_beside(school, at, rule, step, local):
    moment = at("2026-09-14 14:00")
    school.away(school.counselor, moment)
    duty = obligations.start(rule, **school.opening(triggered_at=moment, at=moment, actor=school.counselor))
    at(local)
    sweep()
    assert told(duty, step) == {"counselor", "backup"}


def test_an_absent_actor_without_a_backup_leaves_it_to_the_superintendent(school, at):
    moment = at("2026-09-14 14:00")
    school.away(school.teacher, moment)
    duty = obligations.start("CPD-ISP", **school.opening(triggered_at=moment, at=moment, actor=school.teacher))
    assert told(duty, "start") == {"teacher", "superintendent"}


def test_an_actor_in_conflict_is_never_told_and_the_backup_is(school, at):
    moment, about = at("2026-09-14 14:00"), school.about()
    school.stands(school.counselor, "excluded", about, moment)
    duty = obligations.start("CPD-ISP", **school.opening(about=about, triggered_at=moment, at=moment, actor=school.counselor))
    assert told(duty, "start") == {"backup"}


def test_without_anyone_left_the_superintendent_is_told_then_the_second_contact(school, at):
    moment, about = at("2026-09-14 14:00"), school.about()
    for person in (school.teacher, school.backup):
        school.stands(person, "excluded", about, moment)
    duty = obligations.start("CPD-ISP", **school.opening(about=about, triggered_at=moment, at=moment, actor=school.teacher))
    assert told(duty, "start") == {"superintendent"}
    school.stands(school.superintendent, "excluded", about, moment)
    later = obligations.start("CPD-ISP", **school.opening(about=about, triggered_at=moment, at=moment, actor=school.teacher))
    assert told(later, "start") == {"second_contact"}


def test_a_reminder_with_nobody_to_tell_is_written_down_and_shown(school, at):
    moment, about = at("2026-09-14 14:00"), school.about()
    for person in (school.teacher, school.backup, school.superintendent, school.second_contact):
        school.stands(person, "excluded", about, moment)
    duty = obligations.start("CPD-ISP", **school.opening(about=about, triggered_at=moment, at=moment, actor=school.teacher))
    assert duty.events.get(kind="step").reason_code == "nobody_to_tell"
    assert health.warnings(moment) == ["Reminders with nobody to tell: 1."]


def test_an_escalation_to_the_actor_goes_to_the_second_contact(school, at):
    duty = open_at(school, at, "CPD-ISP", "2026-09-14 14:00", actor=school.superintendent)
    at("2026-09-15 13:01")
    sweep()
    assert told(duty, "start+23h") == {"second_contact"}


def test_an_acting_lead_takes_the_principals_step(school, at):
    moment, about = at("2026-09-14 14:00"), school.about()
    school.stands(school.teacher, "lead", about, moment)
    duty = obligations.start("CPD-ISP", **school.opening(about=about, triggered_at=moment, at=moment))
    assert told(duty, "start") == {"teacher"}


def test_a_designee_for_that_duty_is_told_and_for_another_is_not(school, at):
    school.designate(school.outsider, "superintendent", "FIR-LE2")
    school.designate(school.custodian, "superintendent", "BAT-LE")
    duty = open_at(school, at, "FIR-LE2", "2026-09-14 14:00")
    assert told(duty, "start") == {"superintendent", "outsider"}


def test_people_who_left_are_not_told(school, at):
    moment = at("2026-09-14 14:00")
    school.counselor.is_active = False
    school.counselor.save()
    duty = obligations.start("RPT-REV", **school.opening(triggered_at=moment, at=moment, actor=school.counselor))
    assert "counselor" not in told(duty, "start")
    assert told(duty, "start") != set()


def test_a_restricted_case_is_told_of_to_people_named_in_it(school, at):
    moment, about = at("2026-09-14 14:00"), school.about()
    school.stands(school.teacher, "lead", about, moment)
    duty = obligations.start("LVL-LE", **school.opening(about=about, triggered_at=moment, at=moment, restricted=True))
    assert told(duty, "start") == {"teacher"}
    unnamed = obligations.start("LVL-LE", **school.opening(triggered_at=moment, at=moment, restricted=True))
    assert told(unnamed, "start") == {"superintendent"}


def test_practice_stays_with_its_players(school, at):
    moment, about = at("2026-09-14 14:00"), school.about()
    for person, capacity in ((school.counselor, "player"), (school.teacher, "player"), (school.teacher, "lead")):
        school.stands(person, capacity, about, moment)
    asked = open_at(school, at, "CPD-ISP", "2026-09-14 14:00", about=about, actor=school.counselor, practice=True)
    nobodys = open_at(school, at, "FIR-LE2", "2026-09-14 14:00", about=about, practice=True)  # the superintendent does not play
    at("2026-09-15 15:00")
    sweep()
    told_of = [set(Notice.objects.filter(obligation=duty).values_list("recipient__position", flat=True)) for duty in (asked, nobodys)]
    assert "counselor" in told_of[0] and told_of[0] | told_of[1] == {"counselor", "teacher"}


def test_immediately_climbs_each_quarter_hour_until_somebody_acknowledges(school, at):
    duty = open_at(school, at, "LVL-LE", "2026-09-14 14:00")
    for local in ("2026-09-14 14:15", "2026-09-14 14:31"):
        at(local)
        sweep()
    assert "superintendent" in told(duty, "start+15m")
    obligations.acknowledge(duty, at=at("2026-09-14 14:35"), by=school.principal)
    at("2026-09-14 14:46")
    assert sweep() == 0
    at("2026-09-14 15:01")
    assert sweep() == 1


def test_a_due_time_that_moved_later_is_reminded_of_again(school, at):
    school.test_year()
    duty = open_at(school, at, "EMR-PG", "2027-01-13 10:00")
    at("2027-01-14 08:01")
    sweep()
    before = Notice.objects.filter(obligation=duty).count()
    school.close(datetime.date(2027, 1, 14))
    obligations.recompute_for_closure(school.district, datetime.date(2027, 1, 14), at=clock.now())
    at("2027-01-16 08:01")
    assert sweep() == 1
    assert Notice.objects.filter(obligation=duty, step="overdue", state="waiting").exists()
    assert Notice.objects.filter(obligation=duty).count() > before


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_write_each_rung_once(at):
    school = School()
    moment = at("2026-09-14 14:00")
    for _ in range(40):
        obligations.start("CPD-ISP", **school.opening(triggered_at=moment, at=moment))
    at("2026-09-14 18:01")

    def run() -> None:
        try:
            while sweep_chunk(5):
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    sweep()
    assert Notice.objects.filter(step="start+4h").count() == 40
    assert ObligationEvent.objects.filter(step="start+4h").count() == 40
    assert sum(entry.count for entry in LogEntry.objects.filter(action="sweep")) == 40
