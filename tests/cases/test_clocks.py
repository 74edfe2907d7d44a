"""The clocks that a district sets itself: shorter ones hold from the next start, longer ones are refused."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied

from tat.actions.district import set_clocks, token_of
from tat.models import District, LogEntry
from tests.cases.managed import planned, running, updated
from tests.cast import Cast, signed_in
from tests.typed import form_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-7")]
At = Callable[[str], datetime]
PAGE, SAVE = "/settings/clocks/", "/settings/clocks/save/"


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at("2026-09-14 09:00")


def test_shorter_days_hold_from_the_next_update_and_stand_in_the_log(cast: Cast, at: At) -> None:
    case = planned(cast)
    before = running(case).legal_due_at
    assert send(signed_in(cast.superintendent), PAGE, SAVE, update_days="21").status_code == 302
    assert running(case).legal_due_at == before
    updated(cast, case)
    assert running(case).legal_due_at == at("2026-10-05 23:59:59")
    entry = LogEntry.objects.get(action="clocks_set")
    assert (entry.changed, entry.detail) == (["update_days"], "21.15.3.30")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"update_days": "31"}, "At most 30."),
        ({"update_days": "0"}, "Choose 1 or more."),
        ({"update_days": "ten"}, "Write a whole number."),
        ({"target_minutes": "61"}, "At most 60."),
        ({"note_threshold": "1"}, "Choose 2 or more."),
        ({"note_window_days": ""}, "Write a number."),
    ],
)
def test_a_number_out_of_its_bounds_is_refused_beside_its_field(cast: Cast, typed: dict[str, str], words: str) -> None:
    answer = send(signed_in(cast.superintendent), PAGE, SAVE, **typed)
    assert answer.status_code == 200 and words in answer.content.decode()
    assert (District.objects.get().update_days, LogEntry.objects.filter(action="clocks_set").count()) == (30, 0)


def test_two_people_at_once_see_what_stands_and_lose_nothing(cast: Cast) -> None:
    client = signed_in(cast.superintendent)
    typed = form_of(client.get(PAGE), SAVE) | {"update_days": "14"}
    numbers = {"update_days": 21, "target_minutes": 15, "note_threshold": 3, "note_window_days": 30}
    set_clocks(district=cast.district, by=cast.superintendent, seen=token_of(cast.district), numbers=numbers)
    answer = client.post(SAVE, typed)
    assert answer.status_code == 200 and "What stands now:" in answer.content.decode()
    again = form_of(answer, SAVE)
    assert again["update_days"] == ["14"] and client.post(SAVE, again).status_code == 302
    assert District.objects.get().update_days == 14


def test_nobody_but_the_superintendent_sets_them(cast: Cast) -> None:
    numbers = {"update_days": 21, "target_minutes": 15, "note_threshold": 3, "note_window_days": 30}
    with pytest.raises(PermissionDenied):
        set_clocks(district=cast.district, by=cast.principal, seen=token_of(cast.district), numbers=numbers)
    assert signed_in(cast.principal).get(PAGE).status_code == 403


def test_numbers_that_did_not_change_leave_no_entry(cast: Cast) -> None:
    assert send(signed_in(cast.superintendent), PAGE, SAVE).status_code == 302
    assert not LogEntry.objects.filter(action="clocks_set").exists()
