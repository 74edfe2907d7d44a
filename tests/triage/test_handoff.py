"""A tip that reached the school elsewhere: keyed in with one answer, its own text kept apart from the case (handbook 9.6)."""

import pytest
from django.db import connection
from django.urls import reverse

from cases.models import Case, GateAnswer, Party
from reporting.actions.papers import issue_case_file
from tat.models import AccessEntry, Draft, LogEntry, Obligation
from tests.cast import a_case, appoint, signed_in
from tests.reporting.printed import stored
from tests.typed import form_of, send, send_anew
from triage.models import RawTip, Report

pytestmark = [pytest.mark.django_db, pytest.mark.req("IN-2")]
PAGE, SAVE = "/reports/handoff/", "/reports/handoff/save/"
CONCERN = "Somebody wrote that a student will bring a knife on Friday."
RAW = "tip 8841 zqcanary: my friend rowan showed me his knife"


def words(answer):
    return answer.content.decode()


def key_in(client, **typed):
    return send_anew(client, PAGE, SAVE, **{"nature": CONCERN, **typed})


def kept_apart(cast, **typed):
    """A tip with its own text, keyed in by the principal; gives its case."""
    assert key_in(signed_in(cast.principal), raw=RAW, **typed).status_code == 302
    return Case.objects.get()


def test_one_answer_saves_a_tip_with_its_channel_time_and_receiver(cast):
    answer = key_in(signed_in(cast.report_taker))
    report = Report.objects.get()
    assert (answer.status_code, report.facts.nature, report.channel) == (302, CONCERN, "safe2help")
    assert (report.received_by, report.received_name) == (cast.report_taker, "Alba Quill, Office Secretary")
    assert Obligation.objects.get(rule="RPT-REV").about_id == report.case_id
    assert not RawTip.objects.exists()


def test_the_gate_of_safe2help_is_answered_by_the_channel_alone(cast):
    for channel, answers in (("safe2help", ["yes"]), ("email", []), ("phone", []), ("tip_line", [])):
        key_in(signed_in(cast.principal), channel=channel)
        case = Case.objects.latest("opened_at")
        assert list(GateAnswer.objects.filter(case=case, gate="safe2help").values_list("answer", flat=True)) == answers
    send_anew(signed_in(cast.principal), "/reports/new/", "/reports/new/save/", nature=CONCERN, channel="safe2help")
    assert GateAnswer.objects.filter(gate="safe2help", answer="yes").count() == 2


@pytest.mark.req("PR-5")
def test_the_tips_own_text_is_sealed_under_a_key_of_its_own(cast):
    case = kept_apart(cast)
    tip = RawTip.objects.get()
    assert (tip.text, tip.channel, tip.received_by, tip.key_id != case.key_id) == (RAW, "safe2help", cast.principal, True)
    with connection.cursor() as cursor:
        cursor.execute("select t::text from triage_rawtip t")
        assert "zqcanary" not in cursor.fetchone()[0]


@pytest.mark.req("PR-5")
def test_the_tips_own_text_stands_on_no_page_of_the_case_and_in_no_copy(cast):
    case = kept_apart(cast, subject_name="Rowan Teller")
    client = signed_in(cast.principal)
    names = ("case_detail", "case_report", "case_log", "case_triage", "case_imminence", "case_duties", "case_interviews", "case_papers")
    pages = [words(client.get(reverse(name, args=[case.code]))) for name in names]
    paper = stored(issue_case_file(case=case, by=cast.principal).html).decode()
    assert [page for page in [*pages, paper, words(client.get("/")), words(client.get("/cases/"))] if "zqcanary" in page] == []
    assert CONCERN in pages[1] and CONCERN in paper and "The own text of 1 tip (5 ILCS 860)." in paper
    assert "zqcanary" not in str(list(LogEntry.objects.values()))


@pytest.mark.req("PR-5")
def test_the_tip_opens_by_a_press_for_its_few_readers_and_each_opening_is_on_record(cast):
    case = kept_apart(cast)
    page, address = (
        words(signed_in(cast.counselor).get(reverse("case_report", args=[case.code]))),
        reverse("case_raw_tip", args=[case.code]),
    )
    assert address in page and "Who may open it: D. Whitlow, S. Ortiz-Lane, T. Boyce." in page
    opened = signed_in(cast.counselor).post(address)
    assert RAW in words(opened) and "Class C misdemeanor" in words(opened) and "5 ILCS 860" in words(opened)
    assert LogEntry.objects.get(action="raw_tip_opened").actor_id == cast.counselor.pk
    assert AccessEntry.objects.filter(user_id=cast.counselor.pk, page="case_raw_tip").exists()
    assert signed_in(cast.principal).get(address).status_code == 405
    assert signed_in(cast.outsider).post(address).status_code == 404


@pytest.mark.req("PR-5")
def test_who_keyed_the_tip_in_does_not_open_it_again(cast):
    key_in(signed_in(cast.report_taker), raw=RAW)
    case, client = Case.objects.get(), signed_in(cast.report_taker)
    page = client.get(reverse("case_report", args=[case.code]))
    assert page.status_code == 200 and reverse("case_raw_tip", args=[case.code]) not in words(page)
    assert client.post(reverse("case_raw_tip", args=[case.code])).status_code == 403


def test_a_member_of_the_whole_team_reads_the_concern_and_not_the_tip(cast):
    case = a_case(cast, "assessment", channel="safe2help", raw_tip=RAW)
    client = signed_in(cast.psychologist)
    assert "The tip as it came in" in words(client.get(reverse("case_report", args=[case.code])))
    assert client.post(reverse("case_raw_tip", args=[case.code])).status_code == 403


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"nature": ""}, "Write the concern in a sentence or two"),
        ({"nature": " \n "}, "Write the concern in a sentence or two"),
        ({"reported_at": "2031-01-01T10:00"}, "This time has not come yet."),
        ({"received_by": ""}, "Write who received the report."),
        ({"channel": "carrier pigeon"}, "Choose one of the answers listed here."),
        ({"raw": "x" * 50_001}, "50001 characters long"),
    ],
)
def test_what_is_wrong_is_said_and_the_pasted_text_stays(cast, typed, sentence):
    answer = key_in(signed_in(cast.principal), **{"raw": RAW, **typed})
    assert answer.status_code == 200 and sentence in words(answer)
    assert typed.get("raw") or form_of(answer, SAVE)["raw"] == [RAW]
    assert not Report.objects.exists()


@pytest.mark.req("IN-4")
def test_danger_now_opens_containment_with_whatever_is_pasted(cast):
    answer = key_in(signed_in(cast.report_taker), nature="", raw=RAW, then="containment", received_by="", reported_at="soon")
    case = Case.objects.get()
    assert (case.stage, answer.url, RawTip.objects.get().text) == ("containment", reverse("case_containment", args=[case.code]), RAW)
    key_in(signed_in(cast.principal), danger="yes")
    assert Case.objects.filter(stage="containment").count() == 2


@pytest.mark.req("IN-3")
def test_a_name_on_record_is_shown_before_the_tip_is_saved(cast):
    case = a_case(cast)
    client = signed_in(cast.principal)
    page = send(client, PAGE, SAVE, nature=CONCERN, subject_name="Rowan Teller", raw=RAW)
    assert f"Add it to the open case {case.code}" in words(page) and form_of(page, SAVE)["raw"] == [RAW]
    assert client.post(SAVE, {**form_of(page, SAVE), "into": f"case:{case.pk}"}).status_code == 302
    assert (case.reports.count(), RawTip.objects.get().report.case_id) == (2, case.pk)
    assert Party.objects.filter(case=case, role="subject").count() == 1


@pytest.mark.req("IN-6")
def test_a_tip_sent_twice_is_one_and_its_draft_goes_with_it(cast):
    client = signed_in(cast.principal)
    page = client.get(PAGE)
    client.post("/drafts/handoff/new/", {**form_of(page, SAVE), "raw": RAW}, headers={"X-Draft": "1"})
    again = client.get(PAGE)
    fields = {**form_of(again, SAVE), "nature": CONCERN}
    assert "This is the draft that you left." in words(again) and "/drafts/handoff/new/discard/" in words(again)
    assert [client.post(SAVE, fields).status_code for _ in range(2)] == [302, 302]
    assert (Report.objects.count(), RawTip.objects.count(), Draft.objects.count()) == (1, 1, 0)


def test_two_schools_ask_which(cast):
    appoint(cast.outsider, "report_taker", cast.building)
    client = signed_in(cast.outsider)
    assert "Which school?" in words(client.get(PAGE))
    key_in(client, building=cast.building.pk)
    assert Case.objects.get().building == cast.building


def test_a_weapon_in_hand_starts_the_duty_to_tell_the_police(cast):
    key_in(signed_in(cast.principal), weapon="seen")
    assert Obligation.objects.filter(rule="FIR-LE").exists()
