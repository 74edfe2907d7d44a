"""Reports of concern: where they land, what they start, who may take them in."""

import pytest

from cases.models import Case
from tat.models import LogEntry, Obligation
from tests.cast import a_case, a_report
from triage.actions.reports import receive_report, review_report

pytestmark = pytest.mark.django_db


def open_duties(case):
    return sorted(Obligation.objects.open().about("case", case.id).values_list("rule", flat=True))


@pytest.mark.req("IN-1")
def test_a_saved_report_lands_in_a_new_case_with_one_line_in_the_log(cast):
    report = receive_report(by=cast.principal, given=a_report(cast))
    case = report.case
    assert (case.stage, case.circle, case.code[:4], case.reported_at) == ("intake", "triage", "CHS-", report.reported_at)
    assert [party.role for party in case.party_set.order_by("recorded_at", "role")].count("subject") == 1
    assert [entry.action for entry in LogEntry.objects.filter(about_id=case.id)] == ["report_received"]


@pytest.mark.req("IN-4")
def test_what_waits_depends_on_who_saved_the_report(cast):
    by_principal = receive_report(by=cast.principal, given=a_report(cast)).case
    by_taker = receive_report(by=cast.report_taker, given=a_report(cast)).case
    assert (open_duties(by_principal), by_principal.reviewed_at is None) == (["IMM-DET"], False)
    assert (open_duties(by_taker), by_taker.reviewed_at) == (["RPT-REV"], None)


@pytest.mark.req("IN-4")
def test_a_review_ends_rpt_rev_and_starts_imm_det(cast):
    report = receive_report(by=cast.report_taker, given=a_report(cast))
    review_report(report=report, by=cast.counselor)
    review_report(report=report, by=cast.principal)
    assert open_duties(report.case) == ["IMM-DET"]
    assert [entry.action for entry in LogEntry.objects.filter(about_id=report.case_id).order_by("seq")] == [
        "report_received",
        "report_reviewed",
    ]


@pytest.mark.parametrize("stage", ["intake", "containment", "triage", "closed", "assessment"])
def test_the_builder_walks_a_case_to_each_stage(cast, stage):
    assert Case.objects.get(pk=a_case(cast, stage).pk).stage == stage
