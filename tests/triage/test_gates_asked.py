"""The gates at intake and at triage, through their pages: each “yes” starts what the handbook's table names, and says so (3.2, 8.1)."""

import json
from pathlib import Path

import pytest
from django.urls import reverse

from cases.gates import GATES
from cases.models import Case, GateAnswer, Note
from tat.models import LogEntry, Notice, Obligation
from tat.statutes import RULES
from tests.cast import NATURE, a_case, an_opinion, signed_in
from tests.typed import flat, form_of, send, send_anew
from triage.actions.triage import give_opinion
from triage.models import TriageOpinion

pytestmark = [pytest.mark.django_db, pytest.mark.req("IN-5")]
NEW, SAVE = "/reports/new/", "/reports/new/save/"
TABLE = {row["number"]: row for row in json.loads((Path(__file__).parents[1] / "data" / "gates.json").read_text())["items"]}
# Duties that a gate names and that start elsewhere: from the recorded determination, and from the notice in the ledger.
FROM_ELSEWHERE = {"CPD-ISP", "EMR-PG", "EMR-REC"}
INTAKE_NAME = {"danger": "danger_determined"}
ASKED_AT_INTAKE = [code for code in GATES if code not in ("imminent", "safe2help")]


def words(answer):
    return flat(answer.content.decode())


OURS = {"safety": {"SAFE-LE"}}
"""A question of the product beside the handbook's eleven: the table of 8.1 has its duty, and none of the eleven asks for it."""


def named_by(code):
    return OURS.get(code) or set(TABLE[GATES[code].number]["obligations"])


def started(case):
    return set(Obligation.objects.about("case", case.id).values_list("rule", flat=True))


def reported(user, **typed):
    """A report through its page, about a student; gives its case and the page after it."""
    client = signed_in(user)
    typed = {"nature": NATURE, "subject_name": "Rowan Teller", "subject_affiliation": "student_current", **typed}
    answer = send_anew(client, NEW, SAVE, **typed)
    assert answer.status_code == 302, words(answer)
    return Case.objects.latest("opened_at"), words(client.get(answer.url))


def asked_at_triage(user, case, **typed):
    """The questions of the triage page, answered; gives the answer of the page and the page after it."""
    client = signed_in(user)
    page, action = reverse("case_triage_gates", args=[case.code]), reverse("triage_gates", args=[case.code])
    answer = send(client, page, action, **{f"gates-{name}": value for name, value in typed.items()})
    return answer, words(client.get(answer.url) if answer.status_code == 302 else answer)


def test_the_table_of_the_product_is_the_handbooks():
    assert {gate.number: set(gate.obligations) for code, gate in GATES.items() if code not in OURS} == {
        number: set(row["obligations"]) for number, row in TABLE.items()
    }


@pytest.mark.parametrize("code", ASKED_AT_INTAKE)
def test_a_yes_at_intake_starts_what_the_table_names_and_says_what_is_due_and_by_whom(cast, code):
    name = INTAKE_NAME.get(code, code)
    case, page = reported(cast.report_taker, **{name: "yes", f"{code}_verified": "on"})
    due = named_by(code) - FROM_ELSEWHERE
    assert started(case) - {"RPT-REV", "ACT-TAT", "STAFF-RPT"} == due
    assert GateAnswer.objects.get(case=case, gate=code).moment == "intake"
    assert [rule for rule in due if flat(RULES[rule].duty) not in page.replace("&#x27;", "'")] == []
    assert page.count("By: ") == len(due)


@pytest.mark.parametrize("code", [code for code in GATES if code != "imminent"])
def test_a_yes_at_triage_starts_what_the_table_names_and_says_what_is_due_and_by_whom(cast, code):
    case = a_case(cast, "triage")
    before = started(case)
    answer, page = asked_at_triage(cast.counselor, case, **{code: "yes", f"{code}_verified": "on"})
    assert answer.status_code == 302
    due = named_by(code) - FROM_ELSEWHERE
    assert started(case) - before == due
    assert GateAnswer.objects.get(case=case, gate=code).moment == "triage"
    assert [rule for rule in due if flat(RULES[rule].duty) not in page.replace("&#x27;", "'")] == []
    assert LogEntry.objects.filter(about_id=case.pk, action="gates_answered").count() == 1


def test_what_is_not_verified_yet_waits_for_that_and_starts_once(cast):
    case = a_case(cast, "triage")
    asked_at_triage(cast.counselor, case, drugs="yes")
    assert "DRG-48" in started(case) and not {"DRG-LE2", "DRG-SIRS"} & started(case)
    for _ in range(2):
        _answer, _page = asked_at_triage(cast.principal, case, drugs="yes", drugs_verified="on")
    assert {"DRG-LE2", "DRG-SIRS"} <= started(case)
    rules = list(Obligation.objects.about("case", case.id).filter(rule__startswith="DRG").values_list("rule", flat=True))
    assert sorted(rules) == ["DRG-48", "DRG-LE2", "DRG-SIRS"]


def test_a_yes_that_stood_starts_nothing_a_second_time(cast):
    case = a_case(cast, "triage")
    for _ in range(2):
        asked_at_triage(cast.counselor, case, battery="yes")
    assert Obligation.objects.about("case", case.id).filter(rule="BAT-LE").count() == 1
    assert GateAnswer.objects.filter(case=case, gate="battery").count() == 2


def test_who_suspects_abuse_is_named_as_the_one_who_calls(cast):
    _case, page = reported(cast.report_taker, abuse="yes")
    assert Obligation.objects.get(rule="OTH-DCFS").actor == cast.report_taker
    assert "Call the Department of Children and Family Services: Immediately" in page and "By: you." in page


def test_a_no_that_needs_a_reason_is_asked_for_it_and_nothing_is_kept(cast):
    case = a_case(cast, "triage")
    for code in ("danger", "imminent"):
        answer, page = asked_at_triage(cast.counselor, case, **{code: "no", "drugs": "yes"})
        assert answer.status_code == 200 and "A reason is needed for “no” as much as for “yes”." in page
    assert not GateAnswer.objects.filter(moment="triage").exists()
    refused = send(signed_in(cast.principal), NEW, SAVE, nature=NATURE, danger_determined="no")
    assert refused.status_code == 200 and "A reason is needed" in words(refused)
    reported(cast.principal, subject_name="", danger_determined="no", danger_determined_reason="Asked the psychologist.")


def test_no_answer_at_all_says_so(cast):
    answer, page = asked_at_triage(cast.counselor, a_case(cast, "triage"))
    assert answer.status_code == 200 and "No question is answered yet." in page


def test_a_yes_to_an_imminent_threat_leads_to_declaring_it(cast):
    case = a_case(cast, "triage")
    answer, page = asked_at_triage(cast.counselor, case, imminent="yes")
    assert answer.url == reverse("case_imminence", args=[case.code]) and "Declare it here" in page


def test_a_determined_danger_waits_on_the_principals_home_until_the_case_is_opened(cast):
    case = a_case(cast, "triage")
    answer, page = asked_at_triage(cast.counselor, case, danger="yes")
    assert answer.url == reverse("case_danger", args=[case.code]) and "the principal records it" in page
    assert "Open a change in a case" in words(signed_in(cast.principal).get("/"))
    assert "24 hours" in Note.objects.get(case=case).text
    signed_in(cast.principal).get(reverse("case_detail", args=[case.code]))
    assert "Open a change in a case" not in words(signed_in(cast.principal).get("/"))
    reported(cast.report_taker, danger_determined="yes", subject_name="")
    assert Notice.objects.filter(template="change", recipient=cast.principal, opened_at=None).count() == 1


def test_new_facts_ask_sealed_opinions_again(cast):
    case = a_case(cast, "triage")
    give_opinion(case=case, by=cast.counselor, given=an_opinion())
    asked_at_triage(cast.principal, case, order="no")
    assert TriageOpinion.objects.get().facts_version == Case.objects.get(pk=case.pk).facts_version
    asked_at_triage(cast.principal, case, drugs="yes")
    assert TriageOpinion.objects.get().facts_version < Case.objects.get(pk=case.pk).facts_version


def test_the_principals_own_answer_is_what_tells_the_principals_office(cast):
    case = a_case(cast, "triage")
    asked_at_triage(cast.principal, case, firearm="yes")
    assert Obligation.objects.get(rule="OFF-FIR").state == "met"


def test_the_latest_answers_stand_in_the_form_and_the_case_carries_its_flags(cast):
    case, _page = reported(cast.principal, order="yes", channel="safe2help", determination="no", rationale="Named nobody.")
    client = signed_in(cast.principal)
    glance = words(client.get(reverse("case_detail", args=[case.code])))
    assert "Court order" in glance and "From Safe2Help Illinois; confidential" in glance
    send(client, reverse("case_triage", args=[case.code]), reverse("triage_begin", args=[case.code]))
    fields = form_of(client.get(reverse("case_triage_gates", args=[case.code])), reverse("triage_gates", args=[case.code]))
    assert (fields["gates-order"], fields["gates-safe2help"]) == (["yes"], ["yes"])


def test_the_questions_are_asked_of_those_who_triage_while_the_case_is_there(cast):
    case, over = a_case(cast, "triage"), a_case(cast, "assessment")
    asked, action = reverse("case_triage_gates", args=[case.code]), reverse("triage_gates", args=[case.code])
    teacher = signed_in(cast.teacher)
    assert "Not asked at triage yet." in words(teacher.get(reverse("case_triage", args=[case.code])))
    fields = form_of(teacher.get(asked), action) | {"gates-drugs": "yes"}
    gone, address = reverse("case_triage_gates", args=[over.code]), reverse("triage_gates", args=[over.code])
    assert gone not in words(signed_in(cast.principal).get(reverse("case_triage", args=[over.code])))
    assert "is not at triage any more" in words(signed_in(cast.principal).get(gone))
    late = signed_in(cast.principal).post(address, fields)
    assert late.status_code == 200 and "is not at triage any more" in words(late)
    assert not GateAnswer.objects.filter(case=over, gate="drugs").exists()
    assert [signed_in(cast.psychologist).post(address, fields).status_code, signed_in(cast.psychologist).get(gone).status_code] == [
        403,
        403,
    ]
    assert teacher.post(action, fields).status_code == 302
    assert "Last answered at triage by Tobin Boyce" in words(teacher.get(reverse("case_triage", args=[case.code])))


def test_the_page_of_the_report_says_what_was_verified_and_why_a_no(cast):
    typed = {"drugs": "yes", "drugs_verified": "on", "danger_determined": "no", "danger_determined_reason": "Asked the psychologist."}
    case, _page = reported(cast.principal, **typed)
    page = words(signed_in(cast.principal).get(reverse("case_report", args=[case.code])))
    assert "Yes, verified" in page and "Asked the psychologist." in page
