"""The panel: frozen when triage begins; who is on it, who leaves it, who follows."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from cases.access import visible_to
from cases.actions.circle import record_conflict
from cases.actions.imminence import Determining
from cases.models import Case
from tat import clock
from tat.models import LogEntry, Obligation, Seat
from tat.workflow import Blocked
from tests.cast import NOT_IMMINENT, a_case, a_person, a_seat, an_opinion, away
from triage.actions.keeping import keep_triage_moving, waiting
from triage.actions.panel import current_panel
from triage.actions.triage import GONE, begin_triage, give_opinion, record_absence, step_aside
from triage.models import TriageSeat

pytestmark = pytest.mark.django_db
NO = Determining(answer="no", rationale=NOT_IMMINENT)


def staying(case):
    return {seat.member.full_name.split()[0] for seat in current_panel(Case.objects.get(pk=case.pk)) if seat.left_at is None}


def rows(case, state="open"):
    return Obligation.objects.filter(about_id=case.id, rule="TRI-DONE", state=state)


def decided(cast, **changes):
    return a_case(cast, "intake", determining=NO, **changes)


def seat_of(case, user):
    return TriageSeat.objects.get(case=case, member=user)


def sees(user, case):
    return visible_to(user, clock.now()).filter(pk=case.pk).exists()


@pytest.mark.req("TR-2")
def test_beginning_freezes_one_seat_and_one_duty_per_triage_member(cast):
    case = a_case(cast, "triage")
    assert staying(case) == {"Dana", "Sol", "Tobin"}
    assert {(row.actor, row.trigger_ref) for row in rows(case)} == {(seat.member, f"triageseat:{seat.id}") for seat in current_panel(case)}
    begin_triage(case=case, by=cast.counselor)
    assert TriageSeat.objects.filter(case=case).count() == 3
    assert LogEntry.objects.filter(about_id=case.id, action="triage_begun").count() == 1


@pytest.mark.req("TR-2")
def test_later_changes_of_the_roster_do_not_touch_the_panel(cast):
    case = a_case(cast, "triage")
    Seat.objects.filter(user=cast.teacher).update(triage=False)
    Seat.objects.filter(user=cast.psychologist).update(triage=True)
    assert staying(case) == {"Dana", "Sol", "Tobin"} and sees(cast.teacher, case)
    give_opinion(case=case, by=cast.teacher, given=an_opinion())
    with pytest.raises(Blocked):
        give_opinion(case=case, by=cast.psychologist, given=an_opinion())


@pytest.mark.req("TR-2")
def test_example_42_triage_does_not_begin_while_a_threat_is_imminent_or_undecided(cast):
    undecided, imminent = a_case(cast), a_case(cast, "containment", subject_name="Kim Park")
    for case in (undecided, imminent):
        with pytest.raises(Blocked):
            begin_triage(case=case, by=cast.principal)
    with pytest.raises(Http404):
        begin_triage(case=decided(cast, subject_name="Lee Moss"), by=cast.officer)
    convened = a_case(cast, "assessment", subject_name="Ash Reyes")
    with pytest.raises(PermissionDenied):
        begin_triage(case=convened, by=cast.officer)


@pytest.mark.req("TR-2")
def test_an_absent_member_gives_way_to_the_back_up_from_the_start(cast):
    away(cast.teacher, by=cast.principal)
    case = decided(cast)
    begin_triage(case=case, by=cast.principal)
    assert staying(case) == {"Dana", "Sol", "Robin"}
    assert seat_of(case, cast.backup).in_place_of == seat_of(case, cast.teacher)
    assert sorted(rows(case).values_list("actor__full_name", flat=True)) == ["Dana Whitlow", "Robin Voss", "Sol Ortiz-Lane"]
    give_opinion(case=case, by=cast.backup, given=an_opinion())


@pytest.mark.req("TR-2")
def test_an_absence_takes_a_seat_without_back_up_only_from_the_member_or_the_superintendent(cast):
    away(cast.counselor, by=cast.principal)
    case = decided(cast)
    begin_triage(case=case, by=cast.principal)
    assert "Sol" in staying(case)
    away(cast.counselor, by=cast.superintendent)
    second = decided(cast, subject_name="Kim Park")
    begin_triage(case=second, by=cast.principal)
    assert staying(second) == {"Dana", "Tobin"}


@pytest.mark.req("TM-6", "TR-2")
def test_example_40_one_recused_leaves_two_and_two_recused_bring_the_back_up(cast):
    case = decided(cast)
    record_conflict(case=case, by=cast.principal, person=cast.counselor)
    begin_triage(case=case, by=cast.principal)
    assert staying(case) == {"Dana", "Tobin"}
    for member in (cast.principal, cast.teacher):
        give_opinion(case=case, by=member, given=an_opinion())
    assert Case.objects.get(pk=case.pk).closed_reason == "closed_at_triage"
    second = decided(cast, subject_name="Kim Park")
    for member in (cast.counselor, cast.teacher):
        record_conflict(case=second, by=cast.principal, person=member)
    begin_triage(case=second, by=cast.principal)
    assert (staying(second), Case.objects.get(pk=second.pk).stage) == ({"Dana", "Robin"}, "triage")


@pytest.mark.req("TR-2")
def test_fewer_than_two_and_no_back_up_convene_the_full_team(cast):
    Seat.objects.filter(user=cast.backup).delete()
    case = decided(cast)
    for member in (cast.counselor, cast.teacher):
        record_conflict(case=case, by=cast.principal, person=member)
    begin_triage(case=case, by=cast.principal)
    case.refresh_from_db()
    assert (case.stage, case.circle, rows(case).count()) == ("assessment", "tat", 0)


@pytest.mark.req("TR-2")
def test_example_39_a_triage_team_of_one_cannot_close(cast):
    Seat.objects.filter(user__in=[cast.principal, cast.counselor]).update(triage=False)
    case = decided(cast)
    begin_triage(case=case, by=cast.principal)
    assert (staying(case), Case.objects.get(pk=case.pk).stage) == ({"Tobin"}, "assessment")


@pytest.mark.req("TM-6", "TR-2")
def test_stepping_aside_closes_the_case_to_the_member_and_keeps_what_was_given(cast):
    case = a_case(cast, "triage")
    give_opinion(case=case, by=cast.teacher, given=an_opinion())
    step_aside(case=case, by=cast.teacher)
    assert not sees(cast.teacher, case) and staying(case) == {"Dana", "Sol"}
    assert seat_of(case, cast.teacher).opinions.count() == 1
    entry = LogEntry.objects.filter(about_id=case.id).latest("seq")
    assert (entry.action, entry.actor_id) == ("stepped_aside", cast.teacher.pk)
    with pytest.raises(Http404):
        give_opinion(case=case, by=cast.teacher, given=an_opinion())


@pytest.mark.req("TR-2")
def test_the_last_one_missing_steps_aside_and_the_rule_decides(cast):
    case = a_case(cast, "triage")
    for member in (cast.principal, cast.counselor):
        give_opinion(case=case, by=member, given=an_opinion())
    step_aside(case=case, by=cast.teacher)
    assert Case.objects.get(pk=case.pk).closed_reason == "closed_at_triage"


@pytest.mark.req("TR-2")
def test_when_fewer_than_two_are_left_the_back_up_follows_then_the_full_team(cast):
    case = a_case(cast, "triage")
    step_aside(case=case, by=cast.counselor)
    step_aside(case=case, by=cast.teacher)
    assert staying(case) == {"Dana", "Robin"} and sees(cast.backup, case)
    step_aside(case=case, by=cast.backup)
    assert Case.objects.get(pk=case.pk).stage == "assessment"


@pytest.mark.req("TR-2")
def test_an_absence_is_recorded_by_the_member_or_the_superintendent_and_by_nobody_else(cast):
    case = a_case(cast, "triage")
    with pytest.raises(PermissionDenied):
        record_absence(case=case, by=cast.principal, seat=seat_of(case, cast.teacher))
    with pytest.raises(Http404):
        record_absence(case=case, by=cast.superintendent, seat=seat_of(case, cast.teacher))
    record_absence(case=case, by=cast.teacher, seat=seat_of(case, cast.teacher))
    assert staying(case) == {"Dana", "Sol", "Robin"}
    with pytest.raises(Blocked) as refused:
        record_absence(case=case, by=cast.teacher, seat=seat_of(case, cast.teacher))
    assert refused.value.problems == (GONE,)


@pytest.mark.req("TR-2")
def test_an_absence_that_the_superintendent_puts_on_the_roster_takes_the_seat(cast):
    case = a_case(cast, "triage")
    absence = away(cast.teacher, by=cast.principal)
    assert keep_triage_moving(case_id=case.id) == "" and "Tobin" in staying(case)
    absence.by = cast.superintendent
    absence.save()
    assert case.id in waiting(clock.now())
    assert keep_triage_moving(case_id=case.id) == "panel_kept"
    assert staying(case) == {"Dana", "Sol", "Robin"}


@pytest.mark.req("TM-6")
def test_a_conflict_found_later_takes_the_seat_and_the_opinion_out_of_the_count(cast):
    case = a_case(cast, "triage")
    give_opinion(case=case, by=cast.counselor, given=an_opinion())
    record_conflict(case=case, by=cast.principal, person=cast.counselor)
    assert case.id in waiting(clock.now()) and keep_triage_moving(case_id=case.id) == "panel_kept"
    assert staying(case) == {"Dana", "Tobin"} and not rows(case).filter(actor=cast.counselor).exists()
    for member in (cast.principal, cast.teacher):
        give_opinion(case=case, by=member, given=an_opinion())
    assert Case.objects.get(pk=case.pk).stage == "closed"


@pytest.mark.req("TR-2")
def test_example_67_in_summer_the_panel_has_until_four_on_the_next_business_day(cast, at):
    at("2027-06-09 10:00")
    case = a_case(cast, "triage")
    found = list(rows(case))
    assert len(found) == 3 and {row.legal_due_at for row in found} == {None}
    assert {row.target_due_at.astimezone(clock.CENTRAL).strftime("%a %m-%d %H:%M") for row in found} == {"Thu 06-10 16:00"}


@pytest.mark.req("TR-2")
def test_the_time_for_triage_runs_from_no_imminent_threat_unless_it_has_run_out(cast, at):
    at("2026-10-14 08:40")
    case = decided(cast)
    at("2026-10-14 08:55")
    begin_triage(case=case, by=cast.principal)
    assert {row.triggered_at for row in rows(case)} == {Case.objects.get(pk=case.pk).determined_at}
    late = decided(cast, subject_name="Kim Park")
    at("2026-10-20 09:00")
    begin_triage(case=late, by=cast.principal)
    assert {row.triggered_at for row in rows(late)} == {Case.objects.get(pk=late.pk).triage_at}


@pytest.mark.req("TR-2")
def test_triage_that_nobody_begins_begins_by_itself(cast, at):
    now = at("2026-10-14 08:40")
    case = decided(cast)
    assert waiting(now) == []
    at("2026-10-14 09:00")
    assert keep_triage_moving(case_id=case.id) == "triage_begun"
    assert staying(case) == {"Dana", "Sol", "Tobin"} and LogEntry.objects.latest("seq").actor_id is None
    assert keep_triage_moving(case_id=a_case(cast, subject_name="Kim Park").id) == ""


def test_a_member_without_a_way_in_is_not_seated(cast):
    gone = a_person(cast.district, "gone", "Gone Member", "Teacher")
    a_seat(cast.team, gone, "", "EXP-INS", triage=True)
    gone.is_active = False
    gone.save()
    case = a_case(cast, "triage")
    assert staying(case) == {"Dana", "Sol", "Tobin"}
    assert clock.now() - current_panel(case)[0].seated_at < timedelta(minutes=1)
