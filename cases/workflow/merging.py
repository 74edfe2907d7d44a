"""Merging a duplicate: what stands in its way, and where the case that goes on stands afterwards (handbook 7.9)."""

from cases.workflow.check import check
from cases.workflow.facts import CaseFacts, Stage

CLAUSE = "handbook 7.9, product rule on duplicates"
HERE = "case_merging"
ORDER = (Stage.INTAKE, Stage.TRIAGE, Stage.ASSESSMENT, Stage.MANAGEMENT)
GONE = frozenset({Stage.CLOSED, Stage.MERGED})


@check("The case that goes on is chosen", clause=CLAUSE, mend=HERE, on_form=True)
def other_chosen(facts: CaseFacts) -> str:
    if facts.other is None or facts.other.is_itself:
        return "No other case is chosen. Choose the one with which this case is to become one."
    if facts.other.stage in GONE:
        return "The case that is to go on is not open. Choose an open one, or have it opened again first."
    return ""


@check("Both belong to one district and are of one kind", clause=CLAUSE, mend=HERE, on_form=True)
def of_one_kind(facts: CaseFacts) -> str:
    if facts.other is None or facts.other.is_of_one_kind:
        return ""
    return "These two cannot become one: they belong to two districts, or only one of them is practice. Leave them apart."


@check("Every report of both has been opened", clause="4:190-AP2, Intake", mend="case_report")
def reports_read(facts: CaseFacts) -> str:
    if facts.other is None or not (facts.reports_unopened or facts.other.reports_unopened):
        return ""
    return "A report in one of the two has not been opened yet. Read the reports of both, then merge them."


@check("No threat is imminent in the case that ends", clause="4:190-AP2, Intake", mend="case_containment")
def danger_goes_on(facts: CaseFacts) -> str:
    if facts.other is None or facts.stage != Stage.CONTAINMENT or facts.other.stage == Stage.CONTAINMENT:
        return ""
    return "A threat is imminent in the case that is to end. Let it be the one that goes on, or confirm its containment first."


@check("No level and no plan is in force in the case that ends", clause=CLAUSE, mend=HERE)
def level_goes_on(facts: CaseFacts) -> str:
    if facts.level is None and not facts.plan_adopted:
        return ""
    return "The case that is to end has a level or a plan in force, and duties with it. Let it be the one that goes on."


@check("No building is asked to take the case that ends", clause=CLAUSE, mend="case_transfer")
def answer_not_awaited(facts: CaseFacts) -> str:
    if not facts.transfer_waits:
        return ""
    return "Another building is asked to take the case that is to end. Take that request back first, then merge the two."


@check("The reason is written", clause=CLAUSE, mend=HERE, on_form=True)
def merging_reasoned(facts: CaseFacts) -> str:
    if facts.merging_reason:
        return ""
    return "It is not written why the two are one concern. Write what shows it; it cannot be undone."


def underlying(stage: str, stage_before: str) -> Stage:
    """Where a case stands apart from a containment: a contained one will be decided anew from where it came."""
    return Stage(stage_before or Stage.INTAKE) if stage == Stage.CONTAINMENT else Stage(stage)


def earlier(one: Stage, other: Stage) -> Stage:
    """The earlier of two open stages."""
    return min(one, other, key=ORDER.index)


def after_merging(facts: CaseFacts) -> Stage:
    """Where the case that goes on stands: at the earlier stage of both; danger comes first, so containment stays containment."""
    if facts.stage == Stage.CONTAINMENT or facts.other is None:
        return facts.stage
    return earlier(facts.stage, facts.other.underlying)
