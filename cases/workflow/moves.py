"""The table of moves of a case, and what stands between a case and its next one."""

from dataclasses import dataclass

from cases.levels import is_lower, requires_plan
from cases.workflow import assessment, closing, intake, merging, plan
from cases.workflow.check import Check
from cases.workflow.facts import CaseFacts, Stage
from tat.workflow import Move

ASSESSED = frozenset({Stage.ASSESSMENT, Stage.MANAGEMENT})
OPEN = ASSESSED | {Stage.INTAKE, Stage.CONTAINMENT, Stage.TRIAGE}

CLASSIFY: tuple[Check, ...] = (
    assessment.domains_looked_at,
    assessment.subject_heard,
    assessment.interviews_accounted_for,
    assessment.key_questions_answered,
    assessment.findings_sourced,
    assessment.gaps_explained,
    assessment.danger_answered,
    assessment.level_chosen,
    assessment.level_reasoned,
    assessment.law_enforcement_considered,
    assessment.further_intervention_answered,
    assessment.fort_shown,
)

CONFIRM_CONTAINMENT: tuple[Check, ...] = (
    intake.indicators_answered,
    intake.imminence_reasoned,
    intake.seocrp_answered,
    intake.police_contact_recorded,
    intake.containment_recorded,
)

ADOPT_PLAN: tuple[Check, ...] = (
    plan.case_manager_named,
    plan.engager_named,
    plan.second_engager_seated,
    plan.strategies_chosen,
    plan.separation_safeguarded,
    plan.lower_rungs_weighed,
    plan.least_intrusive_explained,
    plan.contact_rhythm_set,
    assessment.fort_shown,
)

CLOSE_CASE: tuple[Check, ...] = (
    closing.classified,
    closing.positions_in,
    closing.duties_met,
    closing.transfer_answered,
    closing.threat_ended,
    closing.last_update_given,
    closing.target_told,
    closing.watch_items_ended,
    closing.referral_watched,
    assessment.fort_shown,
    closing.closing_reasoned,
)

MERGE_CASE: tuple[Check, ...] = (
    merging.other_chosen,
    merging.of_one_kind,
    merging.reports_read,
    merging.danger_goes_on,
    merging.level_goes_on,
    merging.answer_not_awaited,
    merging.merging_reasoned,
)

CHECKS: dict[str, tuple[Check, ...]] = {
    "declare_imminent": (),
    "confirm_containment": CONFIRM_CONTAINMENT,
    "begin_triage": (intake.imminence_decided, intake.imminence_reasoned),
    "close_at_triage": (intake.panel_concurs,),
    "convene_tat": (),
    "classify": CLASSIFY,
    "raise_level": (assessment.level_chosen, assessment.level_higher, assessment.level_reasoned, assessment.raised_by_enough),
    "adopt_plan": ADOPT_PLAN,
    "close_case": CLOSE_CASE,
    "reopen": (closing.reopening_reasoned,),
    "reopen_at_triage": (closing.was_closed_at_triage, closing.reopening_reasoned),
    "merge_case": MERGE_CASE,
    "go_on_merged": (),
    "end_exercise": (closing.is_practice,),
}


def _move(name: str, sources: frozenset[Stage], target: Stage | None, permission: str) -> Move[CaseFacts]:
    return Move(name, frozenset(source.value for source in sources), target.value if target else None, permission, CHECKS[name])


_TABLE: tuple[Move[CaseFacts], ...] = (
    _move(
        "declare_imminent",
        frozenset({Stage.INTAKE, Stage.TRIAGE, Stage.ASSESSMENT, Stage.MANAGEMENT}),
        Stage.CONTAINMENT,
        "declare_imminent",
    ),
    _move("confirm_containment", frozenset({Stage.CONTAINMENT}), None, "confirm_containment"),
    _move("begin_triage", frozenset({Stage.INTAKE}), Stage.TRIAGE, "begin_triage"),
    _move("close_at_triage", frozenset({Stage.TRIAGE}), Stage.CLOSED, "give_opinion"),
    _move("convene_tat", frozenset({Stage.TRIAGE}), Stage.ASSESSMENT, "convene_tat"),
    _move("classify", ASSESSED, None, "classify"),
    _move("raise_level", ASSESSED, None, "raise_level"),
    _move("adopt_plan", frozenset({Stage.MANAGEMENT}), Stage.MANAGEMENT, "adopt_plan"),
    _move("close_case", ASSESSED, Stage.CLOSED, "close_case"),
    _move("reopen", frozenset({Stage.CLOSED}), Stage.ASSESSMENT, "reopen_case"),
    _move("reopen_at_triage", frozenset({Stage.CLOSED}), Stage.TRIAGE, "reopen_case"),
    _move("merge_case", OPEN, Stage.MERGED, "record_triage"),
    _move("go_on_merged", OPEN, None, "record_triage"),
    _move("end_exercise", OPEN, Stage.CLOSED, "close_case"),
)

MOVES: dict[str, Move[CaseFacts]] = {move.name: move for move in _TABLE}


def destination(name: str, facts: CaseFacts) -> Stage:
    """The stage a case enters by this move: the move's `target`, or where the facts say when it has none.

    A confirmed containment returns to where the case came from, from intake on to triage. A classification
    leads to management only if its level needs a plan; a lower level takes effect with every position in.
    A case with which a duplicate was merged takes the earlier stage of both.
    """
    if name == "confirm_containment":
        return _after_containment(facts)
    if name == "go_on_merged":
        return merging.after_merging(facts)
    target = MOVES[name].target
    return Stage(target) if target else _after_classification(facts)


def _after_containment(facts: CaseFacts) -> Stage:
    before = facts.stage_before_containment
    return Stage(before) if before and before != Stage.INTAKE else Stage.TRIAGE


def _after_classification(facts: CaseFacts) -> Stage:
    if not facts.level or awaits_positions(facts) or not requires_plan(facts.level, measures=facts.measures):
        return facts.stage
    return Stage.MANAGEMENT


def awaits_positions(facts: CaseFacts) -> bool:
    """Whether the level is lower than the one in force and so waits until every position is in."""
    if not facts.level or not facts.previous_level:
        return False
    return is_lower(facts.level, facts.previous_level) and facts.positions_outstanding > 0


@dataclass(frozen=True)
class Unmet:
    """One thing still missing: the whole sentence, the same without its source, and the URL name of the page that mends it."""

    name: str
    sentence: str
    missing: str
    clause: str
    mend: str
    on_form: bool


def unmet(name: str, facts: CaseFacts) -> tuple[Unmet, ...]:
    """What stands between the case and this move, in the table's order."""
    found = ((check, check.test(facts)) for check in CHECKS[name])
    return tuple(Unmet(check.name, check(facts), missing, check.clause, check.mend, check.on_form) for check, missing in found if missing)


def met(name: str, facts: CaseFacts) -> tuple[Check, ...]:
    """The checks of this move that are met; the page shows their labels after what is missing."""
    return tuple(check for check in CHECKS[name] if not check.test(facts))


def next_move(facts: CaseFacts) -> str:
    """The move a case makes next when nothing new happens; "" for one that is merged."""
    if facts.stage == Stage.ASSESSMENT and closing.closes_on_its_level(facts):
        return "close_case"
    if facts.stage == Stage.MANAGEMENT and not facts.plan_adopted:
        return "adopt_plan"
    return NEXT.get(facts.stage, "")


NEXT: dict[Stage, str] = {
    Stage.INTAKE: "begin_triage",
    Stage.CONTAINMENT: "confirm_containment",
    Stage.TRIAGE: "close_at_triage",
    Stage.ASSESSMENT: "classify",
    Stage.MANAGEMENT: "close_case",
    Stage.CLOSED: "reopen",
}
