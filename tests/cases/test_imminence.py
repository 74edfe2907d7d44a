"""Imminence: declared by anyone who may see the case, determined by the principal or a triage member, never in front of action."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from cases.access import visible_to
from cases.actions.imminence import (
    CLOSED,
    CONTAIN_FIRST,
    NO_ANSWER,
    NO_REASON,
    NOT_YET,
    TOO_EARLY,
    Determining,
    declare_imminent,
    determine_imminence,
)
from cases.models import Case, CaseGrant, ImminenceDetermination
from tat import clock
from tat.models import LogEntry, Obligation
from tat.workflow import Blocked
from tests.cast import NOT_IMMINENT, a_case, a_report, signed_in
from tests.typed import form_of, send
from triage.actions.reports import receive_report

pytestmark = pytest.mark.django_db


def duties(case, state="open"):
    return sorted(Obligation.objects.about("case", case.id).filter(state=state).values_list("rule", flat=True))


def sees(user, case):
    return visible_to(user, clock.now()).filter(pk=case.pk).exists()


def no(**changes):
    return Determining(**{"answer": "no", "rationale": NOT_IMMINENT, **changes})


@pytest.mark.req("IN-4")
@pytest.mark.parametrize("stage", ["intake", "triage", "assessment"])
def test_one_press_opens_containment_from_every_open_stage(cast, stage):
    case = a_case(cast, stage)
    declare_imminent(case=case, by=cast.counselor)
    case.refresh_from_db()
    assert (case.stage, case.stage_before) == ("containment", stage)
    assert {"IMM-SEO", "IMM-LE"} <= set(duties(case)) and "IMM-DET" not in duties(case)
    assert LogEntry.objects.filter(about_id=case.id, action="imminent_declared").count() == 1


@pytest.mark.req("IN-4")
def test_immediately_has_no_legal_instant_and_the_target_decides_late(cast, at):
    now = at("2026-09-14 14:02")
    case = a_case(cast)
    declare_imminent(case=case, by=cast.principal)
    row = Obligation.objects.get(rule="IMM-LE")
    assert row.legal_due_at is None and timedelta(0) <= row.target_due_at - now - timedelta(minutes=15) < timedelta(seconds=30)


@pytest.mark.req("IN-4")
def test_declaring_twice_is_harmless_and_a_closed_case_refuses_with_a_sentence(cast):
    case, closed = a_case(cast), a_case(cast, "closed", subject_name="Lee Moss")
    declare_imminent(case=case, by=cast.principal)
    declare_imminent(case=case, by=cast.counselor)
    assert ImminenceDetermination.objects.filter(case=case).count() == 1
    with pytest.raises(Blocked):
        declare_imminent(case=closed, by=cast.principal)
    with pytest.raises(Http404):
        declare_imminent(case=a_case(cast), by=cast.outsider)


@pytest.mark.req("IN-4")
def test_a_report_taker_who_declares_keeps_the_case_while_it_lasts(cast):
    case = receive_report(by=cast.report_taker, given=a_report(cast)).case
    declare_imminent(case=case, by=cast.report_taker)
    assert sees(cast.report_taker, case) and CaseGrant.objects.get().reason == "emergency"
    declare_imminent(case=a_case(cast), by=cast.principal)
    assert CaseGrant.objects.count() == 1


@pytest.mark.req("IN-4")
def test_yes_needs_no_reason_and_no_does(cast):
    case = a_case(cast)
    with pytest.raises(Blocked) as refused:
        determine_imminence(case=case, by=cast.principal, given=no(rationale="  "))
    assert refused.value.problems == (NO_REASON,)
    determine_imminence(case=case, by=cast.principal, given=Determining(answer="yes"))
    assert Case.objects.get(pk=case.pk).stage == "containment"


@pytest.mark.req("IN-4")
def test_no_meets_imm_det_and_the_case_stays_at_intake_until_triage_begins(cast):
    case = a_case(cast)
    stated = clock.now() - timedelta(minutes=3)
    found = determine_imminence(case=case, by=cast.counselor, given=no(determined_at=stated, indicators={"IND-01": "not_observed"}))
    case.refresh_from_db()
    assert (case.stage, case.determined_at, duties(case), duties(case, "met")) == ("intake", stated, ["ACT-TAT"], ["IMM-DET"])
    assert found.determined_at < found.recorded_at and found.indicators_edition


@pytest.mark.req("IN-4")
def test_the_latest_determination_governs_and_earlier_ones_stay(cast):
    case = a_case(cast)
    for answer in (no(), Determining(answer="yes")):
        determine_imminence(case=case, by=cast.principal, given=answer)
    assert [each.answer for each in ImminenceDetermination.objects.filter(case=case).order_by("recorded_at")] == ["no", "yes"]
    with pytest.raises(Blocked) as refused:
        determine_imminence(case=case, by=cast.principal, given=no())
    assert refused.value.problems == (CONTAIN_FIRST,)


def test_what_cannot_be_a_determination_is_refused_with_its_sentence(cast):
    case, closed = a_case(cast), a_case(cast, "closed", subject_name="Lee Moss")
    later = clock.now() + timedelta(hours=1)
    for about, given, sentence in (
        (case, Determining(answer="unsure"), NO_ANSWER),
        (case, no(determined_at=later), NOT_YET),
        (closed, no(), CLOSED),
    ):
        with pytest.raises(Blocked) as refused:
            determine_imminence(case=about, by=cast.principal, given=given)
        assert refused.value.problems == (sentence,)


def test_only_the_principal_or_a_triage_member_says_no(cast):
    case = receive_report(by=cast.report_taker, given=a_report(cast)).case
    with pytest.raises(PermissionDenied):
        determine_imminence(case=case, by=cast.report_taker, given=no())
    convened = a_case(cast, "assessment")
    with pytest.raises(PermissionDenied):
        determine_imminence(case=convened, by=cast.psychologist, given=no())
    declare_imminent(case=convened, by=cast.psychologist)
    assert Case.objects.get(pk=convened.pk).stage == "containment"


@pytest.mark.req("IN-4")
def test_the_page_records_a_no_with_its_signs(cast):
    case, client = a_case(cast), signed_in(cast.principal)
    page, action = reverse("case_imminence", args=[case.code]), reverse("case_determine", args=[case.code])
    bad = send(client, page, action, answer="no", other_steps="Parents called")
    assert bad.status_code == 200 and form_of(bad, action)["other_steps"] == ["Parents called"]
    good = send(client, page, action, answer="no", rationale=NOT_IMMINENT, indicators=["IND-03"])
    assert (good.status_code, good.url) == (302, reverse("case_triage", args=[case.code]))
    shown = client.get(page).content.decode()
    assert NOT_IMMINENT in shown and "not an official list" in shown


@pytest.mark.req("IN-4")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"answer": ""}, "Choose yes or no; unsure counts as yes."),
        ({"answer": "maybe"}, "Choose one of the answers listed here."),
        ({"answer": "no"}, "A reason is needed for “no” as much as for “yes”."),
        ({"answer": "no", "rationale": "x" * 200_000}, "200000 characters long"),
        ({"answer": "no", "rationale": "a\x00b"}, "a character in it that cannot be kept"),
        ({"answer": "yes", "indicators": ["IND-99"]}, "Choose one of the answers listed here."),
        ({"answer": "yes", "determined_at": ""}, "Write when you determined it."),
        ({"answer": "yes", "determined_at": "2031-01-01T10:00"}, "This time has not come yet."),
        ({"answer": "yes", "determined_at": "2026-10-13T09:00"}, TOO_EARLY),
        ({"answer": "yes", "determined_at": "2026-03-08T02:30"}, "does not exist, because the clocks go forward"),
        ({"answer": "yes", "determined_at": "2025-11-02T01:30"}, "This time happens twice"),
    ],
)
def test_a_wrong_determination_is_said_and_nothing_typed_is_lost(cast, at, typed, sentence):
    at("2026-10-14 09:30")
    case, client = a_case(cast), signed_in(cast.principal)
    page, action = reverse("case_imminence", args=[case.code]), reverse("case_determine", args=[case.code])
    answer = send(client, page, action, **{"other_steps": "“Called” \u202eback\u202c 🙂 <b>", **typed})
    assert answer.status_code == 200 and sentence in answer.content.decode()
    assert form_of(answer, action)["other_steps"] == ["“Called” \u202eback\u202c 🙂 <b>"]
    assert not ImminenceDetermination.objects.exists() and Case.objects.get(pk=case.pk).stage == "intake"


@pytest.mark.req("IN-6")
def test_a_determination_sent_twice_is_recorded_once(cast):
    case, client = a_case(cast), signed_in(cast.principal)
    page, action = reverse("case_imminence", args=[case.code]), reverse("case_determine", args=[case.code])
    typed = {**form_of(client.get(page), action), "answer": "no", "rationale": NOT_IMMINENT}
    assert [client.post(action, typed).status_code for _ in range(2)] == [302, 302]
    assert ImminenceDetermination.objects.count() == 1


@pytest.mark.req("IN-4")
def test_the_press_asks_nothing_and_leads_to_containment(cast):
    case, client = a_case(cast), signed_in(cast.counselor)
    answer = send(client, reverse("case_imminence", args=[case.code]), reverse("case_declare_imminent", args=[case.code]))
    assert (answer.status_code, answer.url) == (302, reverse("case_containment", args=[case.code]))
    taker = receive_report(by=cast.report_taker, given=a_report(cast)).case
    page = signed_in(cast.report_taker).get(reverse("case_imminence", args=[taker.code])).content.decode()
    assert reverse("case_declare_imminent", args=[taker.code]) in page and reverse("case_determine", args=[taker.code]) not in page


@pytest.mark.req("IN-6")
def test_a_draft_of_the_determination_is_shown_again(cast):
    case, client = a_case(cast), signed_in(cast.principal)
    client.post(reverse("case_draft_save", args=[case.code, "imminence"]), {"rationale": "So far", "answer": ""}, headers={"X-Draft": "1"})
    page = client.get(reverse("case_imminence", args=[case.code]))
    assert form_of(page, reverse("case_determine", args=[case.code]))["rationale"] == ["So far"] and "to mend" not in page.content.decode()
    assert signed_in(cast.outsider).post(reverse("case_draft_save", args=[case.code, "imminence"]), {}).status_code == 404
