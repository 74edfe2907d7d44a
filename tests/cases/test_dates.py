"""Dates to watch: added, changed, followed, ended; by the page, with what is refused beside what is taken."""

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cases.actions.circle import grant_access
from cases.actions.date_facts import first_items, in_order, open_items
from cases.actions.dates import add_date, change_date, end_date
from cases.actions.on_record import on_record
from cases.models import Case, WatchEntry, WatchItem
from tat import clock
from tat.models import LogEntry, Obligation
from tests.cases.dated import HEARING, a_date, given, typed
from tests.cases.families import post, refused
from tests.cases.managed import closed, planned, updated
from tests.cases.test_case_pages import statements
from tests.cast import Cast, a_case, signed_in
from tests.typed import flat, send
from triage.actions.merging import merge_cases

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-5")]
At = Callable[[str], datetime]


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at("2026-09-14 14:02")


def page(cast: Cast, case: Case, query: str = "", by: Any = None) -> str:
    answer = signed_in(by or cast.principal).get(f"/cases/{case.code}/dates/{query}")
    assert answer.status_code == 200
    return flat(answer.content.decode())


def added(client: Any, case: Case, **words: Any) -> Any:
    """By the form that the page's link opens where there are dates already."""
    return send(client, f"/cases/{case.code}/dates/?kind", f"/cases/{case.code}/dates/add/", **words)


def test_a_date_is_added_by_its_page_and_stands_in_order_of_what_comes_next(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    client = signed_in(cast.counselor)
    owner = {"date-owner": cast.counselor.pk}
    later = typed(when="yearly", on_day="", month="2", day="29", kind="PRE-5", event="The day of the accident.") | owner
    assert post(client, case, "dates/add", **later).status_code == 302
    listed = page(cast, case)
    assert "/dates/add/" not in listed and f'href="/cases/{case.code}/dates/?kind#add"' in listed
    assert added(client, case, **typed(), **owner).status_code == 302
    unknown = typed(when="unknown", on_day="", kind="P-08", event="The move to the other building.") | owner
    assert added(client, case, **unknown).status_code == 302
    days = {"from_on": "2026-12-21", "until_on": "2027-01-04"}
    window = typed(when="window", on_day="", kind="P-08", event="Winter break.", **days) | owner
    assert added(client, case, **window).status_code == 302

    said = page(cast, case)
    order = [said.index(words) for words in (HEARING, "Winter break.", "The day of the accident.", "The move to the other building.")]
    assert order == sorted(order)
    assert "Every year on February 29" in said and "next Sunday, February 28, 2027" in said
    assert "December 21, 2026 to January 4, 2027" in said and "No reminder until the day is known" in said
    assert LogEntry.objects.filter(action="date_added", code=case.code).count() == 4
    assert not LogEntry.objects.filter(code=case.code, detail__icontains="hearing").exists()


def test_the_plan_shows_the_same_first_dates_as_the_page_of_all(cast: Cast, at: At) -> None:
    case = planned(cast)
    days = ("2026-09-16", "2026-10-02", "2026-12-24", "2026-09-30", "2026-09-15", "2026-11-02", "2026-10-01")
    for number, day in enumerate(days):
        add_date(case=case, by=cast.principal, given=given(cast, on_day=date.fromisoformat(day), event=f"Event {number}"))
    yearly = {"when": "yearly", "on_day": None}
    add_date(case=case, by=cast.principal, given=given(cast, **yearly, month=2, day=29, event="Leap day"))
    add_date(case=case, by=cast.principal, given=given(cast, **yearly, month=10, day=1, event="Every October"))
    add_date(case=case, by=cast.principal, given=given(cast, when="unknown", on_day=None, event="Not known"))
    for moment in ("2026-09-14 15:00", "2026-09-25 09:00", "2026-10-05 09:00", "2026-12-30 09:00", "2027-02-20 09:00"):
        today = at(moment).date()
        expected = [(item.pk, occurrence) for item, occurrence in in_order(open_items(case), today)]
        record = on_record(case, clock.now())["rest"][0]["dates"]
        for count in (1, 3, 5, 20):
            found = [(item.pk, occurrence) for item, occurrence in first_items(case, record, today, count)]
            assert found == expected[:count], (moment, count)


def test_what_is_missing_or_makes_no_sense_gets_its_sentence_and_all_else_stays(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    client = signed_in(cast.counselor)
    good = typed() | {"date-owner": cast.counselor.pk}
    a_window, a_year = {"date-when": "window", "date-on_day": ""}, {"date-when": "yearly", "date-on_day": ""}
    for wrong, sentence in (
        ({"date-kind": ""}, "Choose what kind of event it is."),
        ({"date-kind": "PRE-9"}, "Choose what kind of event it is."),
        ({"date-event": " "}, "Write in exact words what comes up."),
        ({"date-event": "x" * 2001}, "2000 are the most that fit here"),
        ({"date-when": ""}, "Say how the day is known"),
        ({"date-on_day": ""}, "Write the day on which it comes."),
        ({"date-on_day": "soon"}, "Write the date like 10/14/2026."),
        ({"date-on_day": "2026-09-10"}, "These days are over"),
        (a_window | {"date-from_on": "", "date-until_on": "2026-10-01"}, "Write the first day."),
        (a_window | {"date-from_on": "2026-10-01", "date-until_on": ""}, "Write the last day."),
        (a_window | {"date-from_on": "2026-10-02", "date-until_on": "2026-10-01"}, "The last day is before the first one."),
        (a_window | {"date-from_on": "2026-08-02", "date-until_on": "2026-08-05"}, "These days are over"),
        (a_year | {"date-month": "", "date-day": "3"}, "Choose the month."),
        (a_year | {"date-month": "4", "date-day": ""}, "Write the day of the month"),
        (a_year | {"date-month": "4", "date-day": "31"}, "This month has 30 days at most."),
        (a_year | {"date-month": "2", "date-day": "30"}, "This month has 29 days at most."),
        (a_year | {"date-month": "2", "date-day": "32"}, "from 1 to 31"),
        ({"date-owner": ""}, "Name who looks after it."),
        ({"date-owner": cast.outsider.pk}, "Choose somebody who is on the list."),
    ):
        answer = post(client, case, "dates/add", **(good | wrong))
        said = answer.content.decode()
        assert (answer.status_code, sentence in said) == (200, True), (wrong, sentence)
        assert all(str(value) in said for name, value in good.items() if name not in wrong), wrong
    assert "does not work on the case" in refused(lambda: add_date(case=case, by=cast.counselor, given=given(cast, owner=cast.outsider)))
    assert not WatchItem.objects.exists()


def test_a_day_that_came_three_days_ago_may_still_be_added_and_one_of_four_days_may_not(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    a_date(cast, case, on_day=date(2026, 9, 11))
    assert "These days are over" in refused(lambda: a_date(cast, case, on_day=date(2026, 9, 10)))


def changed(case: Case, item: WatchItem, **fields: Any) -> dict[str, Any]:
    """What goes out of the form that changes a date."""
    words = {"kind": item.kind, "event": item.event, "when": item.when, "on_day": "2026-09-28", "owner": item.owner_id}
    words |= {"effect": item.effect, "mitigation": item.mitigation, "version": item.version} | fields
    return {"item_id": item.pk} | {f"change-{name}": value for name, value in words.items()}


def test_a_date_is_changed_and_the_log_names_the_fields_alone(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    item = a_date(cast, case)
    client, where = signed_in(cast.teacher), f"/cases/{case.code}/dates/"
    said = page(cast, case, f"?change={item.pk}", by=cast.teacher)
    assert HEARING in said and 'value="2026-09-28"' in said
    fields = changed(case, item, event="The hearing, moved to room 7.", mitigation="The counselor goes along.")
    assert send(client, f"{where}?change={item.pk}", f"{where}change/", **fields).status_code == 302
    item.refresh_from_db()
    assert (item.event, item.mitigation, item.version, item.changed_by) == (
        "The hearing, moved to room 7.",
        "The counselor goes along.",
        2,
        cast.teacher,
    )
    entry = LogEntry.objects.get(action="date_changed")
    assert (sorted(entry.changed), entry.detail) == (["event", "mitigation"], f"date:{item.pk}")


def test_a_stale_edit_shows_both_texts_and_loses_nothing(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    item = a_date(cast, case)
    change_date(case=case, by=cast.principal, item_id=item.pk, version=1, given=given(cast, event="What the principal wrote."))
    client = signed_in(cast.counselor)
    sent = changed(case, item, event="What the counselor wrote.") | {"idempotency_key": str(uuid.uuid4())}
    answer = client.post(f"/cases/{case.code}/dates/change/", sent)
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "What the principal wrote." in said and "What the counselor wrote." in said
    item.refresh_from_db()
    assert (item.event, item.version) == ("What the principal wrote.", 2)
    again = sent | {"change-version": 2, "idempotency_key": str(uuid.uuid4())}
    assert client.post(f"/cases/{case.code}/dates/change/", again).status_code == 302
    item.refresh_from_db()
    assert (item.event, item.version) == ("What the counselor wrote.", 3)


def test_an_old_date_may_be_reworded_though_its_days_are_over(cast: Cast, at: At) -> None:
    case = a_case(cast, "assessment")
    item = a_date(cast, case)
    at("2026-10-20 10:00")
    change_date(case=case, by=cast.principal, item_id=item.pk, version=1, given=given(cast, effect="Nothing came of it so far."))
    over = given(cast, on_day=date(2026, 9, 29))
    assert "These days are over" in refused(lambda: change_date(case=case, by=cast.principal, item_id=item.pk, version=2, given=over))


def test_a_date_is_ended_with_its_outcome_once_and_stays_readable(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    item = a_date(cast, case)
    client, where = signed_in(cast.counselor), f"dates/?end={item.pk}"
    assert "What came of it, or why need it not be watched any more?" in page(cast, case, f"?end={item.pk}")
    sent = {"item_id": item.pk, "idempotency_key": str(uuid.uuid4())}
    assert "Write what came of it" in client.post(f"/cases/{case.code}/dates/end/", sent | {"end-outcome": " "}).content.decode()
    sent |= {"end-outcome": "The hearing was called off.", "idempotency_key": str(uuid.uuid4())}
    assert client.post(f"/cases/{case.code}/dates/end/", sent).status_code == 302
    said = page(cast, case)
    assert "The hearing was called off." in said and HEARING in said and where not in said
    assert open_items(case) == []
    for act in (
        lambda: end_date(case=case, by=cast.principal, item_id=item.pk, outcome="Once more."),
        lambda: change_date(case=case, by=cast.principal, item_id=item.pk, version=1, given=given(cast)),
    ):
        assert "ended meanwhile" in refused(act)


def test_who_reads_the_case_reads_its_dates_and_does_not_write_them(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    a_date(cast, case)
    grant_access(case=case, by=cast.principal, to=cast.consultant, until=at_noon(), reason="consultant")
    assert HEARING in page(cast, case, by=cast.consultant) and "/dates/add/" not in page(cast, case, by=cast.consultant)
    with pytest.raises(PermissionDenied):
        a_date(cast, case, by=cast.consultant)
    assert signed_in(cast.outsider).get(f"/cases/{case.code}/dates/").status_code == 404


def at_noon() -> datetime:
    return datetime(2026, 9, 20, 12, tzinfo=clock.CENTRAL)


def test_a_closed_case_is_read_only_and_names_what_is_carried_on(cast: Cast) -> None:
    case = planned(cast)
    a_date(cast, case)
    updated(cast, case)
    closing = signed_in(cast.principal).get(f"/cases/{case.code}/closing/").content.decode()
    assert HEARING in closing and cast.counselor.full_name in closing
    closed(cast, case)
    said = page(cast, case)
    assert HEARING in said and "nobody is reminded of them" in said
    assert "/dates/add/" not in said and "?change=" not in said
    assert "This case is closed" in refused(lambda: a_date(cast, case))
    assert not Obligation.objects.open().filter(rule="WATCH").exists()
    assert [item.owner for item in open_items(case)] == [cast.counselor]


def test_a_date_of_another_case_is_not_there(cast: Cast) -> None:
    case, other = a_case(cast, "assessment"), a_case(cast, "assessment")
    item = a_date(cast, other)
    client = signed_in(cast.principal)
    for path, fields in (("end", {"end-outcome": "Over."}), ("change", {}), ("record", {"occurs_on": "2026-09-28"})):
        sent = {"item_id": item.pk, "idempotency_key": str(uuid.uuid4()), **fields}
        assert client.post(f"/cases/{case.code}/dates/{path}/", sent).status_code == 404, path
    item.refresh_from_db()
    assert item.ended_at is None and not WatchEntry.objects.exists()


def test_the_month_is_a_table_whose_days_lead_to_the_dates(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    item = a_date(cast, case)
    said = page(cast, case, "?month=2026-09")
    assert said.count('<th scope="col">') == 7 and "<caption>September 2026</caption>" in said
    assert said.count(f'href="#d-{item.pk}"') == 1 and said.count('class="falls"') == 1
    assert said.count('class="alerts"') == 10
    assert "?month=2026-08#month" in said and "?month=2026-10#month" in said
    assert "<caption>January 2027</caption>" in page(cast, case, "?month=2027-01")
    assert "?month=2026-12#month" in page(cast, case, "?month=2027-01")
    for odd in ("", "?month=2026-13", "?month=0001-01", "?month=soon", "?month=9999-12"):
        assert "<caption>September 2026</caption>" in page(cast, case, odd), odd
    assert "<caption>January 1900</caption>" in page(cast, case, "?month=1900-01")


def test_the_page_takes_as_many_statements_for_thirty_dates_as_for_one(cast: Cast) -> None:
    case = planned(cast)
    client = signed_in(cast.principal)
    a_date(cast, case)
    pages = [f"/cases/{case.code}/{name}/" for name in ("dates", "plan", "closing")]
    few = {address: statements(client, address) for address in pages}
    for number in range(29):
        a_date(cast, case, on_day=date(2026, 9, 15 + number % 10), event=f"Number {number}.")
    assert {address: statements(client, address) for address in pages} == few
    assert max(few.values()) <= 12


def test_dates_of_a_duplicate_go_on_in_the_other_case(cast: Cast, at: At) -> None:
    duplicate, survivor = a_case(cast, "assessment"), a_case(cast, "assessment")
    a_date(cast, duplicate, on_day=date(2026, 9, 20))
    merge_cases(duplicate=duplicate, survivor=survivor, by=cast.principal, reason="Both are about one remark.")
    said = page(cast, survivor)
    assert HEARING in said and "/dates/record/" in said
    duty = Obligation.objects.open().get(about_id=survivor.pk, rule="WATCH")
    (item,) = open_items(survivor)
    end_date(case=survivor, by=cast.counselor, item_id=item.pk, outcome="It is over.")
    duty.refresh_from_db()
    assert duty.state == Obligation.State.SUPERSEDED
