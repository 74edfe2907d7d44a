"""A school year in numbers as sheets of a table and as sections of the printed statistics."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from reporting.counts.insight import Block, Insight, StepLine, read
from reporting.counts.timeliness import PARTS
from reporting.counts.volumes import Asked
from reporting.counts.years import Year, year_of
from reporting.documents.tables import Sheet
from tat.models import District


def sheets_of(year: Year, numbers: Insight) -> list[Sheet]:
    """Every table of the page, in its order."""
    blocks = [*numbers.splits, numbers.evidence, numbers.held, numbers.not_held]
    return [*(_sheet(each, year) for each in blocks), _steps(numbers.steps, year), _overdue(numbers.overdue)]


SHEETS = {
    "building": "By building",
    "level": "By level",
    "affiliation": "By affiliation",
    "month": "By month",
    "evidence": "Plans and their updates",
    "held": "Interviews held",
    "not-held": "Interviews not held",
}
"""Names of 31 letters at most."""


def _sheet(block: Block, year: Year) -> Sheet:
    rows = [(line.label, line.this, line.last) for line in block.lines]
    return Sheet(SHEETS[block.code], (block.head, year.name, year.before.name), [*rows, (_("Together"), block.this, block.last)])


def _steps(steps: list[StepLine], year: Year) -> Sheet:
    columns = (_("Step"), _("School year"), *PARTS, _("Share in time"), _("Median"))
    rows = [
        (step.label, of.name, *bar.parts, bar.share, bar.median)
        for step in steps
        for of, bar in ((year, step.this), (year.before, step.last))
    ]
    return Sheet(_("How soon"), columns, rows)


def _overdue(block: Block) -> Sheet:
    rows = [*((line.label, line.this) for line in block.lines), (_("Together"), block.this)]
    return Sheet(_("Past due now"), (block.head, _("Past due")), rows)


def year_in_print(district: District, at: datetime) -> dict[str, Any]:
    """What the printed statistics say of the present school year: small counts hidden."""
    year = year_of(at)
    return {"year": year, "numbers": read(Asked(district, year), at, exact=False), "parts": PARTS}


__all__ = ["sheets_of", "year_in_print"]
