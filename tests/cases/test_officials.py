"""The police seat: a school official while the district's dated designation is on file; without it the student record is withheld."""

from collections.abc import Callable
from datetime import datetime

import pytest

from cases import access
from cases.actions.attachments import add_attachments
from cases.models import Case
from cases.workflow import Stage
from tat import clock
from tat.models import AccessEntry, LogEntry, SchoolOfficial
from tat.roles import Permission
from tests.cast import Cast, a_case, as_practice, signed_in
from tests.typed import flat, send
from tests.uploads.samples import a_picture

pytestmark = [pytest.mark.django_db, pytest.mark.req("PR-1")]
At = Callable[[str], datetime]
PAGE = "/teams/officials/"
RECORD = ("assessment/", "interviews/", "questions/", "plan/", "notes/", "report/", "notices/", "papers/", "attachments/1/", "history/")


def answers(cast: Cast, case: Case) -> set[int]:
    browser = signed_in(cast.officer)
    return {browser.get(f"/cases/{case.code}/{place}").status_code for place in RECORD}


def test_without_a_designation_a_case_is_an_outline_and_every_part_of_the_record_is_withheld(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    case = a_case(cast, "assessment", subject_name="Ivo Quandt")
    add_attachments(case=case, by=cast.principal, given=[a_picture()], caption="A screenshot.")
    assert answers(cast, case) == {200}
    SchoolOfficial.objects.update(until_on="2026-09-13")
    assert answers(cast, case) == {403}
    browser = signed_in(cast.officer)
    page = flat(browser.get(f"/cases/{case.code}/").content.decode())
    assert "The student record is withheld." in page and "Ivo" not in page and "they'll all be sorry" not in page
    assert "designation" in browser.get(f"/cases/{case.code}/report/").content.decode()
    assert AccessEntry.objects.filter(user_id=cast.officer.pk, code=case.code, page="case_detail").count() == 1
    kept = [each for each in Permission if access.can(access.door(cast.officer, clock.now()), each, case)]
    in_an_emergency = [Permission.DECLARE_IMMINENT, Permission.RECORD_CONTAINMENT]
    assert kept == [Permission.LOG_REPORT, Permission.VIEW_CASE, *in_an_emergency, Permission.VIEW_TEAM]


def test_an_emergency_stays_open_to_the_officer_who_may_declare_it(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    SchoolOfficial.objects.update(until_on="2026-09-13")
    case, browser = a_case(cast, "assessment"), signed_in(cast.officer)
    assert browser.get(f"/cases/{case.code}/containment/").status_code == 403
    send(browser, f"/cases/{case.code}/", f"/cases/{case.code}/imminence/declare/")
    case.refresh_from_db()
    assert case.stage == Stage.CONTAINMENT
    assert [browser.get(f"/cases/{case.code}/{place}").status_code for place in ("containment/", "imminence/", "plan/")] == [200, 200, 403]


def test_practice_is_nobodys_record(cast: Cast) -> None:
    SchoolOfficial.objects.update(until_on="2026-09-01")
    case = a_case(cast, "assessment")
    as_practice(case, cast.principal, cast.officer)
    case.refresh_from_db()
    assert signed_in(cast.officer).get(f"/cases/{case.code}/assessment/").status_code == 200


def test_the_superintendent_puts_the_designation_on_file_and_ends_it(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    SchoolOfficial.objects.all().delete()
    case = a_case(cast, "assessment")
    typed = {"who": cast.officer.email, "function": "Officer at the school", "paper": "File 12", "from_on": "2026-09-14"}
    browser = signed_in(cast.superintendent)
    for until in ("", "2027-12-01", "2026-09-13"):
        assert send(browser, PAGE, f"{PAGE}put/", **typed, until_on=until).status_code == 200
    assert answers(cast, case) - {404} == {403}
    assert send(browser, PAGE, f"{PAGE}put/", **typed, until_on="2026-12-18").status_code == 302
    assert 403 not in answers(cast, case)
    row = SchoolOfficial.objects.get()
    assert send(browser, PAGE, f"{PAGE}put/", **typed, until_on="2026-12-18").status_code == 200, "on file already"
    send(browser, PAGE, f"{PAGE}{row.pk}/end/")
    assert answers(cast, case) - {404} == {403} and signed_in(cast.principal).get(PAGE).status_code == 403
    acts = LogEntry.objects.filter(about_kind="official").order_by("seq").values_list("action", flat=True)
    assert list(acts) == ["official_designated", "official_ended"]
