"""The school calendar through its page: what is refused, what it moves and what it never moves (handbook 8.1; worked example 24)."""

from datetime import date

import pytest

from cases.actions.notifications import record_notice
from tat.models import ClosedDay, LogEntry, Obligation, SchoolYear
from tests.cases.families import an_emergency
from tests.cast import a_case, signed_in
from tests.typed import form_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("OB-1"), pytest.mark.req("TM-1")]
PAGE = "/settings/calendar/"


def enter(cast, **typed):
    return send(signed_in(cast.superintendent), PAGE, f"{PAGE}days/", **{f"days-{name}": value for name, value in typed.items()})


def test_an_emergency_closure_moves_a_legal_school_day_later_and_keeps_the_old_one_in_view(cast, at):
    at("2027-01-13 10:00")
    case = a_case(cast, "triage")
    record_notice(case=case, by=cast.principal, given=an_emergency())
    duty = Obligation.objects.get(rule="EMR-PG", about_id=case.pk)
    others = dict(Obligation.objects.open().exclude(pk=duty.pk).values_list("pk", "target_due_at"))
    before, target = duty.legal_due_at, duty.target_due_at
    assert (before, target) == (at("2027-01-14 23:59:59"), at("2027-01-14 16:00"))
    at("2027-01-14 05:30")
    assert enter(cast, kind="emergency", on="2027-01-14", note="Ice on every road").status_code == 302
    duty.refresh_from_db()
    assert (duty.legal_due_at, duty.target_due_at) == (at("2027-01-15 23:59:59"), target)
    assert duty.events.get(kind="recomputed").old_due_at == before
    assert dict(Obligation.objects.open().exclude(pk=duty.pk).values_list("pk", "target_due_at")) == others
    page = signed_in(cast.principal).get(f"/duties/{duty.pk}/").content.decode()
    assert "<s>" in page and "Worked out again" in page


def test_any_other_change_holds_for_what_begins_from_now_on(cast, at):
    at("2026-09-15 10:00")
    case = a_case(cast, "triage")
    record_notice(case=case, by=cast.principal, given=an_emergency())
    duty = Obligation.objects.get(rule="EMR-PG", about_id=case.pk)
    assert enter(cast, kind="no_school", on="2026-09-16").status_code == 302
    duty.refresh_from_db()
    assert duty.legal_due_at == at("2026-09-16 23:59:59")
    at("2026-09-15 10:05")
    record_notice(case=case, by=cast.principal, given=an_emergency())
    assert Obligation.objects.filter(rule="EMR-PG").latest("recorded_at").legal_due_at == at("2026-09-17 23:59:59")
    day = ClosedDay.objects.get(on=date(2026, 9, 16))
    at("2026-09-15 10:06")
    send(signed_in(cast.superintendent), PAGE, f"{PAGE}days/{day.pk}/remove/")
    assert not ClosedDay.objects.filter(pk=day.pk).exists()
    assert Obligation.objects.filter(rule="EMR-PG").latest("recorded_at").legal_due_at == at("2026-09-17 23:59:59")
    assert list(LogEntry.objects.filter(action__startswith="closed_day").order_by("seq").values_list("action", flat=True)) == [
        "closed_days_added",
        "closed_day_removed",
    ]


def test_a_break_is_entered_at_once_with_the_holidays_that_stand_already_left_alone(cast, at):
    at("2026-09-14 10:00")
    assert enter(cast, kind="no_school", on="2027-04-02", until="2027-04-06", note="Spring days").status_code == 302
    assert list(ClosedDay.objects.filter(note="Spring days").order_by("on").values_list("on", flat=True)) == [
        date(2027, 4, 2),
        date(2027, 4, 5),
        date(2027, 4, 6),
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": "no_school", "on": "2027-01-16"}, "a Saturday or Sunday"),
        ({"kind": "no_school", "on": "2027-07-14"}, "No school year of the district has this day"),
        ({"kind": "office_holiday", "on": "2026-09-07"}, "in the calendar as that already"),
        ({"kind": "emergency", "on": "2026-09-15", "until": "2026-09-16"}, "entered day by day"),
        ({"kind": "no_school", "on": "2026-09-16", "until": "2026-09-15"}, "before the first"),
        ({"kind": "", "on": "2026-09-16"}, "Choose what kind of day"),
        ({"kind": "no_school", "on": "2026-02-30"}, "day"),
    ],
)
def test_what_cannot_be_is_refused_beside_the_field_and_keeps_what_was_typed(cast, at, typed, sentence):
    at("2026-09-14 10:00")
    answer = enter(cast, note="Typed with care", **typed)
    assert answer.status_code == 200 and sentence in answer.content.decode() and "Typed with care" in answer.content.decode()
    assert not ClosedDay.objects.filter(note="Typed with care").exists()


def test_a_school_year_is_entered_once_and_a_day_that_has_passed_stays(cast, at):
    at("2026-09-14 10:00")
    chief, day = signed_in(cast.superintendent), ClosedDay.objects.get(on="2026-09-07", kind="no_school")
    year = {"year-starts_on": "2028-08-16", "year-ends_on": "2029-05-25"}
    assert send(chief, PAGE, f"{PAGE}years/", **year).status_code == 302
    assert "has some of these days already" in send(chief, PAGE, f"{PAGE}years/", **year).content.decode()
    assert SchoolYear.objects.filter(starts_on="2028-08-16").count() == 1
    key = {"idempotency_key": form_of(chief.get(PAGE), f"{PAGE}days/")["idempotency_key"]}
    assert "It stays." in chief.post(f"{PAGE}days/{day.pk}/remove/", key, follow=True).content.decode()
    assert ClosedDay.objects.filter(pk=day.pk).exists()


def test_nobody_elses_calendar(cast):
    assert signed_in(cast.principal).get(PAGE).status_code == 403
