"""Clocks of the product's own beside the master table: no law and no procedure asks for them by name, so each can be put aside in words.

They are rows like the law's, so that Home, reminders and the case's record show them the same way (handbook 7.5 to 7.9).
"""

from tat.statutes.illinois.clocks import SAME_DAY, product_days
from tat.statutes.types import ActorRole, Clock, ClockKind, ObligationRule

PRODUCT = "(product)"
HAND_OVER = "TRF-ANS"
"""The one duty about a case that falls to the principal of another building: the case's own acting lead does not lead there."""

PRODUCT_RULES: tuple[ObligationRule, ...] = (
    ObligationRule(
        code="WATCH",
        duty="Look after a date to watch",
        trigger="the days around a precipitating event",
        actor=ActorRole.CASE_MANAGER,
        actor_words="owner of the date",
        delegable="Y",
        recipient="the case record",
        clock=Clock(ClockKind.BEFORE, legal=False, anchor="the day after its days of alert"),
        citation=PRODUCT,
        proof="what was done before, and what came of it",
        escalation=("X7",),
    ),
    ObligationRule(
        code="SWEEP-48",
        duty="Check the case after an act of violence elsewhere",
        trigger="the district asks every active case of Moderate Level or higher",
        actor=ActorRole.CASE_MANAGER,
        actor_words="case manager",
        delegable="Y",
        recipient="the case record",
        clock=Clock(ClockKind.HOURS, n=48, legal=False),
        citation=PRODUCT,
        proof="the check, or why none is needed",
        escalation=("X3",),
    ),
    ObligationRule(
        code="CHK-IN",
        duty="Keep the planned contact",
        trigger="the plan's monitoring: weekly, or as the plan sets it",
        actor=ActorRole.ENGAGER,
        actor_words="who keeps in touch, else the case manager",
        delegable="Y",
        recipient="the contact log",
        clock=Clock(ClockKind.BEFORE, legal=False, anchor="the day after the planned contact"),
        citation=PRODUCT,
        proof="entry in the contact log",
        escalation=("X7",),
    ),
    ObligationRule(
        code="REASSESS",
        duty="Reassess, or say why not",
        trigger="something changed that asks for it",
        actor=ActorRole.LEAD,
        actor_words="TAT lead",
        delegable="Y",
        recipient="the case record",
        clock=Clock(ClockKind.PRODUCT_DAYS, n=1, legal=False, usual=product_days(1), urgent=SAME_DAY),
        citation=PRODUCT,
        proof="a new round, a new classification, or the reason",
        escalation=("X7",),
    ),
    ObligationRule(
        code=HAND_OVER,
        duty="Accept or refuse the case of another building",
        trigger="a case is handed to the building",
        actor=ActorRole.PRINCIPAL,
        actor_words="receiving principal",
        delegable="?",
        recipient="the team that hands it over",
        clock=product_days(1),
        citation=PRODUCT,
        proof="accepted, or refused with a reason",
        escalation=("X7",),
    ),
    ObligationRule(
        code="DIR-ACK",
        duty="Acknowledge a direction of the prevention team",
        trigger="the prevention team gives a direction",
        actor=ActorRole.LEAD,
        actor_words="TAT lead",
        delegable="Y",
        recipient="the prevention team",
        clock=Clock(ClockKind.BEFORE, legal=False, anchor="the day after the day by which it asks"),
        citation=PRODUCT,
        proof="acknowledged by name and time",
        escalation=("X7",),
        needs_case=False,
    ),
    ObligationRule(
        code="MECH-FIX",
        duty="Mend the reporting channel",
        trigger="a test message that failed",
        actor=ActorRole.PRINCIPAL,
        actor_words="Principal",
        delegable="Y",
        recipient="the reporting channel",
        clock=SAME_DAY,
        citation=PRODUCT,
        proof="what was mended, and a test message that arrived",
        escalation=("X7",),
        needs_case=False,
    ),
)
