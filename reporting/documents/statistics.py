"""The district's statistics on paper: counts without names, the small ones hidden, whoever prints them (settled in the design)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reporting import counts
from reporting.counts.shown import figure_words, level_words, read
from reporting.documents.insight import year_in_print
from tat.models import District

STATISTICS = "district_statistics"


@dataclass(frozen=True)
class Statistics:
    """The statistics of one district."""

    district: District


def district_statistics(about: Statistics, at: datetime) -> dict[str, Any]:
    """What the template prints, as it stood at that instant."""
    table = read(about.district, at, exact=False)
    return {
        "district": about.district,
        "language": "en",
        "at": at,
        "since": counts.reports_since(at),
        "table": table,
        "figures": figure_words(about.district, at, table, exact=False),
        **year_in_print(about.district, at),
        "levels": [(level_words(code), cell) for code, cell in table.levels],
    }
