"""What was said to a therapist: there for three seats of the case's team, and for nobody and nothing else (740 ILCS 110)."""

import re
from datetime import timedelta

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from cases.actions import protected
from cases.actions.circle import grant_access, record_conflict
from cases.actions.interviews import Conversation, record_interview
from cases.actions.protected import ProtectedGiven, record_protected
from cases.models import Case, ProtectedStatement
from reporting.documents.case_file import case_file
from reporting.documents.record import record_part
from tat import audit, clock
from tat.models import AccessEntry, LogEntry, Obligation, Seat, User
from tat.workflow import Blocked
from tests.cast import a_case, a_person, a_seat, away, signed_in
from tests.typed import form_of, send
from triage.actions.merging import merge_cases

pytestmark = [pytest.mark.django_db, pytest.mark.req("PR-5")]
SECRET = "He told me of the nights without sleep."
NOTE = "The mother, in writing, on September 10."


def given(**changes):
    return ProtectedGiven(**({"basis": "consent", "basis_note": NOTE, "text": SECRET} | changes))


@pytest.fixture
def case(cast, at):
    at("2026-09-14 10:00")
    return a_case(cast, "assessment")


@pytest.fixture
def kept(cast, case):
    return record_protected(case=case, by=cast.psychologist, given=given())


def pages(case, kept):
    return [reverse("case_protected", args=[case.code]), reverse("protected_open", args=[case.code, kept.pk])]


def test_it_is_kept_under_a_key_of_its_own_and_nothing_of_the_case_tells_of_it(cast, case):
    before = Case.objects.values().get(pk=case.pk), LogEntry.objects.filter(about_id=case.pk).count(), Obligation.objects.count()
    kept = record_protected(case=case, by=cast.psychologist, given=given())
    assert (kept.text, kept.recorded_name, kept.recorded_position) == (SECRET, "Ines Castell", "School Psychologist")
    assert kept.key_id != case.key_id and ProtectedStatement.objects.filter(key=kept.key).count() == 1
    assert (Case.objects.values().get(pk=case.pk), LogEntry.objects.filter(about_id=case.pk).count(), Obligation.objects.count()) == before
    entry = LogEntry.objects.get(action="protected_recorded")
    assert (entry.about_kind, entry.about_id, entry.code, entry.detail, entry.actor_id) == (
        "protected",
        kept.pk,
        "",
        "",
        cast.psychologist.pk,
    )
    assert audit.verify() == []


@pytest.mark.parametrize("role", ["counselor", "psychologist", "social_worker"])
def test_the_three_seats_write_and_read_it(cast, case, role):
    person = getattr(cast, role)
    kept = record_protected(case=case, by=person, given=given())
    listed, opened = pages(case, kept)
    client = signed_in(person)
    assert SECRET not in client.get(listed).content.decode() and NOTE not in client.get(listed).content.decode()
    shown = client.get(opened).content.decode()
    assert SECRET in shown and NOTE in shown


def others(cast, case):
    """People who see the case, or hold the same profession elsewhere, and hold none of the three seats of its team."""
    grant_access(case=case, by=cast.principal, to=cast.consultant, until=clock.now() + timedelta(days=7), reason="consultant")
    elsewhere = a_person(cast.district, "other.counselor", "Jo Lark", "School Counselor")
    a_seat(cast.other_team, elsewhere, "CNS", "EXP-CNS")
    grant_access(case=case, by=cast.principal, to=elsewhere, until=clock.now() + timedelta(days=7), reason="consultant")
    stand_in = a_person(cast.district, "stand.in", "Eli Moor", "School Counselor")
    a_seat(cast.team, stand_in, "", "EXP-CNS", kind=Seat.Kind.BACKUP, covers=cast.seat(cast.counselor))
    away(cast.counselor, cast.superintendent)
    return [cast.principal, cast.teacher, cast.officer, cast.consultant, elsewhere, stand_in]


def test_for_everybody_else_the_pages_are_not_there_the_principal_included(cast, case, kept):
    action = reverse("protected_record", args=[case.code])
    for person in others(cast, case):
        client = signed_in(person)
        assert client.get(reverse("case_detail", args=[case.code])).status_code == 200, person.position
        there = [client.get(page) for page in pages(case, kept)] + [client.post(action, {"text": "x"})]
        absent = [client.get(page.replace(case.code, "CHS-26-ZZZZ")) for page in pages(case, kept)]
        assert [answer.status_code for answer in there] == [404, 404, 404], person.position
        assert [answer.content for answer in there[:2]] == [answer.content for answer in absent]
        with pytest.raises(Http404):
            record_protected(case=case, by=person, given=given())
        talks = client.get(reverse("case_interviews", args=[case.code])).content.decode()
        assert "/protected/" not in talks and "Said to a therapist?" not in talks
    assert ProtectedStatement.objects.count() == 1
    assert "/protected/" in signed_in(cast.social_worker).get(reverse("case_interviews", args=[case.code])).content.decode()


def test_a_seat_reads_only_what_its_case_opens_and_only_while_it_is_held(cast, case, kept, at):
    listed = pages(case, kept)[0]
    in_triage = a_case(cast, "triage", subject_name="Lee Moss")
    assert signed_in(cast.psychologist).get(reverse("case_protected", args=[in_triage.code])).status_code == 404
    assert signed_in(cast.counselor).get(reverse("case_protected", args=[in_triage.code])).status_code == 200
    record_conflict(case=case, by=cast.principal, person=cast.social_worker)
    assert signed_in(cast.social_worker).get(listed).status_code == 404
    Seat.objects.filter(user=cast.psychologist).update(until_on="2026-09-14")
    assert signed_in(cast.psychologist).get(listed).status_code == 200
    at("2026-09-15 08:00")
    assert signed_in(cast.psychologist).get(listed).status_code == 404
    User.objects.filter(pk=cast.sysadmin.pk).update(is_superuser=True)
    assert signed_in(User.objects.get(pk=cast.sysadmin.pk)).get(listed).status_code == 404


def test_each_look_is_on_record_and_no_list_of_the_cases_looks_has_it(cast, case, kept):
    client = signed_in(cast.psychologist)
    for page in pages(case, kept):
        client.get(page)
    looks = AccessEntry.objects.filter(kind="protected", about_id=case.pk).order_by("at")
    assert [(each.page, each.user_id, bytes(each.digest)) for each in looks] == [
        ("case_protected", cast.psychologist.pk, b""),
        ("protected_open", cast.psychologist.pk, audit.digest_of([str(kept.pk)])),
    ]
    assert "one entry" in client.get(pages(case, kept)[0]).content.decode()
    for person in (cast.principal, cast.psychologist):
        who = signed_in(person)
        page = reverse("case_log", args=[case.code])
        for address in (page, f"{page}?after=x"):  # the second query is that of later pages
            views = who.get(address).context["views"]
            assert {str(each.page_words) for each in views} <= {"Who may see it", "Case"}
            assert cast.psychologist.pk == person.pk or cast.psychologist.full_name not in [each.user_name for each in views]
        assert "protected" not in who.get(reverse("case_detail", args=[case.code])).content.decode().lower()


def test_the_case_file_has_nothing_of_it_not_even_how_often_somebody_looked(cast, case, kept):
    def views():
        read = Case.objects.select_related("key", "district", "building", "team").get(pk=case.pk)
        file = case_file(read, clock.now())
        assert SECRET not in str(file) and "rotected" not in " ".join(map(str, file["left_out"]))
        return [(row["user_name"], row["times"]) for row in record_part(read)["views"]]

    before = views()
    for page in pages(case, kept):
        signed_in(cast.psychologist).get(page)
    assert views() == before


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"basis": ""}, "basis", protected.BASIS),
        ({"basis": "curiosity"}, "basis", protected.BASIS),
        ({"basis_note": " "}, "basis_note", protected.NOTE["consent"]),
        ({"basis": "imminent_risk", "basis_note": ""}, "basis_note", protected.NOTE["imminent_risk"]),
        ({"text": " "}, "text", protected.TEXT),
        ({"text": "x" * 250_001}, "text", protected.TOO_LONG),
    ],
)
def test_it_names_its_basis_and_who_consented_or_what_the_risk_is(cast, case, changes, field, sentence):
    with pytest.raises(Blocked) as refused:
        record_protected(case=case, by=cast.counselor, given=given(**changes))
    assert refused.value.by_field == {field: sentence}
    assert record_protected(case=case, by=cast.counselor, given=given(basis="not_therapeutic", basis_note="")).basis == "not_therapeutic"


def test_it_may_be_part_of_a_talk_of_the_case_and_of_no_other(cast, case):
    talk = Conversation(interviewee="subject", started_at=clock.now(), statement="“I was there.”")
    held = record_interview(case=case, by=cast.counselor, given=talk)
    other = record_interview(case=a_case(cast, "assessment", subject_name="Lee Moss"), by=cast.counselor, given=talk)
    with pytest.raises(Blocked) as refused:
        record_protected(case=case, by=cast.counselor, given=given(interview=other))
    assert refused.value.by_field == {"interview": protected.TALK}
    client = signed_in(cast.counselor)
    page = client.get(reverse("case_talk", args=[case.code, held.pk])).content.decode()
    (address,) = re.findall(r'href="([^"]*/protected/\?talk=[^"]*)"', page)
    save = reverse("protected_record", args=[case.code])
    assert form_of(client.get(address), save)["interview"] == [str(held.pk)]
    send(client, address, save, text=SECRET, basis="not_therapeutic")
    assert ProtectedStatement.objects.get().interview == held
    assert "/protected/" not in signed_in(cast.principal).get(reverse("case_talk", args=[case.code, held.pk])).content.decode()


@pytest.mark.req("IN-6")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"basis": ""}, protected.BASIS),
        ({"basis_note": ""}, "Write who consented in writing"),
        ({"text": ""}, "Nothing is written."),
        ({"text": "word " * 50_001}, "250004 characters long, and 250000 are the most that fit here."),
        ({"interview": "oracle"}, "Choose one of the answers listed here."),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_is_kept(cast, case, typed, sentence):
    client, page, save = signed_in(cast.counselor), *(reverse(name, args=[case.code]) for name in ("case_protected", "protected_record"))
    sent = {"text": SECRET, "basis": "consent", "basis_note": NOTE} | typed
    wrong = send(client, page, save, **sent)
    assert wrong.status_code == 200 and sentence in wrong.content.decode() and not ProtectedStatement.objects.exists()
    assert [form_of(wrong, save)[name] for name in ("text", "basis_note")] == [[sent["text"]], [sent["basis_note"]]]
    assert AccessEntry.objects.filter(kind="protected", about_id=case.pk).count() == 2


def test_sent_twice_it_is_kept_once_and_a_draft_is_its_writers_alone(cast, case):
    client, page, save = signed_in(cast.counselor), *(reverse(name, args=[case.code]) for name in ("case_protected", "protected_record"))
    client.post(f"/cases/{case.code}/drafts/protected/", {"text": "Half a sen", "basis": "consent"})
    left = form_of(client.get(page), save)
    assert (left["text"], left["basis"]) == (["Half a sen"], ["consent"])
    assert form_of(signed_in(cast.psychologist).get(page), save)["text"] == [""]
    body = left | {"text": SECRET, "basis_note": NOTE}
    assert [client.post(save, body).status_code for _ in range(2)] == [302, 302]
    assert ProtectedStatement.objects.count() == 1 and form_of(client.get(page), save)["text"] == [""]


def test_a_closed_case_is_read_and_takes_nothing_more(cast, case, kept):
    Case.objects.filter(pk=case.pk).update(stage="closed", closed_at=clock.now(), closed_reason="resolved")
    client = signed_in(cast.counselor)
    assert SECRET in client.get(pages(case, kept)[1]).content.decode()
    assert "Keep it apart" not in client.get(pages(case, kept)[0]).content.decode()
    with pytest.raises(Blocked):
        record_protected(case=case, by=cast.counselor, given=given())


def test_of_a_merged_case_it_is_read_in_the_one_that_goes_on_and_of_another_case_nowhere(cast, case, kept):
    other = a_case(cast, "assessment", subject_name="Lee Moss")
    wrong = reverse("protected_open", args=[other.code, kept.pk])
    assert signed_in(cast.counselor).get(wrong).status_code == 404
    merge_cases(duplicate=case, survivor=other, by=cast.principal, reason="One concern, told twice.")
    client = signed_in(cast.counselor)
    assert SECRET in client.get(wrong).content.decode() and SECRET in client.get(pages(case, kept)[1]).content.decode()
    assert Client().get(wrong).status_code == 302
