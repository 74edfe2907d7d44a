"""Drafts of reports and tips: kept through lost sessions and stale tokens, sealed for who lost the right, gone on with from Home."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from tat.models import AccessEntry, Appointment, Draft
from tests.cast import NATURE, appoint, signed_in
from tests.typed import form_of
from triage.models import Report

pytestmark = [pytest.mark.django_db, pytest.mark.req("IN-6")]
NEW, SAVE, TIP = "/reports/new/", "/reports/new/save/", "/reports/handoff/"
SCRIPT = {"X-Draft": "1"}


def words(answer):
    return answer.content.decode()


def leave(client, **typed):
    """Type into the form and let the page's script keep it; gives the fields as sent."""
    fields = form_of(client.get(NEW), SAVE) | {"nature": "Half a sent", **typed}
    assert client.post("/drafts/report/new/", fields, headers=SCRIPT).status_code == 200
    return fields


def test_a_lost_session_loses_nothing_that_was_kept(cast):
    client = signed_in(cast.principal)
    leave(client)
    client.session.flush()
    assert client.get(NEW).status_code == 302
    assert form_of(signed_in(cast.principal).get(NEW), SAVE)["nature"] == ["Half a sent"]


def test_a_form_that_comes_after_its_session_ended_is_shown_as_typed_and_its_draft_stays(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.principal)
    fields = leave_with_token(client)
    client.session.flush()
    late = client.post(SAVE, {**fields, "nature": "Two teachers saw it on Monday."}, headers={"Sec-Fetch-Site": "same-origin"})
    assert (late.status_code, "Two teachers saw it on Monday." in words(late), Report.objects.exists()) == (403, True, False)
    assert form_of(signed_in(cast.principal).get(NEW), SAVE)["nature"] == ["Half a sent"]


def leave_with_token(client):
    fields = form_of(client.get(NEW), SAVE) | {"nature": "Half a sent"}
    assert client.post("/drafts/report/new/", fields, headers={**SCRIPT, "Sec-Fetch-Site": "same-origin"}).status_code == 200
    return fields


def test_a_token_that_a_new_sign_in_has_replaced_costs_no_text(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.principal)
    fields = leave_with_token(client)
    client.cookies["csrf"] = "r" * 32
    late = client.post(SAVE, {**fields, "nature": NATURE}, headers={"Sec-Fetch-Site": "same-origin"})
    assert late.status_code == 403
    again = form_of(late, SAVE)
    taken = client.post(SAVE, again, headers={"Sec-Fetch-Site": "same-origin"})
    assert (taken.status_code, Report.objects.get().facts.nature, Draft.objects.exists()) == (302, NATURE, False)


def test_a_report_sent_twice_is_one_and_its_draft_goes_once(cast):
    client = signed_in(cast.principal)
    fields = leave(client)
    assert [client.post(SAVE, {**fields, "nature": NATURE}).status_code for _ in range(2)] == [302, 302]
    assert (Report.objects.count(), Draft.objects.count()) == (1, 0)


def test_who_lost_the_right_gets_no_word_of_the_draft_and_finds_it_once_the_right_is_back(cast):
    leave(signed_in(cast.report_taker))
    Appointment.objects.filter(user=cast.report_taker).update(until_on="2020-09-01")
    client, before = signed_in(cast.report_taker), AccessEntry.objects.filter(kind="draft").count()
    pages = [client.get(NEW), client.get(TIP), client.get("/"), client.post("/reports/new/target/", {}), client.post(SAVE, {})]
    assert [page.status_code for page in pages] == [403, 403, 200, 403, 403]
    assert [page for page in pages if "Half a sent" in words(page) or "did not finish" in words(page)] == []
    assert (Draft.objects.count(), AccessEntry.objects.filter(kind="draft").count()) == (1, before)
    appoint(cast.report_taker, "report_taker", cast.building)
    assert form_of(signed_in(cast.report_taker).get(NEW), SAVE)["nature"] == ["Half a sent"]


def test_a_draft_for_a_school_that_was_lost_stays_sealed_and_a_new_one_stands_beside_it(cast):
    second = appoint(cast.outsider, "report_taker", cast.building)
    client = signed_in(cast.outsider)
    leave(client, building=cast.building.pk)
    Appointment.objects.filter(pk=second.pk).update(until_on="2020-09-01")
    page = client.get(NEW)
    assert "Half a sent" not in words(page) and "It stays sealed." in words(page)
    assert form_of(page, SAVE)["nature"] == [""] and 'data-draft="/drafts/report/new-2/"' in words(page)
    fields = form_of(page, SAVE) | {"nature": NATURE}
    client.post("/drafts/report/new-2/", fields, headers=SCRIPT)
    assert form_of(client.get(NEW), SAVE)["nature"] == [NATURE]
    assert client.post(SAVE, fields).status_code == 302
    assert Draft.objects.get().object_ref == "new"
    appoint(cast.outsider, "report_taker", cast.building)
    assert form_of(client.get(NEW), SAVE)["nature"] == ["Half a sent"]


def test_a_sealed_draft_is_thrown_away_by_its_writer(cast):
    second = appoint(cast.outsider, "report_taker", cast.building)
    client = signed_in(cast.outsider)
    leave(client, building=cast.building.pk)
    Appointment.objects.filter(pk=second.pk).update(until_on="2020-09-01")
    assert "Throw the sealed draft away" in words(client.get(NEW))
    client.post(reverse("draft_discard", args=["report", "new"]))
    assert not Draft.objects.exists() and "sealed" not in words(client.get(NEW))


def test_home_names_what_was_left_and_leads_back_to_it_or_throws_it_away(cast):
    client = signed_in(cast.principal)
    assert "did not finish" not in words(client.get("/"))
    leave(client)
    client.post("/drafts/handoff/new/", {"raw": "A tip"}, headers=SCRIPT)
    page = words(client.get("/"))
    assert "You have a report you did not finish." in page and 'href="/reports/new/"' in page
    assert "You have a tip that you did not finish keying in." in page and 'href="/reports/handoff/"' in page
    assert "did not finish" not in words(signed_in(cast.counselor).get("/"))
    client.post("/drafts/report/new/discard/")
    client.post("/drafts/handoff/new/discard/")
    assert "did not finish" not in words(client.get("/"))


def test_home_shows_no_word_of_a_draft(cast):
    client = signed_in(cast.principal)
    leave(client)
    assert "Half a sent" not in words(client.get("/"))


@pytest.mark.parametrize("sent", ["new-3", "CHS-26-K7Q2", "", str(uuid.UUID(int=1))])
def test_a_reference_sent_by_hand_throws_nothing_else_away(cast, sent):
    client = signed_in(cast.principal)
    fields = leave(client)
    client.post("/drafts/report/new-3/", {"nature": "Another"}, headers=SCRIPT)
    assert client.post(SAVE, {**fields, "nature": NATURE, "draft": sent}).status_code == 302
    assert [draft.object_ref for draft in Draft.objects.all()] == ["new-3"]
