"""FORT: the evidence for Fair, Objective, Reasonable and Timely, and an offline check of the prose."""

from cases.fort.letters import MOMENTS, Evidence, FortFacts, Interval, evidence, intervals, missing, spoken
from cases.fort.prose import HEARSAY, OPINION, VOICE, Remark, check_prose

__all__ = [
    "HEARSAY",
    "MOMENTS",
    "OPINION",
    "VOICE",
    "Evidence",
    "FortFacts",
    "Interval",
    "Remark",
    "check_prose",
    "evidence",
    "intervals",
    "missing",
    "spoken",
]
