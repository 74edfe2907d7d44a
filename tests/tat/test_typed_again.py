"""A form that came with an old token is shown again as typed; one from another site is not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from tat.models import User
from tat.permissions import public

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HOSTILE = '</textarea><script>alert(1)</script> "quoted"\nsecond line'
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@public("GET", "POST")
def page(request: HttpRequest) -> HttpResponse:
    """Stands for any form."""
    return HttpResponse("taken: " + request.POST.get("what", ""))


urlpatterns = [path("page/", page), path("", include("tat.routes"))]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def test_the_typed_form_comes_back_whole_and_harmless(browser: Client) -> None:
    answer = browser.post("/page/?a=1", {"what": HOSTILE, "how": ["a", "b"], "csrfmiddlewaretoken": "stale"}, **OURS)

    text = answer.content.decode()
    assert answer.status_code == 403
    assert 'action="/page/?a=1"' in text and "Send again" in text
    assert "<script>alert" not in text and "&lt;/textarea&gt;&lt;script&gt;" in text and "second line" in text
    assert text.count('type="hidden" name="how"') == 2
    assert "stale" not in text


def test_sending_again_with_the_fresh_token_is_taken(browser: Client) -> None:
    text = browser.post("/page/", {"what": "one two"}, **OURS).content.decode()
    token = text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    answer = browser.post("/page/", {"what": "one two", "csrfmiddlewaretoken": token}, **OURS)

    assert answer.content == b"taken: one two"


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://testserver"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_ORIGIN": "null"},
        {},
    ],
)
def test_a_form_from_elsewhere_gets_no_second_chance(browser: Client, headers: dict[str, str]) -> None:
    answer = browser.post("/page/", {"what": "one two"}, **headers)

    assert answer.status_code == 403
    assert b"This did not come from our own page" in answer.content and b"one two" not in answer.content


@pytest.mark.parametrize("headers", [{"HTTP_ORIGIN": "http://testserver"}, {"HTTP_REFERER": "http://testserver/page/"}])
def test_an_older_browser_is_known_by_origin_or_referer(browser: Client, headers: dict[str, str]) -> None:
    assert b"Send again" in browser.post("/page/", {"what": "one two"}, **headers).content


def test_a_password_is_never_shown_and_is_asked_for_again(browser: Client) -> None:
    text = browser.post("/page/", {"password": "hunter2 hunter2", "login": "a@example.org"}, **OURS).content.decode()

    assert "hunter2" not in text
    assert 'type="password"' in text and 'name="login" value="a@example.org"' in text


def test_files_cannot_be_kept_and_the_page_says_so(browser: Client) -> None:
    text = browser.post("/page/", {"what": "one two", "file": SimpleUploadedFile("scan.pdf", b"x")}, **OURS).content.decode()

    assert "Files are not kept." in text and "scan.pdf" in text


def test_who_is_signed_out_is_told_to_sign_in_beside_it(browser: Client) -> None:
    assert b"You are signed out." in browser.post("/page/", {"what": "one two"}, **OURS).content

    person = User.objects.create_user("counselor@example.org", full_name="Ana Ortiz", position="School counselor")
    browser.force_login(person, backend=BACKEND)
    assert b"You are signed out." not in browser.post("/page/", {"what": "one two"}, **OURS).content


def test_a_path_with_two_slashes_stays_on_this_site(browser: Client) -> None:
    text = browser.post("//elsewhere.example/page/", {"what": "one two"}, **OURS).content.decode()

    assert 'action="//' not in text


def test_a_body_that_cannot_be_read_is_not_repeated(browser: Client) -> None:
    answer = browser.generic("POST", "/page/", b"--x\r\nbroken", content_type="multipart/form-data; boundary=", **OURS)

    assert answer.status_code in (400, 403) and b"Traceback" not in answer.content
