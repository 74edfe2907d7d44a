"""A staff list of a hundred thousand people: read, judged, compared and applied, beside a raw COPY and merge of the same file."""

from . import report
from .product import product

PEOPLE, ROUNDS = 100_000, 7
MOST = 2.0


def measure() -> report.Rows:
    """On a copy of the demonstration, into accounts that are not there yet, and once more where nothing has changed."""
    with product() as running:
        running.let_rows_come_alone()
        found = running.inside(running.copy("staff"), "staff_lists", str(PEOPLE), str(ROUNDS))
    among = f"staff list, OneRoster 1.1, {PEOPLE:,} people"
    return [
        report.row(f"{among}, all new: beside raw COPY and merge of the same file", {"ratio": MOST}, **found["new"]),
        report.row(f"{among}, unchanged: beside the same, which writes nothing either", {"rows": 0}, **found["unchanged"]),
    ]
