"""Drafts: what was typed comes back to its writer alone, sealed, without secrets; saving the same again is no activity."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from tat import drafts, vault
from tat.models import AccessEntry, DataKey, Draft, User

AT = datetime(2026, 9, 14, 19, 2, tzinfo=UTC)
CANARY = "wrote I will bring a knife"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def writer(db):
    return User.objects.create_user("counselor@example.org", full_name="Ana Ortiz", position="School counselor")


@pytest.fixture
def signed_in(writer):
    client = Client()
    client.force_login(writer, backend=BACKEND)
    return client


def typed(text: str) -> QueryDict:
    return QueryDict(text)


@pytest.mark.req("IN-6")
def test_a_draft_comes_back_as_it_was_typed(writer):
    drafts.save_draft(writer, "report", "new", typed("words=I+saw+it&means=spoken&means=written&empty="), AT)
    again = drafts.open_draft(writer, "report", "new", AT)
    assert (again["words"], again.getlist("means"), again["empty"]) == ("I saw it", ["spoken", "written"], "")
    assert drafts.open_draft(writer, "report", "new-2", AT) is None


def test_a_draft_is_its_writers_alone(writer):
    other = User.objects.create_user("x@example.org", full_name="X", position="Teacher")
    drafts.save_draft(writer, "report", "new", typed("words=mine"), AT)
    drafts.save_draft(other, "report", "new", typed("words=theirs"), AT)
    drafts.discard(other, "report", "new")
    assert drafts.open_draft(other, "report", "new", AT) is None
    assert drafts.open_draft(writer, "report", "new", AT)["words"] == "mine"


def test_a_second_saving_counts_only_when_something_changed(writer):
    first, is_new = drafts.save_draft(writer, "report", "new", typed("words=a"), AT)
    same, same_changed = drafts.save_draft(writer, "report", "new", typed("words=a"), AT + timedelta(minutes=1))
    other, other_changed = drafts.save_draft(writer, "report", "new", typed("words=b"), AT + timedelta(minutes=2))
    assert (is_new, same_changed, other_changed) == (True, False, True)
    assert (first.rev, same.rev, same.at, other.rev) == (1, 1, AT, 2)
    assert Draft.objects.get().at == AT + timedelta(minutes=2)


SECRET = ["csrfmiddlewaretoken", "idempotency_key", "password", "new_password1"]
NEVER = [*SECRET, "descriptor_hair", "target-0-descriptor_height", "Descriptor_Eyes"]


@pytest.mark.parametrize("name", NEVER)
def test_tokens_passwords_and_descriptors_are_never_kept(writer, name):
    drafts.save_draft(writer, "worksheet", "new", {name: "canary", "words": "kept"}, AT)
    assert Draft.objects.get().body == {"words": ["kept"]}


def test_a_draft_is_sealed_under_a_key_of_its_own(writer):
    drafts.save_draft(writer, "report", "new", {"words": CANARY}, AT)
    drafts.save_draft(writer, "report", "new-2", {"words": CANARY}, AT)
    with connection.cursor() as cursor:
        cursor.execute("select t::text, key_id from tat_draft t")
        rows = cursor.fetchall()
    assert not any(CANARY in text or CANARY.encode().hex() in text for text, _ in rows)
    assert len({key for _, key in rows}) == 2


def test_a_discarded_draft_takes_its_key_with_it(writer):
    drafts.save_draft(writer, "report", "new", {"words": CANARY}, AT)
    key = Draft.objects.get().key_id
    drafts.discard(writer, "report", "new")
    drafts.discard(writer, "report", "new")
    assert not Draft.objects.exists()
    assert not DataKey.objects.filter(pk=key).exists()


def test_reading_a_draft_leaves_an_access_entry(writer):
    drafts.open_draft(writer, "report", "CHS-26-K7Q2", AT)
    assert not AccessEntry.objects.exists()
    drafts.save_draft(writer, "report", "CHS-26-K7Q2", {"words": CANARY}, AT)
    drafts.open_draft(writer, "report", "CHS-26-K7Q2", AT)
    entry = AccessEntry.objects.get()
    assert (entry.user_id, entry.kind, entry.page, entry.code) == (writer.pk, "draft", "report", "CHS-26-K7Q2")


def test_the_page_saves_while_one_types(signed_in, writer, at):
    at("2026-09-14 14:02")
    answer = signed_in.post("/drafts/report/new/", {"words": CANARY}, headers={"X-Draft": "1"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert "2:02" in answer.content.decode()
    assert CANARY not in answer.content.decode()
    assert Draft.objects.get(user=writer).body == {"words": [CANARY]}


def test_the_plain_button_saves_and_goes_back_to_the_page(signed_in):
    ours, foreign = "http://testserver/reports/new/", "https://elsewhere.example/"
    url = reverse("draft_save", args=["report", "new-4f2a"])
    assert signed_in.post(url, {"words": "a"}, headers={"Referer": ours})["Location"] == ours
    assert signed_in.post(url, {"words": "b"}, headers={"Referer": foreign})["Location"] == reverse("home")
    assert signed_in.post(url, {"words": "c"})["Location"] == reverse("home")


def test_the_plain_button_on_a_form_that_came_back_leads_to_the_page_above(signed_in):
    url = reverse("draft_save", args=["report", "new-4f2a"])
    for came, goes in (
        ("/reports/new/save/", "/reports/new/"),
        ("/cases/CHS-26-K7Q2/imminence/determine/", "/cases/CHS-26-K7Q2/imminence/"),
    ):
        assert signed_in.post(url, {"words": came}, headers={"Referer": f"http://testserver{came}"})["Location"] == goes
    nowhere = signed_in.post(url, {"words": "d"}, headers={"Referer": "http://testserver/no/such/place/"})
    assert nowhere["Location"] == "/"


@pytest.mark.parametrize("ref", ["CHS-26-K7Q2", str(uuid.UUID(int=5)), "newer", "new-", "new-A_b", "NEW"])
def test_a_draft_of_a_case_is_not_reached_here(signed_in, writer, ref):
    drafts.save_draft(writer, "report", ref, {"words": "kept"}, AT)
    for url in (f"/drafts/report/{ref}/", f"/drafts/report/{ref}/discard/"):
        assert signed_in.post(url, {"words": "other"}).status_code == 404
    assert Draft.objects.get().body == {"words": ["kept"]}
    assert signed_in.post("/drafts/Report/new/").status_code == signed_in.post("/drafts/1/new/discard/").status_code == 404


def test_a_draft_is_thrown_away_by_its_writer(signed_in, writer):
    drafts.save_draft(writer, "report", "new", {"words": "a"}, AT)
    assert signed_in.post("/drafts/report/new/discard/")["Location"] == reverse("home")
    assert not Draft.objects.exists()


@pytest.mark.parametrize("url", ["/drafts/report/new/", "/drafts/report/new/discard/"])
def test_drafts_are_for_people_who_signed_in_and_by_post(signed_in, url):
    assert Client().post(url, {"words": "a"}).status_code == 302
    assert signed_in.get(url).status_code == 405
    assert not Draft.objects.exists()


def test_a_lost_key_leaves_a_draft_sealed(writer):
    draft, _ = drafts.save_draft(writer, "report", "new", {"words": CANARY}, AT)
    draft.key.shred(at=AT)
    with pytest.raises(vault.Shredded):
        drafts.open_draft(writer, "report", "new", AT)
