"""The page of triage: what a member sees of the others before the seal opens, and after."""

import pytest
from django.urls import reverse

from cases.concurrence import Answer
from cases.models import Case
from tat.models import AccessEntry, Obligation
from tests.cast import a_case, an_opinion, low_and_addressed, signed_in
from tests.typed import form_of, send
from triage.actions.triage import give_opinion
from triage.models import TriageOpinion, TriageSeat

pytestmark = pytest.mark.django_db
SECRET = "Canary-7f3a: the older brother keeps a rifle."


def address(name, case):
    return reverse(name, args=[case.code])


def page_of(user, case, name="case_triage"):
    return signed_in(user).get(address(name, case)).content.decode()


@pytest.mark.req("TR-2")
def test_before_the_seal_opens_nobody_reads_anothers_opinion(cast):
    case = a_case(cast, "triage")
    give_opinion(case=case, by=cast.counselor, given=low_and_addressed(cast, reason=SECRET, addressed_by=SECRET))
    for user in (cast.principal, cast.teacher):
        for name in ("case_triage", "case_detail", "case_report", "case_interviews", "case_records", "case_log", "case_duties"):
            shown = page_of(user, case, name)
            assert SECRET not in shown and str(Answer.LOW_ADDRESSED.label) not in shown.replace(str(Answer.LOW_ADDRESSED.label), "", 1)
    shown = page_of(cast.teacher, case)
    assert "Sealed" in shown and "Not yet" in shown
    assert SECRET in page_of(cast.counselor, case)


@pytest.mark.req("TR-2")
def test_the_pages_of_two_colleagues_do_not_differ_by_what_was_sealed(cast):
    one, other = a_case(cast, "triage"), a_case(cast, "triage", subject_name="Rowan Teller")
    give_opinion(case=one, by=cast.counselor, given=an_opinion())
    give_opinion(case=other, by=cast.counselor, given=low_and_addressed(cast))
    strip = [
        page.split('<main id="main"')[1].split('name="csrfmiddlewaretoken"')[0]
        for page in (page_of(cast.teacher, one), page_of(cast.teacher, other))
    ]
    assert strip[0].replace(one.code, "CODE") == strip[1].replace(other.code, "CODE")


@pytest.mark.req("TR-2")
def test_once_it_opens_everybody_of_the_circle_reads_what_was_given(cast):
    case = a_case(cast, "triage")
    give_opinion(case=case, by=cast.counselor, given=an_opinion(reason=SECRET))
    give_opinion(case=case, by=cast.teacher, given=an_opinion(Answer.FULL_TAT, reason="A drawing of the hall."))
    shown = page_of(cast.officer, case)
    assert SECRET in shown and "A drawing of the hall." in shown and "Not given: full team already convened" in shown


@pytest.mark.req("TR-2")
def test_silence_is_shown_as_what_it_counts_for(cast, at):
    from triage.tasks import open_silent_seals

    at("2026-10-14 08:40")
    case = a_case(cast, "triage")
    at("2026-10-15 16:01")
    open_silent_seals()
    shown = page_of(cast.principal, case)
    assert shown.count("Counted as full team (silence)") == 3


@pytest.mark.req("TR-2")
def test_an_opinion_that_convenes_is_asked_once_more_and_one_that_concurs_is_not(cast):
    case = a_case(cast, "triage")
    page, action = address("case_triage", case), address("opinion_give", case)
    assert send(signed_in(cast.counselor), page, action, answer="none", reason="Read it all.").status_code == 302
    client = signed_in(cast.teacher)
    asked = send(client, page, action, answer="full_tat", reason="A weapon was shown.")
    assert asked.status_code == 200 and "This opens the seal and convenes the full team now." in asked.content.decode()
    assert Case.objects.get(pk=case.pk).stage == "triage" and TriageOpinion.objects.count() == 1
    assert client.post(action, form_of(asked, action)).status_code == 302
    assert Case.objects.get(pk=case.pk).stage == "assessment"


@pytest.mark.req("TR-2")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": "Read."}, "Choose one conclusion."),
        ({"answer": "none"}, "Write your reasons: what you saw or read, and from whom."),
        ({"answer": "none", "reason": "a\x00b"}, "a character in it that cannot be kept"),
        ({"answer": "none", "reason": "x" * 20_001}, "20001 characters long"),
        ({"answer": "low_addressed", "reason": "Read."}, "Name what deals with the concern"),
        (
            {"answer": "low_addressed", "reason": "Read.", "addressed_by": "Talks", "follow_up_on": ""},
            "The day of the follow-up is missing.",
        ),
        (
            {"answer": "low_addressed", "reason": "Read.", "addressed_by": "Talks", "follow_up_on": "2020-01-01"},
            "The day of the follow-up has passed.",
        ),
        ({"answer": "low_addressed", "reason": "Read.", "addressed_by": "Talks", "follow_up_by": ""}, "Nobody is named to follow this up."),
    ],
)
def test_what_an_opinion_lacks_stands_beside_the_field(cast, typed, sentence):
    case = a_case(cast, "triage")
    answer = send(signed_in(cast.counselor), address("case_triage", case), address("opinion_give", case), **typed)
    assert answer.status_code == 200 and sentence in answer.content.decode() and not TriageOpinion.objects.exists()


@pytest.mark.req("TR-2", "IN-6")
def test_the_own_opinion_is_shown_again_to_be_replaced_and_a_draft_is_ones_own(cast):
    case, client = a_case(cast, "triage"), signed_in(cast.counselor)
    page, action = address("case_triage", case), address("opinion_give", case)
    client.post(reverse("case_draft_save", args=[case.code, "opinion"]), {"reason": SECRET}, headers={"X-Draft": "1"})
    assert form_of(client.get(page), action)["reason"] == [SECRET] and SECRET not in page_of(cast.teacher, case)
    send(client, page, action, answer="none")
    again = form_of(client.get(page), action)
    assert (again["answer"], again["reason"]) == (["none"], [SECRET])


@pytest.mark.req("TR-2")
def test_new_facts_ask_each_member_to_confirm_or_replace(cast):
    from cases.actions.records import review_records

    case = a_case(cast, "triage")
    give_opinion(case=case, by=cast.counselor, given=an_opinion())
    review_records(case=case, by=cast.teacher, source="discipline", result="none_found")
    assert "New facts came after your opinion." in page_of(cast.counselor, case)
    assert "New facts came after your opinion." not in page_of(cast.teacher, case)


@pytest.mark.req("TR-2", "IN-6")
def test_facts_that_came_while_the_page_was_open_are_read_before_one_concurs(cast):
    from cases.actions.records import review_records

    case, client = a_case(cast, "triage"), signed_in(cast.counselor)
    page, action = address("case_triage", case), address("opinion_give", case)
    typed = {**form_of(client.get(page), action), "answer": "none", "reason": "Read it all."}
    review_records(case=case, by=cast.teacher, source="discipline", result="none_found")
    refused = client.post(action, typed)
    shown = refused.content.decode()
    assert refused.status_code == 200 and "New facts came while this page was open." in shown and "looked, none found" in shown
    again = form_of(refused, action)
    assert (again["reason"], TriageOpinion.objects.count()) == (["Read it all."], 0)
    assert client.post(action, again).status_code == 302
    assert TriageOpinion.objects.get().facts_version == Case.objects.get(pk=case.pk).facts_version


@pytest.mark.req("TR-2")
def test_new_facts_hold_nobody_back_from_asking_for_the_full_team(cast):
    from cases.actions.records import review_records

    case, client = a_case(cast, "triage"), signed_in(cast.counselor)
    page, action = address("case_triage", case), address("opinion_give", case)
    typed = {**form_of(client.get(page), action), "answer": "unsure", "reason": "I cannot tell."}
    review_records(case=case, by=cast.teacher, source="discipline", result="none_found")
    assert client.post(action, form_of(client.post(action, typed), action)).status_code == 302
    assert Case.objects.get(pk=case.pk).stage == "assessment"


@pytest.mark.req("TR-2")
def test_once_the_seal_is_open_the_margin_no_longer_speaks_of_silence(cast):
    case = a_case(cast, "triage")
    assert "If someone is silent" in page_of(cast.teacher, case)
    give_opinion(case=case, by=cast.teacher, given=an_opinion(Answer.FULL_TAT))
    assert "If someone is silent" not in page_of(cast.teacher, case)


@pytest.mark.req("IN-6")
@pytest.mark.parametrize(
    ("name", "field", "value", "sentence"),
    [
        ("opinion_give", "answer", "guilty", "Choose one of the answers listed here."),
        ("opinion_give", "follow_up_on", "2027-02-30", "Write the date like"),
        ("opinion_give", "follow_up_by", "999999", "Choose one of the answers listed here."),
        ("opinion_give", "reason", "x" * 200_000, "200000 characters long"),
        ("triage_crisis", "kind", "panic", "Choose one of the answers listed here."),
        ("triage_crisis", "started_at", "2026-03-08T02:30", "does not exist, because the clocks go forward"),
        ("triage_crisis", "started_at", "2031-01-01T10:00", "This time has not come yet."),
        ("triage_crisis", "started_at", "2025-11-02T01:30", "This time happens twice"),
        ("triage_crisis", "note", "a\x00b", "a character in it that cannot be kept"),
    ],
)
def test_a_wrong_answer_stands_beside_its_field_and_the_rest_is_kept(cast, at, name, field, value, sentence):
    at("2026-10-14 09:30")
    case, client = a_case(cast, "triage"), signed_in(cast.counselor)
    kept = {
        "opinion_give": ("reason", {"answer": "low_addressed", "addressed_by": "Talks"}),
        "triage_crisis": ("started_by", {"kind": "mental_health"}),
    }
    other, good = kept[name]
    if other == field:
        other = "addressed_by"
    typed = {**good, other: "“Words” \u202eback\u202c 🙂 <b>", field: value}
    answer = send(client, address("case_triage", case), address(name, case), **typed)
    assert answer.status_code == 200 and sentence in answer.content.decode()
    assert form_of(answer, address(name, case))[other] == ["“Words” \u202eback\u202c 🙂 <b>"]
    assert not TriageOpinion.objects.exists() and not case.crisisresponse_set.exists()


@pytest.mark.req("IN-6")
def test_half_a_character_sent_by_hand_breaks_nothing(cast):
    case, client = a_case(cast, "triage"), signed_in(cast.counselor)
    page, action = address("case_triage", case), address("opinion_give", case)
    key = form_of(client.get(page), action)["idempotency_key"][0]
    body = f"idempotency_key={key}&facts_version={Case.objects.get(pk=case.pk).facts_version}&answer=none&reason=half%ED%A0%80full"
    answer = client.post(action, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302 and TriageOpinion.objects.get().reason.startswith("half\ufffd")


@pytest.mark.req("TR-2")
def test_triage_begins_with_a_press_of_the_principal_or_a_triage_member(cast):
    from cases.actions.imminence import Determining

    case = a_case(cast, determining=Determining(answer="no", rationale="Calm."))
    page, action = address("case_triage", case), address("triage_begin", case)
    assert send(signed_in(cast.counselor), page, action).status_code == 302
    assert Obligation.objects.open().filter(rule="TRI-DONE").count() == 3
    undecided = a_case(cast, subject_name="Kim Park")
    refused = signed_in(cast.principal).post(
        address("triage_begin", undecided), {"idempotency_key": "0b7a3f6c-6f0a-4d4e-9a57-0d9d6f6c2c11"}, follow=True
    )
    assert "Nobody has determined whether an imminent threat exists." in refused.content.decode()


@pytest.mark.req("TM-6", "TR-2")
def test_stepping_aside_is_asked_once_more_and_closes_the_pages(cast):
    case, client = a_case(cast, "triage"), signed_in(cast.teacher)
    page, aside = address("case_triage", case), address("triage_step_aside", case)
    asked = client.post(aside, form_of(client.get(page), address("opinion_give", case)))
    assert asked.status_code == 200 and "Step aside from this case?" in asked.content.decode()
    assert client.post(aside, form_of(asked, aside)).url == "/"
    assert client.get(page).status_code == 404
    assert AccessEntry.objects.filter(user_id=cast.teacher.pk, about_id=case.id).exists()


@pytest.mark.req("TR-2")
def test_a_member_records_the_own_absence_and_the_principal_convenes(cast):
    case = a_case(cast, "triage")
    page = address("case_triage", case)
    assert send(signed_in(cast.teacher), page, address("triage_absent", case)).status_code == 302
    assert TriageSeat.objects.get(member=cast.teacher).left == "absent"
    wrong = signed_in(cast.principal).post(
        address("triage_absent", case), {"seat": "nonsense", "idempotency_key": "0b7a3f6c-6f0a-4d4e-9a57-0d9d6f6c2c12"}, follow=True
    )
    assert "This member is not on the panel any more." in wrong.content.decode()
    assert "Convene the full team" not in page_of(cast.counselor, case)
    assert send(signed_in(cast.principal), page, address("tat_convene", case)).status_code == 302
    assert Case.objects.get(pk=case.pk).stage == "assessment"


def test_who_may_do_what_by_post(cast):
    case = a_case(cast, "triage")
    posts = ["triage_begin", "opinion_give", "triage_step_aside", "triage_absent", "triage_crisis", "tat_convene", "meeting_record"]
    for name in posts:
        assert signed_in(cast.officer).post(address(name, case)).status_code == 404
        assert signed_in(cast.outsider).post(address(name, case)).status_code == 404
        assert signed_in(cast.superintendent).post(address(name, case)).status_code == 404
        assert signed_in(cast.principal).get(address(name, case)).status_code == 405
    assert signed_in(cast.counselor).post(address("tat_convene", case)).status_code == 403


@pytest.mark.req("TR-2")
def test_a_repeated_press_seals_one_opinion(cast):
    case, client = a_case(cast, "triage"), signed_in(cast.counselor)
    action = address("opinion_give", case)
    typed = {**form_of(client.get(address("case_triage", case)), action), "answer": "none", "reason": "Read."}
    assert [client.post(action, typed).status_code for _ in range(3)] == [302, 302, 302]
    assert TriageOpinion.objects.count() == 1
