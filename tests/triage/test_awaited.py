"""A report comes to the team the same day (ACT-TAT); who took it in has told the principal by it (STAFF-RPT); no row of either is lost."""

from datetime import timedelta

import pytest

from cases.actions.imminence import Determining, declare_imminent, determine_imminence
from cases.gates import GateReply
from tat import clock
from tat.models import LogEntry, Notice, Obligation
from tests.cast import NOT_IMMINENT, a_report, signed_in
from triage.actions import awaited
from triage.actions.reports import receive_report, review_report
from triage.actions.triage import begin_triage
from triage.tasks import reconcile_tips

pytestmark = [pytest.mark.django_db, pytest.mark.req("OB-1")]


def duty(rule, case):
    return Obligation.objects.get(rule=rule, about_id=case.pk)


@pytest.fixture
def report(cast, at):
    at("2026-09-14 14:00")
    return receive_report(by=cast.report_taker, given=a_report(cast, reported_at=clock.now(), received_by=cast.report_taker))


def test_a_report_comes_to_the_team_by_four_of_the_same_day_and_not_by_deciding_imminence_alone(cast, at, report):
    row = duty("ACT-TAT", report.case)
    assert row.legal_due_at is None and row.target_due_at == at("2026-09-14 16:00")
    review_report(report=report, by=cast.principal)
    determine_imminence(case=report.case, by=cast.principal, given=Determining(answer="no", rationale=NOT_IMMINENT))
    assert duty("ACT-TAT", report.case).state == "open"
    assert "Bring the report to the Triage Team" in signed_in(cast.principal).get("/").content.decode()
    at("2026-09-14 16:01")
    begin_triage(case=report.case, by=cast.principal)
    row.refresh_from_db()
    assert (row.state, row.was_late()) == ("met", True)


def test_after_three_it_has_an_hour(cast, at):
    at("2026-09-14 15:40")
    case = receive_report(by=cast.principal, given=a_report(cast, reported_at=clock.now())).case
    row = duty("ACT-TAT", case)
    assert row.target_due_at - row.triggered_at == timedelta(hours=1)


def test_an_emergency_brings_it_to_the_team_and_asks_nobody_for_it_meanwhile(cast, report):
    declare_imminent(case=report.case, by=cast.counselor)
    assert duty("ACT-TAT", report.case).state == "met"
    declared = receive_report(by=cast.principal, given=a_report(cast, determining=Determining(answer="yes"))).case
    row = duty("ACT-TAT", declared)
    assert row.state == "met" and not Notice.objects.filter(obligation=row, state="waiting").exists()
    assert not Obligation.objects.filter(rule="STAFF-RPT", about_id=declared.pk).exists()


def test_each_quarter_hour_asks_for_it_only_where_a_weapon_is_in_play(cast):
    calm = receive_report(by=cast.principal, given=a_report(cast)).case
    armed = receive_report(by=cast.principal, given=a_report(cast, gates={"firearm": GateReply("yes")})).case
    assert [duty("ACT-TAT", case).next_step_at is not None for case in (calm, armed)] == [False, True]


def test_who_takes_a_report_in_has_told_the_principal_by_it_late_for_ever_where_it_took_long(cast, at, report):
    row = duty("STAFF-RPT", report.case)
    assert (row.state, row.actor, row.was_late(), row.triggered_at) == ("met", cast.report_taker, False, report.reported_at)
    assert not Notice.objects.filter(obligation=row).exists()
    taught = a_report(cast, reported_at=clock.now() - timedelta(minutes=16), received_by=cast.teacher)
    slow = a_report(cast, reported_at=clock.now() - timedelta(minutes=16), received_by=cast.report_taker)
    late = receive_report(by=cast.report_taker, given=slow)
    assert duty("STAFF-RPT", late.case).was_late()
    member = receive_report(by=cast.report_taker, given=taught)
    assert not Obligation.objects.filter(rule="STAFF-RPT", about_id=member.case_id).exists(), "a triage member is the principal's designee"


def test_a_second_report_of_the_case_asks_for_neither_again(cast, report):
    receive_report(by=cast.principal, given=a_report(cast, into=report.case_id))
    assert Obligation.objects.filter(rule="ACT-TAT", about_id=report.case_id).count() == 1


@pytest.mark.req("OB-4")
def test_lost_rows_come_back_under_the_same_key_once(cast, report):
    unread = receive_report(by=cast.report_taker, given=a_report(cast, into=report.case_id))
    review_report(report=report, by=cast.principal)
    lost = Obligation.objects.filter(rule__in=["ACT-TAT", "IMM-DET"], about_id=report.case_id)
    kept = set(lost.values_list("rule", "trigger_ref"))
    assert {rule for rule, _ref in kept} == {"ACT-TAT", "IMM-DET"}
    for rows in (lost, Obligation.objects.filter(rule="RPT-REV", about_id=unread.case_id)):
        for row in rows:
            row.notices.all().delete()
            row.events.all().delete()
            row.delete()
    logged = LogEntry.objects.filter(action="reports_reconciled")
    assert (reconcile_tips(), reconcile_tips(), logged.count()) == (3, 0, 1)
    assert set(lost.values_list("rule", "trigger_ref")) == kept
    assert Obligation.objects.get(rule="RPT-REV", about_id=unread.case_id).trigger_ref == f"report:{unread.id}"
    assert awaited.owed() == []
