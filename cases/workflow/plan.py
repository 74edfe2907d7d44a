"""Checks of the case plan."""

from collections.abc import Collection

from cases.safeguard import missing
from cases.step import StepDomain
from cases.workflow.assessment import listed
from cases.workflow.check import check
from cases.workflow.facts import CaseFacts
from tat.statutes.limits import LONGEST_CONTACT_DAYS

MANAGING = "4:190-AP2, Responding to and Managing Threats"


def rungs_skipped(chosen: Collection[tuple[str, int]], weighed: Collection[tuple[str, int]] = ()) -> int:
    """How many of the chosen strategies (domain, rung) have nothing on the rung below, chosen or tried and dropped, in their domain."""
    known = {*chosen, *weighed}
    return sum(rung > 1 and (domain, rung - 1) not in known for domain, rung in chosen)


@check("The case manager holds a seat of this team", clause=f"{MANAGING}: “a TAT member as case manager”", mend="case_plan")
def case_manager_named(facts: CaseFacts) -> str:
    if facts.case_manager_on_team:
        return ""
    if facts.case_manager_on_team is None:
        return "No case manager is named. Choose a member who holds a seat of this team."
    return "The case manager no longer holds a seat of this team. Choose a member who does."


@check("Who keeps in touch with the subject holds a seat of this team", clause=f"{MANAGING}: “engage directly”", mend="case_plan")
def engager_named(facts: CaseFacts) -> str:
    if facts.engager_on_team:
        return ""
    if facts.engager_on_team is None:
        return "Nobody is named to keep in touch with the subject, who must not become isolated. Choose a member of this team."
    return "The member named to keep in touch with the subject no longer holds a seat of this team. Choose one who does."


@check("Who also keeps in touch, where one is named, holds a seat of this team", clause=f"{MANAGING}: “engage directly”", mend="case_plan")
def second_engager_seated(facts: CaseFacts) -> str:
    if facts.second_engager_on_team is not False:
        return ""
    return "The second member named to keep in touch with the subject no longer holds a seat of this team. Choose one who does, or nobody."


@check("Every domain with findings has a strategy", clause="4:190-AP2-E5; STEP framework", mend="case_plan")
def strategies_chosen(facts: CaseFacts) -> str:
    uncovered = facts.domains_with_findings - facts.strategy_domains
    names = [str(domain.label) for domain in StepDomain if domain in uncovered]
    if not names:
        return ""
    return f"There are findings but no strategy under {listed(names)}. Choose at least one strategy in each."


@check("The separation safeguard is answered", clause="4:190-AP2-E5, Disciplinary measures", mend="case_plan")
def separation_safeguarded(facts: CaseFacts) -> str:
    if not facts.separation_chosen or facts.emergency_removal_running:
        return ""
    unanswered = missing(facts.safeguard_answered)
    if not unanswered:
        return ""
    return (
        f"A separation is chosen, and its safeguard has no answer yet to {listed(list(unanswered))}."
        " Answer each by name and date, or keep the step as planned."
    )


@check("Lower rungs weighed", clause=f"{MANAGING}: “the least intrusive interventions”", mend="case_plan")
def lower_rungs_weighed(facts: CaseFacts) -> str:
    if not facts.rungs_skipped_unexplained:
        return ""
    return f"Strategies that skip a lower rung without a reason: {facts.rungs_skipped_unexplained}. Say why the lower rung is not enough."


@check("The plan says why nothing less is enough", clause=f"{MANAGING}: “sufficient, fair, and reasonable”", mend="case_plan")
def least_intrusive_explained(facts: CaseFacts) -> str:
    if facts.least_intrusive_reason:
        return ""
    return "The plan does not say why these are the least intrusive steps that are enough. Write one sentence."


@check(
    "The plan says how often it is looked at",
    clause="4:190-AP2, Types of Threats: “passive monitoring and/or periodic active monitoring”",
    mend="case_plan",
)
def contact_rhythm_set(facts: CaseFacts) -> str:
    if facts.contact_rhythm_set:
        return ""
    return (
        "The plan does not say how often somebody looks at how the subject is. Periodic active monitoring needs the days between two"
        f" checks: write a number from 1 to {LONGEST_CONTACT_DAYS} (handbook 7.6)."
    )
