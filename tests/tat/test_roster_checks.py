"""The check of the roster: asked for before each school year and after each change, read in words, signed by the principal, kept."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied

from tat import clock
from tat.actions.roster_checks import ask_for_check, seen_mark, sign_check
from tat.actions.sweep import sweep
from tat.actions.team_reconcile import reconcile
from tat.models import Obligation, RosterCheck, Seat, User
from tat.models.rosters import rosters_of
from tat.statutes import local_date
from tat.statutes.rosters import lacking
from tests.cast import Cast, a_seat, away, signed_in
from tests.typed import flat, form_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("TM-2"), pytest.mark.req("OB-1")]
At = Callable[[str], datetime]
WORDS = "The office takes reports; the counselor opens them before noon, and the Triage Team meets the same day."
SUMMER, BEFORE_WINDOW = "2026-06-20 08:30", "2026-06-19 07:30"


def duty(check: RosterCheck) -> Obligation:
    return Obligation.objects.get(rule="TEAM-CHK", about_id=check.pk)


def signed(check: RosterCheck, by: User) -> RosterCheck:
    roster = rosters_of([check.team], local_date(clock.now()))[check.team_id]
    return sign_check(check_id=check.pk, by=by, process=WORDS, seen=seen_mark(roster))


def end(local: str) -> datetime:
    return datetime.fromisoformat(f"{local}T23:59:59").replace(tzinfo=clock.CENTRAL)


def test_it_opens_at_the_first_reminder_and_is_due_before_the_first_student_day(cast: Cast, at: At) -> None:
    at(BEFORE_WINDOW)
    reconcile()
    assert not RosterCheck.objects.exists()
    at(SUMMER)
    reconcile()
    assert reconcile() == 0
    assert RosterCheck.objects.count() == 2
    check = RosterCheck.objects.get(team=cast.team)
    mine = duty(check)
    assert (mine.legal_due_at, mine.due_at(), mine.building) == (None, end("2026-08-18"), cast.building)
    assert mine.triggered_at == datetime.fromisoformat("2026-06-19T08:00").replace(tzinfo=clock.CENTRAL), "60 days before"
    page = f"/teams/checks/{check.pk}/"
    home = flat(signed_in(cast.principal).get("/").content.decode())
    assert "Check and sign the roster of the team" in home and f'href="{page}"' in home and "Cordgrass High" in home

    shown = flat(signed_in(cast.principal).get(page).content.decode())
    assert "No back-up for Dana Whitlow, Sol Ortiz-Lane" in shown and "Without initial training by an expert:" in shown
    assert (
        "No reporting channel of Cordgrass High School" in shown and "Back-up for Tobin Boyce" in shown and "School administration" in shown
    )
    refused = send(signed_in(cast.principal), page, f"{page}sign/", process=" ")
    assert refused.status_code == 200 and "Write in your words how the building takes in a report" in refused.content.decode()
    assert send(signed_in(cast.principal), page, f"{page}sign/", process=WORDS).status_code == 302
    check.refresh_from_db()
    assert (check.signed_by, check.signed_name, check.signed_position) == (cast.principal, "Dana Whitlow", "Building Principal")
    assert any("No back-up" in sentence for sentence in check.missing) and check.process == WORDS
    assert (duty(check).state, duty(check).was_late(), duty(check).proof_ref) == ("met", False, check.ref)
    assert reconcile() == 0, "signed in the summer, it stands for the year to come"


def test_signed_after_the_first_student_day_it_is_late_for_ever(cast: Cast, at: At) -> None:
    at(SUMMER)
    reconcile()
    at("2026-08-19 00:01")
    sweep()
    check = RosterCheck.objects.get(team=cast.team)
    assert cast.superintendent.pk in duty(check).escalated_to, "told when it is overdue"
    signed(check, cast.principal)
    assert duty(check).was_late()
    page = signed_in(cast.counselor).get(f"/teams/checks/{check.pk}/").content.decode()
    assert "signed late" in page and WORDS in page


def test_a_change_of_a_signed_roster_asks_again_within_ten_days_and_what_was_signed_stays(cast: Cast, at: At) -> None:
    at("2026-08-10 09:00")
    reconcile()
    first = signed(RosterCheck.objects.get(team=cast.team), cast.principal)
    at("2026-09-14 09:00")
    User.objects.filter(pk=cast.teacher.pk).update(position="Lead Teacher")
    reconcile()
    assert RosterCheck.objects.filter(team=cast.team).count() == 1, "a new title is no change of the roster"
    Seat.objects.filter(pk=cast.seat(cast.officer).pk).update(until_on="2026-09-13")
    reconcile()
    second = RosterCheck.objects.get(team=cast.team, signed_at=None)
    Seat.objects.filter(pk=cast.seat(cast.social_worker).pk).update(until_on="2026-09-13")
    reconcile()
    assert RosterCheck.objects.filter(team=cast.team, signed_at=None).count() == 1, "one waits at a time"
    row = duty(second)
    assert (second.cause, row.due_at()) == ("change", datetime.fromisoformat("2026-09-28T16:00").replace(tzinfo=clock.CENTRAL))
    assert "Rae Marsh" in signed_in(cast.principal).get(f"/teams/checks/{first.pk}/").content.decode()
    page = signed_in(cast.principal).get(f"/teams/checks/{second.pk}/").content.decode()
    assert "Rae Marsh" not in page and "at least one law enforcement official without exception" in page and WORDS in page
    signed(second, cast.principal)
    reconcile()
    assert not RosterCheck.objects.filter(team=cast.team, signed_at=None).exists()


def test_a_change_in_the_summer_window_is_checked_before_the_first_student_day(cast: Cast, at: At) -> None:
    at(SUMMER)
    reconcile()
    signed(RosterCheck.objects.get(team=cast.team), cast.principal)
    at("2026-08-14 09:00")
    a_seat(cast.team, cast.consultant, "", "EXP-COM")
    reconcile()
    assert duty(RosterCheck.objects.get(team=cast.team, signed_at=None)).due_at() == end("2026-08-18")


def test_the_principal_asks_for_the_check_of_a_running_year_by_a_button_and_it_opens_late(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    page = f"/teams/{cast.team.pk}/"
    answer = send(signed_in(cast.principal), page, f"/teams/{cast.team.ref}/check/ask/")
    check = RosterCheck.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/teams/checks/{check.pk}/")
    assert (check.cause, duty(check).due_at()) == ("year", end("2026-08-18")) and duty(check).is_overdue(clock.now())
    assert "check/ask/" not in signed_in(cast.principal).get(page).content.decode()
    signed(check, cast.principal)
    own = ask_for_check(team_ref=cast.team.ref, by=cast.principal)
    assert (own.cause, duty(own).due_at()) == ("own", datetime.fromisoformat("2026-09-28T16:00").replace(tzinfo=clock.CENTRAL))


def test_the_principal_signs_and_nobody_by_a_higher_office(cast: Cast, at: At) -> None:
    at(SUMMER)
    reconcile()
    at("2026-08-20 09:00")
    sweep()
    check = RosterCheck.objects.get(team=cast.team)
    page = f"/teams/checks/{check.pk}/"
    for person in (cast.superintendent, cast.counselor):
        assert "The principal signs this check." in signed_in(person).get(page).content.decode()
        assert signed_in(person).post(f"{page}sign/", {}).status_code == 404
        with pytest.raises(PermissionDenied):
            signed(check, person)
    for person in (cast.outsider, cast.report_taker, cast.sysadmin):
        assert signed_in(person).get(page).status_code == 404
        assert signed_in(person).post(f"/teams/{cast.team.ref}/check/ask/", {}).status_code == 404
    assert signed_in(cast.counselor).post(f"/teams/{cast.team.ref}/check/ask/", {}).status_code == 404
    a_seat(cast.team, cast.consultant, "", "EXP-ADM", kind="backup", covers=cast.seat(cast.principal))
    away(cast.principal, cast.superintendent)
    assert signed(check, cast.consultant).signed_name == "Noor Haddad", "who stands in for an absent principal"


def test_a_roster_that_changed_under_the_readers_eyes_is_read_again(cast: Cast, at: At) -> None:
    at(SUMMER)
    reconcile()
    check = RosterCheck.objects.get(team=cast.team)
    page, client = f"/teams/checks/{check.pk}/", signed_in(cast.principal)
    stale = form_of(client.get(page), f"{page}sign/")
    a_seat(cast.team, cast.consultant, "", "EXP-COM")
    answer = client.post(f"{page}sign/", stale | {"process": [WORDS]})
    assert answer.status_code == 200 and "The roster has changed since you opened this page" in answer.content.decode()
    assert WORDS in answer.content.decode()
    assert client.post(f"{page}sign/", form_of(answer, f"{page}sign/")).status_code == 302
    late = client.post(f"{page}sign/", stale | {"process": ["Typed with care."], "idempotency_key": "5f0c1f5e-0d4e-4d54-9d35-6a30b6f0c111"})
    assert late.status_code == 200 and "signed already" in late.content.decode() and "Typed with care." in late.content.decode()


def test_a_lost_duty_is_made_again_with_the_same_key(cast: Cast, at: At) -> None:
    at(SUMMER)
    reconcile()
    check = RosterCheck.objects.get(team=cast.team)
    before = duty(check)
    for table in ("events", "notices"):
        getattr(before, table).all().delete()
    before.delete()
    assert reconcile() == 1
    assert (duty(check).trigger_ref, duty(check).due_at()) == (before.trigger_ref, end("2026-08-18"))


def test_what_a_roster_lacks_is_said_by_seats_expertise_back_ups_and_triage(cast: Cast, at: At) -> None:
    at(SUMMER)
    roster = rosters_of([cast.other_team], local_date(clock.now()))[cast.other_team.pk]
    said = " ".join(lacking(roster))
    assert "No teacher holds a seat. Seat someone" in said and "fewer than two members" in said
    Seat.objects.create(team=cast.other_team, statutory="PSY", unavailable_reason="None available; asked on June 3.", from_on="2026-06-03")
    a_seat(cast.other_team, cast.backup, "", "EXP-INS", kind="backup", covers=Seat.objects.get(team=cast.other_team, user=cast.outsider))
    said = " ".join(lacking(rosters_of([cast.other_team], local_date(clock.now()))[cast.other_team.pk]))
    assert "No school psychologist: None available; asked on June 3. Ask again" in said
    assert "Robin Voss shares no expertise with Uri Castell" in said
