"""Who answers for a duty that names no person, and who is told beside or instead of them."""

import datetime
import uuid

import pytest

from tat import obligations
from tat.actions.sweep import sweep
from tat.models import Notice, Obligation
from tat.roles import Role
from tests.tat.school import School

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> School:
    return School()


@pytest.fixture
def monday(at) -> datetime.datetime:
    return at("2026-09-14 14:00")


def started(school, moment, rule, **fields) -> Obligation:
    return obligations.start(rule, **school.opening(triggered_at=moment, at=moment, **fields))


def told(duty: Obligation, step: str = "start") -> set[str]:
    rows = Notice.objects.filter(obligation=duty, step=step, state="waiting")
    return set(rows.values_list("recipient__position", flat=True))


@pytest.mark.parametrize(
    ("rule", "people"),
    [
        ("FIR-LE", {"principal"}),
        ("IMM-DET", {"principal", "counselor", "teacher", "backup"}),
        ("LVL-LE", {"principal", "counselor", "teacher"}),
        ("FIR-LE2", {"superintendent"}),
        ("OTH-DCFS", {"principal"}),
    ],
)
def test_a_duty_without_a_named_person_is_its_roles(school, monday, rule, people):
    assert told(started(school, monday, rule)) == people


@pytest.mark.parametrize(("rule", "people"), [("REL-LOG", {"custodian"}), ("PRR-7", {"hr"})])
def test_record_duties_are_the_custodians_and_the_personnel_officers(school, at, rule, people):
    school.office(school.person("hr"), Role.HR)
    moment = at("2026-09-14 14:00")
    duty = started(school, moment, rule, about=("request", uuid.uuid4()), anchor=moment + datetime.timedelta(days=4))
    at("2026-09-24 08:00" if rule == "PRR-7" else "2026-09-16 14:01")
    sweep()
    assert set(Notice.objects.filter(obligation=duty, state="waiting").values_list("recipient__position", flat=True)) <= people | {
        "principal"
    }
    assert people <= set(Notice.objects.filter(obligation=duty).values_list("recipient__position", flat=True))


def test_an_update_is_the_case_managers_and_the_leads_where_none_is_named(school, at):
    moment, about = at("2026-09-14 14:00"), school.about()
    school.stands(school.teacher, "case_manager", about, moment)
    with_manager, without = started(school, moment, "UPD-30", about=about), started(school, moment, "UPD-30")
    at("2026-10-04 08:01")
    sweep()
    assert (told(with_manager, "due-10d"), told(without, "due-10d")) == ({"teacher"}, {"principal"})


@pytest.mark.req("TM-2", "OB-4")
def test_what_waits_for_a_seat_that_was_given_up_falls_to_the_lead(school, at):
    moment, about = at("2026-09-14 14:00"), school.about()
    school.stands(school.teacher, "case_manager", about, moment)
    school.team.seats.filter(user=school.teacher).update(until_on=datetime.date(2026, 9, 13))
    opinion = started(school, moment, "TRI-DONE", about=about, actor=school.teacher)
    update = started(school, moment, "UPD-30", about=about)
    at("2026-09-15 15:00")
    sweep()
    assert set(Notice.objects.filter(obligation=opinion).values_list("recipient__position", flat=True)) == {"principal"}
    at("2026-10-04 08:01")
    sweep()
    assert told(update, "due-10d") == {"principal"}


def test_a_backup_of_a_shared_expertise_stands_in_where_none_covers_the_seat(school, monday):
    school.team.seats.filter(user=school.backup).update(covers=None)
    assert told(started(school, monday, "IMM-LE", actor=school.counselor)) == {"counselor", "backup"}
    assert told(started(school, monday, "IMM-LE", actor=school.teacher)) == {"teacher"}


def test_an_activated_backup_stands_in_for_its_case(school, monday):
    about = school.about()
    school.stands(school.outsider, "backup", about, monday)
    assert told(started(school, monday, "IMM-LE", about=about, actor=school.teacher)) == {"teacher", "outsider"}


def test_the_principals_designee_takes_the_designated_duty_when_the_principal_is_away(school, monday):
    school.designate(school.outsider, "principal", "CPD-ISP")
    assert told(started(school, monday, "CPD-ISP")) == {"principal", "outsider"}
    school.away(school.principal, monday)
    named = started(school, monday, "CPD-ISP", actor=school.principal)
    assert told(named) == {"principal", "outsider"}


def test_an_absent_superintendents_designee_is_told_beside(school, at):
    moment = at("2026-09-14 14:00")
    school.designate(school.outsider, "superintendent", "CPD-ISP")
    school.away(school.superintendent, moment)
    duty = started(school, moment, "CPD-ISP")
    at("2026-09-15 13:01")
    sweep()
    assert told(duty, "start+23h") == {"superintendent", "outsider"}


def test_a_superintendent_in_conflict_leaves_the_escalation_to_designee_and_second_contact(school, at):
    moment, about = at("2026-09-14 14:00"), school.about()
    school.designate(school.outsider, "superintendent", "CPD-ISP")
    school.stands(school.superintendent, "excluded", about, moment)
    duty = started(school, moment, "CPD-ISP", about=about)
    at("2026-09-15 13:01")
    sweep()
    assert told(duty, "start+23h") == {"outsider", "second_contact"}


def test_a_person_who_stepped_aside_is_told_of_nothing_about_the_case(school, monday):
    about = school.about()
    school.stands(school.teacher, "aside", about, monday)
    assert told(started(school, monday, "IMM-DET", about=about)) == {"principal", "counselor", "backup"}


def test_whoever_was_told_beyond_the_actor_is_remembered_for_home(school, monday):
    duty = started(school, monday, "IMM-DET")
    assert set(duty.escalated_to) == {school.backup.pk}


def test_a_yearly_duty_that_is_past_due_reminds_the_superintendent_each_morning(school, at):
    school.test_year()
    moment = at("2026-08-01 10:00")
    opening = school.opening(about=("filing", uuid.uuid4()), code="", triggered_at=moment, building=None, team=None)
    duty = obligations.start("FILE-LE", **opening, at=moment, anchor=datetime.date(2026, 8, 19))
    for day in (20, 21, 22):
        at(f"2026-08-{day} 08:01")
        sweep()
    steps = Notice.objects.filter(obligation=duty, state="waiting", step__startswith="overdue").values_list("step", flat=True)
    assert len(set(steps)) == 3
