"""Reports of concern: where they land, what they start, who may take them in."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from cases.access import visible_to
from cases.actions.imminence import Determining
from cases.actions.opening import NO_TEAM, Incident
from cases.actions.parties import PartyGiven
from cases.gates import GateReply
from cases.models import Affiliation, Case, IncidentFacts, Party
from tat import clock
from tat.models import Building, LogEntry, Obligation, Standing
from tat.workflow import Blocked
from tests.cast import NATURE, NOT_IMMINENT, a_case, a_report
from triage.actions.reports import CLOSED, NOT_YOURS, receive_report, review_report, review_reports
from triage.models import Report, ReporterIdentity
from triage.workflow import NO_NATURE, REPORT_ORDER

pytestmark = pytest.mark.django_db


def open_duties(case):
    return sorted(Obligation.objects.open().about("case", case.id).values_list("rule", flat=True))


def sees(user, case):
    return visible_to(user, clock.now()).filter(pk=case.pk).exists()


def target(name, **fields):
    return PartyGiven(role=Party.Role.TARGET, name=name, **fields)


@pytest.mark.req("IN-1")
def test_a_saved_report_lands_in_a_new_case_with_one_line_in_the_log(cast):
    report = receive_report(by=cast.principal, given=a_report(cast))
    case = report.case
    assert (case.stage, case.circle, case.code[:4], case.reported_at) == ("intake", "triage", "CHS-", report.reported_at)
    assert sorted(case.party_set.values_list("role", flat=True)) == ["reporting_party", "subject"]
    assert [entry.action for entry in LogEntry.objects.filter(about_id=case.id)] == ["report_received"]


@pytest.mark.req("IN-1")
def test_what_happened_and_when_it_was_entered_are_two_times(cast, at):
    now = at("2026-09-14 13:00")
    happened = now - timedelta(hours=2, minutes=40)
    facts = receive_report(by=cast.principal, given=a_report(cast, occurred_at=happened)).facts
    assert facts.occurred_at == happened < facts.recorded_at


@pytest.mark.req("IN-1")
def test_several_targets_of_every_kind_are_kept_and_the_reporting_party_stays_apart(cast):
    targets = (target("Ana Lund", affiliation=Affiliation.STUDENT_CURRENT, aware="yes", safe_now="no"), target("The band", kind="group"))
    report = receive_report(by=cast.principal, given=a_report(cast, targets=(*targets, target("", kind="self"), target("  "))))
    kept = Party.objects.filter(case=report.case, role="target").order_by("recorded_at")
    assert [(each.kind, each.shown_name()) for each in kept] == [("person", "Ana Lund"), ("group", "The band"), ("self", "Not known yet")]
    reporting = Party.objects.get(case=report.case, role="reporting_party")
    assert (reporting.person, reporting.label, ReporterIdentity.objects.get(party=reporting).name) == (None, "", "Wren Abara")
    assert ReporterIdentity.objects.get().key_id != report.case.key_id


@pytest.mark.req("IN-1")
def test_a_subject_nobody_knows_yet_is_no_obstacle(cast):
    case = receive_report(by=cast.principal, given=a_report(cast, subject_name="")).case
    assert Party.objects.get(case=case, role="subject").shown_name() == "Not known yet"


@pytest.mark.req("IN-4")
def test_what_waits_depends_on_who_saved_the_report(cast):
    by_principal = receive_report(by=cast.principal, given=a_report(cast)).case
    by_taker = receive_report(by=cast.report_taker, given=a_report(cast)).case
    assert (open_duties(by_principal), by_principal.reviewed_at is None) == (["ACT-TAT", "IMM-DET"], False)
    assert (open_duties(by_taker), by_taker.reviewed_at) == (["ACT-TAT", "RPT-REV"], None)


@pytest.mark.req("IN-4")
def test_a_review_ends_rpt_rev_of_that_report_and_starts_imm_det(cast):
    report = receive_report(by=cast.report_taker, given=a_report(cast))
    second = receive_report(by=cast.report_taker, given=a_report(cast, into=report.case_id))
    review_report(report=report, by=cast.counselor)
    review_report(report=report, by=cast.principal)
    assert open_duties(report.case) == ["ACT-TAT", "IMM-DET", "RPT-REV"]
    assert Report.objects.get(pk=report.pk).reviewed_by == cast.counselor
    review_report(report=second, by=cast.principal)
    log = list(LogEntry.objects.filter(about_id=report.case_id).order_by("seq").values_list("action", flat=True))
    assert log == ["report_received", "report_received", "report_reviewed", "report_reviewed"]
    with pytest.raises(Http404):
        review_report(report=report, by=cast.outsider)


@pytest.mark.req("IN-4")
def test_no_needs_a_reason_and_the_principal_or_a_triage_member(cast):
    no = Determining(answer="no", rationale=NOT_IMMINENT)
    with pytest.raises(Blocked) as refused:
        receive_report(by=cast.report_taker, given=a_report(cast, determining=no))
    assert refused.value.problems == (NOT_YOURS,)
    with pytest.raises(Blocked):
        receive_report(by=cast.principal, given=a_report(cast, determining=Determining(answer="no")))
    assert not Case.objects.exists()
    case = receive_report(by=cast.principal, given=a_report(cast, determining=no)).case
    assert (case.stage, case.determined_at is None, open_duties(case)) == ("intake", False, ["ACT-TAT"])


@pytest.mark.req("IN-4")
def test_yes_at_intake_opens_containment_and_keeps_it_in_view_of_who_declared(cast):
    yes = Determining(answer="yes")
    for person in (cast.principal, cast.report_taker, cast.officer, cast.superintendent, cast.backup):
        case = receive_report(by=person, given=a_report(cast, determining=yes)).case
        assert (case.stage, case.stage_before, sees(person, case)) == ("containment", "intake", True)
        assert {"IMM-SEO", "IMM-LE"} <= set(open_duties(case))


@pytest.mark.req("IN-5")
@pytest.mark.parametrize(
    ("gates", "incident", "started"),
    [
        ({"abuse": "yes"}, {}, ["IMM-DET", "OTH-DCFS"]),
        ({"abuse": "unknown"}, {}, ["IMM-DET"]),
        ({"firearm": "yes"}, {"weapon": "seen"}, ["FIR-LE", "FIR-PG", "IMM-DET"]),
        ({"gun_violence": "yes"}, {}, ["FIR-LE", "GUN-PG", "IMM-DET"]),
        ({}, {"weapon": "seen"}, ["FIR-LE", "IMM-DET"]),
        ({"firearm": "no"}, {"weapon": "seen"}, ["IMM-DET", "SAFE-LE"]),
        ({"battery": "yes"}, {}, ["BAT-LE", "BAT-SIRS", "IMM-DET"]),
        ({"drugs": "yes"}, {}, ["DRG-48", "IMM-DET"]),
    ],
)
def test_each_yes_starts_its_duties(cast, gates, incident, started):
    replies = {code: GateReply(answer) for code, answer in gates.items()}
    case = receive_report(by=cast.principal, given=a_report(cast, gates=replies, **incident)).case
    assert open_duties(case) == ["ACT-TAT", *started]
    assert dict(case.gateanswer_set.values_list("gate", "answer")) == gates


@pytest.mark.req("IN-5")
def test_the_principals_office_is_told_once_the_principal_has_opened_the_firearm_report(cast):
    report = receive_report(by=cast.report_taker, given=a_report(cast, gates={"firearm": GateReply("yes")}))
    assert "OFF-FIR" in open_duties(report.case)
    review_report(report=report, by=cast.counselor)
    assert "OFF-FIR" in open_duties(report.case)
    review_reports(case=report.case, by=cast.principal)
    assert "OFF-FIR" not in open_duties(report.case)


@pytest.mark.req("IN-3")
def test_a_report_is_added_to_the_open_case_and_makes_its_facts_new(cast):
    case = a_case(cast)
    before = Case.objects.get(pk=case.pk).facts_version
    added = receive_report(by=cast.counselor, given=a_report(cast, into=case.id, nature="He said it again."))
    assert added.case_id == case.id and Case.objects.count() == 1
    assert Case.objects.get(pk=case.pk).facts_version > before
    assert Party.objects.filter(case=case, role="subject").count() == 1
    assert IncidentFacts.objects.filter(case=case).count() == 2


@pytest.mark.req("IN-3")
def test_nothing_is_added_to_a_closed_case_or_to_one_that_is_not_theirs(cast):
    closed = a_case(cast, "closed")
    with pytest.raises(Blocked) as refused:
        receive_report(by=cast.principal, given=a_report(cast, into=closed.id))
    assert refused.value.problems == (CLOSED,)
    with pytest.raises(Http404):
        receive_report(by=cast.outsider, given=a_report(cast, building=cast.other_building, into=a_case(cast).id))


@pytest.mark.req("IN-1")
def test_wrong_times_and_an_empty_report_are_refused_and_nothing_is_kept(cast):
    now = clock.now()
    early = a_report(cast, reviewed_at=now - timedelta(days=1))
    for given, sentence in ((early, REPORT_ORDER), (a_report(cast, nature="  "), NO_NATURE)):
        with pytest.raises(Blocked) as refused:
            receive_report(by=cast.principal, given=given)
        assert sentence in refused.value.problems
    assert not Report.objects.exists() and not Case.objects.exists() and not LogEntry.objects.filter(action="report_received").exists()


def test_only_people_of_the_building_take_in_its_reports(cast):
    for person in (cast.outsider, cast.consultant, cast.sysadmin):
        with pytest.raises(PermissionDenied):
            receive_report(by=person, given=a_report(cast))
    for person in (cast.principal, cast.officer, cast.report_taker, cast.superintendent, cast.backup):
        assert receive_report(by=person, given=a_report(cast)).case.building == cast.building


def test_a_building_without_a_team_says_so(cast):
    lone = Building.objects.create(
        district=cast.district, name="Prairie School", code="PRS", rcdts="17-999-0010-26-2003", kind="elementary"
    )
    with pytest.raises(Blocked) as refused:
        receive_report(by=cast.superintendent, given=a_report(cast, building=lone))
    assert refused.value.problems == (NO_TEAM,)


@pytest.mark.req("TM-6")
def test_a_target_on_the_staff_is_walled_off_and_the_back_up_is_seated(cast):
    case = receive_report(by=cast.principal, given=a_report(cast, targets=(target("tobin  BOYCE"),))).case
    assert [sees(person, case) for person in (cast.teacher, cast.counselor, cast.backup)] == [False, True, True]
    assert Standing.objects.filter(about_id=case.id, person=cast.teacher, capacity="excluded", until_at=None).exists()
    assert not case.restricted


@pytest.mark.req("TM-6")
def test_a_subject_who_works_here_restricts_the_case_to_named_people(cast):
    subject = PartyGiven(role=Party.Role.SUBJECT, name="Tobin Boyce", affiliation=Affiliation.EMPLOYEE_CURRENT)
    case = receive_report(by=cast.report_taker, given=a_report(cast, subject=subject)).case
    assert case.restricted and set(Obligation.objects.about("case", case.id).values_list("restricted", flat=True)) == {True}
    allowed = [
        sees(person, case) for person in (cast.principal, cast.counselor, cast.backup, cast.teacher, cast.officer, cast.report_taker)
    ]
    assert allowed == [True, True, True, False, False, False]


@pytest.mark.req("TM-6")
def test_reporting_is_no_conflict_and_who_names_oneself_as_target_loses_the_case(cast):
    from triage.actions.given import ReporterGiven

    by_member = receive_report(by=cast.counselor, given=a_report(cast, reporter=ReporterGiven(name="Sol Ortiz-Lane"))).case
    assert sees(cast.counselor, by_member)
    own = receive_report(by=cast.principal, given=a_report(cast, targets=(target("Dana Whitlow"),))).case
    assert (sees(cast.principal, own), own.reviewed_at, open_duties(own)) == (False, None, ["ACT-TAT", "RPT-REV"])


def test_a_report_taker_sees_the_own_intake_until_it_is_reviewed(cast):
    report = receive_report(by=cast.report_taker, given=a_report(cast))
    other = receive_report(by=cast.principal, given=a_report(cast)).case
    assert (sees(cast.report_taker, report.case), sees(cast.report_taker, other)) == (True, False)
    review_report(report=report, by=cast.principal)
    assert not sees(cast.report_taker, report.case)


@pytest.mark.parametrize("stage", ["intake", "containment", "triage", "closed", "assessment"])
def test_the_builder_walks_a_case_to_each_stage(cast, stage):
    assert Case.objects.get(pk=a_case(cast, stage).pk).stage == stage


def test_incident_facts_keep_every_field(cast):
    given = Incident(nature=NATURE, quotation="“sorry”", means=("oral", "visual"), weapon="mentioned", weapons_note="A drawing")
    facts = receive_report(by=cast.principal, given=a_report(cast, **vars(given))).facts
    kept = IncidentFacts.objects.get(pk=facts.pk)
    assert (kept.quotation, kept.means, kept.weapon, kept.weapons_note) == ("“sorry”", ["oral", "visual"], "mentioned", "A drawing")
