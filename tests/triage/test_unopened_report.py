"""RPT-REV through the pages: a report that nobody has opened runs on a clock of 15 minutes, which the first look ends."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.models import Case
from tat.actions.sweep import sweep
from tat.models import District, Notice, Obligation
from tests.cast import NATURE, away, signed_in
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("IN-4")]
NEW, SAVE = "/reports/new/", "/reports/new/save/"


def taken_in(at, cast, local="2026-09-14 14:00"):
    """A report that the office takes in through its page; gives its duty."""
    at(local)
    assert send(signed_in(cast.report_taker), NEW, SAVE, nature=NATURE, subject_name="Rowan Teller").status_code == 302
    return Obligation.objects.get(rule="RPT-REV")


def told(duty, step):
    return set(Notice.objects.filter(obligation=duty, step=step).values_list("recipient__full_name", flat=True))


def home(user):
    return flat(signed_in(user).get("/").content.decode())


def test_it_counts_fifteen_minutes_from_the_moment_it_is_saved_and_decides_late(at, cast):
    duty = taken_in(at, cast)
    assert (duty.target_due_at - duty.triggered_at, duty.legal_due_at) == (timedelta(minutes=15), None)
    assert not duty.is_overdue(duty.target_due_at) and duty.is_overdue(duty.target_due_at + timedelta(seconds=1))


def test_a_districts_own_minutes_count(at, cast):
    District.objects.update(target_minutes=10)
    duty = taken_in(at, cast)
    assert duty.target_due_at - duty.triggered_at == timedelta(minutes=10)


def test_principal_triage_team_and_back_up_are_told_at_once_and_the_superintendent_after_fifteen_minutes(at, cast):
    duty = taken_in(at, cast)
    assert told(duty, "start") == {"Dana Whitlow", "Sol Ortiz-Lane", "Tobin Boyce", "Robin Voss"}
    at("2026-09-14 14:14")
    assert sweep() == 0
    at("2026-09-14 14:16")
    assert sweep() == 1
    later = Notice.objects.filter(obligation=duty).exclude(step="start")
    assert {"Ursula Kemp", "Dana Whitlow", "Robin Voss"} <= set(later.values_list("recipient__full_name", flat=True))


@pytest.mark.parametrize("reader", ["principal", "counselor", "teacher"])
def test_the_first_look_of_principal_or_triage_member_ends_it_and_starts_the_decision(at, cast, reader):
    duty = taken_in(at, cast)
    person, case = getattr(cast, reader), Case.objects.get()
    assert "Open a new report" in home(person)
    at("2026-09-14 14:09")
    signed_in(person).get(reverse("case_report", args=[case.code]))
    duty.refresh_from_db()
    assert (duty.state, duty.met_at - duty.triggered_at < timedelta(minutes=15)) == ("met", True)
    assert Case.objects.get().reviewed_at == duty.met_at
    assert "Open a new report" not in home(cast.principal)
    assert set(Obligation.objects.open().values_list("rule", flat=True)) == {"IMM-DET", "ACT-TAT"}
    at("2026-09-14 14:16")
    sweep()
    assert not Notice.objects.filter(obligation=duty).exclude(step="start").exists()


def test_nobody_elses_look_ends_it(at, cast):
    duty = taken_in(at, cast)
    for person in (cast.report_taker, cast.officer, cast.superintendent, cast.backup, cast.psychologist):
        signed_in(person).get(reverse("case_report", args=[duty.code]))
    duty.refresh_from_db()
    assert duty.state == "open" and Case.objects.get().reviewed_at is None


def test_a_back_up_whose_member_is_away_opens_it(at, cast):
    at("2026-09-14 13:00")
    away(cast.teacher, cast.superintendent)
    duty = taken_in(at, cast)
    assert "Open a new report" in home(cast.backup)
    signed_in(cast.backup).get(reverse("case_report", args=[duty.code]))
    duty.refresh_from_db()
    assert duty.state == "met"


def test_a_late_look_stays_late(at, cast):
    duty = taken_in(at, cast)
    at("2026-09-14 14:40")
    signed_in(cast.principal).get(reverse("case_report", args=[duty.code]))
    duty.refresh_from_db()
    assert duty.state == "met" and duty.met_at > duty.target_due_at


def test_a_report_that_its_reader_types_waits_for_nobody(at, cast):
    at("2026-09-14 14:00")
    send(signed_in(cast.counselor), NEW, SAVE, nature=NATURE)
    assert not Obligation.objects.filter(rule="RPT-REV").exists()
