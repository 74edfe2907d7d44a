"""A form is taken once: one row and one answer for fifty submits, and another text under the same key is refused."""

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import Client
from django.urls import path

from tat.idempotency import once
from tat.models import Heartbeat, IdempotencyKey, User

AT = datetime(2026, 9, 14, 19, 2, tzinfo=UTC)
THREADS = 50


@once
def add(request: HttpRequest) -> HttpResponse:
    """Makes one row for each act; a form without a text is shown again, a text "fail" breaks."""
    if request.method == "POST" and request.POST.get("text"):
        row = Heartbeat.objects.create(name=uuid.uuid4().hex, host=request.POST["text"][:100], at=AT)
        if row.host == "fail":
            raise RuntimeError
        return redirect(f"/done/{row.name}/")
    return HttpResponse("the form again")


urlpatterns = [path("add/", add), path("other/", add)]
handler400 = "tat.views.errors.bad_request"
pytestmark = pytest.mark.urls(__name__)


def post(client: Client, key: object, where: str = "/add/", **fields: object):
    return client.post(where, {"idempotency_key": str(key), "text": "words", **fields})


@pytest.fixture
def client(db):
    return signed_in_client(User.objects.create_user("principal@example.org", full_name="Dana Whitlow", position="Principal"))


def signed_in_client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.req("IN-6")
@pytest.mark.django_db(transaction=True)
def test_fifty_submits_at_once_make_one_row_and_get_one_answer():
    user = User.objects.create_user("principal@example.org", full_name="Dana Whitlow", position="Principal")
    cookies, key, start = signed_in_client(user).cookies, uuid.uuid4(), Barrier(THREADS)

    def submit(_: int) -> tuple[int, str]:
        client = Client()
        client.cookies.update(cookies)
        start.wait()
        answer = post(client, key)
        connections.close_all()
        return answer.status_code, answer["Location"]

    with ThreadPoolExecutor(THREADS) as pool:
        answers = Counter(pool.map(submit, range(THREADS)))
    row = Heartbeat.objects.get()
    assert answers == {(302, f"/done/{row.name}/"): THREADS}


def test_the_back_button_adds_nothing(client):
    key = uuid.uuid4()
    first, again = post(client, key), post(client, key)
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    assert Heartbeat.objects.count() == 1
    assert post(client, uuid.uuid4())["Location"] != first["Location"]
    assert Heartbeat.objects.count() == 2


def test_another_text_under_the_same_key_is_refused(client):
    key = uuid.uuid4()
    first = post(client, key)
    answer = post(client, key, text="other words")
    assert answer.status_code == 409
    assert b"sent once already" in answer.content and b"other words" in answer.content
    assert f'href="{first["Location"]}"'.encode() in answer.content
    assert list(Heartbeat.objects.values_list("host", flat=True)) == ["words"]


def test_a_single_word_and_a_choice_come_back_too_and_nothing_secret(client):
    key, row = uuid.uuid4(), uuid.uuid4()
    post(client, key)
    secret = {"position-password": "prairie-dock", "code": "493021", "csrfmiddlewaretoken": "sesame" * 6}
    carried = {"position-facts_version": "77", "position-classification": str(row)}
    answer = post(client, key, text="one", where_now="Cafeteria", how=["oral", "written"], at="2026-09-14T10:00", **secret, **carried)
    page = " ".join(answer.content.decode().split())
    for term, words in (("Where now", "Cafeteria"), ("How", "oral"), ("How", "written"), ("At", "2026-09-14T10:00"), ("Text", "one")):
        assert f"<dt>{term}</dt> <dd>{words}</dd>" in page
    for kept_back in ("prairie-dock", "493021", "sesame", "77</dd>", str(row), str(key)):
        assert kept_back not in page


def test_the_key_of_another_person_or_page_gives_no_answer_away(client):
    key = uuid.uuid4()
    first = post(client, key)
    other = signed_in_client(User.objects.create_user("x@example.org", full_name="X", position="Teacher"))
    for answer in (post(other, key), post(Client(), key), post(client, key, where="/other/")):
        assert answer.status_code == 409
        assert first["Location"].encode() not in answer.content


def test_files_count_by_name_and_size(client):
    key = uuid.uuid4()

    def send(name: str, content: bytes):
        return post(client, key, picture=SimpleUploadedFile(name, content))

    first = send("a.jpg", b"12345")
    assert send("a.jpg", b"12345")["Location"] == first["Location"]
    assert send("a.jpg", b"123456").status_code == send("b.jpg", b"12345").status_code == 409


def test_a_form_to_mend_leaves_the_key_free(client):
    key = uuid.uuid4()
    assert post(client, key, text="").content == b"the form again"
    assert not IdempotencyKey.objects.exists()
    assert post(client, key).status_code == 302
    assert Heartbeat.objects.count() == 1


def test_an_act_that_breaks_leaves_neither_key_nor_row(client):
    key = uuid.uuid4()
    with pytest.raises(RuntimeError):
        post(client, key, text="fail")
    assert not IdempotencyKey.objects.exists()
    assert not Heartbeat.objects.exists()


@pytest.mark.parametrize("key", ["", "12", "not-a-key"])
def test_a_form_without_its_key_is_refused_in_plain_words(client, key):
    answer = post(client, key)
    assert answer.status_code == 400
    assert b"Nothing was saved" in answer.content
    assert not Heartbeat.objects.exists()


def test_reading_the_page_needs_no_key(client):
    assert client.get("/add/").content == b"the form again"
    assert not IdempotencyKey.objects.exists()


def test_what_is_kept_of_a_body_cannot_be_guessed_from_it(client):
    key = uuid.uuid4()
    post(client, key, text="yes")
    row = IdempotencyKey.objects.get()
    assert len(row.body_mac) == 32
    post(client, uuid.uuid4(), text="yes")
    assert len(set(IdempotencyKey.objects.values_list("body_mac", flat=True))) == 1
