"""A question to a team without a report: who reads it, until when it waits on Home, and how it becomes a report."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tat.actions.deliver import deliver_waiting
from tat.models import Absence, AccessEntry, LogEntry, Notice, Seat, User
from tests.cast import Cast, a_person, signed_in
from tests.typed import flat, form_of, send
from triage.actions.consultations import answer_question, ask_team, settle_questions
from triage.models import Consultation, Report

pytestmark = [pytest.mark.django_db, pytest.mark.req("TM-4")]
At = Callable[[str], datetime]
ASKED = "A boy in my class draws the same door again and again. Is that something for you?"
ON_HOME = "Answer a colleague’s question to the team"


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at("2026-09-14 09:00")


@pytest.fixture
def asker(cast: Cast) -> User:
    return a_person(cast.district, "tess.vane", "Tess Vane", "Teacher")


def asked(cast: Cast, by: User, text: str = ASKED) -> Consultation:
    return ask_team(by=by, building=cast.building, question=text)


def home(user: User) -> str:
    return flat(signed_in(user).get("/").content.decode())


def test_any_member_of_staff_asks_and_the_asker_and_that_team_alone_read_it(cast: Cast, asker: User) -> None:
    client, action = signed_in(asker), "/questions/new/ask/"
    empty = send(client, "/questions/new/", action, building=str(cast.building.pk), question=" ")
    assert empty.status_code == 200 and "Write your question" in empty.content.decode()
    nobody = send(client, "/questions/new/", action, building="0", question=ASKED)
    assert ASKED in nobody.content.decode(), "what was typed stays"
    answer = send(client, f"/questions/new/?building={cast.building.pk}", action, question=ASKED)
    row = Consultation.objects.get()
    page = f"/questions/{row.pk}/"
    assert answer["Location"] == page and ASKED in client.get(page).content.decode()
    assert not Report.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("select question from triage_consultation")
        assert b"door" not in bytes(cursor.fetchone()[0])
    for person in (cast.principal, cast.counselor, cast.psychologist, cast.officer):
        assert ASKED in signed_in(person).get(page).content.decode()
        assert ON_HOME in home(person) and page in home(person)
    for person in (cast.outsider, cast.backup, cast.superintendent, cast.report_taker, cast.sysadmin, cast.consultant):
        assert signed_in(person).get(page).status_code == 404
        assert signed_in(person).post(f"{page}answer/", {"text": "x"}).status_code == 404
        assert page not in signed_in(person).get("/questions/").content.decode() and ON_HOME not in home(person)
    assert signed_in(asker).post(f"{page}answer/", {"text": "x"}).status_code == 403
    assert [(entry.actor_name, entry.action) for entry in LogEntry.objects.filter(about_id=row.pk)] == [("Tess Vane", "consultation_asked")]
    assert AccessEntry.objects.filter(about_id=row.pk, kind="consultation").count() == 5


def test_it_waits_on_home_until_it_is_answered_and_no_mail_says_what_it_is_about(cast: Cast, asker: User) -> None:
    row = asked(cast, asker)
    page = f"/questions/{row.pk}/"
    deliver_waiting()
    told = [each for each in mail.outbox if page in each.body]
    assert len(told) == 6 and {each.subject for each in told} == {"Something needs you"}
    assert not any("door" in each.body or "Vane" in each.body for each in told)
    client = signed_in(cast.psychologist)
    assert send(client, page, f"{page}answer/", text="").status_code == 200
    assert send(client, page, f"{page}answer/", text="It may be. Tell the counselor what you saw, today.").status_code == 302
    assert ON_HOME not in home(cast.principal) and ON_HOME not in home(cast.psychologist)
    assert "Your question to a team is answered" in home(asker)
    assert "Tell the counselor" in signed_in(asker).get(page).content.decode()
    assert "Your question to a team is answered" not in home(asker), "it was read"
    answer_question(consultation_id=row.pk, by=cast.counselor, text="And thank you.")
    assert [each.recorded_name for each in row.answers.order_by("recorded_at")] == ["Ines Castell", "Sol Ortiz-Lane"]
    assert "Your question to a team is answered" in home(asker)


def test_who_comes_to_the_team_is_asked_too_and_who_leaves_no_longer(cast: Cast, asker: User, at: At) -> None:
    row = asked(cast, asker)
    assert settle_questions() == 0
    Absence.objects.create(user=cast.teacher, from_on="2026-09-15", until_on="2026-09-16", by=cast.principal)
    Seat.objects.filter(user=cast.psychologist).update(until_on="2026-09-14")
    at("2026-09-15 09:00")
    assert settle_questions() == 1 and settle_questions() == 0
    assert ON_HOME in home(cast.backup) and ON_HOME not in home(cast.psychologist)
    at("2026-09-17 09:00")
    assert settle_questions() == 1 and ON_HOME not in home(cast.backup)
    Absence.objects.create(user=cast.teacher, from_on="2026-09-18", until_on="2026-09-18", by=cast.principal)
    at("2026-09-18 09:00")
    assert settle_questions() == 1 and ON_HOME in home(cast.backup), "called a second time"
    Absence.objects.filter(from_on="2026-09-18").delete()
    assert settle_questions() == 1 and ON_HOME not in home(cast.backup)
    Absence.objects.create(user=cast.teacher, from_on="2026-09-18", until_on="2026-09-18", by=cast.principal)
    at("2026-09-18 13:00")
    assert settle_questions() == 1 and settle_questions() == 0 and ON_HOME in home(cast.backup), "and once more on the same day"
    answer_question(consultation_id=row.pk, by=cast.principal, text="Yes.")
    assert settle_questions() == 0
    assert not Notice.objects.filter(template="question", step="asked", state="waiting").exists()


@pytest.mark.req("IN-6")
def test_it_becomes_a_report_with_everything_in_it_and_the_link_stays(cast: Cast, asker: User) -> None:
    row = asked(cast, asker)
    answer_question(consultation_id=row.pk, by=cast.counselor, text="We take it up.")
    page, client = f"/questions/{row.pk}/", signed_in(cast.counselor)
    assert client.post(f"{page}report/")["Location"] == "/reports/new/"
    form = form_of(client.get("/reports/new/"), "/reports/new/save/")
    assert form["nature"][0].startswith(ASKED) and "We take it up." in form["nature"][0]
    assert (form["reporter_name"], form["reported_at"]) == (["Tess Vane"], ["2026-09-14T09:00"])
    assert not Report.objects.exists(), "not before it is saved"
    assert client.post("/reports/new/save/", {**form, "danger": "no"}).status_code == 302
    report = Report.objects.get()
    row.refresh_from_db()
    assert (row.report, row.turned_by, row.waits) == (report, cast.counselor, False)
    assert "questions:1" in LogEntry.objects.get(action="report_received").detail
    assert f"/cases/{report.case.code}/report/" in client.get(page).content.decode()
    assert page in client.get(f"/cases/{report.case.code}/report/").content.decode()
    told = signed_in(asker).get(page).content.decode()
    assert "took it up as a report" in told and report.case.code not in told, "the asker does not have the case"
    assert "Take it up as a report" not in client.get(page).content.decode()


def test_a_question_of_another_team_is_not_linked_and_the_list_is_flat(cast: Cast, asker: User) -> None:
    foreign = ask_team(by=asker, building=cast.other_building, question="For the middle school.")
    client = signed_in(cast.counselor)
    form = form_of(client.get("/reports/new/"), "/reports/new/save/")
    typed = {"nature": "Said it in the hall.", "consultations": str(foreign.pk), "reporter_name": "", "subject_name": "Rowan Teller"}
    assert client.post("/reports/new/save/", {**form, **typed}).status_code == 302
    foreign.refresh_from_db()
    assert Report.objects.count() == 1 and foreign.report is None
    assert client.post(f"/questions/{foreign.pk}/report/").status_code == 404

    def statements(number: int) -> int:
        for n in range(number):
            asked(cast, asker, f"Question {n}")
        client.get("/questions/")
        with CaptureQueriesContext(connection) as seen:
            text = client.get("/questions/").content.decode()
        assert text.count("Tess Vane") == min(25, Consultation.objects.filter(team=cast.team).count())
        return len(seen)

    assert statements(2) == statements(28)
    assert "Show earlier ones" in client.get("/questions/").content.decode()
