"""The doors one by one: the lock, the superuser, who left, who moved, duties and papers of the unseen."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.actions.circle import grant_access, record_conflict
from cases.actions.imminence import declare_imminent
from cases.actions.notes import add_note
from cases.models import Case
from tat import clock
from tat.models import Obligation, User
from tests.cast import Cast, a_case, away, signed_in
from triage.actions.triage import begin_triage, convene_tat

pytestmark = pytest.mark.django_db
KEY = "idempotency_key"


def sees(user: User, case: Case) -> bool:
    return signed_in(user).get(f"/cases/{case.code}/access/").status_code == 200


ACTS = {
    "declare_imminent": lambda cast, case: declare_imminent(case=case, by=cast.principal),
    "convene_tat": lambda cast, case: convene_tat(case=case, by=cast.principal),
    "add_note": lambda cast, case: add_note(case=case, by=cast.principal, text="Seen at lunch.", is_change=False),
    "record_conflict": lambda cast, case: record_conflict(case=case, by=cast.principal, person=cast.teacher),
    "begin_triage": lambda cast, case: begin_triage(case=case, by=cast.principal),
}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_locks_the_row_of_the_case_before_it_reads_anything_of_it(cast: Cast, name: str) -> None:
    case = a_case(cast, "triage")
    with CaptureQueriesContext(connection) as seen:
        ACTS[name](cast, case)
    of_the_case = [each["sql"] for each in seen if 'FROM "cases_' in each["sql"] or 'FROM "triage_' in each["sql"]]
    assert of_the_case[0].endswith('FOR UPDATE OF "cases_case"')


@pytest.mark.req("PR-1")
def test_a_superuser_opens_no_case(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    User.objects.filter(pk=cast.sysadmin.pk).update(is_superuser=True)
    browser = signed_in(User.objects.get(pk=cast.sysadmin.pk))
    assert browser.get(f"/cases/{case.code}/").status_code == 404
    assert case.code not in browser.get("/cases/", {"show": "all"}).content.decode()


@pytest.mark.req("PR-1")
def test_a_duty_of_an_unseen_case_is_as_one_that_is_not_there(cast: Cast) -> None:
    duty = Obligation.objects.filter(about_id=a_case(cast, "triage").pk).first()
    for verb in ("get", "post"):
        path = "" if verb == "get" else "acknowledge/"
        hidden = getattr(signed_in(cast.outsider), verb)(f"/duties/{duty.pk}/{path}")
        absent = getattr(signed_in(cast.outsider), verb)(f"/duties/{uuid.uuid4()}/{path}")
        assert (hidden.status_code, absent.status_code) == (404, 404)
    duty.refresh_from_db()
    assert duty.acknowledged_at is None


@pytest.mark.req("PR-1")
def test_the_next_request_of_a_member_who_left_is_refused_whatever_it_is(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    browser = signed_in(cast.psychologist)
    assert browser.get(f"/cases/{case.code}/access/").status_code == 200
    User.objects.filter(pk=cast.psychologist.pk).update(is_active=False)
    for _ in range(10):
        for method, path in (("get", "/"), ("get", f"/cases/{case.code}/"), ("get", "/cases/"), ("post", f"/cases/{case.code}/notes/add/")):
            answer = getattr(browser, method)(path, {KEY: str(uuid.uuid4()), "text": "Still here."})
            assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/account/login/")
    assert not case.note_set.exists()


@pytest.mark.req("PR-1")
def test_a_grant_ends_with_its_date(cast: Cast, at) -> None:
    at("2026-09-14 08:00")
    case = a_case(cast, "assessment")
    grant_access(case=case, by=cast.principal, to=cast.consultant, until=clock.now() + timedelta(days=7), reason="consultant")
    assert sees_page(cast.consultant, case)
    at("2026-09-21 08:01")
    assert not sees_page(cast.consultant, case)


def sees_page(user: User, case: Case) -> bool:
    return signed_in(user).get(f"/cases/{case.code}/duties/").status_code == 200


@pytest.mark.req("TM-2", "PR-1")
def test_a_seat_opens_the_teams_cases_until_the_end_of_its_last_day(cast: Cast, at) -> None:
    at("2026-09-14 08:00")
    case = a_case(cast, "assessment")
    assert sees(cast.psychologist, case)
    seat = cast.seat(cast.psychologist)
    seat.until_on = "2026-09-14"
    seat.save()
    at("2026-09-14 23:00")
    assert sees(cast.psychologist, case)
    at("2026-09-15 00:01")
    assert not sees(cast.psychologist, case)


@pytest.mark.req("TM-3")
def test_a_back_up_sees_the_teams_cases_on_the_days_its_member_is_away(cast: Cast, at) -> None:
    at("2026-09-14 08:00")
    case = a_case(cast, "assessment")
    assert not sees(cast.backup, case)
    away(cast.teacher, cast.superintendent, days=1)
    assert sees(cast.backup, case)
    at("2026-09-16 08:00")
    assert not sees(cast.backup, case)


@pytest.mark.req("TM-6")
def test_a_conflict_beats_seat_office_and_grant_and_leaves_the_page_as_if_nothing_were_there(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    grant_access(case=case, by=cast.principal, to=cast.psychologist, until=clock.now() + timedelta(days=7), reason="consultant")
    record_conflict(case=case, by=cast.counselor, person=cast.psychologist)
    record_conflict(case=case, by=cast.counselor, person=cast.principal)
    for person in (cast.psychologist, cast.principal):
        browser = Client()
        browser.force_login(person)
        assert browser.get(f"/cases/{case.code}/access/").status_code == 404
        assert case.code not in browser.get("/cases/").content.decode()
