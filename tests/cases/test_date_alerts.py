"""Alerts of dates to watch are rows among the duties: started on time, once, followed, passed on, and gone with the date or the case."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from cases.actions.conflicts import stand
from cases.actions.date_facts import open_items
from cases.actions.dates import change_date, end_date, record_date
from cases.actions.owed import all_owed
from cases.actions.reconcile import missing, reconcile
from cases.actions.reopening import reopen
from cases.models import Case, WatchEntry
from cases.tasks import reconcile as task
from cases.watching import When
from tat import clock, home
from tat.actions.sweep import sweep
from tat.models import LogEntry, Notice, Obligation, ObligationEvent, Seat, User
from tat.permissions import scope_of
from tests.cases.dated import a_date, alerts, given
from tests.cases.families import refused
from tests.cases.managed import closed, local, planned, updated
from tests.cast import Cast, a_case, signed_in
from tests.typed import flat, form_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-5")]
At = Callable[[str], datetime]
State = Obligation.State


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at("2026-09-14 14:02")


def on_home(user: User) -> set[str]:
    return {row.rule for row in home.rows_for(scope_of(user, clock.now()))}


def after(case: Case, item: Any, day: date, by: User) -> WatchEntry:
    return record_date(case=case, by=by, item_id=item.pk, occurrence_on=day, kind="after", text="Nothing followed.")


def test_an_alert_opens_at_midnight_seven_days_before_and_is_due_at_the_end_of_the_third_day_after(cast: Cast, at: At) -> None:
    case = a_case(cast, "assessment")
    item = a_date(cast, case, on_day=date(2026, 9, 28))
    at("2026-09-20 23:45")
    assert (task(), alerts(case)) == (0, [])
    at("2026-09-21 00:00")
    assert (task(), task()) == (1, 0)
    (duty,) = alerts(case)
    assert duty.trigger_ref == f"watch:{item.pk}:2026-09-28"
    assert (local(duty.triggered_at), local(duty.due_at())) == ("2026-09-21 00:00", "2026-10-01 23:59")
    assert (duty.actor, duty.legal_due_at, duty.code) == (cast.counselor, None, case.code)
    assert "WATCH" in on_home(cast.counselor) and "WATCH" not in on_home(cast.teacher)


def test_a_date_added_inside_its_window_has_its_duty_at_once(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    item = a_date(cast, case, on_day=date(2026, 9, 12))
    (duty,) = alerts(case)
    assert (duty.triggered_at, local(duty.due_at())) == (item.dated_at, "2026-09-15 23:59")
    a_date(cast, case, on_day=date(2026, 9, 22))
    assert len(alerts(case)) == 1
    assert reconcile() == 0


def test_no_weekend_and_no_break_moves_an_alert(cast: Cast, at: At) -> None:
    case = a_case(cast, "assessment")
    a_date(cast, case, on_day=date(2026, 12, 26))  # a Saturday in the winter break
    at("2026-12-19 00:01")  # a Saturday too
    assert reconcile() == 1
    assert local(alerts(case)[0].due_at()) == "2026-12-29 23:59"


def test_the_clocks_going_back_move_no_alert(cast: Cast, at: At) -> None:
    case = a_case(cast, "assessment")
    a_date(cast, case, on_day=date(2026, 11, 1))
    at("2026-10-25 00:00")
    assert reconcile() == 1
    assert local(alerts(case)[0].due_at()) == "2026-11-04 23:59"


def test_after_days_of_silence_what_is_due_opens_and_what_went_by_is_late_and_not_lost(cast: Cast, at: At) -> None:
    case = a_case(cast, "assessment")
    went_by = a_date(cast, case, on_day=date(2026, 9, 25))
    running = a_date(cast, case, on_day=date(2026, 10, 20))
    at("2026-10-18 10:00")
    assert reconcile() == 2
    refs = {duty.trigger_ref: duty.is_overdue(clock.now()) for duty in alerts(case)}
    assert refs == {f"watch:{went_by.pk}:2026-09-25": True, f"watch:{running.pk}:2026-10-20": False}
    assert reconcile() == 0


def test_a_yearly_date_comes_again_until_the_case_is_closed(cast: Cast, at: At) -> None:
    case = a_case(cast, "assessment")
    item = a_date(cast, case, when=When.YEARLY, month=2, day=29, kind="PRE-5")
    for moment, day in (("2027-02-21 00:01", "2027-02-28"), ("2028-02-22 00:01", "2028-02-29")):
        at(moment)
        assert reconcile() == 1
        assert alerts(case)[-1].trigger_ref == f"watch:{item.pk}:{day}"
    assert [duty.state for duty in alerts(case)] == [State.OPEN, State.OPEN]


def test_a_lost_alert_comes_back_under_its_key_and_one_that_is_done_comes_back_done(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    first, second = (a_date(cast, case, on_day=date(2026, 9, day)) for day in (16, 18))
    after(case, second, date(2026, 9, 18), cast.counselor)
    before = {duty.trigger_ref: (duty.state, duty.due_at(), duty.actor_id, duty.proof_ref) for duty in alerts(case)}
    rows = Obligation.objects.filter(about_id=case.pk, rule="WATCH")
    Notice.objects.filter(obligation__in=rows).delete()
    ObligationEvent.objects.filter(obligation__in=rows).delete()
    rows.delete()
    assert reconcile() == 2
    assert {duty.trigger_ref: (duty.state, duty.due_at(), duty.actor_id, duty.proof_ref) for duty in alerts(case)} == before
    assert open_items(case) == [first, second]


def test_the_sweep_reminds_the_owner_and_tells_the_principal_when_nobody_wrote(cast: Cast, at: At) -> None:
    case = a_case(cast, "assessment")
    a_date(cast, case, on_day=date(2026, 9, 28))
    at("2026-09-21 00:01")
    reconcile()
    (duty,) = alerts(case)
    at("2026-09-30 08:01")
    sweep()
    assert set(Notice.objects.filter(obligation=duty).values_list("recipient", flat=True)) == {cast.counselor.pk}
    at("2026-10-02 08:01")
    sweep()
    assert cast.principal.pk in set(Notice.objects.filter(obligation=duty).values_list("recipient", flat=True))


def test_what_was_done_is_recorded_by_the_page_and_what_came_of_it_closes_the_duty(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    item = a_date(cast, case, on_day=date(2026, 9, 16))
    client, where = signed_in(cast.counselor), f"/cases/{case.code}/dates/"
    prefix = f"{item.pk}-2026-09-16"

    def record(kind: str, text: str) -> Any:
        return send(client, where, f"{where}record/", **{f"{prefix}-kind": kind, f"{prefix}-text": text})

    assert "Write what was done" in record("before", " ").content.decode()
    assert "Choose whether it is watched on" in record("", "Talked with him.").content.decode()
    assert record("before", "Talked with him on Monday.").status_code == 302
    (duty,) = alerts(case)
    assert duty.state == State.OPEN
    assert record("after", "He went, and came back calm.").status_code == 302
    duty.refresh_from_db()
    entry = WatchEntry.objects.get(kind="after")
    assert (duty.state, duty.met_by, duty.proof_ref, duty.was_late()) == (State.MET, cast.counselor, f"watch_entry:{entry.pk}", False)
    said = flat(client.get(where).content.decode())
    assert "Talked with him on Monday." in said and "He went, and came back calm." in said and f"{prefix}-text" not in said
    assert "recorded already" in refused(lambda: after(case, item, date(2026, 9, 16), cast.principal))
    assert LogEntry.objects.filter(action="date_recorded").count() == 2
    assert reconcile() == 0


def test_of_two_who_write_at_once_the_second_keeps_the_typed_words(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    item = a_date(cast, case, on_day=date(2026, 9, 16))
    client, where = signed_in(cast.teacher), f"/cases/{case.code}/dates/"
    sent = client.get(where)
    after(case, item, date(2026, 9, 16), cast.counselor)
    prefix = f"{item.pk}-2026-09-16"
    typed = form_of(sent, f"{where}record/") | {f"{prefix}-kind": "after", f"{prefix}-text": "What the teacher saw."}
    said = client.post(f"{where}record/", typed).content.decode()
    assert "recorded already" in said and "What the teacher saw." in said
    assert WatchEntry.objects.count() == 1


def test_an_ended_date_has_no_alert_any_more(cast: Cast, at: At) -> None:
    case = a_case(cast, "assessment")
    item = a_date(cast, case, when=When.YEARLY, month=9, day=16)
    end_date(case=case, by=cast.counselor, item_id=item.pk, outcome="The family moved the ceremony.")
    assert [duty.state for duty in alerts(case)] == [State.SUPERSEDED]
    at("2027-09-15 10:00")
    assert reconcile() == 0


def test_a_closed_case_has_no_alerts_and_they_come_back_when_it_opens_again(cast: Cast, at: At) -> None:
    case = planned(cast)
    a_date(cast, case, on_day=date(2026, 9, 16))
    a_date(cast, case, on_day=date(2026, 10, 10))
    updated(cast, case)
    closed(cast, case)
    assert [duty.state for duty in alerts(case)] == [State.SUPERSEDED]
    assert [owed for owed in all_owed([case.pk], clock.now()) if owed.rule_code == "WATCH"] == []
    at("2026-09-15 09:00")
    reopen(case=case, by=cast.principal, reason="A new message.")
    assert reconcile() == 1
    assert [duty.state for duty in alerts(case)] == [State.SUPERSEDED, State.OPEN]
    assert reconcile() == 0


def test_days_that_went_by_while_the_case_was_closed_are_asked_of_nobody(cast: Cast, at: At) -> None:
    case = planned(cast)
    a_date(cast, case, on_day=date(2026, 9, 25))
    updated(cast, case)
    closed(cast, case)
    at("2026-10-12 09:00")
    reopen(case=case, by=cast.principal, reason="A new message.")
    reconcile()
    assert alerts(case) == []


def test_a_change_of_the_day_ends_the_old_alert_and_starts_the_new_one_and_back(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    item = a_date(cast, case, on_day=date(2026, 9, 16))

    def move(version: int, **changes: Any) -> list[tuple[str, str]]:
        change_date(case=case, by=cast.counselor, item_id=item.pk, version=version, given=given(cast, **changes))
        assert missing([case.pk], clock.now()) == []
        return [(duty.trigger_ref.removeprefix(f"watch:{item.pk}:"), duty.state) for duty in alerts(case) if duty.state == State.OPEN]

    assert move(1, on_day=date(2026, 9, 18)) == [("2026-09-18", State.OPEN)]
    assert move(2, on_day=date(2026, 9, 16)) == [("2026-09-16:2", State.OPEN)]
    assert move(3, on_day=date(2026, 12, 1)) == []
    longer = {"when": When.WINDOW, "from_on": date(2026, 9, 16), "until_on": date(2026, 9, 30)}
    assert move(4, **longer) == [("2026-09-16:3", State.OPEN)]
    assert local(alerts(case)[-1].due_at()) == "2026-10-03 23:59"
    assert move(5, **longer, effect="Only the words are new.") == [("2026-09-16:3", State.OPEN)]


def test_a_new_owner_has_the_alert(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    item = a_date(cast, case, on_day=date(2026, 9, 16))
    change_date(case=case, by=cast.counselor, item_id=item.pk, version=1, given=given(cast, on_day=date(2026, 9, 16), owner=cast.teacher))
    (duty,) = alerts(case)
    assert (duty.actor, duty.state) == (cast.teacher, State.OPEN)
    assert "WATCH" in on_home(cast.teacher) and "WATCH" not in on_home(cast.counselor)


def leave_the_seat(user: User) -> None:
    Seat.objects.filter(user=user).update(until_on=date(2026, 9, 13))


def step_into_conflict(case: Case, user: User, by: User) -> None:
    stand(case, user, "excluded", by=by, at=clock.now() - timedelta(seconds=1))


@pytest.mark.parametrize("how", ["leaves", "conflict"])
def test_the_alert_of_an_owner_who_leaves_falls_to_the_case_manager(cast: Cast, at: At, how: str) -> None:
    case = planned(cast)
    a_date(cast, case, on_day=date(2026, 9, 16), owner=cast.teacher)
    a_date(cast, case, on_day=date(2026, 9, 25), owner=cast.teacher)
    if how == "leaves":
        leave_the_seat(cast.teacher)
    else:
        step_into_conflict(case, cast.teacher, cast.principal)
    assert reconcile() == 1
    at("2026-09-18 09:00")
    assert (reconcile(), reconcile()) == (1, 0)
    assert [duty.actor for duty in alerts(case)] == [None, None]
    assert "WATCH" in on_home(cast.counselor) and "WATCH" not in on_home(cast.teacher)


def test_the_alert_of_a_restricted_case_is_shown_to_those_named_in_it(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    Case.objects.filter(pk=case.pk).update(restricted=True)
    stand(case, cast.counselor, "case_manager", by=cast.principal, at=clock.now())
    a_date(cast, Case.objects.get(pk=case.pk), on_day=date(2026, 9, 16))
    (duty,) = alerts(case)
    assert duty.restricted and "WATCH" in on_home(cast.counselor)
