"""Opening a case in an emergency: one form, the reason first, the same answer until then; and a second person's judgement."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.access import visible_to
from cases.actions.circle import record_conflict
from cases.actions.conflicts import restrict
from cases.models import Case, CaseGrant, EmergencyOpening, EmergencyRequest
from tat import clock, home
from tat.actions.sweep import sweep
from tat.models import LogEntry, Notice, Obligation, Standing, User
from tat.permissions import scope_of
from tests.cast import Cast, a_case, signed_in
from tests.typed import flat, form_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PR-2")]
At = Callable[[str], datetime]
PAGE, OPEN, PASSWORD = "/emergency/", "/emergency/open/", "prairie-dock-lantern"
REASON = "A parent called me: the two meet at the game tonight."


def person(user: User) -> Client:
    user.password = make_password(PASSWORD)
    user.save(update_fields=["password"])
    return signed_in(user)


def ask(browser: Client, asked: str, **typed: str) -> HttpResponse:
    return send(browser, PAGE, OPEN, **({"asked": asked, "reason": REASON, "password": PASSWORD} | typed))


def sees(user: User, case: Case) -> bool:
    return visible_to(user, clock.now()).filter(pk=case.pk).exists()


def waits_for(user: User) -> set[str]:
    return {row.rule for row in home.rows_for(scope_of(user, clock.now()))}


def test_code_last_part_or_name_open_the_case_for_a_day_and_its_lead_is_told_at_once(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    case = a_case(cast, "assessment", subject_name="Ivo Quandt")
    for number, asked in enumerate((case.code, case.code[-4:].lower(), "ivo quandt")):
        CaseGrant.objects.all().delete()
        assert not sees(cast.superintendent, case)
        answer = ask(person(cast.superintendent), asked)
        assert (answer.status_code, answer["Location"], sees(cast.superintendent, case)) == (302, f"/cases/{case.code}/", True)
        assert EmergencyOpening.objects.count() == number + 1
    assert "GLASS-REV" in waits_for(cast.principal) and "GLASS-REV" not in waits_for(cast.superintendent)
    sweep()
    told = Notice.objects.filter(recipient=cast.principal, obligation__rule="GLASS-REV")
    assert told.count() == 3 and not Notice.objects.filter(recipient=cast.superintendent, obligation__rule="GLASS-REV").exists()
    acts = LogEntry.objects.filter(action__startswith="emergency_").order_by("seq").values_list("action", "code")
    assert list(acts) == [("emergency_asked", ""), ("emergency_opened", case.code)] * 3
    at("2026-09-15 09:01")
    assert not sees(cast.superintendent, case)


def test_until_the_reason_is_stored_nothing_that_is_said_or_read_depends_on_whether_there_is_a_case(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    case, browser = a_case(cast, "assessment"), person(cast.superintendent)
    ask(browser, case.code, reason="")  # what a page keeps for a minute is read once
    for typed in ({"reason": ""}, {"reason": "Too short."}):
        said: list[object] = []
        for asked in (case.code, "CHS-26-ZZZZ"):
            with CaptureQueriesContext(connection) as read:
                answer = ask(browser, asked, **typed)
            assert not [each for each in read if 'FROM "cases_case"' in each["sql"] and case.code in each["sql"]]
            body = {name: values for name, values in form_of(answer, OPEN).items() if name not in ("asked", "idempotency_key")}
            said.append((answer.status_code, len(read), {key: body[key] for key in body if key != "csrfmiddlewaretoken"}))
        assert said[0] == said[1] and said[0][0] == 200
    assert ask(browser, case.code, password="wrong-wrong-wrong").status_code == 200
    assert not EmergencyRequest.objects.exists() and not sees(cast.superintendent, case)


def test_a_conflict_beats_it_and_reads_as_if_there_were_no_case(cast: Cast) -> None:
    case, browser = a_case(cast, "assessment"), person(cast.psychologist)
    record_conflict(case=case, by=cast.counselor, person=cast.psychologist)
    pages = [flat(browser.get(ask(browser, asked)["Location"]).content.decode()) for asked in (case.code, "CHS-26-ZZZZ")]
    assert all("No case was opened" in page and case.code not in page for page in pages)
    assert EmergencyRequest.objects.count() == 2 and not EmergencyOpening.objects.exists() and not sees(cast.psychologist, case)


def test_what_is_seen_anyway_is_not_opened_and_six_requests_in_an_hour_are_too_many(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    case, browser = a_case(cast, "assessment"), person(cast.principal)
    for _ in range(5):
        assert ask(browser, case.code)["Location"] == f"/cases/{case.code}/"
    assert not EmergencyOpening.objects.exists() and sees(cast.principal, case)
    refused = ask(browser, case.code)
    assert (refused.status_code, EmergencyRequest.objects.count()) == (200, 5) and "5 times within an hour" in refused.content.decode()


def opened(cast: Cast, case: Case, by: User) -> EmergencyOpening:
    ask(person(by), case.code)
    return EmergencyOpening.objects.get(case=case)


def test_the_lead_reads_what_was_looked_at_and_ends_what_was_not_proper(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    row = opened(cast, case, cast.outsider)
    signed_in(cast.outsider).get(f"/cases/{case.code}/interviews/")
    page, act = f"/openings/{row.pk}/", f"/openings/{row.pk}/judge/"
    assert [signed_in(each).get(page).status_code for each in (cast.outsider, cast.counselor, cast.superintendent)] == [404] * 3
    shown = flat(signed_in(cast.principal).get(page).content.decode())
    assert REASON in shown and "Interviews" in shown
    short = send(signed_in(cast.principal), page, act, verdict="not_proper", reason="No.")
    assert short.status_code == 200 and sees(cast.outsider, case)
    send(signed_in(cast.principal), page, act, verdict="not_proper", reason="He could have called us; nothing waited.")
    row.refresh_from_db()
    duty = Obligation.objects.get(rule="GLASS-REV", about_id=case.pk)
    assert (row.verdict, row.judged_name, duty.state) == ("not_proper", cast.principal.full_name, "met")
    assert not sees(cast.outsider, case) and LogEntry.objects.filter(action="emergency_judged", code=case.code).count() == 1
    again = flat(signed_in(cast.principal).get(page).content.decode())
    assert "He could have called us" in again and act not in again


def test_who_leads_judges_no_opening_of_the_own_and_the_superintendent_does_it_without_the_case(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    restrict(case, by=None, at=clock.now())
    case.refresh_from_db()
    Standing.objects.filter(about_id=case.pk, person=cast.principal).update(until_at=clock.now())
    row = opened(cast, case, cast.principal)
    duty = Obligation.objects.get(rule="GLASS-REV", about_id=case.pk)
    assert duty.actor == cast.superintendent and "GLASS-REV" in waits_for(cast.superintendent)
    page = f"/openings/{row.pk}/"
    assert signed_in(cast.principal).get(page).status_code == 404
    browser = signed_in(cast.superintendent)
    assert page in browser.get(f"/duties/{duty.pk}/").content.decode()
    send(browser, page, f"{page}judge/", verdict="proper", reason="The acting lead could not be reached.")
    row.refresh_from_db()
    assert row.judged_by == cast.superintendent and not sees(cast.superintendent, case) and sees(cast.principal, case)
    assert row.until_at - row.recorded_at == timedelta(hours=24)
