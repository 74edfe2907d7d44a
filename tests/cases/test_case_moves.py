"""The table of moves of a case: where each starts, where it leads, and what stands in its way."""

import re
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from cases.concurrence import Answer, Opinion, PanelSeat
from cases.levels import Level
from cases.safeguard import CODES
from cases.step import StepDomain
from cases.workflow import (
    CHECKS,
    MOVES,
    CaseFacts,
    Circle,
    ClosingReason,
    OtherCase,
    Stage,
    awaits_positions,
    destination,
    met,
    next_move,
    underlying,
    unmet,
)
from cases.workflow.transfers import held_here, lacking
from tat.roles import PERMISSIONS, Permission, Role

NOON = datetime(2026, 10, 14, 17, 0, tzinfo=UTC)
ALL = frozenset(domain.value for domain in StepDomain)
FOUR = frozenset({"reporter", "target", "witness", "subject"})

CONTAINED = CaseFacts(
    stage=Stage.CONTAINMENT,
    stage_before_containment=Stage.INTAKE,
    imminence="yes",
    imminence_rationale=True,
    indicators_answered=True,
    seocrp_answered=True,
    police_contact_recorded=True,
    contained_at_recorded=True,
    contained_by_recorded=True,
)
ASSESSED = CaseFacts(
    stage=Stage.ASSESSMENT,
    domains_with_findings=ALL - {"E"},
    domains_none_found=frozenset({"E"}),
    expected_interviews=FOUR,
    interviews_held=FOUR - {"subject"},
    interviews_not_held=frozenset({"subject"}),
    danger_answered=True,
    level=Level.MODERATE,
    level_rationale=True,
    law_enforcement_considered=True,
    further_intervention_answered=True,
)
PLANNED = replace(
    ASSESSED,
    stage=Stage.MANAGEMENT,
    case_manager_on_team=True,
    engager_on_team=True,
    strategy_domains=ALL - {"E"},
    least_intrusive_reason=True,
    contact_rhythm_set=True,
    plan_adopted=True,
)
LEFT_FOR = {"has_left": True, "left_for_known_place": True}
RESOLVED = replace(PLANNED, no_longer_poses_threat=True, closing_basis=True, last_update_given=True, closing_reason="resolved")


def problems(name, facts, **changes):
    return MOVES[name].problems(replace(facts, **changes))


def only(name, facts, **changes):
    (sentence,) = problems(name, facts, **changes)
    return sentence


@pytest.mark.req("TR-2")
def test_the_table_of_moves_is_the_procedures():
    table = {name: (set(move.sources), move.target, move.permission) for name, move in MOVES.items()}
    assert table == {
        "declare_imminent": ({"intake", "triage", "assessment", "management"}, "containment", "declare_imminent"),
        "confirm_containment": ({"containment"}, None, "confirm_containment"),
        "begin_triage": ({"intake"}, "triage", "begin_triage"),
        "close_at_triage": ({"triage"}, "closed", "give_opinion"),
        "convene_tat": ({"triage"}, "assessment", "convene_tat"),
        "classify": ({"assessment", "management"}, None, "classify"),
        "raise_level": ({"assessment", "management"}, None, "raise_level"),
        "adopt_plan": ({"management"}, "management", "adopt_plan"),
        "close_case": ({"assessment", "management"}, "closed", "close_case"),
        "reopen": ({"closed"}, "assessment", "reopen_case"),
        "reopen_at_triage": ({"closed"}, "triage", "reopen_case"),
        "merge_case": ({"intake", "containment", "triage", "assessment", "management"}, "merged", "record_triage"),
        "go_on_merged": ({"intake", "containment", "triage", "assessment", "management"}, None, "record_triage"),
        "end_exercise": ({"intake", "containment", "triage", "assessment", "management"}, "closed", "close_case"),
    }


@pytest.mark.req("PR-2")
def test_every_move_names_a_permission_that_somebody_holds():
    held = {permission for role in Role for permission in PERMISSIONS[role]}
    assert {Permission(move.permission) for move in MOVES.values()} <= held


@pytest.mark.req("TR-2")
def test_only_two_moves_lead_a_real_case_out_of_triage_into_closed_or_assessment():
    leaving = {name: move.target for name, move in MOVES.items() if move.starts_from(Stage.TRIAGE)}
    assert leaving == {
        "declare_imminent": "containment",
        "close_at_triage": "closed",
        "convene_tat": "assessment",
        "merge_case": "merged",
        "go_on_merged": None,  # no further than it stands
        "end_exercise": "closed",  # of practice alone
    }
    assert "no practice case" in only("end_exercise", CaseFacts()) and problems("end_exercise", CaseFacts(), practice=True) == ()
    for other in (Stage.INTAKE, Stage.TRIAGE, Stage.ASSESSMENT, Stage.MANAGEMENT):
        facts = CaseFacts(stage=Stage.TRIAGE, other=OtherCase(other, other))
        assert destination("go_on_merged", facts) in (Stage.INTAKE, Stage.TRIAGE)


@pytest.mark.req("IN-4")
def test_nothing_stands_before_a_declaration_of_imminence():
    assert MOVES["declare_imminent"].problems(CaseFacts()) == ()


@pytest.mark.req("TR-3")
def test_nothing_holds_a_case_back_from_the_full_team():
    panel = (PanelSeat(1), PanelSeat(2))
    concurring = tuple(Opinion(seat, Answer.NONE, 1, NOON) for seat in (1, 2))
    assert problems("convene_tat", CaseFacts(stage=Stage.TRIAGE), panel=panel, opinions=concurring, facts_version=1) == ()


@pytest.mark.req("IN-4")
@pytest.mark.parametrize(
    ("fact", "value", "starts"),
    [
        ("indicators_answered", False, "The district's imminence indicators"),
        ("imminence_rationale", False, "The determination of imminence has no reason"),
        ("seocrp_answered", False, "It is not recorded whether the crisis response plan"),
        ("police_contact_recorded", False, "No contact with law enforcement"),
        ("contained_at_recorded", False, "Containment is not fully recorded: the time is missing"),
        ("contained_by_recorded", False, "Containment is not fully recorded: the person is missing"),
    ],
)
def test_containment_is_confirmed_on_its_facts(fact, value, starts):
    assert problems("confirm_containment", CONTAINED) == ()
    assert only("confirm_containment", CONTAINED, **{fact: value}).startswith(starts)


@pytest.mark.req("IN-4")
@pytest.mark.parametrize(
    ("before", "after"),
    [(None, Stage.TRIAGE), (Stage.INTAKE, Stage.TRIAGE), (Stage.TRIAGE, Stage.TRIAGE), ("management", Stage.MANAGEMENT)],
)
def test_a_contained_case_returns_to_where_it_came_from(before, after):
    assert destination("confirm_containment", replace(CONTAINED, stage_before_containment=before)) == after


@pytest.mark.req("IN-4")
def test_example_42_triage_opens_only_without_an_imminent_threat():
    assert problems("begin_triage", CaseFacts(imminence="no", imminence_rationale=True)) == ()
    assert "says that a threat is imminent" in only("begin_triage", CaseFacts(imminence="yes", imminence_rationale=True))
    assert not MOVES["begin_triage"].starts_from(Stage.CONTAINMENT)
    assert len(problems("begin_triage", CaseFacts())) == 2


@pytest.mark.req("TR-2")
def test_triage_closes_only_with_every_opinion_on_the_current_facts():
    panel = (PanelSeat(1), PanelSeat(2))
    given = tuple(Opinion(seat, Answer.NONE, 4, NOON) for seat in (1, 2))
    facts = CaseFacts(stage=Stage.TRIAGE, panel=panel, opinions=given, facts_version=4)
    assert problems("close_at_triage", facts) == ()
    assert "still missing: 2" in only("close_at_triage", facts, facts_version=5)
    assert "still missing" not in only("close_at_triage", facts, opinions=(*given, Opinion(1, Answer.UNSURE, 4, NOON)))


@pytest.mark.req("TR-2")
def test_example_41_a_case_with_unanimous_opinions_may_still_be_sent_to_the_full_team():
    facts = CaseFacts(stage=Stage.TRIAGE, panel=(PanelSeat(1), PanelSeat(2)))
    assert destination("convene_tat", facts) == Stage.ASSESSMENT
    assert Permission.CONVENE_TAT in PERMISSIONS[Role.PRINCIPAL]


@pytest.mark.req("AS-5")
@pytest.mark.parametrize(
    ("changes", "starts"),
    [
        ({"domains_none_found": frozenset()}, "Nothing is written yet under Environment."),
        ({"domains_with_findings": frozenset({"S"})}, "Nothing is written yet under Target and Precipitating events."),
        ({"interviews_not_held": frozenset()}, "The subject has not been heard."),
        ({"interviews_held": frozenset({"reporter"})}, "No interview is recorded with: target or recipient and witness."),
        ({"key_questions_unanswered": 2}, "Key questions without an answer: 2."),
        ({"findings_without_source": 1}, "Findings without a source: 1."),
        ({"open_gaps": 3}, "Open information gaps: 3."),
        ({"fort_missing": ("One sentence is missing.",)}, "The record does not yet show FORT. One sentence is missing."),
        ({"danger_answered": False}, "Nobody has answered whether a qualified person"),
        ({"level": None}, "No level is chosen."),
        ({"level_rationale": False}, "The level has no rationale."),
        ({"law_enforcement_considered": False}, "At Moderate Level notice to law enforcement"),
        ({"further_intervention_answered": False}, "It is not answered whether the threat requires further intervention"),
    ],
)
def test_a_classification_waits_for_the_record(changes, starts):
    assert problems("classify", ASSESSED) == ()
    assert only("classify", ASSESSED, **changes).startswith(starts)


@pytest.mark.req("AS-3")
def test_open_gaps_do_not_stop_a_classification_that_says_why_now():
    assert problems("classify", ASSESSED, open_gaps=3, gaps_reason=True) == ()


@pytest.mark.req("AS-5")
def test_example_44_only_moderate_asks_whether_law_enforcement_was_considered():
    unasked = replace(ASSESSED, law_enforcement_considered=False)
    assert only("classify", unasked).startswith("At Moderate Level")
    assert problems("classify", unasked, level=Level.HIGH) == ()
    assert problems("close_case", RESOLVED, level=Level.HIGH, open_holding_obligations=("LVL-LE",)) != ()


@pytest.mark.req("AS-5")
def test_further_intervention_is_asked_from_moderate_up():
    assert problems("classify", ASSESSED, level=Level.LOW, further_intervention_answered=False) == ()


@pytest.mark.req("AS-5")
@pytest.mark.parametrize(
    ("stage", "level", "measures", "after"),
    [
        (Stage.ASSESSMENT, Level.ROUTINE, False, Stage.ASSESSMENT),
        (Stage.ASSESSMENT, Level.LOW, False, Stage.ASSESSMENT),
        (Stage.ASSESSMENT, Level.LOW, True, Stage.MANAGEMENT),
        (Stage.ASSESSMENT, Level.MODERATE, False, Stage.MANAGEMENT),
        (Stage.ASSESSMENT, Level.IMMINENT, False, Stage.MANAGEMENT),
        (Stage.MANAGEMENT, Level.LOW, False, Stage.MANAGEMENT),
        (Stage.ASSESSMENT, None, False, Stage.ASSESSMENT),
    ],
)
def test_a_level_that_needs_a_plan_leads_to_the_plan(stage, level, measures, after):
    assert destination("classify", replace(ASSESSED, stage=stage, level=level, measures=measures)) == after


@pytest.mark.req("AS-5")
def test_a_lower_level_waits_for_every_position_and_a_higher_one_does_not():
    lowered = replace(ASSESSED, level=Level.MODERATE, previous_level=Level.HIGH, positions_outstanding=2)
    assert awaits_positions(lowered) and destination("classify", lowered) == Stage.ASSESSMENT
    assert not awaits_positions(replace(lowered, positions_outstanding=0))
    raised = replace(lowered, level=Level.HIGH, previous_level=Level.MODERATE)
    assert not awaits_positions(raised) and destination("raise_level", raised) == Stage.MANAGEMENT
    assert not awaits_positions(replace(lowered, previous_level=None))


@pytest.mark.req("AS-5")
def test_a_level_is_raised_at_once_by_the_lead_or_two_seats():
    raised = replace(ASSESSED, level=Level.HIGH, previous_level=Level.MODERATE, raised_by_lead=True)
    assert problems("raise_level", raised) == ()
    assert problems("raise_level", raised, raised_by_lead=False, raising_seats=2, positions_outstanding=5) == ()
    assert only("raise_level", raised, raised_by_lead=False, raising_seats=1).startswith("A level is raised at once by the lead")
    assert only("raise_level", raised, level=Level.MODERATE).startswith("This is not a higher level")
    assert only("raise_level", raised, level=None).startswith("No level is chosen.")
    assert only("raise_level", raised, level_rationale=False).startswith("The level has no rationale.")
    assert problems("raise_level", raised, previous_level=None) == ()


@pytest.mark.req("PL-2")
@pytest.mark.parametrize(
    ("changes", "starts"),
    [
        ({"case_manager_on_team": None}, "No case manager is named."),
        ({"case_manager_on_team": False}, "The case manager no longer holds a seat"),
        ({"engager_on_team": None}, "Nobody is named to keep in touch"),
        ({"engager_on_team": False}, "The member named to keep in touch"),
        ({"second_engager_on_team": False}, "The second member named to keep in touch"),
        ({"strategy_domains": frozenset({"S", "T"})}, "There are findings but no strategy under Precipitating events."),
        ({"rungs_skipped_unexplained": 1}, "Strategies that skip a lower rung without a reason: 1."),
        ({"least_intrusive_reason": False}, "The plan does not say why"),
        ({"contact_rhythm_set": False}, "The plan does not say how often"),
        ({"fort_missing": ("One sentence is missing.",)}, "The record does not yet show FORT."),
    ],
)
def test_a_plan_is_adopted_when_it_is_whole(changes, starts):
    assert problems("adopt_plan", PLANNED) == ()
    assert only("adopt_plan", PLANNED, **changes).startswith(starts)


@pytest.mark.req("PL-3")
def test_example_47_a_separation_waits_for_its_eight_answers():
    chosen = replace(PLANNED, separation_chosen=True, safeguard_answered=frozenset(CODES) - {"SEP-4"})
    assert only("adopt_plan", chosen).startswith("A separation is chosen, and its safeguard has no answer yet to SEP-4.")
    assert problems("adopt_plan", chosen, safeguard_answered=frozenset(CODES)) == ()
    assert problems("adopt_plan", chosen, emergency_removal_running=True) == ()


@pytest.mark.req("AS-5")
def test_a_plan_can_be_adopted_on_an_incomplete_classification_and_the_case_not_closed():
    assert problems("adopt_plan", PLANNED, positions_outstanding=2) == ()
    assert only("close_case", RESOLVED, positions_outstanding=2).startswith("Seats without a position on the classification: 2.")


@pytest.mark.req("PL-8")
@pytest.mark.parametrize(
    ("changes", "starts"),
    [
        ({"level": None}, "The case has no classification in force."),
        (
            {"open_holding_obligations": ("LVL-LE", "PLAN", "LVL-LE")},
            "Duties that hold the case are still open: “Tell the local law enforcement agency about the level”; “Adopt a case",
        ),
        ({"no_longer_poses_threat": False}, "The team has not stated that the subject no longer poses a threat."),
        ({"closing_basis": False}, "The basis is missing."),
        ({"last_update_given": False}, "The last update is missing."),
        ({"target_told_needed": True}, "A target was told of the threat"),
        ({"watch_items_open": 1}, "Strategies for precipitating events still open: 1."),
        ({"closing_reason": ""}, "No reason for closing is chosen."),
        ({"closing_reason": "suspended"}, "No reason for closing is chosen."),
        ({"closing_reason": ClosingReason.AT_TRIAGE}, "No reason for closing is chosen."),
        ({"closing_reason": ClosingReason.ROUTINE}, "The reason says Routine/No Known Concern"),
        ({"closing_reason": ClosingReason.LOW_NO_ACTION}, "The reason says Low Level without measures"),
        ({"level": Level.LOW, "measures": True, "closing_reason": "low_no_action"}, "The reason says Low Level without measures"),
        ({"transfer_waits": True}, "Another building is asked to take this case"),
        ({"closing_reason": ClosingReason.TRANSFERRED}, "The reason says that the subject goes to another school"),
        ({"closing_reason": ClosingReason.TRANSFERRED, "has_left": True}, "The reason says that the subject goes to another school"),
        ({"closing_reason": ClosingReason.TRANSFERRED, **LEFT_FOR}, "The reason says that notice was given"),
        ({"closing_reason": ClosingReason.LEFT_DISTRICT}, "The reason says that the subject has left the district"),
        ({"closing_reason": ClosingReason.LEFT_DISTRICT, "has_left": True}, "The reason says that monitoring has ended"),
        ({"fort_missing": ("One sentence is missing.",)}, "The record does not yet show FORT."),
    ],
)
def test_a_case_closes_when_nothing_is_open(changes, starts):
    assert problems("close_case", RESOLVED) == ()
    assert only("close_case", RESOLVED, **changes).startswith(starts)


@pytest.mark.req("PL-8")
def test_a_subject_who_left_on_record_is_a_reason_of_the_list():
    assert problems("close_case", RESOLVED, closing_reason="transferred_with_notice", **LEFT_FOR, left_with_notice=True) == ()
    assert problems("close_case", RESOLVED, closing_reason="left_district_monitoring_ended", has_left=True, monitoring_ended=True) == ()


@pytest.mark.req("PL-8")
@pytest.mark.parametrize(
    ("stage", "unread", "words"),
    [
        (Stage.CONTAINMENT, False, "contain it finish that first"),
        (Stage.TRIAGE, False, "Triage Team is deciding"),
        (Stage.CLOSED, False, "opened again first"),
        (Stage.MERGED, False, "merged into another"),
        (Stage.MANAGEMENT, True, "has not been opened yet"),
    ],
)
def test_what_runs_is_finished_before_a_case_is_handed_over(stage, unread, words):
    assert words in held_here(stage, unread=unread)
    assert held_here(Stage.MANAGEMENT, unread=False) == ""


@pytest.mark.req("PL-8")
@pytest.mark.parametrize(
    ("has_team", "has_principal", "seats", "words"),
    [
        (False, True, 2, "No Threat Assessment Team serves North School"),
        (True, False, 2, "It lacks a principal in office."),
        (True, True, 1, "It lacks 2 members designated for triage (it has 1)."),
        (True, False, 0, "It lacks a principal in office and 2 members designated for triage (it has 0)."),
    ],
)
def test_what_a_building_lacks_to_take_a_case_is_named(has_team, has_principal, seats, words):
    assert words in lacking("North School", has_team=has_team, has_principal=has_principal, triage_seats=seats)
    assert lacking("North School", has_team=True, has_principal=True, triage_seats=2) == ""


@pytest.mark.req("PL-8")
def test_a_target_who_was_told_before_is_told_of_the_closing():
    assert problems("close_case", RESOLVED, target_told_needed=True, target_told=True) == ()


@pytest.mark.req("PL-8")
def test_example_36_routine_closes_without_updates_and_low_with_monitoring_does_not():
    routine = replace(ASSESSED, level=Level.ROUTINE, closing_reason="routine")
    assert problems("close_case", routine) == ()
    monitored = replace(routine, level=Level.LOW, measures=True, closing_reason="resolved")
    assert [missing.name for missing in unmet("close_case", monitored)] == ["threat_ended", "last_update_given"]


@pytest.mark.req("PL-8")
def test_example_46_a_referral_is_watched_before_a_low_case_closes():
    low = replace(ASSESSED, level=Level.LOW, closing_reason="low_no_action")
    assert problems("close_case", low) == ()
    assert "RSP-LOW-5" in only("close_case", low, referral_made=True)
    assert problems("close_case", low, referral_made=True, referral_watched=True) == ()


@pytest.mark.req("AS-7")
def test_example_48_lowering_cancels_no_duty():
    lowered = replace(RESOLVED, level=Level.MODERATE, previous_level=Level.HIGH, open_holding_obligations=("LVL-LE",))
    assert "Tell the local law enforcement agency about the level" in only("close_case", lowered)
    assert destination("classify", lowered) == Stage.MANAGEMENT


@pytest.mark.req("PL-8")
def test_a_case_reopens_for_a_reason_or_a_report():
    closed = CaseFacts(stage=Stage.CLOSED)
    assert only("reopen", closed).startswith("Nothing is given that reopens the case.")
    assert problems("reopen", closed, report_added=True) == () == problems("reopen", closed, reopening_reason=True)
    assert only("reopen_at_triage", closed, reopening_reason=True).startswith("Only a case that was closed at triage")
    assert problems("reopen_at_triage", closed, reopening_reason=True, closed_at_triage=True) == ()
    assert destination("reopen_at_triage", closed) == Stage.TRIAGE


@pytest.mark.req("PR-1")
def test_a_circle_is_the_triage_team_or_the_whole_team():
    assert list(Circle) == ["triage", "tat"]


UNDECIDED = OtherCase(Stage.INTAKE, Stage.INTAKE)


@pytest.mark.req("PL-8")
@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (CaseFacts(merging_reason=True), "No other case is chosen."),
        (CaseFacts(merging_reason=True, other=replace(UNDECIDED, is_itself=True)), "No other case is chosen."),
        (CaseFacts(merging_reason=True, other=replace(UNDECIDED, stage=Stage.CLOSED)), "is not open"),
        (CaseFacts(merging_reason=True, other=replace(UNDECIDED, is_of_one_kind=False)), "cannot become one"),
        (CaseFacts(merging_reason=True, other=UNDECIDED, reports_unopened=1), "has not been opened yet"),
        (CaseFacts(merging_reason=True, other=replace(UNDECIDED, reports_unopened=2)), "has not been opened yet"),
        (CaseFacts(merging_reason=True, other=UNDECIDED, stage=Stage.CONTAINMENT), "A threat is imminent"),
        (CaseFacts(merging_reason=True, other=UNDECIDED, level=Level.LOW), "a level or a plan in force"),
        (CaseFacts(merging_reason=True, other=UNDECIDED, plan_adopted=True), "a level or a plan in force"),
        (CaseFacts(merging_reason=True, other=UNDECIDED, transfer_waits=True), "Take that request back first"),
        (CaseFacts(other=UNDECIDED), "It is not written why"),
    ],
)
def test_each_thing_that_stands_before_a_merge_is_one_sentence(facts, words):
    (sentence,) = MOVES["merge_case"].problems(facts)
    assert words in sentence
    assert MOVES["merge_case"].problems(CaseFacts(merging_reason=True, other=UNDECIDED)) == ()


@pytest.mark.req("PL-8")
@pytest.mark.parametrize(
    ("stands", "other", "stage"),
    [
        (Stage.MANAGEMENT, OtherCase(Stage.ASSESSMENT, Stage.ASSESSMENT), Stage.ASSESSMENT),
        (Stage.ASSESSMENT, OtherCase(Stage.MANAGEMENT, Stage.MANAGEMENT), Stage.ASSESSMENT),
        (Stage.MANAGEMENT, UNDECIDED, Stage.INTAKE),
        (Stage.CONTAINMENT, UNDECIDED, Stage.CONTAINMENT),
        (Stage.TRIAGE, OtherCase(Stage.CONTAINMENT, underlying("containment", "triage")), Stage.TRIAGE),
        (Stage.TRIAGE, OtherCase(Stage.CONTAINMENT, underlying("containment", "")), Stage.INTAKE),
    ],
)
def test_the_earlier_stage_of_both_is_taken_and_danger_stays_first(stands, other, stage):
    assert destination("go_on_merged", CaseFacts(stage=stands, other=other)) == stage


@pytest.mark.req("PF-1")
@pytest.mark.parametrize("name", list(MOVES))
def test_the_page_the_action_and_the_move_say_the_same(name):
    facts = CaseFacts(expected_interviews=FOUR, separation_chosen=True, open_gaps=1, level=Level.MODERATE)
    listed, done = unmet(name, facts), met(name, facts)
    assert tuple(missing.sentence for missing in listed) == MOVES[name].problems(facts)
    assert {missing.name for missing in listed} | {check.name for check in done} == {check.name for check in CHECKS[name]}
    assert len(listed) + len(done) == len(CHECKS[name])
    assert all(missing.sentence.startswith(missing.missing) and missing.clause in missing.sentence for missing in listed)


AVOIDED = re.compile(
    r"\b(scores?|points|rating|weight|probability|profile|predict\w*|offender|perpetrator|suspect|guilty|accused|victim|hoax"
    r"|dangerous\w*|cleared|clear(?! and present danger))\b",
    re.IGNORECASE,
)


@pytest.mark.req("PF-5")
@pytest.mark.parametrize("check", sorted({check for checks in CHECKS.values() for check in checks}, key=lambda check: check.name))
def test_a_check_is_a_whole_sentence_with_its_source_and_a_page_to_mend_it(check):
    nothing = CaseFacts(imminence="yes", expected_interviews=FOUR, separation_chosen=True, open_gaps=1, domains_with_findings=ALL)
    counted = {field.name: 1 for field in fields(CaseFacts) if field.type is int or field.type == "int"}
    facts = replace(nothing, **counted, domains_with_findings=frozenset(), fort_missing=("One is missing.",), target_told_needed=True)
    facts = replace(facts, transfer_waits=True, second_engager_on_team=False)
    sentences = [check(case) for case in (nothing, facts, replace(nothing, level=Level.LOW, previous_level=Level.HIGH, referral_made=True))]
    other = OtherCase(Stage.INTAKE, Stage.INTAKE, is_of_one_kind=False, reports_unopened=1)
    sentences += [check(replace(facts, stage=Stage.CONTAINMENT, other=other))]
    sentences += [check(replace(facts, level=Level.MODERATE, open_holding_obligations=("PLAN",), gaps_reason=False))]
    said = [sentence for sentence in sentences if sentence]
    assert said
    assert all(re.fullmatch(r"[“A-Z].*[.] Source: .+[.]", sentence) for sentence in said)
    assert not any(AVOIDED.search(text) for text in (*said, check.label, check.clause))
    assert check.mend.startswith("case_") and check.label[0].isupper()


@pytest.mark.req("PF-1")
@pytest.mark.parametrize(
    ("facts", "name"),
    [
        (CaseFacts(), "begin_triage"),
        (CONTAINED, "confirm_containment"),
        (CaseFacts(stage=Stage.TRIAGE), "close_at_triage"),
        (CaseFacts(stage=Stage.ASSESSMENT), "classify"),
        (ASSESSED, "classify"),
        (replace(ASSESSED, level=Level.ROUTINE), "close_case"),
        (replace(PLANNED, plan_adopted=False), "adopt_plan"),
        (PLANNED, "close_case"),
        (CaseFacts(stage=Stage.CLOSED), "reopen"),
        (CaseFacts(stage=Stage.MERGED), ""),
    ],
)
def test_each_stage_has_its_next_move(facts, name):
    assert next_move(facts) == name
