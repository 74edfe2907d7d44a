"""A long paper through the queue `documents`: asked for as the product asks, made by its worker, with what that takes and what is shown."""

import json
import os
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import Any

from bench.papers import html_of
from bench.rounds import family
from reporting.actions.papers import queue
from reporting.documents import new_check_code
from reporting.documents.case_kinds import CASE_FILE
from reporting.models import IssuedDocument
from tat import clock, files
from tat.models import DataKey, User

PATIENCE, EVERY = 240, 0.1
TICKS = os.sysconf("SC_CLK_TCK")


def main(worker: int, pages: int) -> None:
    """Waits for the paper while the worker makes it, looking as the page does that shows how far it is."""
    paper = _asked(pages)
    before, began = _cpu(worker), time.monotonic()
    most, seen = 0, 0
    while paper.state == IssuedDocument.State.WAITING and time.monotonic() < began + PATIENCE:
        most, seen = max(most, _largest(worker)), max(seen, paper.pages_so_far)
        time.sleep(EVERY)
        paper.refresh_from_db()
    if paper.state != IssuedDocument.State.READY:
        raise SystemExit(f"The worker of documents did not make it: {paper.failure or 'it waits still'}")
    told = {"cpu_seconds": _cpu(worker) - before, "seconds": time.monotonic() - began, "megabytes": most / 1024}
    print(json.dumps({name: round(value, 1) for name, value in told.items()} | {"pages": paper.pages, "pages_seen": seen}))


def _asked(pages: int) -> IssuedDocument:
    """As `reporting.actions.papers` keeps a paper that is not short."""
    user, at = User.objects.get(email__startswith="principal.chs@"), clock.now()
    html = files.store(BytesIO(html_of(pages).encode()), key=DataKey.objects.mint(), kind="text/html", at=at)
    kept: dict[str, Any] = {"kind": CASE_FILE, "district": user.district, "check_code": new_check_code(), "html": html}
    paper = IssuedDocument.objects.create(**kept, issued_at=at, issued_by=user, queued_at=at)
    queue(paper.id)
    return paper


def _cpu(worker: int) -> float:
    """Seconds of the worker's processes, with what those took that have ended and were waited for."""
    return sum(sum(map(int, fields[11:15])) / TICKS for fields in map(_stat, family(worker)) if fields)


def _stat(number: int) -> list[str]:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _largest(worker: int) -> int:
    """Kilobytes of the largest process at the most."""
    return max((_high_water(number) for number in family(worker)), default=0)


def _high_water(number: int) -> int:
    try:
        lines = Path(f"/proc/{number}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
