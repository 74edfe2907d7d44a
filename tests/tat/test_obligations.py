"""Duties: opened once, ended once, never later than the law says, never without somebody to tell."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction

from tat import obligations
from tat.models import ClosedDay, Notice, Obligation, ObligationEvent
from tat.workflow import Blocked
from tests.tat.school import School

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
REASON = "The subject has left the district for good."


@pytest.fixture
def school() -> School:
    return School()


@pytest.fixture
def monday(at) -> datetime.datetime:
    return at("2026-09-14 14:02")


def mailed(duty: Obligation, state: str = "waiting") -> set[str]:
    """Positions of the people who are told of a duty."""
    return set(Notice.objects.filter(obligation=duty, state=state).values_list("recipient__position", flat=True))


@pytest.mark.req("OB-1")
def test_starting_twice_gives_the_same_row_and_tells_nobody_again(school, monday):
    opening = school.opening(triggered_at=monday, at=monday)
    first = obligations.start("CPD-ISP", **opening)
    again = obligations.start("CPD-ISP", **opening)
    assert first.pk == again.pk
    assert Notice.objects.count() == 1
    assert ObligationEvent.objects.filter(kind="started").count() == 1


def test_a_duty_of_24_hours_is_due_to_the_second_and_says_why(school, monday):
    duty = obligations.start("CPD-ISP", **school.opening(triggered_at=monday, at=monday))
    assert duty.legal_due_at == monday + 24 * HOUR
    assert duty.next_step_at == monday + 4 * HOUR
    assert duty.explanation


def test_immediately_has_no_legal_instant_and_the_districts_minutes_decide(school, monday):
    duty = obligations.start("LVL-LE", **school.opening(triggered_at=monday, at=monday))
    assert duty.legal_due_at is None
    assert duty.target_due_at == monday + datetime.timedelta(minutes=15)
    assert duty.is_overdue(monday + datetime.timedelta(minutes=16))


def test_the_first_alert_leaves_with_the_fact(school, monday):
    duty = obligations.start("RPT-REV", **school.opening(triggered_at=monday, at=monday))
    assert mailed(duty) == {"principal", "counselor", "teacher", "backup"}


def test_a_duty_entered_late_tells_its_actor_and_the_present_rung_only(school, monday):
    duty = obligations.start("CPD-ISP", **school.opening(triggered_at=monday - 49 * HOUR, at=monday))
    steps = set(Notice.objects.filter(obligation=duty).values_list("step", "recipient__position"))
    assert steps == {("overdue", "superintendent"), ("start", "principal")}


def test_a_duty_opened_and_met_in_one_act_sends_nothing(school, monday):
    duty = obligations.start("LVL-LE", **school.opening(triggered_at=monday, at=monday))
    obligations.meet(duty, at=monday, by=school.principal)
    assert mailed(duty) == set()
    assert duty.state == "met"
    assert duty.next_step_at is None


def test_several_duties_of_one_act_take_no_more_statements_than_one(school, monday, django_assert_num_queries):
    rules = ("LVL-LE", "LVL-ADM", "LVL-CON", "LVL-TGT", "LVL-CRI")
    about = school.about()

    def openings(codes):
        fields = school.opening(triggered_at=monday, about=about)
        return [obligations.Opening(rule_code=code, **fields) for code in codes]

    with django_assert_num_queries(5):
        obligations.start_all(openings(["RPT-REV"]), at=monday)
    with django_assert_num_queries(5):
        assert len(obligations.start_all(openings(rules), at=monday)) == 5


def test_late_stays_late_whatever_is_recorded_afterwards(school, monday):
    duty = obligations.start("CPD-ISP", **school.opening(triggered_at=monday - 25 * HOUR, at=monday - 25 * HOUR))
    obligations.meet(duty, at=monday, by=school.principal, proof_ref="proof:1")
    assert duty.was_late()
    obligations.meet(duty, at=monday, by=school.principal, occurred_at=monday - 20 * HOUR)
    obligations.correct(duty, triggered_at=monday, at=monday, by=school.principal)
    duty.refresh_from_db()
    assert duty.was_late()
    assert duty.done_at == monday


def test_what_was_done_on_time_and_recorded_later_is_not_late(school, monday):
    duty = obligations.start("IMM-LE", **school.opening(triggered_at=monday, at=monday))
    obligations.meet(duty, at=monday + 2 * HOUR, by=school.principal, occurred_at=monday + datetime.timedelta(minutes=5))
    assert not duty.was_late()


def test_a_stated_time_that_has_not_come_is_refused(school, monday):
    duty = obligations.start("IMM-LE", **school.opening(triggered_at=monday, at=monday))
    with pytest.raises(Blocked):
        obligations.meet(duty, at=monday, by=school.principal, occurred_at=monday + HOUR)


def test_meet_all_ends_the_open_rows_of_one_rule_about_one_thing(school, monday):
    about = school.about()
    panel = (school.counselor, school.teacher)
    mine = [obligations.start("TRI-DONE", **school.opening(about=about, triggered_at=monday, at=monday, actor=each)) for each in panel]
    other = obligations.start("TRI-DONE", **school.opening(triggered_at=monday, at=monday, actor=school.counselor))
    ended = obligations.meet_all("TRI-DONE", about, at=monday + HOUR, by=school.principal)
    assert {row.pk for row in ended} == {row.pk for row in mine}
    other.refresh_from_db()
    assert other.state == "open"


def test_superseding_ends_a_row_once(school, monday):
    duty = obligations.start("UPD-30", **school.opening(triggered_at=monday, at=monday, actor=school.counselor))
    obligations.supersede(duty, at=monday, by=school.principal, reason_code="closed")
    obligations.supersede(duty, at=monday + HOUR, by=school.principal)
    assert duty.state == "superseded"
    assert duty.events.filter(kind="superseded").count() == 1


@pytest.mark.req("OB-1")
def test_not_applicable_needs_a_second_person_where_the_rule_is_cited(school, monday):
    duty = obligations.start("LVL-LE", **school.opening(triggered_at=monday, at=monday))
    with pytest.raises(Blocked):
        obligations.waive(duty, reason="too short", at=monday, by=school.principal)
    duty = obligations.waive(duty, reason=REASON, at=monday, by=school.principal)
    assert duty.state == "open"
    assert duty.next_step_at is not None
    with pytest.raises(Blocked):
        obligations.confirm_waiver(duty, at=monday, by=school.principal)
    duty = obligations.confirm_waiver(duty, at=monday, by=school.superintendent)
    assert (duty.state, duty.waive_reason) == ("waived", REASON)


def test_a_duty_of_the_product_alone_is_waived_by_one_person(school, monday):
    duty = obligations.start("SIG", **school.opening(triggered_at=monday, at=monday, actor=school.teacher))
    assert obligations.waive(duty, reason=REASON, at=monday, by=school.principal).state == "waived"


def test_the_database_refuses_a_waiver_without_its_reason_and_second_person(school, monday):
    duty = obligations.start("LVL-LE", **school.opening(triggered_at=monday, at=monday))
    row = Obligation.objects.filter(pk=duty.pk)
    for fields in ({"waive_by": school.principal}, {"waive_by": school.principal, "waive_second_by": school.superintendent}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(state="waived", waived_at=monday, **fields)


def test_an_earlier_start_moves_the_due_time_and_a_later_one_does_not(school, monday):
    duty = obligations.start("CPD-ISP", **school.opening(triggered_at=monday, at=monday))
    duty = obligations.correct(duty, triggered_at=monday - 2 * HOUR, at=monday, by=school.principal)
    assert duty.legal_due_at == monday + 22 * HOUR
    duty = obligations.correct(duty, triggered_at=monday + HOUR, at=monday, by=school.principal)
    assert duty.legal_due_at == monday + 22 * HOUR
    assert "stays" in duty.explanation[-1]
    assert duty.events.filter(kind="corrected").count() == 2


def test_acknowledging_ends_the_quarter_hours_but_not_the_duty(school, monday):
    duty = obligations.start("LVL-LE", **school.opening(triggered_at=monday, at=monday))
    assert duty.next_step_at == monday + datetime.timedelta(minutes=15)
    duty = obligations.acknowledge(duty, at=monday + datetime.timedelta(minutes=20), by=school.principal)
    assert duty.state == "open"
    assert duty.acknowledged_at


def test_reminders_may_wait_and_escalations_may_not(school, monday):
    duty = obligations.start("CPD-ISP", **school.opening(triggered_at=monday, at=monday))
    duty = obligations.snooze(duty, until=monday + 24 * HOUR, reason_code="waiting_for_answer", at=monday, by=school.principal)
    assert duty.next_step_at == monday + 20 * HOUR
    at_once = obligations.start("LVL-LE", **school.opening(triggered_at=monday, at=monday))
    refused = [
        (at_once, monday + HOUR, "waiting"),
        (duty, monday + HOUR, ""),
        (duty, monday, "waiting"),
        (duty, monday + 25 * HOUR, "waiting"),
    ]
    for row, until, reason in refused:
        with pytest.raises(Blocked):
            obligations.snooze(row, until=until, reason_code=reason, at=monday, by=school.principal)


def test_nothing_changes_on_a_duty_that_has_ended(school, monday):
    duty = obligations.start("LVL-LE", **school.opening(triggered_at=monday, at=monday))
    with pytest.raises(Blocked):
        obligations.confirm_waiver(duty, at=monday, by=school.superintendent)
    obligations.meet(duty, at=monday, by=school.principal)
    with pytest.raises(Blocked):
        obligations.acknowledge(duty, at=monday, by=school.principal)
    with pytest.raises(Blocked):
        obligations.waive(duty, reason=REASON, at=monday, by=school.principal)
    with pytest.raises(Blocked):
        obligations.extend(
            obligations.start("SIG", **school.opening(triggered_at=monday, at=monday)), reason_code="x", at=monday, by=school.principal
        )


def test_restricting_a_case_restricts_its_duties_and_superseding_all_ends_them(school, monday):
    about = school.about()
    duty = obligations.start("SIG", **school.opening(about=about, triggered_at=monday, at=monday, actor=school.teacher))
    obligations.restrict_all(about)
    (ended,) = obligations.supersede_all("SIG", about, at=monday, by=school.principal)
    assert (ended.pk, ended.restricted, str(ended)) == (duty.pk, True, "SIG CHS-26-K7Q2")


def test_a_carried_duty_has_a_named_owner(school, monday):
    duty = obligations.start("EMR-PG", **school.opening(triggered_at=monday, at=monday))
    assert obligations.carry(duty, owner=school.teacher, at=monday, by=school.principal).actor == school.teacher


def test_one_lawful_extension_counts_from_the_first_due_date(school, at):
    school.test_year()
    day = at("2026-09-02 10:00")
    duty = obligations.start("ACC-10", **school.opening(about=("request", uuid.uuid4()), triggered_at=day, at=day))
    assert duty.legal_due_at == at("2026-09-17 23:59:59")
    with pytest.raises(Blocked):
        obligations.extend(duty, reason_code="", at=day, by=school.custodian)
    duty = obligations.extend(duty, reason_code="many_records", at=day, by=school.custodian)
    assert duty.legal_due_at == at("2026-09-24 23:59:59")
    assert duty.events.get(kind="extended").old_due_at == at("2026-09-17 23:59:59")
    with pytest.raises(Blocked):
        obligations.extend(duty, reason_code="many_records", at=day, by=school.custodian)


def test_an_emergency_closure_moves_the_legal_date_and_never_the_target(school, at):
    school.test_year()
    day = at("2027-01-13 10:00")
    duty = obligations.start("EMR-PG", **school.opening(triggered_at=day, at=day))
    target = duty.target_due_at
    ClosedDay.objects.create(district=school.district, on=datetime.date(2027, 1, 14), kind="emergency")
    (moved,) = obligations.recompute_for_closure(school.district, datetime.date(2027, 1, 14), at=day, by=school.superintendent)
    assert (moved.pk, moved.legal_due_at, moved.target_due_at) == (duty.pk, at("2027-01-15 23:59:59"), target)
    assert moved.events.get(kind="recomputed").old_due_at == at("2027-01-14 23:59:59")
    assert not obligations.recompute_for_closure(school.district, datetime.date(2027, 1, 14), at=day)
