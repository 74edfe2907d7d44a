"""Rosters signed in time, late and not at all; members trained, one who waits for it; channels that work and one that does not."""

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from reporting.management.demo.school import account
from tat import clock
from tat.actions.mechanisms import ChannelGiven, MessageGiven, record_channel, record_test
from tat.actions.roster_checks import open_checks, seen_mark, sign_check
from tat.actions.school_years import begun, years_of
from tat.actions.seats import MEMBER, EmptyGiven, SeatGiven, leave_empty, seat_person
from tat.actions.team_reconcile import reconcile
from tat.actions.training import TrainingGiven, members_of, record_members, record_session, record_staff
from tat.models import Building, RosterCheck, SchoolYear, Team, User
from tat.models.rosters import rosters_of
from tat.statutes import local_date, wall_time

SOURCE = Path(settings.ROOT) / "fixtures" / "demo_teams.json"
TEN = time(10)
AFTER_SEATING = timedelta(days=35)


def make_teams() -> None:
    """Train, check, and keep the register of channels, each act on its day. The clock is afterwards as it was, whatever happens."""
    told: dict[str, Any] = json.loads(SOURCE.read_text())
    moved, real_now = clock.moved_by(), clock.now()

    def on(moment: datetime) -> None:
        clock.offset(moved - max(real_now - moment, timedelta(0)))

    try:
        chief = _person("superintendent")
        year = begun(years_of(chief.district_id or 0), local_date(real_now))
        assert year is not None
        _train(told, chief, on)
        _check(told, year, on)
        _sessions(told, year, on)
        for each in told["channels"]:
            _channel(each, real_now, on)
        _seats(told, real_now, on)
        on(real_now)
        reconcile()
    finally:
        clock.offset(moved)


def _train(told: dict[str, Any], chief: User, on: Callable[[datetime], None]) -> None:
    """All members of all teams in one week of their first summer; a back-up came later."""
    for team in Team.objects.filter(district=chief.district_id).order_by("pk"):
        day = team.seats.earliest("from_on").from_on + AFTER_SEATING
        on(wall_time(day, TEN))
        people = [each.pk for each in members_of(team, clock.now())]
        words = {name: told[name] for name in ("trainer", "expert_basis", "evidence")}
        given = TrainingGiven(topic="initial", on=day, hours=Decimal(6), people=people, **words)
        record_members(team_ref=team.ref, by=chief, given=given)


def _check(told: dict[str, Any], year: SchoolYear, on: Callable[[datetime], None]) -> None:
    """The checks open by themselves; one principal signs in time, one late, one not yet."""
    on(wall_time(year.starts_on - timedelta(days=20), TEN))
    open_checks(clock.now())
    for each in told["checks"]:
        on(wall_time(year.starts_on - timedelta(days=each["days_before"]), TEN))
        by = _person(each["by"])
        check = RosterCheck.objects.select_related("team").get(team__buildings__appointments__user=by)
        roster = rosters_of([check.team], local_date(clock.now()))[check.team_id]
        sign_check(check_id=check.pk, by=by, process=each["process"], seen=seen_mark(roster))


def _sessions(told: dict[str, Any], year: SchoolYear, on: Callable[[datetime], None]) -> None:
    """All staff on the day before school, not everybody yet; the community in September."""
    on(wall_time(year.starts_on, TEN))
    staff = told["staff"]
    record_staff(year_ref=year.ref, by=_person(staff["by"]), given=_session(staff, "staff", year.starts_on - timedelta(days=1)))
    on(wall_time(year.starts_on + timedelta(days=27), TEN))
    community, by = told["community"], _person(told["community"]["by"])
    team = Team.objects.get(seats__user=by)
    given = _session(community, "community", local_date(clock.now()), year_ref=year.ref, audience=community["audience"])
    record_session(team_ref=team.ref, by=by, given=given)


def _seats(told: dict[str, Any], real_now: datetime, on: Callable[[datetime], None]) -> None:
    """The police were asked again for an officer; somebody takes a seat in some days."""
    empty, comes = told["empty"], told["comes"]
    on(real_now - timedelta(days=empty["days"]))
    words = {name: empty[name] for name in ("statutory", "reason", "asked_whom")}
    asked = EmptyGiven(**words, asked_on=local_date(clock.now()) - timedelta(days=2))
    leave_empty(team_ref=Team.objects.get(name=empty["team"]).ref, by=_person(empty["by"]), given=asked)
    on(real_now - timedelta(days=1))
    day = local_date(real_now) + timedelta(days=comes["in_days"])
    given = SeatGiven(person=_person(comes["who"]), place=MEMBER, expertise=comes["expertise"], from_on=day)
    seat_person(team_ref=Team.objects.get(name=comes["team"]).ref, by=_person(comes["by"]), given=given)


def _session(told: dict[str, Any], topic: str, day: date, **fields: Any) -> TrainingGiven:
    words = {"number": told["number"], "evidence": told["evidence"], "who": told.get("who", ""), "trainer": _person(told["by"]).full_name}
    return TrainingGiven(topic=topic, on=day, hours=Decimal(told["hours"]), **words, **fields)


def _channel(told: dict[str, Any], real_now: datetime, on: Callable[[datetime], None]) -> None:
    """A channel as its keeper entered it, and its tests."""
    on(real_now - timedelta(days=told["days"]))
    building = Building.objects.filter(code=told["at"]).first()
    keeper = _person(f"principal.{told['at'].lower()}" if building else "superintendent")
    backup = _person(told["backup"]) if told["backup"] else None
    words = {name: told[name] for name in ("kind", "name", "reach", "hours")}
    place = {"building_id": building.pk if building else None, "since": local_date(clock.now()) - timedelta(days=60)}
    given = ChannelGiven(**words, **place, owner=_person(told["owner"]), backup=backup)
    channel = record_channel(by=keeper, given=given)
    for each in told["tests"]:
        on(real_now - timedelta(days=each.get("days", 0), hours=each.get("hours", 0)))
        sent_at = clock.now() - timedelta(minutes=20)
        lost = each["outcome"] == "lost"
        message = MessageGiven(
            sent_at=sent_at,
            outcome=each["outcome"],
            received_at=None if lost else sent_at + timedelta(minutes=4),
            result=each["result"],
            mended=each.get("mended", ""),
        )
        record_test(channel_id=channel.pk, by=_person(told["owner"]), given=message)


def _person(short: str) -> User:
    return User.objects.get(email=account(short))
