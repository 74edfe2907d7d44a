"""Named access to one case: given until a day, ended, taken away when it is over; a case restricted by its lead; explained; compared."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection

from cases import access
from cases.actions.circle import grant_access, record_conflict
from cases.actions.drift import check_access
from cases.models import Case, CaseGrant, Note
from cases.tasks import compare_access, remove_grants
from tat import clock, home
from tat.models import AccessEntry, Appointment, LogEntry, Obligation, User
from tat.permissions import scope_of
from tat.roles import Role
from tests.cast import SINCE, Cast, a_case, signed_in
from tests.typed import flat, form_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PR-1", "PR-2")]
At = Callable[[str], datetime]


def sees(user: User, case: Case) -> bool:
    return access.visible_to(user, clock.now()).filter(pk=case.pk).exists()


def let_in(cast: Cast, case: Case, to: User, days: int = 7, reason: str = "consultant") -> CaseGrant:
    return grant_access(case=case, by=cast.principal, to=to, until=clock.now() + timedelta(days=days), reason=reason)


def test_a_grant_is_listed_with_its_end_and_by_whom_and_ends_on_the_page(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    row = let_in(cast, case, cast.consultant)
    page, end = f"/cases/{case.code}/access/", f"/cases/{case.code}/access/grant/{row.pk}/end/"
    shown = flat(signed_in(cast.principal).get(page).content.decode())
    assert "Let in by name" in shown and f"by {cast.principal.full_name}" in shown
    assert end not in signed_in(cast.psychologist).get(page).content.decode()
    assert sees(cast.consultant, case)
    browser = signed_in(cast.principal)
    fields = form_of(browser.get(page), end)
    assert browser.post(end, fields).status_code == 302 and not sees(cast.consultant, case)
    browser.post(end, fields)
    assert list(LogEntry.objects.filter(code=case.code, action="access_ended").values_list("detail", flat=True)) == [
        f"user:{cast.consultant.pk} consultant"
    ]
    assert f"user:{cast.consultant.pk} consultant until:" in LogEntry.objects.get(action="access_granted").detail


def test_somebody_named_without_a_seat_reads_what_is_listed_to_them(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    let_in(cast, case, cast.report_taker, reason="named")
    assert sees(cast.report_taker, case) and signed_in(cast.report_taker).get(f"/cases/{case.code}/").status_code == 200
    assert check_access() == (0, 0)


def test_what_has_ended_opens_nothing_and_is_taken_away_with_one_entry_but_for_what_an_emergency_keeps(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    first, second = a_case(cast, "assessment"), a_case(cast, "containment")
    let_in(cast, first, cast.consultant, days=1)
    access.grant(
        second, to=cast.consultant, until=clock.now() + timedelta(hours=1), reason=access.EMERGENCY, by=cast.principal, at=clock.now()
    )
    assert remove_grants() == 0
    at("2026-09-16 09:00")
    assert not sees(cast.consultant, first) and sees(cast.consultant, second)
    assert (remove_grants(), remove_grants()) == (1, 0)
    assert not CaseGrant.objects.filter(content_object=first).exists() and sees(cast.consultant, second)
    assert LogEntry.objects.get(action="grants_expired").count == 1


def test_what_is_listed_and_what_opens_agree_for_everybody_and_a_difference_is_told_without_a_name(cast: Cast) -> None:
    made = [a_case(cast), a_case(cast, "triage"), a_case(cast, "assessment"), a_case(cast, "containment", subject_name="Tobin Boyce")]
    record_conflict(case=made[2], by=cast.principal, person=cast.psychologist)
    let_in(cast, made[2], cast.consultant)
    assert compare_access() == 0 and not LogEntry.objects.filter(action="access_drifted").exists()
    with connection.cursor() as cursor:  # past every act: what an operator with the database might leave behind
        cursor.execute("update tat_user set is_active = false where id = %s", [cast.consultant.pk])
    assert compare_access() == 1
    told = LogEntry.objects.get(action="access_drifted")
    assert (told.count, told.code, told.detail) == (1, "", "")


def test_the_lead_restricts_a_case_and_it_is_gone_for_who_is_not_named(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    page, act = f"/cases/{case.code}/access/", f"/cases/{case.code}/access/restrict/"
    assert sees(cast.psychologist, case) and act not in signed_in(cast.counselor).get(page).content.decode()
    assert send(signed_in(cast.principal), page, act, reason=" ").status_code == 200
    assert send(signed_in(cast.principal), page, act, reason="The family is known to half the staff.").status_code == 302
    case.refresh_from_db()
    assert case.restricted and "half the staff" in Note.objects.get(case=case).text
    assert [sees(each, case) for each in (cast.principal, cast.counselor, cast.teacher, cast.psychologist)] == [True, True, True, False]
    browser = signed_in(cast.psychologist)
    for address in ("/", "/cases/?show=all", "/calendar/", "/duties/"):
        assert case.code not in browser.get(address).content.decode(), address
    assert browser.get(f"/cases/{case.code}/").status_code == 404
    assert not home.rows_for(scope_of(cast.psychologist, clock.now())).filter(about_id=case.pk).exists()
    assert set(Obligation.objects.about("case", case.pk).values_list("restricted", flat=True)) == {True}
    assert check_access() == (0, 0) and LogEntry.objects.filter(action="case_restricted", code=case.code).count() == 1
    assert act not in signed_in(cast.principal).get(page).content.decode()


def explained(by: User, code: str, who: User) -> str:
    answer = send(signed_in(by), "/access/why/", "/access/why/ask/", case=code, who=who.email)
    return flat(answer.content.decode())


def test_why_somebody_sees_a_case_or_not_is_said_to_its_lead_and_to_the_custodian_alone(cast: Cast) -> None:
    case = a_case(cast, "triage")
    let_in(cast, case, cast.consultant)
    record_conflict(case=case, by=cast.principal, person=cast.teacher)
    wanted = {
        cast.counselor: ("sees", "A seat of the Triage Team."),
        cast.psychologist: ("does not see", "until the full team is convened"),
        cast.teacher: ("does not see", "this beats everything else"),
        cast.consultant: ("sees", "Let in by name until"),
        cast.outsider: ("does not see", "opens no case by itself"),
        cast.backup: ("sees", "in this case since"),
    }
    for person, (verdict, words) in wanted.items():
        page = explained(cast.principal, case.code, person)
        assert f"{person.full_name} {verdict} {case.code}" in page and words in page, person
        assert (verdict == "sees") == sees(person, case)
    assert AccessEntry.objects.filter(page="access_why", code=case.code, user_id=cast.principal.pk).count() == len(wanted)
    assert "There is no case of this code" in explained(cast.outsider, case.code, cast.counselor)
    assert signed_in(cast.counselor).get("/access/why/").status_code == 403
    Appointment.objects.create(user=cast.consultant, role=Role.CUSTODIAN, district=cast.district, from_on=SINCE)
    assert f"sees {case.code}" in explained(cast.consultant, case.code, cast.counselor)
    Case.objects.filter(pk=case.pk).update(restricted=True)
    CaseGrant.objects.all().delete()
    assert "There is no case of this code" in explained(cast.consultant, case.code, cast.counselor)
