"""Filters: by stage, level, building, part and what is overdue; kept under names of their own, by one person for that person alone."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from reporting.actions.saved_filters import MOST_FILTERS, save_filter
from reporting.actions.sought_cases import Narrowing
from reporting.models import SavedFilter
from tat.models import AccessEntry, Appointment, DataKey, LogEntry, Obligation, Seat, User
from tat.workflow import Unfit
from tests.cast import Cast, a_case, a_report, signed_in
from triage.actions.reports import receive_report

pytestmark = [pytest.mark.django_db, pytest.mark.req("SE-2")]


def page(person: User, address: str = "/search/") -> str:
    answer = signed_in(person).get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def lists(person: User, address: str, *cases: Case) -> list[bool]:
    shown = page(person, address)
    return [f'"/cases/{case.code}/"' in shown for case in cases]


def test_each_filter_narrows_and_leaves_one_look(cast: Cast) -> None:
    intake, triage, team = a_case(cast), a_case(cast, "triage"), a_case(cast, "assessment")
    Case.objects.filter(pk=team.pk).update(level="high")
    cases = (intake, triage, team)
    expected = {
        "?stage=triage": [False, True, False],
        "?level=high": [False, False, True],
        f"?building={cast.building.pk}": [True, True, True],
        "?show=closed": [False, False, False],
        "?part=lead": [True, True, True],
        "?part=manager": [False, False, False],
        "?stage=assessment&level=high&part=lead": [False, False, True],
    }
    for query, shown in expected.items():
        before = AccessEntry.objects.filter(kind="search").count()
        assert lists(cast.principal, f"/search/{query}", *cases) == shown, query
        assert AccessEntry.objects.filter(kind="search").count() == before + 1
    assert lists(cast.counselor, "/search/?part=lead", *cases) == [False, False, False]
    assert lists(cast.counselor, "/search/?part=triage", *cases) == [True, True, True]
    assert lists(cast.psychologist, "/search/?show=open", *cases) == [False, False, True]


def test_overdue_is_what_is_past_its_due_time(cast: Cast) -> None:
    late, calm = a_case(cast, "triage"), a_case(cast, "triage")
    Obligation.objects.filter(about_id=calm.pk).update(legal_due_at=None, target_due_at=None)
    soon = Obligation.objects.filter(about_id=late.pk).order_by("pk").first()
    Obligation.objects.filter(pk=soon.pk).update(legal_due_at=soon.triggered_at, target_due_at=soon.triggered_at)
    assert lists(cast.principal, "/search/?overdue=on", late, calm) == [True, False]


def test_a_filter_alone_is_sent_to_an_address_without_words(cast: Cast) -> None:
    answer = signed_in(cast.principal).post("/search/find/", {"words": "", "level": "high"})
    assert (answer.status_code, answer["Location"]) == (302, "/search/?level=high")


@pytest.mark.parametrize(
    "query", ["?stage=nowhere", "?level=%00", "?building=abc", "?building=²", "?part=<b>", "?overdue=2", "?filter=x", "?show=;"]
)
def test_hand_edited_filters_break_nothing_and_say_so(cast: Cast, query: str) -> None:
    shown = page(cast.principal, f"/search/{query}")
    assert "has a filter that is not known" in shown
    assert "<b>" not in shown


def test_a_building_that_is_not_the_persons_narrows_to_nothing_and_says_so(cast: Cast) -> None:
    theirs = receive_report(by=cast.outsider, given=a_report(cast, building=cast.other_building, received_by=cast.outsider)).case
    own = a_case(cast)
    for place in (cast.other_building.pk, 999999999):
        shown = page(cast.principal, f"/search/?building={place}")
        assert "names a building that is not, or no longer, one of yours" in shown
        assert theirs.code not in shown
        assert own.code not in shown


def keep(person: User, name: str, **chosen: Any) -> SavedFilter:
    return save_filter(by=person, name=name, narrow=Narrowing(**chosen))


def test_a_filter_is_kept_listed_used_and_removed(cast: Cast) -> None:
    case, other = a_case(cast, "triage"), a_case(cast)
    browser = signed_in(cast.principal)
    shown = browser.get("/search/?stage=triage").content.decode()
    key = shown.split("/search/filters/keep/")[1].split('idempotency_key" value="')[1].split('"')[0]
    sent = {"idempotency_key": key, "keep-name": "  Rowan's   cases ", "keep-stage": "triage", "keep-show": "all"}
    answer = browser.post("/search/filters/keep/", sent)
    row = SavedFilter.objects.get()
    assert answer["Location"] == f"/search/?filter={row.pk}"
    assert row.name == "Rowan's cases"
    assert browser.post("/search/filters/keep/", sent).status_code == 302
    assert SavedFilter.objects.count() == 1, "sent twice"
    assert lists(cast.principal, answer["Location"], case, other) == [True, False]
    assert "Rowan&#x27;s cases" in page(cast.principal)
    entry = LogEntry.objects.get(action="filter_saved")
    assert (entry.changed, entry.detail) == (["stage"], "")
    with connection.cursor() as cursor:
        cursor.execute("select name from reporting_savedfilter")
        assert b"Rowan" not in bytes(cursor.fetchone()[0]), "sealed"
    gone = browser.post(f"/search/filters/{row.pk}/remove/", {"idempotency_key": "00000000-0000-4000-8000-000000000001"})
    assert (gone.status_code, gone["Location"]) == (302, "/search/")
    assert not SavedFilter.objects.exists()
    assert not DataKey.objects.filter(pk=row.key_id).exists()
    assert LogEntry.objects.filter(action="filter_removed").count() == 1


def test_nobody_sees_uses_or_removes_anothers_filter(cast: Cast) -> None:
    row = keep(cast.principal, "Mine", stage="triage")
    assert "Mine" not in page(cast.counselor)
    assert "has a filter that is not known" in page(cast.counselor, f"/search/?filter={row.pk}")
    answer = signed_in(cast.counselor).post(
        f"/search/filters/{row.pk}/remove/", {"idempotency_key": "00000000-0000-4000-8000-000000000002"}
    )
    assert answer.status_code == 404
    assert SavedFilter.objects.exists()


def test_a_kept_filter_whose_building_was_lost_narrows_to_nothing_and_says_so(cast: Cast) -> None:
    case = a_case(cast)
    row = keep(cast.principal, "Here", building=cast.building.pk)
    assert lists(cast.principal, f"/search/?filter={row.pk}", case) == [True]
    Appointment.objects.filter(user=cast.principal).update(until_on="2026-09-01")
    Seat.objects.filter(user=cast.principal).update(until_on="2026-09-01")
    shown = page(cast.principal, f"/search/?filter={row.pk}")
    assert "names a building that is not, or no longer, one of yours" in shown
    assert "its building is no longer yours" in shown
    assert case.code not in shown


@pytest.mark.parametrize(
    ("name", "chosen", "field"),
    [
        ("", {"stage": "triage"}, "name"),
        ("  ", {"stage": "triage"}, "name"),
        ("late ONES", {"stage": "triage"}, "name"),
        ("Nothing", {}, "show"),
        ("Lost", {"building": 9, "lost": True}, "building"),
    ],
)
def test_a_filter_that_cannot_be_kept_says_why(cast: Cast, name: str, chosen: dict[str, Any], field: str) -> None:
    keep(cast.principal, "Late ones", overdue=True)
    with pytest.raises(Unfit) as refused:
        keep(cast.principal, name, **chosen)
    assert set(refused.value.by_field) == {field}
    assert SavedFilter.objects.count() == 1


def test_a_refused_name_stays_in_its_field_beside_what_is_wrong(cast: Cast) -> None:
    sent = {"idempotency_key": "00000000-0000-4000-8000-000000000003", "keep-name": "n" * 90, "keep-level": "high", "keep-show": "all"}
    shown = signed_in(cast.principal).post("/search/filters/keep/", sent).content.decode()
    assert "n" * 90 in shown
    assert "This is 90 characters long" in shown
    assert 'name="keep-level" value="high"' in shown


def test_filters_have_an_end(cast: Cast) -> None:
    for number in range(MOST_FILTERS):
        keep(cast.principal, f"Filter {number}", overdue=True)
    with pytest.raises(Unfit) as refused:
        keep(cast.principal, "One more", overdue=True)
    assert refused.value.by_field == {"name": "You keep 20 filters, and more do not fit. Remove one first."}


def test_the_list_comes_in_pages_and_asks_no_more_for_many(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [a_case(cast) for _ in range(2)]
    keep(cast.principal, "Mine", overdue=True)
    counts = []
    for more in (0, 5):
        cases += [a_case(cast) for _ in range(more)]
        page(cast.principal, "/search/?show=open")
        with CaptureQueriesContext(connection) as asked:
            page(cast.principal, "/search/?show=open")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    monkeypatch.setattr("reporting.actions.sought_cases.PAGE", 4)
    codes, address = [], "/search/?stage=intake"
    while address:
        shown = page(cast.principal, address)
        codes += [case.code for case in cases if f'"/cases/{case.code}/"' in shown]
        address = (
            "/search/" + shown.split('class="btn" href="')[1].split('"')[0].replace("&amp;", "&") if "Show the next ones" in shown else ""
        )
    assert sorted(codes) == sorted(case.code for case in cases)
    assert len(codes) == 7
