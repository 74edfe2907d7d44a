"""Checks of imminence, containment and triage."""

from cases.concurrence import CLOSE
from cases.workflow.check import check
from cases.workflow.facts import NO, CaseFacts

TRIAGE = "4:190-AP2, Triage"
CONTAINMENT = "4:190-AP2, Intake; 4:170-AP1, Part G"


@check("No imminent threat, determined", clause="4:190-AP2, Intake", mend="case_imminence")
def imminence_decided(facts: CaseFacts) -> str:
    if facts.imminence == NO:
        return ""
    if facts.imminence is None:
        return "Nobody has determined whether an imminent threat exists. Answer “yes” or “no”; unsure counts as yes."
    return "The last determination says that a threat is imminent. Open containment, or determine anew that none exists."


@check("The determination has its reason", clause="4:190-AP2, Intake", mend="case_imminence")
def imminence_reasoned(facts: CaseFacts) -> str:
    if facts.imminence_rationale:
        return ""
    return "The determination of imminence has no reason. Write what shows that the threat is, or is not, imminent."


@check("Imminence indicators answered", clause="4:190-AP2, Intake", mend="case_containment")
def indicators_answered(facts: CaseFacts) -> str:
    if facts.indicators_answered:
        return ""
    return "The district's imminence indicators are not answered. Mark each as observed, not observed or unknown."


@check("Crisis response plan (SEOCRP) answered", clause=CONTAINMENT, mend="case_containment")
def seocrp_answered(facts: CaseFacts) -> str:
    if facts.seocrp_answered:
        return ""
    return "It is not recorded whether the crisis response plan (SEOCRP) was started. Record when and by whom, or why not."


@check("Contact with law enforcement recorded", clause=CONTAINMENT, mend="case_containment")
def police_contact_recorded(facts: CaseFacts) -> str:
    if facts.police_contact_recorded:
        return ""
    return "No contact with law enforcement is recorded. Record the agency, the person, how, when and by whom."


@check("Time and person of containment recorded", clause="4:190-AP2, Intake: “once … contained”", mend="case_containment")
def containment_recorded(facts: CaseFacts) -> str:
    if facts.contained_at_recorded and facts.contained_by_recorded:
        return ""
    absent = [word for word, known in (("the time", facts.contained_at_recorded), ("the person", facts.contained_by_recorded)) if not known]
    return f"Containment is not fully recorded: {' and '.join(absent)} is missing. Enter when the threat was contained and by whom."


@check("Every member of the panel concurs", clause=TRIAGE, mend="case_triage")
def panel_concurs(facts: CaseFacts) -> str:
    result = facts.outcome
    if result.kind == CLOSE:
        return ""
    still = len(result.not_given) + len(result.stale)
    wanted = f" Opinions on the current facts still missing: {still}." if still else ""
    return (
        "Triage can end without the full team only if every member of the panel, at least two, has concluded on the current facts that"
        f" there is no identifiable threat or concern, or a low one that is being dealt with.{wanted}"
        " Wait for the opinions, or convene the full team."
    )
