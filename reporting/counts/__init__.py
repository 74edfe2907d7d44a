"""Named counts without names of people; practice cases are in none of them."""

from reporting.counts.contagion import Coverage, Covered, coverage
from reporting.counts.district import Figures, Row, by_building, by_level, figures, reports_since
from reporting.counts.suppression import FEW, FEWER_THAN_FIVE, NOT_SHOWN, Shown, hide_linked, hide_small, part_of
from reporting.counts.system import CaseCounts, Theme, case_counts

__all__ = [
    "FEW",
    "FEWER_THAN_FIVE",
    "NOT_SHOWN",
    "CaseCounts",
    "Coverage",
    "Covered",
    "Figures",
    "Row",
    "Shown",
    "Theme",
    "by_building",
    "by_level",
    "case_counts",
    "coverage",
    "figures",
    "hide_linked",
    "hide_small",
    "part_of",
    "reports_since",
]
