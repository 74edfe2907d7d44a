"""The law as data: every duty with its clock, citation, actor and proof, and the seats of a team."""

from tat.statutes.illinois import TABLE
from tat.statutes.local import CENTRAL, end_of_day, local_date, wall_time
from tat.statutes.product import HAND_OVER, PRODUCT_RULES
from tat.statutes.seats import EXPERTISE, POLICE, SEATS, THERAPISTS, Expertise, StatutorySeat
from tat.statutes.types import ActorRole, Clock, ClockKind, Due, ObligationRule

RULES: dict[str, ObligationRule] = {rule.code: rule for rule in (*TABLE, *PRODUCT_RULES)}
"""Every duty by its code: the master table in its order, then the product's own clocks."""

__all__ = [
    "CENTRAL",
    "EXPERTISE",
    "HAND_OVER",
    "POLICE",
    "RULES",
    "SEATS",
    "THERAPISTS",
    "ActorRole",
    "Clock",
    "ClockKind",
    "Due",
    "Expertise",
    "ObligationRule",
    "StatutorySeat",
    "end_of_day",
    "local_date",
    "wall_time",
]
