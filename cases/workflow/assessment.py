"""Checks of the STEP assessment and of the classification."""

from cases.levels import LEVELS, NOTIFIED, is_lower
from cases.step import Interviewee, StepDomain
from cases.workflow.check import check
from cases.workflow.facts import CaseFacts

TRIAGE = "4:190-AP2, Triage"
TYPES = "4:190-AP2, Types of Threats"
DOCUMENTED = "4:190-AP2, Assessing and Classifying Threats"

SEATS_TO_RAISE = 2

WHERE_REASONABLE = "4:190-AP2, Triage: “where reasonable, the individual(s) who allegedly engaged in the threatening behavior”; FORT, Fair"


def listed(words: list[str]) -> str:
    """Words as a person lists them: one, two and three."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def interview_open(facts: CaseFacts, who: str) -> bool:
    """Whether an interview that is expected is neither held nor explained."""
    return who in facts.expected_interviews - facts.interviews_held - facts.interviews_not_held


@check("Every STEP domain has findings, or “looked, nothing found”", clause="4:190-AP2-E1, STEP framework", mend="case_assessment")
def domains_looked_at(facts: CaseFacts) -> str:
    seen = facts.domains_with_findings | facts.domains_none_found
    empty = [str(domain.label) for domain in StepDomain if domain not in seen]
    if not empty:
        return ""
    return f"Nothing is written yet under {listed(empty)}. Add one finding in each, or state “looked, nothing found” with a reason."


@check("The subject was heard, or it is recorded why not", clause=WHERE_REASONABLE, mend="case_interviews")
def subject_heard(facts: CaseFacts) -> str:
    if not interview_open(facts, Interviewee.SUBJECT):
        return ""
    return "The subject has not been heard. Interview the subject, or record why that is not reasonable."


@check("Other interviews held, or recorded as not held", clause=TRIAGE, mend="case_interviews")
def interviews_accounted_for(facts: CaseFacts) -> str:
    waiting = [str(who.label).lower() for who in Interviewee if who != Interviewee.SUBJECT and interview_open(facts, who)]
    if not waiting:
        return ""
    return f"No interview is recorded with: {listed(waiting)}. Record each one, or “not held” with the reason."


@check("The key questions are answered, or “unknown”", clause="4:190-AP2, Assessing and Classifying Threats; E3", mend="case_questions")
def key_questions_answered(facts: CaseFacts) -> str:
    if not facts.key_questions_unanswered:
        return ""
    return f"Key questions without an answer: {facts.key_questions_unanswered}. Answer each; “unknown” counts and opens an information gap."


@check("Every finding names its source", clause="4:190-AP2, FORT, Objective", mend="case_assessment")
def findings_sourced(facts: CaseFacts) -> str:
    if not facts.findings_without_source or facts.fort_overridden:
        return ""
    return f"Findings without a source: {facts.findings_without_source}. Name the interview, record or artifact that each one comes from."


@check("Open information gaps explained", clause="FORT, Objective", mend="case_classification", on_form=True)
def gaps_explained(facts: CaseFacts) -> str:
    if not facts.open_gaps or facts.gaps_reason:
        return ""
    return f"Open information gaps: {facts.open_gaps}. Write why the team decides now all the same; the gaps are printed beside the level."


@check("FORT is shown", clause=f"{DOCUMENTED}: FORT", mend="case_classification", on_form=True)
def fort_shown(facts: CaseFacts) -> str:
    if not facts.fort_missing or facts.fort_overridden:
        return ""
    return f"The record does not yet show FORT. {' '.join(facts.fort_missing)}"


@check(
    "The danger determination is answered",
    clause="4:190-AP2, Reporting Threats to Outside Agencies; 430 ILCS 66/105",
    mend="case_danger",
)
def danger_answered(facts: CaseFacts) -> str:
    if facts.danger_answered:
        return ""
    return "Nobody has answered whether a qualified person has determined a clear and present danger. Answer “yes” or “no” with a reason."


@check("One level is chosen", clause=TYPES, mend="case_classification", on_form=True)
def level_chosen(facts: CaseFacts) -> str:
    return "" if facts.level else "No level is chosen. Choose the one of the five descriptions that fits."


@check("The level has its rationale", clause=DOCUMENTED, mend="case_classification", on_form=True)
def level_reasoned(facts: CaseFacts) -> str:
    if facts.level_rationale:
        return ""
    return "The level has no rationale. Write why this level fits, and why not the next one up or down."


@check("Law enforcement or security was considered", clause=f"{TYPES}, Moderate Level", mend="case_classification", on_form=True)
def law_enforcement_considered(facts: CaseFacts) -> str:
    if not facts.level or not LEVELS[facts.level].requires_considering_law_enforcement or facts.law_enforcement_considered:
        return ""
    return "At Moderate Level notice to law enforcement or security has to be considered. Answer “yes” or “no” with a reason."


@check("Further intervention is answered", clause=f"{DOCUMENTED}, Building Principal", mend="case_classification", on_form=True)
def further_intervention_answered(facts: CaseFacts) -> str:
    if facts.level not in NOTIFIED or facts.further_intervention_answered:
        return ""
    return "It is not answered whether the threat requires further intervention to prevent violence or serious harm. Answer with a reason."


@check(
    "The new level is higher", clause="Product rule: up at once, down only by a classification", mend="case_classification", on_form=True
)
def level_higher(facts: CaseFacts) -> str:
    if not facts.level or not facts.previous_level or is_lower(facts.previous_level, facts.level):
        return ""
    return "This is not a higher level than the one in force. To lower or confirm a level, classify again with every position in."


@check(
    "Raised by the lead or by two seats",
    clause="Product rule: up at once by the lead or any two seats",
    mend="case_classification",
    on_form=True,
)
def raised_by_enough(facts: CaseFacts) -> str:
    if facts.raised_by_lead or facts.raising_seats >= SEATS_TO_RAISE:
        return ""
    return "A level is raised at once by the lead, or by any two seats together. Ask a second seat to join, or the lead."
