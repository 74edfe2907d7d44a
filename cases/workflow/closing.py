"""Checks of closing and reopening a case."""

from django.db.models import TextChoices

from cases.levels import Level, may_close_at_classification
from cases.workflow.check import check
from cases.workflow.facts import CaseFacts
from tat.statutes import RULES

UPDATES = "4:190-AP2, Responding to and Managing Threats: “until the case is resolved and the subject no longer poses a threat”"
MANAGING = "4:190-AP2, Responding to and Managing Threats"
TYPES = "4:190-AP2, Types of Threats"


class ClosingReason(TextChoices):
    """Why a case closes. That the subject left, or was suspended or expelled, is no reason by itself (4:190-AP2-E5)."""

    ROUTINE = "routine", "Routine/No Known Concern"
    LOW_NO_ACTION = "low_no_action", "Low Level, no intervention or monitoring needed"
    RESOLVED = "resolved", "Resolved, and the subject no longer poses a threat"
    TRANSFERRED = "transferred_with_notice", "Transferred to another school, with notice given"
    LEFT_DISTRICT = "left_district_monitoring_ended", "Left the district, and monitoring has ended"
    AT_TRIAGE = "closed_at_triage", "Closed at triage"
    EXERCISE = "exercise_ended", "The exercise ended"


NOT_CHOSEN = frozenset({ClosingReason.AT_TRIAGE, ClosingReason.EXERCISE})
"""Reasons that nobody chooses: the case closes by other acts than closing."""


def closes_on_its_level(facts: CaseFacts) -> bool:
    """Whether the level alone closes the case: Routine, or Low without interventions or monitoring."""
    return may_close_at_classification(facts.level, measures=facts.measures) if facts.level else False


@check("The case is classified", clause="4:190-AP2, Assessing and Classifying Threats", mend="case_classification")
def classified(facts: CaseFacts) -> str:
    if facts.level:
        return ""
    return "The case has no classification in force. Classify it before it is closed; a reopened case is classified anew."


@check("Every position on the classification is in", clause="4:190-AP2, Assessing and Classifying Threats", mend="case_classification")
def positions_in(facts: CaseFacts) -> str:
    if not facts.positions_outstanding:
        return ""
    return (
        f"Seats without a position on the classification: {facts.positions_outstanding}."
        " Each concurs, dissents with reasons, or is recorded absent with the back-up."
    )


@check("No duty is open that holds the case", clause="The source named on each duty", mend="case_duties")
def duties_met(facts: CaseFacts) -> str:
    if not facts.open_holding_obligations:
        return ""
    duties = "; ".join(f"“{RULES[code].duty}”" for code in dict.fromkeys(facts.open_holding_obligations))
    return f"Duties that hold the case are still open: {duties}. Meet each with its proof, or record why it does not apply."


@check("The subject no longer poses a threat, with the basis", clause=UPDATES, mend="case_closing", on_form=True)
def threat_ended(facts: CaseFacts) -> str:
    if closes_on_its_level(facts) or (facts.no_longer_poses_threat and facts.closing_basis):
        return ""
    if not facts.no_longer_poses_threat:
        return "The team has not stated that the subject no longer poses a threat. State it, or keep the case open and go on with updates."
    return "The basis is missing. Write what shows that the case is resolved and the subject no longer poses a threat."


@check("The last update is given", clause=UPDATES, mend="case_updates")
def last_update_given(facts: CaseFacts) -> str:
    if closes_on_its_level(facts) or facts.last_update_given:
        return ""
    return "The last update is missing. Write it, so that the record shows where the case stood when it was closed."


@check("The target is told, where told before", clause="4:190-AP2-E5, Target-based strategies", mend="case_closing")
def target_told(facts: CaseFacts) -> str:
    if not facts.target_told_needed or facts.target_told:
        return ""
    return "A target was told of the threat and has not been told that the case closes. Tell the target, and record when and how."


@check("Strategies for precipitating events have ended", clause="4:190-AP2-E5, Precipitating events", mend="case_plan")
def watch_items_ended(facts: CaseFacts) -> str:
    if not facts.watch_items_open:
        return ""
    return (
        f"Strategies for precipitating events still open: {facts.watch_items_open}. End each with its outcome, or keep the case open until"
        " its event has passed."
    )


@check("The referral was seen to work", clause="4:190-AP2-E4, Low Level", mend="case_plan")
def referral_watched(facts: CaseFacts) -> str:
    if facts.level != Level.LOW or not facts.referral_made or facts.referral_watched:
        return ""
    return "A referral was made and nobody has recorded whether it worked (RSP-LOW-5). Let one member watch and record it."


@check("No building is asked to take the case", clause="Handbook 7.9, Transfer", mend="case_transfer")
def transfer_answered(facts: CaseFacts) -> str:
    if not facts.transfer_waits:
        return ""
    return "Another building is asked to take this case, and has not answered. Take the request back, or wait for the answer, then close."


LEAVING = "Record it under “The subject has left”, on the page “Transfer and leaving”."


def _leaving_recorded(facts: CaseFacts) -> str:
    """What is missing on record of a subject who left, before that is part of the reason (handbook 7.6, 7.9; 23 IAC 375.70)."""
    if facts.closing_reason == ClosingReason.TRANSFERRED and not (facts.has_left and facts.left_for_known_place):
        return f"The reason says that the subject goes to another school, and it is not recorded which, and since when. {LEAVING}"
    if facts.closing_reason == ClosingReason.TRANSFERRED and not facts.left_with_notice:
        return f"The reason says that notice was given, and no written notice to the parents is on record. {LEAVING}"
    if facts.closing_reason == ClosingReason.LEFT_DISTRICT and not facts.has_left:
        return f"The reason says that the subject has left the district, and it is not recorded since when. {LEAVING}"
    if facts.closing_reason == ClosingReason.LEFT_DISTRICT and not facts.monitoring_ended:
        return f"The reason says that monitoring has ended, and that is not on record. That the subject left does not end it. {LEAVING}"
    return ""


@check("The reason for closing is one the procedure knows", clause=f"{TYPES}; {MANAGING}", mend="case_closing", on_form=True)
def closing_reasoned(facts: CaseFacts) -> str:
    reason = facts.closing_reason
    if reason not in ClosingReason.values or reason in NOT_CHOSEN:
        return "No reason for closing is chosen. Choose one; that the subject left, or was suspended or expelled, is none by itself."
    if reason == ClosingReason.ROUTINE and facts.level != Level.ROUTINE:
        return "The reason says Routine/No Known Concern, and the level in force is another. Choose one that fits, or classify again."
    if reason == ClosingReason.LOW_NO_ACTION and (facts.level != Level.LOW or facts.measures):
        return "The reason says Low Level without measures, and this case has another level or has measures. Choose the reason that fits."
    return _leaving_recorded(facts)


@check(
    "A reason or a new report reopens the case", clause="Product rule: new information reopens a case", mend="case_reopening", on_form=True
)
def reopening_reasoned(facts: CaseFacts) -> str:
    if facts.reopening_reason or facts.report_added:
        return ""
    return "Nothing is given that reopens the case. Write the reason, or add the new report to it."


@check("The case was closed at triage", clause="4:190-AP2, Triage", mend="case_reopening")
def was_closed_at_triage(facts: CaseFacts) -> str:
    if facts.closed_at_triage:
        return ""
    return "Only a case that was closed at triage can go back to triage, with a new panel. Reopen this case into assessment."


@check("The case is practice", clause="Product rule: an exercise ends where its lead ends it", mend="case_detail")
def is_practice(facts: CaseFacts) -> str:
    if facts.practice:
        return ""
    return "This is no practice case. It closes only by the steps of the procedure."
