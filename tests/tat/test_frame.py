"""The frame of every page: the way round for each role, what waits, the plain banner, error pages and sign-in in our look."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.test import Client
from django.urls import include, path

from tat import clock, home, obligations
from tat.context import nav_for
from tat.models import Heartbeat, Obligation, Seat, User
from tat.permissions import public, scope_of, signed_in
from tat.roles import Role
from tests.tat.school import School
from tests.typed import flat

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@signed_in("GET")
def page(request: HttpRequest) -> HttpResponse:
    """Stands for any page of a signed-in person."""
    return render(request, "base.html")


@public("GET")
def conflict(request: HttpRequest) -> HttpResponse:
    """Stands for a stale edit."""
    return render(
        request, "409.html", {"yours": [("What changed", "<mine>")], "theirs": [("What changed", "theirs")], "back_url": "/page/"}
    )


@signed_in("POST")
def act(request: HttpRequest) -> HttpResponse:
    """Stands for an act that ends every open duty, the doer's and a colleague's."""
    for duty in Obligation.objects.open():
        obligations.meet(duty, at=clock.now(), by=request.user)
    return redirect("/page/")


urlpatterns = [path("page/", page), path("act/", act), path("conflict/", conflict), path("", include("tat.urls"))]
handler404 = "tat.views.errors.not_found"
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def school(at) -> School:
    at("2026-09-14 14:02")
    return School()


def opened(user: User, address: str = "/page/") -> str:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return flat(client.get(address).content.decode())


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ({Role.PRINCIPAL}, ["Home", "Cases", "Search", "Duties", "Team"]),
        ({Role.TRIAGE_MEMBER, Role.TAT_MEMBER}, ["Home", "Cases", "Search", "Team"]),
        ({Role.TAT_BACKUP}, ["Home", "Cases", "Search", "Team"]),
        ({Role.REPORT_TAKER}, ["Home", "Cases", "Search"]),
        ({Role.SUPERINTENDENT}, ["Home", "District", "Annual filing", "Teams"]),
        ({Role.SUPERINTENDENT, Role.PRINCIPAL}, ["Home", "Cases", "Search", "Duties", "District", "Annual filing", "Team"]),
        ({Role.SVP_TEAM}, ["Home", "District"]),
        ({Role.SYSADMIN}, ["Home"]),
        ({Role.SECRETARY}, ["Home", "Set-up"]),
        ({Role.FOIA_OFFICER}, ["Home", "Disposals"]),
        (set(), ["Home", "Cases", "Search"]),
    ],
)
def test_each_role_has_its_own_way_round(roles: set[Role], words: list[str]) -> None:
    assert [str(entry.words) for entry in nav_for(roles)] == words


def test_the_frame_names_the_person_and_links_only_what_exists(school: School) -> None:
    text = opened(school.principal)

    assert "<span>P. Person</span>" in text and "<strong>Principal Person</strong><br>principal" in text
    assert '<a href="/duties/">Duties</a>' in text
    assert 'href="#main"' in text and '<main id="main" tabindex="-1">' in text
    assert 'href=""' not in text and "Cedar Falls" in text


def test_a_title_carries_no_name(school: School) -> None:
    title = re.search(r"<title>(.*?)</title>", opened(school.principal), re.S)

    assert title and "Person" not in title[1]


def test_the_bar_marks_the_page_one_is_on_and_counts_what_waits(school: School, at) -> None:
    moment = at("2026-09-14 14:04")
    cache.clear()
    obligations.start("SIG", **school.opening(triggered_at=moment, at=moment, actor=school.teacher))

    assert '<span class="count">1<span class="vh">thing needs you</span></span>' in opened(school.teacher)
    assert '<a href="/teams/" aria-current="page">' in opened(school.teacher, "/teams/")


def test_ones_own_act_is_counted_at_once_and_anybody_elses_within_a_minute(school: School, at) -> None:
    moment = at("2026-09-14 14:04")
    for person in (school.teacher, school.counselor):
        obligations.start("SIG", **school.opening(triggered_at=moment, at=moment, actor=person))
        assert 'class="count">1<' in opened(person)

    client = Client()
    client.force_login(school.teacher, backend=BACKEND)
    after = client.post("/act/", follow=True)

    assert after.redirect_chain == [("/page/", 302)] and 'class="count"' not in after.content.decode()
    assert 'class="count">1<' in opened(school.counselor)
    at("2026-09-14 14:06")
    assert 'class="count"' not in opened(school.counselor)


def test_who_leaves_the_team_is_told_of_its_duties_for_a_minute_at_most(school: School, at) -> None:
    moment = at("2026-09-14 14:04")
    obligations.start("SIG", **school.opening(triggered_at=moment, at=moment, actor=school.teacher))
    assert 'class="count">1<' in opened(school.teacher)

    Seat.objects.filter(user=school.teacher).update(until_on=moment.date() - timedelta(days=1))
    at("2026-09-14 14:06")

    assert 'class="count"' not in opened(school.teacher)


def test_a_fresh_row_of_the_frame_asks_the_database_nothing(school: School, at, django_assert_num_queries) -> None:
    scope = scope_of(school.teacher, at("2026-09-14 14:04"))
    made = home.frame_for(scope)
    with django_assert_num_queries(0):
        assert home.frame_for(scope) == made
    later = replace(scope, at=scope.at + timedelta(seconds=1))
    assert home.frame_for(later).at == scope.at and home.frame_for(later, acted=1).at == later.at


def test_the_plain_banner_comes_after_three_silent_minutes(school: School, at) -> None:
    cache.clear()
    Heartbeat.objects.create(name="sweep", at=at("2026-09-14 14:10") - timedelta(minutes=2))
    assert "Reminders have not run" not in opened(school.principal)

    at("2026-09-14 14:22")
    assert "Reminders have not run for 14 minutes." in opened(school.principal)


def test_the_demonstration_says_so_on_every_page(school: School, settings) -> None:
    assert "Invented people" not in opened(school.principal)

    settings.DEMO = True
    assert "Invented people" in opened(school.principal)
    assert "Invented people" in Client().get("/nowhere/").content.decode()


def test_the_absent_and_the_unseen_read_the_same(db: None) -> None:
    answer = Client().get("/nowhere/")

    assert answer.status_code == 404
    assert b"The page" not in answer.content and b"This page says the same in both cases." in answer.content


@pytest.mark.parametrize("name", ["400", "403", "404", "409", "500", "503", "403_csrf"])
def test_an_error_page_needs_no_request_and_no_database(name: str) -> None:
    text = render_to_string(f"{name}.html")

    assert text.count("<h1>") == 1 and "<title>" in text and "</html>" in text


def test_a_stale_edit_shows_both_texts_escaped(db: None) -> None:
    text = Client().get("/conflict/").content.decode()

    assert "&lt;mine&gt;</textarea>" in text and "theirs</textarea>" in text
    assert text.index("What you wrote") < text.index("What stands now")


def test_sign_in_speaks_our_words(db: None) -> None:
    page = Client().get("/account/login/").content.decode()
    refused = Client().post("/account/login/", {"login": "nobody@example.org", "password": "wrong"}).content.decode()

    assert "<h1>Sign in</h1>" in page and "E-mail address" in page and "placeholder" not in page
    assert "do not belong together" in refused and "nobody@example.org" in refused


@pytest.mark.parametrize(
    ("address", "heading"),
    [("/account/logout/", "Sign out"), ("/account/password/", "Change your password"), ("/account/reauthenticate/", "Is it you?")],
)
def test_account_pages_stand_in_our_frame(school: School, address: str, heading: str) -> None:
    school.principal.set_password("a sentence that is long")
    school.principal.save()

    text = opened(school.principal, address)

    assert f"<h1>{heading}</h1>" in text and "site.css" in text


@pytest.mark.parametrize("name", ["account/locked.html", "account/account_inactive.html"])
def test_closed_doors_say_why_and_what_to_do(name: str) -> None:
    assert "<h1>" in render_to_string(name)


def test_pages_of_allauth_that_we_did_not_write_take_our_elements() -> None:
    text = flat(render_to_string("mfa/trust.html", {"trust_from": datetime(2026, 10, 14, tzinfo=UTC)}))

    assert "site.css" in text and '<button class="btn' in text


def test_sessions_are_listed_in_words() -> None:
    session = {"created_at": datetime(2026, 10, 14, 20, 10, tzinfo=UTC), "user_agent": "Firefox", "ip": "192.0.2.1", "is_current": True}

    assert "Oct 14, 3:10 PM" in render_to_string("usersessions/usersession_list.html", {"sessions": [session]})


def test_an_act_is_remembered_for_a_minute_in_a_cookie_and_writes_no_session(school: School, at, django_assert_num_queries) -> None:
    at("2026-09-14 14:04")
    client = Client()
    client.force_login(school.teacher, backend=BACKEND)
    client.get("/page/")
    before = Session.objects.get(pk=client.session.session_key).session_data
    client.post("/act/")
    assert Session.objects.get(pk=client.session.session_key).session_data == before
    kept = client.cookies["acted"]
    assert kept.value.isdecimal() and kept["httponly"] and int(kept["max-age"]) == 60
    for forged in ("x", "9" * 14, "-1", "²"):
        client.cookies["acted"] = forged
        assert client.get("/page/").status_code == 200
