"""The demonstration district: what a district would really have, its cases made through the product's own acts."""

import ast
import io
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count

from cases.access import door, visible_through
from cases.models import Case, ContagionSweep
from cases.workflow import Stage
from reporting.counts.contagion import coverage
from reporting.management.demo import cases as stories
from reporting.management.demo.school import PASSWORD, account
from reporting.models import EnvironmentalFinding, Exercise
from tat import audit, clock
from tat.models import Building, ClosedDay, District, LogEntry, Obligation, SchoolYear, Seat, Team, User
from tat.models.rosters import rosters_of
from tat.statutes import local_date
from tat.statutes.rosters import unsettled, warnings
from tests.processes.loops import move_clock

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NEW_YEAR = "2028-01-01 10:00"
"""A Saturday, a holiday, and in the middle of the winter break: the demonstration starts on any day."""


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any, owner_connection: Any) -> Iterator[datetime]:
    """The demonstration as it is loaded at that moment; the clock goes on from there."""
    with django_db_blocker.unblock():
        moment = move_clock(owner_connection, NEW_YEAR)
        said = io.StringIO()
        call_command("load_demo", stdout=said)
        assert "with 25 cases" in said.getvalue()
        yield moment
        with owner_connection.cursor() as cursor:
            cursor.execute(clock.offset_sql(timedelta(0)))
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
        connection.close()


def facts() -> dict[str, Any]:
    said = io.StringIO()
    call_command("demo_facts", "--json", stdout=said)
    return json.loads(said.getvalue())


@pytest.mark.req("PF-1")
def test_it_is_one_district_with_four_kinds_of_buildings_and_sixty_people(demo: datetime) -> None:
    assert District.objects.count() == 1
    assert sorted(Building.objects.values_list("kind", flat=True)) == sorted(("alternative", "elementary", "high", "middle"))
    assert (User.objects.filter(is_active=True).count(), Team.objects.count()) == (60, 3)


@pytest.mark.req("TM-1")
def test_one_roster_is_complete_and_the_others_say_what_is_missing(demo: datetime) -> None:
    found = rosters_of(Team.objects.all(), local_date(clock.now())).values()
    missing = {roster.team: (*unsettled(roster), *warnings(roster)) for roster in found}
    assert missing["Cordgrass team"] == ()
    assert missing["Switchgrass team"] and missing["Elementary and alternative team"]
    empty = Seat.objects.get(user=None, until_on=None)
    assert empty.statutory == "LEO" and "Asked Chief R. Dunne" in empty.empty_words


@pytest.mark.req("PF-1")
def test_its_calendar_lies_around_the_day_on_which_it_is_loaded(demo: datetime) -> None:
    assert [year.starts_on.year for year in SchoolYear.objects.order_by("starts_on")] == [2026, 2027, 2028]
    assert ClosedDay.objects.filter(on="2027-12-24", kind="no_school").exists()
    assert ClosedDay.objects.filter(on="2028-01-01", kind="office_holiday").exists()


@pytest.mark.req("PF-1")
def test_its_cases_stand_at_every_stage(demo: datetime) -> None:
    stages = Counter(Case.objects.filter(practice=False).values_list("stage", flat=True))
    assert sum(stages.values()) == 25
    assert set(stages) == set(Stage.values) - {Stage.MERGED.value}
    assert set(Case.objects.exclude(level="").values_list("level", flat=True)) == {"routine", "low", "moderate", "high"}
    assert Case.objects.filter(stage="intake", reports__reviewed_at=None).exists(), "a report that nobody has opened"
    assert Case.objects.filter(stage="closed", convened_at=None).exists(), "closed at triage"
    assert Case.objects.filter(stage="assessment", closing__isnull=False).exists(), "opened again"
    sealed = Case.objects.filter(stage="triage").annotate(given=Count("triageopinion")).values_list("given", flat=True)
    assert max(sealed) == 1, "one member has sealed an opinion, others have not"


@pytest.mark.req("PL-9")
def test_patterns_lie_with_the_district_and_a_direction_waits_at_one_team(demo: datetime) -> None:
    rows = EnvironmentalFinding.objects.with_decision()
    assert sorted(rows.values_list("decided", flat=True), key=str) == [None, None, "taken_up"]
    assert sorted(rows.values_list("cases", flat=True)) == [1, 2, 2]
    assert all(row.pattern and row.recorded_on < demo.date() for row in rows)
    duties = dict(Obligation.objects.filter(rule="DIR-ACK").values_list("team__name", "state"))
    assert duties == {"Cordgrass team": "met", "Switchgrass team": "open"}


@pytest.mark.req("TM-5")
def test_rosters_are_signed_in_time_late_and_not_yet_and_one_channel_is_to_be_mended(demo: datetime) -> None:
    rows = Obligation.objects.filter(rule="TEAM-CHK").select_related("team").order_by("-recorded_at")
    checks = {row.team.name: row for row in rows}  # of each team the first
    assert (checks["Cordgrass team"].state, checks["Cordgrass team"].was_late()) == ("met", False)
    assert (checks["Switchgrass team"].was_late(), checks["Elementary and alternative team"].state) == (True, "open")
    new = Obligation.objects.open().get(rule="TRN-INIT")
    assert new.team.name == "Switchgrass team" and new.due_at() > demo
    assert Obligation.objects.open().filter(rule="MECH-FIX").count() == 1
    assert Exercise.objects.get().training and Case.objects.get(practice=True).stage == "closed"
    assert {"MECH-CHK"} <= set(Obligation.objects.overdue(demo).values_list("rule", flat=True))


@pytest.mark.req("PL-5")
def test_after_violence_elsewhere_one_building_has_looked_one_is_half_way_and_one_has_not_begun(demo: datetime) -> None:
    sweep = ContagionSweep.objects.get()
    assert demo - timedelta(hours=30) < sweep.started_at < demo - timedelta(hours=28)
    lines = {line.building: (line.asked, line.parts) for line in coverage([sweep], exact=True)[sweep.pk].lines}
    assert lines == {
        "Cordgrass High School": (3, (2, 0, 1, 0)),
        "Little Bluestem Elementary": (1, (1, 0, 0, 0)),
        "Switchgrass Middle School": (1, (0, 0, 1, 0)),
    }
    waiting = Obligation.objects.open().filter(rule="SWEEP-48")
    assert all(timedelta(hours=18) < row.target_due_at - demo < timedelta(hours=20) for row in waiting)


@pytest.mark.req("OB-4")
def test_clocks_run_out_today_others_are_late_and_others_have_time(demo: datetime) -> None:
    today = demo.astimezone(clock.CENTRAL).date()
    due = [row.target_due_at for row in Obligation.objects.open().exclude(target_due_at=None)]
    still_today = [moment for moment in due if moment > demo and moment.astimezone(clock.CENTRAL).date() == today]
    assert len(still_today) >= 2
    assert Obligation.objects.open().filter(rule="CPD-ISP", target_due_at__in=still_today).exists()
    assert {"UPD-30", "CPD-ISP"} <= set(Obligation.objects.overdue(demo).values_list("rule", flat=True))
    assert any(moment.astimezone(clock.CENTRAL).date() > today for moment in due)


@pytest.mark.req("PR-3")
def test_every_case_was_made_by_acts_that_are_in_the_chain(demo: datetime) -> None:
    assert audit.verify() == []
    lines = dict(LogEntry.objects.filter(about_kind="case").values_list("about_id").annotate(count=Count("id")))
    assert min(lines.get(case.id, 0) for case in Case.objects.all()) >= 1
    assert LogEntry.objects.filter(at__gt=clock.now()).count() == 0
    assert LogEntry.objects.count() > 250


def test_the_stories_write_no_row_by_themselves() -> None:
    writes = {"create", "bulk_create", "get_or_create", "update_or_create", "save", "update", "bulk_update", "delete"}
    for path in Path(stories.__file__).parent.glob("*.py"):
        found = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)} & writes
        assert path.name in {"school.py", "calendar.py"} or found <= {"update"}, f"{path.name}: only the school is written directly"


def test_loading_it_again_changes_nothing_and_the_clock_is_as_it_was(demo: datetime) -> None:
    before = LogEntry.objects.count()
    said = io.StringIO()
    call_command("load_demo", stdout=said)
    assert (said.getvalue(), LogEntry.objects.count()) == ("", before)
    assert demo <= clock.now() < demo + timedelta(hours=1)


@pytest.mark.parametrize("command", ["load_demo", "demo_facts", "walk_demo_case"])
def test_it_is_for_demonstration_and_tests_alone(demo: datetime, settings: Any, command: str) -> None:
    settings.TEST = settings.DEMO = False
    with pytest.raises(CommandError, match="demonstration"):
        call_command(command)


@pytest.mark.req("TM-2")
def test_the_consultant_sees_one_case_and_no_longer_than_agreed(demo: datetime) -> None:
    consultant = User.objects.get(email=account("consultant"))
    at = clock.now()
    (seen,) = visible_through(door(consultant, at))
    assert seen.level == "high"
    assert not visible_through(door(consultant, at + timedelta(days=61))).exists()


def test_the_facts_tell_everybody_who_can_sign_in(demo: datetime) -> None:
    rows = {row["email"]: row for row in facts()["accounts"]}
    assert len(rows) == 60
    principal = rows[account("principal.chs")]
    assert (principal["buildings"], principal["password"]) == (["CHS"], PASSWORD)
    assert {"principal", "triage_member"} <= set(principal["roles"])
    assert User.objects.get(email=account("principal.chs")).check_password(PASSWORD)
    assert rows[account("office.sms")]["roles"] == ["report_taker"]
    assert rows[account("superintendent")]["buildings"] == []


def test_the_facts_tell_where_each_case_stands_and_who_is_kept_out(demo: datetime) -> None:
    rows = facts()["cases"]
    assert [(row["reference"], row["stage"]) for row in rows] == list(Case.objects.order_by("code").values_list("code", "stage"))
    assert all(row["team"] and row["building"] for row in rows)
    conflicts = {email for row in rows for email in row["conflicts"]}
    assert {account("teacher.pda"), account("vance.holloway")} <= conflicts


def test_the_facts_for_people_are_short(demo: datetime) -> None:
    said = io.StringIO()
    call_command("demo_facts", stdout=said)
    lines = said.getvalue().splitlines()
    assert lines[-1].endswith(PASSWORD)
    assert any("principal.chs@" in line and "Building Principal" in line for line in lines)
    assert not any("agnes.thorne@" in line for line in lines), "who has no part in the work is left out"
