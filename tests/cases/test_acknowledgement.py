"""Nobody opens a case before having taken on the year's confidentiality; no emergency waits for it; the team sees who has."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import get_resolver, resolve, reverse

from cases.actions.imminence import declare_imminent
from cases.models import Case
from reporting.actions.papers import issue_case_file
from tat.models import AccessEntry, Acknowledgement, LogEntry, SchoolYear, User
from tests.cast import Cast, a_case, signed_in
from tests.typed import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("TM-4")]
At = Callable[[str], datetime]
PAGE, SIGN = "/account/acknowledgement/", "/account/acknowledgement/sign/"
BOTH = {"confidential": "on", "together": "on"}


NEVER_WAIT = {"case_report", "case_imminence", "case_containment", "case_notices"}


def pages_of_a_case() -> list[str]:
    """The names of all pages that a case's code alone opens."""
    names = get_resolver().reverse_dict
    by_code = [name for name in names if isinstance(name, str) and names[name][0][0][1] == ["code"]]
    pages = {name: reverse(name, args=["X"]) for name in by_code}
    return sorted(name for name, page in pages.items() if page.startswith("/cases/") and "GET" in resolve(page).func.methods)


def forget(*people: User) -> None:
    Acknowledgement.objects.filter(recorded_by__in=people).delete()


def answers(client: Client, case: Case, *pages: str) -> dict[str, int]:
    return {page: client.get(f"/cases/{case.code}/{page}").status_code for page in pages}


def test_a_case_opens_once_the_year_is_acknowledged_and_for_that_year_alone(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    case = a_case(cast, "assessment")
    forget(cast.counselor)
    client, page = signed_in(cast.counselor), f"/cases/{case.code}/assessment/"
    assert "Before you open a case" in client.get("/").content.decode()
    looks = AccessEntry.objects.filter(user_id=cast.counselor.pk, kind="case").count()
    answer = client.get(page)
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?next=%2Fcases%2F{case.code}%2Fassessment%2F")
    paper = issue_case_file(case=case, by=cast.principal)
    everything = {name: client.get(reverse(name, args=[case.code])) for name in pages_of_a_case()}
    everything |= {"paper": client.get(reverse("paper_html", args=[paper.pk])), "file": client.get(f"/cases/{case.code}/attachments/1/")}
    assert {name for name, answer in everything.items() if answer.status_code == 200} == NEVER_WAIT
    led = {name for name, answer in everything.items() if answer.status_code == 302}
    assert all(everything[name]["Location"].startswith(PAGE) for name in led) and {"paper", "file", "case_plan", "case_protected"} <= led
    assert AccessEntry.objects.filter(user_id=cast.counselor.pk, kind="case").count() == looks + len(NEVER_WAIT), "nothing else was shown"

    refused = send(client, answer["Location"], SIGN, confidential="on")
    assert refused.status_code == 200 and "Tick this before you go on." in refused.content.decode()
    assert not Acknowledgement.objects.filter(recorded_by=cast.counselor).exists()
    signed = send(client, answer["Location"], SIGN, **BOTH)
    assert (signed.status_code, signed["Location"]) == (302, page)
    assert client.get(page).status_code == 200
    row = Acknowledgement.objects.get(recorded_by=cast.counselor)
    assert row.school_year == SchoolYear.objects.get(district=cast.district, starts_on__year=2026)
    assert (row.recorded_name, row.recorded_position) == ("Sol Ortiz-Lane", "School Counselor") and "step aside" in row.text
    assert LogEntry.objects.filter(action="acknowledged", about_id=row.pk).count() == 1
    forget(cast.teacher)
    away = send(signed_in(cast.teacher), f"{PAGE}?next=//elsewhere.example/", SIGN, next="https://elsewhere.example/", **BOTH)
    assert away["Location"] == PAGE, "never to another site"

    at("2027-07-20 09:00")
    assert signed_in(cast.counselor).get(page).status_code == 200, "the summer is the old year's time"
    at("2027-08-18 07:00")
    assert signed_in(cast.counselor).get(page)["Location"].startswith(PAGE)


def test_no_emergency_waits_for_it_and_what_was_typed_is_not_lost(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    fresh, running = a_case(cast), a_case(cast, "triage", subject_name="Lior Vance")
    forget(cast.principal, cast.counselor, cast.report_taker)
    client = signed_in(cast.principal)
    assert client.get("/reports/new/").status_code == client.get("/reports/").status_code == 200
    assert set(answers(client, fresh, "", "report/", "imminence/", "containment/").values()) == {200}, "it may be an emergency"
    assert set(answers(client, running, "report/", "imminence/", "containment/", "notices/").values()) == {200}
    assert answers(client, running, "", "triage/") == {"": 302, "triage/": 302}
    note = {"text": "He was seen at the bus stop, and said that he waits for the driver."}
    held = client.post(f"/cases/{running.code}/notes/add/", note)
    assert held.status_code == 403 and note["text"] in held.content.decode() and PAGE in held.content.decode()
    assert send(client, f"/cases/{running.code}/imminence/", f"/cases/{running.code}/imminence/declare/").status_code == 302
    assert set(answers(client, running, "", "containment/").values()) == {200}

    case = a_case(cast, "assessment", subject_name="Juno Park", by=cast.teacher)
    Case.objects.filter(pk=case.pk).update(level="imminent", classified_at=case.opened_at)
    assert signed_in(cast.counselor).get(f"/cases/{case.code}/").status_code == 200
    declare_imminent(case=fresh, by=cast.principal)
    assert client.get(f"/cases/{fresh.code}/").status_code == 200
