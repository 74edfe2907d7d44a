"""How a case moves: its stages, the facts a move is judged by, the checks, and the table of moves."""

from cases.workflow.check import Check
from cases.workflow.closing import NOT_CHOSEN, ClosingReason
from cases.workflow.facts import CaseFacts, Circle, OtherCase, Stage
from cases.workflow.merging import underlying
from cases.workflow.moves import CHECKS, MOVES, Unmet, awaits_positions, destination, met, next_move, unmet

__all__ = [
    "CHECKS",
    "MOVES",
    "NOT_CHOSEN",
    "CaseFacts",
    "Check",
    "Circle",
    "ClosingReason",
    "OtherCase",
    "Stage",
    "Unmet",
    "awaits_positions",
    "destination",
    "met",
    "next_move",
    "underlying",
    "unmet",
]
