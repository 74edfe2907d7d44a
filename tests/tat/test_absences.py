"""Days away: recorded by the person or by whoever keeps the roster, the back-up seated for them, ended early, refused beside the field."""

from datetime import date

import pytest

from cases.access import visible_to
from tat.models import Absence, LogEntry
from tests.cases.managed import planned
from tests.cast import Cast, signed_in
from tests.typed import flat, form_of, send

pytestmark = pytest.mark.django_db
PAGE = "/account/away/"


@pytest.fixture(autouse=True)
def monday(at):
    return at("2026-09-14 14:02")


def days(person: object) -> list[tuple[date, date]]:
    return list(Absence.objects.filter(user=person).order_by("from_on").values_list("from_on", "until_on"))


@pytest.mark.req("TM-3")
def test_who_is_away_from_today_has_the_back_up_seated_and_who_is_back_has_not(cast: Cast, at) -> None:
    case = planned(cast)
    client, back_up = signed_in(cast.teacher), cast.backup
    assert case not in visible_to(back_up, at("2026-09-14 14:02"))
    assert send(client, PAGE, f"{PAGE}add/", **{"away-from_on": "2026-09-14", "away-until_on": "2026-09-18"}).status_code == 302
    assert case in visible_to(back_up, at("2026-09-14 14:03"))
    at("2026-09-16 08:00")
    (row,), client = Absence.objects.filter(user=cast.teacher), signed_in(cast.teacher)
    assert back_up.full_name in client.get(PAGE).content.decode()
    assert send(client, PAGE, f"{PAGE}{row.pk}/end/").status_code == 302
    assert days(cast.teacher) == [(date(2026, 9, 14), date(2026, 9, 15))]
    assert case not in visible_to(back_up, at("2026-09-16 08:01"))
    said = LogEntry.objects.filter(action__startswith="days_away_").order_by("seq").values_list("action", "actor_name", "detail")
    whose = f"{cast.teacher.pk} 2026-09-14..2026-09-18"
    assert list(said) == [
        ("days_away_recorded", cast.teacher.full_name, whose),
        ("days_away_ended", cast.teacher.full_name, whose),
    ]


@pytest.mark.req("TM-3")
def test_the_principal_records_them_for_a_member_and_takes_days_to_come_out_again(cast: Cast) -> None:
    page = f"/teams/seats/{cast.seat(cast.teacher).ref}/"
    client = signed_in(cast.principal)
    assert send(client, page, f"{page}away/", **{"away-from_on": "2026-09-21", "away-until_on": "2026-09-22"}).status_code == 302
    (row,) = Absence.objects.filter(user=cast.teacher)
    assert row.by == cast.principal and "September 21, 2026 to September 22, 2026" in flat(client.get(page).content.decode())
    assert signed_in(cast.counselor).post(f"{PAGE}{row.pk}/end/", form_of(client.get(page), f"{page}away/")).status_code == 404
    assert send(client, page, f"{page}away/{row.pk}/end/").status_code == 302
    assert days(cast.teacher) == []


@pytest.mark.req("TM-3")
@pytest.mark.parametrize(
    ("from_on", "until_on", "sentence"),
    [
        ("", "2026-09-18", "Write the first day."),
        ("2026-09-15", "", "Write the last day."),
        ("2026-09-13", "2026-09-18", "This day is past."),
        ("2026-09-18", "2026-09-17", "The last day is before the first day."),
        ("2026-09-14", "2027-09-16", "This is more than a year."),
        ("2026-09-22", "2026-09-23", "Some of these days are recorded already."),
    ],
)
def test_days_that_cannot_be_are_said_beside_the_field_and_stay_typed(cast: Cast, from_on: str, until_on: str, sentence: str) -> None:
    Absence.objects.create(user=cast.teacher, from_on="2026-09-21", until_on="2026-09-22", by=cast.teacher)
    answer = send(signed_in(cast.teacher), PAGE, f"{PAGE}add/", **{"away-from_on": from_on, "away-until_on": until_on})
    assert answer.status_code == 200 and sentence in flat(answer.content.decode())
    typed = form_of(answer, f"{PAGE}add/")
    assert (typed["away-from_on"], typed["away-until_on"]) == ([from_on], [until_on])
    assert days(cast.teacher) == [(date(2026, 9, 21), date(2026, 9, 22))]
