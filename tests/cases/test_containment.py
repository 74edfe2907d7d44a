"""Containment: pressed first, documented afterwards, confirmed with its facts."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cases.access import visible_to
from cases.actions.containment import NOT_A_STEP, NOT_OPEN, WHY_NOT_STARTED, record_facts, record_step
from cases.actions.containment import NOT_YET as AHEAD
from cases.actions.imminence import declare_imminent
from cases.actions.plan import Stale
from cases.models import Case, Containment
from tat import clock, obligations
from tat.models import LogEntry, Obligation
from tat.workflow import Blocked
from tests.cast import a_case, a_report, signed_in
from tests.typed import form_of, send
from triage.actions.reports import receive_report
from triage.actions.triage import confirm_containment
from triage.models import TriageSeat

pytestmark = pytest.mark.django_db


def facts(**changes):
    now = clock.now()
    return {
        "rationale": "He had a knife in his hand.",
        "indicators": {"IND-02": "observed"},
        "seocrp_answer": "started",
        "seocrp_at": now - timedelta(minutes=9),
        "police_at": now - timedelta(minutes=10),
        "police_agency": "Cordgrass Police",
        "contained_at": now - timedelta(minutes=2),
        "contained_by": "Officer Marsh",
        **changes,
    }


def duty(case, rule):
    return Obligation.objects.filter(about_id=case.id, rule=rule).latest("recorded_at")


@pytest.mark.req("IN-4")
def test_a_step_keeps_person_and_time_and_meets_its_duty(cast):
    case = a_case(cast, "containment")
    record_step(case=case, by=cast.counselor, step="police")
    done = Containment.objects.get().steps["police"]
    assert (done["by"], done["position"]) == ("Sol Ortiz-Lane", "School Counselor")
    assert (duty(case, "IMM-LE").state, duty(case, "IMM-SEO").state) == ("met", "open")
    record_step(case=case, by=cast.principal, step="plan")
    assert (duty(case, "IMM-SEO").state, Containment.objects.get().seocrp_answer) == ("met", "started")


@pytest.mark.req("IN-4")
def test_four_times_are_kept_the_superintendents_among_them(cast):
    case = a_case(cast, "containment")
    page = signed_in(cast.principal).get(reverse("case_containment", args=[case.code])).content.decode()
    for step, words in (("plan", "Crisis plan started"), ("police", "Police called"), ("contain", "Subject contained")):
        assert words in page
        record_step(case=case, by=cast.counselor, step=step)
    assert "Superintendent told" in page
    told_at = clock.now() - timedelta(minutes=1)
    record_step(case=case, by=cast.principal, step="superintendent", occurred_at=told_at)
    told = Containment.objects.get().steps["superintendent"]
    assert (told["at"], told["by"]) == (told_at.isoformat(), "Dana Whitlow")


@pytest.mark.req("IN-4")
def test_a_time_is_corrected_and_the_earlier_one_is_kept(cast):
    case = a_case(cast, "containment")
    record_step(case=case, by=cast.principal, step="contain")
    earlier = clock.now() - timedelta(minutes=20)
    record_step(case=case, by=cast.counselor, step="contain", occurred_at=earlier)
    containment = Containment.objects.get()
    done = containment.steps["contain"]
    assert (done["at"], len(done["was"]), containment.contained_at) == (earlier.isoformat(), 1, earlier)
    assert containment.contained_by == "Dana Whitlow, Building Principal"


def test_what_is_no_step_or_lies_ahead_is_refused(cast):
    case, intake = a_case(cast, "containment"), a_case(cast, subject_name="Kim Park")
    ahead = clock.now() + timedelta(hours=1)
    for about, step, at, sentence in ((case, "pray", None, NOT_A_STEP), (case, "plan", ahead, AHEAD), (intake, "plan", None, NOT_OPEN)):
        with pytest.raises(Blocked) as refused:
            record_step(case=about, by=cast.principal, step=step, occurred_at=at)
        assert refused.value.problems == (sentence,)


@pytest.mark.req("IN-4")
def test_confirming_asks_for_the_facts_and_nothing_else_does(cast):
    case = a_case(cast, "containment")
    with pytest.raises(Blocked) as refused:
        confirm_containment(case=case, by=cast.principal)
    assert len(refused.value.problems) == 5
    record_facts(case=case, by=cast.counselor, version=1, facts=facts())
    confirm_containment(case=case, by=cast.counselor)
    case.refresh_from_db()
    assert (case.stage, case.triage_at is None) == ("triage", False)
    assert {seat.member for seat in TriageSeat.objects.filter(case=case)} == {cast.principal, cast.counselor, cast.teacher}
    log = LogEntry.objects.filter(about_id=case.id).order_by("seq").values_list("action", flat=True)
    assert list(log) == ["report_received", "imminent_declared", "containment_recorded", "containment_confirmed"]


@pytest.mark.req("IN-4")
def test_example_43_a_case_contained_before_it_is_written_down_has_both_times(cast, at):
    now = at("2026-09-14 13:00")
    case = a_case(cast, "containment")
    early = now - timedelta(hours=2, minutes=40)
    record_facts(case=case, by=cast.principal, version=1, facts=facts(police_at=early, seocrp_at=early, contained_at=early))
    row = duty(case, "IMM-LE")
    assert (row.state, row.done_at, row.was_late(), row.recorded_at > early) == ("met", early, False, True)
    confirm_containment(case=case, by=cast.principal)
    assert Containment.objects.get().contained_at < Containment.objects.get().confirmed_at


@pytest.mark.req("IN-4")
def test_contact_with_the_police_after_the_target_stays_late(cast, at):
    at("2026-09-14 14:02")
    case = a_case(cast, "containment")
    at("2026-09-14 14:30")
    record_step(case=case, by=cast.principal, step="police")
    assert duty(case, "IMM-LE").was_late()


@pytest.mark.req("IN-4")
def test_the_case_goes_back_to_where_it_was_and_its_circle_never_shrinks(cast):
    case = a_case(cast, "assessment")
    declare_imminent(case=case, by=cast.officer)
    record_facts(case=case, by=cast.principal, version=1, facts=facts())
    confirm_containment(case=case, by=cast.principal)
    case.refresh_from_db()
    assert (case.stage, case.circle, TriageSeat.objects.filter(case=case, panel=2).exists()) == ("assessment", "tat", False)


@pytest.mark.req("IN-4")
def test_a_threat_during_triage_makes_sealed_opinions_stale_and_keeps_the_panel(cast):
    case = a_case(cast, "triage")
    declare_imminent(case=case, by=cast.teacher)
    record_facts(case=case, by=cast.principal, version=1, facts=facts())
    confirm_containment(case=case, by=cast.principal)
    case.refresh_from_db()
    assert (case.stage, set(TriageSeat.objects.filter(case=case).values_list("panel", flat=True))) == ("triage", {1})


def test_a_plan_that_was_not_needed_needs_a_reason_and_a_second_person(cast):
    case = a_case(cast, "containment")
    with pytest.raises(Blocked) as refused:
        record_facts(case=case, by=cast.principal, version=1, facts=facts(seocrp_answer="not_needed", seocrp_at=None, seocrp_note="no"))
    assert refused.value.problems == (WHY_NOT_STARTED,)
    given = facts(seocrp_answer="not_needed", seocrp_at=None, seocrp_note="The school was empty; nobody was in the building.")
    record_facts(case=case, by=cast.principal, version=1, facts=given)
    row = duty(case, "IMM-SEO")
    assert (row.state, row.waive_by) == ("open", cast.principal)
    obligations.confirm_waiver(row, at=clock.now(), by=cast.counselor)
    assert duty(case, "IMM-SEO").state == "waived"


def test_two_who_write_the_facts_at_once_lose_nothing(cast):
    case = a_case(cast, "containment")
    record_facts(case=case, by=cast.counselor, version=1, facts=facts())
    with pytest.raises(Stale) as refused:
        record_facts(case=case, by=cast.principal, version=1, facts=facts(contained_by="Somebody else"))
    assert refused.value.current.contained_by == "Officer Marsh"
    with pytest.raises(Blocked):
        record_facts(
            case=case, by=cast.principal, version=Containment.objects.get().version, facts=facts(police_at=clock.now() + timedelta(days=1))
        )
    assert Containment.objects.get().contained_by == "Officer Marsh"


def test_who_acts_and_who_confirms(cast):
    case = a_case(cast, "assessment")
    declare_imminent(case=case, by=cast.psychologist)
    record_step(case=case, by=cast.psychologist, step="target")
    with pytest.raises(PermissionDenied):
        confirm_containment(case=case, by=cast.psychologist)


@pytest.mark.req("IN-4")
def test_the_emergency_grant_ends_when_containment_is_confirmed(cast):
    case = receive_report(by=cast.report_taker, given=a_report(cast)).case
    declare_imminent(case=case, by=cast.report_taker)
    record_step(case=case, by=cast.report_taker, step="police")
    record_facts(case=case, by=cast.principal, version=Containment.objects.get().version, facts=facts())
    confirm_containment(case=case, by=cast.principal)
    assert not visible_to(cast.report_taker, clock.now()).filter(pk=case.pk).exists()


@pytest.mark.req("IN-4")
def test_the_page_presses_corrects_saves_and_confirms(cast, at):
    at("2026-10-14 10:51")
    case, client = a_case(cast, "containment"), signed_in(cast.principal)
    page = reverse("case_containment", args=[case.code])
    step, save, confirm = (
        reverse(f"case_{name}", args=[case.code]) for name in ("containment_step", "containment_facts", "confirm_containment")
    )
    assert send(client, page, step, step="plan").status_code == 302
    shown = client.get(page).content.decode()
    assert "10:51 AM</time>, Dana Whitlow" in shown and "Correct the time" in shown
    refused = send(client, page, step, step="plan", occurred_at="2031-01-01T10:00")
    assert refused.status_code == 200 and "This time has not come yet." in refused.content.decode()
    assert send(client, page, step, step="plan", occurred_at="2026-10-14T10:40").status_code == 302
    assert "<s>Oct 14, 10:51 AM</s>" in client.get(page).content.decode()
    blocked = send(client, page, confirm)
    assert blocked.status_code == 200 and "Not confirmed yet" in blocked.content.decode()
    typed = {"rationale": "A knife.", "mark_IND_02": "observed", "police_at": "2026-10-14T10:45", "police_agency": "Cordgrass Police"}
    assert send(client, page, save, **typed, contained_at="2026-10-14T10:50", contained_by="Officer Marsh").status_code == 302
    done = send(client, page, confirm)
    assert (done.status_code, done.url) == (302, reverse("case_triage", args=[case.code]))
    assert "Contained. Confirmed" in client.get(page).content.decode()
    assert Case.objects.get(pk=case.pk).stage == "triage"


@pytest.mark.req("IN-6")
def test_a_stale_page_of_facts_keeps_what_was_typed(cast):
    case, client = a_case(cast, "containment"), signed_in(cast.principal)
    page, save = reverse("case_containment", args=[case.code]), reverse("case_containment_facts", args=[case.code])
    typed = form_of(client.get(page), save)
    record_facts(case=case, by=cast.counselor, version=1, facts=facts())
    compared = client.post(save, {**typed, "rationale": "My own words."})
    shown = compared.content.decode()
    assert compared.status_code == 409 and "My own words." in shown and facts()["rationale"] in shown
    again = form_of(compared, save)
    assert (again["rationale"], again["contained_by"]) == (["My own words."], ["Officer Marsh"])
    assert client.post(save, again).status_code == 302
    kept = Containment.objects.get()
    assert (kept.determination.rationale, kept.contained_by) == ("My own words.", "Officer Marsh")


@pytest.mark.req("IN-6")
def test_a_press_meanwhile_stands_in_nobodys_way_and_is_not_blanked(cast):
    case, client = a_case(cast, "containment"), signed_in(cast.principal)
    page, save = reverse("case_containment", args=[case.code]), reverse("case_containment_facts", args=[case.code])
    typed = form_of(client.get(page), save)
    record_step(case=case, by=cast.counselor, step="police")
    pressed_at = Containment.objects.get().police_at
    assert client.post(save, {**typed, "rationale": "A knife was shown."}).status_code == 302
    kept = Containment.objects.get()
    assert (kept.determination.rationale, kept.police_at) == ("A knife was shown.", pressed_at)


@pytest.mark.req("IN-6")
def test_a_draft_of_the_facts_outlives_a_press_and_takes_its_time(cast, at):
    at("2026-10-14 10:51")
    case, client = a_case(cast, "containment"), signed_in(cast.principal)
    page, save = reverse("case_containment", args=[case.code]), reverse("case_containment_facts", args=[case.code])
    typed = {**form_of(client.get(page), save), "rationale": "Half a sent"}
    client.post(reverse("case_draft_save", args=[case.code, "containment"]), typed, headers={"X-Draft": "1"})
    send(client, page, reverse("case_containment_step", args=[case.code]), step="police")
    left = form_of(client.get(page), save)
    assert (left["rationale"], left["police_at"]) == (["Half a sent"], ["2026-10-14T10:51"])
    assert client.post(save, left).status_code == 302


@pytest.mark.req("IN-4")
def test_saving_the_facts_leaves_the_steps_to_who_did_them(cast):
    case, client = a_case(cast, "containment"), signed_in(cast.counselor)
    page, save = reverse("case_containment", args=[case.code]), reverse("case_containment_facts", args=[case.code])
    record_step(case=case, by=cast.principal, step="contain")
    before = Containment.objects.get()
    assert send(client, page, save, rationale="A knife was shown.").status_code == 302
    after = Containment.objects.get()
    assert (after.steps, after.contained_at) == (before.steps, before.contained_at)


@pytest.mark.req("IN-4", "IN-6")
def test_two_who_press_the_same_step_leave_the_first_time(cast, at):
    at("2026-10-14 10:51")
    case = a_case(cast, "containment")
    record_step(case=case, by=cast.counselor, step="police")
    at("2026-10-14 10:53")
    record_step(case=case, by=cast.principal, step="police")
    done = Containment.objects.get().steps["police"]
    assert (done["by"], done["was"]) == ("Sol Ortiz-Lane", [])


@pytest.mark.req("IN-4")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Write when it was done."),
        ("soon", "Write the date and the time like"),
        ("2031-01-01T10:00", "This time has not come yet."),
        ("2026-03-08T02:30", "does not exist, because the clocks go forward"),
        ("2025-11-02T01:30", "This time happens twice"),
        ("2026-10-14T10:40\x00", "Write the date and the time like"),
    ],
)
def test_a_wrong_correction_is_said_in_its_own_fold_and_changes_nothing(cast, at, typed, sentence):
    at("2026-10-14 10:51")
    case, client = a_case(cast, "containment"), signed_in(cast.principal)
    page, step = reverse("case_containment", args=[case.code]), reverse("case_containment_step", args=[case.code])
    record_step(case=case, by=cast.counselor, step="plan")
    before = Containment.objects.get().steps
    answer = client.post(step, {"idempotency_key": str(uuid.uuid4()), "step": "plan", "corrects": "yes", "occurred_at": typed})
    shown = answer.content.decode()
    assert answer.status_code == 200 and sentence in shown and '<details class="more" open>' in shown
    assert Containment.objects.get().steps == before and client.get(page).status_code == 200


@pytest.mark.req("IN-4")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"rationale": "x" * 200_000}, "200000 characters long"),
        ({"rationale": "a\x00b"}, "a character in it that cannot be kept"),
        ({"contained_at": "2031-01-01T10:00"}, "This time has not come yet."),
        ({"police_at": "2026-03-08T02:30"}, "does not exist, because the clocks go forward"),
        ({"seocrp_answer": "not_needed", "seocrp_note": "no"}, "write in at least 20 characters why it is not needed"),
        ({"police_method": "carrier pigeon"}, "Choose one of the answers listed here."),
        ({"mark_IND_01": "certain"}, "Choose one of the answers listed here."),
    ],
)
def test_a_wrong_fact_is_said_and_nothing_typed_is_lost(cast, at, typed, sentence):
    at("2026-10-14 10:51")
    case, client = a_case(cast, "containment"), signed_in(cast.principal)
    page, save = reverse("case_containment", args=[case.code]), reverse("case_containment_facts", args=[case.code])
    answer = send(client, page, save, **{"contained_how": "“Talked” \u202eback\u202c 🙂 <b>", **typed})
    assert answer.status_code == 200 and sentence in answer.content.decode()
    assert form_of(answer, save)["contained_how"] == ["“Talked” \u202eback\u202c 🙂 <b>"]
    assert Containment.objects.get().version == 1
