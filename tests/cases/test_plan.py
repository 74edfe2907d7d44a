"""The case plan: who carries it, its strategies, its versions, and the lead's signature."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from cases.actions.plan import Stale, adopt_plan, save_plan
from cases.actions.plan_facts import current_plan, strategies_of
from cases.actions.strategies import FreeStrategy, StrategyWords, add_strategies, change_strategy, library
from cases.models import CaseUpdate, Plan, Strategy
from cases.step import StepDomain
from cases.workflow.plan import rungs_skipped
from tat import clock
from tat.models import LogEntry, Obligation, Standing
from tat.workflow import Blocked
from tests.cases.managed import adopted, change, classified, closed, drafted, local, planned, running, strategy, token, updated, words
from tests.cast import a_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(at):
    return at("2026-09-14 14:02")


def standing(case, capacity):
    rows = Standing.objects.filter(about_id=case.id, capacity=capacity, until_at=None)
    return [row.person for row in rows.select_related("person")]


def blocked(act, **given):
    with pytest.raises(Blocked) as refused:
        act(**given)
    return " ".join(map(str, refused.value.problems))


@pytest.mark.req("PL-7", "AS-7")
def test_adopting_meets_the_plan_duty_and_starts_the_thirty_days(cast):
    case = classified(cast)
    assert local(running(case, "PLAN").target_due_at) == "2026-09-16 16:00"
    drafted(cast, case)
    plan = adopted(cast, case)
    case.refresh_from_db()
    row = running(case)
    assert (plan.state, case.stage, case.planned_at) == ("adopted", "management", plan.adopted_at)
    assert Obligation.objects.get(rule="PLAN", about_id=case.id).proof_ref == f"plan:{plan.id}"
    assert (row.trigger_ref, row.triggered_at) == (f"plan:{plan.id}", plan.adopted_at)
    assert local(row.legal_due_at) == "2026-10-14 23:59"


@pytest.mark.req("PL-7")
def test_low_with_measures_has_updates_and_a_district_may_shorten_the_days(cast):
    cast.district.update_days = 14
    cast.district.save()
    case = planned(cast, "low", measures=True)
    assert (case.stage, local(running(case).legal_due_at)) == ("management", "2026-09-28 23:59")


@pytest.mark.req("PL-2")
def test_who_carries_the_plan_stands_for_the_case_until_the_handover(cast):
    case = planned(cast)
    assert (standing(case, "case_manager"), standing(case, "engager")) == ([cast.counselor], [cast.social_worker])
    drafted(cast, case, "SUB-1b", case_manager=cast.psychologist)
    assert standing(case, "case_manager") == [cast.counselor]
    adopted(cast, case)
    assert standing(case, "case_manager") == [cast.psychologist]
    assert Standing.objects.get(about_id=case.id, person=cast.counselor, capacity="case_manager").until_at


@pytest.mark.req("PL-2")
def test_only_people_with_a_seat_of_this_team_carry_a_plan(cast):
    case = classified(cast)
    for stranger in (cast.outsider, cast.backup):
        said = blocked(save_plan, case=case, by=cast.counselor, version="", words=words(cast, case_manager=stranger))
        assert f"{stranger.full_name} holds no seat of this team" in said
    save_plan(case=case, by=cast.counselor, version="", words=words(cast, case_manager=cast.officer))
    assert current_plan(case).case_manager == cast.officer


@pytest.mark.req("PL-2")
def test_a_case_manager_who_left_the_team_keeps_the_plan_from_being_adopted(cast):
    case = classified(cast)
    drafted(cast, case)
    seat = cast.seat(cast.counselor)
    seat.until_on = "2026-09-13"
    seat.save()
    said = blocked(adopt_plan, case=case, by=cast.principal, version=token(case))
    assert "The case manager no longer holds a seat of this team" in said


@pytest.mark.req("PL-2", "PL-1", "PL-3")
def test_an_empty_draft_is_not_adopted_and_every_sentence_says_why(cast):
    case = classified(cast, found="ST")
    save_plan(case=case, by=cast.counselor, version="", words=words(cast, case_manager=None, engager=None, least_intrusive=""))
    add_strategies(case=case, by=cast.counselor, codes=["SUB-3c"], words=StrategyWords())
    said = blocked(adopt_plan, case=case, by=cast.principal, version=token(case))
    parts = ["No case manager is named", "Nobody is named to keep in touch", "no strategy under Target", "skip a lower rung"]
    assert all(part in said for part in [*parts, "least intrusive"])


@pytest.mark.req("PL-1")
def test_the_lead_adopts_and_nobody_else(cast):
    case = classified(cast)
    drafted(cast, case)
    for by, refusal in ((cast.counselor, PermissionDenied), (cast.outsider, Http404)):
        with pytest.raises(refusal):
            adopt_plan(case=case, by=by, version=token(case))
    assert adopted(cast, case).adopted_by == cast.principal
    assert "There is no draft to adopt" in blocked(adopt_plan, case=case, by=cast.principal, version=token(case))


@pytest.mark.req("PL-1")
def test_a_draft_changed_since_the_lead_read_it_is_not_signed(cast):
    case = classified(cast)
    drafted(cast, case)
    read = token(case)
    change(cast, case, "TGT-3", rhythm="daily")
    with pytest.raises(Stale):
        adopt_plan(case=case, by=cast.principal, version=read)
    assert current_plan(case).state == "draft"
    assert adopted(cast, case).state == "adopted"


@pytest.mark.req("PL-1", "PL-7")
def test_a_new_version_takes_the_earlier_ones_place_and_leaves_the_days_running(cast, at):
    case = planned(cast)
    first, before = current_plan(case), running(case)
    at("2026-09-24 09:00")
    drafted(cast, case, "SUB-3c", lower_rungs="Talks alone did not hold.")
    second = adopted(cast, case)
    first.refresh_from_db()
    assert (first.state, second.number, second.state) == ("replaced", 2, "adopted")
    assert (running(case).pk, running(case).legal_due_at) == (before.pk, before.legal_due_at)
    assert [row.strategy for row in strategies_of(case, first)] == ["SUB-1a", "TGT-3"]
    assert [row.strategy for row in strategies_of(case, second)] == ["SUB-1a", "SUB-3c", "TGT-3"]
    case.refresh_from_db()
    assert case.planned_at == first.adopted_at


@pytest.mark.req("PL-1")
def test_one_draft_at_a_time_and_a_stale_edit_changes_nothing(cast):
    case = classified(cast)
    save_plan(case=case, by=cast.counselor, version="", words=words(cast))
    read = current_plan(case).token
    save_plan(case=case, by=cast.teacher, version=read, words=words(cast, goals="A goal by the teacher."))
    with pytest.raises(Stale) as refused:
        save_plan(case=case, by=cast.counselor, version=read, words=words(cast, goals="A goal by the counselor."))
    assert refused.value.current.goals == "A goal by the teacher."
    assert (Plan.objects.count(), current_plan(case).goals, current_plan(case).recorded_by) == (1, "A goal by the teacher.", cast.teacher)


@pytest.mark.req("PL-1")
def test_a_strategy_added_meanwhile_makes_no_edit_of_the_words_stale(cast):
    case = planned(cast)
    read = current_plan(case).token
    add_strategies(case=case, by=cast.teacher, codes=["ENV-3"], words=StrategyWords())
    assert save_plan(case=case, by=cast.counselor, version=read, words=words(cast, goals="Written before that.")).number == 2


@pytest.mark.req("PL-1")
def test_the_whole_library_is_offered_by_letter_in_order_of_intrusiveness(cast):
    case = classified(cast)
    offered = {letter: library(case, letter) for letter in StepDomain.values}
    counts = {letter: sum(len(rows) for _group, rows in groups) for letter, groups in offered.items()}
    assert counts == {"S": 28, "T": 9, "E": 7, "P": 6}
    for groups in offered.values():
        lowest = [min(row.rung for row in rows) for _group, rows in groups]
        assert lowest == sorted(lowest)
        assert all([row.rung for row in rows] == sorted(row.rung for row in rows) for _group, rows in groups)


@pytest.mark.req("PL-1")
def test_a_later_edit_of_the_library_changes_no_plan(cast):
    case = classified(cast)
    drafted(cast, case, "SUB-3c TGT-3")
    chosen = strategy(case, "SUB-3c")
    Strategy.objects.filter(code="SUB-3c").update(current=False)
    own = {"edition": "own-1", "label": "Behavior agreement", "domain": "S", "group": "Own", "rung": 2}
    Strategy.objects.create(district=cast.district, code="SUB-3c", **own)
    found = strategy(case, "SUB-3c")
    assert (found.label, found.rung) == (chosen.label, 3) == ("Behavior contract", 3)


@pytest.mark.req("PL-1")
def test_a_strategy_in_free_words_names_its_rung(cast):
    case = classified(cast)
    free = FreeStrategy(label="Lunch with the band director", domain="S", rung=None)
    assert "rung 1 to 5" in blocked(add_strategies, case=case, by=cast.teacher, codes=(), words=StrategyWords(), free=free)
    lunch = FreeStrategy(label=free.label, domain="S", rung=1)
    (row,) = add_strategies(case=case, by=cast.teacher, codes=(), words=StrategyWords(), free=lunch)
    assert (row.label, row.rung, row.strategy) == ("Lunch with the band director", 1, "")


@pytest.mark.req("PL-1")
def test_what_keeps_a_strategy_from_being_added_is_said(cast):
    case = classified(cast)
    act = {"case": case, "by": cast.teacher}
    assert "Choose at least one" in blocked(add_strategies, **act, codes=(), words=StrategyWords())
    assert "not in the library" in blocked(add_strategies, **act, codes=["SUB-99"], words=StrategyWords())
    days = {"starts_on": clock.now().date(), "due_on": clock.now().date().replace(day=1)}
    assert "lies before" in blocked(add_strategies, **act, codes=["SUB-1a"], words=StrategyWords(**days))
    assert "does not work on this case" in blocked(add_strategies, **act, codes=["SUB-1a"], words=StrategyWords(owner=cast.outsider))
    assert Plan.objects.count() == 0


@pytest.mark.req("PL-1")
def test_a_strategy_ends_with_what_came_of_it(cast):
    case = planned(cast)
    with pytest.raises(Blocked):
        change(cast, case, "TGT-3", status="dropped")
    change(cast, case, "TGT-3", status="done", outcome="The target changed the way home and feels safe.")
    found = strategy(case, "TGT-3")
    assert (found.status, found.outcome) == ("done", "The target changed the way home and feels safe.")


@pytest.mark.req("PL-1")
def test_how_a_step_stands_is_recorded_in_place_and_any_other_change_opens_the_next_version(cast):
    case = planned(cast)
    first = strategy(case, "SUB-1a")
    change(cast, case, "SUB-1a", outcome="Talks every day.")
    assert (current_plan(case).number, strategy(case, "SUB-1a").pk) == (1, first.pk)
    change(cast, case, "SUB-1a", rhythm="twice a day")
    assert (current_plan(case).number, strategy(case, "SUB-1a").rhythm) == (2, "twice a day")
    first.refresh_from_db()
    assert first.rhythm == ""


@pytest.mark.req("PL-1")
def test_two_edits_of_one_strategy_cannot_overwrite_each_other(cast):
    case = planned(cast)
    row = strategy(case, "SUB-1a")
    change(cast, case, "SUB-1a", outcome="First.")
    second = StrategyWords(status="active", outcome="Second.")
    with pytest.raises(Stale):
        change_strategy(case=case, by=cast.teacher, strategy_id=row.id, version=row.version, words=second)
    assert strategy(case, "SUB-1a").outcome == "First."


@pytest.mark.req("PL-1")
@pytest.mark.parametrize(
    ("chosen", "weighed", "count"),
    [
        ([("S", 1)], [], 0),
        ([("S", 2)], [], 1),
        ([("S", 1), ("S", 2), ("S", 3)], [], 0),
        ([("S", 1), ("S", 5)], [], 1),
        ([("T", 1), ("S", 2)], [], 1),
        ([("S", 2)], [("S", 1)], 0),
        ([], [], 0),
    ],
)
def test_a_rung_is_skipped_where_nothing_stands_or_was_tried_below_it(chosen, weighed, count):
    assert rungs_skipped(chosen, weighed) == count


@pytest.mark.req("PL-1")
def test_a_skipped_rung_asks_for_a_sentence(cast):
    case = classified(cast)
    drafted(cast, case, "SUB-1a SUB-3c TGT-3")
    assert "skip a lower rung" in blocked(adopt_plan, case=case, by=cast.principal, version=token(case))
    save_plan(case=case, by=cast.counselor, version=current_plan(case).token, words=words(cast, lower_rungs="Talks alone did not hold."))
    assert adopted(cast, case).state == "adopted"


@pytest.mark.req("PL-8")
def test_a_closed_case_refuses_every_act_on_its_plan(cast, at):
    case = planned(cast)
    at("2026-09-30 10:00")
    updated(cast, case)
    row = strategy(case, "SUB-1a")
    closed(cast, case)
    for act in (
        lambda: save_plan(case=case, by=cast.counselor, version=current_plan(case).token, words=words(cast)),
        lambda: add_strategies(case=case, by=cast.counselor, codes=["SUB-1b"], words=StrategyWords()),
        lambda: change(cast, case, "SUB-1a", outcome="Later."),
        lambda: adopt_plan(case=case, by=cast.principal, version=token(case)),
        lambda: updated(cast, case),
    ):
        assert "closed" in blocked(act) or "There is no draft" in blocked(act)
    assert (strategy(case, "SUB-1a").version, CaseUpdate.objects.count(), Plan.objects.count()) == (row.version, 1, 1)


@pytest.mark.req("PL-1")
def test_before_the_full_team_is_convened_nobody_writes_a_plan(cast):
    case = a_case(cast, "triage")
    assert "once it is convened" in blocked(save_plan, case=case, by=cast.counselor, version="", words=words(cast))


@pytest.mark.req("PL-1")
def test_each_act_on_a_plan_leaves_one_line_in_the_log_by_its_actor(cast):
    case = classified(cast)
    before = LogEntry.objects.count()
    drafted(cast, case)
    change(cast, case, "SUB-1a", rhythm="daily")
    adopted(cast, case)
    lines = list(LogEntry.objects.order_by("seq")[before:].values_list("action", "actor_id", "code"))
    by, lead = cast.counselor.pk, cast.principal.pk
    assert lines == [
        ("plan_saved", by, case.code),
        ("strategy_added", by, case.code),
        ("strategy_changed", by, case.code),
        ("plan_adopted", lead, case.code),
    ]


@pytest.mark.req("AS-7")
def test_a_late_plan_is_adopted_with_a_sentence_on_why(cast, at):
    case = classified(cast)
    at("2026-09-14 15:00")
    Obligation.objects.filter(about_id=case.id, rule="TAT-CLS").update(target_due_at="2026-09-14T00:00Z")
    drafted(cast, case)
    assert "FORT, Timely" in blocked(adopt_plan, case=case, by=cast.principal, version=token(case))
    plan = adopted(cast, case, fort_notes={"T": "The family could be reached on the third day only."})
    assert plan.fort_notes == {"T": "The family could be reached on the third day only."}
