"""Run the measurements named, or all; 1 when one misses its goal."""

import sys
from collections.abc import Callable
from functools import partial

from . import flat, papers, report, scale, search, staff_lists, start, sweep, walk

MEASUREMENTS: dict[str, Callable[[], report.Rows]] = {
    "start": start.measure,
    "walk": walk.measure,
    "flat": flat.measure,
    "search": search.measure,
    "sweep": sweep.measure,
    "import": staff_lists.measure,
    "papers": papers.measure,
    "scale": scale.measure,
}


def main(words: list[str]) -> int:
    """Measure in the order of the table, note each, and write bench/README.md anew; `scale --cases N` takes N cases."""
    missed, names = False, words
    if "--cases" in words:
        at = words.index("--cases")
        names, cases = words[:at] + words[at + 2 :], int(words[at + 1])
        MEASUREMENTS[f"scale-{cases}"] = partial(scale.measure, cases)
        names = [f"scale-{cases}" if name == "scale" else name for name in names]
    for name in names or MEASUREMENTS:
        before = report.load()
        rows = MEASUREMENTS[name]()
        report.note(name, rows, before)
        missed |= any(row["missed"] for row in rows)
    report.write_readme()
    return 1 if missed else 0


sys.exit(main(sys.argv[1:]))
