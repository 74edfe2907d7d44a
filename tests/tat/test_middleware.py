"""Sessions end by the one clock; answers are kept by nobody."""

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path

from tat.models import Draft, User
from tat.permissions import public, signed_in

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@signed_in("GET", "POST")
def page(request: HttpRequest) -> HttpResponse:
    """Stands for any page of a signed-in person."""
    return HttpResponse(f"here is {request.user}")


@public("GET", "POST")
def open_page(request: HttpRequest) -> HttpResponse:
    """Stands for the public form."""
    return HttpResponse("taken" if request.method == "POST" else "open")


@public("GET")
def asset(request: HttpRequest) -> HttpResponse:
    """Stands for a static file whose name carries its hash."""
    return HttpResponse(headers={"Cache-Control": "max-age=315360000, public, immutable"})


def broken(request: HttpRequest) -> HttpResponse:
    """Stands for a fault of ours."""
    raise RuntimeError


urlpatterns = [
    path("page/", page), path("open/", open_page), path("asset/", asset), path("broken/", broken), path("", include("tat.urls")),
]  # fmt: skip
handler404 = "tat.views.errors.not_found"
handler500 = "tat.views.errors.server_error"
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def person(db):
    return User.objects.create_user("counselor@example.org", full_name="Ana Ortiz", position="School counselor")


@pytest.fixture
def client(person):
    client = Client(raise_request_exception=False)
    client.force_login(person, backend=BACKEND)
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/page/").status_code == 200


def test_a_session_ends_after_fifteen_idle_minutes(client, at):
    at("2026-09-14 08:00")
    assert is_signed_in(client)
    at("2026-09-14 08:14")
    assert is_signed_in(client)
    at("2026-09-14 08:28")
    assert is_signed_in(client)
    at("2026-09-14 08:43:02")
    assert not is_signed_in(client)
    assert not is_signed_in(client)


def test_a_session_ends_after_twelve_hours_of_work(client, at):
    for minutes in range(0, 12 * 60 + 1, 10):
        at(f"2026-09-14 {8 + minutes // 60:02d}:{minutes % 60:02d}")
        assert is_signed_in(client)
    at("2026-09-14 20:00:02")
    assert not is_signed_in(client)


def test_a_changed_draft_is_activity_and_an_unchanged_one_is_not(client, at):
    def autosave(words: str) -> int:
        return client.post("/drafts/report/new/", {"words": words}, headers={"X-Draft": "1"}).status_code

    at("2026-09-14 08:00")
    assert autosave("a") == 200
    at("2026-09-14 08:10")
    assert autosave("ab") == 200
    at("2026-09-14 08:20")
    assert autosave("ab") == 200
    at("2026-09-14 08:24")
    assert is_signed_in(client)
    at("2026-09-14 08:34")
    assert autosave("ab") == 200
    at("2026-09-14 08:39:02")
    assert not is_signed_in(client)


def test_a_form_sent_after_the_end_is_shown_again_as_typed_and_nothing_is_done(client, at):
    at("2026-09-14 08:00")
    assert is_signed_in(client)
    at("2026-09-14 08:16")
    answer = client.post("/page/", {"words": "what I wrote for half an hour"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 403
    assert b"what I wrote for half an hour" in answer.content
    assert b"Ana Ortiz" not in answer.content
    assert not Draft.objects.exists()


def test_a_public_form_is_taken_although_a_session_ended(client, at):
    at("2026-09-14 08:00")
    assert is_signed_in(client)
    at("2026-09-14 09:00")
    assert client.post("/open/", {"words": "a tip"}).content == b"taken"


def test_activity_is_written_at_most_once_a_minute(client, at):
    def writes(when: str) -> int:
        at(when)
        with CaptureQueriesContext(connection) as asked:
            assert is_signed_in(client)
        return sum(query["sql"].startswith("UPDATE") for query in asked.captured_queries)

    assert [writes(f"2026-09-14 08:{clock}") for clock in ("00:00", "00:30", "00:58", "01:01", "01:40")] == [1, 0, 0, 1, 0]


def test_signing_out_clears_what_the_browser_kept(client):
    assert "Clear-Site-Data" not in client.get("/page/")
    assert client.post("/account/logout/")["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.get("/open/")


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/page/", "/open/", "/absent/", "/broken/", "/static/absent.css", "/account/login/"])
@pytest.mark.parametrize("who", ["anyone", "signed in"])
def test_no_answer_is_kept_or_embedded(client, url, who):
    asking = client if who == "signed in" else Client(raise_request_exception=False)
    answer = asking.get(url)
    assert answer["Cache-Control"] == "no-store"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_a_redirect_to_https_is_not_kept_either(settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get("/open/")
    assert (answer.status_code, answer["Cache-Control"]) == (301, "no-store")


@pytest.mark.django_db
def test_a_file_whose_name_carries_its_hash_may_be_kept():
    assert "immutable" in Client().get("/asset/")["Cache-Control"]
