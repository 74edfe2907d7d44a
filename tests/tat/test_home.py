"""Home: the open duties that wait for one person, and nobody else's."""

import datetime
import uuid

import pytest
from django.core.cache import cache
from django.test import Client

from tat import home, obligations, paging
from tat.actions.sweep import sweep
from tat.models import Obligation
from tat.permissions import scope_of
from tat.roles import Role
from tat.views.needs import need
from tests.tat.school import School

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def school() -> School:
    return School()


@pytest.fixture
def monday(at) -> datetime.datetime:
    return at("2026-09-14 14:00")


def opened(school, moment, rule: str = "CPD-ISP", **fields) -> Obligation:
    return obligations.start(rule, **school.opening(triggered_at=moment, at=moment, **fields))


def shown(user, at) -> list[Obligation]:
    """The person's rows; the statements that Home keeps find the same."""
    scope = scope_of(user, at)
    found = list(home.rows_for(scope))
    first, others, _next = home.first_rows(scope)
    assert sorted([*first, *others], key=lambda row: (row.target_due_at, row.pk)) == found
    assert all(home.is_theirs(scope, row) for row in found)
    return found


@pytest.mark.req("SE-2")
def test_home_lists_what_a_person_answers_for(school, monday):
    mine = opened(school, monday, "SIG", actor=school.teacher)
    ours = opened(school, monday, "LVL-LE")
    theirs = opened(school, monday, "SIG", actor=school.counselor)
    assert shown(school.teacher, monday) == [ours, mine]
    assert set(shown(school.principal, monday)) == {mine, ours, theirs}
    assert shown(school.outsider, monday) == []


def test_past_due_comes_first_then_the_least_time_left(school, monday):
    later = opened(school, monday, "SIG", actor=school.teacher)
    past = opened(school, monday - 30 * HOUR, actor=school.teacher)
    soon = opened(school, monday, actor=school.teacher)
    assert shown(school.teacher, monday) == [past, soon, later]


@pytest.mark.req("SE-2")
def test_what_comes_next_is_the_first_duty_that_falls_due_after_today(school, monday):
    def following(moment) -> Obligation | None:
        return home.first_rows(scope_of(school.teacher, moment))[2]

    opened(school, monday, "IMM-LE", actor=school.teacher)
    assert following(monday) is None
    later = opened(school, monday, "UPD-30", actor=school.teacher)
    soon = opened(school, monday, actor=school.teacher)
    assert following(monday) == soon
    assert following(monday + 24 * HOUR) == later


@pytest.mark.req("SE-2")
def test_home_says_below_the_list_which_date_comes_next(school, monday):
    browser = Client()
    browser.force_login(school.teacher)
    assert b"After today" not in browser.get("/").content
    duty = opened(school, monday, "UPD-30", actor=school.teacher)
    page = " ".join(browser.get("/").content.decode().split())
    link = f'<a href="/duties/{duty.pk}/">30-day update</a>, <span class="code">CHS-26-K7Q2</span>.'
    assert f"After today the next date is <strong>Wednesday, October 14, 2026</strong>: {link}" in page


@pytest.mark.req("SE-2", "IN-4")
def test_a_threat_that_is_minutes_old_stands_above_paper_that_is_weeks_late(school, monday):
    weeks_late = opened(school, monday - 500 * HOUR, "LVL-ADM")
    threat = opened(school, monday, "IMM-LE")
    rows = home.rows_for(scope_of(school.principal, monday))
    assert list(rows) == [weeks_late, threat]
    assert (list(home.emergencies(rows)), list(home.others(rows))) == ([threat], [weeks_late])


@pytest.mark.req("SE-2", "IN-4")
def test_what_is_declared_imminent_stands_above_a_report_that_waits_longer(school, monday):
    unopened = opened(school, monday - 3 * HOUR, "RPT-REV")
    police, plan = (opened(school, monday - HOUR / 2, rule) for rule in ("IMM-LE", "IMM-SEO"))
    first, _others, _next = home.first_rows(scope_of(school.principal, monday))
    assert {*first[:2]} == {police, plan} and first[2] == unopened


@pytest.mark.parametrize(
    ("rule", "own", "theirs"), [("SIG", "Take your position", "Position of"), ("TRI-DONE", "Give your", "Triage opinion of")]
)
def test_a_duty_of_a_colleague_is_not_offered_as_ones_own(school, monday, rule, own, theirs):
    row = opened(school, monday, rule, actor=school.teacher)
    shown = {user: need(row, monday, viewer_id=user.pk, through_case=True).title for user in (school.teacher, school.principal)}
    assert shown[school.teacher].startswith(own)
    assert shown[school.principal].startswith(theirs) and school.teacher.full_name in shown[school.principal]


def test_what_was_escalated_is_on_the_superintendents_home(school, at):
    duty = opened(school, at("2026-09-14 14:00"), actor=school.counselor)
    assert shown(school.superintendent, at("2026-09-14 15:00")) == []
    moment = at("2026-09-15 13:01")
    sweep()
    assert shown(school.superintendent, moment) == [duty]


def test_an_escalation_leaves_home_with_the_office_it_was_made_to(school, at):
    opened(school, at("2026-09-14 14:00"), actor=school.counselor)
    moment = at("2026-09-15 13:01")
    sweep()
    assert len(shown(school.superintendent, moment)) == 1
    school.superintendent.appointments.update(until_on=datetime.date(2026, 9, 14))
    assert shown(school.superintendent, moment) == []


def test_duties_of_the_team_are_those_its_triage_members_answer_for(school, monday):
    duty = opened(school, monday, "SIG", actor=school.counselor)
    assert list(home.rows_of_buildings(scope_of(school.teacher, monday))) == [duty]
    assert list(home.rows_of_buildings(scope_of(school.principal, monday))) == [duty]
    assert list(home.rows_of_buildings(scope_of(school.outsider, monday))) == []


def test_an_excluded_person_sees_no_row_about_the_thing(school, monday):
    about = school.about()
    opened(school, monday, "LVL-LE", about=about)
    school.stands(school.principal, "excluded", about, monday)
    assert shown(school.principal, monday) == []
    assert len(shown(school.teacher, monday)) == 1


def test_a_restricted_row_is_listed_only_for_people_named_in_it(school, monday):
    about = school.about()
    opened(school, monday, "LVL-LE", about=about, restricted=True)
    assert shown(school.principal, monday) == shown(school.teacher, monday) == []
    school.stands(school.teacher, "lead", about, monday)
    assert len(shown(school.teacher, monday)) == 1


def test_a_backup_sees_the_duties_of_a_colleague_who_is_away(school, monday):
    duty = opened(school, monday, "SIG", actor=school.counselor)
    assert shown(school.backup, monday) == []
    school.away(school.counselor, monday)
    assert shown(school.backup, monday) == [duty]


def test_a_designee_sees_the_duties_designated(school, monday):
    school.designate(school.outsider, "superintendent", "FIR-LE2")
    duty = opened(school, monday, "FIR-LE2")
    opened(school, monday, "BAT-LE")
    assert shown(school.outsider, monday) == [duty]


def test_a_case_manager_and_an_acting_lead_see_their_case(school, monday):
    about = school.about()
    duty = opened(school, monday, "UPD-30", about=about)
    member = school.person("member")
    seat = school.seat(member, "PSY")
    school.stands(member, "case_manager", about, monday)
    school.stands(school.custodian, "lead", about, monday)
    assert shown(member, monday) == shown(school.custodian, monday) == [duty]
    seat.until_on = datetime.date(2026, 9, 13)
    seat.save()
    assert shown(member, monday) == []


@pytest.mark.req("TM-2", "PR-1")
def test_a_seats_duty_leaves_home_with_the_seat_and_stays_on_the_leads(school, monday):
    duty = opened(school, monday, "TRI-DONE", actor=school.counselor)
    assert shown(school.counselor, monday) == [duty]
    school.team.seats.filter(user=school.counselor).update(until_on=datetime.date(2026, 9, 13))
    assert shown(school.counselor, monday) == [] and shown(school.principal, monday) == [duty]


def test_ended_duties_and_departed_people_have_an_empty_home(school, monday):
    duty = opened(school, monday, "SIG", actor=school.teacher)
    obligations.meet(duty, at=monday, by=school.teacher)
    opened(school, monday, "SIG", actor=school.counselor)
    school.counselor.is_active = False
    assert shown(school.teacher, monday) == shown(school.counselor, monday) == []


def test_the_number_in_the_navigation_is_at_most_a_minute_old(school, monday):
    cache.clear()
    home.FRAMES.clear()
    opened(school, monday, "SIG", actor=school.teacher)
    assert home.count_for(scope_of(school.teacher, monday)) == 1
    opened(school, monday, "PLAN", actor=school.teacher)
    assert home.count_for(scope_of(school.teacher, monday)) == 1
    assert home.count_for(scope_of(school.teacher, monday + datetime.timedelta(minutes=1))) == 2


def test_the_number_is_counted_where_the_cache_is_away(school, monday, settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "unix:///nonexistent"}}
    opened(school, monday, "SIG", actor=school.teacher)
    assert home.count_for(scope_of(school.teacher, monday)) == 1


def test_pages_follow_each_other_without_a_gap_or_a_double(school, monday):
    for hours in (1, 1, 2, 3):
        opened(school, monday - hours * HOUR, actor=school.teacher)
    for _ in range(3):
        opened(school, monday, "OTH-LE", actor=school.teacher)
    rows, seen, token = home.rows_for(scope_of(school.teacher, monday)), [], ""
    for expected in (2, 2, 2, 1):
        shown_now, token = paging.page(rows, home.KEYS, token, 2)
        assert len(shown_now) == expected
        seen += shown_now
    assert token == ""
    assert seen == list(rows)


@pytest.mark.parametrize("token", ["x", "!!!", "W10", "bnVsbA", "WyJ4IiwgInkiXQ", "WzEsMl0", "W251bGwsIG51bGxd", "é", "A" * 5000])
def test_a_token_that_does_not_read_gives_the_first_page(school, monday, token):
    duty = opened(school, monday, actor=school.teacher)
    shown_now, _ = paging.page(home.rows_for(scope_of(school.teacher, monday)), home.KEYS, token, 2)
    assert shown_now == [duty]


def test_a_clerk_hands_a_duty_to_the_other_and_both_find_it(school, monday):
    other = school.person("other custodian")
    school.office(other, Role.CUSTODIAN)
    duty = opened(school, monday, "REL-LOG", about=("request", uuid.uuid4()), anchor=monday + datetime.timedelta(days=4))
    obligations.hand_over(duty, to=other, reason_code="load", at=monday, by=school.custodian)
    assert shown(other, monday) == shown(school.custodian, monday) == [duty]
    school.custodian.appointments.update(until_on=datetime.date(2026, 9, 13))
    assert shown(school.custodian, monday) == []
