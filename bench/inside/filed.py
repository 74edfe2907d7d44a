"""The annual filing's packet, asked for and made as the worker makes it, and read once more from what is kept."""

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from django.db import transaction

from bench.rounds import milliseconds
from reporting import pdf
from reporting.actions.papers import issue_of_filing, make_pdf
from reporting.documents.filing import PACKET
from reporting.models import Filing, IssuedDocument
from tat import clock, files


def main(rounds: int) -> None:
    """Seconds by the clock from the question to the kept bytes, its process included; milliseconds of reading them again."""
    filing = Filing.objects.exclude(frozen_at=None).order_by("pk").first()
    if filing is None or filing.frozen_by is None:
        raise SystemExit("The demonstration has no filing that is frozen.")
    made, again = [], []
    for number in range(rounds):
        seconds, paper = _timed(lambda number=number: _printed(filing, number))
        made.append(seconds)
        again.append(_timed(lambda paper=paper: b"".join(files.open_chunks(paper.file)))[0])
    print(json.dumps({"seconds": round(statistics.median(made), 2), "again_ms": milliseconds(again), "pages": paper.pages}))


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def _printed(filing: Filing, number: int) -> IssuedDocument:
    with transaction.atomic():
        paper = issue_of_filing(PACKET, filing, by=filing.frozen_by, at=clock.now(), number=1000 + number)
    paper = make_pdf(paper_id=paper.id, limits=pdf.IN_WORKER)
    if paper.state != IssuedDocument.State.READY:
        raise SystemExit(f"The packet was not made: {paper.failure}")
    return paper


if __name__ == "__main__":
    main(int(sys.argv[1]))
