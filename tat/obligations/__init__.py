"""What opens, moves and ends a duty: the only writers of Obligation and ObligationEvent. The calling action writes the log."""

from tat.obligations.carrying import NewPlace, carry_over, move_over
from tat.obligations.changes import (
    acknowledge,
    attempt,
    can_be_put_off,
    carry,
    correct,
    extend,
    hand_over,
    move_event,
    pass_on,
    recompute_for_closure,
    restrict_all,
    snooze,
    take_back,
)
from tat.obligations.ending import confirm_waiver, meet, meet_all, supersede, supersede_all, waive
from tat.obligations.opening import Opening, start, start_all

__all__ = [
    "NewPlace",
    "Opening",
    "acknowledge",
    "attempt",
    "can_be_put_off",
    "carry",
    "carry_over",
    "confirm_waiver",
    "correct",
    "extend",
    "hand_over",
    "meet",
    "meet_all",
    "move_event",
    "move_over",
    "pass_on",
    "recompute_for_closure",
    "restrict_all",
    "snooze",
    "start",
    "start_all",
    "supersede",
    "supersede_all",
    "take_back",
    "waive",
]
