"""What is past due, by team: true counts of what a person answers for, and nothing of what the person does not."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tat import home, obligations
from tat.models import Obligation, Team, User
from tat.permissions import scope_of
from tat.roles import Role
from tat.views import duty_board
from tests.tat.school import School
from tests.typed import flat

pytestmark = [pytest.mark.django_db, pytest.mark.req("SE-2")]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def school() -> School:
    return School()


@pytest.fixture
def monday(at: Callable[[str], datetime.datetime]) -> datetime.datetime:
    return at("2026-09-14 14:00")


def late(school: School, moment: datetime.datetime, days: int, rule: str = "CPD-ISP", **fields: Any) -> Obligation:
    """A duty that began so many days ago."""
    began = moment - days * DAY
    return obligations.start(rule, **school.opening(triggered_at=began, at=began, **fields))


def board(user: User) -> str:
    browser = Client()
    browser.force_login(user)
    answer = browser.get("/duties/board/")
    assert answer.status_code == 200
    return flat(answer.content.decode())


def counted(user: User, at: datetime.datetime) -> dict[str, dict[str, int]]:
    """Team -> kind of duty -> how many."""
    scope = scope_of(user, at)
    rows = duty_board.late_rows(scope, Role.SUPERINTENDENT in scope.offices)
    return {place.name: {kind.title: kind.count for kind in place.kinds} for place in duty_board.places(rows, at)}


def test_a_principal_sees_the_own_team_counted_by_kind_and_no_other(school: School, monday: datetime.datetime) -> None:
    late(school, monday, 3)
    late(school, monday, 9)
    late(school, monday, 90, "UPD-30")
    late(school, monday, 0)  # runs still
    other = School("birch")
    late(other, monday, 40)
    isp = str(duty_board.title_of("CPD-ISP"))
    assert counted(school.principal, monday) == {"Cedar team": {isp: 2, str(duty_board.title_of("UPD-30")): 1}}
    assert sum(map(sum, (kinds.values() for kinds in counted(school.principal, monday).values()))) == len(
        [row for row in home.rows_of_buildings(scope_of(school.principal, monday)) if row.is_overdue(monday)]
    )
    page = board(school.principal)
    assert "3 duties are past due." in page and "8 days" in page and "K7Q2" not in page


def test_the_superintendent_sees_every_team_the_longest_late_first(school: School, monday: datetime.datetime) -> None:
    second = Team.objects.create(district=school.district, name="Birch team")
    late(school, monday, 3)
    late(school, monday, 30, team=second)
    late(school, monday, 30, team=second, practice=True)
    late(School("birch"), monday, 40)
    found = counted(school.superintendent, monday)
    assert {name: sum(kinds.values()) for name, kinds in found.items()} == {"Birch team": 1, "Cedar team": 1}
    page = board(school.superintendent)
    assert page.index("Birch team") < page.index("Cedar team") and "2 duties are past due." in page


def test_what_belongs_to_no_team_stands_under_its_building_or_the_district(school: School, monday: datetime.datetime) -> None:
    late(school, monday, 3, team=None)
    late(school, monday, 3, team=None, building=None)
    assert set(counted(school.superintendent, monday)) == {"Cedar High", "Cedar Falls"}


def test_a_case_from_which_a_member_stepped_aside_is_not_counted(school: School, monday: datetime.datetime) -> None:
    about = school.about()
    late(school, monday, 3, about=about)
    assert len(counted(school.counselor, monday)) == 1
    school.stands(school.counselor, "aside", about, monday)
    assert counted(school.counselor, monday) == {}


def test_the_board_says_so_where_nothing_is_past_due(school: School, monday: datetime.datetime) -> None:
    late(school, monday, 0)
    assert "Nothing is past due." in board(school.principal)


def test_a_member_without_duties_and_an_outsider_have_no_board(school: School, monday: datetime.datetime) -> None:
    for user in (school.outsider, school.custodian):
        browser = Client()
        browser.force_login(user)
        assert browser.get("/duties/board/").status_code == 403


def test_the_board_is_one_statement_and_goes_on_after_twenty_five_teams(school: School, monday: datetime.datetime) -> None:
    asked = {}
    for wanted in (2, 30):
        for number in range(Team.objects.filter(name__startswith="Team ").count(), wanted):
            team = Team.objects.create(district=school.district, name=f"Team {number:02} {uuid.uuid4().hex[:4]}")
            late(school, monday, 50 - number, team=team)
        with CaptureQueriesContext(connection) as seen:
            rows = duty_board.late_rows(scope_of(school.superintendent, monday), True)
            list(duty_board.places(rows, monday))
        asked[wanted] = len(seen)
    assert asked[2] == asked[30]
    browser = Client()
    browser.force_login(school.superintendent)
    first = browser.get("/duties/board/").content.decode()
    after = first.partition('href="?after=')[2].partition('"')[0]
    second = browser.get(f"/duties/board/?after={after}").content.decode()
    assert (first.count('id="place-'), second.count('id="place-')) == (25, 5)
    assert "Team 24" in first and "Team 25" not in first and "Team 25" in second
