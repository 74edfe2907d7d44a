"""The handbook's worked examples that are no clock alone (11), through the acts of the people; and that every example has its test."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cases.actions.conflicts import exclude
from cases.actions.danger import determine_danger
from cases.actions.interviews import Conversation, interview_not_held, record_interview
from cases.actions.notifications import record_notice
from cases.gates import GateReply
from cases.models import Case, NotificationEntry
from reporting.actions.agencies import ProofGiven, prove_report
from reporting.actions.papers import issue_case_file
from tat import clock, files
from tat.models import Obligation, Seat
from tests.cases import managed
from tests.cases.assessed import a_determination
from tests.cases.families import a_student_target, an_emergency, party
from tests.cases.named import designated
from tests.cast import Cast, a_case, a_report, signed_in
from tests.reporting.systems import prevention
from triage.actions.reports import receive_report

pytestmark = [pytest.mark.django_db, pytest.mark.req("OB-1")]
TESTS = Path(__file__).parents[1]
EXAMPLES = json.loads((TESTS / "data" / "examples.json").read_text())["items"]
AT_HIGH = {"LVL-LE", "LVL-ADM", "LVL-CON", "LVL-TGT", "LVL-CRI"}


def test_every_worked_example_has_its_test() -> None:
    reckoned = {item["number"] for item in EXAMPLES if item["clocks"] or item.get("dates") or item.get("local_times")}
    named = {int(number) for path in TESTS.rglob("test_*.py") for number in re.findall(r"def test_example_(\d+)_", path.read_text())}
    assert {item["number"] for item in EXAMPLES} - reckoned - named == set()


def open_rules(case: Case) -> set[str]:
    return set(Obligation.objects.open().about("case", case.pk).values_list("rule", flat=True))


def at_high(cast: Cast) -> Case:
    """A case with a target at High; no further intervention."""
    case = managed.assessed(cast, subject_name="Kim Park", targets=(a_student_target(),))
    interview_not_held(case=case, by=cast.counselor, interviewee="target", reason="Called twice; nobody answered yet.")
    managed.signed(cast, case, "high")
    return case


@pytest.mark.req("OB-2")
def test_example_11_a_level_and_a_danger_imply_nothing_of_each_other(cast: Cast) -> None:
    high = at_high(cast)
    assert open_rules(high) >= AT_HIGH and "CPD-ISP" not in open_rules(high)
    low = managed.classified(cast, "low", subject_name="Avery Stone")
    determine_danger(case=low, by=cast.principal, given=a_determination("yes", facts="Said twice that he will not live to see Friday."))
    (duty,) = Obligation.objects.open().about("case", low.pk).filter(rule="CPD-ISP")
    assert duty.legal_due_at and (duty.legal_due_at - duty.triggered_at).total_seconds() == 24 * 3600
    assert not AT_HIGH & open_rules(low)


@pytest.mark.req("OB-2")
def test_example_12_of_a_parent_the_principal_alone_submits(cast: Cast) -> None:
    designated(cast, cast.social_worker, "CPD-ISP")
    parent, student = a_case(cast, "assessment"), a_case(cast, "assessment", subject_name="Avery Stone")
    for case, is_student, by, taken in ((parent, False, cast.social_worker, False), (student, True, cast.social_worker, True)):
        determine_danger(case=case, by=cast.principal, given=a_determination("yes", subject_is_student=is_student))
        duty = Obligation.objects.get(rule="CPD-ISP", about_id=case.pk)
        given = ProofGiven(confirmation="ISP-1", submitted_at=clock.now(), submitted_by=by)
        if taken:
            prove_report(duty=duty, by=by, given=given)
        else:
            with pytest.raises(PermissionDenied):
                prove_report(duty=duty, by=by, given=given)
            by_principal = ProofGiven(confirmation="ISP-2", submitted_at=clock.now(), submitted_by=cast.principal)
            prove_report(duty=duty, by=cast.principal, given=by_principal)
        duty.refresh_from_db()
        assert duty.state == "met"


@pytest.mark.req("OB-2")
def test_example_13_a_psychologist_who_determines_as_such_reports_to_human_services(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    own = a_determination("yes", capacity="clinician", determined_by_name="Ines Castell")
    determine_danger(case=case, by=cast.principal, given=own)
    assert "CPD-DHS" in open_rules(case) and "CPD-ISP" not in open_rules(case)
    determine_danger(case=case, by=cast.principal, given=a_determination("yes"))
    assert {"CPD-DHS", "CPD-ISP"} <= open_rules(case)


@pytest.mark.req("OB-2")
def test_example_14_two_determinations_are_two_duties(cast: Cast, at: Any) -> None:
    case = a_case(cast, "assessment")
    dues = []
    for moment in ("2026-09-14 09:00", "2026-09-17 13:00"):
        at(moment)
        determine_danger(case=case, by=cast.principal, given=a_determination("yes"))
        dues.append(Obligation.objects.filter(rule="CPD-ISP", about_id=case.pk).latest("recorded_at").legal_due_at)
    assert [f"{due.astimezone(clock.CENTRAL):%m-%d %H:%M}" for due in dues if due] == ["09-15 09:00", "09-18 13:00"]


def test_example_45_no_further_intervention_spares_the_list_and_nothing_else(cast: Cast) -> None:
    assert "LVL-NTF" not in open_rules(managed.classified(cast))
    high = at_high(cast)
    assert "LVL-NTF" not in open_rules(high) and open_rules(high) >= AT_HIGH


@pytest.mark.req("NT-3")
def test_example_49_the_subject_named_to_the_targets_parents_is_a_release(cast: Cast) -> None:
    case = a_case(cast, "assessment", targets=(a_student_target(),))
    told = an_emergency("NTF-PGT", person="Ida Lund", capacity="Mother", party_id=party(case, "target").pk)
    record_notice(case=case, by=cast.principal, given=told)
    assert "EMR-PG" in open_rules(case)
    assert Obligation.objects.get(rule="EMR-REC", about_id=case.pk).state == "met"
    assert NotificationEntry.objects.get(case=case).discloses_student == "yes"


@pytest.mark.req("IN-3", "PR-5")
def test_example_61_a_parents_copy_has_no_raw_tip_and_no_reporter(cast: Cast) -> None:
    raw = "The words of the tip exactly as they came in."
    case = a_case(cast, "assessment", channel="safe2help", raw_tip=raw)
    paper = issue_case_file(case=case, by=cast.principal)
    printed = b"".join(files.open_chunks(paper.html)).decode()
    assert raw not in printed and "Wren Abara" not in printed


@pytest.mark.req("AS-2")
def test_example_62_an_officer_in_the_talk_asks_for_the_block_where_the_student_is_under_18(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    talk = {"interviewee": "subject", "started_at": clock.now(), "statement": "“It was not me.”", "police_present": "yes"}
    record_interview(case=case, by=cast.counselor, given=Conversation(**talk, criminal_act="yes"))
    assert "Q-STU" in open_rules(case)
    page = signed_in(cast.principal).get(f"/cases/{case.code}/questioning/").content.decode()
    assert 'name="age"' in page


@pytest.mark.req("TM-6")
def test_example_64_a_principal_who_is_the_target_loses_the_case_and_an_empty_police_seat_stays_a_warning(cast: Cast) -> None:
    case = a_case(cast, "triage", subject_name="Avery Stone")
    exclude(case, cast.principal, by=cast.superintendent, at=clock.now())
    assert signed_in(cast.principal).get(f"/cases/{case.code}/").status_code == 404
    assert case.code not in signed_in(cast.principal).get("/").content.decode()
    Seat.objects.filter(team=cast.team, user=cast.officer).update(user=None, unavailable_reason="The city gives no officer this year.")
    assert "The city gives no officer this year." in signed_in(cast.counselor).get(f"/teams/{cast.team.pk}/").content.decode()


@pytest.mark.req("OB-5")
def test_example_65_a_threat_of_gun_violence_without_a_gun_seen_is_told_to_police_and_parents(cast: Cast) -> None:
    given = a_report(cast, gates={"gun_violence": GateReply("yes")}, weapon="none")
    case = receive_report(by=cast.report_taker, given=given).case
    assert {"OFF-FIR", "FIR-LE", "GUN-PG"} <= open_rules(case) and "FIR-PG" not in open_rules(case)


@pytest.mark.req("SE-3")
def test_example_66_three_cases_are_three_for_the_superintendent_and_fewer_than_five_for_the_prevention_team(cast: Cast) -> None:
    for name in ("Avery Stone", "Kim Park", "Jo Pell"):
        a_case(cast, "triage", subject_name=name)
    exact, shown = (signed_in(user).get("/district/") for user in (cast.superintendent, prevention(cast)))
    lines = [{line.name: line.open for line in page.context["table"].lines}[cast.building.name] for page in (exact, shown)]
    assert lines[0] == 3 and str(lines[1]) != "3"
    assert "/cases/" not in shown.content.decode().split("<main")[1]
