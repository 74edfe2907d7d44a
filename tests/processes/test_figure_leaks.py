"""Figure F17, the rest: words of people typed into a running system, then looked for at its edges: logs with errors forced in web and
worker, every key and every word that went to Valkey, mail as it was sent, files, temporary files, papers, addresses, error pages, and
the words with which processes were started."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from devstack.valkey import Valkey
from reporting.models import IssuedDocument
from tat import files
from tat.models import Notice
from tests.cast import a_cast
from tests.figures.test_figure_dump import found_in
from tests.launcher.tcp_servers import free_port
from tests.processes.browser import answers, visitor
from tests.processes.evidence import FULL, note
from tests.processes.leaks import (
    TOLD_A_TASK,
    Edges,
    Watcher,
    a_file_sent,
    a_paper_printed,
    a_report_typed,
    a_tip_told,
    in_valkey,
    listening_to,
    made_to_fail,
    metadata_of,
)
from tests.processes.loops import Sink, running, until

pytestmark = [pytest.mark.processes, pytest.mark.slow, pytest.mark.timeout(1800 if FULL else 300), pytest.mark.req("PF-4")]
AT_LEAST = 500 if FULL else 40
SETTINGS = "tests.processes.breaking_settings"
DONE = ("ready", "failed")


def lives(port: int, cast: Any, edges: Edges) -> None:
    """What people do in a day, until so many words were typed; and everything that goes wrong meanwhile."""
    person = visitor(port, cast.principal)
    while len(edges.words) < AT_LEAST:
        case = a_report_typed(person, edges)
        a_file_sent(person, case, edges)
        a_tip_told(port, edges)
        made_to_fail(person, case, edges)
    a_paper_printed(person, case)
    until(lambda: not IssuedDocument.objects.exclude(state__in=DONE).exists(), "the paper is printed")
    until(lambda: not Notice.objects.filter(state="waiting").exists(), "the mail is sent")


def papers() -> list[bytes]:
    return [b"".join(files.open_chunks(paper.file)) for paper in IssuedDocument.objects.exclude(file=None).select_related("file__key")]


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Path]:
    found = {name: tmp_path / name for name in ("media", "temporary", "logs")}
    for path in found.values():
        path.mkdir()
    return found


def test_f17_no_word_of_people_is_found_at_the_edges_of_a_running_system(
    shared_database: None,
    move: Callable[[str], datetime],
    valkey: Valkey,
    sink: Sink,
    folders: dict[str, Path],
    settings: Any,
) -> None:
    move("2026-09-14 10:00")
    settings.MEDIA_ROOT = str(folders["media"])
    cast, edges, port = a_cast(), Edges(), free_port()
    own = {"MEDIA_ROOT": str(folders["media"]), "TMPDIR": str(folders["temporary"]), "LOG_FORMAT": "json"}
    watcher = Watcher(folders["temporary"], edges)
    with running(folders["logs"], sink, valkey.url(), DJANGO_SETTINGS_MODULE=SETTINGS, **own) as loops, listening_to(valkey, edges):
        loops.web(port)
        loops.worker(queues="celery,notices,documents")
        until(lambda: answers(port, "/healthz"), "the web answers", seconds=60)
        watcher.start()
        lives(port, cast, edges)
        kept = in_valkey(valkey)
        watcher.ended.set()
    logs = [path.read_bytes() for path in folders["logs"].glob("*.log")]
    searched: dict[str, list[bytes]] = {
        "logs": logs,
        "Valkey": kept,
        "words sent to Valkey": [b"".join(edges.traffic)],
        "mail": [f"{mail.subject} {mail.to} {mail.message_id} {mail.body}".encode() for mail in sink.taken],
        "files": [path.name.encode() + path.read_bytes() for path in folders["media"].rglob("*") if path.is_file()],
        "temporary files": edges.temporary,
        "what papers say of themselves": metadata_of(papers()),
        "addresses": [address.encode() for address in edges.addresses],
        "error pages": edges.errors,
        "words of processes": sorted(edges.commands),
    }
    found = {where: sorted(found_in(texts, edges.words)) for where, texts in searched.items()}
    plain = opened()
    naive = found_in([b"".join(papers())], edges.words) | {word for word in edges.words if word in plain}
    note(
        "F17-edges",
        "0 of 500 words in logs with forced errors, Valkey keys and traffic, mail, files, metadata, addresses, error pages",
        words=len(edges.words),
        found={where: len(words) for where, words in found.items()},
        searched={where: [len(texts), sum(map(len, texts))] for where, texts in searched.items()},
        errors_forced=sum(text.count(b'"error"') for text in logs),
        read_by_who_has_the_key=len(naive),
    )
    assert {where: words for where, words in found.items() if words} == {}
    empty = [where for where, texts in searched.items() if not any(texts)]
    assert empty in ([], ["temporary files"])
    assert not found_in(logs, {TOLD_A_TASK})
    assert b'"error": "ValueError"' in b"".join(logs) and len(re.findall(rb'"level": "ERROR"', b"".join(logs))) >= 4
    assert len(edges.words) >= AT_LEAST


def opened() -> str:
    """All sealed texts as the product reads them: the words are there for who has the key."""
    from tests.figures.test_figure_dump import everything_opened

    return everything_opened()
