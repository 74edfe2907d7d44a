"""Figure F21, its part of access: who leaves is out with the next request, in every browser, on every saved link; who comes back
or moves finds nothing of the old, be it by a seat on a frozen panel or as a case manager."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from itertools import cycle, islice

import pytest
from django.test import Client

from cases.actions.circle import grant_access
from cases.models import Case, CaseGrant
from tat import clock
from tat.actions.deliver import deliver_waiting
from tat.actions.sweep import sweep
from tat.models import Draft, Notice, Obligation, User
from tests.access.knock import TOKENS
from tests.cases.managed import planned
from tests.cast import Cast, a_case, a_seat, signed_in
from tests.processes.evidence import note
from triage.models import TriageSeat

pytestmark = pytest.mark.django_db
PASSWORD = "prairie-dock-lantern"
REQUESTS = 50


def asks(case: Case) -> list[tuple[str, str]]:
    """Saved links, an autosave, a form that was open: what an old browser would still send."""
    of_the_case = ("", "duties/", "assessment/", "plan/", "access/", "papers/")
    reads = [("get", f"/cases/{case.code}/{place}") for place in of_the_case]
    sends = [("post", f"/cases/{case.code}/notes/add/"), ("post", f"/cases/{case.code}/drafts/note/")]
    return [*reads, *sends, ("get", "/"), ("get", "/cases/"), ("post", "/drafts/report/new/")]


def sent(browser: Client, method: str, path: str) -> tuple[int, str]:
    answer = getattr(browser, method)(path, {"idempotency_key": str(uuid.uuid4()), "text": "Still here."})
    return answer.status_code, answer.get("Location", "").split("?")[0]


def leave(person: User, on: bool = True) -> None:
    User.objects.filter(pk=person.pk).update(is_active=not on)


def move(cast: Cast, person: User) -> None:
    """The seat of the team ended yesterday; today there is one in the other building."""
    cast.team.seats.filter(user=person).update(until_on="2026-09-13")
    a_seat(cast.other_team, person, "PSY", "EXP-CNS", triage=True)


def may_sign_in(person: User) -> bool:
    browser = Client()
    browser.post("/account/login/", {"login": person.email, "password": PASSWORD})
    return browser.get("/").status_code == 200


@pytest.mark.req("PR-1", "PF-2")
def test_f21_who_left_is_refused_from_the_next_request_on_in_every_browser(cast: Cast, at) -> None:
    at("2026-09-14 08:00")
    case, person = a_case(cast, "assessment"), cast.psychologist
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    browsers = [signed_in(person), signed_in(person)]
    assert browsers[0].post("/drafts/report/new/", {"nature": "Half a sentence"}, headers={"X-Draft": "1"}).status_code == 200
    assert [sent(browser, "get", f"/cases/{case.code}/")[0] for browser in browsers] == [200, 200] and may_sign_in(person)
    leave(person)
    links = islice(cycle((browser, *ask) for ask in asks(case) for browser in browsers), REQUESTS)
    let_in = [path for browser, method, path in links if sent(browser, method, path) != (302, "/account/login/")]
    for day in range(15, 22):
        at(f"2026-09-{day} 08:00")
        sweep()
        deliver_waiting()
    told = Notice.objects.filter(recipient=person, state="sent").count()
    others = Notice.objects.filter(state="sent").exclude(recipient=person).count()
    note(
        "F21-access",
        "refused from the next request on: 50 of 50, two browsers; 0 mails in 7 days",
        requests=REQUESTS,
        let_in=len(let_in),
        mails_in_seven_days=told,
        mails_to_the_others=others,
        may_sign_in=may_sign_in(person),
    )
    assert let_in == [] and not may_sign_in(person)
    assert told == 0 < others
    assert not case.note_set.exists() and Draft.objects.get().body == {"nature": ["Half a sentence"]}


@pytest.mark.req("PF-2")
def test_an_account_that_has_ended_is_answered_as_a_wrong_password_is(cast: Cast) -> None:
    person = cast.psychologist
    person.set_password(PASSWORD)
    person.is_active = False
    person.save(update_fields=["password", "is_active"])

    def said(password: str) -> tuple[int, str]:
        answer = Client().post("/account/login/", {"login": person.email, "password": password})
        return answer.status_code, TOKENS.sub(rb"", answer.content).decode()

    assert said(PASSWORD) == said("another password")
    assert said(PASSWORD)[0] == 200 and "do not belong together" in said(PASSWORD)[1]


@pytest.mark.req("PR-1", "TM-2")
def test_who_comes_back_without_a_seat_finds_nothing_of_the_old(cast: Cast) -> None:
    case, person = a_case(cast, "assessment"), cast.psychologist
    grant_access(case=case, by=cast.principal, to=cast.consultant, until=clock.now() + timedelta(days=7), reason="consultant")
    for one in (person, cast.consultant):
        leave(one)
    seat = cast.seat(person)
    seat.until_on = date.today() - timedelta(days=2)
    seat.save(update_fields=["until_on"])
    CaseGrant.objects.all().delete()
    for one in (person, cast.consultant):
        leave(one, on=False)
        browser = signed_in(User.objects.get(pk=one.pk))
        assert browser.get(f"/cases/{case.code}/").status_code == 404
        assert case.code not in browser.get("/cases/", {"show": "all"}).content.decode()
        assert browser.get("/").status_code == 200


@pytest.mark.req("PR-1", "TM-2")
def test_who_moves_to_another_building_sees_the_new_and_not_the_old(cast: Cast, at) -> None:
    at("2026-09-14 08:00")
    old, person = a_case(cast, "assessment"), cast.psychologist
    new = a_case(cast, by=cast.outsider, building=cast.other_building, received_by=cast.outsider)
    browser = signed_in(person)
    assert [browser.get(f"/cases/{case.code}/").status_code for case in (old, new)] == [200, 404]
    move(cast, person)
    assert [browser.get(f"/cases/{case.code}/").status_code for case in (old, new)] == [404, 200]


def of_a_panel(cast: Cast) -> Case:
    return a_case(cast, "triage")


@pytest.mark.req("PR-1", "TM-2", "PL-2")
@pytest.mark.parametrize(
    ("make", "role", "rule"),
    [(of_a_panel, "counselor", "TRI-DONE"), (planned, "counselor", "UPD-30"), (planned, "social_worker", "UPD-30")],
)
def test_f21_who_moves_keeps_no_case_by_a_frozen_panel_or_a_plan_and_no_duty_of_it_is_left_without_anybody(
    cast: Cast, at, make: Callable[[Cast], Case], role: str, rule: str
) -> None:
    at("2026-09-14 08:00")
    case, person = make(cast), getattr(cast, role)
    browsers = [signed_in(person), signed_in(person)]
    links = [ask for ask in asks(case) if case.code in ask[1]]
    assert [sent(browser, "get", f"/cases/{case.code}/")[0] for browser in browsers] == [200, 200]
    move(cast, person)
    knocks = islice(cycle((browser, *ask) for ask in links for browser in browsers), REQUESTS)
    assert [path for browser, method, path in knocks if sent(browser, method, path)[0] != 404] == []
    duty = Obligation.objects.open().filter(about_id=case.pk, rule=rule).first()
    assert [signed_in(user).get(f"/duties/{duty.pk}/").status_code for user in (person, cast.principal)] == [404, 200]
    Notice.objects.all().delete()
    at("2026-10-14 15:00" if rule == "UPD-30" else "2026-09-15 15:30")
    sweep()
    told = set(Notice.objects.filter(obligation__about_id=case.pk).values_list("recipient_id", flat=True))
    assert told and person.pk not in told


@pytest.mark.req("PR-1")
def test_f21_who_moved_does_not_open_a_duty_of_the_old_seat_that_they_ended(cast: Cast, at) -> None:
    at("2026-09-14 08:00")
    case, person = planned(cast), cast.counselor
    ended = Obligation.objects.get(about_id=case.pk, rule="SIG", met_by=person)
    asked = [f"/duties/{ended.pk}/", f"/cases/{case.code}/"]
    assert [signed_in(person).get(path).status_code for path in asked] == [200, 200]
    move(cast, person)
    assert [signed_in(person).get(path).status_code for path in asked] == [404, 404]
    assert signed_in(cast.principal).get(asked[0]).status_code == 200


def who_may_see(browser: Client, case: Case) -> set[str]:
    return {row["words"] for row in browser.get(f"/cases/{case.code}/access/").context["people"]}


@pytest.mark.req("PR-1", "TR-2")
def test_who_moved_is_off_the_list_of_who_may_see_the_case_and_stays_on_the_panel_s_record(cast: Cast, at) -> None:
    at("2026-09-14 08:00")
    case, person, lead = of_a_panel(cast), cast.counselor, signed_in(cast.principal)
    before, name = who_may_see(lead, case), "Sol Ortiz-Lane, School Counselor"
    move(cast, person)
    assert before - who_may_see(lead, case) == {name}
    assert "Ortiz-Lane" in lead.get(f"/cases/{case.code}/triage/").content.decode()
    assert TriageSeat.objects.get(case=case, member=person).left_at is None
