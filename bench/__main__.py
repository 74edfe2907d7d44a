"""Run the measurements named, or all; 1 when one misses its goal."""

import sys
from collections.abc import Callable

from . import flat, papers, report, search, staff_lists, start, sweep, walk

MEASUREMENTS: dict[str, Callable[[], report.Rows]] = {
    "start": start.measure,
    "walk": walk.measure,
    "flat": flat.measure,
    "search": search.measure,
    "sweep": sweep.measure,
    "import": staff_lists.measure,
    "papers": papers.measure,
}


def main(names: list[str]) -> int:
    """Measure in the order of the table, note each, and write bench/README.md anew."""
    missed = False
    for name in names or MEASUREMENTS:
        before = report.load()
        rows = MEASUREMENTS[name]()
        report.note(name, rows, before)
        missed |= any(row["missed"] for row in rows)
    report.write_readme()
    return 1 if missed else 0


sys.exit(main(sys.argv[1:]))
