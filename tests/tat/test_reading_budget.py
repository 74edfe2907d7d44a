"""The budget of reading (security.md, case 13): more than an hour's work explains is told to two people, asks who reads, pauses."""

import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from cases.actions.imminence import declare_imminent
from tat import audit, clock
from tat.actions.deliver import deliver_waiting
from tat.actions.reading import settle_alert, tell_alerts
from tat.actions.sweep import sweep
from tat.models import AccessEntry, LogEntry, Notice, ReadingAlert, User
from tat.roles import Role
from tat.statutes.limits import CASES_AN_HOUR, FILES_AT_ONCE
from tat.workflow import Unfit
from tests.cast import Cast, a_case, a_person, appoint, signed_in
from tests.codes import PASSWORD, with_password
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PR-1")]
At = Callable[[str], datetime]


@pytest.fixture
def custodian(cast: Cast) -> User:
    person = a_person(cast.district, "opal.wren", "Opal Wren", "Records Custodian")
    appoint(person, Role.CUSTODIAN)
    return person


def read(person: User, cases: int, *, page: str = "case_detail") -> None:
    """So many different cases, as their pages record it."""
    for _ in range(cases):
        audit.record_access(person, kind="case", page=page, ref=(uuid.uuid4(), "CHS-26-K7Q2"), at=clock.now())


def take(person: User, files: int) -> None:
    for _ in range(files):
        audit.record_access(person, kind="file", page="attachment_open", ref=(uuid.uuid4(), "CHS-26-K7Q2"), at=clock.now())


def alerts() -> list[tuple[str, int]]:
    return list(ReadingAlert.objects.order_by("at").values_list("kind", "count"))


def test_forty_cases_an_hour_are_work_and_the_next_one_is_written_down_with_its_look(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    read(cast.counselor, CASES_AN_HOUR)
    again = AccessEntry.objects.first()
    assert again is not None
    for _ in range(5):
        audit.record_access(cast.counselor, kind="case", page="case_plan", ref=(again.about_id, again.code), at=clock.now())
    assert alerts() == [], "the same case again is no other case"
    read(cast.counselor, 1)
    assert alerts() == [("cases", CASES_AN_HOUR + 1)]
    assert AccessEntry.objects.filter(user_id=cast.counselor.pk).count() == CASES_AN_HOUR + 6
    read(cast.counselor, 5)
    assert len(alerts()) == 1, "what was told is not counted again"
    read(cast.teacher, 5)
    at("2026-09-14 10:30")
    read(cast.teacher, CASES_AN_HOUR)
    assert len(alerts()) == 1, "an hour is an hour, and each person has an own one"


def test_a_hint_that_a_record_exists_counts_and_ten_files_in_ten_minutes_are_the_most(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    read(cast.counselor, CASES_AN_HOUR)
    audit.record_access(cast.counselor, kind="search", page="report_new", at=clock.now())
    assert alerts() == []
    audit.record_access(cast.counselor, kind="search", page="record_exists", at=clock.now())
    assert alerts() == [("cases", CASES_AN_HOUR + 1)]
    take(cast.teacher, FILES_AT_ONCE)
    audit.record_access(cast.teacher, kind="paper", page="paper_html", ref=(uuid.uuid4(), "CHS-26-K7Q2"), at=clock.now())
    audit.record_access(cast.teacher, kind="file", page="exhibit_file", ref=(uuid.uuid4(), ""), at=clock.now())
    assert len(alerts()) == 1, "what is read on the page, and a file of no case, are not taken along"
    take(cast.teacher, 1)
    assert alerts()[1:] == [("files", FILES_AT_ONCE + 1)]


def test_two_people_and_not_the_reader_find_it_on_home_with_a_mail_that_names_nobody(cast: Cast, custodian: User, at: At) -> None:
    at("2026-09-14 09:00")
    read(cast.counselor, CASES_AN_HOUR + 1)
    sweep()
    sweep()
    deliver_waiting()
    told = sorted(address for message in mail.outbox for address in message.to)
    assert told == sorted([cast.superintendent.email, custodian.email])
    assert not [word for word in ("Sol", "Ortiz", "41", "reading") if any(word in each.subject + each.body for each in mail.outbox)]
    for person in (cast.superintendent, custodian):
        assert "Look at unusual reading" in signed_in(person).get("/").content.decode()
    page = signed_in(custodian).get(f"/reading/{ReadingAlert.objects.get().pk}/").content.decode()
    assert "Sol Ortiz-Lane" in page and "41" in page and "K7Q2" not in page
    assert [signed_in(each).get("/reading/").status_code for each in (cast.principal, cast.counselor, cast.sysadmin)] == [403] * 3
    entry = LogEntry.objects.get(action="reading_alerted")
    assert (entry.actor_name, entry.detail, entry.count) == ("The system", f"user:{cast.counselor.pk} cases", 41)


def test_who_watches_and_reads_too_much_is_told_of_to_the_other_and_settles_nothing_of_the_own(cast: Cast, custodian: User, at: At) -> None:
    at("2026-09-14 09:00")
    read(custodian, CASES_AN_HOUR + 1)
    tell_alerts()
    assert [notice.recipient for notice in Notice.objects.filter(template="watch")] == [cast.superintendent]
    row, browser = ReadingAlert.objects.get(), signed_in(custodian)
    assert browser.get(f"/reading/{row.pk}/").status_code == 404 and "Nothing unusual" in browser.get("/reading/").content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadingAlert.objects.filter(pk=row.pk).update(settled_at=clock.now(), settled_by=custodian, expected=True, key=a_case(cast).key)


def test_one_of_the_two_settles_it_in_words_and_it_leaves_both_homes(cast: Cast, custodian: User, at: At) -> None:
    at("2026-09-14 09:00")
    read(cast.counselor, CASES_AN_HOUR + 1)
    tell_alerts()
    row, chief = ReadingAlert.objects.get(), signed_in(cast.superintendent)
    page = f"/reading/{row.pk}/"
    empty = send(chief, page, f"{page}settle/", finding="Asked.")
    assert "Choose whether" in empty.content.decode() and "Asked." in empty.content.decode()
    short = send(chief, page, f"{page}settle/", expected="no", finding="Asked.")
    assert "20 characters or more" in short.content.decode()
    done = send(chief, page, f"{page}settle/", expected="no", finding="The principal knows of no reason for it.")
    assert done.status_code == 302
    row.refresh_from_db()
    assert (row.expected, row.settled_by, row.finding) == (False, cast.superintendent, "The principal knows of no reason for it.")
    for person in (cast.superintendent, custodian):
        assert "unusual reading" not in signed_in(person).get("/").content.decode().lower()
    with pytest.raises(Unfit) as refused:
        settle_alert(by=custodian, alert_id=row.pk, expected=True, finding="It was an audit of closed cases.")
    assert "settled already" in str(refused.value.problems)
    assert LogEntry.objects.filter(action="reading_settled").count() == 1


def test_reading_on_asks_who_reads_and_a_second_alert_pauses_but_no_emergency_and_nothing_that_was_typed(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    case, new = a_case(cast, "assessment"), a_case(cast)
    browser = signed_in(with_password(cast.principal))
    page = f"/cases/{case.code}/"
    assert browser.get(page).status_code == 200
    at("2026-09-14 09:10")
    read(cast.principal, CASES_AN_HOUR)
    at("2026-09-14 09:11")
    asked = browser.get(page)
    assert asked.status_code == 302 and "reauthenticate" in asked["Location"]
    assert browser.get(f"/cases/{new.code}/").status_code == 200, "what nobody has looked at may be an emergency"
    assert browser.get(f"{page}imminence/").status_code == 200
    note = browser.post(f"{page}notes/add/", {"idempotency_key": str(uuid.uuid4())})
    assert note.status_code not in (302, 429), "what was typed is judged as ever"
    browser.post(asked["Location"], {"password": PASSWORD, "idempotency_key": str(uuid.uuid4())})
    at("2026-09-14 09:12")
    assert browser.get(page).status_code == 200
    read(cast.principal, CASES_AN_HOUR + 1)
    at("2026-09-14 09:13")
    paused = browser.get(page)
    assert paused.status_code == 429 and paused["Retry-After"] == "600" and "Wait 10 minutes" in flat(paused.content.decode())
    at("2026-09-14 09:23")
    assert browser.get(page).status_code == 302, "after the pause it asks who reads once more"
    at("2026-09-14 09:14")
    declare_imminent(case=case, by=cast.counselor)
    assert browser.get(page).status_code == 200, "contained: nobody waits"


def test_what_is_denied_leaves_a_line_without_the_address_and_ten_in_ten_minutes_are_told(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    case, browser = a_case(cast), signed_in(cast.outsider)
    for number in range(8):
        assert browser.get(f"/cases/CHS-26-ZZZ{number}/").status_code == 404
    assert browser.get(f"/cases/{case.code}/").status_code == 404 and alerts() == []
    assert browser.get("/nowhere/").status_code == 404 and alerts() == [], "no thing was asked for"
    assert browser.get(f"/teams/{cast.team.pk}/").status_code == 404
    assert alerts() == [("denied", 10)]
    line = AccessEntry.objects.filter(kind="denied", page="case_detail").latest("at")
    assert (line.code, line.about_id, len(bytes(line.digest))) == ("", None, 32)
    own = a_case(cast, "assessment", by=cast.principal)
    assert signed_in(cast.principal).get(f"/cases/{own.code}/").status_code == 200
    sweep()
    assert "Look at unusual reading" in signed_in(cast.superintendent).get("/").content.decode()
    assert browser.get("/cases/").status_code == 200, "being denied holds nobody up"
