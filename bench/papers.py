"""A paper of three pages and one of two hundred: what the fork of the warm worker takes, beside WeasyPrint alone on the same HTML.

The long one also goes through the queue `documents` and its worker as they are served; the annual filing is asked for and made.
"""

import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from devstack.console import ROOT
from devstack.postgres import DATABASE
from devstack.processes import spawn, stop

from . import report
from .product import Product, product
from .rounds import milliseconds, ratio

SHORT, LONG = 3, 200
ROUNDS = {SHORT: 15, LONG: 3}
FIRST, KEPT, MOST_LONG = 1.05, 0.97, 1.1
MOST_CPU, MOST_MEGABYTES, MOST_SECONDS = 80, 1536, 2
WORKER = ("celery", "-A", "tat", "worker", "-Q", "documents", "-c", "1", "-l", "warning", "--without-gossip", "--without-mingle")
PART = (
    "<h2>{n}. Update of the case</h2><dl><dt>Day</dt><dd>September 14, 2026</dd><dt>Level</dt><dd>Moderate Level</dd></dl>"
    "<table><caption>Strategies {n}</caption><thead><tr><th scope='col'>Strategy</th><th scope='col'>Who</th><th scope='col'>How often"
    "</th></tr></thead><tbody>{rows}</tbody></table><p class='said'>{words}</p><p class='stamp'>Recorded by Sol Ortiz-Lane, counselor</p>"
)
ROW = "<tr><th scope='row'>A check-in with an adult of the student’s choice</th><td>Sol Ortiz-Lane</td><td>Daily, at 8:05 AM</td></tr>"
WORDS = "The subject came to the check-in, spoke of the week, and asked for the time of the next match. " * 6


def measure() -> report.Rows:
    """In a process of its own, so that neither side finds what the other one loaded for good."""
    words = [sys.executable, "-m", "bench.papers"]
    told = json.loads(subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
    with product() as running:
        return [_short(told[str(SHORT)]), _long(told[str(LONG)]), _queued(running), *_filed(running.inside(DATABASE, "filed", "9"))]


def _filed(found: dict[str, Any]) -> report.Rows:
    """Made by the worker's way; asked for again it is read from what is kept, and never made again."""
    what = f"a filing of {found['pages']} pages, from the question to the kept bytes"
    again, goal = round(found["again_ms"] / 1000, 4), {"seconds": round(found["seconds"] * KEPT, 2)}
    made = {"wall_s": found["seconds"]}
    return [
        report.row(what, {"seconds": MOST_SECONDS}, seconds=found["seconds"], target=made, floor={}),
        report.row("the same once more, from what is kept: beside making it", goal, seconds=again, target={"wall_s": again}, floor=made),
    ]


def _queued(running: Product) -> dict[str, Any]:
    """Asked for on the demonstration and made by a worker of documents alone, within the limits of its own."""
    variables = running.environment(DATABASE)
    del variables["MIGRATION_DATABASE_URL"]
    child = spawn([sys.executable, "-m", *WORKER], env=variables, cwd=ROOT)
    try:
        found = running.inside(DATABASE, "long_paper", str(child.pid), str(LONG))
    finally:
        stop(child, (signal.SIGTERM, 20))
    what = f"a paper of {found['pages']} pages asked of the queue `documents`; {found['pages_seen']} of them were seen being made"
    found["unseen"] = int(not found["pages_seen"])
    goal = {"cpu_seconds": MOST_CPU, "megabytes": MOST_MEGABYTES, "unseen": 0}
    return report.row(what, goal, target={"wall_seconds": found["seconds"]}, floor={}, **found)


def _short(told: dict[str, Any]) -> dict[str, Any]:
    """The first paper of a process has read no font yet; every later one finds fonts and stylesheet read."""
    sides = {"target": _side(told["product"]), "floor": _side(told["alone"])}
    first = round(told["first"] / told["first_alone"], 2)
    what = f"a paper of {told['pages']} pages in the warm worker: CPU"
    return report.row(what, {"ratio": KEPT, "first_paper": FIRST}, **ratio(*_cpu(told)), first_paper=first, **sides)


def _long(told: dict[str, Any]) -> dict[str, Any]:
    sides = {"target": _side(told["product"]), "floor": _side(told["alone"])}
    memory = round(sides["target"]["megabytes"] / sides["floor"]["megabytes"], 2)
    what = f"a paper of {told['pages']} pages in the worker of long papers: CPU and memory"
    return report.row(what, {"ratio": MOST_LONG, "memory": MOST_LONG}, **ratio(*_cpu(told)), memory=memory, **sides)


def _cpu(told: dict[str, Any]) -> tuple[list[float], list[float]]:
    return [each[0] for each in told["product"]], [each[0] for each in told["alone"]]


def _side(spent: list[list[float]]) -> dict[str, float]:
    cpu, kilobytes, wall = zip(*spent, strict=True)
    return {"cpu_ms": milliseconds(cpu), "wall_ms": milliseconds(wall), "megabytes": round(statistics.median(kilobytes) / 1024)}


def html_of(pages: int) -> str:
    """A paper of about so many pages, with the headings, lists, tables and stamps of a case file."""
    parts = "".join(PART.format(n=n, rows=ROW * 8, words=WORDS) for n in range(1, pages * 6 // 5 + 1))
    head = '<title>Case file</title><link rel="stylesheet" href="/static/print.css">'
    lines = 'data-head="Case file" data-copy="Copy 1" data-check="Check" data-mark="Exempt"'
    return f'<!doctype html><html lang="en"><head>{head}</head><body><main><h1 {lines}>Case file</h1>{parts}</main></body></html>'


def _forked(work: Callable[[BinaryIO], object]) -> tuple[list[float], bytes]:
    """Seconds of CPU, kilobytes at the most and seconds of the clock of one fork, and what it wrote."""
    reading, writing = os.pipe()
    began, fork = time.perf_counter(), os.fork()
    if not fork:
        os.close(reading)
        with os.fdopen(writing, "wb") as to:
            work(to)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        written = told.read()
    used = os.wait4(fork, 0)[2]
    return [used.ru_utime + used.ru_stime, used.ru_maxrss, time.perf_counter() - began], written


def main() -> None:
    """Both sides in alternating rounds, each in a fork of a process that has imported WeasyPrint; the figures as JSON, last."""
    from weasyprint import HTML

    from reporting import pdf
    from reporting.pdf.child import BASE, Kept, fetcher, make
    from reporting.pdf.warm_child import one

    folder = Path(pdf.STATIC)

    def alone(html: str) -> Callable[[BinaryIO], object]:
        document = {"string": html, "base_url": BASE, "url_fetcher": fetcher(folder)}
        return lambda to: to.write(HTML(**document).write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True))

    def first(html: str) -> Callable[[BinaryIO], object]:
        return lambda to: to.write(make(html, folder, pdf.MOST_PAGES)[1])

    short = html_of(SHORT)
    firsts = [(_forked(first(short))[0][0], _forked(alone(short))[0][0]) for _ in range(5)]
    kept, told = Kept(folder), {}
    for size, rounds in ROUNDS.items():
        html, spent = html_of(size), {"product": [], "alone": []}
        for _ in range(rounds):
            mine, made = _forked(lambda to, html=html: one(html.encode(), pdf.IN_WORKER, folder, pdf.MOST_PAGES, kept, to))
            spent["product"].append(mine)
            spent["alone"].append(_forked(alone(html))[0])
        pages = int(next(line for line in made.split(b"\n") if line.startswith(b"pdf ")).split()[1])
        told[size] = {**spent, "pages": pages}
    told[SHORT] |= {"first": statistics.median(mine for mine, _ in firsts), "first_alone": statistics.median(other for _, other in firsts)}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
