"""A table of more than three cases leaves when a second person has let it out, once, with its digest in the log (security.md, case 14)."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from tat import clock
from tat.actions.deliver import deliver_waiting
from tat.actions.exports import ask_export, decide_export
from tat.actions.sweep import sweep
from tat.models import ExportRequest, LogEntry, User
from tat.roles import Role
from tat.workflow import Unfit
from tests.cast import Cast, a_case, a_person, appoint, signed_in
from tests.reporting.test_tables import confirmed
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("DO-4")]
At = Callable[[str], datetime]
TABLE, WHY = "duty_export.csv", "The Monday round of the building’s open duties."


@pytest.fixture
def custodian(cast: Cast) -> User:
    person = a_person(cast.district, "opal.wren", "Opal Wren", "Records Custodian")
    appoint(person, Role.CUSTODIAN)
    return person


@pytest.fixture
def four_cases(cast: Cast, at: At) -> list[str]:
    at("2026-09-14 08:00")
    return [a_case(cast).code for _ in range(4)]


def asked(browser: Client) -> ExportRequest:
    assert send(browser, "/exports/", "/exports/ask/", table=TABLE, reason=WHY).status_code == 302
    return ExportRequest.objects.latest("recorded_at")


def test_more_than_three_cases_lead_to_the_page_where_a_second_person_is_asked(cast: Cast, four_cases: list[str], at: At) -> None:
    browser = confirmed(cast.principal)
    answer = browser.get("/duties/open.csv")
    assert answer.status_code == 302 and answer["Location"] == f"/exports/?table={TABLE}"
    page = browser.get(answer["Location"]).content.decode()
    assert f'value="{TABLE}" selected' in page and "More than 3 cases" in page
    for table, reason, sentence in ((TABLE, "Round.", "20 characters or more"), ("nonsense", WHY, "Choose which table")):
        again = send(browser, "/exports/", "/exports/ask/", table=table, reason=reason).content.decode()
        assert sentence in again and reason in again
    assert not ExportRequest.objects.exists()


def test_a_second_person_lets_it_out_and_it_is_taken_once_with_its_digest_in_the_log(
    cast: Cast, custodian: User, four_cases: list[str], at: At
) -> None:
    browser, other = confirmed(cast.principal), signed_in(custodian)
    deliver_waiting()
    mail.outbox.clear()
    row = asked(browser)
    deliver_waiting()
    assert sorted(to for message in mail.outbox for to in message.to) == sorted([cast.superintendent.email, custodian.email])
    assert browser.get("/duties/open.csv").status_code == 302, "asking alone opens nothing"
    place = f"/exports/{row.pk}/"
    assert place in other.get("/").content.decode() and WHY in other.get(place).content.decode()
    assert browser.get(place).status_code == 403 and "Choose whether" in send(other, place, f"{place}decide/").content.decode()
    assert send(other, place, f"{place}decide/", let_out="yes").status_code == 302
    assert place not in other.get("/").content.decode()
    assert "was decided" in browser.get("/").content.decode() and "/duties/open.csv" in browser.get("/exports/").content.decode()
    taken = browser.get("/duties/open.csv")
    content = b"".join(taken)  # type: ignore[arg-type]
    rows = list(csv.reader(io.StringIO(content.decode().removeprefix("\ufeff"), newline="")))
    assert {each[0] for each in rows if each and each[0].startswith("CHS-")} == set(four_cases)
    closing = dict(each for each in rows if len(each) == 2)
    assert (
        closing["Taken along by"].startswith("Dana Whitlow") and closing["Let out by"].startswith("Opal Wren") and closing["Cases"] == "4"
    )
    assert browser.get("/duties/open.csv").status_code == 302, "once"
    row.refresh_from_db()
    assert (row.cases, bytes(row.sha256 or b"")) == (4, hashlib.sha256(content).digest())
    acts = list(LogEntry.objects.filter(about_kind="export").order_by("seq").values_list("action", "actor_name"))
    assert acts == [("export_asked", "Dana Whitlow"), ("export_let_out", "Opal Wren"), ("export_taken", "Dana Whitlow")]
    assert bytes(LogEntry.objects.get(action="export_taken").digest) == bytes(row.sha256 or b"")


def test_a_book_carries_the_same_lines_and_what_was_refused_stays_in(cast: Cast, custodian: User, four_cases: list[str]) -> None:
    refused = ask_export(by=cast.principal, table="duty_export", ending="csv", reason=WHY)
    decide_export(by=custodian, request_id=refused.pk, let_out=False)
    book = ask_export(by=cast.principal, table="duty_export", ending="xlsx", reason=WHY)
    decide_export(by=custodian, request_id=book.pk, let_out=True)
    browser = confirmed(cast.principal)
    assert browser.get("/duties/open.csv").status_code == 302
    made = zipfile.ZipFile(io.BytesIO(browser.get("/duties/open.xlsx").content))
    assert "Opal Wren, Records Custodian" in made.read("xl/sharedStrings.xml").decode()
    assert "Not let out" in flat(browser.get("/exports/").content.decode())


def test_nobody_lets_out_what_is_the_own_and_an_asking_runs_out_in_a_day(
    cast: Cast, custodian: User, four_cases: list[str], at: At
) -> None:
    row = ask_export(by=custodian, table="duty_export", ending="csv", reason=WHY)
    with pytest.raises(Unfit) as twice:
        ask_export(by=custodian, table="duty_export", ending="csv", reason=WHY)
    assert "asked for this table already" in str(twice.value.problems)
    assert signed_in(custodian).get(f"/exports/{row.pk}/").status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        ExportRequest.objects.filter(pk=row.pk).update(decided_at=clock.now(), decided_by=custodian, let_out=True)
    with pytest.raises(PermissionDenied):
        decide_export(by=cast.principal, request_id=row.pk, let_out=True)
    place = f"/exports/{row.pk}/"
    assert place in signed_in(cast.superintendent).get("/").content.decode()
    at("2026-09-15 08:01")
    sweep()
    assert place not in signed_in(cast.superintendent).get("/").content.decode()
    with pytest.raises(Unfit) as late:
        decide_export(by=cast.superintendent, request_id=row.pk, let_out=True)
    assert "has run out" in str(late.value.problems)


def test_without_a_second_person_in_the_district_it_says_whom_to_name(cast: Cast, four_cases: list[str]) -> None:
    with pytest.raises(Unfit) as alone:
        ask_export(by=cast.superintendent, table="duty_export", ending="csv", reason=WHY)
    assert "names a records custodian" in str(alone.value.problems)
    assert not ExportRequest.objects.exists()
